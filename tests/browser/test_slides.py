"""Static and live decks in a real Chromium. The decks of the lessons are drafts, unless the
variable SLIDES names a folder that `make slides` has written."""

import json
import os
from pathlib import Path

import pytest

from slides import build, deck
from tests.browser.axe import violations
from tests.browser.conftest import write_sample
from tests.browser.driver import REFUSED, moving_parts, serve

# Labs of many controls, with a list, and with long words and tables.
LABS = [("", 'from lesson_utils.language import use_edition\n\nuse_edition("zh")')]
for lab in (
    "softmax_regression.entropy",
    "mlp.activation_explorer",
    "generalization.expectation",
):
    lesson, name = lab.split(".")
    code = f"from lesson_utils.lessons.{lesson} import labs\n\nlabs.{name}()"
    question = f"## {name}\n\n这个实验的图里会有什么？\n\n**先预测，再动手**。曲线会往哪里走？"
    LABS += [("slide", question), ("subslide", f"### {name}"), ("", code)]
SIZES = [(1366, 768), (1024, 768), (1920, 1080)]  # words are measured on the last


@pytest.fixture(scope="session")
def decks(tmp_path_factory):
    """The decks of both editions of every lesson."""
    if "SLIDES" in os.environ:
        folder = Path(os.environ["SLIDES"]).resolve()
    else:
        folder = tmp_path_factory.mktemp("decks")
        assert build.main(["--draft", "--folder", str(folder)]) == 0
    found = sorted(folder.glob("??/*.html"))
    assert len(found) == len(deck.lessons("en")) + len(deck.lessons("zh"))
    return found


@pytest.fixture(scope="session")
def recorded(sample):
    """The static deck of the sample."""
    folder = sample.parent / "built"
    (folder / "frames").mkdir(parents=True)
    deck.write_assets(folder / "assets")
    return build.write(sample, "zh", folder)


@pytest.fixture
def open_deck(chromium):
    """open_deck(address) waits until the deck stands; page.asked lists what it has requested."""
    pages = []

    def open_one(address: str, **options):
        page = chromium.new_page(viewport={"width": 1366, "height": 768}, **options)
        pages.append(page)
        page.asked, page.problems = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto(address)
        page.wait_for_function("window.Reveal?.isReady()", timeout=120_000)
        return page

    yield open_one
    for page in pages:
        assert page.problems == []
        page.close()


