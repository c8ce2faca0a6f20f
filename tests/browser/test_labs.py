"""Every lab of every lesson in a real JupyterLab: it opens, its first control moves it."""

import importlib

import pytest
from matplotlib.text import Text

from lesson_utils.live import Lab
from tests.browser.driver import LAPTOP, STILL

pytestmark = pytest.mark.browser

LESSONS = ("softmax_regression", "mlp", "generalization")
TRAINED = ("flowers", "boundary", "dropout")  # one lab of each lesson, of three panels
# What a lab shows once it is done: its alt text, its words and its picture, all of one moment.
SHOWN = """async lab => {
  do await new Promise(requestAnimationFrame)
  while (lab.querySelector("progress").value < 1)
  const [{ alt, src }, status] = ["img", ".lab-status"].map(part => lab.querySelector(part))
  return [alt, status.innerText, await (await fetch(src)).text()]
}"""
# The same once all of it has changed, or as it is after a minute.
CHANGED = f"""async (lab, before) => {{
  const end = performance.now() + 60000
  let shown
  do shown = await ({SHOWN})(lab)
  while (shown.some((part, place) => part === before[place]) && performance.now() < end)
  return shown
}}"""


@pytest.fixture(scope="module", params=[(0, "en"), (1, "zh"), (2, "en")], ids=LESSONS)
def lesson(open_notebook, request):
    """A notebook with every lab of a lesson, and the module of these labs."""
    number, edition = request.param
    module = f"lesson_utils.lessons.{LESSONS[number]}.labs"
    labs = importlib.import_module(module)
    cells = [f"from {module} import {name}\n{name}()" for name in labs.__all__]
    notebook = open_notebook(f"{edition}/every_lab_{number}.ipynb", *cells)
    notebook.run_all(seconds=300)
    return notebook, labs


def test_the_first_control_of_every_lab_changes_picture_and_words(lesson):
    notebook, labs = lesson
    for name in labs.__all__:
        lab = notebook.lab(name)
        lab.scroll_into_view_if_needed()
        notebook.skip_question(name)
        control = lab.locator(".lesson-slider input, .lesson-choice input:checked").first
        notebook.picture(name).wait_for()
        before = lab.evaluate(SHOWN)
        control.focus()
        last = control.evaluate("input => input.type === 'range' && input.value === input.max")
        notebook.page.keyboard.press("ArrowLeft" if last else "ArrowRight")
        parts = zip(before, lab.evaluate(CHANGED, before), strict=True)
        assert all(now and now != was for was, now in parts), name
    assert not notebook.page.problems


SIZES = {  # of a window with JupyterLab's side bar: the share of a panel that is seen at once
    (1366, 768): 1, (1024, 768): 1, (900, 768): 1, (683, 384): 0.6,  # a laptop at a zoom of 200 %
}  # fmt: skip
# Of each panel when it is scrolled to: the share that is seen below the control, and its scale.
PANELS = """async (lab, control) => {
  const view = lab.closest(".jp-WindowedPanel-outer"), seen = []
  const width = lab.querySelector("img").getAttribute("width")
  for (const panel of lab.querySelectorAll(".lab-panels > div")) {
    if (panel.hidden) continue
    let was
    do { // until the cells above have their sizes, too
      panel.scrollIntoView({ block: "end" })
      was = panel.getBoundingClientRect().top
      await new Promise(done => setTimeout(done, 300))
    } while (panel.getBoundingClientRect().top !== was)
    const [box, above] = [panel, control].map(part => part.getBoundingClientRect())
    const hit = document.elementFromPoint(above.left + 9, above.top + above.height / 2)
    const bottom = Math.min(box.bottom, view.getBoundingClientRect().bottom)
    seen.push({
      top: panel.offsetTop, scale: panel.firstChild.clientWidth / width,
      share: hit === control ? (bottom - Math.max(box.top, above.bottom)) / box.height : 0,
    })
  }
  return seen
}"""


def smallest_words(lab: Lab) -> float:
    """Of a lab's picture at its full size, in pixels."""
    lab.settle()
    (*_, frame), figure = lab.frames(lab.request()), lab.stage.figure
    with lab.stage.moving(frame.draw):
        texts = [text for text in figure.findobj(Text) if text.get_text().strip()]
        return min(text.get_fontsize() for text in texts) * 100 / 72


