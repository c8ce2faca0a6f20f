"""Labs of lesson 3 on judging a model: memory, the U curve, the best of many."""

from functools import cache

import numpy as np

from lesson_utils import datasets, engine, live
from lesson_utils.curves import CurvesPanel, TrackPanel, band, label_ends, mark
from lesson_utils.language import sentences, text
from lesson_utils.lessons.generalization import judging_panels as panels
from lesson_utils.lessons.generalization import polynomials, selection
from lesson_utils.predictions import Question, Track
from lesson_utils.stage import Canvas
from lesson_utils.statistics import mean_interval
from lesson_utils.style import BLACK, GREY, PALE, TRAIN, VALIDATION, new_figure
from lesson_utils.training import Run, Setting

FRAME = {"left": 0.08, "right": 0.985, "bottom": 0.16, "top": 0.9, "wspace": 0.25}
SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
MEMORY = Setting(hidden=256, epochs=120)


def random_labels() -> live.Lab:
    """How well a network learns labels of which a share is drawn at random."""
    figure, axes = new_figure(1, 2, width_ratios=[1.25, 1], **FRAME)
    canvas = Canvas(figure)
    curves = CurvesPanel(
        axes[0], epochs=MEMORY.epochs, limits=(0, 1.05), guess=0.1, ylabel=text("figures.accuracy")
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
                for (run,) in engine.train_many(partly_random(wanted), [MEMORY]):
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


LAW = np.linspace(-1, 1, 201)


def polynomial_fit() -> live.Lab:
    """The degree of a polynomial and the number of examples: underfitting and overfitting."""
    figure, axes = new_figure(1, 2, **FRAME)
    _frame_fit(axes[0])
    _frame_errors(axes[1])
    all_fits = cache(lambda size: polynomials.fit_all_degrees(train_size=size))

    def compute(degree: int, train_size: int):
        fits = all_fits(train_size)
        train, validation = (
            np.quantile(error, [0.5, 0.25, 0.75], axis=0)
            for error in (fits.train_error, fits.validation_error)
        )
        here = degree - 1
        best = int(polynomials.DEGREES[validation[0].argmin()])
        words = {
            "degree": degree, "size": train_size, "best": best, "train": f"{train[0][here]:.2f}",
            "validation": f"{validation[0][here]:,.2f}",
        }  # fmt: skip
        gap = validation[0][here] / validation[0].min()
        side = "fine" if gap < 1.2 else "under" if degree < best else "over"

        def draw():
            axes[0].set_title(text("figures.degree", **words))
            axes[0].plot(fits.inputs, fits.labels, "o", color=TRAIN, markersize=4.5)
            axes[0].plot(LAW, fits.curves[here], color=BLACK)
            _draw_errors(axes[1], train, validation, here)

        status = sentences(text("judging.polynomial", **words), text(f"judging.polynomial_{side}"))
        yield live.Frame(draw, alt=text("judging.polynomial_alt", **words), status=status)

    controls = {
        "degree": live.slider("controls.degree", named(range(1, 20)), 1),
        "train_size": live.slider("controls.train_size", named((20, 30, 50, 100, 200, 500)), 30),
    }
    question = Question("judging.polynomial_ask", ("falls", "u", "flat"), measure=_degrees_track)
    return live.Lab("polynomial_fit", controls, figure, compute, question=question)


def _degrees_track() -> Track:
    """The validation error of every degree, 30 examples; in logarithms, as few are enormous."""
    fits = polynomials.fit_all_degrees(train_size=30)
    return Track(np.log(fits.validation_error.T), [str(d) for d in polynomials.DEGREES])


def _frame_fit(axes) -> None:
    axes.set(xlabel="x", ylabel="y", xlim=(-1.02, 1.02), ylim=(-7.5, 4))
    law = datasets.cubic(LAW)
    axes.plot(LAW, law, color=PALE, linewidth=5, solid_capstyle="butt")
    axes.text(-0.98, law[0] - 1, text("figures.law"), color=GREY, fontsize=9)


def _frame_errors(axes) -> None:
    degrees = polynomials.DEGREES
    axes.set(xlabel=text("controls.degree"), xlim=(0.4, degrees[-1] * 1.3), xticks=degrees[::2])
    axes.set(yscale="log", ylim=(0.02, 5), yticks=(0.1, 1), yticklabels=("0.1", "1"))
    axes.spines["bottom"].set_bounds(0.4, degrees[-1])
    axes.set_title(text("figures.squared_error"))


def _draw_errors(axes, train, validation, here: int) -> None:
    """`train` and `validation`: (middle, low, high) over the degrees."""
    both = ((train, TRAIN, "figures.train"), (validation, VALIDATION, "figures.validation"))
    label_ends(
        axes,
        [
            band(axes, polynomials.DEGREES, *values, colour=colour, label=text(name))
            for values, colour, name in both
        ],
    )
    values = train[0][here], validation[0][here]
    mark(axes, polynomials.DEGREES[here], values, (TRAIN, VALIDATION))


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
        "models": live.slider("controls.models", named((1, 2, 5, 10, 20, 50, MODELS)), 1),
        "examples": live.slider("controls.examples", named((20, 50, 100, 250)), 50),
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
    (run,) = engine.train_all(
        lambda seed: data, [setting], seeds=range(MODELS), evaluate_every=setting.epochs
    )
    return run.hits(data.validation_inputs, data.validation_labels)


def named(positions) -> list[tuple[str, int]]:
    """Positions of a slider under their own names."""
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
