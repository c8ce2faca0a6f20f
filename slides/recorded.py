"""A lesson with its labs in pictures: what the decks and the pages of the lessons share.

The labs' run is kept in build/recorded until the code of the lesson, or of what it calls, changes.
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

from slides import deck, layers, record

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
    """The notebook at `path`, a recording in place of each lab; its frames in `frames`.

    All else is as the notebook holds it: only labs are run.
    """
    notebook = nbformat.read(path, as_version=4)
    (KEPT / "frames").mkdir(parents=True, exist_ok=True)
    show_labs(notebook, path, edition, str(KEPT / "frames"))
    frames.mkdir(parents=True, exist_ok=True)
    for name in set(FRAME.findall(nbformat.writes(notebook))):
        if not (frames / name).exists():
            shutil.copyfile(KEPT / "frames" / name, frames / name)
    return notebook


def show_labs(notebook: NotebookNode, path: Path, edition: str, frames: str = "") -> None:
    """Put a recording in place of each lab, or without `frames` its axes alone: in seconds."""
    folder = KEPT / ("recordings" if frames else "axes") / edition
    kept = folder / f"{path.stem}-{digest(notebook, path)}.ipynb"
    if not kept.exists():
        say(f"{edition}/{path.stem}: running")
        folder.mkdir(parents=True, exist_ok=True)
        done = run(notebook, path.parent, frames, f"{edition}/{path.stem}")
        for older in folder.glob(f"{path.stem}-*.ipynb"):
            older.unlink()
        nbformat.write(done, kept)
    for cell, run_cell in zip(labs(notebook), nbformat.read(kept, 4).cells, strict=True):
        cell.outputs = run_cell.outputs


def labs(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells that show a lab: by their tag, or by what they showed when they ran last."""

    def is_lab(cell: NotebookNode) -> bool:
        shown = [output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", ())]
        return "lab" in cell.metadata.get("tags", ()) or "Lab " in [words[:4] for words in shown]

    return [cell for cell in notebook.cells if is_lab(cell)]


def digest(notebook: NotebookNode, path: Path) -> str:
    """Of all that a recording depends on: the lesson's code, the package, and the recorder."""
    parts = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    files = [Path(record.__file__), Path(layers.__file__)]
    files += sorted((deck.ROOT / "lesson_utils").rglob("*.*"))
    parts += [file.read_text("utf-8") for file in files if file.suffix in (".py", ".toml")]
    return hashlib.sha256("\0".join([str(path.parent), *parts]).encode()).hexdigest()[:12]


def run(notebook: NotebookNode, folder: Path, frames: str, label: str) -> NotebookNode:
    """The cells with labs after a run in `folder`, behind the first one, which imports."""
    lines = (
        f"import sys; sys.path.append({str(deck.ROOT)!r})",
        f"from slides import record; record.install({frames!r})",
    )
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    shown = copy.deepcopy(labs(notebook))
    before = [nbformat.v4.new_code_cell(source) for source in ("\n".join(lines), first.source)]
    short = nbformat.v4.new_notebook(cells=[*before, *shown], metadata=notebook.metadata)
    environment = os.environ | {"LESSON_WAIT": "1", "OMP_NUM_THREADS": "1"}
    done = Client(short, folder, label).execute(env=environment)
    del done.cells[: len(before)]
    return done


def say(words: str) -> None:
    print(words, flush=True)
