"""Is the difference real? Two conditions, the same seeds, and an interval for the difference.

A seed decides data, first weights, batch order and noise for both conditions, so the difference
within each seed is free of that luck: a paired comparison.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np

from lesson_utils import datasets, engine
from lesson_utils.arguments import as_array, require_choice, require_seeds, require_type, shown
from lesson_utils.language import edition, strings, text
from lesson_utils.statistics import mean_interval
from lesson_utils.training import METRICS, Setting

VERDICTS = ("lower", "higher", "none", "diverged")
SYMBOLS = {  # how a field of Setting is written where room is short
    "dropout": "p",
    "weight_decay": "λ",
    "learning_rate": "η",
    "hidden": "hidden",
    "dropconnect": "p(connections)",
    "batch_size": "batch",
    "epochs": "epochs",
    "init_scale": "init scale",
    "activation": "σ",
}


@dataclass(frozen=True, repr=False)
class Comparison:
    """The metric of two conditions for the same S seeds; shows itself as figure and sentence.

    `first_values` and `second_values` are (S,). Labels and metric are words, or keys of
    strings.toml (figures show their English).
    """

    first_values: np.ndarray
    second_values: np.ndarray
    labels: tuple[str, str] = ("first", "second")
    metric: str = "value"

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
        """One of VERDICTS: what the second condition does to the metric."""
        if any(self.diverged):
            return "diverged"
        low, high = self.interval
        return "lower" if high < 0 else "higher" if low > 0 else "none"

    @property
    def sentence(self) -> str:
        """The whole result in the edition's language, rounded."""
        count = len(self.differences)
        first, second = (words(label) for label in self.labels)
        result = verdict(self.first_values, self.second_values, against=first)
        if any(self.diverged):
            labelled = f"{words(self.metric)}, {second}"
            return text("evidence.about_diverged", condition=labelled, verdict=result)
        first_mean, second_mean = rounded(self.first_values.mean(), self.second_values.mean())
        return text(
            "evidence.about", metric=words(self.metric), count=count, verdict=result,
            first=spaced(first).lstrip(), second=spaced(second).lstrip(),  # behind punctuation
            first_mean=first_mean, second_mean=second_mean,
        )  # fmt: skip

    def figure(self):
        """The pairs, and the mean difference with its interval, as a matplotlib Figure."""
        from lesson_utils import comparison_figure as drawing

        return drawing.draw(
            self.first_values, self.second_values, self.mean, self.interval,
            labels=[words(label, "en") for label in self.labels], metric=words(self.metric, "en"),
        )  # fmt: skip

    def __repr__(self) -> str:
        return self.sentence

    def _ipython_display_(self):
        from IPython.display import display

        from lesson_utils.stage import Picture

        display(Picture(self.figure(), alt=self.sentence))
        display({"text/plain": self.sentence, "text/markdown": self.sentence}, raw=True)


def paired(first_values, second_values, *, labels=("first", "second"), metric="value"):
    """Comparison of two arrays (S,) in the order of the same S seeds.

    Raises ValueError where the shapes differ, or where there are fewer than two seeds.
    """
    first = as_array("first_values", first_values, finite=False)
    second = as_array("second_values", second_values, finite=False)
    require_type("metric", metric, str)
    if not isinstance(labels, tuple | list) or [*map(type, labels)] != [str, str]:
        raise TypeError(f"labels must be two words, got {shown(labels)}")
    if first.shape != second.shape or first.ndim != 1 or len(first) < 2:
        raise ValueError(
            "first_values and second_values must be two arrays of one length, at least 2, one "
            f"value a seed; got shapes {first.shape} and {second.shape}"
        )
    return Comparison(first, second, tuple(labels), metric)


def verdict(first_values, second_values, *, against: str = "pinned") -> str:
    """One sentence on the second values against the first, in the edition's language.

    >>> verdict([0.8, 0.7, 0.9], [0.5, 0.4, 0.6], against="p = 0")
    '0.30 lower than p = 0 (95% interval 0.30 to 0.30): a real difference.'
    """
    require_type("against", against, str)
    comparison, against = paired(first_values, second_values), spaced(against)
    if comparison.verdict == "diverged":
        first, second = comparison.diverged
        count = len(comparison.differences)
        return text("evidence.diverged", first=first, second=second, count=count, against=against)
    low, high = comparison.interval
    if comparison.verdict == "lower":
        low, high = -high, -low
    amount = comparison.mean if comparison.verdict == "none" else abs(comparison.mean)
    amount, low, high = rounded(amount, low, high)
    return text(
        f"evidence.{comparison.verdict}", amount=amount, low=low, high=high, against=against
    )


