"""Labs on the validation set: the U over the epochs, early stopping."""

from functools import cache

import numpy as np

from lesson_utils import datasets, engine, live
from lesson_utils.compare import mean_interval
from lesson_utils.curves import band, label_ends
from lesson_utils.language import text
from lesson_utils.lessons.generalization import stopping
from lesson_utils.lessons.generalization.common import FRAME
from lesson_utils.predictions import Question, Track
from lesson_utils.settings import Setting
from lesson_utils.style import (
    BLACK,
    GREEN,
    GREY,
    PALE,
    PURPLE,
    TRAIN,
    VALIDATION,
    new_figure,
)
from lesson_utils.training import Run

CURVES = range(10)
WATCHED = Setting()


@live.opens
def epochs() -> live.Lab:
    """Training and validation loss over the epochs, ten networks: where would you stop?"""
    figure, axes = new_figure(1, 1, **FRAME)
    last = WATCHED.epochs
    axes.set(xlim=(0, last * 1.16), ylim=(0, 1.5), xticks=range(0, last + 1, 10))
    axes.set(xlabel=text("figures.epoch"), ylabel=text("figures.loss"))
    axes.spines["bottom"].set_bounds(0, last)

    def compute(epoch: int):
        run = _watched(WATCHED)
        train, validation = run.train_loss.mean(axis=0), run.validation_loss.mean(axis=0)
        best = int(validation.argmin())
        words = {
            "epoch": epoch, "train": f"{train[epoch]:.2f}", "last": last, "best": best,
            "validation": f"{validation[epoch]:.2f}", "lowest": f"{validation[best]:.2f}",
            "end": f"{validation[-1]:.2f}",
        }  # fmt: skip

        def draw():
            axes.set_title(text("figures.ten_networks"))
            axes.axvline(epoch, color=PALE, linewidth=6, zorder=0)
            _draw_networks(axes, run)

        yield live.Frame(draw, text("judging.epochs_alt", **words), text("judging.epochs", **words))

    stops = range(0, last + 1, 5)
    controls = {"epoch": live.slider("controls.stop", stops, 30)}
    question = Question("judging.epochs_ask", ("falls", "u", "rises"), _epochs_track)
    return live.Lab("epochs", controls, figure, compute, question=question)


def _epochs_track() -> Track:
    run = _watched(WATCHED)
    shown = range(0, WATCHED.epochs + 1, 10)
    return Track(run.validation_loss.T[shown], [str(epoch) for epoch in shown])


def _draw_networks(axes, run: Run) -> None:
    """Every network faintly, and the mean with its interval."""
    lines = []
    both = (("train", TRAIN, run.train_loss), ("validation", VALIDATION, run.validation_loss))
    for name, colour, losses in both:
        if name == "validation":
            axes.plot(run.epochs, losses.T, color=colour, linewidth=0.6, alpha=0.35)
        label = text(f"figures.{name}")
        lines.append(band(axes, run.epochs, *mean_interval(losses), colour=colour, label=label))
    label_ends(axes, lines)


@cache
def _watched(setting: Setting) -> Run:
    """Ten networks, each with its own data, evaluated after every epoch."""
    (run,) = engine.train_all(datasets.digits, [setting], seeds=CURVES, evaluate_every=1)
    return run


STOPPED = Setting(hidden=128, epochs=100)
RULES = {"rises": PURPLE, "no_best": BLACK, "restored": GREEN, "last": GREY}
LIMITS = (0.3, 1.2)


