"""From numbers to decisions: outputs with thresholds, confusion matrices, the price of mistakes."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from lesson_utils.style import BLACK, BLUE, CLASSES, GREY, VERMILION, styled


class ThresholdPanel:
    """Outputs (n,) of a regression, a row for each true class, cut into classes by thresholds."""

    @styled
    def __init__(self, axes: Axes, labels, *, names: Sequence[str], limits: tuple[float, float]):
        self.axes, self.names, self.limits = axes, names, limits
        self.labels = np.asarray(labels)
        self.rows = len(names) - 1 - self.labels  # the first class on top
        self.heights = self.rows + np.random.default_rng(0).uniform(-0.24, 0.24, len(self.rows))
        self.areas = [Rectangle((0, -0.5), 0, len(names), alpha=0.16, animated=True) for _ in names]
        for area in self.areas:
            axes.add_patch(area)
        self.dots = axes.scatter([], [], s=22, linewidths=0.5, edgecolors="white", animated=True)
        self.lines = [axes.axvline(0, color=BLACK, linewidth=1.6, animated=True) for _ in names[1:]]
        self.words = [
            axes.text(0, len(names) - 0.42, "", ha="center", fontsize=9, animated=True)
            for _ in names
        ]
        axes.set(xlim=limits, ylim=(-0.5, len(names) - 0.5), xlabel="output of linear regression")
        axes.set_yticks(range(len(names)), [f"{name}" for name in reversed(names)], fontsize=9)
        for tick, colour in zip(
            axes.get_yticklabels(), CLASSES[len(names) - 1 :: -1], strict=False
        ):
            tick.set_color(colour)

    def update(self, outputs, thresholds: Sequence[float], order: Sequence[int]) -> None:
        """`order` says which class each interval stands for, from the lowest outputs to the top."""
        outputs = np.clip(np.asarray(outputs), *self.limits)
        self.dots.set_offsets(np.column_stack([outputs, self.heights]))
        self.dots.set_facecolor([CLASSES[label] for label in self.labels])
        edges = [self.limits[0], *np.maximum.accumulate(thresholds), self.limits[1]]
        for line, threshold in zip(self.lines, thresholds, strict=True):
            line.set_xdata([threshold, threshold])
        for place, (area, word) in enumerate(zip(self.areas, self.words, strict=True)):
            left, right = edges[place], edges[place + 1]
            area.set(x=left, width=right - left, facecolor=CLASSES[order[place]])
            word.set(x=(left + right) / 2, color=CLASSES[order[place]])
            word.set_text(self.names[order[place]] if right - left > 0.55 else "")


class ConfusionPanel:
    """How often each true class (row) was called each class (column): counts (q, q)."""

    @styled
    def __init__(self, axes: Axes, *, names: Sequence[str]):
        self.axes = axes
        size = len(names)
        self.image = axes.imshow(np.ones((size, size, 3)), animated=True, aspect="auto")
        self.title = axes.set_title("", animated=True)
        self.words = [
            [
                axes.text(column, row, "", ha="center", va="center", fontsize=11, animated=True)
                for column in range(size)
            ]
            for row in range(size)
        ]
        axes.set_xticks(range(size), names, fontsize=7.5)
        axes.set_yticks(range(size), names, fontsize=7.5)
        axes.set(xlabel="predicted", ylabel="true")
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)

    def update(self, title: str, counts) -> None:
        counts = np.asarray(counts)
        share = counts / counts.sum(axis=1, keepdims=True).clip(1)
        right = np.eye(len(counts), dtype=bool)[:, :, None]
        ink = 1 - np.where(right, to_rgb(BLUE), to_rgb(VERMILION))
        self.image.set_data(1 - 0.75 * share[:, :, None] * ink)
        self.title.set_text(title)
        for row, words in enumerate(self.words):
            for column, word in enumerate(words):
                word.set(text=f"{counts[row, column]}", color=BLACK)
                word.set_color(BLACK if counts[row, column] else GREY)


class RiskPanel:
    """Who gets which P(ill): two rows of bars, healthy above, ill below, and the cut between."""

    @styled
    def __init__(self, axes: Axes, healthy, ill, *, bins: int = 25, cap: float):
        """`healthy` and `ill` are average counts of patients in each of `bins` equal bins."""
        self.axes, self.bins = axes, bins
        edges = np.linspace(0, 1, bins + 1)[:-1]
        style = {"width": 1 / bins, "align": "edge", "edgecolor": "white", "linewidth": 0.6}
        axes.bar(edges, np.minimum(healthy, cap), color=BLUE, **style)
        axes.bar(edges, -np.minimum(ill, cap), color=VERMILION, **style)
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.text(0.98, 0.5 * cap, "healthy", color=BLUE, ha="right", va="top")
        axes.text(0.7, -0.7 * cap, "ill", color=VERMILION, va="bottom")
        self.line = axes.axvline(0.5, color=BLACK, animated=True)
        self.words = [
            axes.text(0, -1.15 * cap, word, ha=align, va="center", fontsize=9, animated=True)
            for word, align in (("sent home ", "right"), (" treated", "left"))
        ]
        axes.set(xlim=(0, 1), ylim=(-1.25 * cap, 1.05 * cap), xlabel="predicted P(ill)")
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_title(f"of 100 patients (bars cut at {cap:g})")

    def update(self, threshold: float) -> None:
        self.line.set_xdata([threshold, threshold])
        for word in self.words:
            word.set_x(threshold)
        self.words[0].set_visible(threshold > 0.2)
        self.words[1].set_visible(threshold < 0.85)


class PricePanel:
    """What mistakes cost at every threshold, (T,) thresholds fixed, prices move."""

    @styled
    def __init__(self, axes: Axes, thresholds, *, highest: float):
        self.axes, self.thresholds = axes, np.asarray(thresholds)
        (self.line,) = axes.plot([], [], color=BLACK, animated=True)
        (self.dot,) = axes.plot([], [], "o", color=VERMILION, markersize=10, animated=True)
        (self.best,) = axes.plot([], [], "^", color=BLUE, markersize=9, animated=True)
        self.theory = axes.axvline(0, color=BLUE, linewidth=1.2, linestyle=":", animated=True)
        self.word = axes.text(0, 0, "", color=BLUE, fontsize=9, va="top", animated=True)
        self.lowest = axes.text(0, 0, "", color=BLUE, fontsize=9, animated=True)
        axes.axvline(0.5, color=GREY, linewidth=1.2, linestyle="--")
        axes.text(0.49, 0.98 * highest, "argmax", color=GREY, fontsize=9, ha="right", va="top")
        axes.set(xlim=(0, 1), ylim=(0, highest), xlabel="threshold on P(ill)")
        axes.set_title("cost a patient")

    def update(self, prices, here: float, theory: float) -> None:
        prices = np.asarray(prices)
        low, high = self.axes.get_ylim()
        self.line.set_data(self.thresholds, prices)
        at_here = np.interp(here, self.thresholds, prices)
        self.dot.set_data([here], [min(at_here, high)])
        place = prices.argmin()
        side = -1 if prices[place] > 0.15 * high else 1  # above the valley where none is left below
        self.best.set_data([self.thresholds[place]], [prices[place] + side * 0.03 * high])
        self.best.set_marker("^" if side < 0 else "v")
        self.lowest.set(x=self.thresholds[place] + 0.02, y=prices[place] + side * 0.1 * high)
        self.lowest.set_text(f"lowest {prices[place]:.2f}")
        self.theory.set_xdata([theory, theory])
        self.word.set(x=theory + 0.01, y=0.9 * high, text=f"1/(1+c) = {theory:.2f}")
