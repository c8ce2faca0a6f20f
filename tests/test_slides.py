"""The making of slides, without a browser."""

import importlib
import io
import itertools
import json
import re

import nbformat
import numpy as np
import pytest
from PIL import Image

from lesson_utils import language, live
from lesson_utils.predictions import Question
from lesson_utils.stage import Stage
from lesson_utils.style import new_figure
from lesson_utils.training_lab import TrainingLab
from slides import arrange, deck, layers, record, recorded


def notebook(*cells):
    """A notebook of Markdown cells: (slide type or None, text)."""
    return nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell(
                text, metadata={"slideshow": {"slide_type": kind}} if kind else {}
            )
            for kind, text in cells
        ]
    )


def page(marked):
    """The skeleton that a template makes of a marked notebook."""
    return "".join(
        cell.metadata.deck.before + cell.source + cell.metadata.deck.after
        for cell in marked.cells
        if "deck" in cell.metadata
    )


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([(None, "A"), ("skip", "B")], ""),
        ([("slide", "A")], "[[A]]"),
        ([("slide", "A"), ("subslide", "B"), ("slide", "C")], "[[A][B]][[C]]"),
        ([("subslide", "A"), ("slide", "B")], "[[A]][[B]]"),
        ([("slide", "A"), ("skip", "B"), (None, "C"), ("notes", "D")], "[[A]]"),
        ([("slide", "A"), (None, "B"), ("skip", "C"), ("subslide", "D")], "[[AB][D]]"),
        ([("slide", "A"), ("fragment", "B"), (None, "C")], "[[A(B)C]]"),
        ([("slide", "A"), ("notes", "B"), (None, "C"), ("slide", "D")], "[[A{B}C]][[D]]"),
        ([(None, "A"), ("slide", "B"), ("notes", "C")], "[[B{C}]]"),
    ],
)
def test_cells_become_slides(cells, expected):
    short = {
        "<section>": "[", "</section>": "]", '<div class="fragment">': "(", "</div>": ")",
        '<aside class="notes">': "{", "</aside>": "}",
    }  # fmt: skip
    found = page(arrange.mark_slides(notebook(*cells)))
    for tag, letter in short.items():
        found = found.replace(tag, letter)
    assert found == expected


@pytest.mark.parametrize("wanted", ["3", "03", "03_generalization"])
def test_a_lesson_has_a_number_and_a_name(wanted):
    assert [path.stem for path in deck.lessons("zh", wanted)] == ["03_generalization"]


@pytest.mark.parametrize("wanted", ["9", "generalization", "3.5"])
def test_an_unknown_lesson_is_named_with_those_there_are(wanted):
    with pytest.raises(ValueError, match=rf"{re.escape(repr(wanted))}.*03_generalization"):
        deck.lessons("en", wanted)


def test_without_npm_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(deck, "PACKAGES", tmp_path / "node_modules")
    monkeypatch.setattr(deck.shutil, "which", lambda name: None)
    (tmp_path / "package-lock.json").touch()
    with pytest.raises(SystemExit, match=r"install Node\.js"):
        deck.write_assets(tmp_path / "assets")


def test_browser_packages_are_pinned():
    folder = deck.PACKAGES.parent
    wanted = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
    lock = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    for name, version in wanted.items():
        assert re.fullmatch(r"[\d.]+", version)
        assert lock[f"node_modules/{name}"]["version"] == version
    assert "://" not in json.dumps(lock)


def test_every_state_is_recorded_for_every_control_that_may_move_last():
    states = list(record.all_states([2, 3], range(2)))
    assert len(states) == len(set(states)) == 2 * 6
    assert {moved for moved, _ in states} == {0, 1}
    assert {state for _, state in states} == {(i, j) for i in range(2) for j in range(3)}


