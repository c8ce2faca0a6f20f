"""What the static and the live deck share: lessons, slides, and the files that a browser needs."""

import re
import shutil
import subprocess
from pathlib import Path

from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
BUILT = ROOT / "build" / "slides"
TEMPLATE = Path(__file__).parent / "template"
TEMPLATE_FILE = "deck.html.j2"
PACKAGES = Path(__file__).parent / "node_modules"
PACKAGE_FILES = (
    "reveal.js/dist/reset.css",
    "reveal.js/dist/reveal.css",
    "reveal.js/dist/reveal.js",
    "reveal.js/dist/plugin/notes.js",
    "mathjax/es5/tex-svg.js",
)
TAGS = {  # of a slide type: what stands before and behind its cell
    "slide": ("</section></section><section><section>", ""),
    "subslide": ("</section><section>", ""),
    "fragment": ('<div class="fragment">', "</div>"),
    "notes": ('<aside class="notes">', "</aside>"),
}
FOLD = re.compile(r"</?details>|<summary>.*?</summary>")
NEEDS_NODE = (
    "The slides need reveal.js and MathJax: install Node.js with npm "
    "(Debian: apt install npm; macOS: brew install node; conda install nodejs) and try again."
)


def lessons(edition: str, wanted: str = "") -> list[Path]:
    """The notebooks of an edition; `wanted` is a number (3, 03) or a name (03_generalization).

    Raises ValueError, with what there is, where no lesson is the wanted one.
    """
    found = sorted((NOTEBOOKS / edition).glob("*.ipynb"))
    number = f"{int(wanted):02}_" if wanted.isdigit() else None
    chosen = [
        path
        for path in found
        if wanted in ("", path.stem) or (number and path.stem.startswith(number))
    ]
    if not chosen:
        names = ", ".join(path.stem for path in found) or "none, run make notebooks"
        raise ValueError(f"no lesson {wanted!r} in edition {edition!r}; there is {names}")
    return chosen


def mark_slides(notebook: NotebookNode) -> NotebookNode:
    """Tell each cell that a slide shows, in its metadata, the tags before and behind it.

    A cell without a slide type stays with the cell before it: on its slide, or on none.
    """
    shown = []
    skipping = True
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "")
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


def write_assets(folder: Path) -> Path:
    """Gather the scripts and style sheets of a deck in one folder; installs the pinned packages.

    Raises SystemExit, with what to install, where npm is needed and missing.
    """
    lock = PACKAGES.parent / "package-lock.json"
    installed = PACKAGES / ".package-lock.json"  # written by npm
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit(NEEDS_NODE)
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=PACKAGES.parent, check=True)
        installed.touch()
    folder.mkdir(parents=True, exist_ok=True)
    for path in [PACKAGES / name for name in PACKAGE_FILES] + sorted(TEMPLATE.glob("*.[cj]s*")):
        shutil.copyfile(path, folder / path.name)
    (folder / "code.css").write_text(HtmlFormatter().get_style_defs(".highlight"), "utf-8")
    return folder
