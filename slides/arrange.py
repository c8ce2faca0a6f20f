"""From the cells of a notebook to slides."""

import re

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

TAGS = {  # of a slide type: what stands before and behind its cell
    "slide": ("</section></section><section><section>", ""),
    "subslide": ("</section><section>", ""),
    "fragment": ('<div class="fragment">', "</div>"),
    "notes": ('<aside class="notes">', "</aside>"),
}
QUESTION = re.compile(r"(\*\*|^### )(Predict|By hand|先预测|先猜|手算)", re.MULTILINE)
HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)
LEAD = re.compile(r"\A\*\*([^*]+?)(\.\*\*|(?<=[?？])\*\*|\*\*。)\s*")  # a sentence in bold
FOLD = re.compile(r"</?details>|<summary>.*?</summary>")


def give_headings(cells: list[NotebookNode]) -> list[NotebookNode]:
    """The cells, so that each slide has a heading: its own, or the bold sentence that it begins
    with, or else that of the slide before, unless this was a question.
    """
    found, heading = [], ""
    for cell in cells:
        if cell.metadata.get("slideshow", {}).get("slide_type") in ("slide", "subslide"):
            text = cell.cell_type == "markdown"
            if text:
                cell.source = LEAD.sub(r"### \1\n\n", cell.source)
            if text and HEADING.match(cell.source):
                own = [
                    words
                    for words in HEADING.findall(cell.source)
                    if not QUESTION.match(f"### {words}")
                ]
                heading = (own or [heading])[-1]
            elif heading:
                found.append(new_markdown_cell(f"### {heading}", metadata=cell.metadata))
                cell.metadata = NotebookNode(tags=cell.metadata.get("tags", []))
        found.append(cell)
    return found


def mark_slides(notebook: NotebookNode) -> NotebookNode:
    """Tell each cell that a slide shows, in its metadata, the tags before and behind it.

    A cell without a slide type stays with the cell before it: on its slide, or on none. What code
    shows behind a question on its slide comes one click later.
    """
    shown = []
    skipping, asked = True, False
    notebook.cells = give_headings(notebook.cells)
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "")
        if kind in ("slide", "subslide"):
            asked = False
        if cell.cell_type == "code" and asked and not kind:
            kind = "fragment"
        asked |= cell.cell_type == "markdown" and bool(QUESTION.search(cell.source))
        skipping = kind == "skip" or (skipping and kind not in ("slide", "subslide", "fragment"))
        if skipping:
            continue
        before, after = TAGS.get(kind, ("", ""))
        if not shown:
            before = TAGS["slide"][0]
        if kind == "notes":  # folded in a notebook; a speaker wants to see them
            cell.source = FOLD.sub("", cell.source).strip()
        cell.metadata["deck"] = NotebookNode(before=before, after=after)
        shown.append(cell)
    if shown:
        first, last = shown[0].metadata.deck, shown[-1].metadata.deck
        first.before = first.before.replace("</section>", "")
        last.after += "</section></section>"
    return notebook