@dataclass(frozen=True)
class Condition:
    """One side of a comparison: `measure` takes S seeds and returns the metric (S,)."""

    label: str
    measure: Callable[[Sequence[int]], Sequence[float]]

    def __post_init__(self):
        require_type("label", self.label, str)
        require_type("measure", self.measure, Callable)


def compare(
    first: Setting | Condition,
    second: Setting | Condition,
    data: Callable = datasets.digits,
    *,
    metric: str = "validation_loss",
    seeds: Sequence[int] = range(10),
    plain: Setting = Setting(),
) -> Comparison:
    """Train two settings with the same seeds, or measure two conditions, and compare the metric.

    Settings are trained as one stack on `data` (seed -> Dataset); `metric` is one of METRICS, read
    after the last epoch. Their labels name what is not as in `plain`. Conditions name their own
    metric. Raises ValueError for another metric, and TypeError where only one of the two is a
    Setting.
    """
    require_seeds(seeds, least=2)
    require_type("plain", plain, Setting)
    if isinstance(first, Condition) and isinstance(second, Condition):
        values = [side.measure(seeds) for side in (first, second)]
        for side, found in zip((first, second), values):
            as_array(f"the measure of {side.label!r}", found, f"{len(seeds)}", finite=False)
        return paired(*values, labels=(first.label, second.label), metric=metric)
    if not (isinstance(first, Setting) and isinstance(second, Setting)):
        got = f"{shown(first)}, {shown(second)}"
        raise TypeError(f"first and second must be two Setting or two Condition, got {got}")
    require_choice("metric", metric, METRICS)
    every = max(first.epochs, second.epochs, 1)  # only the end counts
    runs = engine.train_all(data, [first, second], seeds=seeds, evaluate_every=every)
    values = [run.final(metric) for run in runs]
    return paired(*values, labels=what_differs(first, second, plain), metric=f"metrics.{metric}")


def what_differs(first: Setting, second: Setting, plain: Setting = Setting()) -> tuple[str, str]:
    """Labels of two settings by all fields that are not plain in both: ("p = 0", "p = 0.5")."""
    settings = (first, second)
    for name, setting in {"first": first, "second": second, "plain": plain}.items():
        require_type(name, setting, Setting)
    names = [
        field.name
        for field in fields(Setting)
        if len({getattr(setting, field.name) for setting in (*settings, plain)}) > 1
    ]
    return tuple(
        ", ".join(f"{SYMBOLS[name]} = {_number(getattr(one, name))}" for name in names)
        for one in settings
    )


def rounded(*values: float) -> list[str]:
    """Numbers as text with the same decimals: two, or up to four where all are small."""
    values = as_array("values", values, "n").tolist()
    largest = max(abs(value) for value in values)
    decimals = 2 if largest >= 0.1 or largest == 0 else min(1 - math.floor(math.log10(largest)), 4)
    return [f"{round(value, decimals) + 0.0:.{decimals}f}" for value in values]


def words(label: str, language: str | None = None) -> str:
    """The label itself, or what it is the key of in strings.toml."""
    require_type("label", label, str)
    if language is not None:
        require_choice("language", language, ("en", "zh"))
    if label not in strings():
        return label if language else spoken(label)
    return strings()[label][language] if language else text(label)


def spoken(label: str) -> str:
    """ "hidden = 64" as a sentence says it: in place of a short English word the control's name."""
    require_type("label", label, str)
    for field, symbol in SYMBOLS.items():
        if len(symbol) > 1:
            label = label.replace(f"{symbol} =", f"{text(f'controls.{field}')} =")
    return label


def spaced(label: str) -> str:
    """The label with spaces where Chinese around it meets other letters; English has its own."""
    require_type("label", label, str)
    if edition() == "en":
        return label
    before, after = (" " * (letter < "\u3000") for letter in (label[:1], label[-1:]))
    return before + label + after


def _number(value) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)
