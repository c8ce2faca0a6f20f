"""Lab: K-fold cross-validation, and how far its scores spread."""

import numpy as np

from lesson_utils import datasets, live
from lesson_utils.language import text
from lesson_utils.lessons.generalization import selection
from lesson_utils.lessons.generalization.common import FRAME, nearest_first
from lesson_utils.predictions import Question
from lesson_utils.settings import Setting
from lesson_utils.style import (
    BLACK,
    PALE,
    TRAIN,
    VALIDATION,
    new_figure,
)

SHUFFLES = range(5)
FOLDED = Setting(hidden=32, epochs=40)


@live.opens
def k_fold_map() -> live.Lab:
    """Which examples validate in each of the K trainings, and how far their scores spread."""
    figure, axes = new_figure(1, 2, width_ratios=[1.2, 1], **(FRAME | {"left": 0.03}))
    data = datasets.digits(0, wrong_labels=0.0)
    _frame_folds(axes[0], len(data.train_labels))
    _frame_spread(axes[1])
    done: dict[tuple[int, int], np.ndarray] = {}

    def frame(folds: int, shuffle: int) -> live.Frame:
        known = {other: done[folds, other] for other in SHUFFLES if (folds, other) in done}
        here, means = known[shuffle], [scores.mean() for scores in known.values()]
        words = {
            "folds": folds, "held_out": len(data.train_labels) // folds,
            "low": f"{here.min():.2f}", "high": f"{here.max():.2f}", "mean": f"{here.mean():.2f}",
            "lowest": f"{min(means):.2f}", "highest": f"{max(means):.2f}", "count": len(known),
        }  # fmt: skip

        def draw():
            axes[0].set_title(text("figures.folds", folds=folds))
            _draw_folds(axes[0], len(data.train_labels), here)
            _draw_spread(axes[1], known, shuffle)

        progress = len(known) / len(SHUFFLES)
        return live.Frame(
            draw, text("judging.k_fold_alt", **words), text("judging.k_fold", **words), progress,
            1 - progress,
        )  # fmt: skip

    def compute(folds: int, shuffle: int):
        for wanted in nearest_first(SHUFFLES, shuffle):
            if (folds, wanted) not in done:
                done[folds, wanted] = selection.cross_validate(
                    data, FOLDED, folds=folds, shuffle=wanted
                )
            yield frame(folds, shuffle)

    controls = {
        "folds": live.slider("controls.folds", (2, 4, 5, 8, 10, 20), 5),
        "shuffle": live.slider("controls.shuffle", SHUFFLES, 0),
    }

    def measure() -> str:
        """How far single folds are apart, K = 20 against K = 5."""
        for folds in (5, 20):
            if (folds, 0) not in done:
                done[folds, 0] = selection.cross_validate(data, FOLDED, folds=folds, shuffle=0)
        few, many = (np.std(done[folds, 0]) for folds in (5, 20))
        return "apart" if many > 1.2 * few else "together" if few > 1.2 * many else "same"

    question = Question("judging.k_fold_ask", ("together", "same", "apart"), measure)
    return live.Lab("k_fold_map", controls, figure, compute, question=question)


def _frame_folds(axes, examples: int) -> None:
    axes.set(xlim=(0, examples * 1.14), ylim=(1, 0), yticks=[], xlabel=text("figures.shuffled"))
    axes.set_xticks(np.linspace(0, examples, 5).astype(int))
    axes.spines[["left", "bottom"]].set_visible(False)


def _draw_folds(axes, examples: int, scores) -> None:
    """A row for each training; its score (K,) is written beside it where there is room."""
    count = len(scores)
    middles = (np.arange(count) + 0.5) / count
    edges = np.linspace(0, examples, count + 1)
    axes.barh(middles, examples, height=0.8 / count, color=TRAIN, alpha=0.35)
    axes.barh(middles, np.diff(edges), left=edges[:-1], height=0.8 / count, color=VALIDATION)
    for middle, score in zip(middles, scores if count <= 10 else []):
        axes.text(
            examples * 1.02, middle, f"{score:.2f}", color=VALIDATION, va="center", fontsize=9
        )


def _frame_spread(axes) -> None:
    axes.set(xlim=(-0.6, len(SHUFFLES) - 0.4), ylim=(0.5, 1.02), xticks=SHUFFLES)
    axes.set(xlabel=text("controls.shuffle"), ylabel=text("metrics.validation_accuracy"))
    axes.set_title(text("figures.spread"))


def _draw_spread(axes, known: dict[int, np.ndarray], current: int) -> None:
    """The score of every fold, and the mean over the folds, for each way to shuffle."""
    axes.axvline(current, color=PALE, linewidth=22, zorder=0)
    for place, scores in known.items():
        across = place + np.linspace(-0.2, 0.2, len(scores))
        axes.plot(across, scores, "o", color=VALIDATION, alpha=0.4, markersize=5)
        axes.plot(place, scores.mean(), "_", color=BLACK, markersize=30, markeredgewidth=2.5)
