"""Find the notebooks of a class: in folders, and in the zip that Moodle or Canvas export."""

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

LARGEST = 20_000_000  # bytes of a notebook
MOODLE = re.compile(r"^(?P<name>.+?)_\d+_assignsubmission_file")
CANVAS = re.compile(r"^(?P<name>[^_]+)_(?:LATE_)?\d+_\d+_")


@dataclass(frozen=True)
class Submission:
    """A notebook as it was handed in: `page` is its JSON, None where it cannot be read."""

    student: str
    file: str
    page: dict | None


def read(folder: Path) -> list[Submission]:
    """Every submission below the folder, or in the zip; FileNotFoundError where there is none."""
    if not folder.exists():
        raise FileNotFoundError(f"there is no folder or zip {str(folder)!r}")
    files = [folder] if folder.is_file() else sorted(filter(Path.is_file, folder.rglob("*")))
    found = [submission for path in files for submission in _in_file(path, folder)]
    if not found:
        raise FileNotFoundError(f"no .ipynb and no .zip with one in {str(folder)!r}")
    return sorted(found, key=lambda submission: (submission.student, submission.file))


def _in_file(path: Path, folder: Path) -> Iterator[Submission]:
    place = PurePosixPath(path.relative_to(folder).as_posix() if path != folder else path.name)
    if path.suffix == ".ipynb" and ".ipynb_checkpoints" not in path.parts:
        content = path.read_bytes() if path.stat().st_size <= LARGEST else b""
        yield Submission(student_of(place), path.name, _page(content))
    elif path.suffix == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                yield from _in_zip(archive)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):  # cut off, or encrypted
            yield Submission(student_of(place), path.name, None)


def _in_zip(archive: zipfile.ZipFile) -> Iterator[Submission]:
    for member in archive.infolist():
        place = PurePosixPath(member.filename)
        if place.suffix == ".ipynb" and "__MACOSX" not in place.parts:
            content = archive.read(member) if member.file_size <= LARGEST else b""
            yield Submission(student_of(place), place.name, _page(content))


def student_of(place: PurePosixPath) -> str:
    """Whose file it is: Moodle names the folder, Canvas the file, else the folder or the file."""
    for part in place.parts:
        match = MOODLE.match(part) or CANVAS.match(part)
        if match:
            return match["name"]
    return place.parts[0] if len(place.parts) > 1 else place.stem


def _page(content: bytes) -> dict | None:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
