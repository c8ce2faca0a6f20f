"""Loss curves and tracks over a slider: what stands still, and what a frame draws over it."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.transforms import ScaledTranslation

from lesson_utils.language import text
from lesson_utils.style import GREY, PALE, PINNED, TRAIN, VALIDATION

DASHED = {"linestyle": (0, (4, 3)), "linewidth": 1.5}
BEHIND_A_DOT = 8  # points from the end of a curve to its name
OUTLINE = [patheffects.withStroke(linewidth=3, foreground="white")]


def band(axes: Axes, x, middle, low=None, high=None, *, colour: str, label="", **style) -> Line2D:
    """A line with a band around it, (E,) arrays; values that are not finite leave a gap.

    The label is written by `label_ends`.
    """
    middle = np.asarray(middle, dtype=float)
    middle = np.where(np.isfinite(middle), middle, np.nan)
    (line,) = axes.plot(x, middle, color=colour, label=label, zorder=3, **style)
    if low is not None:
        x, known = np.asarray(x), np.ma.masked_invalid(np.add(low, high))
        for part in np.ma.clump_unmasked(known):  # fill_between takes twice as long
            edges = [*zip(x[part], low[part]), *zip(x[part][::-1], high[part][::-1])]
            axes.add_artist(Polygon(edges, color=colour, alpha=0.18, linewidth=0))
    return line


class Curve(NamedTuple):
    """What `draw_bands` draws: `values` are (E,), or (middle, low, high) of a band; over its own
    `x` where it has one."""

    values: Sequence
    colour: str
    label: str
    style: Mapping = {}
    x: Sequence | None = None


def named(values: Sequence, colours: Mapping[str, str]) -> list[Curve]:
    """A curve for each name in `colours`, labelled with the string figures.NAME."""
    pairs = zip(values, colours.items(), strict=True)
    return [Curve(own, colour, text(f"figures.{name}")) for own, (name, colour) in pairs]


def both(train, validation) -> list[Curve]:
    """The curves of training and validation, each (E,) or (middle, low, high)."""
    return named((train, validation), {"train": TRAIN, "validation": VALIDATION})


def draw_bands(axes: Axes, x: Sequence, curves: Sequence[Curve], here: int | None = None) -> None:
    """Curves over `x` (E,), named at their ends; marked where in `x` a slider stands."""
    label_ends(axes, _lines(axes, x, curves))
    if here is not None:
        values = [np.atleast_2d(curve.values)[0, here] for curve in curves]
        mark(axes, x[here], values, [curve.colour for curve in curves])


def _lines(axes: Axes, x: Sequence, curves: Sequence[Curve]) -> list[Line2D]:
    return [
        band(axes, x if own is None else own, *np.atleast_2d(values), colour=colour, label=label,
             **style)
        for values, colour, label, style, own in curves
    ]  # fmt: skip


def frame_ends(axes: Axes, first, last, right, ticks, names=None, **style) -> None:
    """A horizontal axis from `first` to `last`; up to `right` is room for the names of curves."""
    axes.set_xlim(first, right)
    axes.set_xticks(ticks, names, **style)
    axes.set_xticks([], minor=True)
    axes.spines["bottom"].set_bounds(first, last)


def frame_curves(axes: Axes, *, epochs: int, limits, guess: float, ylabel: str = "") -> None:
    """What stands still behind `draw_curves`: axes, and the loss of guessing."""
    ticks = np.unique(np.linspace(0, epochs, 5).round().astype(int))
    frame_ends(axes, 0, epochs, epochs * 1.34, ticks)
    axes.set(ylim=limits, xlabel=text("figures.epoch"), ylabel=ylabel or text("figures.loss"))
    if limits[0] < guess < limits[1]:
        axes.plot([0, epochs], [guess] * 2, color=GREY, linewidth=0.8)
        axes.annotate(
            text("figures.guessing"), (epochs, guess), xytext=(0, 2), textcoords="offset points",
            color=GREY, fontsize=9, va="bottom", ha="right",
        )  # fmt: skip


def draw_curves(axes: Axes, title: str, epochs, train, validation, pinned=None, note="") -> None:
    """`train` and `validation` are (middle, low, high); `pinned` is (label, epochs, middle)."""
    axes.set_title(title)
    curves = both(train, validation)
    if pinned is not None:
        label, its_epochs, middle = pinned
        curves.append(Curve(middle, PINNED, label, DASHED, its_epochs))
    draw_bands(axes, epochs, curves)
    if note:
        axes.text(
            0.5, 0.5, note, transform=axes.transAxes, ha="center", va="center", color=VALIDATION,
            fontsize=12,
        )  # fmt: skip


def frame_track(axes: Axes, *, title: str, xlabel: str, positions: Sequence[str], limits) -> None:
    """What stands still behind `draw_track`: the positions of a slider, as they are written."""
    axes.set(xlabel=xlabel, xlim=(-0.6, len(positions) - 0.4), ylim=limits)
    axes.set_title(title)
    inches = axes.get_position().width * axes.figure.get_figwidth()
    room = inches / len(positions) / 0.08 - 0.6  # in characters, less a gap
    crowded = any(len(a) + len(b) > 2 * room for a, b in pairwise(positions))
    # then every second position is named
    names = [name if not (crowded and i % 2) else "" for i, name in enumerate(positions)]
    axes.set_xticks(range(len(positions)), names, fontsize=9)
    axes.names = positions


def draw_track(axes: Axes, train, validation, here: int, pinned: float | None = None, note=""):
    """`train` and `validation` are (middle, low, high) over positions; NaN is not yet known."""
    _lines(axes, np.arange(len(validation[0])), both(train, validation))
    values = train[0][here], validation[0][here]
    mark(axes, here, values, (TRAIN, VALIDATION), (8, 10))
    if pinned is not None:
        axes.axhline(pinned, color=PINNED, **DASHED)
    if np.isfinite(values[1]):
        _write_value(axes, here, *values)
    if note:
        place = {"transform": axes.transAxes, "ha": "center", "zorder": 6}
        axes.text(0.5, 0.94, note, color=GREY, fontsize=9, path_effects=OUTLINE, **place)


def _write_value(axes: Axes, here: int, train: float, value: float) -> None:
    """The validation loss above its dot, clear of the other dot and of a note on top."""
    low, high = axes.get_ylim()
    height = high - low
    near = 0 <= train - value < 0.15 * height  # then above both dots
    top = max(train if near else value, low)
    axes.text(
        here - 0.3 if here == 0 else here,  # clear of the vertical axis
        np.clip(top, low, low + 0.81 * height) + 0.05 * height, f"{value:.2f}",
        color=VALIDATION, ha="left" if here == 0 else "center", va="bottom", fontweight="bold",
        zorder=6, path_effects=OUTLINE,
    )  # fmt: skip


def mark(axes: Axes, x: float, values, colours, sizes=()) -> None:
    """A pale bar at the position of a slider, and a dot on each line there."""
    axes.axvline(x, color=PALE, linewidth=6, zorder=0)
    for value, colour, size in zip(values, colours, sizes or [9] * len(values), strict=True):
        axes.plot(
            [x], [np.clip(value, *axes.get_ylim())], "o", color=colour, markersize=size,
            markeredgecolor="white", zorder=5,
        )  # fmt: skip


def label_ends(axes: Axes, lines: Sequence[Line2D], gap: float = 0.075) -> None:
    """Write each line's label at its end, moved apart so that none covers another.

    `gap` is the least distance between two one-line labels as a share of the height of the axes.
    """
    shown = []
    to_axes = axes.transData - axes.transAxes  # a logarithmic axis too
    clear = ScaledTranslation(BEHIND_A_DOT / 72, 0, axes.figure.dpi_scale_trans)
    for line in lines:
        known = np.flatnonzero(np.isfinite(line.get_ydata()))
        if len(known):
            x, y = to_axes.transform(line.get_xydata()[known[-1]])
            shown.append((np.clip(y, 0.03, 0.97), x, line))
    shown.sort(key=lambda item: item[0])
    heights = [gap * (1 + line.get_label().count("\n")) for *_, line in shown]
    places = spread([place for place, *_ in shown], heights)
    for place, (_, x, line) in zip(places, shown):
        axes.text(
            x, place, line.get_label(), color=line.get_color(), va="center", fontsize=9.5,
            transform=axes.transAxes + clear,
        )  # fmt: skip


def spread(places: list[float], heights: list[float]) -> list[float]:
    """Move sorted places in [0, 1] as little as needed, so that boxes of these heights are apart.

    >>> spread([0.5, 0.5], [0.2, 0.2])
    [0.4, 0.6]
    """
    groups = []  # runs of touching boxes: [sum of wished bottoms, count, total height]
    for place, height in zip(places, heights):
        groups.append([[place], [height]])
        while len(groups) > 1 and _bottom(*groups[-1]) < _bottom(*groups[-2]) + sum(groups[-2][1]):
            upper = groups.pop()
            groups[-1] = [groups[-1][0] + upper[0], groups[-1][1] + upper[1]]
    result = []
    for wished, sizes in groups:
        bottom = _bottom(wished, sizes)
        for size in sizes:
            result.append(round(bottom + size / 2, 6))
            bottom += size
    return result


def _bottom(wished: list[float], sizes: list[float]) -> float:
    """Where a pile of boxes starts so that its boxes are nearest to their wishes, inside [0, 1]."""
    below = np.cumsum([0, *sizes[:-1]]) + np.array(sizes) / 2  # centre of each box over the bottom
    return float(np.clip(np.mean(np.array(wished) - below), 0, max(0, 1 - sum(sizes))))
