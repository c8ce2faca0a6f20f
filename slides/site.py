"""Write both editions of every lesson as pages for a phone or a desk: no server, no network.

    python -m slides.site                      into build/site
    python -m slides.site 3 --edition zh --folder F

The labs replay runs that were really trained while the page was made.
"""

import argparse
import base64
import hashlib
import html
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from lesson_utils.language import LANGUAGES
from slides import deck
from slides.recorded import recorded, say

BUILT = deck.ROOT / "build" / "site"
HEADING = {"en": "Interactive lessons in deep learning", "zh": "交互式深度学习课程"}
WORDS = {
    "en": {
        "other": "中文", "contents": "Contents", "slides": "All lessons", "code": "Code",
        "about": "An interactive lesson. Its labs replay networks that were really trained.",
    },
    "zh": {
        "other": "English", "contents": "目录", "slides": "全部课程", "code": "代码",
        "about": "一节交互式课程，其中的实验重放的都是真实训练过的网络。",
    },
}  # fmt: skip
PICTURE = re.compile(r'(<img [^>]*)src="data:image/png;base64,([^"]+)"')
SUMMARY = re.compile(r"<summary>.*?</summary>", re.DOTALL)
APPLIED = re.compile(r"<mo[^>]*>&#x2061;</mo>(?=<(?!mo\b))")  # as in log x, not as in log(x)
THIN_SPACE = '<mspace width="0.167em"></mspace>'
TOGETHER = re.compile("([（(“]?)<math>(?:(?!</?math).)*</math>([，。；：、！？）”,.;:!?)]*)")
DOLLARS = re.compile(r"\$([^$\n]+)\$")


class Formulas:
    """Formulas of a page as marks, until all are written as MathML in one call of MathJax."""

    def __init__(self):
        self.found: list[tuple[str, bool]] = []

    def mark(self, tex: str, display: bool = False) -> str:
        self.found.append((html.unescape(tex), display))
        return f"\x02{len(self.found) - 1}\x03"

    def fill(self, page: str) -> str:
        """The page with its formulas; FileNotFoundError where node is missing."""
        command = ["node", str(Path(__file__).with_name("formulas.js"))]
        asked = json.dumps(self.found)
        done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
        written = [APPLIED.sub(THIN_SPACE, formula) for formula in json.loads(done.stdout)]
        page = re.sub("\x02(\\d+)\x03", lambda mark: written[int(mark[1])], page)
        return TOGETHER.sub(together, page)


def together(found: re.Match) -> str:
    """A formula within a line and the marks around it: no line begins with a comma."""
    return f'<span class="together">{found[0]}</span>' if found[1] or found[2] else found[0]


class Renderer(IPythonRenderer):
    """nbconvert's Markdown, with formulas marked."""

    formulas: Formulas

    def inline_math(self, body: str) -> str:
        return self.formulas.mark(body)

    def block_math(self, body: str) -> str:
        return self.formulas.mark(body, display=True)

    def block_html(self, text: str) -> str:
        def fold(summary: re.Match) -> str:
            return DOLLARS.sub(lambda tex: self.formulas.mark(tex[1]), summary[0])

        return super().block_html(SUMMARY.sub(fold, text))


def write(path: Path, edition: str, built: Path, draft: bool = False) -> Path:
    """Write the page of one notebook; a draft has the stored outputs: its labs stand still."""
    frames = built / "frames"
    notebook = nbformat.read(path, as_version=4) if draft else recorded(path, edition, frames)
    formulas = Formulas()
    page = export(prepared(notebook), edition, path.stem, formulas)
    page = PICTURE.sub(lambda found: store(found, built / "pictures"), formulas.fill(page))
    target = built / edition / f"{path.stem}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, "utf-8")
    say(f"{edition}/{path.stem}: {target.stat().st_size / 1e6:.1f} MB and its pictures")
    return target


def prepared(notebook: NotebookNode) -> NotebookNode:
    """Without notes for the teacher and verdicts on exercises that nobody did; guesses to come."""
    kinds = [cell.metadata.get("slideshow", {}).get("slide_type") for cell in notebook.cells]
    notebook.cells = [c for c, kind in zip(notebook.cells, kinds, strict=True) if kind != "notes"]
    for cell in notebook.cells:
        if "exercise" in cell.metadata.get("tags", ()):
            cell.outputs = []
        if cell.source.startswith("predictions.show("):  # page.js fills it
            for output in cell.outputs:
                output.data["text/html"] = f'<div class="guesses">{output.data["text/html"]}</div>'
    return notebook


def opening(notebook: NotebookNode) -> str:
    """The sentences under the title, which a search engine shows."""
    paragraph = notebook.cells[0].source.partition("\n\n")[2].partition("\n\n")[0]
    words = re.sub(r"[*$`]", "", paragraph).replace("\n", " ")
    return words[: max(words.rfind(mark) for mark in ".。?？") + 1]


def export(notebook: NotebookNode, edition: str, name: str, formulas: Formulas) -> str:
    """The page of a notebook, formulas still marked."""
    renderer = type("PageRenderer", (Renderer,), {"formulas": formulas})(escape=False)
    exporter = HTMLExporter(
        template_name="lab", template_file="page.html.j2",
        extra_template_paths=[str(deck.TEMPLATE)],
        exclude_input_prompt=True, exclude_output_prompt=True, exclude_anchor_links=True,
        filters={"markdown2html": MarkdownWithMath(renderer=renderer).render},
    )  # fmt: skip
    other = "en" if edition == "zh" else "zh"
    resources = {
        "language": LANGUAGES[edition], "other_language": LANGUAGES[other],
        "twin": f"../{other}/{name}.html", "title": deck.title(notebook),
        "about": f"{opening(notebook)} {WORDS[edition]['about']}",
        "words": WORDS[edition], "lab_words": "lab",
    }  # fmt: skip
    return exporter.from_notebook_node(notebook, resources=resources)[0]


def store(found: re.Match, folder: Path) -> str:
    """An <img> whose picture is a file that loads when it is reached."""
    data = base64.b64decode(found[2])
    name = f"{hashlib.sha256(data).hexdigest()[:16]}.png"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return f'{found[1]}loading="lazy" src="../pictures/{name}"'


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("lesson", nargs="?", default="", help="number or name; all without it")
    parser.add_argument("--edition", choices=deck.EDITIONS, help="both without it")
    parser.add_argument("--folder", type=Path, default=BUILT)
    parser.add_argument("--draft", action="store_true", help="run nothing: labs stand still")
    options = parser.parse_args(arguments)
    built = options.folder.resolve()
    deck.write_assets(built / "assets")
    editions = [options.edition] if options.edition else deck.EDITIONS
    try:
        for edition in editions:
            for path in deck.lessons(edition, options.lesson):
                write(path, edition, built, options.draft)
    except ValueError as error:
        parser.error(str(error))
    say(f"open {deck.write_index(built, HEADING)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
