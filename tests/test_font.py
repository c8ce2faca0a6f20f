"""The Chinese font of the figures: whole, small, as its script makes it, and silent."""

import importlib.util
import io
import logging
import subprocess
import sys
from pathlib import Path

import matplotlib
import pytest
from figure_texts import english_words, figure_texts
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import get_font

from lesson_utils import font
from lesson_utils.language import strings

ROOT = Path(__file__).parents[1]
spec = importlib.util.spec_from_file_location("font_script", ROOT / "scripts" / "font.py")
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)


def shown(words: str) -> Figure:
    figure = Figure()
    figure.text(0, 0, words)
    figure.text(0, 0.5, words, fontweight="bold")
    FigureCanvasAgg(figure).draw()
    return figure


def test_every_character_of_every_string_and_lesson_is_in_a_font_of_the_figures():
    sources = "".join(path.read_text("utf-8") for path in ROOT.glob("notebooks/source/*.py"))
    characters = set(sources).union(*(words["zh"] for words in strings().values()))
    dejavu = get_font(matplotlib.get_data_path() + "/fonts/ttf/DejaVuSans.ttf").get_charmap()
    there = {ord(c) for c in script.held()} | set(dejavu)
    missing = {c for c in characters if c.isprintable() and c not in "✅❌" and ord(c) not in there}
    assert not missing, "run: python scripts/font.py"


def test_font_is_small_and_its_licence_lies_beside_it():
    assert font.FILE.stat().st_size <= 400_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in font.FILE.with_name("OFL.txt").read_text("utf-8")
    assert TTFont(font.FILE)["name"].getDebugName(1) == font.CHINESE


@pytest.mark.skipif(not script.ORIGINAL.exists(), reason="fonts-noto-cjk is not installed")
def test_script_makes_the_font_byte_by_byte():
    original = script.original(script.ORIGINAL)
    if original["name"].getDebugName(5) != TTFont(font.FILE)["name"].getDebugName(5):
        pytest.skip("another version of Noto Sans CJK is installed")
    assert script.subset(original, script.held()) == font.FILE.read_bytes()


@pytest.mark.parametrize("edition", ["en", "zh"])
def test_text_is_drawn_in_the_editions_font_without_a_word(monkeypatch, caplog, edition):
    monkeypatch.setenv("LESSON_LANG", edition)
    words = {"en": "loss λ = −0.1", "zh": "训练损失“早停”，λ = −0.1"}[edition]
    with matplotlib.rc_context({"font.family": font.families()}), caplog.at_level(logging.INFO):
        shown(words)
    assert caplog.text == ""


def test_chinese_is_no_row_of_boxes(monkeypatch):
    monkeypatch.setenv("LESSON_LANG", "zh")
    pictures = []
    for words in ("训", "练"):
        with matplotlib.rc_context({"font.family": font.families()}):
            file = io.BytesIO()
            shown(words).savefig(file)
            pictures.append(file.getvalue())
    assert pictures[0] != pictures[1]


def test_english_edition_does_not_wait_for_the_font():
    code = (
        "import sys; from lesson_utils import font; font.families();"
        "assert 'matplotlib.font_manager' not in sys.modules"
    )
    environment = {"LESSON_LANG": "en", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def test_english_in_a_chinese_figure_is_found():
    figure = Figure()
    figure.suptitle("训练损失 loss")
    figure.subplots().set_xlabel("丢弃概率 p（dropout）")
    texts = figure_texts(figure)
    assert "训练损失 loss" in texts
    assert [word for text in texts for word in english_words(text)] == ["loss"]
    assert english_words(r"Softmax 回归，$\mathrm{left}$ 与 ReLU") == []
