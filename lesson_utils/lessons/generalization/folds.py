"""Lab: K-fold cross-validation, and how far its scores spread."""

from collections.abc import Iterator

import numpy as np

from lesson_utils import datasets, live
from lesson_utils.known import Known
from lesson_utils.language import text
from lesson_utils.lessons.generalization import selection
from lesson_utils.lessons.generalization.common import FRAME
from lesson_utils.predictions import Question
from lesson_utils.settings import Setting
from lesson_utils.style import BLACK, PALE, TRAIN, VALIDATION, new_figure

SHUFFLES = range(5)
FOLDED = Setting(hidden=32, epochs=40)
EXAMPLES = 200


def _scores(cut: tuple[int, int]) -> np.ndarray:
    """(K,) of a number of folds and a way to shuffle."""
    folds, shuffle = cut
    data = datasets.digits(0, train_size=EXAMPLES, wrong_labels=0.0)
    return selection.cross_validate(data, FOLDED, folds=folds, shuffle=shuffle)


SCORES = Known(_scores)


@live.opens
def k_fold_map() -> live.Lab:
    """Which examples validate in each of the K trainings, and how far their scores spread."""
    figure, axes = new_figure(1, 2, width_ratios=[1.2, 1], **(FRAME | {"left": 0.03}))
    _frame_folds(axes[0])
    _frame_spread(axes[1])

    def compute(folds: int, shuffle: int) -> Iterator[live.Frame]:
        cuts = [(folds, other) for other in SHUFFLES]
        for done in SCORES.fill(cuts, (folds, shuffle)):
            known = {cut[1]: SCORES[cut] for cut in cuts if cut in SCORES}
            yield _frame(axes, known, shuffle, done)

    controls = {
        "folds": live.slider("controls.folds", (2, 4, 5, 8, 10, 20), 5),
        "shuffle": live.slider("controls.shuffle", SHUFFLES, 0),
    }
    question = Question("judging.k_fold_ask", ("together", "same", "apart"), _apart)
    return live.Lab("k_fold_map", controls, figure, compute, question=question)


def _apart() -> str:
    """How far single folds are apart, K = 20 against K = 5."""
    few, many = (np.std(SCORES[folds, 0]) for folds in (5, 20))
    return "apart" if many > 1.2 * few else "together" if few > 1.2 * many else "same"


def _frame(axes, known: dict[int, np.ndarray], shuffle: int, done: float) -> live.Frame:
    """`known` are the scores (K,) of each way to shuffle that was tried."""
    here, means = known[shuffle], [scores.mean() for scores in known.values()]
    words = {
        "folds": len(here), "held_out": EXAMPLES // len(here), "count": len(known),
        "low": f"{here.min():.2f}", "high": f"{here.max():.2f}", "mean": f"{here.mean():.2f}",
        "lowest": f"{min(means):.2f}", "highest": f"{max(means):.2f}",
    }  # fmt: skip

    def draw():
        axes[0].set_title(text("figures.folds", **words))
        _draw_folds(axes[0], here)
        _draw_spread(axes[1], known, shuffle)

    return live.spoken("judging.k_fold", draw, words, done)


def _frame_folds(axes) -> None:
    axes.set(xlim=(0, EXAMPLES * 1.14), ylim=(1, 0), yticks=[], xlabel=text("figures.shuffled"))
    axes.set_xticks(np.linspace(0, EXAMPLES, 5).astype(int))
    axes.spines[["left", "bottom"]].set_visible(False)


def _draw_folds(axes, scores) -> None:
    """A row for each training; its score (K,) is written beside it where there is room."""
    count = len(scores)
    middles = (np.arange(count) + 0.5) / count
    size = EXAMPLES / count
    axes.barh(middles, EXAMPLES, height=0.8 / count, color=TRAIN, alpha=0.35)
    axes.barh(middles, size, left=size * np.arange(count), height=0.8 / count, color=VALIDATION)
    style = {"color": VALIDATION, "va": "center", "fontsize": 9}
    for middle, score in zip(middles, scores if count <= 10 else []):
        axes.text(EXAMPLES * 1.02, middle, f"{score:.2f}", **style)


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
