"""A lesson run once more, its labs in pictures: what the decks and the pages of the lessons share.

The run is kept in build/recorded until the code of the lesson, or of what it calls, changes.
"""

import copy
import hashlib
import os
import re
import shutil
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from slides import deck, record

KEPT = deck.ROOT / "build" / "recorded"
FRAME = re.compile(r"[0-9a-f]{16}\.webp")


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


def recorded(path: Path, edition: str, frames: Path) -> NotebookNode:
    """The notebook at `path` after a run, a recording in place of each lab; its frames in `frames`.

    Text cells are those of today, also where the run is an older one.
    """
    notebook = nbformat.read(path, as_version=4)
    kept = KEPT / edition / f"{path.stem}-{digest(notebook, path)}.ipynb"
    if not kept.exists():
        say(f"{edition}/{path.stem}: running")
        kept.parent.mkdir(parents=True, exist_ok=True)
        (KEPT / "frames").mkdir(exist_ok=True)
        done = run(notebook, path.parent, KEPT / "frames", f"{edition}/{path.stem}")
        for older in kept.parent.glob(f"{path.stem}-*.ipynb"):
            older.unlink()
        nbformat.write(done, kept)
    done = nbformat.read(kept, as_version=4)
    outputs = iter([cell.outputs for cell in done.cells if cell.cell_type == "code"])
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = next(outputs)
    frames.mkdir(parents=True, exist_ok=True)
    for name in set(FRAME.findall(nbformat.writes(done))):
        if not (frames / name).exists():
            shutil.copyfile(KEPT / "frames" / name, frames / name)
    return notebook


def digest(notebook: NotebookNode, path: Path) -> str:
    """Of all that a recording depends on: the lesson's code, the package, and the recorder."""
    parts = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    files = [Path(record.__file__), *sorted((deck.ROOT / "lesson_utils").rglob("*.*"))]
    parts += [file.read_text("utf-8") for file in files if file.suffix in (".py", ".toml")]
    return hashlib.sha256("\0".join([str(path.parent), *parts]).encode()).hexdigest()[:12]


def run(notebook: NotebookNode, folder: Path, frames: Path, label: str) -> NotebookNode:
    """The notebook after a run in `folder`, with a recording in place of each lab."""
    lines = (
        f"import sys; sys.path.append({str(deck.ROOT)!r})",
        f"from slides import record; record.install({str(frames)!r})",
    )
    notebook = copy.deepcopy(notebook)
    notebook.cells.insert(0, nbformat.v4.new_code_cell("\n".join(lines)))
    environment = os.environ | {"LESSON_WAIT": "1", "OMP_NUM_THREADS": "1"}
    done = Client(notebook, folder, label).execute(env=environment)
    del done.cells[0]
    return done


def say(words: str) -> None:
    print(words, flush=True)
