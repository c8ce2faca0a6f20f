"""Which known mistake an answer makes: the right diagnosis or none."""

from lesson_utils.exercises.attempt import Outcome
from lesson_utils.exercises.values import is_object, open_parts, show

SURE = 0.75  # share of the telling cases in which a mistake must do what the answer did


def known_mistake(exercise, tried: list, found: list, first: int) -> str | None:
    """The mistake that does what the answer did wherever one of the two is wrong.

    `tried` are pairs of case and Outcome, `found` what is wrong with each, `first` the place of
    the case that is shown.
    """
    shares = {}
    for name, function in exercise.mistakes.items():
        shown = Outcome.of(function, tried[first][0])
        if not agree(exercise, tried[first][1], shown):
            continue
        telling = []
        for (case, outcome), words in zip(tried, found, strict=True):
            known = Outcome.of(function, case)
            if words or exercise.problem(case, known):
                telling.append(agree(exercise, outcome, known))
        # Of two mistakes that fit as well, the one that leaves less open; then the earlier one.
        shares[name] = (sum(telling) / len(telling), -len(open_parts(shown.value)))
    best = max(shares, key=shares.get, default=None)
    return best if best and shares[best][0] >= SURE else None


def agree(exercise, outcome: Outcome, known: Outcome) -> bool:
    """True where a mistake comes out as the answer did: the same values, or the same error."""
    mine, other = outcome.fault, known.fault
    if mine or other:
        return bool(mine and other and (mine.kind, mine.words) == (other.kind, other.words))
    if outcome.value is None or known.value is None:
        return outcome.value is known.value
    if exercise.difference(outcome.value, known.value) is None:
        return True
    same_type = type(outcome.value).__name__ == type(known.value).__name__
    return same_type and is_object(outcome.value)


def remembers(outcomes: tuple[Outcome, ...]) -> bool:
    """True where the first case, tried again at the end, does not come out as before."""
    first, again = outcomes[0], outcomes[-1]
    if again.fault and again.fault.kind == "NoAnswer":  # the process had ended
        return False
    return (first.fault, show(first.value)) != (again.fault, show(again.value))
