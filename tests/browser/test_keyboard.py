"""A lab by keyboard alone, and what a screen reader has to go by: the accessibility tree."""

import pytest

from slides import build, deck
from tests.browser.axe import violations
from tests.browser.driver import REFUSED, STILL

pytestmark = pytest.mark.browser

CELL = "from lesson_utils.lessons.generalization import labs\nlabs.polynomial_fit()"
NAME = "polynomial_fit"
WORDS = {
    "en": {
        "slider": "degree", "measured": "Measured over 20 seeds: a U", "large": "Large view",
        "leave": "Leave (Esc)",
    },
    "zh": {
        "slider": "多项式的次数", "measured": "20 个随机种子的实测：U 形", "large": "大图",
        "leave": "退出（Esc）",
    },
}  # fmt: skip


def tab_to(page, selector: str, key: str = "Tab") -> None:
    """Press Tab until the element that has the focus matches; it must then be seen to have it."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{selector} has the focus, and nothing shows it"
            return
    raise AssertionError(f"{selector} cannot be reached by {key}")


def move_on(notebook) -> None:
    """From degree 3 to 4, and to another picture."""
    before = notebook.picture(NAME).get_attribute("alt")
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_function(
        "([img, before]) => img.alt !== before",
        arg=[notebook.picture(NAME).element_handle(), before],
    )
    assert notebook.page.evaluate("document.activeElement.ariaValueText") == "4"


def test_a_lab_by_keyboard_alone(open_notebook):
    """In Chinese; a large view by keyboard, below, is in English, too."""
    notebook, words = open_notebook("zh/keyboard.ipynb", CELL), WORDS["zh"]
    page = notebook.page
    notebook.command("notebook:run-cell")
    lab = notebook.lab(NAME)
    lab.locator(".lesson-ask").wait_for()
    assert violations(page, f".lab-{NAME}") == []
    page.keyboard.press("Escape")  # the cell, not its editor

    tab_to(page, f".lab-{NAME} .lesson-ask input")  # predict
    page.keyboard.press("ArrowDown")
    tab_to(page, f".lab-{NAME} .lesson-ask button")
    print(lab.aria_snapshot())
    page.keyboard.press("Enter")
    page.wait_for_function(
        "([lab, words]) => lab.querySelector('.lab-outcome').innerText.includes(words)",
        arg=[lab.element_handle(), words["measured"]],
    )
    page.wait_for_function(  # the focus is where the hand goes next: move
        "selector => document.activeElement.matches(selector)",
        arg=f".lab-{NAME} .lesson-slider input",
    )
    move_on(notebook)
    tab_to(page, f".lab-{NAME} summary")  # read the numbers
    page.keyboard.press("Enter")
    table = lab.get_by_role("table").first
    table.wait_for()
    assert table.locator("caption").inner_text()
    tree = lab.aria_snapshot()
    print(tree)
    assert f'slider "{words["slider"]}"' in tree
    assert words["measured"] in tree
    assert violations(page, f".lab-{NAME}") == []
    assert not page.problems


@pytest.fixture
def large(open_notebook, request):
    """A notebook in which a lab stands between other outputs."""
    edition, refused = request.param
    cells = ["print('above\\n' * 30)", CELL, "print('below\\n' * 60)"]
    notebook = open_notebook(f"{edition}/large.ipynb", *cells)
    if refused:  # full screen; and in the dark
        notebook.page.evaluate(REFUSED)
        notebook.command("apputils:change-theme", theme="JupyterLab Dark")
        notebook.page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
    notebook.run_all()
    yield notebook
    notebook.command("apputils:change-theme", theme="JupyterLab Light")


@pytest.mark.parametrize("large", [("en", False), ("zh", True)], indirect=True)
def test_a_large_view_by_keyboard_alone(large):
    notebook, words = large, WORDS[large.edition]
    page = notebook.page
    lab = notebook.lab(NAME)
    lab.locator(".lesson-ask input").first.focus()
    lab.evaluate(STILL)
    place = lab.bounding_box()
    tab_to(page, f".lab-{NAME} .lab-enlarge")
    assert page.evaluate("document.activeElement.textContent") == words["large"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == words["leave"]
    page.wait_for_function("document.querySelector('.lab-large')?.clientWidth === innerWidth")
    assert violations(page, f".lab-{NAME}") == []

    tab_to(page, f".lab-{NAME} .lesson-ask input", "Shift+Tab")  # a guess counts here, too
    page.keyboard.press("ArrowDown")
    tab_to(page, f".lab-{NAME} .lesson-ask button")
    page.keyboard.press("Enter")
    lab.get_by_text(words["measured"]).first.wait_for()
    slider = f".lab-{NAME} .lesson-slider input"
    page.wait_for_function("slider => document.activeElement.matches(slider)", arg=slider)
    move_on(notebook)
    assert violations(page, f".lab-{NAME}") == []
    for _ in range(12):  # nothing behind the large view takes the focus
        page.keyboard.press("Tab")
        reached = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        assert page.evaluate("document.activeElement.matches(':root, body, .lab-large *')"), reached

    lab.locator(".lesson-slider input").first.focus()
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('.lab-large, [inert]')")
    assert page.evaluate("slider => document.activeElement.matches(slider)", slider)
    page.wait_for_function(
        "([lab, y]) => Math.abs(lab.getBoundingClientRect().y - y) < 2",
        arg=[lab.element_handle(), place["y"]],
    )
    assert lab.bounding_box()["width"] == place["width"]
    assert not page.problems


def test_a_recorded_lab_by_keyboard_alone(sample, chromium, tmp_path):
    (tmp_path / "frames").mkdir()
    deck.write_assets(tmp_path / "assets")
    page = chromium.new_page(viewport={"width": 1366, "height": 768})
    page.goto(build.write(sample, "zh", tmp_path).as_uri())
    page.wait_for_function("window.Reveal?.isReady()")
    page.keyboard.press("ArrowRight")
    tab_to(page, ".present .ask button")
    print(page.locator(".present .replay").aria_snapshot())
    page.keyboard.press("Enter")
    page.wait_for_selector("canvas[data-shown]")
    assert page.evaluate("document.activeElement.type") == "range"  # where the hand goes next
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('canvas').dataset.shown === '0:1'")
    assert page.evaluate("document.activeElement.ariaValueText") == "0.0003"
    tree = page.locator(".present .replay").aria_snapshot()
    print(tree)
    assert 'slider "权重衰减 λ' in tree
    page.close()
