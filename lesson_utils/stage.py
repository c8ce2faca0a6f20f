"""A figure as PNG: repainted in milliseconds for a live lab, or shown once under a cell."""

import io
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from lesson_utils.style import styled

COLOURS = 256  # of the palette: a plot needs few, and the file shrinks to a third


class Canvas:
    """Repaints the moving (animated) artists of a figure over a background that is drawn once."""

    def __init__(self, figure: Figure):
        self.figure = figure
        self._agg = FigureCanvasAgg(figure)
        self._background = None

    def refresh(self) -> None:
        """Call after a change to what does not move: limits, ticks, fixed texts."""
        self._background = None

    @styled
    def png(self) -> bytes:
        if self._background is None:
            self._agg.draw()  # leaves animated artists out
            self._background = self._agg.copy_from_bbox(self.figure.bbox)
        self._agg.restore_region(self._background)
        for artist in sorted(self._moving(), key=Artist.get_zorder):
            self.figure.draw_artist(artist)
        return encode(self._agg.buffer_rgba())

    @property
    def pixels(self) -> np.ndarray:
        """(height, width, 4) RGBA, as `png` has painted it last."""
        return np.asarray(self._agg.buffer_rgba())

    def _moving(self) -> list[Artist]:
        return [
            artist
            for parent in (self.figure, *self.figure.axes)
            for artist in (*parent.get_children(), *getattr(parent, "titles", ()))
            if artist.get_animated() and artist.get_visible()
        ]


@dataclass(frozen=True)
class Picture:
    """A finished figure with a text that says in words what it shows."""

    figure: Figure
    alt: str

    def __repr__(self) -> str:
        return self.alt

    @styled
    def _repr_mimebundle_(self, include=None, exclude=None):
        canvas = FigureCanvasAgg(self.figure)
        canvas.draw()
        width, height = (round(100 * inches) for inches in self.figure.get_size_inches())
        metadata = {"image/png": {"alt": self.alt, "width": width, "height": height}}
        png = smaller(encode(canvas.buffer_rgba()))
        return {"image/png": png, "text/plain": self.alt}, metadata


def encode(pixels) -> bytes:
    """RGBA pixels as a PNG with a palette."""
    image = Image.fromarray(np.asarray(pixels)).convert("RGB")  # RGBA would blur pale colours
    file = io.BytesIO()
    palette = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette.save(file, "PNG", compress_level=1)
    return file.getvalue()


def smaller(png: bytes) -> bytes:
    """The same picture in about two thirds of the bytes: for files, where time is no matter."""
    file = io.BytesIO()
    Image.open(io.BytesIO(png)).save(file, "PNG", compress_level=9)
    return file.getvalue()
