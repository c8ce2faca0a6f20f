"""The drag contract: what is painted is the setting under the hand, and the last one last."""

import base64
import importlib
import io
import re

import numpy as np
import pytest
from PIL import Image

from lesson_utils import datasets
from lesson_utils.training import Setting, fit
from tests.browser.driver import LAPTOP

pytestmark = pytest.mark.browser

CELL = "from lesson_utils.lessons.generalization import labs\nlab = labs.regularization()\nlab"
NAME = "regularization"
# remembers every picture that is painted: its alt text
WATCH = """name => {
  window.painted = [];
  new MutationObserver(() => {
    const alt = document.querySelector(`.lab-${name} img`)?.alt;
    if (alt && alt !== window.painted.at(-1)) window.painted.push(alt);
  }).observe(document.querySelector(`.lab-${name}`), {subtree: true, childList: true});
}"""


@pytest.fixture(scope="module", params=["en", "zh"])
def opened(open_notebook, request):
    opened = open_notebook(f"{request.param}/lab.ipynb", CELL)
    opened.command("notebook:run-cell")
    opened.wait_for_alt(NAME, "at p = " if request.param == "en" else "在 p = ")
    return opened


@pytest.fixture
def notebook(opened):
    """The open notebook with its lab as it was first."""
    for button in (2, 0):  # clear the pin, reset
        opened.lab(NAME).locator("button").nth(button).click()
    opened.wait_for_alt(NAME, "p = 0, λ = 0,")
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


def test_an_arrow_key_retrains_and_changes_picture_alt_and_status(notebook):
    before = notebook.picture(NAME).get_attribute("src")
    handle(notebook).focus()
    for _ in range(5):
        notebook.page.keyboard.press("ArrowRight")
    notebook.wait_for_alt(NAME, "p = 0.5, λ = 0,")
    assert notebook.picture(NAME).get_attribute("src") != before
    wait_for_status(notebook, "p = 0.5, λ = 0,")
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


def test_no_frame_is_blank_while_the_hand_moves(notebook):
    box = notebook.picture(NAME).bounding_box()
    session, frames = notebook.page.context.new_cdp_session(notebook.page), []

    def keep(event):
        frames.append(base64.b64decode(event["data"]))
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    handle(notebook).focus()
    for key in ["ArrowRight"] * 8 + ["ArrowLeft"] * 8:
        notebook.page.keyboard.press(key)
        notebook.page.wait_for_timeout(100)
    session.send("Page.stopScreencast")
    left, top = box["x"], box["y"]
    area = (left, top, left + box["width"], min(top + box["height"], LAPTOP["height"] - 40))
    ink = []
    for frame in frames:
        grey = Image.open(io.BytesIO(frame)).convert("L").crop(tuple(map(int, area)))
        ink.append((np.asarray(grey) < 200).mean())
    assert len(frames) > 10
    assert min(ink) > 0.5 * np.median(ink)


def test_a_pinned_run_is_what_the_next_is_compared_with(notebook):
    handle(notebook).focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.wait_for_alt(NAME, "p = 0.1,")
    notebook.lab(NAME).locator("button").nth(1).click()
    handle(notebook).focus()
    notebook.page.keyboard.press("ArrowRight")
    words = {
        "en": "pinned (p = 0.1, λ = 0, hidden units = 64)",
        "zh": "固定的那次（p = 0.1, λ = 0, 隐藏单元数 = 64）",
    }
    wait_for_status(notebook, words[notebook.edition])


MAIN_LABS = {
    "flowers": "softmax_regression", "digits": "softmax_regression", "boundary": "mlp",
    "width": "mlp", "weight_decay": "generalization", "dropout": "generalization",
}  # fmt: skip


@pytest.fixture(scope="module")
def main_labs(open_notebook):
    cells = [f"from lesson_utils.lessons.{m} import labs\nlabs.{n}()" for n, m in MAIN_LABS.items()]
    notebook = open_notebook("en/main_labs.ipynb", *cells)
    notebook.run_all()
    return notebook


@pytest.mark.parametrize("name", MAIN_LABS)
def test_every_main_lab_ends_a_drag_of_twenty_steps_at_the_hand(main_labs, name):
    module = importlib.import_module(f"lesson_utils.lessons.{MAIN_LABS[name]}.labs")
    fresh = getattr(module, name)()
    first, positions = next(iter(fresh.sliders.items()))
    expected = fresh.set(**{first: positions[-1]}).settle().alt
    fresh.close()

    page, lab = main_labs.page, main_labs.lab(name)
    lab.scroll_into_view_if_needed()
    knob = lab.locator(".noUi-handle").first.bounding_box()
    track = lab.locator(".noUi-base").first.bounding_box()
    height = knob["y"] + knob["height"] / 2
    page.mouse.move(knob["x"] + knob["width"] / 2, height)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(track["x"] + track["width"] * step / 19, height)
        page.wait_for_timeout(40)
    page.mouse.up()
    main_labs.wait_for_alt(name, expected, seconds=60)
    assert not page.problems
