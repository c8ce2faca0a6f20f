"""Predict, then see: questions of labs, what was guessed, and what came out.

A question is asked before its lab is shown. The outcome is computed from the runs of the lab, and
never written down beforehand.
"""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lesson_utils.compare import spoken
from lesson_utils.language import sentences, spaced, text
from lesson_utils.statistics import mean_interval

SHAPES = ("falls", "rises", "u", "hill", "flat")


@dataclass(frozen=True)
class Track:
    """What was measured along a slider: `values` (P, S) for P positions, named, and S seeds."""

    values: np.ndarray
    names: Sequence[str]
    symbol: str = ""


@dataclass(frozen=True)
class Question:
    """What a lab asks before it is shown: the string `key`, and what can be answered.

    `options` are shapes of a track (`SHAPES`), or names of strings `{key}_{option}`; without any,
    the track is sketched between `limits`. `measure()` returns a `Track`, or for options of its own
    the one that is right. Labs that train bring their `measure`, `names` and `limits` along.
    """

    key: str
    options: tuple[str, ...] = ()
    measure: Callable[[], "Track | str"] | None = None
    names: Sequence[str] = ()
    axis: str = ""
    limits: tuple[float, float] = (0.0, 1.0)

    def label(self, option: str) -> str:
        return text(f"predict.{option}" if option in SHAPES else f"{self.key}_{option}")

    def as_form(self) -> dict:
        """For `controls.Ask`."""
        low, high = self.limits
        return {
            "words": text(self.key), "options": [self.label(option) for option in self.options],
            "sketch": {"positions": list(self.names), "low": low, "high": high, "axis": self.axis},
            "commit": text("predict.commit"), "skip": text("predict.skip"),
        }  # fmt: skip

    def checked(self, answer) -> "str | tuple[float, ...]":
        """An option, also by its index; or a sketch: a number for each position."""
        if self.options:
            if type(answer) is int and 0 <= answer < len(self.options):
                answer = self.options[answer]
            if not isinstance(answer, str) or answer not in self.options:
                allowed = ", ".join(map(repr, self.options))
                raise ValueError(text("predict.choose", allowed=allowed, got=repr(answer)))
            return answer
        values = answer.tolist() if hasattr(answer, "tolist") else answer  # of NumPy or torch
        values = values if isinstance(values, list | tuple) else []
        missing = len(self.names) - sum(_is_level(value, self.limits) for value in values)
        if missing or len(values) != len(self.names):
            low, high = self.limits
            count = max(missing, abs(len(self.names) - len(values)))
            raise ValueError(
                text("predict.unfinished", count=count, all=len(self.names), low=low, high=high)
            )
        return tuple(map(float, values))


@dataclass
class Guess:
    """An answer that was given before the lab was seen; what came out is measured when asked."""

    question: Question
    answer: "str | tuple[float, ...]"

    @cached_property
    def measured(self) -> "Track | str":
        return self.question.measure()

    @property
    def is_measured(self) -> bool:
        return "measured" in vars(self)

    @property
    def sketch(self) -> tuple[float, ...] | None:
        return None if self.question.options else self.answer

    @property
    def words(self) -> str:
        if not self.sketch:
            return self.question.label(self.answer)
        low, high = self.question.limits
        found = _shape(np.array(self.answer), lambda a, b: a - b > 0.05 * (high - low))
        return _in_words(found, self.answer, self.question.names)

    @property
    def result(self) -> str:
        """What was measured, in words."""
        if isinstance(self.measured, str):
            return self.question.label(self.measured)
        return describe(self.measured)

    @property
    def outcome(self) -> str:
        """Guess and result, side by side."""
        found = {"guess": self.words, "result": self.result}
        if isinstance(self.measured, str):
            return text("predict.outcome_option", **found)
        guessed = text("predict.outcome", **found, seeds=self.measured.values.shape[1])
        return sentences(guessed, self._distance_words()) if self.sketch else guessed

    @property
    def surprise(self) -> float:
        """0 for a guess that came true, up to 1."""
        if self.sketch:
            low, high = self.question.limits
            return float(min(1, self._distances().mean() / (high - low)))
        right = self.measured if isinstance(self.measured, str) else shape(self.measured.values)
        return float(self.answer != right)

    def _distances(self) -> np.ndarray:
        means = np.clip(_finite(self.measured.values).mean(axis=1), *self.question.limits)
        return np.abs(np.array(self.answer) - means)

    def _distance_words(self) -> str:
        off = self._distances()
        far = int(off.argmax())
        return text(
            "predict.distance", mean=f"{off.mean():.2f}", at=self.question.names[far],
            guess=f"{self.answer[far]:.2f}",
            measured=f"{_finite(self.measured.values)[far].mean():.2f}",
        )  # fmt: skip