# What is wrong with each slide of a deck: words for every problem.
LOOK = r"""async () => {
  const problems = []
  // Words of prose: not of a heading, a formula, code, or what code shows. 5 Chinese characters
  // are about 3 words.
  const words = slide => {
    const copy = slide.cloneNode(true)
    const rest = "aside, pre, mjx-container, .jp-OutputArea, h1, h2, h3, .map"
    for (const part of copy.querySelectorAll(rest)) part.remove()
    const text = copy.textContent
    const chinese = text.match(/\p{Script=Han}/gu) ?? []
    const others = text.replace(/\p{Script=Han}/gu, " ").match(/[\p{L}\p{N}][^\s]*/gu) ?? []
    return Math.round(0.6 * chinese.length + others.length)
  }
  const texts = slide => {
    const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT)
    return [...(function* () { while (walker.nextNode()) yield walker.currentNode })()]
  }
  for (const slide of Reveal.getSlides()) {
    const { h, v } = Reveal.getIndices(slide)
    Reveal.slide(h, v)
    while (Reveal.nextFragment());
    for (const image of slide.querySelectorAll("img"))
      if (!image.complete) await new Promise(done => (image.onload = done))
    const say = words => problems.push(`slide ${h}/${v} ${slide.innerText.slice(0, 30)}: ${words}`)
    const box = slide.getBoundingClientRect()
    if (slide.scrollHeight > slide.clientHeight + 1) say("its content is too high")
    if (!slide.querySelector("h1, h2, h3")) say("it has no heading")
    if (slide.querySelector("img, canvas") && words(slide) > 40)
      say(`${words(slide)} words beside a picture`)
    if (box.left < -2 || box.top < -2 || box.right > innerWidth + 2 || box.bottom > innerHeight + 2)
      say("it is larger than the window")
    const parts = "h1, h2, p, li, pre, table, img, canvas, label, input, select, output, button"
    for (const part of slide.querySelectorAll(parts)) {
      const at = part.getBoundingClientRect()
      if (!at.width || part.closest("aside, mjx-assistive-mml, details:not([open])")) continue
      if (at.left < box.left - 1 || at.right > box.right + 1 || at.bottom > box.bottom + 1)
        say(`${part.tagName} is cut`)
      const pixels = parseFloat(getComputedStyle(part).fontSize) * Reveal.getScale()
      const text = part.matches("p, li, label, button, .numbers td")
      if (text && innerWidth === 1920 && pixels < 24) say("its text is small")
      if (part.matches("pre") && innerWidth === 1920 && pixels < 18) say("its code is small")
      if (part.matches("img, canvas") && at.height < 120) say("a picture is tiny")
      if (part.tagName === "IMG" && !part.alt && !part.closest("[aria-label]")) say("it is mute")
    }
    if (slide.querySelector("[data-mml-node=merror]")) say("a formula is wrong")
    if (/[$][^ ]/.test(slide.innerText)) say("a formula is not typeset")
    const formulas = [...slide.querySelectorAll("mjx-container:not([display]) > svg")]
      .map(formula => formula.getBoundingClientRect())
    for (const above of formulas)
      if (formulas.some(it => it.top > above.top + 4 && it.top < above.bottom + 2 &&
          it.left < above.right && it.right > above.left)) say("a formula touches the next line")
    for (const stressed of slide.querySelectorAll("em"))
      if (!/\p{Script=Han}/u.test(stressed.textContent) &&
          !/^(|none)$/.test(getComputedStyle(stressed).textEmphasisStyle)) say("dots below letters")
    if (document.documentElement.lang === "en")
      for (const text of texts(slide))
        for (const { 0: word, index } of text.data.matchAll(/\p{Script=Han}+/gu)) {
          const range = document.createRange()
          range.setStart(text, index)
          range.setEnd(text, index + word.length)
          const lines = new Set([...range.getClientRects()].map(line => Math.round(line.top)))
          if (lines.size > 1) say(`${word} is broken`)
        }
    const lines = slide.matches(".statement") && slide.querySelector("p, ul, ol")
    if (lines) {
      const { fontSize, maxWidth } = getComputedStyle(lines)
      if (parseFloat(maxWidth) < Math.min(32 * parseFloat(fontSize), 1000))
        say(`its lines are short and its words small`)
    }
  }
  return problems
}"""


# Whether the window holds a slide as large as can be: a slide is the same on every screen but for
# its scale.
SCALED = "([w, h]) => Math.abs(Reveal.getScale() - Math.min(w / 1280, h / 720)) < 0.01"


def test_every_slide_fits_every_screen_and_asks_for_nothing(decks, open_deck):
    problems = {}
    for path in decks:
        page = open_deck(path.as_uri())
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function(SCALED, arg=[width, height])
        if found := page.evaluate(LOOK):
            problems[f"{path.parent.name}/{path.stem}"] = found
        assert all(url.startswith(("file:", "data:", "blob:")) for url in page.asked), page.asked
    assert problems == {}


def current(page):
    """What the audience sees of the lab: slide number, position, alt text, picture, status."""
    return page.evaluate("""() => ({
        slide: Reveal.getSlidePastCount(),
        position: document.querySelector(".replay input").value,
        said: document.querySelector(".replay input").getAttribute("aria-valuetext"),
        alt: document.querySelector(".replay canvas").getAttribute("aria-label"),
        picture: document.querySelector(".replay canvas").dataset.shown,
        status: document.querySelector(".replay .status").textContent,
    })""")


def answer_the_question(page):
    if page.locator(".present .ask").count():
        page.locator(".present .ask button").first.click()
    page.wait_for_selector("canvas[data-shown]")


