"""What the static and the live deck share: lessons, slides, and the files that a browser needs."""

import re
import shutil
import subprocess
from pathlib import Path

import jinja2
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from pygments.formatters import HtmlFormatter

from lesson_utils.language import LANGUAGES

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
TITLE = re.compile(r"<title>(.*?)</title>")
TAGS = {  # of a slide type: what stands before and behind its cell
    "slide": ("</section></section><section><section>", ""),
    "subslide": ("</section><section>", ""),
    "fragment": ('<div class="fragment">', "</div>"),
    "notes": ('<aside class="notes">', "</aside>"),
}
EDITIONS = {"en": "English", "zh": "中文"}
SLIDES = {"en": "Slides of the lessons", "zh": "课程幻灯片"}
QUESTION = re.compile(r"(\*\*|^### )(Predict|By hand|先预测|先猜|手算)", re.MULTILINE)
HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)
LEAD = re.compile(r"\A\*\*([^*]+?)(\.\*\*|(?<=[?？])\*\*|\*\*。)\s*")  # a sentence in bold
FOLD = re.compile(r"</?details>|<summary>.*?</summary>")
NEEDS_NODE = (
    "The slides need reveal.js and MathJax: install Node.js with npm "
    "(Debian: apt install npm; macOS: brew install node; conda install nodejs) and try again."
)
NEEDS_NETWORK = (
    "The slides need reveal.js and MathJax, which npm could not fetch: connect to a network once, "
    "call make slides or make present, and from then on none is needed."
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


def title(notebook: NotebookNode) -> str:
    """The first heading."""
    headings = (cell.source for cell in notebook.cells if cell.source.startswith("# "))
    return next(headings, "").partition("\n")[0].lstrip("# ")


def fetch_packages(npm: str) -> None:
    """Raises SystemExit, in one sentence, where the packages cannot be had."""
    print("fetching reveal.js and MathJax once", flush=True)
    retries = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=90000"]
    command = [npm, "ci", "--no-audit", "--no-fund", *retries]
    try:
        done = subprocess.run(command, cwd=PACKAGES.parent, capture_output=True, timeout=300)
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode:
        raise SystemExit(NEEDS_NETWORK)


def write_index(built: Path, heading: dict[str, str]) -> Path:
    """A page that links to every lesson in `built`, by its title."""
    editions = [
        {"key": key, "name": name, "lang": LANGUAGES[key], "pages": [
            (path.name, TITLE.search(path.read_text("utf-8"))[1])
            for path in sorted((built / key).glob("*.html"))
        ]}
        for key, name in EDITIONS.items()
    ]  # fmt: skip
    templates = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATE), trim_blocks=True)
    words = templates.get_template("index.html.j2").render(heading=heading, editions=editions)
    (built / "index.html").write_text(words, "utf-8")
    return built / "index.html"


def install_packages() -> None:
    """What package-lock.json pins, from npm, once. Raises SystemExit, with what to do, else."""
    lock = PACKAGES.parent / "package-lock.json"
    installed = PACKAGES / ".package-lock.json"  # written by npm
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit(NEEDS_NODE)
        fetch_packages(npm)
        installed.touch()


def write_assets(folder: Path) -> Path:
    """Gather the scripts and style sheets of decks and pages in one folder."""
    install_packages()
    folder.mkdir(parents=True, exist_ok=True)
    for path in [PACKAGES / name for name in PACKAGE_FILES] + sorted(TEMPLATE.glob("*.[cj]s*")):
        shutil.copyfile(path, folder / path.name)
    (folder / "code.css").write_text(HtmlFormatter().get_style_defs(".highlight"), "utf-8")
    return folder
