"""From the cells of a notebook to slides."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from slides.layers import AXES

TAGS = {  # of a slide type: what stands before and behind its cell
    "slide": ("</section></section><section><section>", ""),
    "subslide": ("</section><section>", ""),
    "fragment": ('<div class="fragment">', "</div>"),
    "notes": ('<aside class="notes">', "</aside>"),
}
BEGINS = ("slide", "subslide")
QUESTION = re.compile(r"(\*\*|^### )(Predict|By hand|先预测|先猜|手算)", re.MULTILINE)
PREDICT = re.compile(r"^(?=\*\*(?:Predict first|先预测))", re.MULTILINE)
HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)
LEAD = re.compile(r"\A\*\*([^*]+?)(\.\*\*|(?<=[?？])\*\*|\*\*。)\s*")  # a sentence in bold
FOLD = re.compile(r"</?details>|<summary>.*?</summary>")
TO_LOOK_AT = re.compile(r"\$\$|```|^\|--|<img", re.MULTILINE)
NO_PROSE = re.compile(
    r"\$\$.*?\$\$|\$[^$]*\$|```.*?```|^#+ [^\n]*|^\d+\. ", re.DOTALL | re.MULTILINE
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MOST_WORDS = 40  # beside a picture


def kind_of(cell: NotebookNode) -> str:
    """Its slide type."""
    return cell.metadata.get("slideshow", {}).get("slide_type", "")


def words(source: str) -> int:
    """Words of prose in a Markdown text; 5 Chinese characters are about 3 words."""
    text = NO_PROSE.sub(" ", source)
    others = re.findall(r"[^\W_]\S*", CHINESE.sub(" ", text))
    return round(0.6 * len(CHINESE.findall(text)) + len(others))


def split_questions(cells: list[NotebookNode]) -> Iterator[NotebookNode]:
    """The cells; a question has a slide of its own, behind what it is about."""
    for cell in cells:
        about, *asked = PREDICT.split(cell.source, maxsplit=1)
        if kind_of(cell) in BEGINS and asked and words(about):
            cell.source = about.strip()
            yield cell
            cell = new_markdown_cell(asked[0], metadata={"slideshow": {"slide_type": "subslide"}})
        yield cell


def give_headings(cells: Iterator[NotebookNode]) -> Iterator[NotebookNode]:
    """The cells, so that each slide has a heading: its own, or the bold sentence that it begins
    with, or else that of the slide before, unless this was a question.
    """
    heading = ""
    for cell in cells:
        if kind_of(cell) in BEGINS:
            text = cell.cell_type == "markdown"
            if text:
                cell.source = LEAD.sub(r"### \1\n\n", cell.source)
            if text and HEADING.match(cell.source):
                found = HEADING.findall(cell.source)
                own = [name for name in found if not QUESTION.match(f"### {name}")]
                heading = (own or [heading])[-1]
            elif heading:
                yield new_markdown_cell(f"### {heading}", metadata=cell.metadata)
                cell.metadata = NotebookNode(tags=cell.metadata.get("tags", []))
        yield cell


def grouped(cells: Iterator[NotebookNode]) -> list[list[NotebookNode]]:
    """The cells from one slide to the next."""
    groups = [[]]
    for cell in cells:
        if kind_of(cell) in BEGINS:
            groups.append([])
        groups[-1].append(cell)
    return groups


def on_slide(group: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Those of them that a slide shows, with its notes.

    A cell without a slide type stays with the cell before it: on its slide, or on none.
    """
    skipping = True
    for cell in group:
        kind = kind_of(cell)
        skipping = kind == "skip" or (skipping and kind not in (*BEGINS, "fragment"))
        if not skipping:
            yield cell


def show_axes(groups: list[list[NotebookNode]]) -> None:
    """Give slides of prose that lead to a lab its axes, on which nothing is drawn yet."""
    axes, heading = "", []
    for group in reversed(groups):
        slide = [cell for cell in on_slide(group) if kind_of(cell) != "notes"]
        outputs = [output.get("data", {}) for cell in slide for output in cell.get("outputs", ())]
        labs = [data[AXES] for data in outputs if AXES in data]
        if labs:
            axes, heading = labs[0], HEADING.findall(slide[0].source)[-1:]
        elif axes and is_prose(slide) and leads_to(slide[0].source, heading):
            picture = new_markdown_cell(f'<div class="axes">{axes}</div>')
            group.insert(group.index(slide[-1]) + 1, picture)
        else:
            axes = ""


def is_prose(slide: list[NotebookNode]) -> bool:
    """Whether there are words, and nothing to look at."""
    seen = [cell for cell in slide if cell.cell_type == "code" or TO_LOOK_AT.search(cell.source)]
    return bool(slide) and not seen


def leads_to(source: str, heading: list[str]) -> bool:
    """Whether a slide that begins so and one of this heading are about the same."""
    return bool(QUESTION.match(source) or set(heading) & set(HEADING.findall(source)))


def mark_slides(notebook: NotebookNode) -> NotebookNode:
    """Tell each cell that a slide shows, in its metadata, the tags before and behind it.

    What code shows behind a question on its slide comes one click later.
    """
    groups = grouped(give_headings(split_questions(notebook.cells)))
    show_axes(groups)
    shown = []
    for group in groups:
        asked = False
        for cell in on_slide(group):
            kind = kind_of(cell)
            if cell.cell_type == "code" and asked and not kind:
                kind = "fragment"
            asked |= cell.cell_type == "markdown" and bool(QUESTION.search(cell.source))
            if kind == "notes":  # folded in a notebook; a speaker wants to see them
                cell.source = FOLD.sub("", cell.source).strip()
            before, after = TAGS.get(kind, ("", ""))
            cell.metadata["deck"] = NotebookNode(before=before, after=after)
            shown.append(cell)
    if shown:
        shown[0].metadata.deck.before = "<section><section>"
        shown[-1].metadata.deck.after += "</section></section>"
    notebook.cells = [cell for group in groups for cell in group]
    return notebook
