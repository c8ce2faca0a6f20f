"""Labs on the validation set: the loss over the epochs, early stopping."""

from collections.abc import Sequence
from functools import cache, partial

import numpy as np

from lesson_utils import datasets, engine, live
from lesson_utils.curves import both, draw_bands, frame_ends
from lesson_utils.language import text
from lesson_utils.lessons.generalization import stopping
from lesson_utils.lessons.generalization.common import FRAME
from lesson_utils.predictions import Track
from lesson_utils.settings import Setting
from lesson_utils.statistics import mean_interval
from lesson_utils.style import BLACK, GREEN, GREY, PALE, PURPLE, TRAIN, VALIDATION, new_figure
from lesson_utils.training import Run

CURVES = range(10)
WATCHED = Setting()


@cache
def watched(setting: Setting, seeds: Sequence[int] = CURVES) -> Run:
    """The curves of a network a seed, each with its own data, evaluated after every epoch."""
    options = {"seeds": seeds, "evaluate_every": 1, "keep_parameters": False}
    return engine.train_all(datasets.digits, [setting], **options)[0]


@live.opens
def epochs() -> live.Lab:
    """Training and validation loss over the epochs, ten networks: where would you stop?"""
    figure, axes = new_figure(1, 1, **FRAME)
    last = WATCHED.epochs
    frame_ends(axes, 0, last, last * 1.16, range(0, last + 1, 10))
    axes.set(ylim=(0, 1.5), xlabel=text("figures.epoch"), ylabel=text("figures.loss"))

    def compute(epoch: int) -> live.Frame:
        run = watched(WATCHED)
        train, validation = run.train_loss.mean(axis=0), run.validation_loss.mean(axis=0)
        words = {
            "epoch": epoch, "train": f"{train[epoch]:.2f}", "last": last,
            "validation": f"{validation[epoch]:.2f}", "lowest": f"{validation.min():.2f}",
            "best": int(validation.argmin()), "end": f"{validation[-1]:.2f}",
        }  # fmt: skip
        return live.spoken("judging.epochs", partial(_draw_networks, axes, run, epoch), words)

    controls = {"epoch": live.slider("controls.stop", range(0, last + 1, 5), 30)}
    question = live.Question("judging.epochs_ask", ("falls", "u", "rises"), _epochs_track)
    return live.Lab("epochs", controls, figure, compute, question=question)


def _epochs_track() -> Track:
    run = watched(WATCHED)
    shown = range(0, WATCHED.epochs + 1, 10)
    return Track(run.validation_loss.T[shown], [str(epoch) for epoch in shown])


def _draw_networks(axes, run: Run, epoch: int) -> None:
    """Every network faintly, and the mean with its interval."""
    axes.set_title(text("figures.ten_networks"))
    axes.axvline(epoch, color=PALE, linewidth=6, zorder=0)
    axes.plot(run.epochs, run.validation_loss.T, color=VALIDATION, linewidth=0.6, alpha=0.35)
    losses = mean_interval(run.train_loss), mean_interval(run.validation_loss)
    draw_bands(axes, run.epochs, both(*losses))


STOPPED = Setting(hidden=128, epochs=100)
RULES = {"rises": PURPLE, "no_best": BLACK, "restored": GREEN, "last": GREY}
LIMITS = (0.3, 1.2)


@live.opens
def early_stopping() -> live.Lab:
    """Three readings of "three epochs worse than before", racing on one noisy curve."""
    figure, axes = new_figure(1, 2, width_ratios=[1.35, 1], **(FRAME | {"wspace": 0.38}))
    axes[0].set(xlim=(0, STOPPED.epochs + 0.5), ylim=(0, 1.6))  # room for words above
    axes[0].set(xlabel=text("figures.epoch"), ylabel=text("figures.loss"))
    axes[1].set(xlim=LIMITS, ylim=(3.5, -0.6), xlabel=text("figures.kept_loss"))
    axes[1].set_yticks(range(4), [text(f"figures.rule_{name}") for name in RULES])
    axes[1].tick_params(axis="y", length=0)
    axes[1].set_title(text("figures.rules"))
    controls = {
        "patience": live.slider("controls.patience", (1, 2, 3, 4, 5, 7, 10, 15, 20), 3),
        "curve": live.slider("controls.curve", CURVES, 8),
    }
    question = live.Question("judging.early_stopping_ask", ("row", "wait", "restored"), _winner)
    return live.Lab("early_stopping", controls, figure, partial(_stop, axes), question=question)