def test_a_lab_of_too_many_states_is_recorded_one_control_at_a_time(monkeypatch):
    one = lab()
    sliders = [live.slider("controls.hidden", [(str(i), i) for i in range(20)], 3)] * 4
    one.controls = dict(zip("abcd", sliders, strict=True))
    choices, start, states = record.plan(one)
    assert [len(pairs) for pairs in choices] == [20] * 4, "a position is left out"
    assert {sum(i != j for i, j in zip(state, start, strict=True)) for _, state in states} == {0, 1}
    assert len(states) == 4 * 19 + 1

    monkeypatch.setitem(record.STATIONS, "doubling", [{"a": 7, "c": 9}])
    states = {state for _, state in record.plan(one)[2]}
    assert {(7, 3, 3, 3), (7, 11, 3, 3), (7, 3, 9, 3), (7, 3, 9, 0)} <= states


@pytest.mark.parametrize("module", ["softmax_regression", "mlp", "generalization"])
def test_every_position_of_every_lab_is_recorded(module):
    """Whatever a question asks a class to try is there."""
    labs = importlib.import_module(f"lesson_utils.lessons.{module}.labs")
    source = next((deck.NOTEBOOKS / "source").glob(f"??_{module}.py")).read_text("utf-8")
    for name in set(re.findall(r"\blabs\.(\w+)\(\)", source)):
        one = getattr(labs, name)()
        choices, _, states = record.plan(one)
        one.close()
        for number, pairs in enumerate(choices):
            reached = {state[number] for _, state in states}
            assert reached == set(range(len(pairs))), (name, pairs)
        tracks = len(choices) if isinstance(one, TrainingLab) else 1  # one for each slider
        assert {moved for moved, _ in states} == set(range(tracks)), name


def lab(**options):
    """A lab that paints its slider's value, doubled where that is chosen."""
    figure, axes = new_figure(width=2, height=1)
    words = axes.text(0.5, 0.5, "", animated=True)

    def compute(level, double):
        value = level * (1 + double)
        yield live.Frame(lambda: words.set_text(value), alt=f"value {value}", status=f"<b>{value}")

    controls = {
        "level": live.slider("controls.hidden", [(f"level {i}", i) for i in range(3)], 1),
        "double": live.choice("controls.activation", [("off", False), ("on", True)], False),
    }
    return live.Lab("doubling", controls, figure, compute, **options)


def laid_on_each_other(pile, shape, folder):
    """A picture as replay.js puts it together."""
    picture = Image.new("RGBA", shape[::-1])
    for file, left, top in pile:
        picture.alpha_composite(Image.open(folder / file).convert("RGBA"), (left, top))
    return np.asarray(picture).astype(int)


def picture(recording, name, folder):
    numbers, *_ = recording["pictures"][recording["frames"][name]]
    pile = [recording["layers"][number] for number in numbers]
    return laid_on_each_other(pile, recording["size"][::-1], folder)


def test_a_recording_holds_what_the_lab_showed(tmp_path):
    one = lab()
    before = live.Lab.density
    recording = record.record(one, tmp_path)
    assert live.Lab.density == before  # of the next lab
    shown = {name: recording["pictures"][index] for name, index in recording["frames"].items()}
    assert shown["start"][1] == "value 1"
    assert len(shown) == 1 + 3 * 2
    for level in range(3):
        for double in (0, 1):
            value = level * (1 + double)
            assert shown[f"0:{level},{double}"][1:3] == (f"value {value}", f"<b>{value}")
            one.set(level=level, double=bool(double)).settle()
            found = picture(recording, f"0:{level},{double}", tmp_path)
            assert np.abs(found - one.stage.pixels).mean() < 1  # of 255: the palette
    assert len(list(tmp_path.iterdir())) == 5  # the ground; 0, 1, 2 and 4: each is stored once
    assert not recording["alone"]
    assert recording["size"] == [1280, 640]
    assert recording["controls"] == [
        {"name": "hidden units", "key": "level", "kind": "range", "start": 1,
         "labels": ["level 0", "level 1", "level 2"]},
        {"name": "activation σ", "key": "double", "kind": "select", "start": 0,
         "labels": ["off", "on"]},
    ]  # fmt: skip


