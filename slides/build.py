"""Write both editions of every lesson as slides that open without a server or a network.

    python -m slides.build                          into build/slides
    python -m slides.build --folder F 03 --edition zh   one lesson, one edition, elsewhere

The labs of each notebook are run once more (see recorded) and moved through their settings, and the
pictures are kept.
"""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

from slides import arrange, deck
from slides.recorded import FRAME, recorded, say

LARGEST = 4  # megabytes of a deck: it opens at once


def write(path: Path, edition: str, built: Path, draft: bool = False) -> Path:
    """Write the deck of one notebook; a draft has the stored outputs."""
    label, began = f"{edition}/{path.stem}", time.monotonic()
    if draft:
        notebook = nbformat.read(path, as_version=4)
    else:
        notebook = recorded(path, edition, built / "frames")
    exporter = HTMLExporter(
        template_name="lab",
        template_file=deck.TEMPLATE_FILE,
        extra_template_paths=[str(deck.TEMPLATE)],
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    resources = {"assets": "../assets", "language": edition, "title": deck.title(notebook)}
    page, _ = exporter.from_notebook_node(arrange.mark_slides(notebook), resources=resources)
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
    frames = set(FRAME.findall(page.read_text("utf-8")))
    files = [page, *(page.parents[1] / "frames" / frame for frame in frames)]
    return sum(file.stat().st_size for file in files) / 1e6


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("lesson", nargs="?", default="", help="number or name; all without it")
    parser.add_argument("--edition", choices=deck.EDITIONS, help="both without it")
    parser.add_argument("--folder", type=Path, default=deck.BUILT)
    parser.add_argument("--draft", action="store_true", help="run nothing: labs stand still")
    options = parser.parse_args(arguments)
    built = options.folder.resolve()
    try:
        editions = [options.edition] if options.edition else deck.EDITIONS
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
    say(f"open {deck.write_index(built, deck.SLIDES)}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
