"""Functions of one number, as artists that a live lab moves."""

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.ticker import MultipleLocator

from lesson_utils.style import BLUE, GREEN, GREY, PALE, PURPLE, styled

OUTLINE = [patheffects.withStroke(linewidth=3, foreground="white")]


class FunctionPanel:
    """One function as a line, and a dot on it with its value."""

    @styled
    def __init__(self, axes: Axes, *, xlabel: str, limits, colour: str = BLUE):
        (left, right), (bottom, top) = limits
        self.axes = axes
        axes.set(xlim=(left, right), ylim=(bottom, top), xlabel=xlabel)
        axes.xaxis.set_major_locator(MultipleLocator(3))
        axes.axhline(0, color=PALE, linewidth=1, zorder=0)
        axes.axvline(0, color=PALE, linewidth=1, zorder=0)
        self.title = axes.set_title("", animated=True)
        (self.line,) = axes.plot([], [], color=colour, linewidth=2.5, animated=True)
        (self.dot,) = axes.plot(
            [], [], "o", color=colour, markersize=9, markeredgecolor="white", animated=True
        )
        self.value = axes.text(
            0, 0, "", color=colour, ha="center", fontweight="bold", animated=True, zorder=5,
            path_effects=OUTLINE,
        )  # fmt: skip

    def update(self, title: str, x, y, at: tuple[float, float]) -> None:
        """A line through x and y, (points,) arrays, and the dot at `at`, written above it."""
        self.title.set_text(title)
        self.line.set_data(x, y)
        self.dot.set_data([at[0]], [at[1]])
        (left, right), (bottom, top) = self.axes.get_xlim(), self.axes.get_ylim()
        inside = 0.1 * (right - left)
        self.value.set_text(f"{at[1]:.3f}")
        self.value.set_position(
            (np.clip(at[0], left + inside, right - inside), at[1] + 0.06 * (top - bottom))
        )


class HealthPanel:
    """P(healthy) over body temperature: the examples, the law behind them, a line a network."""

    @styled
    def __init__(self, axes: Axes, temperatures, healthy, law):
        """`temperatures` (n,) in °C and `healthy` (n,) 0 or 1; `law` is (temperatures, P)."""
        axes.set(
            xlim=(33, 41), ylim=(-0.12, 1.12), xlabel="body temperature t (°C)", yticks=(0, 0.5, 1)
        )
        axes.set_title("P(healthy | t)")
        spread = np.random.default_rng(2025).uniform(-0.05, 0.05, len(healthy))  # apart to the eye
        for label, name, colour in ((1, "healthy", GREEN), (0, "ill", PURPLE)):
            chosen = np.asarray(healthy) == label
            axes.plot(
                np.asarray(temperatures)[chosen], label + spread[chosen], "o", color=colour,
                markersize=3, alpha=0.6,
            )  # fmt: skip
            axes.text(33.1, 0.88 if label else 0.1, name, color=colour, fontsize=9, va="center")
        axes.plot(*law, color=GREY, linestyle=(0, (4, 3)), linewidth=1.8)
        axes.text(38.75, 0.42, "true law", color=GREY, fontsize=9)
        self.lines = LineCollection([], colors=BLUE, linewidths=1.6, alpha=0.75, animated=True)
        axes.add_collection(self.lines, autolim=False)

    def update(self, temperatures, probabilities) -> None:
        """`probabilities` (S, points): one line a seed."""
        self.lines.set_segments([np.column_stack([temperatures, p]) for p in probabilities])


class HingesPanel:
    """What each hidden unit adds to the score "healthy minus ill", and their sum."""

    @styled
    def __init__(self, axes: Axes, *, limits: tuple[float, float] = (-12, 8)):
        axes.set(xlim=(33, 41), ylim=limits, xlabel="body temperature t (°C)")
        axes.set_title("score: healthy − ill (first network)")
        axes.axhline(0, color=PALE, linewidth=1, zorder=0)
        self.hinges = LineCollection([], colors=GREY, linewidths=1.1, animated=True)
        axes.add_collection(self.hinges, autolim=False)
        (self.sum,) = axes.plot([], [], color=BLUE, linewidth=2.5, animated=True)
        axes.text(0.97, 0.93, "sum", color=BLUE, ha="right", transform=axes.transAxes)
        axes.text(
            0.97, 0.85, "one hidden unit", color=GREY, ha="right", fontsize=9,
            transform=axes.transAxes,
        )  # fmt: skip

    def update(self, temperatures, contributions, total) -> None:
        """`contributions` (h, points), `total` (points,)."""
        self.hinges.set_segments([np.column_stack([temperatures, c]) for c in contributions])
        self.sum.set_data(temperatures, total)
