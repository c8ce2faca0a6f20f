"""Means with their uncertainty."""

import numpy as np
from scipy.special import stdtrit  # the t quantile without the cost of importing scipy.stats

from lesson_utils.arguments import as_array, require_integer, require_number


def mean_interval(values, *, axis: int = 0, confidence: float = 0.95):
    """Mean over `axis` with its Student t interval: (mean, low, high).

    One value alone has no interval: low and high are NaN. Values that are not finite give a mean
    that is not finite. Source: Student (1908), The probable error of a mean.
    """
    values = np.atleast_1d(as_array("values", values, finite=False))
    require_integer("axis", axis, -values.ndim, values.ndim - 1)
    require_number("confidence", confidence, 0, 0.9999, above=True)
    count = values.shape[axis]
    with np.errstate(invalid="ignore", over="ignore"):
        mean = values.mean(axis=axis)
        if count < 2:
            return mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan)
        error = values.std(axis=axis, ddof=1) / np.sqrt(count)
        half = stdtrit(count - 1, (1 + confidence) / 2) * error
        return mean, mean - half, mean + half
