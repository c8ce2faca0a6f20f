"""Every lab of every lesson in a real JupyterLab: it opens, its first control moves it."""

import importlib

import pytest

from tests.browser.driver import LAPTOP

pytestmark = pytest.mark.browser

LESSONS = ("softmax_regression", "mlp", "generalization")
SEEN = "lab => [lab.querySelector('img').alt, lab.querySelector('.lab-status').innerText]"
MOVED = f"([lab, before]) => ({SEEN})(lab).every((words, i) => words && words !== before[i])"


@pytest.fixture(scope="module", params=[(0, "en"), (1, "zh"), (2, "en")], ids=LESSONS)
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


def test_panels_stand_below_each_other_where_there_is_no_room(lesson):
    notebook, names = lesson
    name = next(name for name in ("flowers", "boundary", "dropout") if name in names)
    notebook.skip_question(name)
    shown = """name => [...document.querySelectorAll(`.lab-${name} .lab-panels img`)]
        .filter(image => image.clientHeight)
        .map(({ clientWidth, parentElement: { offsetTop, offsetWidth } }) =>
          ({ scale: clientWidth / 1050, top: offsetTop, width: offsetWidth }))"""
    notebook.lab(name).evaluate("lab => lab.scrollIntoView()")
    notebook.page.wait_for_function(f"name => ({shown})(name).length === 1", arg=name)
    (whole,) = notebook.page.evaluate(shown, name)
    notebook.page.set_viewport_size({"width": 900, "height": 768})
    notebook.lab(name).evaluate("lab => lab.scrollIntoView()")
    notebook.page.wait_for_function(f"name => ({shown})(name).length === 3", arg=name)
    panels = notebook.page.evaluate(shown, name)
    notebook.page.set_viewport_size(LAPTOP)
    assert sorted(panel["top"] for panel in panels) == [panel["top"] for panel in panels]
    assert len({panel["top"] for panel in panels}) == 3
    assert all(panel["width"] < whole["width"] for panel in panels)
    # words of 8 points have 11 pixels at full size; the pictures of the labs are 1,050 wide
    assert all(panel["scale"] >= 0.99 for panel in panels)
