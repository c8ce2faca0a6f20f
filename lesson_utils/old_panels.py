"""The panels of before the stage: they go when the last lab has left them."""

from itertools import pairwise

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from lesson_utils.curves import spread
from lesson_utils.style import GREY, PALE, PINNED, TRAIN, VALIDATION, styled


class Band:
    """A line through means with a band around it, and an optional label at its end."""

    def __init__(self, axes: Axes, colour: str, *, label: str = "", dashed: bool = False):
        style = {"linestyle": (0, (4, 3)), "linewidth": 1.5} if dashed else {}
        (self.line,) = axes.plot([], [], color=colour, animated=True, zorder=3, **style)
        self.area = PolyCollection([], facecolor=colour, alpha=0.18, linewidth=0, animated=True)
        axes.add_collection(self.area, autolim=False)
        self.label = axes.text(
            0, 0, label, color=colour, va="center", fontsize=9.5, animated=True, visible=False
        )

    def update(self, x, middle, low=None, high=None) -> None:
        """x, middle, low, high: (E,) arrays; values that are not finite leave a gap."""
        x, middle = np.asarray(x, dtype=float), np.asarray(middle, dtype=float)
        self.line.set_data(x, np.where(np.isfinite(middle), middle, np.nan))
        if low is None:
            self.area.set_verts([])
            return
        known = np.isfinite(low) & np.isfinite(high)
        runs = np.split(np.arange(len(x)), np.flatnonzero(np.diff(known)) + 1)  # gaps split it
        self.area.set_verts(
            [
                np.column_stack([np.r_[x[run], x[run][::-1]], np.r_[low[run], high[run][::-1]]])
                for run in runs
                if len(run) and known[run[0]]
            ]
        )

    def clear(self) -> None:
        self.update([], [])
        self.label.set_visible(False)


class CurvesPanel:
    """Training and validation loss over epochs, with a pinned run behind them."""

    @styled
    def __init__(
        self, axes: Axes, *, epochs: int, limits: tuple[float, float], guess: float,
        ylabel: str = "cross-entropy loss",
    ):  # fmt: skip
        self.axes = axes
        self.pinned = Band(axes, PINNED, dashed=True)
        self.train = Band(axes, TRAIN, label="train")
        self.validation = Band(axes, VALIDATION, label="validation")
        self.title = axes.set_title("", animated=True)
        self.note = axes.text(
            0.5, 0.5, "", transform=axes.transAxes, ha="center", va="center",
            color=VALIDATION, fontsize=12, animated=True,
        )  # fmt: skip
        axes.set(xlabel="epoch", ylabel=ylabel)
        self.guess = guess
        self.rescale(epochs, limits)

    def rescale(self, epochs: int, limits: tuple[float, float]) -> None:
        """New frame; the caller refreshes its canvas."""
        self.axes.set(xlim=(0, epochs * 1.34), ylim=limits)
        ticks = np.unique(np.linspace(0, epochs, 5).round().astype(int))
        self.axes.set_xticks(ticks)
        self.axes.spines["bottom"].set_bounds(0, epochs)
        for artist in [*self.axes.lines, *self.axes.texts]:
            if artist.get_gid() == "guess":
                artist.remove()
        if limits[0] < self.guess < limits[1]:
            self.axes.plot([0, epochs], [self.guess] * 2, color=PALE, linewidth=1, gid="guess")
            self.axes.text(
                epochs, self.guess, "guessing", color=GREY, fontsize=8, va="bottom", ha="right",
                gid="guess",
            )  # fmt: skip

    def update(self, title: str, epochs, train, validation, pinned=None, note: str = "") -> None:
        """`train` and `validation` are (middle, low, high); `pinned` is (label, epochs, middle)."""
        self.title.set_text(title)
        self.note.set_text(note)
        self.train.update(epochs, *train)
        self.validation.update(epochs, *validation)
        bands = [self.train, self.validation]
        if pinned is None:
            self.pinned.clear()
        else:
            label, pinned_epochs, middle = pinned
            self.pinned.label.set_text(label)
            self.pinned.update(pinned_epochs, middle)
            bands.append(self.pinned)
        place_end_labels(bands, self.axes)


