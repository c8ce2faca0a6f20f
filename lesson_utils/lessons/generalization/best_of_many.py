"""Lab: the best of many networks, on the examples that choose it and on new ones."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from lesson_utils import datasets, engine, live
from lesson_utils.curves import OUTLINE, Curve, draw_bands, frame_ends
from lesson_utils.language import text
from lesson_utils.lessons.generalization import selection
from lesson_utils.lessons.generalization.common import FRAME
from lesson_utils.predictions import Question
from lesson_utils.settings import Setting
from lesson_utils.statistics import mean_interval
from lesson_utils.style import GREY, PALE, PINNED, TEST, VALIDATION, new_figure

TRIED = (1, 2, 5, 10, 20, 50, 100)
MODELS = TRIED[-1]


@live.opens
def best_of_many() -> live.Lab:
    """The best of many networks on the examples that choose it, and on new ones."""
    figure, axes = new_figure(1, 2, width_ratios=[1, 1.1], **FRAME)
    _frame_choices(axes[0], limits=(0.5, 1.0))
    _frame_optimism(axes[1])

    def compute(models: int, examples: int) -> Iterator[live.Frame]:
        found = _choices(examples)
        reported, fresh = (v[:, models - 1].mean() for v in (found.reported, found.fresh))
        words = {
            "models": models, "examples": examples, "reported": f"{reported:.1%}",
            "fresh": f"{fresh:.1%}", "gap": f"{100 * (reported - fresh):.1f}",
        }  # fmt: skip

        def draw():
            axes[0].set_title(text("figures.choice", **words))
            _draw_choices(axes[0], found.scores[:models], found.fresh_scores[:models])
            _draw_optimism(axes[1], found, models)

        yield live.spoken("judging.best_of_many", draw, words)

    controls = {
        "models": live.slider("controls.models", TRIED, 20),
        "examples": live.slider("controls.examples", (20, 50, 100, 250), 50),
    }
    question = Question("judging.best_of_many_ask", ("both", "reported", "neither"), _what_rises)
    return live.Lab("best_of_many", controls, figure, compute, question=question)


def _what_rises() -> str:
    """From 1 model to all, chosen on 50 examples: a rise of three points or more counts."""
    found = _choices(50)
    rises = [np.ptp(v.mean(axis=0)[[0, -1]]) >= 0.03 for v in (found.reported, found.fresh)]
    return "both" if all(rises) else "reported" if rises[0] else "neither"


def _frame_choices(axes, *, limits) -> None:
    axes.plot(limits, limits, color=PALE, linewidth=1.5)
    words = {"color": GREY, "fontsize": 9, "ha": "right", "va": "bottom"}
    axes.text(0.975, 0.985, text("figures.as_reported"), **words)
    axes.set(xlim=limits, ylim=(limits[0], 1.02))
    axes.set(xlabel=text("figures.deciding_score"), ylabel=text("figures.fresh_score"))


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


def _frame_optimism(axes) -> None:
    axes.set(xscale="log", ylim=(0.75, 0.97), xlabel=text("controls.models"))
    frame_ends(axes, 0.85, MODELS, MODELS**1.36, TRIED, list(map(str, TRIED)))
    axes.set_title(text("figures.chosen_accuracy"))


def _draw_optimism(axes, found: selection.Choices, models: int) -> None:
    """What the best of many models promises, and what it keeps."""
    reported, kept = (mean_interval(values) for values in (found.reported, found.fresh))
    curves = [
        Curve(reported, VALIDATION, text("figures.reported")),
        Curve(kept, TEST, text("figures.kept")),
    ]
    draw_bands(axes, np.arange(1, MODELS + 1), curves, models - 1)


@cache
def _choices(examples: int) -> selection.Choices:
    return selection.best_of_many(_hits(), examples=examples)


@cache
def _hits() -> np.ndarray:
    """(100, 500) what networks that differ in nothing but luck get right; the test set is shut."""
    data = datasets.digits(0)
    run = engine.train_one(lambda _: data, Setting(hidden=32), range(MODELS))
    return run.hits(data.validation_inputs, data.validation_labels)
