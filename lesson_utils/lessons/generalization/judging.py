"""Labs on judging a model: memory, wrong labels, the U over complexity."""

from functools import cache

import numpy as np

from lesson_utils import datasets, engine, live
from lesson_utils.compare import mean_interval
from lesson_utils.curves import (
    band,
    draw_curves,
    draw_track,
    frame_curves,
    frame_track,
    label_ends,
    mark,
)
from lesson_utils.language import sentences, text
from lesson_utils.lessons.generalization import polynomials
from lesson_utils.lessons.generalization.common import FRAME, final_bands, nearest_first
from lesson_utils.predictions import Question, Track
from lesson_utils.settings import Setting
from lesson_utils.style import (
    BLACK,
    GREY,
    PALE,
    TRAIN,
    VALIDATION,
    new_figure,
)
from lesson_utils.training import Run

SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
MEMORY = Setting(hidden=256, epochs=120)  # large enough to learn any 100 labels by heart


def partly_random(share: float):
    """Maker of 100 digits of which this share has a label drawn at random from the ten.

    A label drawn at random is right one time in ten.
    """
    return lambda seed: datasets.digits(seed, train_size=100, wrong_labels=0.9 * share)


@live.opens
def random_labels() -> live.Lab:
    """How well a network learns labels of which a share is drawn at random."""
    figure, axes = new_figure(1, 2, width_ratios=[1.25, 1], **FRAME)
    percent = [f"{share:.0%}" for share in SHARES]
    frame_curves(
        axes[0], epochs=MEMORY.epochs, limits=(0, 1.05), guess=0.1, ylabel=text("figures.accuracy")
    )
    frame_track(
        axes[1], title=text("figures.final_accuracy"), xlabel=text("controls.share"),
        positions=percent, limits=(0, 1.2),
    )  # fmt: skip
    axes[1].set_yticks(np.linspace(0, 1, 6))
    done: dict[float, Run] = {}

    def frame(share: float, growing: Run | None) -> live.Frame:
        run = done.get(share, growing)
        known = [done.get(other) for other in SHARES]
        words = {
            "share": f"{share:.0%}", "epoch": int(run.epochs[-1]),
            "train": f"{run.final('train_accuracy').mean():.0%}",
            "validation": f"{run.final('validation_accuracy').mean():.0%}",
        }  # fmt: skip

        def draw():
            draw_curves(
                axes[0], text("figures.share", **words), run.epochs,
                mean_interval(run.train_accuracy), mean_interval(run.validation_accuracy),
            )  # fmt: skip
            bands = (final_bands(known, f"{part}_accuracy") for part in ("train", "validation"))
            draw_track(axes[1], *bands, SHARES.index(share))

        progress = len(done) / len(SHARES)
        return live.Frame(
            draw, text("judging.random_labels_alt", **words),
            text("judging.random_labels", **words), progress, 1 - progress,
        )  # fmt: skip

    def compute(share: float):
        for wanted in nearest_first(SHARES, share):
            if wanted not in done:
                for (run,) in engine.train_many(partly_random(wanted), [MEMORY]):
                    if wanted == share and len(run.epochs):
                        yield frame(share, run)
                done[wanted] = run
            yield frame(share, None)

    controls = {"share": live.slider("controls.share", list(zip(percent, SHARES)), 0.0)}

    def measure() -> str:
        right = done[1.0].final("train_accuracy").mean()
        return "all" if right > 0.9 else "tenth" if right < 0.2 else "half"

    question = Question("judging.random_labels_ask", ("tenth", "half", "all"), measure)
    return live.Lab("random_labels", controls, figure, compute, question=question)


CURVE = np.linspace(-1, 1, 201)


@live.opens
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
            axes[0].plot(CURVE, fits.curves[:, here].T, color=BLACK, linewidth=0.7, alpha=0.25)
            axes[0].plot(fits.inputs, fits.labels, "o", color=TRAIN, markersize=4.5)
            axes[0].plot(CURVE, fits.curves[0, here], color=BLACK)
            _draw_errors(axes[1], train, validation, here)

        status = sentences(text("judging.polynomial", **words), text(f"judging.polynomial_{side}"))
        yield live.Frame(draw, alt=text("judging.polynomial_alt", **words), status=status)

    controls = {
        "degree": live.slider("controls.degree", range(1, 20), 3),
        "train_size": live.slider("controls.train_size", (20, 30, 50, 100, 200, 500), 30),
    }
    question = Question("judging.polynomial_ask", ("falls", "u", "flat"), _degrees_track)
    return live.Lab("polynomial_fit", controls, figure, compute, question=question)


def _degrees_track() -> Track:
    """The validation error of every degree, with 30 examples, as its logarithm: few are huge."""
    fits = polynomials.fit_all_degrees(train_size=30)
    return Track(np.log10(fits.validation_error.T), [str(d) for d in polynomials.DEGREES])


def _frame_fit(axes) -> None:
    axes.set(xlabel="x", ylabel="y", xlim=(-1.02, 1.02), ylim=(-7.5, 4))
    law = datasets.cubic(CURVE)
    axes.plot(CURVE, law, color=PALE, linewidth=5, solid_capstyle="butt")
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