# Labs with a panel of more than 683 x 384 less its controls, at words of 11 pixels
WIDE = {
    "mistakes", "network", "backward_graph", "digit_units", "shapes", "epochs", "grid",
    "mislabelled",
}  # fmt: skip
# Of a window: a laptop, at 200 % first; and on the other screens one lab of each lesson
LARGE, LARGER = [(683, 384), (1366, 768)], [(1024, 768), (1920, 1080)]
# Of a large view: its controls and words in sight; of each row of panels, when it is scrolled to,
# whether it is whole in sight, and its scale.
IN_LARGE = """async lab => {
  const box = part => part.getBoundingClientRect()
  const inside = (part, [left, top, right, bottom]) => {
    const { x, y, width, height } = box(part)
    return x >= left - 1 && y >= top - 1 && x + width <= right + 1 && y + height <= bottom + 1
  }
  const view = lab.querySelector(".lab-panels"), seen = []
  const width = lab.querySelector("img").getAttribute("width")
  const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  await drawn() // at the new size of the window
  for (const panel of view.children) {
    if (panel.hidden) continue
    panel.scrollIntoView({ block: "start", inline: "start" })
    await drawn()
    const { x, y } = box(view)
    seen.push({
      whole: inside(panel, [x, y, x + view.clientWidth, y + view.clientHeight]),
      scale: panel.firstChild.clientWidth / width,
    })
  }
  const scrolls = view.scrollHeight > view.clientHeight + 1
  const parts = [...lab.querySelectorAll(".lesson-slider, .lesson-choice, button, .lab-status")]
  const away = parts.filter(part => part.checkVisibility() && !part.closest(".lesson-ask")
    && !inside(part, [0, 0, innerWidth, innerHeight]))
  return { seen, away: away.map(part => part.innerText), scrolls }
}"""


def test_in_the_large_view_controls_words_and_a_whole_panel_fit(lesson):
    notebook, labs = lesson
    page, not_whole = notebook.page, []
    for name in labs.__all__:
        lab = notebook.lab(name)
        lab.scroll_into_view_if_needed()
        notebook.skip_question(name)
        notebook.picture(name).first.wait_for()
        lab.locator(".lab-enlarge").click()
        for width, height in LARGE + (LARGER if name in TRAINED else []):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function("width => innerWidth === width", arg=width)
            found = lab.evaluate(IN_LARGE)
            told = name, width, found
            assert found["away"] == [], told
            assert all(0.879 <= panel["scale"] <= 2.001 for panel in found["seen"]), told
            if width > 683:
                assert not found["scrolls"], told
                assert all(panel["whole"] for panel in found["seen"]), told
            elif not all(panel["whole"] for panel in found["seen"]):
                assert all(panel["scale"] < 0.881 for panel in found["seen"]), told
                not_whole.append(name)
        page.keyboard.press("Escape")
        page.set_viewport_size(LAPTOP)
    assert set(not_whole) <= WIDE, not_whole
    assert not page.problems


@pytest.mark.parametrize("size", SIZES)
def test_words_can_be_read_and_the_hand_is_in_sight(lesson, size):
    notebook, labs = lesson
    name = next(name for name in TRAINED if name in labs.__all__)
    width, height = size
    notebook.page.set_viewport_size({"width": width, "height": height})
    notebook.skip_question(name)
    lab, control = notebook.lab(name), notebook.slider(name)
    control.scroll_into_view_if_needed()
    lab.evaluate(STILL)
    panels = lab.evaluate(PANELS, control.element_handle())
    notebook.page.set_viewport_size(LAPTOP)
    assert len(panels) == (1 if width > 1100 else 3)
    tops = [panel["top"] for panel in panels]
    assert tops == sorted(set(tops))  # below each other
    words = smallest_words(getattr(labs, name)())
    assert min(panel["scale"] for panel in panels) * words >= 10.95
    assert min(panel["share"] for panel in panels) >= SIZES[size] - 0.02, panels
