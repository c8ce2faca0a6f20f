"""Means with their uncertainty."""

import math
from functools import cache

import numpy as np


def mean_interval(values, *, axis: int = 0, confidence: float = 0.95):
    """Mean over `axis` with its Student t interval: (mean, low, high).

    One value alone has no interval: low and high are NaN. Values that are not finite give a mean
    that is not finite. Source: Student (1908), The probable error of a mean.
    """
    values = np.asarray(values, dtype=float)
    count = values.shape[axis]
    with np.errstate(invalid="ignore", over="ignore"):
        mean = values.mean(axis=axis)
        if count < 2:
            return mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan)
        half = t_quantile(confidence, count - 1) * values.std(axis=axis, ddof=1) / np.sqrt(count)
        return mean, mean - half, mean + half


@cache
def t_quantile(confidence: float, degrees: int) -> float:
    """The t with P(|T| < t) = confidence for Student's T with so many degrees of freedom.

    Halves an interval of angles 60 times. Source: Abramowitz and Stegun 26.7.3 and 26.7.4, with
    t = √degrees tan(angle); importing scipy.special would take longer than everything else here.
    """

    def probability(angle: float) -> float:
        odd, square = degrees % 2, math.cos(angle) ** 2
        term = math.cos(angle) if odd else 1.0
        total = 0.0
        for step in range(2 if odd else 1, degrees, 2):
            total += term
            term *= square * step / (step + 1)
        sine = math.sin(angle)
        return 2 / math.pi * (angle + sine * total) if odd else sine * total

    low, high = 0.0, math.pi / 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if probability(middle) < confidence else (low, middle)
    return math.sqrt(degrees) * math.tan(low)