def test_of_a_panel_only_what_is_new_is_stored(tmp_path):
    figure, (left, right) = new_figure(1, 2, width=4, height=2)
    for axes in (left, right):
        axes.set(xlim=(0, 1), ylim=(0, 3))
    one = Stage(figure)
    cuts = [round(share * figure.bbox.width) for share in one.cuts]
    assert len(cuts) == 3
    assert left.bbox.x1 < cuts[1] < right.bbox.x0
    written, found, painted = layers.Layers(cuts, tmp_path), [], []

    def draw(height):
        left.plot([0, 1], [1, 2], color="black")
        right.plot([0, 1], [1, 1], color="black")
        right.plot([0.5, 0.6], [height] * 2, color="red")

    for height in (2, 2.5, 1):
        one.paint(lambda height=height: draw(height))
        found.append(written.write(one))
        painted.append(one.pixels.copy())
    assert [cuts[0], cuts[2]] == [0, one.still.shape[1]]
    before, after, last = found
    assert before == after[:3] == last[:3]  # what stands still, and both panels as they were first
    assert len(after) == len(last) == 4
    assert len(list(tmp_path.iterdir())) == 5
    for pile, pixels in zip(found, painted, strict=True):
        assert np.abs(laid_on_each_other(pile, one.still.shape, tmp_path) - pixels).mean() < 1


def test_a_recording_is_labelled_and_says_what_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSON_LANG", "zh")
    one = lab()
    page = record.to_html(one, record.record(one, tmp_path))
    assert "录播" in page
    assert "<label>隐藏单元数 <input" in page
    assert 'aria-valuetext="level 1"' in page
    assert page.count("</script>") == 1  # the words of a status cannot end the data


def test_a_question_comes_with_what_came_out_for_each_answer(tmp_path, monkeypatch):
    monkeypatch.setitem(language.strings(), "ask", {"en": "Which?", "zh": "哪个？"})
    for option in ("one", "two"):
        monkeypatch.setitem(language.strings(), f"ask_{option}", {"en": option, "zh": option})
    one = lab(question=Question("ask", options=("one", "two"), measure=lambda: "two"))
    recording = record.record(one, tmp_path)
    assert recording["ask"]["options"] == ["one", "two"]
    assert all("two" in outcome for outcome in recording["ask"]["outcomes"])
    assert '<button type="button">one</button>' in record.to_html(one, recording)


def test_the_title_of_a_deck_is_its_first_heading():
    assert deck.title(notebook((None, "words"), (None, "# One · 一\n\nMore"))) == "One · 一"


def test_every_slide_has_a_heading():
    cells = notebook(
        ("slide", "## 1.1 One"), ("subslide", "**手算**。数一数。"), ("subslide", "Words."),
        ("slide", "### Lab: two\n\nMore."), ("subslide", "**Predict first.** What?"),
    )  # fmt: skip
    cells.cells.append(nbformat.v4.new_code_cell("lab", metadata={"tags": ["lab"]}))
    cells.cells[-1].metadata["slideshow"] = {"slide_type": "subslide"}
    marked = arrange.mark_slides(cells)
    opens = [cell for cell in marked.cells if cell.metadata.deck.before.endswith("<section>")]
    assert [cell.source.partition("\n")[0] for cell in opens] == [
        "## 1.1 One", "### 手算", "### 1.1 One", "### Lab: two", "### Predict first",
        "### Lab: two",  # a question is no heading of what follows
    ]  # fmt: skip
    assert marked.cells[-1].metadata.tags == ["lab"]


def test_what_code_shows_behind_a_question_comes_one_click_later():
    cells = notebook(("slide", "## Lab"), (None, "**Predict first.** What?"), (None, "words"))
    cells.cells.insert(1, nbformat.v4.new_code_cell("before"))
    cells.cells.append(nbformat.v4.new_code_cell("answer"))
    marked = page(arrange.mark_slides(cells))
    assert '<div class="fragment">answer</div>' in marked
    assert '<div class="fragment">before' not in marked


