"""Exercises: a reference, cases to try it on, and the wrong answers that deserve their own words.

The strings of an exercise are `checks.<name>.title`, `.right`, `.hint`, one for each mistake, and
if it helps `.more`, a further step of the hint. CONTRIBUTING.md shows how to write one.
"""

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field

from lesson_utils import progress as standing
from lesson_utils.attempt import SECONDS, Attempt, Draw, Outcome, borrows, is_stub, run, takes
from lesson_utils.feedback import Feedback, Progress
from lesson_utils.language import strings, text
from lesson_utils.values import is_object, is_open, open_parts, problem, show

EXERCISES: dict[str, "Exercise"] = {}
DRAWN = 6  # cases drawn afresh, beside the telling ones
SURE = 0.75  # share of the cases in which a mistake must do what the answer did


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
        return text("feedback.title", number=self.number, name=name)

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
        if named and set(named) == set(self.parts):
            named = {part: named[part] for part in self.parts}
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
        found = [self._problem(case, outcome) for case, outcome in tried]
        counts = {"passed": found.count(None), "cases": len(cases), "borrowed": attempt.borrowed}
        if any(found):
            return self._wrong(attempt, tried, found, counts)
        if self._remembers(outcomes):
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
        words = {"not_a_function": {"name": self.name}, "parameters": {"names": self._names()}}
        message = text(f"feedback.{key}", **words.get(key, {}))
        return self._feedback("open" if key == "open" else "wrong", message, key=key)

    def _half_done(self, places: list[int]) -> Feedback:
        names = ", ".join(self.parts[place] for place in places if place < len(self.parts))
        message = text("feedback.half_done", names=names) if names else text("feedback.open")
        return self._feedback("open", message, key="half_done" if names else "open")

    def _names(self) -> str:
        return ", ".join(self.parameters)

    def _problem(self, case: tuple, outcome: Outcome) -> str | None:
        if outcome.fault:
            return text("feedback.stopped")
        if outcome.changed is not None:
            return text("feedback.in_place", name=self.parameters[outcome.changed])
        return self._difference(outcome.value, self.expected(case))

    def _difference(self, value, expected) -> str | None:
        return problem(value, expected, tolerance=self.tolerance, names=self.parts)

    def _remembers(self, outcomes: tuple[Outcome, ...]) -> bool:
        """True where the first case, tried again at the end, does not come out as before."""
        if self.by_hand or len(outcomes) < 2:
            return False
        first, again = outcomes[0], outcomes[-1]
        return (first.fault, show(first.value)) != (again.fault, show(again.value))

    def _agree(self, outcome: Outcome, known: Outcome) -> bool:
        if outcome.fault or known.fault:
            same = outcome.fault and known.fault and outcome.fault.kind == known.fault.kind
            return bool(same and outcome.fault.words == known.fault.words)
        if outcome.value is None or known.value is None:
            return outcome.value is known.value
        same = self._difference(outcome.value, known.value) is None
        return (
            same
            or is_object(outcome.value)
            and (type(outcome.value).__name__ == type(known.value).__name__)
        )

    def _wrong(self, attempt: Attempt, tried: list, found: list, counts: dict) -> Feedback:
        first = next(place for place, words in enumerate(found) if words)
        case, outcome = tried[first]
        key, message = self._diagnosis(attempt, tried, found, first)
        details = [] if self.by_hand else [self._tried(case)]
        if outcome.fault and not outcome.fault.ended_the_run:
            details += [(text("feedback.error"), _describe(outcome))]
        elif not outcome.fault:
            details += [(text("feedback.came_out"), show(outcome.value))]
        if not self.by_hand:
            details += [(text("feedback.expected"), show(self.expected(case)))]
            counted = text("feedback.passed", passed=counts["passed"], cases=counts["cases"])
            details += [(text("feedback.cases"), counted)]
        more = key == "hint" and f"checks.{self.name}.more" in strings()
        more = text(f"checks.{self.name}.more") if more else ""
        return self._feedback("wrong", message, tuple(details), key=key, more=more, **counts)

    def _diagnosis(self, attempt: Attempt, tried: list, found: list, first: int) -> tuple[str, str]:
        """Key and message: what stopped the run, a known mistake, or what is off and the hint."""
        outcome = tried[first][1]
        if outcome.fault and outcome.fault.kind in _ENDS:
            fault = outcome.fault
            key = _ENDS[fault.kind]
            return key, text(f"feedback.{key}", number=fault.line, code=fault.code)
        if outcome.changed is not None:
            return "in_place", found[first]
        if len(attempt.outcomes) > len(tried) and self._remembers(attempt.outcomes):
            return "remembers", text("feedback.remembers")
        mistake = self._mistake(tried, found, first)
        advice = text(f"checks.{self.name}.{mistake or 'hint'}")
        if mistake:
            return mistake, advice
        return "hint", text("feedback.hint", problem=found[first], hint=advice)

    def _mistake(self, tried: list, found: list, first: int) -> str | None:
        """The known mistake that does what the answer did wherever one of them is wrong."""
        best, best_share = None, SURE
        for name, function in self.mistakes.items():
            if not self._agree(tried[first][1], Outcome.of(function, tried[first][0])):
                continue
            known = [Outcome.of(function, case) for case, _ in tried]
            same = [self._agree(mine, other) for (_, mine), other in zip(tried, known, strict=True)]
            telling = [
                agrees
                for (case, _), words, other, agrees in zip(tried, found, known, same, strict=True)
                if words or self._problem(case, other)
            ]
            share = sum(telling) / len(telling)
            if share > best_share or (share == best_share and best is None):
                best, best_share = name, share
        return best

    def _tried(self, case: tuple) -> tuple[str, str]:
        shown = (_named(*pair) for pair in zip(self.parameters, map(show, case), strict=True))
        return text("feedback.tried"), "\n".join(shown)

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
        raise ValueError(f"lesson must be one of {lessons}, got {lesson!r}")
    exercises = [exercise for exercise in EXERCISES.values() if exercise.lesson == lesson]
    exercises.sort(key=lambda exercise: exercise.number)
    return Progress(tuple((item.title, standing.status(item.name)) for item in exercises))


def _named(name: str, shown: str) -> str:
    return f"{name} =\n{shown}" if "\n" in shown else f"{name} = {shown}"


def _always(value) -> Callable:
    return lambda: value


def _describe(outcome: Outcome) -> str:
    """Kind and first line of the error, and the line of the student's code where it happened."""
    fault = outcome.fault
    if fault.kind == "RecursionError":
        return text("feedback.recursion")
    words = f"{fault.kind}: {fault.words}".rstrip(": ")
    if fault.line is None:
        return words
    return f"{words}\n{text('feedback.line', number=fault.line, code=fault.code)}"
