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
from tests.browser.driver import LAPTOP, STILL

pytestmark = pytest.mark.browser

CELL = "from lesson_utils.lessons.generalization import labs\nlab = labs.regularization()\nlab"
NAME = "regularization"
ASKING, ASKED = "labs.{}()", ("polynomial_fit", "dropout")
# remembers every picture that is painted: its alt text
WATCH = """name => {
  window.painted = [];
  new MutationObserver(() => {
    const alt = document.querySelector(`.lab-${name} img`)?.alt;
    if (alt && alt !== window.painted.at(-1)) window.painted.push(alt);
  }).observe(document.querySelector(`.lab-${name}`), {subtree: true, attributeFilter: ['alt']});
}"""


@pytest.fixture(scope="module")
def opened(open_notebook):
    """In Chinese; the main labs below are in English."""
    opened = open_notebook("zh/lab.ipynb", CELL, *map(ASKING.format, ASKED))
    opened.run_cell(0)
    opened.wait_for_alt(NAME, "在 p = ", seconds=60)  # of them some to import torch
    opened.skip_question(NAME)
    return opened


@pytest.fixture
def notebook(opened):
    """The open notebook with its lab as it was first."""
    for button in (2, 0):  # clear the pin, reset
        opened.button(NAME, button).click()
    opened.wait_for_alt(NAME, "p = 0，λ = 0，")
    return opened


def handle(notebook, position: int = 0):
    return notebook.slider(NAME, position)


def drag(page, slider, steps: int) -> None:
    """With the mouse from where the knob is to the right end."""
    slider.scroll_into_view_if_needed()
    slider.evaluate(STILL)
    box = slider.bounding_box()
    share = slider.evaluate("input => input.value / input.max")
    height = box["y"] + box["height"] / 2
    start = box["x"] + 8 + share * (box["width"] - 16)
    page.mouse.move(start, height)
    page.mouse.down()
    for step in range(1, steps + 1):
        page.mouse.move(start + (box["x"] + box["width"] - start) * step / steps, height)
        page.wait_for_timeout(40)
    page.mouse.up()


def painted_p(notebook) -> list[float]:
    alts = notebook.page.evaluate("() => window.painted")
    return [float(re.search(r"p = ([\d.]+)，", alt)[1]) for alt in alts]


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
    notebook.wait_for_alt(NAME, "p = 0.5，λ = 0，")
    assert notebook.picture(NAME).get_attribute("src") != before
    wait_for_status(notebook, "p = 0.5，λ = 0，")
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
    notebook.wait_for_alt(NAME, "p = 0.4，")
    notebook.page.wait_for_timeout(1500)  # an old frame would come by now
    assert painted_p(notebook)[-1] == 0.4
    assert not notebook.page.problems


def test_a_mouse_drag_paints_only_forward_and_ends_at_the_hand(notebook):
    notebook.page.evaluate(WATCH, NAME)
    drag(notebook.page, handle(notebook), 21)
    notebook.wait_for_alt(NAME, "p = 0.9，")
    notebook.page.wait_for_timeout(1500)
    order = painted_p(notebook)
    assert order == sorted(order)
    assert order[-1] == 0.9


def test_no_frame_is_blank_while_the_hand_moves(notebook):
    handle(notebook).focus()
    box = notebook.picture(NAME).bounding_box()
    session, frames = notebook.page.context.new_cdp_session(notebook.page), []

    def keep(event):
        frames.append(base64.b64decode(event["data"]))
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    while len(frames) <= 10:
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
    assert min(ink) > 0.5 * np.median(ink)


def test_a_pinned_run_is_what_the_next_is_compared_with(notebook):
    handle(notebook).focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.wait_for_alt(NAME, "p = 0.1，")
    notebook.button(NAME, 1).click()
    handle(notebook).focus()
    notebook.page.keyboard.press("ArrowRight")
    wait_for_status(notebook, "保留的那次（p = 0.1，λ = 0，隐藏单元数 = 64）")


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

    main_labs.skip_question(name)
    drag(main_labs.page, main_labs.slider(name), 20)
    main_labs.wait_for_alt(name, expected, seconds=60)
    assert not main_labs.page.problems


