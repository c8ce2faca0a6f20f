"""Build both editions of every lesson from its one source.

    python notebooks/build.py                   write notebooks/en and notebooks/zh, keep outputs
    python notebooks/build.py --check           write nothing; exit 1 and say which cell differs
    python notebooks/build.py --execute [NAME]  build, then run the lessons and store their outputs

A source is a jupytext percent file in notebooks/source. Its text cells carry lang="en" or
lang="zh" and go to that edition; its code cells carry no language and go to both. A comment in a
code cell says the same in both languages, of which an edition keeps one:

    # en: Ten percent off.
    # zh: 减少一成。
    w = 0.9 * w  # en: the new weight | zh: 新的权重

The line `use_edition("en")` names the edition: in the Chinese one it reads `use_edition("zh")`.
"""

import argparse
import copy
import hashlib
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from lesson_utils.language import LANGUAGES

NOTES = {"en": "For the teacher", "zh": "给老师"}
CELL_METADATA = ("slideshow", "tags")
JUPYTEXT_METADATA = ("lang", "lines_to_next_cell", "cell_marker")  # of the source alone
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# Chinese is written without spaces, but Markdown makes a space of every line break.
HAN, MARK = r"\u4e00-\u9fff", r"\u3001-\u303f\uff01-\uffef“”…"
CHINESE_BREAK = re.compile(
    rf"(?<=[{HAN}{MARK}])\n(?:> )? *(?=[{HAN}{MARK}])"
    rf"|(?<=[{MARK}])\n(?:> )? *(?=\*{{1,2}}[^\s*]|\$[^$]|`[^`]|[A-Za-zα-ωΑ-Ω−]|\d(?!\d*[.)] ))"
)
COMMENT_LINE = re.compile(r"^([ \t]*)# (en|zh): (?!.* \| zh: )(.*)\n?", re.MULTILINE)
COMMENT = re.compile(r"# en: (?P<en>.*?) \| zh: (?P<zh>.*)$", re.MULTILINE)
USE_EDITION = 'use_edition("en")'
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def read_source(text: str) -> list[NotebookNode]:
    """The cells of a percent file, text cells with their `lang`.

    Raises ValueError for a text cell without a known `lang`, a code cell with one, and metadata
    that students have no use for.
    """
    cells = jupytext.reads(text, fmt="py:percent").cells
    for cell in cells:
        language = cell.metadata.get("lang")
        if cell.cell_type == "code" and language is not None:
            raise ValueError(f"{describe(cell)} has lang={language!r}: code goes to both editions")
        if cell.cell_type != "code" and language not in LANGUAGES:
            raise ValueError(f"{describe(cell)} has lang={language!r}: use {list(LANGUAGES)}")
        unknown = set(cell.metadata) - {*CELL_METADATA, *JUPYTEXT_METADATA}
        if unknown:
            raise ValueError(f"{describe(cell)} has {sorted(unknown)}: use {CELL_METADATA}")
    return cells


def edition(cells: list[NotebookNode], language: str) -> NotebookNode:
    """The notebook of one language, without outputs."""
    notebook = nbformat.v4.new_notebook(metadata=NOTEBOOK_METADATA)
    seen = Counter()
    for cell in cells:
        if cell.metadata.get("lang", language) != language:
            continue
        new_cell = getattr(nbformat.v4, f"new_{cell.cell_type}_cell")
        source = cell.source.rstrip("\n")
        named = source
        if cell.cell_type == "code":
            named, source = without_comments(source), code_of(source, language)
        if cell.cell_type == "markdown" and language == "zh":
            named = source = CHINESE_BREAK.sub("", source)
        if cell.metadata.get("slideshow", {}).get("slide_type") == "notes":
            named = source = (
                f"<details><summary>{NOTES[language]}</summary>\n\n{source}\n\n</details>"
            )
        # An id from the content, so that an insertion does not renumber the cells behind it. A
        # comment is no part of it: outputs survive another wording.
        digest = hashlib.sha256(f"{cell.cell_type}\n{named}".encode()).hexdigest()[:12]
        seen[digest] += 1
        name = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        kept = {key: cell.metadata[key] for key in CELL_METADATA if key in cell.metadata}
        notebook.cells.append(new_cell(source, id=name, metadata=kept))
    return notebook


def code_of(source: str, language: str) -> str:
    """The code of one edition: its comments, and its name in `use_edition`."""
    source = COMMENT_LINE.sub(
        lambda found: f"{found[1]}# {found[3]}\n" if found[2] == language else "", source
    )
    source = COMMENT.sub(lambda found: f"# {found[language]}", source)
    return source.replace(USE_EDITION, USE_EDITION.replace("en", language)).rstrip("\n")


