"""Paired comparisons: the interval against scipy, verdicts, words, and the figure."""

import html
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from IPython.core.formatters import format_display_data
from scipy import stats

from lesson_utils import forest
from lesson_utils.compare import Comparison, verdict_sentence, what_differs
from lesson_utils.training import Setting


def paired(first, second, **options):
    return Comparison(np.array(first, dtype=float), np.array(second, dtype=float), **options)


def said(first, second, against="pinned"):
    return verdict_sentence(np.array(first), np.array(second), against)


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


def test_verdict():
    for second, margin, expected in (
        ([0.5, 0.6, 0.4], None, "lower"),
        ([1.2, 1.3, 1.2], None, "higher"),
        ([0.8, 0.7, 1.0], None, "unclear"),
        ([0.8, 0.7, 1.0], 0.1, "unclear"),  # the margin is not kept
        ([0.801, 0.899, 0.7], 0.1, "none"),
        ([0.811, 0.912, 0.711], 0.1, "none"),  # real, and too small to matter
        ([0.811, 0.912, 0.711], None, "higher"),
        ([1.8, 1.9, 1.75], 0.1, "higher"),  # real, and larger than the margin
        ([0.2, 0.3, 0.15], 0.1, "lower"),
        ([0.5, np.inf, 0.6], 0.1, "diverged"),
        ([np.nan] * 3, None, "diverged"),
    ):
        assert paired([0.8, 0.9, 0.7], second, margin=margin).verdict == expected, second


def test_equal_differences_leave_no_doubt():
    assert paired([1, 2, 3], [0, 1, 2]).interval == (-1, -1)
    assert paired([1, 2, 3], [1, 2, 3]).verdict == "unclear"
    assert paired([1, 2, 3], [1, 2, 3], margin=0.01).verdict == "none"


def test_a_lower_value_is_said_with_its_interval(edition):
    words = said([0.8, 0.7, 0.9, 0.8], [0.5, 0.6, 0.6, 0.5], against="p = 0")
    if edition == "en":
        assert words == "0.25 lower than p = 0 (95% interval 0.09 to 0.41): a real difference."
    assert all(part in words for part in (" p = 0", "0.25", "0.09", "0.41"))


def test_no_difference_is_said(edition):
    words = said([1, 1.2, 1.1], [1.1, 1.1, 1.1])
    assert edition != "en" or words.startswith("no measurable difference from pinned")


def test_a_blow_up_is_not_called_no_difference(edition):
    words = said([0.5, 0.4, 0.6], [90.0, 0.4, 0.5])
    expected = "The seeds differ too much" if edition == "en" else "各个种子相差太大"
    assert words.lower().startswith(expected.lower())


def test_divergence_is_counted_on_both_sides(edition):
    words = said([1, np.nan, np.nan], [np.inf, 1, 1], against="A")
    if edition == "en":
        assert words == "not comparable: of 3 runs each, 1 diverged here and 2 with A."
    sentence = paired([1, np.nan, np.nan], [np.inf, 1, 1], labels=("A", "B")).sentence
    parts = ["2 diverged for A", "1 for B"] if edition == "en" else ["“A”有 2 次", "“B”有 1 次"]
    assert all(part in sentence for part in parts)


@settings(derandomize=True, database=None, deadline=None)
@given(
    st.lists(st.floats(0.001, 20), min_size=2, max_size=12),
    st.floats(0.002, 0.5),
    st.sampled_from([-1, 1]),
)
def test_the_numbers_of_a_sentence_add_up(first, size, sign):
    """As a reader would subtract them: 0.96 and 0.51 make 0.45, never 0.44."""
    second = [value + sign * size * (1 + 0.1 * place) for place, value in enumerate(first)]
    comparison = paired(first, second, labels=("A", "B"))
    words = comparison.sentence.replace("−", "-")
    numbers = [Decimal(n) for n in re.findall(r"(?<![\w.])-?\d+\.\d+", words)]
    first_mean, second_mean, amount, low, high = numbers
    assert abs(float(first_mean) - np.mean(first)) <= 0.005001
    signed = -amount if comparison.verdict == "lower" else amount
    assert second_mean - first_mean == signed
    if comparison.verdict in ("lower", "higher"):
        assert low <= amount <= high
        assert amount > 0


