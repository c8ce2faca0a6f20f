"""Lab: the best of many networks, on the examples that choose it and on new ones."""

from functools import cache

import numpy as np

from lesson_utils import datasets, engine, live
from lesson_utils.compare import mean_interval
from lesson_utils.curves import (
    OUTLINE,
    band,
    label_ends,
    mark,
)
from lesson_utils.language import text
from lesson_utils.lessons.generalization import selection
from lesson_utils.lessons.generalization.common import FRAME
from lesson_utils.predictions import Question
from lesson_utils.settings import Setting
from lesson_utils.style import (
    GREY,
    PALE,
    PINNED,
    TEST,
    VALIDATION,
    new_figure,
)

MODELS = 100


@live.opens
def best_of_many() -> live.Lab:
    """The best of many networks on the examples that choose it, and on new ones."""
    figure, axes = new_figure(1, 2, width_ratios=[1, 1.1], **FRAME)
    _frame_choices(axes[0], limits=(0.5, 1.0))
    _frame_optimism(axes[1])

    def compute(models: int, examples: int):
        found = _choices(examples)
        reported, fresh = (
            values.mean(axis=0)[models - 1] for values in (found.reported, found.fresh)
        )
        words = {
            "models": models, "examples": examples, "reported": f"{reported:.1%}",
            "fresh": f"{fresh:.1%}", "gap": f"{100 * (reported - fresh):.1f}",
        }  # fmt: skip

        def draw():
            axes[0].set_title(text("figures.choice", **words))
            _draw_choices(axes[0], found.scores[:models], found.fresh_scores[:models])
            _draw_optimism(axes[1], found, models)

        yield live.Frame(
            draw, alt=text("judging.best_of_many_alt", **words),
            status=text("judging.best_of_many", **words),
        )  # fmt: skip

    controls = {
        "models": live.slider("controls.models", (1, 2, 5, 10, 20, 50, MODELS), 20),
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
    axes.text(
        0.975, 0.985, text("figures.as_reported"), color=GREY, fontsize=9, ha="right",
        va="bottom",
    )  # fmt: skip
    axes.set(xlim=limits, ylim=(limits[0], 1.02))
    axes.set(xlabel=text("figures.deciding_score"), ylabel=text("figures.fresh_score"))


def _draw_choices(axes, reported, fresh) -> None:
    """Every model as a dot (M,): its score on the examples that decide, and on new ones."""
    best = int(np.argmax(reported))
    axes.plot(reported, fresh, "o", color=PINNED, markersize=5, alpha=0.5)
    axes.plot(
        reported[best : best + 1], fresh[best : best + 1], "o", color=VALIDATION,
        markeredgecolor="white", markersize=11,
    )  # fmt: skip
    side = -1 if reported[best] > 0.9 else 1
    axes.text(
        reported[best] + 0.012 * side, fresh[best] + 0.014, text("figures.chosen"),
        ha="right" if side < 0 else "left", color=VALIDATION, fontweight="bold",
        path_effects=OUTLINE, zorder=6,
    )  # fmt: skip


def _frame_optimism(axes) -> None:
    ticks = [1, 2, 5, 10, 20, 50, MODELS]
    axes.set(xscale="log", xlim=(0.85, MODELS**1.36), ylim=(0.75, 0.97))
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlabel(text("controls.models"))
    axes.spines["bottom"].set_bounds(0.85, MODELS)
    axes.set_title(text("figures.chosen_accuracy"))


def _draw_optimism(axes, found: selection.Choices, models: int) -> None:
    """What the best of many models promises, and what it keeps."""
    tried = np.arange(1, MODELS + 1)
    both = ((found.reported, VALIDATION, "reported"), (found.fresh, TEST, "kept"))
    label_ends(
        axes,
        [
            band(axes, tried, *mean_interval(values), colour=colour, label=text(f"figures.{name}"))
            for values, colour, name in both
        ],
    )
    values = [values.mean(axis=0)[models - 1] for values, _, _ in both]
    mark(axes, models, values, (VALIDATION, TEST))


@cache
def _choices(examples: int) -> selection.Choices:
    return selection.best_of_many(_hits(), examples=examples)


@cache
def _hits() -> np.ndarray:
    """(100, 500) what networks that differ in nothing but luck get right; the test set is shut."""
    data = datasets.digits(0)
    setting = Setting(hidden=32)
    (run,) = engine.train_all(
        lambda seed: data, [setting], seeds=range(MODELS), evaluate_every=setting.epochs
    )
    return run.hits(data.validation_inputs, data.validation_labels)
