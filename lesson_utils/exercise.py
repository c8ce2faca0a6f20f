"""Exercises: a reference, cases to try it on, and the wrong answers that deserve their own words.

The strings of an exercise are `checks.<name>.title`, `.right`, `.hint`, and one for each mistake.
"""

import copy
import inspect
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

from lesson_utils.feedback import Feedback, Progress
from lesson_utils.language import text
from lesson_utils.values import is_open, problem, show

EXERCISES: dict[str, "Exercise"] = {}
_latest: dict[str, str] = {}  # name -> status of the last attempt


@dataclass(frozen=True)
class Exercise:
    """Call it with a student's answer; it returns Feedback and never raises.

    `reference` takes each of the `cases`; the names of its parameters are shown to the student.
    A mistake is a function like the reference that plausible students write. A by-hand exercise
    has one empty case, and takes values (`parts` names them) instead of a function.
    """

    name: str
    lesson: int
    reference: Callable
    cases: tuple[tuple, ...]
    mistakes: dict[str, Callable] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    tolerance: float = 1e-4

    def __call__(self, *answers) -> Feedback:
        feedback = self._judge(answers[0] if len(answers) == 1 else answers or None)
        _latest[self.name] = feedback.status
        return feedback

    @property
    def title(self) -> str:
        return text(f"checks.{self.name}.title")

    @property
    def by_hand(self) -> bool:
        return self.cases == ((),)

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self.reference).parameters)

    def _judge(self, answer) -> Feedback:
        if is_open(answer):
            return self._feedback("open", text("feedback.open"))
        if self.by_hand:
            answer = _always(answer)
        elif not callable(answer):
            return self._feedback("wrong", text("feedback.not_a_function", name=self.name))
        elif not _takes(answer, len(self.parameters)):
            return self._feedback(
                "wrong", text("feedback.parameters", names=", ".join(self.parameters))
            )
        outcomes = [Outcome.of(answer, case) for case in self.cases]
        if all(outcome.is_open for outcome in outcomes):
            if all(outcome.is_nothing for outcome in outcomes) and not _is_stub(answer):
                return self._feedback("wrong", text("feedback.no_return"))
            return self._feedback("open", text("feedback.open"))
        for case, outcome in zip(self.cases, outcomes, strict=True):
            found = self._problem(case, outcome)
            if found:
                return self._wrong(answer, case, outcome, found)
        return self._feedback("right", text(f"checks.{self.name}.right"))

    def _problem(self, case: tuple, outcome: "Outcome") -> str | None:
        if outcome.error:
            return text("feedback.stopped")
        if outcome.changed is not None:
            return text("feedback.in_place", name=self.parameters[outcome.changed])
        return self._difference(outcome.value, self.reference(*copy.deepcopy(case)))

    def _difference(self, value, expected) -> str | None:
        return problem(value, expected, tolerance=self.tolerance, names=self.parts)

    def _wrong(self, answer, case: tuple, outcome: "Outcome", found: str) -> Feedback:
        details = []
        if not self.by_hand:
            tried = zip(self.parameters, map(show, case), strict=True)
            details += [(text("feedback.tried"), "\n".join(_named(*pair) for pair in tried))]
        if outcome.error:
            details += [(text("feedback.error"), _describe(outcome.error, answer))]
        else:
            details += [(text("feedback.came_out"), show(outcome.value))]
        if not self.by_hand:
            expected = show(self.reference(*copy.deepcopy(case)))
            details += [(text("feedback.expected"), expected)]
        mistake = outcome.changed is None and self._mistake(case, outcome)
        advice = text(f"checks.{self.name}.{mistake or 'hint'}")
        message = advice if mistake else text("feedback.hint", problem=found, hint=advice)
        return self._feedback("wrong", message, tuple(details))

    def _mistake(self, case: tuple, outcome: "Outcome") -> str | None:
        """Name of the known mistake that does in this case what the student's answer did."""
        for name, function in self.mistakes.items():
            known = Outcome.of(function, case)
            if outcome.error or known.error:
                if repr(outcome.error) == repr(known.error):
                    return name
            elif self._difference(outcome.value, known.value) is None:
                return name
        return None

    def _feedback(self, status: str, message: str, details=()) -> Feedback:
        return Feedback(status, self.title, message, details)


@dataclass(frozen=True)
class Outcome:
    """What a function did with one case: its value or error, and the argument that it changed."""

    value: object = None
    error: BaseException | None = None
    changed: int | None = None

    @classmethod
    def of(cls, function: Callable, case: tuple) -> "Outcome":
        arguments = copy.deepcopy(case)
        try:
            value = function(*arguments)
        except (Exception, SystemExit) as error:  # a student's function may do anything
            return cls(error=error)
        for place, (after, before) in enumerate(zip(arguments, case, strict=True)):
            if problem(after, before, tolerance=0):
                return cls(value, changed=place)
        return cls(value)

    @property
    def is_open(self) -> bool:
        """Untouched, or stopped at a `...` that is still in the way."""
        return "ellipsis" in str(self.error) if self.error else is_open(self.value)

    @property
    def is_nothing(self) -> bool:
        return self.value is None and not self.error


def exercise(name: str, **parts) -> Exercise:
    """Make an Exercise and add it to the registry; ValueError where the name is taken."""
    if name in EXERCISES:
        raise ValueError(f"an exercise is named {name!r} already; each name once")
    EXERCISES[name] = Exercise(name, **parts)
    return EXERCISES[name]


def by_hand(name: str, *, lesson: int, answer, mistakes: dict, parts=(), tolerance=5e-3):
    """An exercise whose answer is a value; `mistakes` are values, where `...` fits anything."""
    known = {key: _always(value) for key, value in mistakes.items()}
    return exercise(
        name, lesson=lesson, reference=_always(answer), cases=((),), mistakes=known, parts=parts,
        tolerance=tolerance,
    )  # fmt: skip


def progress(lesson: int) -> Progress:
    """Where each exercise of the lesson stands in this session; ValueError for another lesson."""
    exercises = [exercise for exercise in EXERCISES.values() if exercise.lesson == lesson]
    if not exercises:
        lessons = sorted({exercise.lesson for exercise in EXERCISES.values()})
        raise ValueError(f"lesson must be one of {lessons}, got {lesson!r}")
    return Progress(tuple((item.title, _latest.get(item.name, "open")) for item in exercises))


def _takes(function: Callable, count: int) -> bool:
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    except ValueError:  # a built-in without a signature
        return True
    return True


def _is_stub(function: Callable) -> bool:
    """True where nothing but `...`, `pass` or a docstring is written."""
    code = getattr(function, "__code__", None)
    return code is None or len(code.co_code) == len((lambda: None).__code__.co_code)


def _named(name: str, shown: str) -> str:
    return f"{name} =\n{shown}" if "\n" in shown else f"{name} = {shown}"


def _always(value) -> Callable:
    return lambda: value


def _describe(error: BaseException, function: Callable) -> str:
    """Kind and first line of the error, and the line of the student's code where it happened."""
    if isinstance(error, RecursionError):
        return text("feedback.recursion")
    words = f"{type(error).__name__}: {str(error).partition(chr(10))[0][:160]}".rstrip(": ")
    filename = getattr(getattr(function, "__code__", None), "co_filename", None)
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if frame.filename == filename]
    if not theirs:
        return words
    place = text("feedback.line", number=theirs[-1].lineno, code=theirs[-1].line)
    return f"{words}\n{place}"
