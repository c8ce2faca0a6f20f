"""Students' notebooks leak nothing, and the key is right."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from lesson_utils import language
from lesson_utils.grading import __main__ as grading
from lesson_utils.grading import fence
from notebooks import build, classroom, sheets

SOURCES = sorted((Path(build.__file__).parent / "source").glob("*.py"))
EDITIONS = [(source, language) for source in SOURCES for language in classroom.LANGUAGES]


@pytest.fixture(autouse=True)
def _edition(monkeypatch):
    monkeypatch.setattr(language, "_used", "")


def text_of(notebook) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells)


def test_students_get_no_solution_no_note_and_no_output():
    for source, edition in EDITIONS:
        notebook = build.build(source, edition, None)
        solutions = [
            classroom.CODE.search(found[0])[1]
            for cell in notebook.cells
            for found in [classroom.SOLUTION.search(cell.source)]
            if found
        ]
        students = classroom.for_students(notebook)
        text = text_of(students)
        assert len(solutions) >= 4
        assert not [code for code in solutions if code in text]
        assert not re.search(r"<summary>(Solution|参考答案|For the teacher|给老师)", text)
        assert not any(cell.get("outputs") for cell in students.cells)
        assert "checks." in text, "the exercises stay"
        assert text.count("✅") == text_of(notebook).count("✅"), "and the quiz"


@pytest.mark.skipif(not fence.is_possible(), reason="the fence needs Linux 6.2")
def test_the_key_gets_every_point_and_an_untouched_notebook_none():
    for source, edition in EDITIONS[::2] + EDITIONS[1::4]:
        notebook = build.build(source, edition, None)
        for made, status in ((classroom.key, "right"), (classroom.for_students, "open")):
            page = json.loads(nbformat.writes(made(notebook)))
            handed_in = grading.notebook_of(grading.Submission("x", "x", page))
            assert handed_in.language == edition
            found = grading.run(handed_in, seed=3, fenced=True)
            for item in grading.of_lesson(None, [handed_in]):
                feedback = grading.judge(item, found, handed_in, seed=3)
                assert feedback.status == status, (source.name, feedback)


def test_an_exercise_without_a_solution_is_named():
    cell = nbformat.v4.new_code_cell("x = ...\nchecks.x(x)", metadata={"tags": ["exercise"]})
    with pytest.raises(ValueError, match=r"no solution after .*checks\.x"):
        classroom.key(nbformat.v4.new_notebook(cells=[cell]))


def test_it_writes_both_folders(tmp_path):
    assert classroom.main([str(tmp_path)]) == 0
    names = {str(path.relative_to(tmp_path).parent) for path in tmp_path.rglob("*.ipynb")}
    assert names == {"students/en", "students/zh", "key/en", "key/zh"}


def test_a_sheet_asks_what_the_lesson_asks_before_its_labs():
    for source in SOURCES:
        counts = set()
        for edition in classroom.LANGUAGES:
            notebook = build.build(source, edition, None)
            asked = sheets.questions(notebook)
            marks = ("**Predict first.**", "**先预测，再动手**。")
            assert len(asked) == sum(text_of(notebook).count(mark) for mark in marks) > 5
            assert all(title and len(question) > 5 for title, question in asked)
            page = sheets.page(notebook, edition)
            assert not re.search(r"[$\\]|\*\*", page.partition("</style>")[2])
            counts.add(page.count("<section>"))
        assert counts == {len(asked)}
