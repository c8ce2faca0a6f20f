"""Scores, probabilities and costs as bars that a live lab moves."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from lesson_utils.style import BLACK, CLASSES, GREEN, GREY, PURPLE, VERMILION, styled


class BarsPanel:
    """One bar a name, its value written at its end; what is not a number says so."""

    @styled
    def __init__(
        self, axes: Axes, names: Sequence[str], *, limits: tuple[float, float], title: str,
        form: str = ".2f", colours: Sequence[str] = CLASSES,
    ):  # fmt: skip
        self.axes, self.form = axes, form
        self.low, self.high = limits
        self.bars = axes.bar(range(len(names)), 0, color=colours[: len(names)], width=0.62)
        for bar in self.bars:
            bar.set_animated(True)
        self.words = [axes.text(i, 0, "", ha="center", animated=True) for i in range(len(names))]
        room = 0.12 * (self.high - self.low)
        axes.set(ylim=(self.low - room * (self.low < 0), self.high + room))
        axes.set_xlim(-0.6, len(names) - 0.4)
        axes.set_xticks(range(len(names)), names)
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.tick_params(axis="x", length=0)
        self.title = axes.set_title(title, animated=True)

    def update(self, values, title: str | None = None) -> None:
        """`values` (q,); a bar that leaves the panel is cut, its number is not."""
        if title is not None:
            self.title.set_text(title)
        for bar, word, value in zip(self.bars, self.words, np.asarray(values), strict=True):
            known = np.isfinite(value)
            height = float(np.clip(value, self.low, self.high)) if known else 0.0
            bar.set_height(height)
            word.set_text(format(value, self.form) if known else str(value).replace("nan", "NaN"))
            word.set_color(BLACK if known else VERMILION)
            word.set_fontweight("normal" if known else "bold")
            offset = 0.02 * (self.high - self.low)
            word.set_va("top" if height < 0 else "bottom")
            word.set_y(height + (-offset if height < 0 else offset))


class PairsPanel:
    """Two distributions over the same outcomes, side by side: P and Q."""

    @styled
    def __init__(self, axes: Axes, names: Sequence[str], *, labels: tuple[str, str] = ("P", "Q")):
        places = np.arange(len(names))
        self.sets = []
        for shift, colour, label in ((-0.2, GREEN, labels[0]), (0.2, PURPLE, labels[1])):
            bars = axes.bar(places + shift, 0, width=0.36, color=colour)
            words = [
                axes.text(x + shift, 0, "", ha="center", va="bottom", fontsize=9, animated=True)
                for x in places
            ]
            for bar in bars:
                bar.set_animated(True)
            self.sets.append((bars, words, label))
        axes.set(ylim=(0, 1.18), xlim=(-0.6, len(names) - 0.4), ylabel="probability")
        axes.set_xticks(places, names)
        axes.set_title(f"{labels[0]} is true, {labels[1]} is predicted")

    def update(self, first, second) -> None:
        for (bars, words, label), values in zip(self.sets, (first, second), strict=True):
            for bar, word, value in zip(bars, words, values, strict=True):
                bar.set_height(value)
                word.set(text=f"{label} {value:.2f}", y=value + 0.015)


class CostPanel:
    """Entropy, and cross-entropy as entropy plus what the wrong Q costs, as two lying bars."""

    @styled
    def __init__(self, axes: Axes, *, highest: float):
        self.highest = highest
        self.entropy = axes.barh([1], 0, height=0.42, color=GREEN)[0]
        self.base = axes.barh([0], 0, height=0.42, color=GREEN)[0]
        self.extra = axes.barh([0], 0, height=0.42, color=PURPLE)[0]
        self.words = [
            axes.text(0, y, "", va="bottom", fontsize=10, animated=True) for y in (1.26, 0.26, -0.5)
        ]
        for bar in (self.entropy, self.base, self.extra):
            bar.set_animated(True)
        axes.set(xlim=(0, highest), ylim=(-0.75, 1.75), xlabel="nats")
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_title("H(P, Q) = H(P) + KL(P‖Q)")

    def update(self, entropy: float, divergence: float) -> None:
        self.entropy.set_width(entropy)
        self.base.set_width(entropy)
        self.extra.set(x=entropy, width=divergence)
        cross = entropy + divergence
        for word, text in zip(
            self.words,
            (f"H(P) = {entropy:.3f}", f"H(P, Q) = {cross:.3f}", f"KL = {divergence:.3f}"),
            strict=True,
        ):
            word.set_text(text)
        self.words[2].set_x(min(entropy, 0.75 * self.highest))
        self.words[2].set_color("#8A4A6B")
