"""Every exercise accepts what is right, explains the known mistakes, and survives rubbish."""

import ast
import contextlib
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import answers
import pytest
import registry
import torch
import torch.nn.functional as F

from lesson_utils.exercises import exercise as machinery
from lesson_utils.exercises import limits
from lesson_utils.exercises import progress as standing
from lesson_utils.exercises.attempt import Outcome
from lesson_utils.exercises.values import problem, show
from lesson_utils.language import strings, text
from lesson_utils.lessons.generalization import stopping

EXERCISES = list(registry.EXERCISES.values())
FUNCTIONS = [item for item in EXERCISES if not item.by_hand]
checks = SimpleNamespace(**registry.EXERCISES, progress=machinery.progress)
SOURCES = sorted((Path(__file__).parents[1] / "notebooks" / "source").glob("*.py"))
ITSELF: list = []
ITSELF.append(ITSELF)


class Hostile(Exception):
    def __str__(self):
        raise RuntimeError("no words")


def fails(*values):
    raise Hostile


RUBBISH = [
    None, ..., 3, "x", [], {}, (), object(), torch.zeros(7, 7), float("nan"), lambda: None,
    lambda *values: None, lambda *values: "x", lambda *values: torch.full((2, 5), float("nan")),
    lambda *values: object(), lambda *values: values[99], lambda *values: {"a": {1}}, print, int,
    [torch.zeros(2), "x"], {object()}, {1, "x"}, 10**400, 1j, 10**5000, ITSELF, fails,
    lambda *values: ITSELF, lambda *values: torch.zeros(2, 2, dtype=torch.bfloat16),
    lambda *values: torch.zeros(2, 3).to_sparse(), lambda *values: torch.zeros(2, 3, device="meta"),
    torch.zeros(2, dtype=torch.bfloat16), torch.zeros(2, 3, device="meta"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _edition(monkeypatch):
    monkeypatch.setenv("LESSON_LANG", "en")
    monkeypatch.setattr(standing, "_latest", {})


def answer_of(item, function):
    """What a student hands in: the function, or for an exercise by hand its value."""
    return function() if item.by_hand else function


def plausible(item, mistake):
    """The mistake, with the right value in the parts where it is `...`."""

    def function(*case):
        result = item.mistakes[mistake](*case)
        if not item.parts or not isinstance(result, tuple):
            return result
        pairs = zip(result, item.reference(*case), strict=True)
        return tuple(right if part is ... else part for part, right in pairs)

    return function if item.parts else item.mistakes[mistake]


# What is right, what is wrong, and what is said


def test_the_reference_is_right_on_the_drawn_cases_of_any_seed():
    for item in EXERCISES:
        for seed in range(5):
            feedback = item.judge(item.run(answer_of(item, item.reference), seed=seed), seed)
            assert feedback.status == "right", feedback


def test_each_mistake_gets_its_own_words():
    for item in EXERCISES:
        assert len(item.mistakes) >= 6, item.name
        for mistake in item.mistakes:
            feedback = item(answer_of(item, plausible(item, mistake)))
            assert (feedback.status, feedback.key) == ("wrong", mistake), (item.name, feedback)
            assert feedback.message == text(f"checks.{item.name}.{mistake}")


def test_right_answers_in_three_styles_pass_and_ten_more_wrong_ones_fail(capsys):
    """And prints the table: exercise, right styles passed, mistakes with own words, others."""
    table = []
    for item in EXERCISES:
        for answer in answers.RIGHT[item.name]:
            assert item(answer).status == "right", item(answer)
        for answer in answers.WRONG[item.name]:
            feedback = item(answer)
            assert feedback.status == "wrong", (item.name, answers.WRONG[item.name].index(answer))
        counts = len(answers.RIGHT[item.name]), len(item.mistakes), len(answers.WRONG[item.name])
        assert counts[0] >= 3, item.name
        assert counts[2] >= 10, item.name
        table.append((item.name, *counts))
    with capsys.disabled():
        print("\nexercise               right styles  own message  other wrong ones refused")
        for name, *counts in table:
            print(f"{name:24}" + "".join(f"{count:>11}" for count in counts))


def test_a_diagnosis_is_right_or_none():
    for name, answer, key in answers.DIAGNOSES:
        feedback = getattr(checks, name)(answer)
        assert feedback.key == key, (name, key, feedback)


def test_each_exercise_has_exactly_its_strings():
    for item in EXERCISES:
        names = {key.split(".")[2] for key in strings() if key.startswith(f"checks.{item.name}.")}
        assert names == {"title", "right", "hint", "more", *item.mistakes}


def test_the_code_in_hints_and_messages_runs_or_is_a_name():
    arguments = {
        "probabilities": torch.tensor([[0.1, 0.9], [0.5, 0.5]]),
        "labels": torch.tensor([0, 1]),
        "scores": torch.tensor([[2.0, 1.0], [0.0, 3.0]]),
        "inputs": torch.tensor([[1.0, -2.0], [0.5, 3.0]]),
        "W1": torch.zeros(3, 4), "b1": torch.zeros(1, 4), "W2": torch.zeros(4, 2),
        "X": torch.zeros(2, 3), "H": torch.zeros(2, 4), "dO": torch.zeros(2, 2),
        "W": torch.zeros(3, 2), "b": torch.zeros(1, 2), "w": torch.ones(2), "grad": torch.ones(2),
        "learning_rate": 0.5, "weight_decay": 0.1, "p": 0.5, "noise": torch.rand(2, 3),
        "logits": torch.zeros(2, 2), "picked": torch.tensor([0.1, 0.5]), "y": torch.tensor([0, 1]),
        "gradient": torch.zeros(2), "label": 1, "risk": 0.5, "miss": 9, "alarm": 1,
        "a_shape": (3, 1), "b_shape": (1, 2), "features": 4, "hidden": 5,
        "losses": [0.5, 0.4], "examples": 10, "folds": 3, "k": 0,
        "watched": [0.5, 0.4], "patience": 3, "stopped": 1, "stopping": stopping,
        "validation_loss": torch.rand(2, 3), "test_accuracy": torch.rand(2, 3), "row": 0,
        "Y_hat": torch.zeros(2, 2), "columns": [0], "train": [0, 1],
        "best_columns": lambda inputs, labels, count: [0],
        "torch": torch, "F": F, "nn": torch.nn,
    }  # fmt: skip
    for key in strings():
        words = strings()[key]["en"] + strings()[key]["zh"]
        for code in re.findall(r"`([^`]+)`", words if key.startswith("checks.") else ""):
            # `range(n)` without an n has crashed a student who followed the hint.
            assert not re.search(r"range\([a-z]\)", code), (key, code)
            if re.search(r"\w[(\[]", code) and key.endswith((".hint", ".more")):
                try:
                    exec(code, dict(arguments))
                except (SyntaxError, TypeError):
                    continue  # a part of a line, or a name with its arguments left out


def test_exercises_are_numbered_in_the_order_of_the_lesson_with_the_names_of_the_stub():
    for lesson, source in enumerate(SOURCES, 1):
        found = []
        for cell in re.split(r"^# %%", source.read_text(encoding="utf-8"), flags=re.M):
            if 'tags=["exercise"]' not in cell.partition("\n")[0]:
                continue
            code = ast.parse(cell.partition("\n")[2])
            name = code.body[-1].value.func.attr
            found.append(name)
            stubs = {node.name: node for node in code.body if isinstance(node, ast.FunctionDef)}
            if name in stubs:
                parameters = [argument.arg for argument in stubs[name].args.args]
                assert parameters == list(registry.EXERCISES[name].parameters), name
        numbers = {item.name: item.number for item in EXERCISES if item.lesson == lesson}
        assert numbers == {name: number for number, name in enumerate(found, 1)}


@pytest.mark.parametrize("edition", ["en", "zh"])
def test_feedback_names_an_exercise_as_its_heading_does(monkeypatch, edition):
    monkeypatch.setenv("LESSON_LANG", edition)
    for item in EXERCISES:
        lines = SOURCES[item.lesson - 1].read_text(encoding="utf-8").splitlines()
        assert f"# ### {item.title}" in lines
        assert item().headline.startswith(item.title)


def test_rubbish_never_raises_and_is_never_right(monkeypatch):
    monkeypatch.setenv("LESSON_LANG", "zh")
    for item in EXERCISES:
        for answer in RUBBISH:
            feedback = item(answer)
            assert feedback.status in ("open", "wrong")
            assert feedback._repr_html_()
            assert " at 0x" not in repr(feedback), "an address changes from run to run"
        assert item().status == "open"
        assert item(1, 2, 3).status == "wrong"


def test_labels_in_chinese_have_full_width_colons(monkeypatch):
    monkeypatch.setenv("LESSON_LANG", "zh")
    for answer in (lambda logits: logits / 0, lambda logits: 3, 4, ..., lambda logits: 1 / 0):
        lines = repr(checks.softmax(answer)).splitlines()
        assert not any(re.search(r"[\u4e00-\u9fff]: ", line) for line in lines)


# What stops a run


def test_the_students_errors_are_shown_with_their_line():
    def divides(*values):
        nothing = 0
        return 1 / nothing

    for item in FUNCTIONS:
        shown = repr(item(divides))
        assert "ZeroDivisionError: division by zero" in shown
        assert "return 1 / nothing" in shown
        assert "Traceback" not in shown


def loops(logits):
    while True:
        with contextlib.suppress(Exception):
            time.sleep(0.001)


def sleeps(logits):
    time.sleep(60)


def test_an_endless_loop_is_stopped_and_its_line_shown():
    for answer, line in ((loops, "time.sleep(0.001)"), (sleeps, "time.sleep(60)")):
        start = time.monotonic()
        attempt = checks.softmax.run(answer, seconds=0.2)
        assert time.monotonic() - start < 3
        feedback = checks.softmax.judge(attempt)
        assert (feedback.status, feedback.key) == ("wrong", "time_up")
        assert (
            line in feedback.message
            or "while True" in feedback.message
            or "with" in (feedback.message)
        )
        assert len(attempt.outcomes) == 1, "stops after the first slow case"
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_an_endless_loop_is_stopped_in_another_thread_as_on_windows():
    def loop(logits):
        number = 0
        while True:
            number += 1

    found = []
    thread = threading.Thread(target=lambda: found.append(checks.softmax.run(loop, seconds=0.2)))
    thread.start()
    thread.join(5)
    assert found
    assert found[0].outcomes[0].fault.kind == "TimeUp"
    assert "number += 1" in found[0].outcomes[0].fault.code or "while" in (
        found[0].outcomes[0].fault.code
    )


def test_an_interrupt_is_one_sentence():
    def pressed(logits):
        raise KeyboardInterrupt

    feedback = checks.softmax(pressed)
    assert feedback.key == "interrupted"
    assert "raise KeyboardInterrupt" in feedback.message
    assert "lesson_utils" not in repr(feedback)


def test_endless_recursion_is_named():
    def again(logits):
        return again(logits)

    assert "RecursionError" in repr(checks.softmax(again))


def test_exit_does_not_end_the_kernel(monkeypatch):
    assert checks.softmax(lambda logits: sys.exit()).key == "exit"
    asked = []
    shell = SimpleNamespace(ask_exit=lambda: asked.append("exit"))  # as a kernel's `exit()` calls
    ipython = SimpleNamespace(get_ipython=lambda: shell)
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    with limits.exit_raises(), pytest.raises(SystemExit):
        shell.ask_exit()
    assert not asked


# Open, half-done, and answers of the wrong kind


def test_stubs_are_open_and_a_half_done_answer_names_what_is_open():
    def empty(logits):
        """Turn scores into probabilities."""
        ...

    def started(logits):
        exponentials = ...
        return exponentials / exponentials.sum()

    def half(X, dO):
        return X.T @ dO, ...

    assert checks.softmax(empty).status == checks.softmax(started).status == "open"
    assert checks.linear_backward(lambda X, dO: (..., ...)).key == "open"
    for feedback, part in (
        (checks.linear_backward(half), "db"),
        (checks.interval_by_hand(2, -1.93, ...), "high"),
    ):
        assert (feedback.status, feedback.key) == ("open", "half_done")
        assert part in feedback.message


def test_forgotten_return_is_said():
    def forgets(logits):
        torch.softmax(logits, dim=1)

    assert checks.softmax(forgets).message == text("feedback.no_return")


def test_change_in_place_is_said_although_the_result_is_right():
    def in_place(logits):
        logits -= logits.max(dim=1, keepdim=True).values
        return torch.softmax(logits, dim=1)

    feedback = checks.softmax(in_place)
    assert feedback.status == "wrong"
    assert text("feedback.in_place", name="logits") in feedback.message


def test_an_answer_that_remembers_or_draws_is_told():
    kept = []

    def remembers(examples, folds):
        kept.extend(checks.fold_sizes.reference(examples, folds))
        return list(kept)

    assert checks.fold_sizes(remembers).key == "remembers"
    assert checks.dropout(lambda X, p, noise: F.dropout(X, p)).key == "remembers"


def test_wrong_number_of_arguments_names_the_right_ones():
    assert "probabilities, labels" in checks.cross_entropy(lambda probabilities: 0).message


def test_other_forms_of_a_right_answer_are_accepted():
    assert checks.interval_by_hand((2.0, torch.tensor(-1.93), 5.93)).status == "right"
    assert checks.interval_by_hand(high=5.93, mean=Fraction(2), low=-1.93).status == "right"
    assert checks.interval_by_hand(2, high=5.93, low=-1.93).status == "right"
    assert checks.impossible_entries([5, 3, 1]).status == "right"
    assert checks.impossible_entries(torch.tensor([1, 3, 5])).status == "right"


def test_entries_of_a_set_that_are_missing_or_too_many():
    for answer, words in (({1, 3}, "set_missing"), ({1, 3, 5, 8}, "set_wrong")):
        feedback = checks.impossible_entries(answer)
        count = {"missing": 1} if words == "set_missing" else {"wrong": 1}
        assert text(f"feedback.{words}", **count) in feedback.message
    assert "str" in checks.impossible_entries({"1", "3", "5"}).message


def test_the_answer_by_hand_is_not_given_away():
    assert "5.9" not in repr(checks.interval_by_hand(1, 2, 3))


# For machines


def test_feedback_can_be_read_by_a_machine():
    record = checks.softmax(lambda logits: torch.softmax(logits, dim=0)).record()
    assert record["exercise"] == "softmax"
    assert (record["lesson"], record["status"], record["key"]) == (1, "wrong", "columns")
    assert 0 <= record["passed"] < record["cases"]
    assert record["borrowed"] is False


def test_running_and_judging_are_apart_and_a_seed_draws_other_cases():
    item = checks.softmax
    assert item.all_cases(seed=1)[-1][0].tolist() != item.all_cases(seed=2)[-1][0].tolist()
    learnt = {str(case): item.expected(case) for case in item.all_cases(seed=0)}

    def by_heart(logits):
        return learnt.get(str((logits,)), torch.zeros(1))

    assert item(by_heart).status == "right"
    assert item.judge(item.run(by_heart, seed=7), seed=7).status == "wrong"


def test_an_answer_that_calls_the_solution_is_told_apart():
    from lesson_utils import from_scratch
    from lesson_utils.from_scratch import softmax as theirs

    borrowed = [
        from_scratch.softmax,
        lambda logits: from_scratch.softmax(logits),
        lambda logits: theirs(logits),
        lambda logits: checks.softmax.reference(logits),
        checks.softmax.reference,
    ]
    for answer in borrowed:
        feedback = checks.softmax(answer)
        assert feedback.borrowed
        assert feedback.message != text("checks.softmax.right")
    assert not checks.softmax(lambda logits: torch.softmax(logits, dim=1)).borrowed


# Progress


def test_progress_is_in_order_and_follows_the_latest_attempt():
    assert "0" in checks.progress(1).summary
    checks.softmax(lambda logits: torch.softmax(logits, dim=1))
    checks.accuracy(lambda scores, labels: (scores.argmax(1) == labels).float().mean())
    assert dict(checks.progress(1).rows)[checks.accuracy.title] == "right"
    checks.accuracy(lambda scores, labels: 1 / 0)
    rows = checks.progress(1).rows
    statuses = dict(rows)
    assert statuses[checks.softmax.title] == "right"
    assert statuses[checks.accuracy.title] == "wrong", "a crashed attempt shows"
    assert statuses[checks.cross_entropy.title] == "open"
    numbers = [int(re.search(r"\d\.(\d+)", title)[1]) for title, _ in rows]
    assert numbers == list(range(1, len(rows) + 1))
    assert "✓" in repr(checks.progress(1))
    assert "✓" in checks.progress(1)._repr_markdown_()


def test_progress_of_an_unknown_lesson_names_the_lessons():
    with pytest.raises(ValueError, match=r"\[1, 2, 3\], got 4"):
        checks.progress(4)


SOLVED = "answer = lambda logits: torch.softmax(logits, dim=1)\nchecks.softmax(answer)\n"
KERNEL = """
    import sys, types
    cell = {cell!r}
    shell = types.SimpleNamespace(get_parent=lambda: dict(content=dict(code=cell)))
    import torch
    from lesson_utils.lessons.softmax_regression import checks
    sys.modules["IPython"] = types.SimpleNamespace(get_ipython=lambda: shell)
    exec(cell)
    print(dict(checks.progress(1).rows)[checks.softmax.title])
"""


def test_progress_survives_a_restart_until_the_answer_changes(tmp_path):
    def kernel(cell):
        code = textwrap.dedent(KERNEL).format(cell=cell)
        python = [sys.executable, "-c", code]
        here = {**os.environ, "PYTHONPATH": str(SOURCES[0].parents[2])}
        found = subprocess.run(python, cwd=tmp_path, env=here, capture_output=True, text=True)
        return found.stdout.strip()

    def save(cell):
        page = {"cells": [{"cell_type": "code", "source": cell.splitlines(keepends=True)}]}
        (tmp_path / "lesson.ipynb").write_text(machinery.standing.json.dumps(page))

    assert kernel(SOLVED) == "right"
    assert kernel("") == "right", "no saved notebook to compare with"
    save(SOLVED)
    assert kernel("") == "right"
    save(SOLVED.replace("dim=1", "dim=0"))
    assert kernel("") == "open", "the answer in the notebook is another one"
    (tmp_path / standing.FILE).write_text("[no json")
    assert kernel("") == "open"


# Words and values


def test_names_are_given_once():
    with pytest.raises(ValueError, match="'softmax'"):
        machinery.exercise("softmax", lesson=1, number=1, reference=len, cases=())


def test_feedback_is_the_same_every_time():
    wrong = checks.softmax.mistakes["columns"]
    assert repr(checks.softmax(wrong)) == repr(checks.softmax(wrong))


def test_html_is_escaped():
    page = checks.softmax(lambda logits: "<script>")._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_values_are_shown_short():
    for value, shown in (
        (torch.tensor([[0.5, 1.0]], requires_grad=True), "[[0.5, 1.0]]"),
        (torch.tensor(2 / 3), "0.6667"),
        (torch.tensor([True, False]), "[ True, False]"),
        (torch.tensor([1, 2]), "[1, 2]"),
        (torch.tensor([0.5], dtype=torch.bfloat16), "[0.5]"),
        (torch.tensor([0.0, 2.0]).to_sparse(), "[0., 2.]"),
        (1 / 3, "0.333333"),
        ({10, 9}, "{9, 10}"),
        ((3, None), "(3, None)"),
        ((3, ...), "(3, ...)"),
        ((4,), "(4,)"),
        ([1, 2], "[1, 2]"),
        ("x" * 99, "'" + "x" * 76 + "..."),
        (len, "builtin_function_or_method"),
        (10**5000, "int"),
    ):
        assert show(value) == shown
    assert "(5, 5)" in show(torch.zeros(5, 5))
    assert "(2, 2)" in show(torch.zeros(2, 2, device="meta"))


def test_nan_is_named_only_where_it_is_wrong():
    nan = torch.tensor([float("nan")])
    assert "NaN" in problem(nan, torch.zeros(1), tolerance=0)
    assert problem(nan, nan, tolerance=0) is None


def test_rows_in_a_list_are_stacked_and_booleans_are_no_numbers():
    rows = [torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])]
    assert problem(rows, torch.tensor([[1.0, 2.0], [3.0, 4.0]]), tolerance=0) is None
    assert problem(torch.tensor([True]), torch.tensor([1.0]), tolerance=0)
    assert problem(torch.tensor([1.0]), torch.tensor([True]), tolerance=0) is None


def test_an_outcome_is_tried_on_a_copy():
    case = (torch.ones(2),)
    Outcome.of(lambda values: values.zero_(), case)
    assert case[0].tolist() == [1, 1]
