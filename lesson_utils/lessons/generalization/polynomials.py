"""Polynomials of every degree, fitted to noisy values of a cubic by least squares."""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import legendre

from lesson_utils import datasets

DEGREES = np.arange(1, 20)


@dataclass(frozen=True)
class Fits:
    """Fits of all `DEGREES` to S data sets of n examples.

    `train_error` and `validation_error` are mean squared errors, (S, 19). `inputs`, `labels` (n,)
    are the first data set, and `grid` (G,), `curves` (S, 19, G) what was fitted to each.
    """

    train_error: np.ndarray
    validation_error: np.ndarray
    inputs: np.ndarray
    labels: np.ndarray
    grid: np.ndarray
    curves: np.ndarray


def fit_all_degrees(*, train_size: int = 20, seeds=range(20), noise: float = 0.3) -> Fits:
    """Least squares for degrees 1 .. 19, `train_size` examples (20 or more) a data set.

    With X = QR for the highest degree, the fit of degree k is the sum of the first k + 1 columns
    of Q, each times its coefficient Qᵀy: one decomposition serves all degrees. Legendre
    polynomials make R well conditioned where powers of x would not.
    """
    data = [datasets.polynomial(seed, train_size=train_size, noise=noise) for seed in seeds]
    x, validation_x = (_inputs(data, part) for part in ("train", "validation"))
    y, validation_y = (
        np.stack([getattr(d, f"{part}_labels").numpy() for d in data]).astype(float)
        for part in ("train", "validation")
    )
    grid = np.linspace(-1, 1, 201)
    Q, R = np.linalg.qr(_columns(x))  # (S, n, 20), (S, 20, 20)
    coefficients = Q.mT @ y[..., None]  # (S, 20, 1)

    def predict(new_x: np.ndarray) -> np.ndarray:
        """(S, m) to (S, 19, m): the answers of all degrees."""
        columns = np.linalg.solve(R.mT, _columns(new_x).mT)  # (S, 20, m), rows of "Q" at new_x
        return np.cumsum(columns * coefficients, axis=1)[:, 1:]

    def error(new_x, new_y):
        return ((predict(new_x) - new_y[:, None]) ** 2).mean(axis=2)

    curves = predict(np.broadcast_to(grid, (len(data), len(grid))))
    return Fits(error(x, y), error(validation_x, validation_y), x[0], y[0], grid, curves)


def _inputs(data, part: str) -> np.ndarray:
    return np.stack([getattr(d, f"{part}_inputs")[:, 0].numpy() for d in data]).astype(float)


def _columns(x: np.ndarray) -> np.ndarray:
    """(..., n) to (..., n, 20): Legendre polynomials of degree 0 to 19."""
    return legendre.legvander(x, DEGREES[-1])
