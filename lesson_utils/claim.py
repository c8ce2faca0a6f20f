"""The registry of claims."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lesson_utils import datasets
from lesson_utils.arguments import require_choice
from lesson_utils.compare import VERDICTS, Comparison, Condition, compare
from lesson_utils.training import Setting

CLAIMS: dict[str, "Claim"] = {}


@dataclass(frozen=True)
class Claim:
    """A sentence of a lesson as something to measure: two conditions and the expected verdict.

    `expected` is what `second` does to the metric against `first`: "lower", "higher", "none" for
    no measurable difference, or "diverged". Arguments are those of `evidence.compare`.
    """

    name: str
    first: Setting | Condition
    second: Setting | Condition
    expected: str
    metric: str = "validation_loss"
    data: Callable = datasets.digits
    seeds: Sequence[int] = range(10)
    plain: Setting = Setting()

    def __post_init__(self):
        require_choice("expected", self.expected, VERDICTS)

    def run(self, seeds: Sequence[int] | None = None) -> Comparison:
        """Measure both conditions; without `seeds`, with those that the lesson shows."""
        seeds = self.seeds if seeds is None else seeds
        return compare(
            self.first, self.second, self.data, metric=self.metric, seeds=seeds, plain=self.plain
        )


def claim(name: str, first, second, *, expected: str, **options) -> Claim:
    """Make a Claim and add it to the registry; ValueError where the name is taken.

    >>> claim("p_half", Setting(), Setting(dropout=0.5), expected="lower")  # doctest: +SKIP
    """
    if name in CLAIMS:
        raise ValueError(f"a claim is named {name!r} already; each name once")
    CLAIMS[name] = Claim(name, first, second, expected, **options)
    return CLAIMS[name]


def show(name: str) -> Comparison:
    """Run a claim with the seeds of its lesson; KeyError with near names where there is none."""
    if name not in CLAIMS:
        near = ", ".join(difflib.get_close_matches(name, CLAIMS, n=3)) or ", ".join(CLAIMS)
        raise KeyError(f"no claim {name!r}; near: {near}")
    return CLAIMS[name].run()


@dataclass(frozen=True, repr=False)
class Sentences:
    """Results in words alone."""

    lines: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {line}" for line in self.lines)


def say(*names: str) -> Sentences:
    """Run claims as `show` does, and answer with their sentences, without figures."""
    return Sentences(tuple(show(name).sentence for name in names))
