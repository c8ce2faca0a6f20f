"""Exercises: a reference, cases to try it on, and the wrong answers that deserve their own words.

The strings of an exercise are `checks.<name>.title`, `.right`, `.hint`, `.more` (a further step of
the hint), and one for each mistake. CONTRIBUTING.md shows how to write one.
"""

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field

from lesson_utils.exercises import progress as standing
from lesson_utils.exercises.attempt import (
    SECONDS,
    Attempt,
    Draw,
    Fault,
    Outcome,
    borrows,
    is_stub,
    run,
    takes,
)
from lesson_utils.exercises.diagnosis import known_mistake, remembers
from lesson_utils.exercises.feedback import Feedback, Progress
from lesson_utils.exercises.values import is_open, open_parts, problem, show
from lesson_utils.language import text

EXERCISES: dict[str, "Exercise"] = {}
DRAWN = 6  # cases drawn afresh, beside the telling ones


@dataclass(frozen=True)
class Exercise:
    """Call it with a student's answer; it returns Feedback and never raises.

    `reference` takes each of the `cases` and each case that `draw` makes from a Draw; its
    parameters are named as in the stub. A mistake is a function like the reference that plausible
    students write. A by-hand exercise takes values (`parts` names them) instead of a function.
    """

    name: str
    lesson: int
    number: int
    reference: Callable
    cases: tuple[tuple, ...]
    draw: Callable[[Draw], tuple] | None = None
    mistakes: dict[str, Callable] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    tolerance: float = 1e-4

    def __call__(self, *answers, **named) -> Feedback:
        feedback = self.judge(self.run(*answers, **named))
        standing.keep(self.name, feedback.status)
        return feedback

    @property
    def title(self) -> str:
        name = text(f"checks.{self.name}.title")
        return text("feedback.title", lesson=self.lesson, number=self.number, name=name)

    @property
    def by_hand(self) -> bool:
        return self.cases == ((),)

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self.reference).parameters)

    def all_cases(self, seed: int = 0) -> tuple[tuple, ...]:
        """The telling cases, then those drawn from the seed."""
        drawn = range(DRAWN if self.draw else 0)
        return self.cases + tuple(self.draw(Draw(1000 * seed + number)) for number in drawn)

    def run(self, *answers, seed: int = 0, seconds: float = SECONDS, **named) -> Attempt:
        """Try the answer on the cases of the seed, without a judgement."""
        given = dict(zip(self.parts, answers)) | named
        if named and set(given) == set(self.parts) and len(answers) + len(named) == len(given):
            answers, named = tuple(given[part] for part in self.parts), {}
        answers += tuple(named.values())
        answer = answers[0] if len(answers) == 1 else answers or None
        if self.by_hand:
            return Attempt((Outcome(answer),), refused="open" if is_open(answer) else "")
        refused = self._refusal(answer)
        if refused:
            return Attempt(refused=refused)
        cases = self.all_cases(seed)
        outcomes = run(answer, (*cases, cases[0]), seconds)
        return Attempt(outcomes, "", is_stub(answer), borrows(answer, self.name))

    def judge(self, attempt: Attempt, seed: int = 0) -> Feedback:
        """The verdict on an attempt that ran on the cases of the same seed."""
        if attempt.refused:
            return self._refuse(attempt.refused)
        outcomes, cases = attempt.outcomes, self.all_cases(seed)
        if all(outcome.is_untouched for outcome in outcomes):
            return self._refuse("open")
        places = {place for outcome in outcomes for place in open_parts(outcome.value)}
        if places or any(outcome.is_open for outcome in outcomes):
            return self._half_done(sorted(places))
        if all(outcome.is_nothing for outcome in outcomes):
            return self._refuse("open" if attempt.is_stub else "no_return")
        tried = list(zip(cases, outcomes, strict=False))
        found = [self.problem(case, outcome) for case, outcome in tried]
        counts = {"passed": found.count(None), "cases": len(cases), "borrowed": attempt.borrowed}
        if any(found):
            return self._wrong(attempt, tried, found, counts)
        if not self.by_hand and remembers(outcomes):
            return self._feedback("wrong", text("feedback.remembers"), key="remembers", **counts)
        message = text(f"checks.{self.name}.right")
        message = text("feedback.borrowed", message=message) if attempt.borrowed else message
        return self._feedback("right", message, **counts)

    def expected(self, case: tuple):
        """What the reference answers."""
        return self.reference(*copy.deepcopy(case))

    def _refusal(self, answer) -> str:
        if is_open(answer):
            return "open"
        if not callable(answer):
            return "not_a_function"
        return "" if takes(answer, len(self.parameters)) else "parameters"

    def _refuse(self, key: str) -> Feedback:
        message = text(f"feedback.{key}", name=self.name, names=", ".join(self.parameters))
        return self._feedback("open" if key == "open" else "wrong", message, key=key)

    def _half_done(self, places: list[int]) -> Feedback:
        names = ", ".join(self.parts[place] for place in places if place < len(self.parts))
        message = text("feedback.half_done", names=names) if names else text("feedback.open")
        return self._feedback("open", message, key="half_done" if names else "open")

    def problem(self, case: tuple, outcome: Outcome) -> str | None:
        """One sentence on what is wrong with the outcome of a case; None where it is right."""
        if outcome.fault:
            return text("feedback.stopped")
        if outcome.changed is not None:
            return text("feedback.in_place", name=self.parameters[outcome.changed])
        return self.difference(outcome.value, self.expected(case))

    def difference(self, value, expected) -> str | None:
        """One sentence on how two values differ; None where they agree."""
        return problem(value, expected, tolerance=self.tolerance, names=self.parts)

    def _wrong(self, attempt: Attempt, tried: list, found: list, counts: dict) -> Feedback:
        first = next(place for place, words in enumerate(found) if words)
        key, message = self._diagnosis(attempt, tried, found, first)
        details = self._details(*tried[first], counts)
        more = text(f"checks.{self.name}.more") if key == "hint" else ""
        return self._feedback("wrong", message, details, key=key, more=more, **counts)

    def _details(self, case: tuple, outcome: Outcome, counts: dict) -> tuple:
        """Rows of (label, value): what was tried, what came out, what was expected."""
        fault = outcome.fault
        came_out = text("feedback.came_out"), show(outcome.value)
        if fault:
            came_out = text("feedback.error"), _describe(fault)
        if self.by_hand:
            return (came_out,)
        shown = (_named(*pair) for pair in zip(self.parameters, map(show, case), strict=True))
        tried = text("feedback.tried"), "\n".join(shown)
        if fault and fault.ended_the_run:
            return (tried,)
        passed = text("feedback.passed", passed=counts["passed"], cases=counts["cases"])
        expected = text("feedback.expected"), show(self.expected(case))
        return tried, came_out, expected, (text("feedback.cases"), passed)

    def _diagnosis(self, attempt: Attempt, tried: list, found: list, first: int) -> tuple[str, str]:
        """Key and message: what stopped the run, a known mistake, or what is off and the hint."""
        outcome = tried[first][1]
        if outcome.fault and outcome.fault.kind in _ENDS:
            fault = outcome.fault
            key = _ENDS[fault.kind]
            where = {"number": fault.line, "code": fault.code}
            limit = {"seconds": fault.words or f"{SECONDS:g}"} if key == "time_up" else {}
            return key, text(f"feedback.{key}", **({} if key == "exit" else where), **limit)
        if outcome.changed is not None:
            return "in_place", found[first]
        if len(attempt.outcomes) > len(tried) and remembers(attempt.outcomes):
            return "remembers", text("feedback.remembers")
        mistake = known_mistake(self, tried, found, first)
        advice = text(f"checks.{self.name}.{mistake or 'hint'}")
        if mistake:
            return mistake, advice
        return "hint", text("feedback.hint", problem=found[first], hint=advice)

    def _feedback(self, status: str, message: str, details=(), **more) -> Feedback:
        place = {"exercise": self.name, "lesson": self.lesson, "number": self.number}
        return Feedback(status, self.title, message, details, **place, **more)