GUESSES: dict[str, Guess] = {}  # of this session, by the name of the lab; the first guess counts


def shape(values: np.ndarray) -> str:
    """What a track does, beyond the noise of its seeds: one of `SHAPES`. `values` is (P, S).

    Differences are paired by seed. As the lowest and the highest position are picked among P, the
    intervals are those of P comparisons (Bonferroni).
    """
    values = _finite(values)
    confidence = 1 - 0.05 / len(values)
    return _shape(values, lambda a, b: mean_interval(a - b, confidence=confidence)[1] > 0)


def _shape(values: np.ndarray, above: Callable) -> str:
    """`values` is (P,) or (P, S); `above(a, b)` tells whether one of them is really higher."""
    levels = values if values.ndim == 1 else values.mean(axis=1)
    first, last, low, high = (values[i] for i in (0, -1, levels.argmin(), levels.argmax()))
    falls, rises = above(first, low), above(last, low)
    if falls and rises:
        return "u"
    if above(high, first) and above(high, last):
        return "hill"
    return "falls" if falls else "rises" if rises else "flat"


def describe(track: Track) -> str:
    """The shape of a track in words, with the place of its turn."""
    levels = _finite(track.values).mean(axis=1)
    return _in_words(shape(track.values), levels, track.names, track.symbol)


def _in_words(found: str, levels, names: Sequence[str], symbol: str = "") -> str:
    place = {"u": np.argmin(levels), "hill": np.argmax(levels)}.get(found)
    if place is None:
        return text(f"predict.{found}")
    at = f"{symbol} = {names[place]}" if symbol else names[place]
    return text(f"predict.{found}_at", at=spaced(spoken(at)))


class Table:
    """Every guess of this session beside what came out; the greatest surprise is marked."""

    def __init__(self, guesses: dict[str, Guess]):
        surprises = {name: guess.surprise for name, guess in guesses.items()}
        most = max(surprises, key=surprises.get, default=None)
        self.head = [text(f"predict.{name}") for name in ("question", "guessed", "measured")]
        self.rows = [
            (text(guess.question.key), guess.words, guess.result) for guess in guesses.values()
        ]
        surprising = most is not None and surprises[most] > 0.05
        self.most = text(guesses[most].question.key) if surprising else None

    def __repr__(self) -> str:
        if not self.rows:
            return text("predict.none")
        lines = [" | ".join(cells) for cells in (self.head, *self.rows)]
        return "\n".join([*lines, *self._last()])

    def _repr_html_(self) -> str:
        if not self.rows:
            return f"<p>{html.escape(text('predict.none'))}</p>"
        head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in self.head)
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
            for cells in self.rows
        )
        last = "".join(f"<p>{html.escape(line)}</p>" for line in self._last())
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{last}"

    def _last(self) -> list[str]:
        return [text("predict.most", question=self.most)] if self.most else []


def show() -> Table:
    """The guesses of this session and what was measured."""
    return Table(GUESSES)


def _finite(values: np.ndarray) -> np.ndarray:
    """Where a network has diverged its loss counts as twice the largest that is known."""
    values = np.asarray(values, dtype=float)
    finite = values[np.isfinite(values)]
    worst = 2 * np.abs(finite).max() if finite.size else 1.0
    return np.nan_to_num(values, nan=worst, posinf=worst, neginf=-worst)


def _is_level(value, limits: tuple[float, float]) -> bool:
    low, high = limits
    return isinstance(value, (int, float)) and low <= value <= high
