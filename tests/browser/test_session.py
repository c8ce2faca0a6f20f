"""A session as it goes: interrupts, restarts, cells run again, a tab that is closed."""

import pytest

pytestmark = pytest.mark.browser

CELL = "from lesson_utils.lessons.generalization import labs\nlab = labs.regularization()\nlab"
SLOW = "import time\nfor _ in range(600):\n    time.sleep(0.1)"
COUNT = (
    "import threading\nfrom lesson_utils import cells\n"
    "print('workers', sum(t.name == 'lesson-labs' for t in threading.enumerate()),"
    " 'labs', len(cells._LABS_OF_CELLS))"
)
NAME = "regularization"


@pytest.fixture(scope="module")
def opened(open_notebook):
    return open_notebook("en/session.ipynb", CELL, SLOW, COUNT)


@pytest.fixture
def notebook(opened):
    """One session for all tests, each with a lab of its own in its first cell."""
    opened.run_cell(0)
    opened.wait_for_alt(NAME, "p = 0,", seconds=60)  # of them some to import torch
    opened.skip_question(NAME)
    return opened


def press_right(notebook, keys: int = 1):
    notebook.skip_question(NAME)
    notebook.slider(NAME).focus()
    for _ in range(keys):
        notebook.page.keyboard.press("ArrowRight")


def output_of(notebook, cell: int) -> str:
    return notebook.page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea").inner_text()


def wait_for_output(notebook, cell: int, words: str):
    notebook.page.wait_for_function(
        "([cell, words]) => document.querySelectorAll('.jp-CodeCell')[cell]"
        "?.querySelector('.jp-OutputArea')?.innerText.includes(words)",
        arg=[cell, words],
    )


def test_sliders_train_while_a_cell_runs_and_after_it_is_interrupted(notebook):
    notebook.run_cell(1)
    notebook.page.wait_for_timeout(500)
    press_right(notebook)
    notebook.wait_for_alt(NAME, "p = 0.1,")
    notebook.command("notebook:interrupt-kernel")
    wait_for_output(notebook, 1, "KeyboardInterrupt")
    press_right(notebook)
    notebook.wait_for_alt(NAME, "p = 0.2,")


def test_a_cell_run_twenty_times_leaves_one_lab_and_one_worker(notebook):
    for _ in range(20):
        notebook.run_cell(0)
        notebook.page.wait_for_timeout(50)
    notebook.run_cell(2)
    wait_for_output(notebook, 2, "workers 1 labs 1")
    notebook.wait_for_alt(NAME, "p = 0,")
    assert notebook.page.locator(f".lab-{NAME}").count() == 1
    notebook.skip_question(NAME)
    press_right(notebook, 3)
    notebook.wait_for_alt(NAME, "p = 0.3,")
    notebook.page.wait_for_timeout(1500)
    assert "p = 0.3," in notebook.picture(NAME).get_attribute("alt")
    # a lab that was closed before its screen stood says so in the console, and does no harm
    assert set(notebook.page.problems) <= {"[anywidget] Failed to initialize model."}


def test_after_a_restart_the_cell_makes_a_lab_that_works(notebook):
    press_right(notebook)
    notebook.wait_for_alt(NAME, "p = 0.1,")  # the next p = 0 is the new lab's
    notebook.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    notebook.run_cell(0)
    notebook.wait_for_alt(NAME, "p = 0,")
    press_right(notebook, 2)
    notebook.wait_for_alt(NAME, "p = 0.2,")


def test_a_closed_tab_comes_back_to_a_living_kernel(notebook):
    press_right(notebook, 4)
    notebook.wait_for_alt(NAME, "p = 0.4,")
    notebook.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    notebook.page.reload()
    notebook.page.wait_for_selector(".jp-Notebook .jp-Cell")
    notebook.wait_for_alt(NAME, "p = 0.4,")  # widgets are restored from the kernel
    press_right(notebook)
    notebook.wait_for_alt(NAME, "p = 0.5,")
