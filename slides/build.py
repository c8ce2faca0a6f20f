"""Write both editions of every lesson as slides that open without a server or a network.

    python -m slides.build                          into build/slides
    python -m slides.build --folder F 03 --edition zh   one lesson, one edition, elsewhere

Each notebook is run once more; while it runs, its labs are moved through their settings, and
the pictures are kept.
"""

import argparse
import copy
import html
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from slides import deck, record

EDITIONS = {"en": "English", "zh": "中文"}
LARGEST = 15  # megabytes of a deck: it travels on a stick, and opens at once


class Client(NotebookClient):
    """Runs a notebook, and says how far it is."""

    def __init__(self, notebook: NotebookNode, folder: Path, label: str):
        super().__init__(
            notebook, timeout=None, record_timing=False, store_widget_state=False,
            coalesce_streams=True, extra_arguments=["--log-level=40"],
            resources={"metadata": {"path": str(folder)}},
        )  # fmt: skip
        self.label = label

    def process_message(self, message, cell, cell_index):
        words = message["content"].get("text", "")
        if message["msg_type"] == "stream" and words.startswith(record.PROGRESS):
            for line in words.splitlines():
                say(f"{self.label}: {line}")
            return None
        return super().process_message(message, cell, cell_index)


def run(notebook: NotebookNode, folder: Path, frames: Path, label: str) -> NotebookNode:
    """The notebook after a run in `folder`, with a recording in place of each lab on a slide."""
    shown = [c.source for c in notebook.cells if c.cell_type == "code" and "deck" in c.metadata]
    lines = (
        f"import sys; sys.path.append({str(deck.ROOT)!r})",
        f"from slides import record; record.install({str(frames)!r}, {shown})",
    )
    notebook = copy.deepcopy(notebook)
    notebook.cells.insert(0, nbformat.v4.new_code_cell("\n".join(lines)))
    environment = {name: value for name, value in os.environ.items() if name != "LESSON_LANG"}
    environment |= {"LESSON_WAIT": "1", "OMP_NUM_THREADS": "1"}
    done = Client(notebook, folder, label).execute(env=environment)
    del done.cells[0]
    return done


def write(path: Path, edition: str, built: Path, draft: bool = False) -> Path:
    """Run one notebook and write its deck; a draft has the stored outputs."""
    label, began = f"{edition}/{path.stem}", time.monotonic()
    say(f"{label}: running")
    notebook = deck.mark_slides(nbformat.read(path, as_version=4))
    if not draft:
        notebook = run(notebook, path.parent, built / "frames", label)
    exporter = HTMLExporter(
        template_name="lab",
        template_file=deck.TEMPLATE_FILE,
        extra_template_paths=[str(deck.TEMPLATE)],
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    resources = {"assets": "../assets", "language": edition, "title": title(notebook)}
    page, _ = exporter.from_notebook_node(notebook, resources=resources)
    target = built / edition / f"{path.stem}.html"
    target.parent.mkdir(exist_ok=True)
    target.write_text(page, "utf-8")
    weight = megabytes(target)
    say(f"{label}: {weight:.1f} MB, written in {time.monotonic() - began:.0f} s")
    if weight > LARGEST:
        raise ValueError(f"{label} has {weight:.1f} MB; at most {LARGEST}: record fewer positions")
    return target


def megabytes(page: Path) -> float:
    """What one deck asks for: its page and the frames that it names."""
    frames = set(re.findall(r"[0-9a-f]{16}\.webp", page.read_text("utf-8")))
    files = [page, *(page.parents[1] / "frames" / frame for frame in frames)]
    return sum(file.stat().st_size for file in files) / 1e6


def title(notebook: NotebookNode) -> str:
    """The first heading."""
    headings = (cell.source for cell in notebook.cells if cell.source.startswith("# "))
    return next(headings, "").partition("\n")[0].lstrip("# ")


def write_index(built: Path) -> Path:
    """A page that links to every deck."""
    links = [
        f'<li><a href="{edition}/{path.name}">{html.escape(path.stem)} · {words}</a></li>'
        for edition, words in EDITIONS.items()
        for path in sorted((built / edition).glob("*.html"))
    ]
    page = f'<!DOCTYPE html><meta charset="utf-8"><title>Slides</title><ul>{"".join(links)}</ul>\n'
    (built / "index.html").write_text(page, "utf-8")
    return built / "index.html"


def say(words: str) -> None:
    print(words, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("lesson", nargs="?", default="", help="number or name; all without it")
    parser.add_argument("--edition", choices=EDITIONS, help="both without it")
    parser.add_argument("--folder", type=Path, default=deck.BUILT)
    parser.add_argument("--draft", action="store_true", help="run nothing: labs stand still")
    options = parser.parse_args(arguments)
    built = options.folder.resolve()
    try:
        editions = [options.edition] if options.edition else EDITIONS
        jobs = [(p, edition) for edition in editions for p in deck.lessons(edition, options.lesson)]
    except ValueError as error:
        parser.error(str(error))
    deck.write_assets(built / "assets")
    (built / "frames").mkdir(exist_ok=True)
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = [
            pool.submit(write, path, edition, built, options.draft) for path, edition in jobs
        ]
    problems = [str(result.exception()) for result in results if result.exception()]
    for problem in problems:
        print(problem, file=sys.stderr)
    say(f"open {write_index(built)}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
