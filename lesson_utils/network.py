"""A layered network, drawn from its weights."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba

from lesson_utils.language import class_names, text
from lesson_utils.stage import Picture
from lesson_utils.style import BLACK, BLUE, GREY, VERMILION, new_figure

WIDEST, THINNEST = 4.5, 0.3  # of an arrow, in points
GAPS = 7  # units fit at full size into the height of the panel; more are drawn smaller


def draw(weights, *, names=(), strongest: float = 2.0) -> Picture:
    """A still picture of a network with these weights: an (inputs, outputs) array a layer."""
    weights = [np.asarray(matrix, dtype=float) for matrix in weights]
    figure, axes = new_figure(width=5, height=2.9, rect=(0.02, 0, 0.98, 1))
    draw_network(axes, weights, names=names, strongest=strongest)
    layers = " → ".join(map(str, _sizes(weights)))
    count = sum(matrix.size for matrix in weights)
    return Picture(figure, text("pictures.network", layers=layers, count=count))


def draw_network(
    axes: Axes, weights: Sequence[np.ndarray], *, names: Sequence[Sequence[str] | None] = (),
    strongest: float = 2.0, off_nodes: Sequence | None = None, off_edges: Sequence | None = None,
) -> None:  # fmt: skip
    """Units as circles, weights as lines: width is |w|, blue is positive, vermilion negative.

    `weights`: an (inputs, outputs) array for each pair of layers; one of size `strongest` or more
    has the full width. `names`: a list of words for each layer, or None: those of the first stand
    to its left, all others to the right, in the edition's language. `off_nodes`: for each layer
    None or a bool array, True where the unit is dropped: it is hollow and its lines are gone.
    `off_edges`: for each matrix None or a bool array, True where the connection is dropped: a
    dotted trace is left.
    """
    weights = [np.asarray(matrix, dtype=float) for matrix in weights]
    axes.set_axis_off()  # blank: so that its limits may follow the layers
    axes.set(xlim=(-0.55, len(weights) + 0.55), ylim=(-0.6, 0.6))
    places = [_column(layer, size) for layer, size in enumerate(_sizes(weights))]
    nodes = _flags(off_nodes, _sizes(weights))
    dropped = _flags(off_edges, [matrix.shape for matrix in weights])
    gone = [start[:, None] | end for start, end in pairwise(nodes)]
    style = _edge_style(*map(_in_a_row, (weights, gone, dropped)), strongest)
    edges = [(a, b) for starts, ends in pairwise(places) for a in starts for b in ends]
    axes.add_collection(LineCollection(edges, zorder=1, capstyle="round", **style), autolim=False)
    _draw_nodes(axes, places, np.concatenate(nodes))
    for layer, layer_names in enumerate(names):
        _write_names(axes, places[layer], class_names(layer_names or []), left=layer == 0)


def _sizes(weights: Sequence[np.ndarray]) -> list[int]:
    """How many units each layer has."""
    return [weights[0].shape[0], *(matrix.shape[1] for matrix in weights)]


def _in_a_row(matrices: Sequence[np.ndarray]) -> np.ndarray:
    """All entries, an edge each, in the order of the edges."""
    return np.concatenate([matrix.ravel() for matrix in matrices])


def _edge_style(values, gone, dropped, strongest: float) -> dict:
    strength = np.minimum(np.abs(np.nan_to_num(values)) / strongest, 1)
    colours = np.where(values[:, None] < 0, to_rgba(VERMILION), to_rgba(BLUE))
    colours[:, 3] = 0.35 + 0.6 * strength
    colours[strength < 0.01] = to_rgba(GREY, 0.35)
    colours[dropped] = to_rgba(GREY, 0.6)
    colours[gone, 3] = 0
    dotted = dropped & ~gone
    return {
        "colors": colours,
        "linewidths": np.where(dotted, 0.9, THINNEST + (WIDEST - THINNEST) * strength),
        "linestyles": [(0, (1, 3)) if dots else "-" for dots in dotted],
    }


def _draw_nodes(axes: Axes, places: list[np.ndarray], off: np.ndarray) -> None:
    sizes = [len(column) for column in places]
    axes.scatter(
        *np.concatenate(places).T, zorder=2, linewidths=1.6,
        s=330 * np.minimum(1, GAPS / np.repeat(sizes, sizes)) ** 1.4,
        facecolors=np.where(off[:, None], to_rgba("white"), to_rgba("#F2F2F2")),
        edgecolors=np.where(off[:, None], to_rgba(GREY, 0.45), to_rgba(BLACK)),
    )  # fmt: skip


def _write_names(axes: Axes, places: np.ndarray, names: Sequence[str], *, left: bool) -> None:
    side, align = (-1, "right") if left else (1, "left")
    for place, name in zip(places, names, strict=False):
        axes.annotate(
            name, place, xytext=(14 * side, 0), textcoords="offset points", ha=align,
            va="center", fontsize=9,
        )  # fmt: skip


def _flags(given: Sequence | None, shapes: Sequence) -> list[np.ndarray]:
    """A bool array for each shape: as it is given, or False."""
    return [
        np.zeros(shape, bool) if flags is None else np.asarray(flags, bool)
        for flags, shape in zip(given or [None] * len(shapes), shapes, strict=True)
    ]


def _column(layer: int, size: int) -> np.ndarray:
    """(size, 2) where the units of a layer are: around the middle, the first on top."""
    gap = 1 / max(size, GAPS - 2)
    return np.column_stack([np.full(size, layer), gap * ((size - 1) / 2 - np.arange(size))])