@live.opens
def early_stopping() -> live.Lab:
    """Three readings of "three epochs worse than before", racing on one noisy curve."""
    figure, axes = new_figure(1, 2, width_ratios=[1.35, 1], **(FRAME | {"wspace": 0.38}))
    axes[0].set(xlim=(0, STOPPED.epochs + 0.5), ylim=(0, 1.6))  # room for words above
    axes[0].set(xlabel=text("figures.epoch"), ylabel=text("figures.loss"))
    _frame_rules(axes[1])

    def compute(patience: int, curve: int):
        run = _watched(STOPPED)
        losses = run.validation_loss  # (C, E)
        stops = np.array([race_of_rules(list(line), patience) for line in losses])  # (C, 3)
        ends = np.column_stack([stops, np.full(len(losses), STOPPED.epochs)])
        final = np.take_along_axis(losses, ends, axis=1).T  # (4, C)
        words = {name: f"{mean:.2f}" for name, mean in zip(RULES, final.mean(axis=1), strict=True)}
        words |= {f"stop_{rule}": _when(stop) for rule, stop in enumerate(stops[curve], start=1)}
        words |= {"patience": patience, "epochs": STOPPED.epochs, "curve": curve}

        def draw():
            axes[0].set_title(text("figures.race", **words))
            _draw_race(axes[0], run.train_loss[curve], losses[curve], stops[curve])
            _draw_rules(axes[1], final, curve)

        yield live.Frame(
            draw, alt=text("judging.early_stopping_alt", **words),
            status=text("judging.early_stopping", **words),
        )  # fmt: skip

    controls = {
        "patience": live.slider("controls.patience", (1, 2, 3, 4, 5, 7, 10, 15, 20), 3),
        "curve": live.slider("controls.curve", CURVES, 8),
    }
    question = Question("judging.early_stopping_ask", ("row", "wait", "restored"), _winner)
    return live.Lab("early_stopping", controls, figure, compute, question=question)


def _winner() -> str:
    """The rule with the lowest mean loss at patience 3."""
    losses = _watched(STOPPED).validation_loss
    kept = [line[list(race_of_rules(list(line), 3))] for line in losses]
    return ("row", "wait", "restored")[int(np.mean(kept, axis=0).argmin())]


def race_of_rules(losses: list[float], patience: int) -> tuple[int, int, int]:
    """The epochs whose weights three rules keep: rises in a row, no new best, best restored."""
    stopped = stopping.epochs_without_best(losses, patience)
    return (
        stopping.stop_after_rises(losses, patience), stopped, stopping.best_until(losses, stopped)
    )  # fmt: skip


def _when(stop: int) -> str:
    if stop == STOPPED.epochs:
        return text("judging.never")
    return text("judging.at_epoch", epoch=stop)


def _draw_race(axes, train, losses, stops) -> None:
    """One network's losses (E,), and where each of the three rules stops or goes back to."""
    axes.plot(train, color=TRAIN, linewidth=1.4)
    axes.plot(losses, color=VALIDATION, linewidth=1.6)
    for stop, colour in zip(stops[:2], RULES.values()):
        axes.axvline(stop, 0, 0.6, color=colour, linewidth=1.6, zorder=1)
    axes.plot(
        [stops[2]], [losses[stops[2]]], "o", color=GREEN, markeredgecolor="white", markersize=11,
        zorder=6,
    )  # fmt: skip
    for row, (name, stop) in enumerate(zip(RULES, stops)):
        axes.text(
            0.99, 0.97 - 0.085 * row, text("figures.rule_stops", rule=text(f"figures.rule_{name}"),
            when=_when(stop)), color=RULES[name], fontsize=9, ha="right", va="top",
            transform=axes.transAxes, zorder=7,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip


def _frame_rules(axes) -> None:
    axes.set(xlim=LIMITS, ylim=(3.5, -0.6), xlabel=text("figures.kept_loss"))
    axes.set_yticks(range(4), [text(f"figures.rule_{name}") for name in RULES])
    axes.tick_params(axis="y", length=0)
    axes.set_title(text("figures.rules"))


def _draw_rules(axes, kept, current: int) -> None:
    """`kept` (4, C): the losses that the rules end with, for C curves; a bar for the mean."""
    for place, (losses, colour) in enumerate(zip(kept, RULES.values())):
        dots = np.full(len(losses), place + 0.18)
        axes.plot(losses, dots, "o", markersize=4.5, alpha=0.4, color=colour)
        axes.plot(
            losses[current], dots[current], "o", markersize=9, markeredgecolor="white",
            color=colour,
        )  # fmt: skip
        axes.plot(losses.mean(), place, "|", markersize=26, markeredgewidth=2.5, color=colour)
        axes.text(
            LIMITS[1], place - 0.12, text("figures.mean", mean=f"{losses.mean():.2f}"),
            va="center", ha="right", fontsize=9, color=colour,
        )  # fmt: skip
