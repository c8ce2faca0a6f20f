"""Labs on judging a model: memory, wrong labels, the U over complexity."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.polynomial import legendre

from lesson_utils import datasets, engine, live
from lesson_utils.curves import (
    both,
    draw_bands,
    draw_curves,
    draw_track,
    frame_curves,
    frame_ends,
    frame_track,
)
from lesson_utils.known import Known
from lesson_utils.language import sentences, text
from lesson_utils.lessons.generalization.common import FRAME
from lesson_utils.predictions import Track
from lesson_utils.settings import Setting
from lesson_utils.statistics import mean_interval
from lesson_utils.style import BLACK, GREY, PALE, TRAIN, new_figure
from lesson_utils.training import Run

SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
MEMORY = Setting(hidden=256, epochs=120)  # large enough to learn any 100 labels by heart
ACCURACIES = ("train_accuracy", "validation_accuracy")


def partly_random(share: float):
    """Maker of 100 digits of which this share has a label drawn at random from the ten.

    A label drawn at random is right one time in ten.
    """
    return lambda seed: datasets.digits(seed, train_size=100, wrong_labels=0.9 * share)


RUNS = Known(lambda share: engine.train_all(partly_random(share), [MEMORY])[0])


@live.opens
def random_labels() -> live.Lab:
    """How well a network learns labels of which a share is drawn at random."""
    figure, axes = new_figure(1, 2, width_ratios=[1.25, 1], **FRAME)
    percent = [f"{share:.0%}" for share in SHARES]
    accuracy = text("figures.accuracy")
    frame_curves(axes[0], epochs=MEMORY.epochs, limits=(0, 1.05), guess=0.1, ylabel=accuracy)
    frame_track(
        axes[1], title=text("figures.final_accuracy"), xlabel=text("controls.share"),
        positions=percent, limits=(0, 1.2),
    )  # fmt: skip
    axes[1].set_yticks(np.linspace(0, 1, 6))
    controls = {"share": live.slider("controls.share", list(zip(percent, SHARES)), 0.0)}
    compute = partial(_learn_shares, axes)
    question = live.Question("judging.random_labels_ask", ("tenth", "half", "all"), _memorised)
    return live.Lab("random_labels", controls, figure, compute, question=question)


def _memorised() -> str:
    right = RUNS[1.0].final("train_accuracy").mean()
    return "all" if right > 0.9 else "tenth" if right < 0.2 else "half"


def _learn_shares(axes, share: float) -> Iterator[live.Frame]:
    """The share under the hand as it is learnt, then the others."""
    if share not in RUNS:
        for (run,) in engine.train_many(partly_random(share), [MEMORY]):
            if len(run.epochs):
                yield _accuracies(axes, share, run)
        RUNS[share] = run
    for _ in RUNS.fill(SHARES, share):
        yield _accuracies(axes, share, RUNS[share])


def _accuracies(axes, share: float, run: Run) -> live.Frame:
    ends = [RUNS.bands(SHARES, lambda run, m=m: run.final(m)) for m in ACCURACIES]
    train, validation = (f"{run.final(metric).mean():.0%}" for metric in ACCURACIES)
    words = {
        "share": f"{share:.0%}", "epoch": int(run.epochs[-1]), "train": train,
        "validation": validation,
    }  # fmt: skip

    def draw():
        over_epochs = mean_interval(run.train_accuracy), mean_interval(run.validation_accuracy)
        draw_curves(axes[0], text("figures.share", **words), run.epochs, *over_epochs)
        draw_track(axes[1], *ends, SHARES.index(share))

    return live.spoken("judging.random_labels", draw, words, len(RUNS) / len(SHARES))


DEGREES = np.arange(1, 20)
GRID = np.linspace(-1, 1, 201)


@dataclass(frozen=True)
class Fits:
    """Fits of all `DEGREES` to S data sets of n examples.

    `train_error` and `validation_error` are mean squared errors, (S, 19). `inputs`, `labels` (n,)
    are the first data set, and `curves` (S, 19, 201) over `GRID` what was fitted to each.
    """

    train_error: np.ndarray
    validation_error: np.ndarray
    inputs: np.ndarray
    labels: np.ndarray
    curves: np.ndarray


def fit_all_degrees(*, train_size: int = 20, seeds=range(20)) -> Fits:
    """Least squares for degrees 1 .. 19, `train_size` examples (20 or more) a data set.

    With X = QR for the highest degree, the fit of degree k is the sum of the first k + 1 columns
    of Q, each times its coefficient Qᵀy: one decomposition serves all degrees. Legendre
    polynomials make R well conditioned where powers of x would not.
    """
    fields = ("train_inputs", "train_labels", "validation_inputs", "validation_labels")
    parts = datasets.stacked(partial(datasets.polynomial, train_size=train_size), seeds, *fields)
    x, y, new_x, new_y = (part.squeeze(-1).double().numpy() for part in parts)
    Q, R = np.linalg.qr(_columns(x))  # (S, n, 20), (S, 20, 20)
    coefficients = Q.mT @ y[..., None]  # (S, 20, 1)

    def predict(x: np.ndarray) -> np.ndarray:
        """(S, m) to (S, 19, m): the answers of all degrees."""
        columns = np.linalg.solve(R.mT, _columns(x).mT)  # (S, 20, m), rows of "Q" at x
        return np.cumsum(columns * coefficients, axis=1)[:, 1:]

    def error(x, y):
        return ((predict(x) - y[:, None]) ** 2).mean(axis=2)

    curves = predict(np.broadcast_to(GRID, (len(x), len(GRID))))
    return Fits(error(x, y), error(new_x, new_y), x[0], y[0], curves)


def _columns(x: np.ndarray) -> np.ndarray:
    """(..., n) to (..., n, 20): Legendre polynomials of degree 0 to 19."""
    return legendre.legvander(x, DEGREES[-1])


FITS = Known(lambda size: fit_all_degrees(train_size=size))


@live.opens
def polynomial_fit() -> live.Lab:
    """The degree of a polynomial and the number of examples: underfitting and overfitting."""
    figure, axes = new_figure(1, 2, **FRAME)
    law = datasets.cubic(GRID)
    axes[0].set(xlabel="x", ylabel="y", xlim=(-1.02, 1.02), ylim=(-7.5, 4))
    axes[0].plot(GRID, law, color=PALE, linewidth=5, solid_capstyle="butt")
    axes[0].text(-0.98, law[0] - 1, text("figures.law"), color=GREY, fontsize=9)
    axes[1].set(yscale="log", ylim=(0.02, 5), yticks=(0.1, 1), yticklabels=("0.1", "1"))
    frame_ends(axes[1], 0.4, DEGREES[-1], DEGREES[-1] * 1.3, DEGREES[::2])
    axes[1].set(xlabel=text("controls.degree"), title=text("figures.squared_error"))
    controls = {
        "degree": live.slider("controls.degree", range(1, 20), 3),
        "train_size": live.slider("controls.train_size", (20, 30, 50, 100, 200, 500), 30),
    }
    question = live.Question("judging.polynomial_ask", ("falls", "u", "flat"), _degrees_track)
    return live.Lab("polynomial_fit", controls, figure, partial(_fit, axes), question=question)


def _fit(axes, degree: int, train_size: int) -> live.Frame:
    fits, here = FITS[train_size], degree - 1
    train, validation = (
        np.quantile(errors, [0.5, 0.25, 0.75], axis=0)  # over the data sets
        for errors in (fits.train_error, fits.validation_error)
    )
    words = {
        "degree": degree, "size": train_size, "train": f"{train[0][here]:.2f}",
        "validation": f"{validation[0][here]:,.2f}",
        "best": int(DEGREES[validation[0].argmin()]),
    }  # fmt: skip

    def draw():
        axes[0].set_title(text("figures.degree", **words))
        _draw_fits(axes[0], fits, here)
        draw_bands(axes[1], DEGREES, both(train, validation), here)

    said = text("judging.polynomial.status", **words), text(_regime(validation[0], here))
    return live.Frame(draw, text("judging.polynomial.alt", **words), sentences(*said))


def _degrees_track() -> Track:
    """The validation error of every degree, with 30 examples, as its logarithm: few are huge."""
    return Track(np.log10(FITS[30].validation_error.T), [str(d) for d in DEGREES])


def _regime(errors: np.ndarray, here: int) -> str:
    """The string on a degree whose validation error is nearly the lowest, or on its side of it."""
    close = errors[here] < 1.2 * errors.min()
    side = "fine" if close else "under" if here < errors.argmin() else "over"
    return f"judging.polynomial_{side}"


def _draw_fits(axes, fits: Fits, here: int) -> None:
    """The fits to all data sets faintly, the first of them strong and with its examples."""
    axes.plot(GRID, fits.curves[:, here].T, color=BLACK, linewidth=0.7, alpha=0.25)
    axes.plot(fits.inputs, fits.labels, "o", color=TRAIN, markersize=4.5)
    axes.plot(GRID, fits.curves[0, here], color=BLACK)