def _stop(axes, patience: int, curve: int) -> live.Frame:
    ends, kept = _race(patience)
    words = {name: f"{mean:.2f}" for name, mean in zip(RULES, kept.mean(axis=1), strict=True)}
    words |= {f"stop_{rule}": _when(ends[rule - 1, curve]) for rule in (1, 2, 3)}
    words |= {"patience": patience, "epochs": STOPPED.epochs, "curve": curve}

    def draw():
        axes[0].set_title(text("figures.race", **words))
        _draw_race(axes[0], curve, ends[:3, curve])
        _draw_rules(axes[1], kept, curve)

    return live.spoken("judging.early_stopping", draw, words)


def _race(patience: int) -> tuple[np.ndarray, np.ndarray]:
    """(4, C) the epochs whose weights the `RULES` keep, for C curves, and the losses there."""
    losses = watched(STOPPED).validation_loss  # (C, E)
    ends = np.array([_kept(line, patience) for line in losses]).T
    return ends, losses[CURVES, ends]


def _winner() -> str:
    """The rule with the lowest mean loss at patience 3."""
    _, kept = _race(3)
    return ("row", "wait", "restored")[kept[:3].mean(axis=1).argmin()]


def _kept(losses: np.ndarray, patience: int) -> tuple[int, int, int, int]:
    """The epoch whose weights each of the `RULES` keeps, of one curve."""
    stopped = stopping.epochs_without_best(losses, patience)
    restored = stopping.best_until(losses, stopped)
    return stopping.stop_after_rises(losses, patience), stopped, restored, STOPPED.epochs


def _when(stop: int) -> str:
    never = stop == STOPPED.epochs
    return text("judging.never") if never else text("judging.at_epoch", epoch=stop)


def _draw_race(axes, curve: int, stops) -> None:
    """The losses of one network, and where each of the three rules stops or goes back to."""
    run = watched(STOPPED)
    losses, restored = run.validation_loss[curve], stops[2]
    axes.plot(run.train_loss[curve], color=TRAIN, linewidth=1.4)
    axes.plot(losses, color=VALIDATION, linewidth=1.6)
    for stop, colour in zip(stops[:2], RULES.values()):
        axes.axvline(stop, 0, 0.6, color=colour, linewidth=1.6, zorder=1)
    dot = {"markeredgecolor": "white", "markersize": 11, "zorder": 6}
    axes.plot(restored, losses[restored], "o", color=GREEN, **dot)
    style = {
        "fontsize": 9, "ha": "right", "va": "top", "transform": axes.transAxes, "zorder": 7,
        "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1.5},
    }  # fmt: skip
    for row, (name, stop) in enumerate(zip(RULES, stops)):
        words = text("figures.rule_stops", rule=text(f"figures.rule_{name}"), when=_when(stop))
        axes.text(0.99, 0.97 - 0.085 * row, words, color=RULES[name], **style)


def _draw_rules(axes, kept, current: int) -> None:
    """`kept` (4, C): the losses that the rules end with, for C curves; a bar for the mean."""
    for place, (losses, colour) in enumerate(zip(kept, RULES.values())):
        mean, height = losses.mean(), place + 0.18
        hue = {"color": colour}
        axes.plot(losses, np.full(len(losses), height), "o", markersize=4.5, alpha=0.4, **hue)
        axes.plot(losses[current], height, "o", markersize=9, markeredgecolor="white", **hue)
        axes.plot(mean, place, "|", markersize=26, markeredgewidth=2.5, **hue)
        words = text("figures.mean", mean=f"{mean:.2f}")
        axes.text(LIMITS[1], place - 0.12, words, va="center", ha="right", fontsize=9, **hue)