def test_a_blind_student_hears_names_values_and_the_result_once(notebook):
    notebook.page.evaluate(
        """name => {
          const node = document.querySelector(`.lab-${name} .lab-spoken`);
          window.spoken = [];
          new MutationObserver(() => window.spoken.push(node.textContent))
            .observe(node, {childList: true, characterData: true, subtree: true});
        }""",
        NAME,
    )
    slider = notebook.page.get_by_role("slider", name="权重衰减 λ")
    slider.focus()
    for _ in range(4):
        notebook.page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "0.005"
    dropout = notebook.page.get_by_role("slider", name="丢弃概率 p")
    assert dropout.get_attribute("aria-valuetext") == "0"
    notebook.page.wait_for_function(
        "() => window.spoken.length && window.spoken.at(-1).includes('λ = 0.005')"
    )
    spoken = notebook.page.evaluate("() => window.spoken")
    live = notebook.lab(NAME).locator(".lab-spoken").get_attribute("aria-live")
    assert live == "polite"
    assert len(spoken) == len(set(spoken)) <= 4  # results, and nothing while it trains


def test_a_guess_by_keyboard_and_a_sketch_by_mouse_open_their_labs(opened):
    notebook, page, (choice, sketch) = opened, opened.page, ASKED
    for cell, name in enumerate(ASKED, 1):
        notebook.run_cell(cell)
        notebook.lab(name).locator(".lesson-ask").wait_for()
        assert notebook.slider(name).is_disabled()
        assert not notebook.picture(name).is_visible()
    notebook.lab(choice).locator(".lesson-ask input").first.focus()
    page.keyboard.press("ArrowDown")  # the second option
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    measured = "20 个随机种子的实测：U 形"
    outcome = notebook.lab(choice).locator(".lab-outcome")
    page.wait_for_function(
        "([n, w]) => n.innerText.includes(w)", arg=[outcome.element_handle(), measured]
    )
    assert notebook.slider(choice).is_enabled()
    assert page.evaluate("document.activeElement.type") == "range"  # the next key moves the slider

    ask = notebook.lab(sketch).locator(".lesson-ask")
    ask.locator("button").first.click()
    ask.get_by_text("10 个位置里有 10 个").wait_for()  # are not drawn yet
    box = ask.locator(".sheet svg").bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 80)
    page.mouse.down()
    for step in range(41):
        page.mouse.move(box["x"] + 4 + (box["width"] - 8) * step / 40, box["y"] + 80)
    page.mouse.up()
    ask.locator("input").last.focus()
    page.keyboard.press("Home")  # the last position, by keyboard
    ask.locator("button").first.click()
    lowest = "U 形，在 p = 0.5 处最低"
    outcome = notebook.lab(sketch).locator(".lab-outcome")
    page.wait_for_function(
        "([n, w]) => n.innerText.includes(w)", arg=[outcome.element_handle(), lowest]
    )
    assert not page.problems


def test_a_picture_has_just_the_pixels_that_the_screen_shows(opened):
    """For a fine screen it is painted anew; a plain one waits for no more than it can show."""
    session = opened.page.context.new_cdp_session(opened.page)
    for less, (factor, times) in enumerate(((2, 2), (1.25, 1.5), (1, 1)), 1):
        size = {"width": LAPTOP["width"] - less, "height": LAPTOP["height"], "mobile": False}
        session.send("Emulation.setDeviceMetricsOverride", size | {"deviceScaleFactor": factor})
        opened.page.wait_for_function(
            "([name, times]) => {"
            " const image = document.querySelector(`.lab-${name} img`);"
            " return image.naturalWidth == times * image.getAttribute('width') }",
            arg=[NAME, times],
        )