_ENDS = {"TimeUp": "time_up", "KeyboardInterrupt": "interrupted", "SystemExit": "exit"}


def exercise(name: str, **parts) -> Exercise:
    """Make an Exercise and add it to the registry; ValueError where the name is taken."""
    if name in EXERCISES:
        raise ValueError(f"an exercise is named {name!r} already; each name once")
    EXERCISES[name] = Exercise(name, **parts)
    return EXERCISES[name]


def by_hand(name: str, *, answer, mistakes: dict, tolerance: float = 5e-3, **parts) -> Exercise:
    """An exercise whose answer is a value; `mistakes` are values, where `...` fits anything."""
    known = {key: _always(value) for key, value in mistakes.items()}
    return exercise(
        name, reference=_always(answer), cases=((),), mistakes=known, tolerance=tolerance, **parts
    )


def progress(lesson: int) -> Progress:
    """Where each exercise of the lesson stands, by number; ValueError for another lesson."""
    lessons = sorted({exercise.lesson for exercise in EXERCISES.values()})
    if lesson not in lessons:
        raise ValueError(text("glossary.no_lesson", lessons=lessons, got=repr(lesson)))
    exercises = [exercise for exercise in EXERCISES.values() if exercise.lesson == lesson]
    exercises.sort(key=lambda exercise: exercise.number)
    return Progress(tuple((item.title, standing.status(item.name)) for item in exercises))


def _named(name: str, shown: str) -> str:
    return f"{name} =\n{shown}" if "\n" in shown else f"{name} = {shown}"


def _always(value) -> Callable:
    return lambda: value


def _describe(fault: Fault) -> str:
    """Kind and first line of the error, and the line of the student's code where it happened."""
    if fault.kind == "RecursionError":
        return text("feedback.recursion")
    words = f"{fault.kind}: {fault.words}".rstrip(": ")
    if fault.line is None:
        return words
    return f"{words}\n{text('feedback.line', number=fault.line, code=fault.code)}"
