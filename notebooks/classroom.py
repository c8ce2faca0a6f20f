"""Make the classroom edition: notebooks without solutions for students, and a key for the teacher.

    python -m notebooks.classroom [FOLDER]      write FOLDER/students, key and sheets (classroom/)

Students' notebooks hold neither solutions nor notes for the teacher, and no outputs. In the key,
each exercise is solved in its cell, so that it runs and can be graded like a submission. Sheets are
for paper: the questions before the labs, with room for guesses.
"""

import copy
import re
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lesson_utils.language import LANGUAGES
from notebooks import sheets

NOTEBOOKS = Path(__file__).parent
SOLUTION = re.compile(
    r"<details><summary>(?:Solution|参考答案)</summary>.*?</details>\n*", re.DOTALL
)
CODE = re.compile(r"```python\n(.*?)\n```", re.DOTALL)


def for_students(notebook: NotebookNode) -> NotebookNode:
    """The notebook without solutions, notes for the teacher and outputs."""
    notebook = without_outputs(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = SOLUTION.sub("", cell.source).rstrip()
    notebook.cells = [cell for cell in notebook.cells if cell.source and not is_note(cell)]
    return notebook


def key(notebook: NotebookNode) -> NotebookNode:
    """The notebook with each exercise solved in its own cell, without outputs.

    Raises ValueError for an exercise that no solution follows.
    """
    notebook = without_outputs(notebook)
    unsolved = None
    for cell in notebook.cells:
        if "exercise" in cell.metadata.get("tags", ()):
            unsolved = _solved_before(unsolved, cell)
        elif unsolved is not None and (solution := SOLUTION.search(cell.source)):
            check = unsolved.source.rstrip().splitlines()[-1]
            code = CODE.search(solution[0])[1]
            unsolved.source = code if check in code else f"{code}\n\n\n{check}"
            unsolved = None
    _solved_before(unsolved, None)
    return notebook


def _solved_before(unsolved: NotebookNode | None, cell: NotebookNode | None):
    if unsolved is not None:
        raise ValueError(f"no solution after {unsolved.source!r}")
    return cell


def is_note(cell: NotebookNode) -> bool:
    """True for a cell that speaks to the teacher."""
    return cell.metadata.get("slideshow", {}).get("slide_type") == "notes"


def without_outputs(notebook: NotebookNode) -> NotebookNode:
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def main(arguments: list[str]) -> int:
    """The command line. Returns the exit status."""
    folder = Path(arguments[0]) if arguments else NOTEBOOKS.parent / "classroom"
    for language in LANGUAGES:
        for path in sorted((NOTEBOOKS / language).glob("*.ipynb")):
            notebook = nbformat.read(path, as_version=4)
            for name, make in (("students", for_students), ("key", key)):
                target = folder / name / language / path.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(nbformat.writes(make(notebook)) + "\n", encoding="utf-8")
            sheet = folder / "sheets" / language / f"{path.stem}.html"
            sheet.parent.mkdir(parents=True, exist_ok=True)
            sheet.write_text(sheets.page(notebook, language), encoding="utf-8")
    print(f"{folder}: students for them, sheets to print, key for you")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
