"""A real JupyterLab and a real Chromium, shared by the tests of a session."""

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import sync_playwright

from tests.browser import browsers
from tests.browser.driver import (
    CHROMIUM_OPTIONS,
    LAPTOP,
    Notebook,
    jupyterlab,
    write_notebook,
)

SAMPLE = [
    ("slide", "# Deck\n\nWith $x^2$ and 中文。"),
    ("notes", "Say **this** first."),
    ("slide", "## Lab\n\nPredict."),
    ("", "from lesson_utils.language import use_edition\n"
         "from lesson_utils.lessons.generalization import labs\n\n"
         'use_edition("zh")\nlabs.weight_decay()'),
    ("subslide", "**1. Really?**\n\n<details><summary>A. Yes</summary>\n\n✅ It is.\n\n</details>"),
    ("skip", "Not on a slide."),
]  # fmt: skip

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        executable = browsers.find()
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    """The address of a JupyterLab over a copy of the notebooks, and the folder of the copy."""
    root = tmp_path_factory.mktemp("jupyter")
    with jupyterlab(root) as address:
        yield address, root


@pytest.fixture(scope="module")
def open_notebook(chromium, jupyter):
    """open_notebook("en/03_generalization.ipynb") or open_notebook("en/x.ipynb", *cells)."""
    address, root = jupyter
    pages = []

    def open_one(path: str, *cells: str, viewport=LAPTOP) -> Notebook:
        if cells:
            write_notebook(root / Path(path).parent, Path(path).name, *cells)
        page = chromium.new_page(viewport=viewport)
        page.set_default_timeout(60_000)
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        pages.append(page)
        return Notebook(page, address, path)

    yield open_one
    for page in pages:
        page.evaluate(
            "async () => { const { sessions } = window.jupyterapp.serviceManager;"
            " for (const model of sessions.running()) await sessions.shutdown(model.id) }"
        )
        page.close()


def write_sample(path: Path, cells: list[tuple[str, str]]) -> Path:
    """A notebook of (slide type, text) and of ("", code of a lab), which begins a slide, too."""
    path.parent.mkdir(exist_ok=True)
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    for kind, text in cells:
        make = nbformat.v4.new_markdown_cell if kind else nbformat.v4.new_code_cell
        metadata = {"slideshow": {"slide_type": kind}} if kind else {"tags": ["lab"]}
        notebook.cells.append(make(text, metadata=metadata))
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """A short Chinese notebook with one lab that trains: its path."""
    return write_sample(tmp_path_factory.mktemp("sample") / "zh" / "01_sample.ipynb", SAMPLE)
