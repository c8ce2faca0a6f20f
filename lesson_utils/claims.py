"""Claims: sentences of the lessons as something to measure, over seeds that chose nothing."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from lesson_utils import datasets, engine, forest
from lesson_utils.arguments import as_array
from lesson_utils.compare import Comparison, Condition, what_differs
from lesson_utils.language import text
from lesson_utils.training import METRICS, Setting

# Labs train with seeds below 20, and a student reads good settings off them. What a lesson shows
# and what the tests and `make claims` run are other seeds, and none of them is used twice.
LAB_SEEDS = range(20)
SHOWN_SEEDS = range(20, 40)
TEST_SEEDS = range(100, 200)
FRESH_SEEDS = range(1000, 100_000)
CLAIMS: dict[str, "Claim"] = {}


@dataclass(frozen=True)
class Claim:
    """A sentence of a lesson as something to measure: two conditions and the expected verdict.

    `expected` is what `second` does to the metric against `first`: "lower", "higher", "diverged",
    or "none": within ±`margin`, the smallest difference that would matter. Settings are trained on
    `data` (seed -> Dataset), `metric` is one of METRICS after the last epoch, and labels name what
    is not as in `plain`. Conditions measure their own metric.
    """

    name: str
    first: Setting | Condition
    second: Setting | Condition
    expected: str
    metric: str = "validation_loss"
    data: Callable = datasets.digits
    seeds: Sequence[int] = SHOWN_SEEDS
    plain: Setting = Setting()
    margin: float | None = None

    def run(self, seeds: Sequence[int] | None = None) -> Comparison:
        """Measure both conditions, once a process; without `seeds`, with those of the lesson."""
        seeds = tuple(self.seeds if seeds is None else seeds)
        sides = (self.first, self.second)
        if all(isinstance(side, Condition) for side in sides):
            values = [_measured(side, seeds) for side in sides]
            labels, metric, data = [side.label for side in sides], self.metric, ""
        else:
            row = METRICS.index(self.metric)
            values = [_trained(side, self.data, seeds)[row] for side in sides]
            labels, metric = what_differs(*sides, self.plain), f"metrics.{self.metric}"
            data = f"data.{getattr(self.data, 'func', self.data).__name__}"
        return Comparison(*values, tuple(labels), metric, self.margin, data)

    def holds(self, seeds: Sequence[int] | None = None) -> bool:
        return self.run(seeds).verdict == self.expected


@cache
def _trained(setting: Setting, data: Callable, seeds: tuple[int, ...]) -> np.ndarray:
    """(4, S) the METRICS after training: claims share settings, above all the plain one."""
    run = engine.train_one(data, setting, seeds)
    return np.stack([run.final(metric) for metric in METRICS])


@cache
def _measured(condition: Condition, seeds: tuple[int, ...]) -> np.ndarray:
    name = f"measure of {condition.label!r}"
    return as_array(name, condition.measure(seeds), f"{len(seeds)}", finite=False)


def claim(name: str, first, second, *, expected: str, **options) -> Claim:
    """Make a Claim and add it to the registry; ValueError where the name is taken.

    >>> claim("p_half", Setting(), Setting(dropout=0.5), expected="lower")  # doctest: +SKIP
    """
    if name in CLAIMS:
        raise ValueError(f"a claim is named {name!r} already; each name once")
    CLAIMS[name] = Claim(name, first, second, expected, **options)
    return CLAIMS[name]


def find(name: str) -> Claim:
    """The claim of this name; KeyError with near names where there is none."""
    if name not in CLAIMS:
        near = ", ".join(difflib.get_close_matches(name, CLAIMS, n=3)) or ", ".join(CLAIMS)
        raise KeyError(text("compare.unknown", name=name, near=near))
    return CLAIMS[name]


@dataclass(frozen=True, repr=False)
class Evidence:
    """What some claims measured, as sentences, and as one picture where it is asked for."""

    comparisons: tuple[Comparison, ...]
    drawn: bool

    @property
    def sentences(self) -> list[str]:
        return forest.sentences(self.comparisons)

    def __repr__(self) -> str:
        return "\n".join(self.sentences)

    def _ipython_display_(self):
        forest.display(self.comparisons, drawn=self.drawn)


def show(*names: str) -> Evidence:
    """Measure claims with the seeds of their lesson: a picture, a row a claim, and sentences."""
    return Evidence(_run(names), drawn=True)


def say(*names: str) -> Evidence:
    """As `show`, in sentences alone."""
    return Evidence(_run(names), drawn=False)


def _run(names: tuple[str, ...]) -> tuple[Comparison, ...]:
    if not names:
        raise ValueError(text("compare.unnamed", names=", ".join(CLAIMS)))
    return tuple(one.run() for one in [find(name) for name in names])