def without_comments(source: str) -> str:
    """The code as a source holds it, without the comments that an edition chooses from."""
    source = re.sub(rf"[ \t]*{COMMENT.pattern}", "", COMMENT_LINE.sub("", source), flags=re.M)
    return source.rstrip("\n")


def keep_outputs(notebook: NotebookNode, stored: NotebookNode) -> None:
    """Copy outputs from the stored code cells that have the same id, hence the same source."""
    stored_cells = {cell.get("id"): cell for cell in stored.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.id in stored_cells:
            cell.execution_count = stored_cells[cell.id].execution_count
            cell.outputs = stored_cells[cell.id].outputs
            for output in cell.outputs:
                # A view names a model that lives in one kernel. Without it, a page that has no
                # kernel (GitHub, a static deck) shows the next best: the picture of the lab.
                output.get("data", {}).pop(WIDGET_VIEW, None)


def build(source: Path, language: str, stored: NotebookNode | None) -> NotebookNode:
    """One edition of one lesson, with the outputs of the stored notebook where code is unchanged.

    Raises ValueError, with the name of the source, for what `read_source` rejects.
    """
    try:
        notebook = edition(read_source(source.read_text(encoding="utf-8")), language)
    except ValueError as error:
        raise ValueError(f"{source.name}: {error}") from None
    if stored is not None:
        keep_outputs(notebook, stored)
    return notebook


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """The notebook after a run in a fresh kernel whose working directory is `folder`.

    Raises CellExecutionError if a cell fails.
    """
    # Live labs finish before their picture is stored; two kernels share the cores in peace.
    environment = os.environ | {"LESSON_WAIT": "1", "OMP_NUM_THREADS": "1"}
    client = NotebookClient(
        copy.deepcopy(notebook),
        timeout=600,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    return client.execute(env=environment)


def differences(fresh: NotebookNode, target: Path) -> Iterator[str]:
    """What a reader of `--check` must know: the first cell that differs, or why none can."""
    if not target.exists():
        yield "does not exist"
    elif target.read_text(encoding="utf-8") != to_text(fresh):
        stored = read(target)
        for number, (cell, other) in enumerate(zip(fresh.cells, stored.cells, strict=False), 1):
            if cell != other:
                yield f"cell {number} differs: {describe(cell)}"
                return
        if len(fresh.cells) != len(stored.cells):
            yield f"has {len(stored.cells)} cells, its source has {len(fresh.cells)}"
        else:
            yield "its cells are right, but not its metadata or layout"


def describe(cell: NotebookNode) -> str:
    """The kind of a cell and its first line."""
    return f"{cell.cell_type} cell {cell.source.strip().partition(chr(10))[0][:60]!r}"


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def to_text(notebook: NotebookNode) -> str:
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def process(source: Path, language: str, *, check: bool, run: bool) -> list[str]:
    """Build, check or run one edition of one lesson. Returns what is wrong."""
    target = source.parent.parent / language / f"{source.stem}.ipynb"
    label = f"{language}/{target.name}"
    try:
        fresh = build(source, language, read(target) if target.exists() else None)
        if check:
            return [f"{label}: {problem}" for problem in differences(fresh, target)]
        target.parent.mkdir(exist_ok=True)
        if run:
            keep_outputs(fresh, execute(fresh, target.parent))
    except (ValueError, CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        return [f"{label}: {error}"]
    target.write_text(to_text(fresh), encoding="utf-8", newline="\n")
    return []


def main(arguments: list[str] | None = None, folder: Path = Path(__file__).parent) -> int:
    """The command line; `folder` holds `source`. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    parser.add_argument("--execute", nargs="*", metavar="NAME", help="run these lessons, or all")
    options = parser.parse_args(arguments)
    sources = sorted((folder / "source").glob("*.py"))
    names = [source.stem for source in sources]
    wanted = names if options.execute == [] else options.execute or []
    if unknown := sorted(set(wanted) - set(names)):
        parser.error(f"no lesson {', '.join(unknown)}: there is {', '.join(names)}")

    with ThreadPoolExecutor(max_workers=2) as pool:
        jobs = [
            pool.submit(process, source, language, check=options.check, run=source.stem in wanted)
            for source in sources
            for language in LANGUAGES
        ]
    problems = [problem for job in jobs for problem in job.result()]
    problems += [
        f"{language}/{target.name}: has no source; delete it"
        for language in LANGUAGES
        for target in sorted((folder / language).glob("*.ipynb"))
        if target.stem not in names
    ]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
