"""Labs of lesson 3 on the validation set: K-fold cross-validation, early stopping."""

from functools import cache

import numpy as np

from lesson_utils import datasets, engine, live
from lesson_utils.language import text
from lesson_utils.lessons.generalization import selection, stopping
from lesson_utils.lessons.generalization import validating_panels as panels
from lesson_utils.lessons.generalization.judging import FRAME, named
from lesson_utils.stage import Canvas
from lesson_utils.style import new_figure
from lesson_utils.training import Setting

SHUFFLES = 5
FOLDED = Setting(hidden=32, epochs=40)


def k_fold_map() -> live.Lab:
    """Which examples validate in each of the K trainings, and how far their scores spread."""
    figure, axes = new_figure(1, 2, width_ratios=[1.2, 1], **(FRAME | {"left": 0.03}))
    canvas = Canvas(figure)
    data = datasets.digits(0, wrong_labels=0.0)
    fold_map = panels.FoldsPanel(axes[0], examples=len(data.train_labels))
    spread = panels.SpreadPanel(axes[1], shuffles=SHUFFLES)
    done: dict[tuple[int, int], np.ndarray] = {}

    def frame(folds: int, shuffle: int) -> live.Frame:
        scores = [done.get((folds, other)) for other in range(SHUFFLES)]
        known = [values for values in scores if values is not None]
        here = scores[shuffle]
        means = [values.mean() for values in known]
        words = {
            "folds": folds, "held_out": len(data.train_labels) // folds,
            "low": f"{here.min():.2f}", "high": f"{here.max():.2f}", "mean": f"{here.mean():.2f}",
            "lowest": f"{min(means):.2f}", "highest": f"{max(means):.2f}", "count": len(known),
        }  # fmt: skip

        def draw():
            fold_map.update(f"K = {folds}: each row is one training", here)
            spread.update(scores, shuffle)

        progress = len(known) / SHUFFLES
        return live.Frame(
            draw, text("judging.k_fold_alt", **words), text("judging.k_fold", **words), progress,
            1 - progress,
        )  # fmt: skip

    def compute(folds: int, shuffle: int):
        for wanted in sorted(range(SHUFFLES), key=lambda other: other != shuffle):
            if (folds, wanted) not in done:
                done[folds, wanted] = selection.cross_validate(
                    data, FOLDED, folds=folds, shuffle=wanted
                )
            yield frame(folds, shuffle)

    controls = {
        "folds": live.slider("controls.folds", named((2, 4, 5, 8, 10, 20)), 5),
        "shuffle": live.slider("controls.shuffle", named(range(SHUFFLES)), 0),
    }
    return live.Lab("k_fold_map", controls, canvas, compute)


CURVES = 10
STOPPED = Setting(hidden=128, epochs=100)


def early_stopping() -> live.Lab:
    """Three readings of "three epochs worse than before", racing on one noisy curve."""
    figure, axes = new_figure(1, 2, width_ratios=[1.35, 1], **(FRAME | {"wspace": 0.38}))
    canvas = Canvas(figure)
    race = panels.StoppingPanel(axes[0], epochs=STOPPED.epochs)
    kept = panels.RulesPanel(axes[1])

    def compute(patience: int, curve: int):
        losses = _noisy_curves()  # (C, E)
        stops = np.array([race_of_rules(list(line), patience) for line in losses])  # (C, 3)
        ends = np.column_stack([stops, np.full(len(losses), STOPPED.epochs)])
        final = np.take_along_axis(losses, ends, axis=1).T  # (4, C)
        names = ("rises", "no_best", "restored", "last")
        words = {name: f"{mean:.2f}" for name, mean in zip(names, final.mean(axis=1), strict=True)}
        words |= {f"stop_{rule}": _when(stop) for rule, stop in enumerate(stops[curve], start=1)}
        words |= {"patience": patience, "epochs": STOPPED.epochs}

        def draw():
            race.update(f"curve {curve}, patience {patience}", losses[curve], stops[curve])
            kept.update(final, curve)

        yield live.Frame(
            draw, alt=text("judging.early_stopping_alt", **words),
            status=text("judging.early_stopping", **words),
        )  # fmt: skip

    controls = {
        "patience": live.slider("controls.patience", named((1, 2, 3, 4, 5, 7, 10, 15, 20)), 3),
        "curve": live.slider("controls.curve", named(range(CURVES)), 0),
    }
    return live.Lab("early_stopping", controls, canvas, compute)


def race_of_rules(losses: list[float], patience: int) -> tuple[int, int, int]:
    """The epochs whose weights three rules keep: rises in a row, no new best, best restored."""
    stopped = stopping.epochs_without_best(losses, patience)
    rises = stopping.rises_in_a_row(losses, patience)
    return rises, stopped, stopping.best_until(losses, stopped)


def _when(stop: int) -> str:
    if stop == STOPPED.epochs:
        return text("judging.never")
    return text("judging.at_epoch", epoch=stop)


@cache
def _noisy_curves() -> np.ndarray:
    """(C, E) validation losses of networks, each with its own data, after every epoch."""
    (run,) = engine.train_all(datasets.digits, [STOPPED], seeds=range(CURVES), evaluate_every=1)
    return run.validation_loss
