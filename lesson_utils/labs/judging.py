"""Labs of lesson 3 on judging a model: memory, U curve, choice, folds, early stopping."""

from functools import cache

import numpy as np

from lesson_utils import datasets, live, polynomials, runs, selection, stopping, sweeps
from lesson_utils.figures import judging as panels
from lesson_utils.figures.curves import CurvesPanel, TrackPanel
from lesson_utils.figures.picture import Canvas
from lesson_utils.figures.style import new_figure
from lesson_utils.language import text
from lesson_utils.statistics import mean_interval
from lesson_utils.training import Run, Setting

FRAME = {"left": 0.08, "right": 0.985, "bottom": 0.16, "top": 0.9, "wspace": 0.25}
SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
MEMORY = Setting(hidden=256, epochs=120)


def random_labels() -> live.Lab:
    """How well a network learns labels of which a share is drawn at random."""
    figure, axes = new_figure(1, 2, width_ratios=[1.25, 1], **FRAME)
    canvas = Canvas(figure)
    curves = CurvesPanel(
        axes[0], epochs=MEMORY.epochs, limits=(0, 1.05), guess=0.1, ylabel="accuracy"
    )
    track = TrackPanel(axes[1], limits=(0, 1.2))
    axes[1].set_yticks(np.linspace(0, 1, 6))
    track.rename("accuracy after training, 5 seeds", "share of random labels", _percent(SHARES))
    done: dict[float, Run] = {}

    def frame(share: float, growing: Run | None) -> live.Frame:
        run = done.get(share, growing)
        words = {
            "share": f"{share:.0%}", "epoch": int(run.epochs[-1]),
            "train": f"{run.final('train_accuracy').mean():.0%}",
            "validation": f"{run.final('validation_accuracy').mean():.0%}",
        }  # fmt: skip

        def draw():
            curves.update(
                f"{share:.0%} of the labels are random", run.epochs,
                mean_interval(run.train_accuracy), mean_interval(run.validation_accuracy),
            )  # fmt: skip
            known = [done.get(other) for other in SHARES]
            track.update(
                _final_bands(known, "train_accuracy"), _final_bands(known, "validation_accuracy"),
                SHARES.index(share), None, "" if all(known) else "training …",
            )  # fmt: skip

        progress = len(done) / len(SHARES)
        return live.Frame(
            draw, text("judging.random_labels_alt", **words),
            text("judging.random_labels", **words), progress, 1 - progress,
        )  # fmt: skip

    def compute(share: float):
        for wanted in sorted(SHARES, key=lambda other: abs(other - share)):
            if wanted not in done:
                for (run,) in sweeps.train_many(partly_random(wanted), [MEMORY]):
                    if wanted == share and len(run.epochs):
                        yield frame(share, run)
                done[wanted] = run
            yield frame(share, None)

    slider = live.slider("controls.share", list(zip(_percent(SHARES), SHARES, strict=True)), 0.0)
    return live.Lab("random_labels", {"share": slider}, canvas, compute)


def partly_random(share: float):
    """Maker of 100 digits of which this share has a label drawn at random from the ten.

    A label drawn at random is right one time in ten.
    """
    return lambda seed: datasets.digits(seed, train_size=100, wrong_labels=0.9 * share)


def polynomial_fit() -> live.Lab:
    """The degree of a polynomial and the number of examples: underfitting and overfitting."""
    figure, axes = new_figure(1, 2, **FRAME)
    canvas = Canvas(figure)
    grid = np.linspace(-1, 1, 201)
    fit = panels.FitPanel(axes[0], grid, datasets.cubic(grid))
    errors = panels.ErrorsPanel(axes[1], polynomials.DEGREES)
    all_fits = cache(lambda size: polynomials.fit_all_degrees(train_size=size))

    def compute(degree: int, train_size: int):
        fits = all_fits(train_size)
        train, validation = (
            np.quantile(error, [0.5, 0.25, 0.75], axis=0)
            for error in (fits.train_error, fits.validation_error)
        )
        place = degree - 1
        best = int(polynomials.DEGREES[np.argmin(validation[0])])
        words = {
            "degree": degree, "size": train_size, "best": best, "train": f"{train[0][place]:.2f}",
            "validation": f"{validation[0][place]:,.2f}",
        }  # fmt: skip
        gap = validation[0][place] / validation[0].min()
        side = "fine" if gap < 1.2 else "under" if degree < best else "over"

        def draw():
            title = f"degree {degree}, {train_size} examples"
            fit.update(title, fits.inputs, fits.labels, fits.curves[place])
            errors.update(train, validation, degree)

        status = text("judging.polynomial", **words) + " " + text(f"judging.polynomial_{side}")
        yield live.Frame(draw, alt=text("judging.polynomial_alt", **words), status=status)

    controls = {
        "degree": live.slider("controls.degree", _named(range(1, 20)), 1),
        "train_size": live.slider("controls.train_size", _named((20, 30, 50, 100, 200, 500)), 30),
    }
    return live.Lab("polynomial_fit", controls, canvas, compute)


