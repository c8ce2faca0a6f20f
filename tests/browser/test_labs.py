"""Every lab of every lesson in a real JupyterLab: it opens, its first control moves it."""

import importlib

import pytest

pytestmark = pytest.mark.browser

LESSONS = ("softmax_regression", "mlp", "generalization")
SEEN = "lab => [lab.querySelector('img').alt, lab.querySelector('.lab-status').innerText]"
MOVED = f"([lab, before]) => ({SEEN})(lab).every((words, i) => words && words !== before[i])"


@pytest.fixture(scope="module", params=[(0, "en"), (1, "zh"), (2, "en")], ids=LESSONS.__getitem__)
def lesson(open_notebook, request):
    """A notebook with every lab of a lesson, and the names of these labs."""
    number, edition = request.param
    module = f"lesson_utils.lessons.{LESSONS[number]}.labs"
    names = importlib.import_module(module).__all__
    cells = [f"from {module} import {name}\n{name}()" for name in names]
    notebook = open_notebook(f"{edition}/every_lab_{number}.ipynb", *cells)
    notebook.run_all(seconds=300)
    return notebook, names


def test_the_first_control_of_every_lab_changes_picture_and_words(lesson):
    notebook, names = lesson
    for name in names:
        lab = notebook.lab(name)
        lab.scroll_into_view_if_needed()
        notebook.skip_question(name)
        control = lab.locator(".lesson-slider input, .lesson-choice input:checked").first
        notebook.page.wait_for_function(
            "control => !control.disabled", arg=control.element_handle(), timeout=60_000
        )
        picture = notebook.picture(name)
        picture.wait_for()
        before, source = lab.evaluate(SEEN), picture.get_attribute("src")
        control.focus()
        last = control.evaluate("input => input.type === 'range' && input.value === input.max")
        notebook.page.keyboard.press("ArrowLeft" if last else "ArrowRight")
        notebook.page.wait_for_function(MOVED, arg=[lab.element_handle(), before], timeout=60_000)
        assert picture.get_attribute("src") != source
    assert not notebook.page.problems
