"""The interval of a mean against scipy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lesson_utils.statistics import mean_interval, t_quantile


@settings(derandomize=True, database=None, deadline=None)
@given(
    st.lists(st.floats(-100, 100), min_size=2, max_size=20), st.sampled_from([0.5, 0.9, 0.95, 0.99])
)
def test_the_interval_is_students(values, confidence):
    mean, low, high = mean_interval(values, confidence=confidence)
    error = stats.sem(values)
    assert mean == pytest.approx(np.mean(values))
    if error == 0:  # scipy has no interval without spread
        assert low == high == mean
    else:
        expected = stats.t.interval(confidence, len(values) - 1, np.mean(values), error)
        assert (low, high) == pytest.approx(expected, abs=1e-9 * error)  # scipy 1.14 errs by 1e-11


@settings(derandomize=True, database=None, deadline=None)
@given(st.integers(1, 4), st.integers(2, 5), st.integers(0, 1))
def test_an_axis_is_a_loop_over_the_other(rows, columns, axis):
    values = np.random.default_rng(0).normal(size=(rows, columns))
    slices = values.T if axis == 0 else values
    expected = np.array([mean_interval(one) for one in slices]).T
    np.testing.assert_allclose(mean_interval(values, axis=axis), expected)


def test_the_quantile_is_scipys():
    for degrees in (1, 2, 3, 4, 9, 19, 100, 999):
        for confidence in (0.001, 0.5, 0.95, 0.9999):
            expected = stats.t.ppf((1 + confidence) / 2, degrees)
            assert t_quantile(confidence, degrees) == pytest.approx(expected, rel=1e-9)
