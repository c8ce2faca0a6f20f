"""Polynomials of every degree, fitted to noisy values of a cubic by least squares."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.polynomial import legendre

from lesson_utils import datasets

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
