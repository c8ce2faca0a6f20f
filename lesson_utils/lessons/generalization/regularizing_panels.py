"""Panels on weight decay and dropout: weights, norms, dropped units, running means."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from lesson_utils.curves import Band, place_end_labels, place_marks
from lesson_utils.language import text
from lesson_utils.lessons.generalization.judging_panels import log_axis
from lesson_utils.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    PINNED,
    PURPLE,
    VALIDATION,
    styled,
)

WIDEST = 1.5  # of the weight histogram: weights beyond it are counted in the outermost bins


class WeightsPanel:
    """How large the weights of a run are; the detail of a lab on weight decay."""

    @styled
    def __init__(self, axes: Axes):
        self.edges = np.linspace(-WIDEST, WIDEST, 62)  # 61 bins: one of them is around 0
        (self.line,) = axes.plot([], [], color=BLUE, drawstyle="steps-mid", animated=True)
        self.facts = axes.text(
            0.97, 0.97, "", transform=axes.transAxes, ha="right", va="top", fontsize=9,
            linespacing=1.5, animated=True,
        )  # fmt: skip
        log_axis(axes, (1e-4, 1.3))
        axes.set(xlim=(-WIDEST, WIDEST), xlabel="weight", title="share of the weights")

    def update(self, run) -> None:
        weights = run.weight_vector()
        share = np.histogram(weights.clip(-WIDEST, WIDEST), self.edges)[0] / weights.size
        middle = (self.edges[:-1] + self.edges[1:]) / 2
        self.line.set_data(middle, np.log10(np.maximum(share, 1e-9)))
        norm = np.linalg.norm(weights, axis=1).mean()
        self.facts.set_text(f"‖w‖ = {norm:.1f}\nexact zeros: {(weights == 0).sum()}")

    def words(self, run) -> str:
        weights = run.weight_vector()
        return text(
            "regularizing.weights", norm=f"{np.linalg.norm(weights, axis=1).mean():.1f}",
            zeros=int((weights == 0).sum()), count=weights.size,
        )  # fmt: skip


class NormPanel:
    """‖w‖ over the steps of training, with and without weight decay, and a formula over it."""

    @styled
    def __init__(self, axes: Axes, *, steps: int):
        self.axes = axes
        self.without = Band(axes, PINNED, label="λ = 0")
        self.decayed = Band(axes, BLUE)
        self.formula = Band(axes, BLACK, label="formula", dashed=True)
        self.title = axes.set_title("", animated=True)
        log_axis(axes, (0.01, 60))
        axes.set(xlabel="step", ylabel="‖w‖", xlim=(0, steps * 1.3))
        axes.set_xticks(np.linspace(0, steps, 5).astype(int))
        axes.spines["bottom"].set_bounds(0, steps)

    def update(self, title: str, steps, without, decayed, label: str, formula) -> None:
        """Norms (E,) over `steps` (E,), each the mean over seeds."""
        self.title.set_text(title)
        self.decayed.label.set_text(label)
        for band, norms in ((self.without, without), (self.decayed, decayed)):
            band.update(steps, np.log10(np.maximum(norms, 1e-9)))
        bands = [self.without, self.decayed]
        if formula[0] > 0:
            self.formula.update(steps, np.log10(formula))
            bands.append(self.formula)
        else:
            self.formula.clear()
        place_end_labels(bands, self.axes)


class GainPanel:
    """Validation error with and without weight decay, for every initial scale."""

    @styled
    def __init__(self, axes: Axes, scales):
        self.axes = axes
        self.without = Band(axes, PINNED, label="λ = 0")
        self.decayed = Band(axes, BLUE)
        self.here, self.dots = place_marks(axes, (PINNED, BLUE))
        log_axis(axes, (0.005, 2000))
        count = len(scales)
        axes.set(xlabel="initial scale", xlim=(-0.4, (count - 1) * 1.34))
        axes.set_xticks(range(count), [f"{scale:g}" for scale in scales])
        axes.spines["bottom"].set_bounds(-0.4, count - 1)
        axes.set_title("validation error after 400 steps")

    def update(self, without, decayed, label: str, current: int) -> None:
        """Errors (positions,), NaN where they are not yet known."""
        self.here.set_xdata([current, current])
        self.decayed.label.set_text(label)
        shown = zip((self.without, self.decayed), self.dots, (without, decayed), strict=True)
        for band, dot, errors in shown:
            logs = np.log10(errors)
            band.update(np.arange(len(errors)), logs)
            dot.set_data([current], [logs[current]])
        place_end_labels([self.without, self.decayed], self.axes)


EXAMPLES_SHOWN, UNITS_SHOWN = 16, 32
CELL = np.pad(np.ones((7, 7)), 1)  # a square with a white border


class DroppedPanel:
    """The hidden units that are off in one batch; the detail of a lab on dropout."""

    @styled
    def __init__(self, axes: Axes):
        self.image = axes.imshow(
            np.zeros((2, 2)), cmap=ListedColormap(["white", "#E9E9E9", GREEN]), vmin=0, vmax=2,
            aspect="auto", interpolation="nearest", animated=True,
            extent=(0, UNITS_SHOWN, EXAMPLES_SHOWN, 0),
        )  # fmt: skip
        self.title = axes.set_title("", animated=True)
        axes.set(xlabel="hidden unit", ylabel="example of the first batch")
        axes.set(xticks=[0, 16, 32], yticks=[0, 8, 16])
        axes.spines[:].set_visible(False)

    def update(self, run) -> None:
        kept = run.first_mask()
        shown = kept[:EXAMPLES_SHOWN, :UNITS_SHOWN]
        self.image.set_data(np.kron(1 + shown, CELL))
        self.title.set_text(f"units on (green): {kept.mean():.0%}")

    def words(self, run) -> str:
        return text("regularizing.dropped", share=f"{1 - run.first_mask().mean():.0%}")


class RunningMeanPanel:
    """A mean over more and more draws, and where it ought to go."""

    @styled
    def __init__(self, axes: Axes, *, draws: int, limits, target: float, name: str):
        self.axes = axes
        self.target = Band(axes, GREY, label=name)
        self.expected = Band(axes, VALIDATION, dashed=True)
        self.ends = np.array([0, np.log10(draws)])
        self.target.update(self.ends, np.full(2, target))
        (self.line,) = axes.plot([], [], color=BLUE, animated=True)
        (self.dot,) = axes.plot(
            [], [], "o", color=BLUE, markeredgecolor="white", markersize=9, animated=True
        )
        self.title = axes.set_title("", animated=True)
        powers = range(int(np.log10(draws)) + 1)
        axes.set(xlim=(0, np.log10(draws) * 1.4), ylim=limits, xlabel="draws")
        axes.spines["bottom"].set_bounds(self.ends)
        axes.set_xticks(list(powers), [f"{10**power:,}" for power in powers])

    def update(self, title: str, values, expected: float) -> None:
        """`values` (n,) as drawn; `expected` is what probability theory says."""
        count = np.arange(1, len(values) + 1)
        mean = np.cumsum(values) / count
        shown = np.unique(np.geomspace(1, len(values), 400).astype(int)) - 1
        self.line.set_data(np.log10(count[shown]), mean[shown])
        self.dot.set_data([np.log10(count[-1])], [mean[-1]])
        self.expected.label.set_text(f"expected {expected:g}")
        self.expected.update(self.ends, np.full(2, expected))
        place_end_labels([self.target, self.expected], self.axes)
        self.title.set_text(title)


class TwoTracksPanel:
    """The final validation loss over p, for dropout and for DropConnect."""

    @styled
    def __init__(self, axes: Axes, positions, *, limits=(0.0, 2.4)):
        self.axes = axes
        self.bands = [Band(axes, GREEN, label="dropout"), Band(axes, PURPLE, label="DropConnect")]
        self.here, self.dots = place_marks(axes, (GREEN, PURPLE))
        self.note = axes.text(
            0.03, 0.04, "", transform=axes.transAxes, color=GREY, fontsize=8.5, animated=True
        )
        last = len(positions) - 1
        axes.set(xlabel="p", xlim=(-0.5, last * 1.42), ylim=limits)
        axes.set_xticks(range(len(positions)), [f"{p:g}" for p in positions], fontsize=8.5)
        axes.spines["bottom"].set_bounds(-0.5, last)
        axes.set_title("validation loss, 5 seeds")

    def update(self, tracks, current: int, note: str = "") -> None:
        """`tracks`: two of (middle, low, high) over the positions, NaN where not yet known."""
        self.here.set_xdata([current, current])
        self.note.set_text(note)
        low, high = self.axes.get_ylim()
        for band, dot, track in zip(self.bands, self.dots, tracks, strict=True):
            band.update(np.arange(len(track[0])), *track)
            dot.set_data([current], [np.clip(track[0][current], low, high)])
        place_end_labels(self.bands, self.axes)
