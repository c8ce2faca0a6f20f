"""Paired comparisons: the interval against scipy, verdicts, words, and the figure."""

import html
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from IPython.core.formatters import format_display_data
from scipy import stats

from lesson_utils.compare import Condition, compare, paired, rounded, verdict, what_differs
from lesson_utils.training import Setting

SHORT = {"epochs": 2, "hidden": 4}


@pytest.fixture(autouse=True, params=["en", "zh"])
def edition(request, monkeypatch):
    monkeypatch.setenv("LESSON_LANG", request.param)
    return request.param


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=20))
@settings(deadline=None)
def test_interval_is_that_of_a_paired_t_test(differences):
    assume(np.std(differences) > 1e-6)
    comparison = paired(np.ones(len(differences)), np.array(differences) + 1)
    expected = stats.ttest_rel(comparison.second_values, comparison.first_values)
    interval = expected.confidence_interval(0.95)
    assert comparison.interval == pytest.approx((interval.low, interval.high), abs=1e-6)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ([0.5, 0.6, 0.4], "lower"),
        ([1.2, 1.3, 1.2], "higher"),
        ([0.8, 0.7, 1.0], "none"),
        ([0.8, 0.9, 0.7], "none"),
        ([0.5, np.inf, 0.6], "diverged"),
        ([np.nan] * 3, "diverged"),
    ],
)
def test_verdict(second, expected):
    assert paired([0.8, 0.9, 0.7], second).verdict == expected


def test_equal_differences_leave_no_doubt():
    assert paired([1, 2, 3], [0, 1, 2]).interval == (-1, -1)
    assert paired([1, 2, 3], [1, 2, 3]).verdict == "none"


@pytest.mark.parametrize(
    ("first", "second"), [([1], [2]), ([1, 2], [1, 2, 3]), ([[1, 2]], [[1, 2]])]
)
def test_arrays_that_are_no_pairs_are_named(first, second):
    with pytest.raises(ValueError, match="one length, at least 2"):
        paired(first, second)


def test_a_lower_value_is_said_with_its_interval(edition):
    words = verdict([0.8, 0.7, 0.9, 0.8], [0.5, 0.6, 0.6, 0.5], against="p = 0")
    if edition == "en":
        assert words == "0.25 lower than p = 0 (95% interval 0.09 to 0.41): a real difference."
    assert all(part in words for part in (" p = 0", "0.25", "0.09", "0.41"))


def test_no_difference_is_said(edition):
    words = verdict([1, 2, 3], [2, 1, 3.0])
    assert edition != "en" or words.startswith("no measurable difference from pinned")


def test_divergence_is_counted_on_both_sides(edition):
    words = verdict([1, np.nan, np.nan], [np.inf, 1, 1], against="A")
    assert "3" in words
    if edition == "en":
        assert words == "not comparable: of 3 runs each, 1 diverged here and 2 with A."


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ((0.197, -0.2), ["0.20", "-0.20"]),
        ((0.0512, 0.001), ["0.051", "0.001"]),
        ((0.0012,), ["0.0012"]),
        ((0.0,), ["0.00"]),
        ((12.345, -0.001), ["12.35", "0.00"]),
        ((1e-9,), ["0.0000"]),
    ],
)
def test_numbers_are_rounded_together(values, shown):
    assert rounded(*values) == shown


def test_settings_are_labelled_by_what_differs():
    decay = Setting(dropout=0.5, weight_decay=0.01)
    assert what_differs(Setting(), Setting(dropout=0.5)) == ("p = 0", "p = 0.5")
    assert what_differs(Setting(dropout=0.5), decay) == (
        "p = 0.5, λ = 0",
        "p = 0.5, λ = 0.01",
    )


def test_settings_are_trained_with_the_same_seeds():
    comparison = compare(Setting(**SHORT), Setting(**SHORT, dropout=0.9), seeds=range(3))
    same = compare(Setting(**SHORT), Setting(**SHORT), seeds=range(3))
    assert comparison.first_values == pytest.approx(same.first_values)
    assert comparison.differences.shape == (3,)
    assert same.differences.tolist() == [0, 0, 0]


def test_conditions_are_measured_with_the_seeds():
    seen = []
    condition = Condition("A", lambda seeds: seen.append(list(seeds)) or [1.0, 2.0])
    comparison = compare(condition, condition, metric="count", seeds=[5, 7])
    assert seen == [[5, 7], [5, 7]]
    assert comparison.labels == ("A", "A")


def test_what_cannot_be_compared_is_named():
    with pytest.raises(TypeError, match="two Setting or two Condition"):
        compare(Setting(), Condition("A", list))
    with pytest.raises(ValueError, match="validation_loss"):
        compare(Setting(), Setting(), metric="loss")


def test_labels_and_metric_may_be_keys_of_strings(edition):
    comparison = paired([1, 2], [3, 5], metric="metrics.train_loss")
    assert ("Training loss" in comparison.sentence) == (edition == "en")
    assert comparison.figure().axes[0].get_ylabel() == "Training loss"


def test_figure_shows_every_pair_and_the_interval():
    comparison = paired([1.0, 2.0, 3.0], [0.5, 1.0, 2.0], labels=("A", "B"))
    pairs, difference = comparison.figure().axes
    slopes = [list(line.get_ydata()) for line in pairs.lines[:3]]
    assert slopes == [[1.0, 0.5], [2.0, 1.0], [3.0, 2.0]]
    assert [label.get_text() for label in pairs.get_xticklabels()] == ["A", "B"]
    assert any(tuple(line.get_xdata()) == comparison.interval for line in difference.lines)
    low, high = difference.get_xlim()
    assert low < 0 < high


def test_figure_of_diverged_runs_says_so():
    figure = paired([1, 2, 3], [np.nan, np.inf, 1]).figure()
    assert "2 of 3 pairs" in figure.axes[1].texts[0].get_text()


def test_it_shows_a_picture_with_words_and_then_the_words(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda item, **options: shown.append(item))
    comparison = paired([1, 2, 3], [0.5, 1, 2])
    comparison._ipython_display_()
    picture, words = shown
    data, _ = format_display_data(picture)
    assert f'<img alt="{html.escape(comparison.sentence)}"' in data["text/html"]
    assert words["text/plain"] == comparison.sentence
    assert repr(comparison) == comparison.sentence


def test_computing_does_not_import_matplotlib():
    code = "import sys; from lesson_utils import compare; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
