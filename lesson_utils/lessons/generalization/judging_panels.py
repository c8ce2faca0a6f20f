"""Panels on judging a model: fits, their errors, and choices among many models."""

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes

from lesson_utils.curves import Band, place_end_labels
from lesson_utils.style import (
    GREY,
    PALE,
    PINNED,
    TEST,
    VALIDATION,
    styled,
)


class ChoicesPanel:
    """Every model as a dot: its score on the examples that decide, and its score on new ones."""

    @styled
    def __init__(self, axes: Axes, *, limits=(0.5, 1.0)):
        axes.plot(limits, limits, color=PALE, linewidth=1.5, zorder=0)
        axes.text(
            0.975, 0.985, "as good as reported", color=GREY, fontsize=8.5, rotation=0, ha="right",
            va="bottom",
        )  # fmt: skip
        (self.models,) = axes.plot(
            [], [], "o", color=PINNED, markersize=5, alpha=0.5, animated=True
        )
        (self.chosen,) = axes.plot(
            [], [], "o", color=VALIDATION, markeredgecolor="white", markersize=11, animated=True
        )
        self.label = axes.text(
            0, 0, "", color=VALIDATION, fontweight="bold", animated=True, zorder=6,
            path_effects=[patheffects.withStroke(linewidth=3, foreground="white")],
        )  # fmt: skip
        self.title = axes.set_title("", animated=True)
        axes.set(
            xlim=limits, ylim=(limits[0], 1.02),
            xlabel="accuracy on the examples that decide", ylabel="accuracy on new examples",
        )  # fmt: skip

    def update(self, title: str, reported, fresh) -> None:
        """(M,) accuracies of the models tried."""
        best = int(np.argmax(reported))
        self.title.set_text(title)
        self.models.set_data(reported, fresh)
        self.chosen.set_data([reported[best]], [fresh[best]])
        self.label.set_text("chosen")
        at_the_edge = reported[best] > 0.93
        self.label.set_ha("right" if at_the_edge else "left")
        shift = -0.008 if at_the_edge else 0.008
        self.label.set_position((reported[best] + shift, fresh[best] + 0.014))


class OptimismPanel:
    """What the best of many models promises, and what it keeps."""

    @styled
    def __init__(self, axes: Axes, *, models: int, limits=(0.75, 0.97)):
        self.axes = axes
        self.reported = Band(axes, VALIDATION, label="reported")
        self.fresh = Band(axes, TEST, label="on new\nexamples")
        self.here = axes.axvline(0, color=PALE, linewidth=6, zorder=0, animated=True)
        ticks = [1, 2, 5, 10, 20, 50, 100]
        axes.set(xlabel="models tried", xlim=(-0.08, np.log10(models) * 1.36), ylim=limits)
        axes.set_xticks(np.log10(ticks), ticks)
        axes.spines["bottom"].set_bounds(-0.08, np.log10(models))
        axes.set_title("accuracy of the chosen model, 200 repetitions")

    def update(self, reported, fresh, models: int) -> None:
        """`reported` and `fresh`: (middle, low, high) for the best of 1, 2, ... models."""
        across = np.log10(np.arange(1, len(reported[0]) + 1))
        self.here.set_xdata([np.log10(models)] * 2)
        self.reported.update(across, *reported)
        self.fresh.update(across, *fresh)
        place_end_labels([self.reported, self.fresh], self.axes)


def log_axis(axes: Axes, limits: tuple[float, float]) -> None:
    """The vertical axis shows log10 of a quantity, with ticks that are the quantity."""
    low, high = np.log10(limits)
    powers = np.arange(np.ceil(low - 1e-9), np.floor(high + 1e-9) + 1)
    axes.set_ylim(low, high)
    axes.set_yticks(powers, [f"{10**power:g}" for power in powers])
