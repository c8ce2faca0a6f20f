"""A layered network, drawn from its weights."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba

from lesson_utils.language import text
from lesson_utils.stage import Picture
from lesson_utils.style import BLACK, BLUE, GREY, VERMILION, new_figure, styled

WIDEST, THINNEST = 4.5, 0.3  # of an arrow, in points
GAPS = 7  # units fit at full size into the height of the panel; more are drawn smaller


class NetworkPanel:
    """Units as circles, weights as lines: width is |w|, blue is positive, vermilion negative.

    `sizes` are the units of each layer, inputs first; `names` holds a list of words for each layer
    (or None): those of the first layer are written to its left, all others to the right. A weight
    of size `strongest` or more has the full width.
    """

    @styled
    def __init__(
        self,
        axes: Axes,
        sizes: Sequence[int],
        *,
        names: Sequence[Sequence[str] | None] | None = None,
        strongest: float = 2.0,
    ):
        self.axes, self.strongest = axes, strongest
        axes.set_axis_off()
        axes.set_ylim(-0.6, 0.6)
        self.edges = LineCollection([], animated=True, zorder=1, capstyle="round")
        axes.add_collection(self.edges, autolim=False)
        self.nodes = axes.scatter([], [], animated=True, zorder=2, linewidths=1.6)
        self.words = []
        self.resize(sizes, names=names)

    @styled
    def resize(self, sizes: Sequence[int], *, names=None) -> None:
        """Another number of units; the caller refreshes its canvas where the layers changed."""
        if len(sizes) < 2 or min(sizes) < 1:
            raise ValueError(f"sizes must be two or more layers of 1 or more units, got {sizes!r}")
        self.sizes = tuple(sizes)
        self.axes.set_xlim(-0.55, len(sizes) - 0.45)
        self.places = [_column(layer, size) for layer, size in enumerate(self.sizes)]
        self.nodes.set_offsets(np.concatenate(self.places))
        self._area = 330 * np.minimum(1, GAPS / np.repeat(self.sizes, self.sizes)) ** 1.4
        self.nodes.set_sizes(self._area)
        self.edges.set_segments(
            [
                (start, end)
                for starts, ends in pairwise(self.places)
                for start in starts
                for end in ends
            ]
        )
        self._write(names or [None] * len(sizes))
        self.update([np.zeros(shape) for shape in self.shapes])

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """(inputs, outputs) of each weight matrix."""
        return list(pairwise(self.sizes))

    def update(self, weights, *, off_nodes=None, off_edges=None) -> None:
        """`weights`: an (inputs, outputs) array for each pair of layers.

        `off_nodes`: for each layer None or a bool array, True where the unit is dropped: it is
        hollow and its lines are gone. `off_edges`: for each matrix None or a bool array of its
        shape, True where the connection is dropped: a dotted trace is left.
        """
        weights = [np.asarray(matrix, dtype=float) for matrix in weights]
        if [matrix.shape for matrix in weights] != self.shapes:
            shapes = [matrix.shape for matrix in weights]
            raise ValueError(f"weights must have the shapes {self.shapes}, got {shapes}")
        nodes = [
            np.zeros(size, bool) if off is None else np.asarray(off, bool)
            for size, off in zip(self.sizes, off_nodes or [None] * len(self.sizes), strict=True)
        ]
        dropped = np.concatenate(
            [
                (np.zeros(shape, bool) if off is None else np.asarray(off, bool)).ravel()
                for shape, off in zip(self.shapes, off_edges or [None] * len(weights), strict=True)
            ]
        )
        gone = np.concatenate([(start[:, None] | end).ravel() for start, end in pairwise(nodes)])
        self._colour_edges(np.concatenate([m.ravel() for m in weights]), gone, dropped & ~gone)
        off = np.concatenate(nodes)
        self.nodes.set_facecolor(np.where(off[:, None], to_rgba("white"), to_rgba("#F2F2F2")))
        self.nodes.set_edgecolor(np.where(off[:, None], to_rgba(GREY, 0.45), to_rgba(BLACK)))

    def _colour_edges(self, values: np.ndarray, gone: np.ndarray, dropped: np.ndarray) -> None:
        strength = np.minimum(np.abs(np.nan_to_num(values)) / self.strongest, 1)
        colours = np.where(values[:, None] < 0, to_rgba(VERMILION), to_rgba(BLUE))
        colours[:, 3] = 0.35 + 0.6 * strength
        colours[strength < 0.01] = to_rgba(GREY, 0.35)
        colours[dropped] = to_rgba(GREY, 0.6)
        colours[gone, 3] = 0
        widths = THINNEST + (WIDEST - THINNEST) * strength
        self.edges.set_color(colours)
        self.edges.set_linestyle([(0, (1, 3)) if dotted else "-" for dotted in dropped])
        self.edges.set_linewidth(np.where(dropped, 0.9, widths))

    def _write(self, names) -> None:
        for word in self.words:
            word.remove()
        self.words = []
        for layer, (places, layer_names) in enumerate(zip(self.places, names, strict=True)):
            side, align = (-1, "right") if layer == 0 else (1, "left")
            for (x, y), name in zip(places, layer_names or [], strict=False):
                word = self.axes.annotate(
                    name, (x, y), xytext=(14 * side, 0), textcoords="offset points",
                    ha=align, va="center", fontsize=9, animated=True,
                )  # fmt: skip
                self.words.append(word)


def draw(weights, *, names=None, strongest: float = 2.0, width: float = 5, height: float = 2.9):
    """A still picture of a network with these weights: an (inputs, outputs) array a layer."""
    weights = [np.asarray(matrix) for matrix in weights]
    figure, axes = new_figure(width=width, height=height, left=0.02, right=0.98, bottom=0, top=1)
    sizes = [weights[0].shape[0], *(matrix.shape[1] for matrix in weights)]
    panel = NetworkPanel(axes, sizes, names=names, strongest=strongest)
    panel.update(weights)
    for artist in (panel.edges, panel.nodes, *panel.words):
        artist.set_animated(False)
    layers = " → ".join(map(str, sizes))
    count = sum(matrix.size for matrix in weights)
    return Picture(figure, text("pictures.network", layers=layers, count=count))


def _column(layer: int, size: int) -> np.ndarray:
    """(size, 2) where the units of a layer are: around the middle, the first on top."""
    gap = 1 / max(size, GAPS - 2)
    return np.column_stack([np.full(size, layer), gap * ((size - 1) / 2 - np.arange(size))])
