"""Bring the lessons into a home, and later a new edition of them, without touching what is theirs.

    python deploy/lessons.py SOURCE TARGET

A notebook that is not there is written. One in which nobody has written or run a cell since is
replaced by the new edition. Any other stays as it is, and the new edition comes beside it: NAME_2.
"""

import hashlib
import itertools
import json
import os
import sys
from pathlib import Path

RECORD = ".delivered.json"  # of each file that was delivered: the digest of what it was


def deliver(source: Path, target: Path) -> list[Path]:
    """Write the notebooks of each edition in `source` into `target`; returns what is new there."""
    target.mkdir(parents=True, exist_ok=True)
    delivered = read_record(target / RECORD)
    written = []
    for file in sorted(source.glob("*/*.ipynb")):
        name = file.relative_to(source)
        content = file.read_bytes()
        place = free_place(target, name, digest(content), delivered)
        if place is not None:
            replace(target / place, content)
            delivered[place.as_posix()] = digest(content)
            written.append(target / place)
    replace(target / RECORD, json.dumps(delivered, indent=0).encode())
    return written


def free_place(target: Path, name: Path, new: str, delivered: dict[str, str]) -> Path | None:
    """Where the file goes: its name, or the next one that is not the student's; None if it came."""
    for number in itertools.count(1):
        place = name if number == 1 else name.with_stem(f"{name.stem}_{number}")
        before = delivered.get(place.as_posix())
        if not os.path.lexists(target / place):
            return place
        if before == new:
            return None
        if (target / place).is_file() and digest((target / place).read_bytes()) in (before, new):
            return place


def read_record(path: Path) -> dict[str, str]:
    """What was delivered; nothing where the record is gone or broken: then all files are theirs."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def digest(content: bytes) -> str:
    """Of what a notebook says and shows: JupyterLab writes it anew when it is only opened."""
    try:
        cells = json.loads(content)["cells"]
        parts = [[c["cell_type"], "".join(c["source"]), c.get("outputs", [])] for c in cells]
        content = json.dumps(parts, sort_keys=True).encode()
    except (ValueError, KeyError, TypeError):
        pass  # no notebook (any more): every byte counts
    return hashlib.sha256(content).hexdigest()


def replace(path: Path, content: bytes) -> None:
    """Write a file as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)


if __name__ == "__main__":
    for path in deliver(*map(Path, sys.argv[1:])):
        print(path)
