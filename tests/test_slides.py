"""The making of slides, without a browser."""

import json
import re

import ipywidgets as widgets
import nbformat
import numpy as np
import pytest
from PIL import Image

from lesson_utils import live
from lesson_utils.stage import Stage
from lesson_utils.style import new_figure
from slides import build, deck, record


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
    found = page(deck.mark_slides(notebook(*cells)))
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


@pytest.mark.parametrize("count", range(1, 25))
@pytest.mark.parametrize("wanted", [2, 3, 6, 7])
def test_thinning_keeps_both_ends_and_the_start(count, wanted):
    for keep in range(count):
        kept = record.thin(count, keep, wanted)
        assert {0, keep, count - 1} <= set(kept) <= set(range(count))
        assert kept == sorted(kept)
        assert len(kept) == min(count, wanted) or (wanted == 2 and len(kept) == 3)


def test_every_state_is_recorded_for_every_control_that_may_move_last():
    states = list(record.all_states([2, 3], range(2)))
    assert len(states) == len(set(states)) == 2 * 6
    assert {moved for moved, _ in states} == {0, 1}
    assert {state for _, state in states} == {(i, j) for i in range(2) for j in range(3)}


def test_a_lab_of_too_many_states_is_recorded_one_control_at_a_time():
    one = lab()
    sliders = [live.slider("controls.hidden", [(str(i), i) for i in range(20)], 3)] * 4
    one.controls = dict(zip("abcd", sliders, strict=True))
    choices, start, states = record.plan(one, record.POSITIONS)
    assert [len(pairs) for pairs in choices] == [6] * 4
    assert {sum(i != j for i, j in zip(state, start, strict=True)) for _, state in states} == {0, 1}
    assert len(states) == 4 * 6


def lab():
    """A lab that paints its slider's value, doubled where the box is ticked."""
    figure, axes = new_figure(width=2, height=1)
    words = axes.text(0.5, 0.5, "", animated=True)

    def compute(level, double):
        value = level * (1 + double)
        yield live.Frame(lambda: words.set_text(value), alt=f"value {value}", status=f"<b>{value}")

    controls = {
        "level": live.slider("controls.hidden", [(f"level {i}", i) for i in range(3)], 1),
        "double": widgets.Checkbox(value=False, description="double"),
    }
    return live.Lab("doubling", controls, Stage(figure), compute)


def test_a_recording_holds_what_the_lab_showed(tmp_path):
    recording = record.record(lab(), tmp_path)
    shown = {name: recording["pictures"][index] for name, index in recording["frames"].items()}
    assert shown["start"][1] == "value 1"
    assert len(shown) == 1 + 3 * 2
    for level in range(3):
        for double in (0, 1):
            value = level * (1 + double)
            (layer,), alt, status = shown[f"0:{level},{double}"]
            assert (alt, status) == (f"value {value}", f"<b>{value}")
            assert Image.open(tmp_path / layer).size == (400, 200)
    assert len(list(tmp_path.iterdir())) == 4  # 0, 1, 2 and 4: a picture is stored once
    assert not recording["alone"]
    assert recording["controls"] == [
        {"name": "hidden units", "kind": "range", "start": 1,
         "labels": ["level 0", "level 1", "level 2"]},
        {"name": "double", "kind": "checkbox", "start": 0, "labels": ["off", "on"]},
    ]  # fmt: skip


def test_layers_add_up_to_the_picture_and_shared_panels_are_stored_once(tmp_path):
    figure, (left, right) = new_figure(1, 2, width=4, height=2)
    right.set(xlim=(0, 1), ylim=(0, 3))
    canvas = Stage(figure)
    cuts = record.gaps(figure)
    assert len(cuts) == 1
    canvas.paint(lambda: None)
    before = record.write_layers(canvas.pixels, cuts, tmp_path)
    right.plot([0, 1], [1, 2])
    canvas.refresh()
    canvas.paint(lambda: None)
    after = record.write_layers(canvas.pixels, cuts, tmp_path)
    assert before[0] == after[0]
    assert before[1] != after[1]
    pile = Image.new("RGBA", (800, 400))
    for layer in after:
        pile.alpha_composite(Image.open(tmp_path / layer))
    assert np.abs(np.asarray(pile).astype(int) - canvas.pixels).mean() < 1  # of 255: the palette


def test_a_recording_is_labelled_and_says_what_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("LESSON_LANG", "zh")
    one = lab()
    page = record.to_html(one, record.record(one, tmp_path))
    assert "录播" in page
    assert "<label>隐藏单元数 <input" in page
    assert 'aria-valuetext="level 1"' in page
    assert page.count("</script>") == 1  # the words of a status cannot end the data


def test_a_control_that_cannot_be_recorded_is_named():
    with pytest.raises(ValueError, match="Text"):
        record.kind(widgets.Text())


def test_the_title_of_a_deck_is_its_first_heading():
    assert build.title(notebook((None, "words"), (None, "# One · 一\n\nMore"))) == "One · 一"
