"""Run a student's answer on cases, within a limit of time: what came out, judged elsewhere."""

import copy
import inspect
import os
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from lesson_utils.exercises.limits import TimeUp, exit_raises, time_limit
from lesson_utils.exercises.values import is_open, open_parts, problem

SECONDS = 3.0  # for all cases of one attempt
OURS = (
    str(Path(__file__).parents[1]),
    str(Path(torch.__file__).parents[1]),
    os.path.dirname(os.__file__),
)


class Draw:
    """Random arguments for an exercise, the same ones for the same seed."""

    def __init__(self, seed: int):
        self._generator = torch.Generator().manual_seed(seed)

    def integer(self, low: int, high: int) -> int:
        """One of low, low + 1, ..., high."""
        return int(self.integers(low, high, 1))

    def integers(self, low: int, high: int, *shape: int) -> Tensor:
        """A tensor of whole numbers from low to high, both possible."""
        return torch.randint(low, high + 1, shape, generator=self._generator)

    def normal(self, *shape: int) -> Tensor:
        """A tensor of normal numbers, mean 0 and deviation 1."""
        return torch.randn(shape, generator=self._generator)

    def uniform(self, *shape: int) -> Tensor:
        """A tensor of numbers in [0, 1)."""
        return torch.rand(shape, generator=self._generator)


@dataclass(frozen=True)
class Fault:
    """How a run ended early, as plain text: `kind` is the name of the error's class."""

    kind: str
    words: str = ""
    line: int | None = None
    code: str = ""

    @classmethod
    def of(cls, error: BaseException) -> "Fault":
        frames = traceback.extract_tb(error.__traceback__)
        theirs = [frame for frame in frames if not frame.filename.startswith((*OURS, "<frozen"))]
        place = (theirs[-1].lineno, theirs[-1].line or "") if theirs else ()
        return cls(type(error).__name__, _first_line(error), *place)

    @property
    def ended_the_run(self) -> bool:
        return self.kind in ("TimeUp", "KeyboardInterrupt")


@dataclass(frozen=True)
class Outcome:
    """What a function did with one case: its value or fault, and the argument that it changed."""

    value: object = None
    fault: Fault | None = None
    changed: int | None = None

    @classmethod
    def of(cls, function: Callable, case: tuple) -> "Outcome":
        arguments = copy.deepcopy(case)
        try:
            value = function(*arguments)
        except BaseException as error:  # a student's function may do anything
            return cls(fault=Fault.of(error))
        for place, (after, before) in enumerate(zip(arguments, case, strict=True)):
            if problem(after, before, tolerance=0):
                return cls(value, changed=place)
        return cls(value)

    @property
    def is_open(self) -> bool:
        """A `...` came out, or the run stopped at one."""
        if self.fault:
            return "ellipsis" in self.fault.words
        return bool(open_parts(self.value))

    @property
    def is_untouched(self) -> bool:
        """Nothing but `...` came out."""
        return is_open(self.value) and self.value is not None

    @property
    def is_nothing(self) -> bool:
        return self.value is None and not self.fault


@dataclass(frozen=True)
class Attempt:
    """An answer after it ran, still to be judged: an Outcome for each case, or why it never ran.

    The last outcome is that of the first case again: an answer must not remember the last call.
    """

    outcomes: tuple[Outcome, ...] = ()
    refused: str = ""
    is_stub: bool = False
    borrowed: bool = False


def run(function: Callable, cases: tuple[tuple, ...], seconds: float = SECONDS) -> tuple:
    """The Outcome of each case; none after the one that takes too long or is interrupted."""
    outcomes = []
    try:
        with time_limit(seconds), exit_raises():
            for case in cases:
                outcomes.append(Outcome.of(function, case))
                if outcomes[-1].fault and outcomes[-1].fault.ended_the_run:
                    break
    except TimeUp as error:  # it came between two cases
        outcomes.append(Outcome(fault=Fault.of(error)))
    return tuple(outcomes)


def _first_line(error: BaseException) -> str:
    try:
        return str(error).partition("\n")[0][:160]
    except Exception:  # an exception of the student's own may fail here too
        return ""


def takes(function: Callable, count: int) -> bool:
    """True where the function can be called with that many arguments."""
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    except ValueError:  # a built-in without a signature
        return True
    return True


def is_stub(function: Callable) -> bool:
    """True where nothing but `...`, `pass` or a docstring is written."""
    code = getattr(function, "__code__", None)
    return code is None or len(code.co_code) == len((lambda: None).__code__.co_code)


def borrows(answer: Callable, exercise: str) -> bool:
    """True where the answer is, or calls by name, the course's own solution."""
    names, module = _names_in(answer)
    own = module.startswith("lesson_utils") or "reference" in names
    return own or (exercise in names and any(name.endswith("from_scratch") for name in names))


def _names_in(answer) -> tuple[set[str], str]:
    """Names that a function uses, also what they stand for, and the module that it comes from."""
    code = getattr(answer, "__code__", None)
    names, codes = set(), [code] if code else []
    for found in codes:
        names |= set(found.co_names)
        codes += [inner for inner in found.co_consts if inspect.iscode(inner)]
    meanings = dict(getattr(answer, "__globals__", {}))
    if inspect.isfunction(answer):
        meanings |= inspect.getclosurevars(answer).nonlocals
    for name in names | set(getattr(code, "co_freevars", ())):
        meant = meanings.get(name)
        if str(getattr(meant, "__module__", "")).startswith("lesson_utils.from_scratch"):
            names |= {str(getattr(meant, "__name__", "")), "from_scratch"}
        if inspect.ismodule(meant):
            names.add(meant.__name__)
    return names, str(getattr(answer, "__module__", None))
