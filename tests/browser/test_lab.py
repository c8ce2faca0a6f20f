"""The drag contract: what is painted is the setting under the hand, and the last one last."""

import re

import numpy as np
import pytest

from lesson_utils import datasets
from lesson_utils.training import Setting, fit

pytestmark = pytest.mark.browser

CELL = "from lesson_utils.labs import generalization as labs\nlab = labs.regularization()\nlab"
NAME = "regularization"
# remembers every picture that is painted: its alt text
WATCH = """name => {
  window.painted = [];
  new MutationObserver(() => {
    const alt = document.querySelector(`.lab-${name} img`)?.alt;
    if (alt && alt !== window.painted.at(-1)) window.painted.push(alt);
  }).observe(document.querySelector(`.lab-${name}`), {subtree: true, childList: true});
}"""


@pytest.fixture
def notebook(open_notebook, request):
    edition = getattr(request, "param", "en")
    opened = open_notebook(f"{edition}/lab.ipynb", CELL)
    opened.command("notebook:run-cell")
    opened.wait_for_alt(NAME, "p = 0,")
    opened.lab(NAME).scroll_into_view_if_needed()
    return opened


def handle(notebook, position: int = 0):
    return notebook.lab(NAME).locator(".noUi-handle").nth(position)


def painted_p(notebook) -> list[float]:
    alts = notebook.page.evaluate("() => window.painted")
    return [float(re.search(r"p = ([\d.]+),", alt)[1]) for alt in alts]


def wait_for_status(notebook, words: str) -> None:
    notebook.page.wait_for_function(
        "([name, words]) =>"
        " document.querySelector(`.lab-${name} .lab-status`)?.innerText.includes(words)",
        arg=[NAME, words],
    )


@pytest.mark.parametrize("notebook", ["en", "zh"], indirect=True)
def test_an_arrow_key_retrains_and_changes_picture_alt_and_status(notebook):
    before = notebook.picture(NAME).get_attribute("src")
    handle(notebook).focus()
    for _ in range(5):
        notebook.page.keyboard.press("ArrowRight")
    notebook.wait_for_alt(NAME, "p = 0.5, λ = 0, hidden = 64")
    assert notebook.picture(NAME).get_attribute("src") != before
    wait_for_status(notebook, "p = 0.5, λ = 0, hidden = 64")
    losses = [
        fit(datasets.digits, Setting(dropout=0.5), seed=seed, evaluate_every=80)[1].final()[0]
        for seed in range(5)
    ]
    notebook.wait_for_alt(NAME, f"{np.mean(losses):.2f}")  # the readable loop agrees
    assert not notebook.page.problems


def test_the_last_of_twenty_fast_keys_is_what_is_shown(notebook):
    notebook.page.evaluate(WATCH, NAME)
    handle(notebook).focus()
    for key in ["ArrowRight"] * 9 + ["ArrowLeft"] * 5 + ["ArrowRight"] * 3 + ["ArrowLeft"] * 3:
        notebook.page.keyboard.press(key)
    notebook.wait_for_alt(NAME, "p = 0.4,")
    notebook.page.wait_for_timeout(1500)  # an old frame would come by now
    assert painted_p(notebook)[-1] == 0.4
    assert not notebook.page.problems


def test_a_mouse_drag_paints_only_forward_and_ends_at_the_hand(notebook):
    notebook.page.evaluate(WATCH, NAME)
    box = handle(notebook).bounding_box()
    track = notebook.lab(NAME).locator(".noUi-base").first.bounding_box()
    mouse = notebook.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    for step in range(21):
        mouse.move(track["x"] + track["width"] * step / 20, box["y"] + box["height"] / 2)
        notebook.page.wait_for_timeout(40)
    mouse.up()
    notebook.wait_for_alt(NAME, "p = 0.9,")
    notebook.page.wait_for_timeout(1500)
    order = painted_p(notebook)
    assert order == sorted(order)
    assert order[-1] == 0.9


def test_pin_and_reset_by_mouse(notebook):
    handle(notebook).focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.wait_for_alt(NAME, "p = 0.1,")
    notebook.page.get_by_role("button", name="Pin this run").click()
    handle(notebook).focus()
    notebook.page.keyboard.press("ArrowRight")
    wait_for_status(notebook, "pinned (p = 0.1, λ = 0, hidden = 64)")
    notebook.page.get_by_role("button", name="Reset").click()
    notebook.wait_for_alt(NAME, "p = 0, λ = 0, hidden = 64")