MODELS = 100


def best_of_many() -> live.Lab:
    """The best of many networks on the examples that choose it, and on new ones."""
    figure, axes = new_figure(1, 2, width_ratios=[1, 1.1], **FRAME)
    canvas = Canvas(figure)
    choices = panels.ChoicesPanel(axes[0])
    optimism = panels.OptimismPanel(axes[1], models=MODELS)

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
            title = f"the best of {models}, chosen on {examples} examples"
            choices.update(title, found.scores[:models], found.fresh_scores[:models])
            optimism.update(mean_interval(found.reported), mean_interval(found.fresh), models)

        yield live.Frame(
            draw, alt=text("judging.best_of_many_alt", **words),
            status=text("judging.best_of_many", **words),
        )  # fmt: skip

    controls = {
        "models": live.slider("controls.models", _named((1, 2, 5, 10, 20, 50, MODELS)), 1),
        "examples": live.slider("controls.examples", _named((20, 50, 100, 250)), 50),
    }
    return live.Lab("best_of_many", controls, canvas, compute)


@cache
def _choices(examples: int) -> selection.Choices:
    return selection.best_of_many(_right_answers(), examples=examples)


@cache
def _right_answers() -> np.ndarray:
    """(100, 500) what networks that differ in nothing but luck get right; the test set is shut."""
    data = datasets.digits(0)
    setting = Setting(hidden=32)
    (run,) = sweeps.train_all(
        lambda seed: data, [setting], seeds=range(MODELS), evaluate_every=setting.epochs
    )
    return runs.right_answers(run, data.validation_inputs, data.validation_labels)


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
        "folds": live.slider("controls.folds", _named((2, 4, 5, 8, 10, 20)), 5),
        "shuffle": live.slider("controls.shuffle", _named(range(SHUFFLES)), 0),
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
        words |= dict(zip(("stop_1", "stop_2", "stop_3"), map(int, stops[curve]), strict=True))
        words |= {"patience": patience, "epochs": STOPPED.epochs}

        def draw():
            race.update(f"curve {curve}, patience {patience}", losses[curve], stops[curve])
            kept.update(final, curve)

        yield live.Frame(
            draw, alt=text("judging.early_stopping_alt", **words),
            status=text("judging.early_stopping", **words),
        )  # fmt: skip

    controls = {
        "patience": live.slider("controls.patience", _named((1, 2, 3, 4, 5, 7, 10, 15, 20)), 3),
        "curve": live.slider("controls.curve", _named(range(CURVES)), 0),
    }
    return live.Lab("early_stopping", controls, canvas, compute)


def race_of_rules(losses: list[float], patience: int) -> tuple[int, int, int]:
    """The epochs whose weights three rules keep: rises in a row, no new best, best restored."""
    stopped = stopping.epochs_without_best(losses, patience)
    rises = stopping.rises_in_a_row(losses, patience)
    return rises, stopped, stopping.best_until(losses, stopped)


@cache
def _noisy_curves() -> np.ndarray:
    """(C, E) validation losses of networks, each with its own data, after every epoch."""
    (run,) = sweeps.train_all(datasets.digits, [STOPPED], seeds=range(CURVES), evaluate_every=1)
    return run.validation_loss


def _named(positions) -> list[tuple[str, int]]:
    return [(str(position), position) for position in positions]


def _percent(shares) -> list[str]:
    return [f"{share:.0%}" for share in shares]


def _final_bands(known: list[Run | None], metric: str):
    """(mean, low, high) over positions, NaN where a run is not yet there."""
    bands = [
        (np.nan, np.nan, np.nan) if run is None else mean_interval(run.final(metric))
        for run in known
    ]
    return np.array(bands, dtype=float).T
