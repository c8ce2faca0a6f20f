"""Every exercise accepts its reference, explains its known mistakes, and survives rubbish."""

import sys
from types import SimpleNamespace

import pytest
import registry
import torch

from lesson_utils import exercise as machinery
from lesson_utils.exercise import Exercise, Outcome
from lesson_utils.language import strings
from lesson_utils.values import problem, show

EXERCISES = list(registry.EXERCISES.values())
checks = SimpleNamespace(**registry.EXERCISES, progress=machinery.progress)
MISTAKES = [(item, name) for item in EXERCISES for name in item.mistakes]
RUBBISH = [
    None, ..., 3, "x", [], {}, (), object(), torch.zeros(7, 7), float("nan"), lambda: None,
    lambda *values: None, lambda *values: "x", lambda *values: torch.full((2, 5), float("nan")),
    lambda *values: object(), lambda *values: values[99], lambda *values: {"a": {1}}, print, int,
    [torch.zeros(2), "x"], {object()}, {1, "x"}, 10**400, 1j,
]  # fmt: skip


@pytest.fixture(autouse=True, params=["en", "zh"])
def _edition(request, monkeypatch):
    monkeypatch.setenv("LESSON_LANG", request.param)
    monkeypatch.setattr(machinery, "_latest", {})


def answer_of(item: Exercise, function):
    """What a student hands in: the function, or for an exercise by hand its value."""
    return function() if item.by_hand else function


def name_of(item):
    return getattr(item, "name", item)


@pytest.mark.parametrize("item", EXERCISES, ids=name_of)
def test_reference_is_right(item):
    feedback = item(answer_of(item, item.reference))
    assert feedback.status == "right", feedback


@pytest.mark.parametrize(("item", "mistake"), MISTAKES, ids=name_of)
def test_each_mistake_gets_its_own_words(item, mistake):
    feedback = item(answer_of(item, plausible(item, mistake)))
    assert feedback.status == "wrong"
    assert feedback.message == machinery.text(f"checks.{item.name}.{mistake}"), feedback


def plausible(item, mistake):
    """The mistake, with the right value in the parts where it is `...`."""

    def function(*case):
        result = item.mistakes[mistake](*case)
        if not item.parts:
            return result
        pairs = zip(result, item.reference(*case), strict=True)
        return tuple(right if part is ... else part for part, right in pairs)

    return function if item.parts else item.mistakes[mistake]


@pytest.mark.parametrize("item", EXERCISES, ids=name_of)
def test_each_exercise_knows_two_mistakes_and_has_exactly_its_strings(item):
    assert len(item.mistakes) >= 2
    names = {key.split(".")[2] for key in strings() if key.startswith(f"checks.{item.name}.")}
    assert names == {"title", "right", "hint", *item.mistakes}


@pytest.mark.parametrize("item", EXERCISES, ids=name_of)
def test_rubbish_never_raises_and_is_never_right(item):
    for answer in RUBBISH:
        feedback = item(answer)
        assert feedback.status in ("open", "wrong")
        assert repr(feedback)
        assert feedback._repr_html_()
        assert " at 0x" not in repr(feedback), "an address changes from run to run"
    assert item().status == "open"
    assert item(1, 2, 3).status == "wrong"


@pytest.mark.parametrize("item", [item for item in EXERCISES if not item.by_hand], ids=name_of)
def test_the_students_errors_are_shown_with_their_line(item):
    def divides(*values):
        nothing = 0
        return 1 / nothing

    shown = repr(item(divides))
    assert "ZeroDivisionError: division by zero" in shown
    assert "return 1 / nothing" in shown
    assert "Traceback" not in shown


def test_endless_recursion_is_named():
    def again(logits):
        return again(logits)

    assert "RecursionError" in repr(checks.softmax(again))


def test_exit_does_not_end_the_kernel():
    assert checks.softmax(lambda logits: sys.exit()).status == "wrong"


def test_stubs_are_open():
    def empty(logits):
        """Turn scores into probabilities."""
        ...

    def started(logits):
        exponentials = ...
        return exponentials / exponentials.sum()

    def half(X, dO):
        return X.T @ dO, ...

    assert checks.softmax(empty).status == checks.softmax(started).status == "open"
    assert checks.linear_backward(half).status == "open"
    assert checks.norms_by_hand(13, ...).status == "open"


