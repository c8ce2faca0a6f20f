"""What the static and the live deck share: lessons, and the files that a browser needs."""

import re
import shutil
import subprocess
from pathlib import Path

import jinja2
from nbformat import NotebookNode
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
EDITIONS = {"en": "English", "zh": "中文"}
SLIDES = {"en": "Slides of the lessons", "zh": "课程幻灯片"}
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