def test_a_recorded_slider_moves_by_key_and_by_mouse(recorded, open_deck):
    page = open_deck(recorded.as_uri())
    page.keyboard.press("ArrowRight")
    answer_the_question(page)
    start = current(page)
    assert (start["slide"], start["position"]) == (1, "0")
    slider = page.get_by_role("slider", name="权重衰减 λ")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('canvas').dataset.shown === '0:1'")
    moved = current(page)
    assert (moved["slide"], moved["position"]) == (1, "1")
    assert all(moved[part] != start[part] for part in ("said", "alt", "picture", "status"))
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)
    page.wait_for_function("document.querySelector('canvas').dataset.shown === '0:8'")
    last = current(page)
    assert (last["slide"], last["position"]) == (1, "8")
    assert last["alt"] not in (start["alt"], moved["alt"])
    page.get_by_role("button", name="重置").click()
    page.wait_for_function("document.querySelector('canvas').dataset.shown === 'start'")
    assert current(page) == start
    page.keyboard.press("ArrowLeft")  # away from the slider, the arrows move the slides
    assert current(page)["slide"] == 0
    page.keyboard.press("PageDown")
    slider.focus()
    page.keyboard.press("n")  # every key that does not move a slider is the deck's
    assert current(page)["slide"] == 2
    page.keyboard.press("PageUp")
    slider.focus()
    page.keyboard.press("PageDown")  # a clicker moves on from a slider, too
    assert (current(page)["slide"], current(page)["position"]) == (2, "0")
    assert all(url.startswith(("file:", "data:")) for url in page.asked)


def test_a_recording_says_that_it_is_one(recorded, open_deck):
    page = open_deck(recorded.as_uri())
    page.keyboard.press("ArrowRight")
    assert page.locator(".slides").get_by_text("录播").is_visible()
    assert page.locator(".jp-InputArea-editor").count() == 0  # the code of a lab is not the point
    assert "Not on a slide" not in page.content()
    told = json.loads(page.locator(".replay script").text_content())
    assert told["size"][0] == told["cuts"][-1] == 1280  # on a phone, panels are cut where they end


def test_a_deck_has_no_barrier_and_shows_its_map(recorded, open_deck):
    page = open_deck(recorded.as_uri())
    assert page.get_attribute("html", "lang") == "zh-CN"
    assert page.locator(".map a").all_inner_texts() == ["Lab"]
    assert violations(page, "main") == []
    page.keyboard.press("ArrowRight")
    answer_the_question(page)
    assert violations(page, "main") == []
    page.keyboard.press("PageDown")  # an arrow would move the slider that has the focus now
    assert page.locator(".where").inner_text() == "Lab"


def test_nothing_moves_for_those_who_want_none_of_it(recorded, open_deck):
    page = open_deck(recorded.as_uri(), reduced_motion="reduce")
    for _ in range(3):
        assert moving_parts(page) == []
        page.keyboard.press("PageDown")


def test_labs_of_many_controls_fit_every_screen_with_their_numbers(tmp_path, open_deck):
    deck.write_assets(tmp_path / "assets")
    path = build.write(write_sample(tmp_path / "zh" / "02_labs.ipynb", LABS), "zh", tmp_path)
    page = open_deck(path.as_uri())
    page.evaluate("replays.forEach(replay => replay.unveil())")
    page.evaluate("Promise.all(replays.map(replay => replay.paint()))")
    assert page.locator(".replay").count() == 3
    assert page.locator(".axes img").count() == 2 * 3  # of each lab, before and at its question
    assert page.locator(".numbers caption").count() == 3
    for numbers in (False, True):
        folds = page.locator(".numbers")
        folds.evaluate_all("(all, open) => all.forEach(fold => (fold.open = open))", numbers)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function(SCALED, arg=[width, height])
            assert page.evaluate(LOOK) == [], (width, height, numbers)
    assert folds.count() == 2


def test_details_open_in_place(recorded, open_deck):
    page = open_deck(recorded.as_uri())
    page.evaluate("Reveal.slide(1, 1)")
    slides = page.locator(".slides")
    slides.get_by_text("A. Yes").click()
    assert slides.get_by_text("It is.").is_visible()
    page.keyboard.press("Enter")
    assert not slides.get_by_text("It is.").is_visible()
    page.keyboard.press("ArrowLeft")  # a folded answer keeps Enter and Space, no more
    assert page.evaluate("Reveal.getIndices().v") == 0


def test_s_opens_the_notes_without_a_network(recorded, open_deck):
    page = open_deck(recorded.as_uri())
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    notes = popup.value
    asked = []
    notes.on("request", lambda request: asked.append(request.url))
    notes.get_by_text("Say this first.").wait_for()
    assert all(url.startswith(("file:", "data:", "blob:", "about:")) for url in asked)