def test_forgotten_return_is_said():
    def forgets(logits):
        torch.softmax(logits, dim=1)

    assert checks.softmax(forgets).message == machinery.text("feedback.no_return")


def test_change_in_place_is_said_although_the_result_is_right():
    def in_place(logits):
        logits -= logits.max(dim=1, keepdim=True).values
        return torch.softmax(logits, dim=1)

    feedback = checks.softmax(in_place)
    assert feedback.status == "wrong"
    assert machinery.text("feedback.in_place", name="logits") in feedback.message


def test_wrong_number_of_arguments_names_the_right_ones():
    assert "probabilities, labels" in checks.cross_entropy(lambda probabilities: 0).message


def test_other_forms_of_a_right_answer_are_accepted():
    assert checks.norms_by_hand((13.0, torch.tensor(17))).status == "right"
    assert checks.impossible_entries([5, 3, 1]).status == "right"
    assert checks.impossible_entries(torch.tensor([1, 3, 5])).status == "right"
    assert checks.softmax(torch.nn.Softmax(dim=1)).status == "right"
    assert checks.relu_derivative(lambda inputs: inputs > 0).status == "right"
    assert checks.broadcast_shape(_by_hand_broadcast).status == "right"
    assert checks.dropout_by_hand(8, 6.0).status == "right"


def _by_hand_broadcast(a_shape, b_shape):
    shape = []
    for place in range(1, max(len(a_shape), len(b_shape)) + 1):
        a = a_shape[-place] if place <= len(a_shape) else 1
        b = b_shape[-place] if place <= len(b_shape) else 1
        if a != b and 1 not in (a, b):
            return None
        shape.insert(0, max(a, b))
    return shape


def test_the_answer_by_hand_is_not_given_away():
    assert "17" not in repr(checks.norms_by_hand(1, 2))


def test_progress_follows_the_latest_attempt():
    assert "0" in checks.progress(1).summary
    checks.softmax(checks.softmax.reference)
    checks.cross_entropy(lambda probabilities, labels: 0)
    statuses = dict(checks.progress(1).rows)
    assert statuses[checks.softmax.title] == "right"
    assert statuses[checks.cross_entropy.title] == "wrong"
    assert statuses[checks.accuracy.title] == "open"
    assert "✓" in repr(checks.progress(1))
    assert "✓" in checks.progress(1)._repr_markdown_()


@pytest.mark.parametrize("lesson", [1, 2, 3])
def test_each_lesson_has_four_to_six_exercises(lesson):
    assert 4 <= len(checks.progress(lesson).rows) <= 6


def test_progress_of_an_unknown_lesson_names_the_lessons():
    with pytest.raises(ValueError, match=r"\[1, 2, 3\], got 4"):
        checks.progress(4)


def test_names_are_given_once():
    with pytest.raises(ValueError, match="'softmax'"):
        machinery.exercise("softmax", lesson=1, reference=len, cases=())


def test_feedback_is_the_same_every_time():
    wrong = checks.softmax.mistakes["columns"]
    assert repr(checks.softmax(wrong)) == repr(checks.softmax(wrong))


def test_html_is_escaped():
    page = checks.softmax(lambda logits: "<script>")._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (torch.tensor([[0.5, 1.0]], requires_grad=True), "[[0.5, 1.0]]"),
        (torch.tensor(2 / 3), "0.6667"),
        (1 / 3, "0.333333"),
        ({10, 9}, "{9, 10}"),
        ((3, None), "(3, None)"),
        ((4,), "(4,)"),
        ([1, 2], "[1, 2]"),
        ("x" * 99, "'" + "x" * 76 + "..."),
        (len, "builtin_function_or_method"),
    ],
)
def test_values_are_shown_short(value, shown):
    assert show(value) == shown


def test_large_tensors_are_shown_by_shape():
    assert "(5, 5)" in show(torch.zeros(5, 5))


def test_nan_is_named_only_where_it_is_wrong():
    nan = torch.tensor([float("nan")])
    assert "NaN" in problem(nan, torch.zeros(1), tolerance=0)
    assert problem(nan, nan, tolerance=0) is None


def test_an_outcome_is_tried_on_a_copy():
    case = (torch.ones(2),)
    Outcome.of(lambda values: values.zero_(), case)
    assert case[0].tolist() == [1, 1]