class TrackPanel:
    """The final loss at every position of a slider, with a dot at the current one."""

    @styled
    def __init__(self, axes: Axes, *, limits: tuple[float, float]):
        self.axes = axes
        axes.set_ylim(limits)
        self.train = Band(axes, TRAIN)
        self.validation = Band(axes, VALIDATION)
        self.here, self.dots = place_marks(axes, (TRAIN, VALIDATION), sizes=(8, 10))
        self.pinned = axes.axhline(
            0, color=PINNED, linestyle=(0, (4, 3)), linewidth=1.5, animated=True, visible=False
        )
        self.value = axes.text(
            0, 0, "", color=VALIDATION, ha="center", va="bottom", fontweight="bold",
            animated=True, zorder=6,
            path_effects=[patheffects.withStroke(linewidth=3, foreground="white")],
        )  # fmt: skip
        self.missing = axes.text(
            0.5, 0.94, "", transform=axes.transAxes, ha="center", color=GREY, fontsize=8.5,
            animated=True,
        )  # fmt: skip

    @styled
    def rename(self, title: str, xlabel: str, positions: list[str]) -> None:
        """Another slider is being moved; the caller refreshes its canvas."""
        self.axes.set_title(title)
        self.axes.set_xlabel(xlabel)
        inches = self.axes.get_position().width * self.axes.figure.get_figwidth()
        room = inches / len(positions) / 0.075 - 0.6  # in characters, less a gap
        crowded = any(len(a) + len(b) > 2 * room for a, b in pairwise(positions))
        # then every second position is named
        names = [name if not (crowded and i % 2) else "" for i, name in enumerate(positions)]
        self.axes.set_xticks(range(len(positions)), names, fontsize=8.5)
        self.axes.set_xlim(-0.6, len(positions) - 0.4)

    def update(self, train, validation, current: int, pinned: float | None, note: str = ""):
        """`train` and `validation` are (middle, low, high) over positions; NaN is not yet known."""
        positions = np.arange(len(validation[0]))
        self.here.set_xdata([current, current])
        self.train.update(positions, *train)
        self.validation.update(positions, *validation)
        low, high = self.axes.get_ylim()
        for dot, (middle, *_) in zip(self.dots, (train, validation)):
            dot.set_data([current], [np.clip(middle[current], low, high)])
        value = validation[0][current]
        self.value.set_text(f"{value:.2f}" if np.isfinite(value) else "")
        height = high - low
        near = 0 <= train[0][current] - value < 0.15 * (high - low)  # then above both dots
        top = np.nanmax([train[0][current] if near else value, low])  # and inside the axes
        left = current - 0.3 if current == 0 else current  # clear of the vertical axis
        self.value.set_position((left, np.clip(top, low, low + 0.86 * height) + 0.05 * height))
        self.value.set_horizontalalignment("left" if current == 0 else "center")
        self.pinned.set_visible(pinned is not None)
        if pinned is not None:
            self.pinned.set_ydata([pinned, pinned])
        self.missing.set_text(note)


def place_marks(axes: Axes, colours, *, sizes=(9, 9)):
    """A pale bar at the position of a slider, and a dot for each line there."""
    here = axes.axvline(0, color=PALE, linewidth=6, zorder=0, animated=True)
    style = {"markeredgecolor": "white", "zorder": 5, "animated": True}
    dots = [
        axes.plot([], [], "o", color=colour, markersize=size, **style)[0]
        for colour, size in zip(colours, sizes, strict=True)
    ]
    return here, dots


def place_end_labels(bands: list[Band], axes: Axes, gap: float = 0.075) -> None:
    """Put each label at the end of its line, moved apart so that none covers another.

    `gap` is the least distance between two one-line labels as a share of the height of the axes.
    """
    low, high = axes.get_ylim()
    shown = []
    for band in bands:
        x, y = band.line.get_data()
        known = np.flatnonzero(np.isfinite(y))
        band.label.set_visible(bool(len(known)))
        if len(known):
            end = known[-1]
            lines = 1 + band.label.get_text().count("\n")
            shown.append((np.clip((y[end] - low) / (high - low), 0.03, 0.97), lines, x[end], band))
    if not shown:
        return
    shown.sort(key=lambda item: item[0])
    heights = [gap * lines for _, lines, _, _ in shown]
    places = spread([place for place, *_ in shown], heights)
    offset = 0.02 * np.diff(axes.get_xlim())[0]
    for place, (_, _, x, band) in zip(places, shown):
        band.label.set_position((x + offset, low + place * (high - low)))