def pictured(notebook):
    """With axes for every lab, as a recording has them."""
    for cell in recorded.labs(notebook):
        axes = nbformat.v4.new_output("display_data", {layers.AXES: "<img>"})
        cell.outputs = [*cell.outputs, axes]
    return notebook


LESSONS = [path for edition in deck.EDITIONS for path in deck.lessons(edition)]


def slides_of(marked: nbformat.NotebookNode) -> list[list[nbformat.NotebookNode]]:
    """The cells that the audience sees on each slide."""
    slides = [arrange.on_slide(group) for group in arrange.grouped(marked.cells)]
    return [[cell for cell in slide if arrange.kind_of(cell) != "notes"] for slide in slides]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_slide_is_bare_words_where_its_picture_is_a_click_away(path):
    marked = arrange.mark_slides(pictured(nbformat.read(path, 4)))
    slides = slides_of(marked)
    bare, axes = [], 0
    for slide, after in itertools.pairwise(slide for slide in slides if slide):
        first, heading = slide[0].source, arrange.HEADING.findall(after[0].source)[-1:]
        text = "".join(cell.source for cell in slide if cell.cell_type == "markdown")
        axes += 'class="axes"' in text
        shown = [str(output.get("data")) for cell in after for output in cell.get("outputs", ())]
        if any("<img" in data for data in shown) and arrange.leads_to(first, heading):
            bare += [first] if arrange.is_prose(slide) else []
        if "<img" in text and arrange.words(text.partition("<div")[0]) > arrange.MOST_WORDS:
            bare.append(first)
    assert bare == []
    assert axes >= len(recorded.labs(marked)) / 2


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_slide_of_claims_says_something_about_them(path):
    slides = slides_of(arrange.mark_slides(nbformat.read(path, 4)))
    tags = [[tag for cell in slide for tag in cell.metadata.get("tags", ())] for slide in slides]
    claims = [slide for slide, found in zip(slides, tags) if "claim" in found]
    assert len(claims) >= 3
    for slide in claims:
        texts = [cell.source for cell in slide if cell.cell_type == "markdown"]
        assert any(map(arrange.words, texts)), slide


def test_an_index_names_the_language_of_each_part(tmp_path):
    for edition, words in (("en", "One"), ("zh", "一")):
        (tmp_path / edition).mkdir()
        (tmp_path / edition / "01.html").write_text(f"<title>{words}</title>", "utf-8")
    text = deck.write_index(tmp_path, deck.SLIDES).read_text("utf-8")
    assert '<section lang="zh-CN">' in text
    assert '<a href="zh/01.html">一</a>' in text
    assert "<main>" in text


def test_slides_without_a_network_end_in_one_sentence(monkeypatch, tmp_path):
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\nexit 1\n")
    npm.chmod(0o755)
    with pytest.raises(SystemExit, match="connect to a network once"):
        deck.fetch_packages(str(npm))


def test_a_few_marks_on_many_shades_keep_their_colours():
    y, x = np.mgrid[:200, :200]
    shades = np.stack([150 + x // 2, 250 - x // 3, 160 + y // 3, 255 + 0 * x], axis=-1)
    pixels = shades.astype(np.uint8)
    marks = [(0, 127, 95), (167, 73, 130), (178, 119, 0), (34, 34, 34)]  # as of three classes
    for place, mark in enumerate(marks):
        pixels[20:26, 20 + 40 * place : 26 + 40 * place, :3] = mark
    layer = layers.webp(pixels.view(np.uint32)[..., 0])
    shown = np.asarray(Image.open(io.BytesIO(layer)).convert("RGB")).astype(int)
    for place, mark in enumerate(marks):
        assert np.abs(shown[22, 22 + 40 * place] - mark).max() < 24, mark
