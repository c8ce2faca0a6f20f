"""The lessons as pages, in a real Chromium: on a phone and at a desk, without a network."""

import re

import pytest

from slides import deck, site
from tests.browser.axe import violations
from tests.browser.driver import moving_parts

SIZES = {"phone": (390, 844), "desk": (1366, 768)}
HEAVIEST = 3_000_000  # bytes of a page and of what it loads before a lab is touched


@pytest.fixture(scope="module")
def drafts(tmp_path_factory):
    """Every lesson as a page: labs stand still, all else is as `make site` makes it."""
    folder = tmp_path_factory.mktemp("site")
    assert site.main(["--draft", "--folder", str(folder)]) == 0
    return sorted(folder.glob("??/*.html"))


@pytest.fixture(scope="module")
def replayed(sample, tmp_path_factory):
    """The page of the sample notebook, its lab recorded."""
    folder = tmp_path_factory.mktemp("replayed")
    deck.write_assets(folder / "assets")
    return site.write(sample, "zh", folder)


@pytest.fixture
def open_page(chromium):
    contexts = []

    def open_one(address: str, size: str = "phone", **options):
        width, height = SIZES[size]
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.problems = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto(address)
        page.wait_for_load_state("load")
        return page

    yield open_one
    for context in contexts:
        assert [problem for page in context.pages for problem in page.problems] == []
        context.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_lesson_fits_its_screen_and_asks_for_nothing_else(drafts, open_page, size):
    assert len(drafts) == 2 * len(deck.lessons("en"))
    problems = []
    for path in drafts:
        page = open_page(path.as_uri(), size)
        wide = page.evaluate(
            "[...document.querySelectorAll('body *')].filter(part => part.scrollWidth > 0"
            " && part.getBoundingClientRect().right > innerWidth + 1"
            " && !part.closest('pre, table, math, details, .sideways'))"
            ".map(part => part.outerHTML.slice(0, 99))"
        )
        problems += [f"{path.parent.name}/{path.stem}: too wide: {part}" for part in wide]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        scroll = "all => all.filter(it => it.scrollWidth > it.clientWidth + 1).length"
        assert page.locator("table, math[display=block]").evaluate_all(scroll) == 0
        smallest = "all => Math.min(...all.map(it => it.clientWidth / it.getAttribute('width')))"
        assert page.locator("main img[width]").evaluate_all(smallest) >= 0.87  # 11 pixels
        assert page.locator("[data-mjx-error], merror").count() == 0
        text = page.inner_text("main")
        about = page.get_attribute("meta[name=description]", "content")
        assert len(about) > 40
        assert "$" not in about + text.replace("US$", "")
        assert all(address.startswith(("file:", "data:")) for address in page.asked)
        weight = sum(file.stat().st_size for file in [path, *path.parents[1].glob("assets/page*")])
        assert weight < HEAVIEST
    assert problems == []


def test_formulas_are_spaced_and_stay_with_the_marks_around_them():
    deck.install_packages()
    formulas = site.Formulas()
    page = formulas.fill(f"见（{formulas.mark(chr(92) + 'log x')}）。又 {formulas.mark('y')} 个")
    assert re.search(r'见<span class="together">（<math>.*</math>）。</span>又', page)
    assert re.search(r"log</mi><mspace [^>]*></mspace><mi>x", page)
    assert page.count("together") == 1


def test_a_page_and_the_index_have_no_barrier(drafts, open_page):
    """A Chinese one; an English one is looked at in the dark."""
    assert violations(open_page(drafts[-1].as_uri())) == []
    assert violations(open_page((drafts[0].parents[1] / "index.html").as_uri())) == []


def test_a_page_can_be_read_in_the_dark(drafts, open_page):
    page = open_page(drafts[0].as_uri(), color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 28)"
    assert violations(page) == []


def test_nothing_moves_for_those_who_want_none_of_it(drafts, open_page):
    page = open_page(drafts[0].as_uri(), reduced_motion="reduce")
    assert moving_parts(page) == []
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_a_reader_who_saves_data_loads_a_picture_when_it_is_reached(drafts, open_page):
    page = open_page("about:blank")
    page.add_init_script(
        "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
    )
    page.goto(drafts[0].as_uri())
    page.wait_for_timeout(500)
    pictures = page.locator("img").count()
    assert pictures > 10
    assert sum("/pictures/" in address for address in page.asked) < pictures / 2


def test_on_paper_no_picture_is_missing(drafts, replayed, open_page):
    page = open_page(drafts[0].as_uri())  # at its top: nobody has scrolled down
    page.wait_for_selector("body[data-printable]")
    pictures = page.locator("main img").count()
    printed = set(re.findall(rb"\n(\d+) 0 obj\s*<<[^>]*/Subtype\s*/Image", page.pdf()))
    assert len(printed) >= pictures > 10

    lab = open_page(replayed.as_uri())
    lab.wait_for_selector("body[data-printable]")
    assert lab.locator("canvas[data-shown]").count() == 1
    lab.emulate_media(media="print")
    assert lab.locator("canvas").evaluate("it => it.clientHeight") > 100
    assert not lab.locator(".knobs").is_visible()


def test_words_of_a_recorded_panel_can_be_read_on_a_phone(replayed, open_page):
    page = open_page(replayed.as_uri())
    page.evaluate("replays.forEach(replay => replay.unveil())")
    page.wait_for_selector("canvas[data-shown]")
    share = page.evaluate("""() => {
      const { size, natural } = JSON.parse(document.querySelector(".replay script").textContent)
      const canvas = document.querySelector("canvas")
      return canvas.clientWidth / canvas.width * size[0] / natural
    }""")
    assert share >= 0.87  # of the size at which words have 9 points: 11 pixels
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    frame = page.locator(".picture")
    moves = frame.evaluate("it => it.scrollWidth > it.clientWidth + 1")
    assert (frame.get_attribute("tabindex") == "0") == moves


def test_twins_are_linked(drafts, open_page):
    page = open_page(drafts[0].as_uri(), "desk")
    page.get_by_role("link", name="中文").click()
    page.wait_for_url("**/zh/01_softmax_regression.html")
    assert page.get_attribute("html", "lang") == "zh-CN"


def test_a_recorded_slider_moves_and_its_address_can_be_sent_on(replayed, open_page):
    page = open_page(replayed.as_uri())
    if page.locator(".ask").count():  # the question comes first
        page.locator(".ask button").first.click()
    slider = page.get_by_role("slider", name="权重衰减 λ")
    assert page.locator("canvas").evaluate("it => it.height > it.width")  # panels in a column
    slider.scroll_into_view_if_needed()
    page.wait_for_selector("canvas[data-shown]")
    before = page.get_by_role("img").get_attribute("aria-label")
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function("document.querySelector('canvas').dataset.shown === '0:8'")
    assert page.get_by_role("img").get_attribute("aria-label") != before
    assert slider.get_attribute("aria-valuetext") == "0.1"
    assert page.url.endswith("#lab=weight_decay&weight_decay=0.1")
    assert violations(page) == []

    other = open_page(f"{replayed.as_uri()}#weight_decay=0.01")
    other.wait_for_function("document.querySelector('canvas').dataset.shown === '0:5'")
    assert other.get_by_role("slider").get_attribute("aria-valuetext") == "0.01"
    assert all(url.startswith(("file:", "data:")) for url in page.asked + other.asked)

    desk = open_page(f"{replayed.as_uri()}#lab=weight_decay", "desk")
    assert desk.locator("canvas").evaluate("it => it.height < it.width")
    assert 0 <= desk.locator(".replay").evaluate("it => it.getBoundingClientRect().top") < 768