def test_print_has_every_slide_once_with_its_lab_as_a_picture(recorded, open_deck):
    page = open_deck(f"{recorded.as_uri()}?print-pdf")
    page.wait_for_selector("body[data-printable] .pdf-page")
    assert page.locator(".pdf-page").count() == 3
    assert page.locator(".pdf-page canvas[data-shown]").count() == 1
    assert not page.locator(".knobs").is_visible()
    heights = page.eval_on_selector_all(".pdf-page section", "all => all.map(s => s.scrollHeight)")
    assert max(heights) <= 721
    assert page.locator("canvas").evaluate("it => it.clientHeight") > 250  # it takes what is left
    left = "all => Math.min(...all.map(it => it.getBoundingClientRect().left))"
    assert page.locator(".pdf-page :is(h1, h2)").evaluate_all(left) >= 56
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 3


@pytest.fixture(scope="module")
def live(sample):
    """The address of the live deck of the sample."""
    folder = sample.parent.parent
    arguments = ["--lesson", "1", "--edition", "zh", "--no-browser", "--port"]
    code = (
        "import sys, pathlib; from slides import deck, present; "
        f"deck.NOTEBOOKS = pathlib.Path({str(folder)!r}); present.main(sys.argv[1:])"
    )
    with serve("-c", code, *arguments, "{port}") as address:
        yield address


def skip_the_question(page):
    page.keyboard.press("ArrowRight")
    page.locator(".lesson-ask button").last.wait_for(timeout=90_000)
    page.wait_for_function("document.querySelector('.lesson-lab img')?.src")
    assert not page.locator(".lesson-lab img").is_visible()  # the question comes first
    page.locator(".lesson-ask button").last.click()
    page.wait_for_function("document.querySelector('.lesson-lab img')?.alt.includes('80')")
    page.wait_for_function("document.activeElement.matches('.lesson-slider input')")


def test_a_live_slider_trains(live, open_deck):
    page = open_deck(live)
    skip_the_question(page)
    before = page.locator(".lesson-lab img").get_attribute("alt")
    place = page.evaluate("Reveal.getSlidePastCount()")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('.lesson-lab img').alt !== before", arg=before
    )
    for key in ["ArrowRight"] * 7 + ["ArrowLeft"] * 5 + ["ArrowRight"] * 3 + ["ArrowLeft"] * 5:
        page.keyboard.press(key)
    said = page.evaluate("document.activeElement.ariaValueText")
    assert said == "0.0003"
    shown = "said => document.querySelector('.lesson-lab img').alt.includes(`λ = ${said}：`)"
    page.wait_for_function(shown, arg=said)
    page.wait_for_timeout(1500)  # an old frame would come by now
    assert page.evaluate(shown, said)
    assert page.evaluate("Reveal.getSlidePastCount()") == place
    assert all(url.startswith((live, "data:", "blob:")) for url in page.asked)


def test_the_large_view_of_a_live_lab_keeps_its_keys_until_it_is_left(live, open_deck):
    page = open_deck(live)
    assert page.locator("main").bounding_box() == {"x": 0, "y": 0, "width": 1366, "height": 768}
    skip_the_question(page)
    place = page.evaluate("Reveal.getSlidePastCount()")

    def enlarge():
        page.locator(".lab-enlarge").click()
        page.wait_for_function("document.querySelector('.lab-large')?.clientWidth === innerWidth")

    for refused in (False, True):
        if refused:  # full screen
            page.evaluate(REFUSED)
        enlarge()
        page.locator(".lesson-slider input").focus()
        page.keyboard.press("Escape")
        page.wait_for_function("!document.querySelector('.lab-large')")
        assert page.evaluate("document.activeElement.matches('.lesson-slider input')")
        enlarge()
        page.locator(".lab-panels").click()  # no control has the focus now
        page.keyboard.press("ArrowRight")
        assert page.evaluate("Reveal.getSlidePastCount()") == place
        page.keyboard.press("Escape")
        page.wait_for_function("!document.querySelector('.lab-large')")
        assert page.evaluate("document.activeElement.matches('.lab-enlarge')")
        enlarge()
        page.keyboard.press("PageDown")  # a clicker moves on, and is seen to
        page.wait_for_function("!document.querySelector('.lab-large')")
        assert page.evaluate("Reveal.getSlidePastCount()") == place + 1
        page.keyboard.press("PageUp")
