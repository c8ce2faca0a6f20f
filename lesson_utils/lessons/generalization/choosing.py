"""Labs on choosing a model: the best of many networks, and K-fold cross-validation."""

from collections.abc import Iterator
from functools import cache, partial

import numpy as np

from lesson_utils import datasets, engine, live
from lesson_utils.curves import OUTLINE, draw_bands, frame_ends, named
from lesson_utils.known import Known
from lesson_utils.language import text
from lesson_utils.lessons.generalization import selection
from lesson_utils.lessons.generalization.common import FRAME
from lesson_utils.settings import Setting
from lesson_utils.statistics import mean_interval
from lesson_utils.style import BLACK, GREY, PALE, PINNED, TEST, TRAIN, VALIDATION, new_figure

TRIED = (1, 2, 5, 10, 20, 50, 100)
MODELS = TRIED[-1]


@live.opens
def best_of_many() -> live.Lab:
    """The best of many networks on the examples that choose it, and on new ones."""
    figure, axes = new_figure(1, 2, width_ratios=[1, 1.1], **FRAME)
    axes[0].plot([0.5, 1], [0.5, 1], color=PALE, linewidth=1.5)
    words = {"color": GREY, "fontsize": 9, "ha": "right", "va": "bottom"}
    axes[0].text(0.975, 0.985, text("figures.as_reported"), **words)
    axes[0].set(xlim=(0.5, 1), ylim=(0.5, 1.02), xlabel=text("figures.deciding_score"))
    axes[0].set_ylabel(text("figures.fresh_score"))
    axes[1].set(xscale="log", ylim=(0.75, 0.97), xlabel=text("controls.models"))
    frame_ends(axes[1], 0.85, MODELS, MODELS**1.36, TRIED, list(map(str, TRIED)))
    axes[1].set_title(text("figures.chosen_accuracy"))
    controls = {
        "models": live.slider("controls.models", TRIED, 20),
        "examples": live.slider("controls.examples", (20, 50, 100, 250), 50),
    }
    question = live.Question("judging.best_of_many_ask", ("both", "reported", "neither"), _rises)
    return live.Lab("best_of_many", controls, figure, partial(_choose, axes), question=question)


def _choose(axes, models: int, examples: int) -> live.Frame:
    found = CHOICES[examples]
    reported, fresh = (v[:, models - 1].mean() for v in (found.reported, found.fresh))
    words = {
        "models": models, "examples": examples, "reported": f"{reported:.1%}",
        "fresh": f"{fresh:.1%}", "gap": f"{100 * (reported - fresh):.1f}",
    }  # fmt: skip

    def draw():
        axes[0].set_title(text("figures.choice", **words))
        _draw_choices(axes[0], found.scores[:models], found.fresh_scores[:models])
        _draw_optimism(axes[1], found, models)

    return live.spoken("judging.best_of_many", draw, words)


def _rises() -> str:
    """From 1 model to all, chosen on 50 examples: a rise of three points or more counts."""
    found = CHOICES[50]
    rises = [np.ptp(v.mean(axis=0)[[0, -1]]) >= 0.03 for v in (found.reported, found.fresh)]
    return "both" if all(rises) else "reported" if rises[0] else "neither"


def _draw_choices(axes, reported, fresh) -> None:
    """Every model as a dot (M,): its score on the examples that decide, and on new ones."""
    best = int(np.argmax(reported))
    x, y = reported[best], fresh[best]
    axes.plot(reported, fresh, "o", color=PINNED, markersize=5, alpha=0.5)
    axes.plot(x, y, "o", color=VALIDATION, markeredgecolor="white", markersize=11)
    side, align = (-1, "right") if x > 0.9 else (1, "left")
    axes.text(
        x + 0.012 * side, y + 0.014, text("figures.chosen"), ha=align, color=VALIDATION,
        fontweight="bold", path_effects=OUTLINE, zorder=6,
    )  # fmt: skip


def _draw_optimism(axes, found: selection.Choices, models: int) -> None:
    """What the best of many models promises, and what it keeps."""
    bands = mean_interval(found.reported), mean_interval(found.fresh)
    curves = named(bands, {"reported": VALIDATION, "kept": TEST})
    draw_bands(axes, np.arange(1, MODELS + 1), curves, models - 1)


@cache
def hits(seed: int, models: int) -> np.ndarray:
    """(M, 500) what networks that differ in nothing but luck get right; the test set is shut."""
    data = datasets.digits(seed)
    run = engine.train_one(lambda _: data, Setting(hidden=32), range(models))
    return run.hits(data.validation_inputs, data.validation_labels)


CHOICES = Known(lambda examples: selection.best_of_many(hits(0, MODELS), examples=examples))
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
    axes[0].set(xlim=(0, EXAMPLES * 1.14), ylim=(1, 0), yticks=[], xlabel=text("figures.shuffled"))
    axes[0].set_xticks(np.linspace(0, EXAMPLES, 5).astype(int))
    axes[0].spines[["left", "bottom"]].set_visible(False)
    axes[1].set(xlim=(-0.6, len(SHUFFLES) - 0.4), ylim=(0.5, 1.02), xticks=SHUFFLES)
    axes[1].set(xlabel=text("controls.shuffle"), ylabel=text("metrics.validation_accuracy"))
    axes[1].set_title(text("figures.spread"))

    def compute(folds: int, shuffle: int) -> Iterator[live.Frame]:
        cuts = [(folds, other) for other in SHUFFLES]
        for done in SCORES.fill(cuts, (folds, shuffle)):
            known = {cut[1]: SCORES[cut] for cut in cuts if cut in SCORES}
            yield _folds_frame(axes, known, shuffle, done)

    controls = {
        "folds": live.slider("controls.folds", (2, 4, 5, 8, 10, 20), 5),
        "shuffle": live.slider("controls.shuffle", SHUFFLES, 0),
    }
    question = live.Question("judging.k_fold_ask", ("together", "same", "apart"), _apart)
    return live.Lab("k_fold_map", controls, figure, compute, question=question)


def _apart() -> str:
    """How far single folds are apart, K = 20 against K = 5."""
    few, many = (np.std(SCORES[folds, 0]) for folds in (5, 20))
    return "apart" if many > 1.2 * few else "together" if few > 1.2 * many else "same"


def _folds_frame(axes, known: dict[int, np.ndarray], shuffle: int, done: float) -> live.Frame:
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


def _draw_spread(axes, known: dict[int, np.ndarray], current: int) -> None:
    """The score of every fold, and the mean over the folds, for each way to shuffle."""
    axes.axvline(current, color=PALE, linewidth=22, zorder=0)
    for place, scores in known.items():
        across = place + np.linspace(-0.2, 0.2, len(scores))
        axes.plot(across, scores, "o", color=VALIDATION, alpha=0.4, markersize=5)
        axes.plot(place, scores.mean(), "_", color=BLACK, markersize=30, markeredgewidth=2.5)
