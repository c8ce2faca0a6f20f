"""Panels on the validation set: the folds, their scores, and when to stop."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba

from lesson_utils.style import BLACK, GREEN, GREY, PALE, PURPLE, TRAIN, VALIDATION, styled


class FoldsPanel:
    """Which examples each of the K trainings holds out."""

    @styled
    def __init__(self, axes: Axes, *, examples: int):
        self.axes, self.examples = axes, examples
        self.rows = PolyCollection([], animated=True, linewidth=0)
        axes.add_collection(self.rows, autolim=False)
        self.scores = [
            axes.text(examples * 1.02, 0, "", color=VALIDATION, va="center", fontsize=8.5,
                      animated=True)
            for _ in range(10)
        ]  # fmt: skip
        self.title = axes.set_title("", animated=True)
        axes.set(
            xlim=(0, examples * 1.14), ylim=(1, 0), yticks=[], xlabel="training examples, shuffled"
        )
        axes.set_xticks(np.linspace(0, examples, 5).astype(int))
        axes.spines[["left", "bottom"]].set_visible(False)

    def update(self, title: str, scores) -> None:
        """`scores`: (K,) the validation accuracy of each fold."""
        count = len(scores)
        edges = np.linspace(0, self.examples, count + 1)
        boxes, colours = [], []
        for fold in range(count):
            top, bottom = (fold + 0.1) / count, (fold + 0.9) / count
            spans = ((0, self.examples, TRAIN), (edges[fold], edges[fold + 1], VALIDATION))
            for left, right, colour in spans:
                boxes.append([(left, top), (right, top), (right, bottom), (left, bottom)])
                colours.append(to_rgba(colour, 0.35 if colour == TRAIN else 1))
        self.rows.set_verts(boxes)
        self.rows.set_facecolor(colours)
        self.title.set_text(title)
        for fold, label in enumerate(self.scores):
            shown = fold < count <= len(self.scores)
            label.set_text(f"{scores[fold]:.2f}" if shown else "")
            label.set_y((fold + 0.5) / count)


class SpreadPanel:
    """The score of every fold, and the mean over the folds, for several ways to shuffle."""

    @styled
    def __init__(self, axes: Axes, *, shuffles: int, limits=(0.5, 1.02)):
        self.here = axes.axvline(0, color=PALE, linewidth=22, zorder=0, animated=True)
        (self.folds,) = axes.plot(
            [], [], "o", color=VALIDATION, alpha=0.4, markersize=5, animated=True
        )
        (self.means,) = axes.plot(
            [], [], "_", color=BLACK, markersize=30, markeredgewidth=2.5, animated=True
        )
        axes.set(
            xlim=(-0.6, shuffles - 0.4), ylim=limits, xlabel="way to shuffle",
            ylabel="validation accuracy",
        )  # fmt: skip
        axes.set_xticks(range(shuffles))
        axes.set_title("dots: one fold, bars: their mean")

    def update(self, scores, current: int) -> None:
        """`scores`: for each shuffle (K,) accuracies, or None where they are not yet known."""
        known = [(place, values) for place, values in enumerate(scores) if values is not None]
        jitter = [np.linspace(-0.2, 0.2, len(values)) for _, values in known]
        across = [place + shift for (place, _), shift in zip(known, jitter, strict=True)]
        self.here.set_xdata([current, current])
        self.folds.set_data(np.concatenate(across), np.concatenate([v for _, v in known]))
        self.means.set_data([place for place, _ in known], [v.mean() for _, v in known])


RULES = {"rises in a row": PURPLE, "no new best": BLACK, "best restored": GREEN}


class StoppingPanel:
    """One validation curve, and where each of the three rules stops or goes back to."""

    @styled
    def __init__(self, axes: Axes, *, epochs: int, limits=(0.4, 1.2)):
        self.axes, self.limits = axes, limits
        (self.curve,) = axes.plot([], [], color=VALIDATION, linewidth=1.6, animated=True)
        self.lines = [
            axes.axvline(0, 0, 0.74, color=colour, linewidth=1.6, animated=True, zorder=1)
            for colour in list(RULES.values())[:2]
        ]
        (self.dot,) = axes.plot(
            [], [], "o", color=GREEN, markeredgecolor="white", markersize=11, animated=True,
            zorder=6,
        )  # fmt: skip
        self.labels = [
            axes.text(
                0.99, 0.97 - 0.085 * row, "", color=colour, fontsize=9, ha="right", va="top",
                transform=axes.transAxes, animated=True, zorder=7,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
            )
            for row, colour in enumerate(RULES.values())
        ]  # fmt: skip
        self.epochs = epochs
        self.title = axes.set_title("", animated=True)
        axes.set(xlabel="epoch", ylabel="validation loss", xlim=(0, epochs + 0.5), ylim=limits)

    def update(self, title: str, losses, stops) -> None:
        """`losses` (E,) by epoch; `stops`: the three epochs, in the order of `RULES`."""
        self.title.set_text(title)
        self.curve.set_data(np.arange(len(losses)), losses)
        for line, stop in zip(self.lines, stops[:2], strict=True):
            line.set_xdata([stop, stop])
        self.dot.set_data([stops[2]], [losses[stops[2]]])
        for label, name, stop in zip(self.labels, RULES, stops, strict=True):
            label.set_text(f"{name}: never" if stop == self.epochs else f"{name}: epoch {stop}")


class RulesPanel:
    """The loss of the weights that each rule keeps: a dot for each curve, a bar for the mean."""

    @styled
    def __init__(self, axes: Axes, *, limits=(0.4, 1.2)):
        names = [*RULES, "last epoch"]
        self.colours = [*RULES.values(), GREY]
        self.dots, self.here, self.means, self.values = [], [], [], []
        for place, colour in enumerate(self.colours):
            style = {"color": colour, "animated": True}
            self.dots += axes.plot([], [], "o", markersize=4.5, alpha=0.4, **style)
            self.here += axes.plot([], [], "o", markersize=9, markeredgecolor="white", **style)
            self.means += axes.plot([], [], "|", markersize=26, markeredgewidth=2.5, **style)
            self.values.append(
                axes.text(limits[1], place - 0.12, "", va="center", ha="right", fontsize=9, **style)
            )
        axes.set(xlim=limits, ylim=(3.5, -0.6), xlabel="validation loss of the weights kept")
        axes.set_yticks(range(4), names)
        axes.tick_params(axis="y", length=0)
        axes.set_title("10 curves; large: this one")

    def update(self, kept, current: int) -> None:
        """`kept` (4, C): the losses of `RULES` and of the last epoch, for C curves."""
        for place, losses in enumerate(kept):
            self.dots[place].set_data(losses, np.full(len(losses), place + 0.18))
            self.here[place].set_data([losses[current]], [place + 0.18])
            self.means[place].set_data([losses.mean()], [place])
            self.values[place].set_text(f"mean {losses.mean():.2f}")
