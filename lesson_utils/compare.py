"""Is the difference real? Two conditions, the same seeds, and an interval for the difference.

A seed decides data, first weights, batch order and noise for both conditions, so the difference
within each seed is free of that luck: a paired comparison.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lesson_utils import datasets, engine
from lesson_utils.arguments import (
    as_array,
    must,
    require_choice,
    require_factor,
    require_seeds,
    require_type,
    shown,
)
from lesson_utils.language import spaced, strings, text
from lesson_utils.settings import FIELDS, Setting
from lesson_utils.statistics import mean_interval
from lesson_utils.training import METRICS


@dataclass(frozen=True, repr=False, eq=False)
class Comparison:
    """The metric of two conditions for the same S seeds; shows itself as figure and sentence.

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

    def figure(self):
        """Every seed's difference, and the mean with its interval, as a matplotlib Figure."""
        from lesson_utils import forest

        return forest.draw([self])

    def __repr__(self) -> str:
        return self.sentence

    def _ipython_display_(self):
        from lesson_utils import forest

        forest.display([self])


def paired(
    first_values, second_values, *, labels=("first", "second"), metric="value", margin=None
) -> Comparison:
    """Comparison of two arrays (S,) in the order of the same S seeds.

    Raises ValueError where the shapes differ, or where there are fewer than two seeds.
    """
    first = as_array("first_values", first_values, finite=False)
    second = as_array("second_values", second_values, finite=False)
    require_type("metric", metric, str)
    if margin is not None:
        require_factor("margin", margin, above=True)
    if not isinstance(labels, tuple | list) or [*map(type, labels)] != [str, str]:
        raise must(TypeError, "labels", "words", shown(labels))
    if first.shape != second.shape or first.ndim != 1 or len(first) < 2:
        got = f"{first.shape}, {second.shape}"
        raise must(ValueError, "first_values, second_values", "pairs", got)
    return Comparison(first, second, tuple(labels), metric, margin)


def verdict_sentence(first_values, second_values, *, against: str = "pinned") -> str:
    """One sentence on the second values against the first, in the edition's language.

    >>> verdict_sentence([0.8, 0.7, 0.9], [0.5, 0.4, 0.6], against="p = 0")
    '0.30 lower than p = 0 (95% interval 0.30 to 0.30): a real difference.'
    """
    require_type("against", against, str)
    found, numbers = _rounded(paired(first_values, second_values))
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

    def __post_init__(self):
        require_type("label", self.label, str)
        require_type("measure", self.measure, Callable)

    def measured(self, seeds: Sequence[int]) -> np.ndarray:
        """(S,) floats; ValueError or TypeError where the measure gives something else."""
        name = f"measure of {self.label!r}"
        return as_array(name, self.measure(seeds), f"{len(seeds)}", finite=False)


def compare(
    first: Setting | Condition,
    second: Setting | Condition,
    data: Callable = datasets.digits,
    *,
    metric: str = "validation_loss",
    seeds: Sequence[int] = range(10),
    plain: Setting = Setting(),
    margin: float | None = None,
) -> Comparison:
    """Train two settings with the same seeds, or measure two conditions, and compare the metric.

    Settings are trained as one stack on `data` (seed -> Dataset); `metric` is one of METRICS, read
    after the last epoch. Their labels name what is not as in `plain`. Conditions name their own
    metric. ValueError for another metric, TypeError where only one of the two is a Setting.
    """
    require_seeds(seeds, least=2)
    require_type("plain", plain, Setting)
    sides = (first, second)
    if all(isinstance(side, Condition) for side in sides):
        values, labels = [side.measured(seeds) for side in sides], (first.label, second.label)
    elif all(isinstance(side, Setting) for side in sides):
        values, labels = _trained(sides, data, metric, seeds), what_differs(*sides, plain)
        metric = f"metrics.{metric}"
    else:
        got = ", ".join(map(shown, sides))
        sides = {"first": "Setting", "second": "Condition"}
        raise must(TypeError, "first, second", "sides", got, **sides)
    return paired(*values, labels=labels, metric=metric, margin=margin)


def _trained(settings: Sequence[Setting], data: Callable, metric: str, seeds) -> list[np.ndarray]:
    require_choice("metric", metric, METRICS)
    every = max(1, *(setting.epochs for setting in settings))  # only the end counts
    runs = engine.train_all(data, settings, seeds=seeds, evaluate_every=every)
    return [run.final(metric) for run in runs]


def what_differs(first: Setting, second: Setting, plain: Setting = Setting()) -> tuple[str, str]:
    """Labels of two settings by all fields that are not plain in both: ("p = 0", "p = 0.5")."""
    settings = (first, second)
    names = [
        name
        for name in FIELDS
        if len({getattr(setting, name) for setting in (*settings, plain)}) > 1
    ]
    return tuple(
        ", ".join(f"{FIELDS[name].symbol} = {_number(getattr(one, name))}" for name in names)
        for one in settings
    )


def words(label: str) -> str:
    """What the label is the key of in strings.toml, or the label itself as a sentence says it."""
    return text(label) if label in strings() else spoken(label)


def spoken(label: str) -> str:
    """ "hidden = 64, p = 0" as a sentence says it: names of controls for short English words."""
    for field in FIELDS.values():
        if len(field.symbol) > 1:
            label = label.replace(f"{field.symbol} =", f"{text(field.words)} =")
    return label.replace(", ", text("compare.comma"))


def _number(value) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)
