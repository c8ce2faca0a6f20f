"""A figure as PNG: what stands still is drawn once and kept, what moves is drawn anew.

Everything on a figure when its stage is first painted stands still. A frame's `draw` makes what
moves with ordinary matplotlib calls; the stage paints those artists over the kept background and
takes them off the figure again. `draw` must leave limits and ticks alone: axes that change with a
control are set up by a function of their own (`still`), kept under a key.
"""

import base64
import html
import itertools
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lesson_utils.lettering import Lettering
from lesson_utils.palette import (
    COLOURS,
    Background,
    as_numbers,
    encode,
    in_palette,
    packed,
    smaller,
)

KEPT = 4  # backgrounds of a stage
ROWS = 12  # of a table of what a picture shows
AWAKE = 2  # stages that keep pixels; labs out of sight cost little memory
_awake: OrderedDict["Stage", None] = OrderedDict()


class Stage:
    """Paints frames of one figure."""

    def __init__(self, figure: Figure):
        self.figure = figure
        self._agg: FigureCanvasAgg | None = None
        self._kept: OrderedDict[Hashable, Background] = OrderedDict()
        self._cuts: dict[Hashable, list[float]] = {}
        self._key: Hashable = None
        self._still: list[Artist] = []
        self.tables: list[dict] = []  # what the picture shows, as numbers

    def paint(
        self, draw: Callable[[], None], *, key: Hashable = None, still: Callable | None = None
    ) -> bytes:
        """The frame as PNG. `still()` sets up what stands still for this `key`: axes and words."""
        self._wake()
        if key != self._key:
            self._set_up(key, still)
        background = self._background()
        as_numbers(self.pixels)[:] = background.pixels
        with self.moving(draw) as artists:
            for artist in sorted(artists, key=Artist.get_zorder):
                if artist.get_visible():
                    self.figure.draw_artist(artist)
            self.tables = [*_tables(self.figure)]
            return encode(self.pixels, background)

    def set_density(self, density: float) -> None:
        """From now on so many pixels in a row for one on the screen, of which an inch has 100."""
        if self.figure.dpi != 100 * density:
            self.sleep()
            self.figure.set_dpi(100 * density)

    @contextmanager
    def moving(self, draw: Callable[[], None]) -> Iterator[list[Artist]]:
        """What `draw` makes, and the headings: on the figure for as long as the block runs."""
        before = set(self._children())
        headings = [(axes.heading, axes.heading.get_text()) for axes in self.figure.axes]
        try:
            draw()
            yield [a for a in self._children() if a not in before or a.get_animated()]
        finally:
            made = [a for a in self._children() if a not in before and not a.get_animated()]
            _remove(made)  # panels keep those that are animated
            for heading, words in headings:
                heading.set_text(words)

    @property
    def pixels(self) -> np.ndarray:
        """(height, width, 4) RGBA, as it was painted last."""
        return np.asarray(self._agg.buffer_rgba())

    @property
    def still(self) -> np.ndarray:
        """(height, width) uint32: what stood still in the last frame, an RGBA pixel as a number."""
        return self._background().pixels

    @property
    def cuts(self) -> list[float]:
        """Where panels side by side begin and end, as shares of the width: for a narrow screen."""
        if known := self._cuts.get(self._key):
            return known
        panels = sorted(self.figure.axes, key=lambda axes: axes.bbox.x0)
        ends = itertools.accumulate((axes.bbox.x1 for axes in panels), max)
        between = [
            max(end, axes.get_tightbbox().x0)  # where its own words begin
            for end, axes in zip(ends, panels[1:], strict=False)
            if axes.bbox.x0 > end
        ]
        width = self.figure.bbox.width
        return self._cuts.setdefault(self._key, [0.0, *(place / width for place in between), 1.0])

    def sleep(self) -> None:
        """Forget all pixels: the next frame makes them anew, at whatever resolution is set then."""
        _awake.pop(self, None)
        agg, self._agg = self._agg, None
        if agg is not None:  # every word of the figure holds on to the renderer
            agg.renderer.__init__(1, 1, 1)
            del agg.renderer.draw_text
        self._kept.clear()
        self._cuts.clear()

    def _wake(self) -> None:
        if self._agg is None:
            self._agg = FigureCanvasAgg(self.figure)
            renderer = self._agg.get_renderer()
            renderer.draw_text = Lettering(renderer)
        _awake[self] = None
        _awake.move_to_end(self)
        while len(_awake) > AWAKE:
            next(iter(_awake)).sleep()

    def _set_up(self, key: Hashable, still: Callable | None) -> None:
        """Another key: what stood still for the last one goes, and `still` is called."""
        _remove(self._still)
        before = set(self._children())
        if still is not None:
            still()
        self._still = [artist for artist in self._children() if artist not in before]
        self._key = key

    def _background(self) -> Background:
        if self._key not in self._kept:
            for axes in self.figure.axes:
                axes.autoscale(False)  # what moves leaves the axes where they are
                axes.heading.set_animated(True)  # a heading may change with every frame
            self._agg.draw()  # leaves animated artists out
            self._kept[self._key] = Background.of(self.pixels)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(self._key)
        return self._kept[self._key]

    def _children(self) -> list[Artist]:
        """In the order in which matplotlib draws artists of one zorder."""
        return [a for parent in (self.figure, *self.figure.axes) for a in parent.get_children()]


@dataclass(frozen=True)
class Picture:
    """A finished figure with a text that says in words what it shows."""

    figure: Figure
    alt: str

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        canvas = FigureCanvasAgg(self.figure)
        canvas.draw()
        png = smaller(packed(*in_palette(np.asarray(canvas.buffer_rgba()), COLOURS)))
        return {"text/html": as_html(png, self.alt, self.figure), "text/plain": self.alt}


def as_html(png: bytes, alt: str, figure: Figure) -> str:
    """A picture that a blind reader hears: no Jupyter shows the alt text of a plain image/png."""
    width, height = (round(100 * inches) for inches in figure.get_size_inches())
    return (
        f'<img alt="{html.escape(alt)}" width="{width}" height="{height}" decoding="sync" '
        f'style="width:100%;max-width:{width}px;height:auto;background:white" '
        f'src="data:image/png;base64,{base64.b64encode(png).decode()}">'
    )


def _tables(figure: Figure) -> Iterator[dict]:
    """The lines that have a label, as a table for each axes, of at most `ROWS` rows."""
    for axes in figure.axes:
        lines = [line for line in axes.lines if not line.get_label().startswith("_")]
        by_x = {}
        for line in lines:
            by_x.setdefault(np.asarray(line.get_xdata(), float).tobytes(), []).append(line)
        for group in by_x.values():
            x = group[0].get_xdata()
            kept = np.unique(np.linspace(0, len(x) - 1, min(len(x), ROWS)).round().astype(int))
            named = np.array_equal(x, range(len(axes.names)))
            names = axes.names if named else [f"{value:g}" for value in x]
            yield {
                "caption": axes.heading.get_text(),
                "head": [axes.get_xlabel(), *(line.get_label() for line in group)],
                "rows": [[names[i], *(f"{ln.get_ydata()[i]:.3g}" for ln in group)] for i in kept],
            }


def _remove(artists: list[Artist]) -> None:
    for artist in artists:
        artist.remove()
