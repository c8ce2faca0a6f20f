"""JupyterLab as a server, and one notebook in it driven through JupyterLab's own commands."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from playwright.sync_api import Locator, Page

REPOSITORY = Path(__file__).parents[2]
CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"
]  # fmt: skip
LAPTOP = {"width": 1366, "height": 768}
# Waits until a part of a page has stayed where it is for a while.
STILL = """async part => {
  let place, since
  while (!since || performance.now() - since < 300) {
    await new Promise(requestAnimationFrame)
    const { x, y, width, height } = part.getBoundingClientRect(), now = `${[x, y, width, height]}`
    if (now !== place) [place, since] = [now, performance.now()]
  }
}"""
# Full screen, as where a page may not fill it.
REFUSED = """() => {
  Element.prototype.requestFullscreen = () => Promise.reject(new TypeError("refused"))
}"""


def jupyterlab(root: Path) -> "serve":
    """A JupyterLab over a copy of the notebooks in `root`."""
    for edition in ("en", "zh"):
        shutil.copytree(REPOSITORY / "notebooks" / edition, root / edition)
    return serve(
        "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.token=",
        f"--ServerApp.root_dir={root}", "--LabApp.news_url=", "--expose-app-in-browser",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        f"--LabApp.user_settings_dir={root / '.settings'}", "--ServerApp.port={port}",
    )  # fmt: skip


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
        self.page, self.edition = page, Path(path).parent.name
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

    def run_cell(self, index: int) -> None:
        self.page.evaluate(
            "async index => { const { content } = window.jupyterapp.shell.currentWidget;"
            " content.deselectAll(); content.activeCellIndex = index;"
            " window.jupyterapp.commands.execute('notebook:run-cell') }",
            index,
        )

    def lab(self, name: str) -> Locator:
        return self.page.locator(f".lab-{name}").first

    def slider(self, name: str, place: int = 0) -> Locator:
        return self.lab(name).locator(".lesson-slider input").nth(place)

    def button(self, name: str, place: int) -> Locator:
        return self.lab(name).locator("button.jupyter-button").nth(place)

    def skip_question(self, name: str) -> None:
        """Open a lab that asks for a guess first; its controls are awake then."""
        lab = self.lab(name)
        skip = lab.locator(".lesson-ask button:visible").last
        awake = lab.locator(":is(.lesson-slider, .lesson-choice) input:enabled").first
        skip.or_(awake).first.wait_for(state="attached")
        if skip.count():
            skip.click()
            awake.wait_for(state="attached")
            self.picture(name).first.wait_for()  # it pushes down what stands below
            lab.evaluate(STILL)

    def picture(self, name: str) -> Locator:
        return self.lab(name).locator("img")

    def wait_for_alt(self, name: str, part: str, seconds: float = 20) -> str:
        self.page.wait_for_function(
            "([name, part]) => document.querySelector(`.lab-${name} img`)?.alt.includes(part)",
            arg=[name, part],
            timeout=seconds * 1000,
        )
        return self.picture(name).get_attribute("alt")


def moving_parts(page: Page) -> list[str]:
    """What an animation or a transition of a page moves, or would move."""
    return page.evaluate("""() => [
      ...document.getAnimations().map(({ effect }) => effect.target.outerHTML.slice(0, 99)),
      ...[...document.querySelectorAll("*")].filter(part =>
        ["", "::before", "::after"].some(pseudo => {
          const style = getComputedStyle(part, pseudo || null)
          const lasts = times => times.split(",").some(time => parseFloat(time) > 0)
          return lasts(style.transitionDuration) ||
            (style.animationName !== "none" && lasts(style.animationDuration))
        })).map(part => part.outerHTML.slice(0, 99)),
    ]""")


def write_notebook(folder: Path, name: str, *cells: str) -> None:
    """A notebook of code cells like those that students write, in the edition of its folder."""
    edition = f"from lesson_utils.language import use_edition\n\nuse_edition({folder.name!r})\n"
    cells = (edition + cells[0], *cells[1:])
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": kernel},
    )
    nbformat.write(notebook, folder / name)
