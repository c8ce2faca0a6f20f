"""A real JupyterLab and a real Chromium, shared by the tests of a session."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, sync_playwright

REPOSITORY = Path(__file__).parents[2]
CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"
]  # fmt: skip
LAPTOP = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def chromium():
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    assert executable, "the browser tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    """The address of a JupyterLab over a copy of the notebooks, and the folder of the copy."""
    root = tmp_path_factory.mktemp("jupyter")
    for edition in ("en", "zh"):
        shutil.copytree(REPOSITORY / "notebooks" / edition, root / edition)
    with serve(
        "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.token=",
        f"--ServerApp.root_dir={root}", "--LabApp.news_url=", "--expose-app-in-browser",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--ServerApp.port={port}",
    ) as address:  # fmt: skip
        yield address, root


class serve:
    """`python ARGUMENTS` as a server on a free port, as long as the block runs."""

    def __init__(self, *arguments: str):
        self.arguments = arguments

    def __enter__(self) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("LESSON_")}
        command = [sys.executable, *(a.format(port=port) for a in self.arguments)]
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(240):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return f"http://127.0.0.1:{port}"
            except OSError:
                assert self.process.poll() is None, f"{' '.join(command)} has stopped"
                time.sleep(0.25)
        raise TimeoutError("the server does not answer")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)


class Notebook:
    """One open notebook, driven by JupyterLab's own commands."""

    def __init__(self, page: Page, address: str, path: str):
        self.page = page
        page.goto(f"{address}/lab/tree/{path}?reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.wait_for_function(
            "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
        )

    def command(self, name: str, **arguments) -> None:
        self.page.evaluate(
            "([name, arguments]) => window.jupyterapp.commands.execute(name, arguments)",
            [name, arguments],
        )

    def run_all(self, seconds: float = 120) -> None:
        self.command("notebook:run-all-cells")  # resolves when the last cell has run
        self.page.wait_for_function(
            "() => [...window.jupyterapp.shell.currentWidget.content.widgets]"
            ".every(c => c.model.type !== 'code' || !c.model.sharedModel.getSource().trim()"
            " || c.model.executionCount !== null)",
            timeout=seconds * 1000,
        )

    def lab(self, name: str) -> Locator:
        return self.page.locator(f".lab-{name}").first

    def picture(self, name: str) -> Locator:
        return self.lab(name).locator("img")

    def wait_for_alt(self, name: str, part: str, seconds: float = 20) -> str:
        self.page.wait_for_function(
            "([name, part]) => document.querySelector(`.lab-${name} img`)?.alt.includes(part)",
            arg=[name, part],
            timeout=seconds * 1000,
        )
        return self.picture(name).get_attribute("alt")


def write_notebook(folder: Path, name: str, *cells: str) -> None:
    """A notebook of code cells; cells like those that students write."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": kernel},
    )
    nbformat.write(notebook, folder / name)


@pytest.fixture
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
