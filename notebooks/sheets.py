"""Prediction sheets to print: what each lesson asks before its labs, with room for a guess.

notebooks/classroom.py writes them into classroom/sheets.
"""

import html
import re

import mistune
from nbformat import NotebookNode

from lesson_utils.language import LANGUAGES

ASKS = re.compile(r"\*\*(?:Predict first\.\*\*|先预测，再动手\*\*。)\s*")
LAB = re.compile(r"\*\*((?:Lab|实验)[:：].*?)(?:\.\*\*|\*\*。)")
HEADING = re.compile(r"#+ (.*)")
WORDS = {
    "en": {"name": "Name: ", "guess": "My guess, and why", "came": "What came"},
    "zh": {"name": "姓名：", "guess": "我的预测和理由", "came": "实际结果"},
}
STYLE = """
body { font: 11pt/1.45 system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  max-width: 18cm; margin: 1cm auto; padding: 0 0.5cm; }
h1 { font-size: 15pt; } h2 { font-size: 12pt; margin: 0; }
section { break-inside: avoid; margin: 0 0 0.7cm; }
section > :is(p, ol) { margin: 0.1cm 0; }
table { width: 100%; border-collapse: collapse; }
th, td { border: 1px solid #777; padding: 0.1cm 0.2cm; text-align: start; font-weight: normal; }
th { font-size: 9pt; } th:first-child { width: 60%; } td { height: 1.6cm; }
@page { size: A4; margin: 1.2cm; }
"""


def questions(notebook: NotebookNode) -> list[tuple[str, str]]:
    """(title of the lab, Markdown of what it asks first), in the order of the lesson."""
    found, title = [], ""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        blocks = iter(cell.source.split("\n\n"))
        for block in blocks:
            if heading := HEADING.match(block) or LAB.match(block):
                title = heading[1]
            if asked := ASKS.match(block):
                found.append((title, block[asked.end() :] or next(blocks)))
    return found


def page(notebook: NotebookNode, edition: str) -> str:
    """A page of HTML with the questions of one lesson."""
    words = WORDS[edition]
    head = HEADING.match(notebook.cells[0].source)[1]
    room = (
        f"<table><tr><th>{words['guess']}</th><th>{words['came']}</th></tr>"
        "<tr><td></td><td></td></tr></table>"
    )
    sections = [
        f"<section><h2>{plain(title)}</h2>{mistune.html(plain(asked))}{room}</section>"
        for title, asked in questions(notebook)
    ]
    return "\n".join([
        f'<!doctype html><html lang="{LANGUAGES[edition]}"><meta charset="utf-8">',
        f"<title>{html.escape(head)}</title><style>{STYLE}</style>",
        f"<h1>{html.escape(head)}</h1><p>{words['name']}______________________</p>",
        *sections, "</html>\n",
    ])  # fmt: skip


def plain(text: str) -> str:
    """Formulas as they stand in a line: η = 0.1, W₁."""

    def formula(found: re.Match) -> str:
        words = found[1].replace(r"\eta", "η").replace(r"\lambda", "λ").replace("{,}", ",")
        return re.sub(r"_(\d)", r"<sub>\1</sub>", words)

    return re.sub(r"\$(.+?)\$", formula, text)
