"""Is the difference real? Two conditions, the same seeds, and an interval for the difference.

A seed decides data, first weights, batch order and noise for both conditions, so the difference
within each seed is free of that luck: a paired comparison.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lesson_utils.language import spaced, strings, text, written
from lesson_utils.settings import FIELDS, Setting
from lesson_utils.statistics import mean_interval


@dataclass(frozen=True, repr=False, eq=False)
class Comparison:
    """The metric of two conditions for the same S seeds; shows itself as a sentence.

    `first_values` and `second_values` are (S,). Labels, metric and data are words, or keys of
    strings.toml. A difference smaller than `margin` would not matter.
    """

    first_values: np.ndarray
    second_values: np.ndarray
    labels: tuple[str, str] = ("first", "second")
    metric: str = "value"
    margin: float | None = None
    data: str = ""

    @property
    def differences(self) -> np.ndarray:
        """(S,) second minus first; not finite where a run diverged."""
        with np.errstate(invalid="ignore"):
            return self.second_values - self.first_values

    @property
    def diverged(self) -> tuple[int, int]:
        """How many runs of each condition ended in NaN or infinity."""
        return tuple(int((~np.isfinite(v)).sum()) for v in (self.first_values, self.second_values))

    @property
    def mean(self) -> float:
        return float(mean_interval(self.differences)[0])

    @property
    def interval(self) -> tuple[float, float]:
        """95 % Student t interval of the mean difference."""
        return tuple(float(end) for end in mean_interval(self.differences)[1:])

    @property
    def verdict(self) -> str:
        """What the second condition does to the metric: lower, higher, none, unclear, diverged.

        "none" is a finding: the whole interval lies within ±margin. "unclear" is the lack of one:
        the interval contains 0, and a margin, if there is one, is not kept.
        """
        if any(self.diverged):
            return "diverged"
        low, high = self.interval
        if self.margin is not None and -self.margin < low and high < self.margin:
            return "none"
        return "lower" if high < 0 else "higher" if low > 0 else "unclear"

    @property
    def sentence(self) -> str:
        """The whole result in the edition's language, rounded so that its numbers add up."""
        first, second = (words(label) for label in self.labels)
        found, numbers = _rounded(self)
        numbers |= {"metric": words(self.metric), "first": first, "second": second}
        return text(f"compare.{found}", **numbers)

    def __repr__(self) -> str:
        return self.sentence


def verdict_sentence(first_values: np.ndarray, second_values: np.ndarray, against: str) -> str:
    """One sentence on the second values (S,) against the first, in the edition's language.

    >>> verdict_sentence(np.array([0.8, 0.7, 0.9]), np.array([0.5, 0.5, 0.6]), against="p = 0")
    '0.27 lower than p = 0 (95% interval 0.12 to 0.41): a real difference.'
    """
    found, numbers = _rounded(Comparison(first_values, second_values))
    return text(f"verdict.{found}", first=spaced(against), **numbers)


def _rounded(comparison: Comparison) -> tuple[str, dict]:
    """The verdict and the numbers that its string needs: rounded means decide the difference.

    So many decimals that rounding is small beside the interval: at least two, at most four.
    """
    found, numbers = comparison.verdict, {}
    sides = (comparison.first_values, comparison.second_values)
    if found != "diverged":
        low, high = comparison.interval
        scale = (high - low) / 2 or abs(comparison.mean) or 1
        decimals = min(max(math.ceil(0.3 - math.log10(scale)), 2), 4)
        means = [round(float(values.mean()), decimals) for values in sides]
        amount = means[1] - means[0]
        if found == "unclear" and scale > abs(means[0]) / 2:
            found = "wild"  # not a small difference, but one that nobody can see
        if found == "lower":
            amount, low, high = -amount, -high, -low
        names = ("first_mean", "second_mean", "amount", "low", "high")
        numbers = dict(zip(names, (*means, amount, low, high), strict=True))
        numbers = {k: f"{round(v, decimals) + 0.0:.{decimals}f}" for k, v in numbers.items()}
        numbers = {name: number.replace("-", "−") for name, number in numbers.items()}
    numbers |= dict(zip(("first_count", "second_count"), comparison.diverged, strict=True))
    margin = f"{comparison.margin or 0:g}"
    return found, numbers | {"count": len(sides[0]), "margin": margin}


@dataclass(frozen=True)
class Condition:
    """One side of a comparison: `measure` takes S seeds and returns the metric (S,)."""

    label: str
    measure: Callable[[Sequence[int]], Sequence[float]]


def what_differs(first: Setting, second: Setting, plain: Setting = Setting()) -> tuple[str, str]:
    """Labels of two settings by all fields that are not plain in both: ("p = 0", "p = 0.5")."""
    values = {name: [getattr(one, name) for one in (first, second, plain)] for name in FIELDS}
    named = [
        [f"{FIELDS[name].symbol} = {written(value)}" for value in both]
        for name, (*both, usual) in values.items()
        if {*both} != {usual}
    ]
    return tuple(", ".join(parts[side] for parts in named) for side in (0, 1))


def words(label: str) -> str:
    """What the label is the key of in strings.toml, or the label itself as a sentence says it."""
    return text(label) if label in strings() else spoken(label)


def spoken(label: str) -> str:
    """ "hidden = 64, p = 0" as a sentence says it: names of controls for short English words."""
    for field in FIELDS.values():
        if len(field.symbol) > 1:
            label = label.replace(f"{field.symbol} =", f"{text(field.words)} =")
    return label.replace(", ", text("compare.comma"))