def test_settings_are_labelled_by_what_differs():
    decay = Setting(dropout=0.5, weight_decay=0.01)
    assert what_differs(Setting(), Setting(dropout=0.5)) == ("p = 0", "p = 0.5")
    assert what_differs(Setting(dropout=0.5), decay) == (
        "p = 0.5, λ = 0",
        "p = 0.5, λ = 0.01",
    )


def test_labels_and_metric_may_be_keys_of_strings(edition):
    labels = ("conditions.last_epoch", "p = 0.5")
    comparison = paired([1, 2], [3, 5], metric="metrics.train_loss", labels=labels)
    metric, label = {
        "en": ("Training loss", "last epoch"), "zh": ("训练损失", "训练到最后")
    }[edition]  # fmt: skip
    assert metric in comparison.sentence
    assert label in comparison.sentence
    (axes,) = forest.draw([comparison]).axes
    name = axes.get_xlabel()
    assert (name == "difference in training loss (second − first)") == (edition == "en")
    assert edition == "en" or metric in name
    assert axes.get_yticklabels()[0].get_text() == f"{label}\n→ p = 0.5"


def test_figure_shows_every_pair_the_interval_and_the_margin():
    comparison = paired([1.0, 2.0, 3.0], [0.5, 1.0, 2.0], labels=("A", "B"), margin=0.2)
    (axes,) = forest.draw([comparison]).axes
    drawn = [tuple(line.get_xdata()) for line in axes.lines]
    assert (-0.5, -1.0, -1.0) in drawn
    assert comparison.interval in drawn
    assert (0, 0) in drawn
    (margin,) = (collection.get_paths()[0].get_extents() for collection in axes.collections)
    assert (margin.x0, margin.x1) == (-0.2, 0.2)
    low, high = axes.get_xlim()
    assert low < -1
    assert high > 0.2


def test_figure_of_diverged_runs_says_so(edition):
    (axes,) = forest.draw([paired([1, 2, 3], [np.nan, np.inf, 1])]).axes
    words = "2 of 3 pairs diverged" if edition == "en" else "3 对里有 2 对发散"
    assert axes.texts[0].get_text() == words


def test_rows_share_an_axis_where_metric_and_scale_allow_it():
    small = paired([1, 2, 3], [1.1, 2.2, 3.2], metric="a")
    large = paired([1, 2, 3], [101, 100, 104], metric="a")
    other = paired([1, 2, 3], [1.1, 2.2, 3.2], metric="b")
    diverged = paired([1, 2, 3], [np.nan, 2, 3], metric="a")
    rows = [
        len(axes.get_yticks()) for axes in forest.draw([small, large, other, diverged, small]).axes
    ]
    assert rows == [3, 1, 1]


def test_rows_on_different_data_say_on_which(edition):
    on = [
        replace(paired([1, 2, 3], [1.1, 2.2, 3.2], labels=("32", "128")), data=data)
        for data in ("data.digits", "data.two_moons", "")
    ]
    names = ["Digits: ", "Two moons: "] if edition == "en" else ["手写数字：", "双月："]
    labels = [label.get_text() for label in forest.draw(on).axes[0].get_yticklabels()]
    assert labels == [f"{name}32\n→ 128" for name in (*names, "")]
    for name, sentence in zip((*names, ""), forest.sentences(on), strict=True):
        assert sentence.lower() == name.lower() + on[0].sentence.lower()
    assert forest.sentences(on[:1]) == [on[0].sentence], "one kind of data goes without saying"


def test_it_shows_a_picture_with_words_and_then_the_words(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda item, **options: shown.append(item))
    comparison = paired([1, 2, 3], [0.5, 1, 2])
    forest.display([comparison])
    picture, words = shown
    data, _ = format_display_data(picture)
    assert f'<img alt="{html.escape(comparison.sentence)}"' in data["text/html"]
    assert words["text/plain"] == comparison.sentence
    assert repr(comparison) == comparison.sentence


def test_computing_does_not_import_matplotlib():
    code = "import sys; from lesson_utils import claims; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
