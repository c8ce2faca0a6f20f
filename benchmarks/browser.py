"""From a key press to the picture on the screen, in Chromium on JupyterLab."""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.driver import (
    CHROMIUM_OPTIONS,
    LAPTOP,
    Notebook,
    chromium_executable,
    jupyterlab,
    write_notebook,
)

NAME = "regularization"
CELL = "from lesson_utils.labs import generalization as labs\nlabs.regularization()"
# resolves with the milliseconds from now to the frame whose alt text has `part`, after its paint
WAIT = """([name, part]) => new Promise(resolve => {
  const lab = document.querySelector(`.lab-${name}`);
  const look = () => {
    const image = lab.querySelector('img');
    if (!image.alt.includes(part)) return;
    watcher.disconnect();
    image.decode().then(() => requestAnimationFrame(() => resolve(performance.now())));
  };
  const watcher = new MutationObserver(look);
  watcher.observe(lab, {subtree: true, childList: true});
  window.addEventListener('keydown', () => { window.pressed = performance.now() }, true);
})"""


def rows() -> Iterator[tuple[str, str, str]]:
    """(what, figure, note) lines: median and 95th percentile in milliseconds."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        with jupyterlab(root) as address:
            write_notebook(root / "en", "bench.ipynb", CELL)
            browser = playwright.chromium.launch(
                executable_path=chromium_executable(), args=CHROMIUM_OPTIONS
            )
            notebook = Notebook(browser.new_page(viewport=LAPTOP), address, "en/bench.ipynb")
            notebook.command("notebook:run-cell")
            notebook.wait_for_alt(NAME, "at p = 0.5", seconds=60)
            yield "new setting, key to first frame", *summary(first_frames(notebook))
            yield "along a trained track", *summary(along_the_track(notebook))
            yield "20 keys, last key to its own frame", *summary(bursts(notebook))
            browser.close()


P, DECAY = 0, 1  # the sliders in their order
DECAYS = ("0", "0.0003", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1")


def press(notebook: Notebook, slider: int, keys: list[str], part: str) -> float:
    """Milliseconds from the last key to the painted frame whose alt text has `part`."""
    notebook.lab(NAME).locator(".noUi-handle").nth(slider).focus()
    for key in keys[:-1]:
        notebook.page.keyboard.press(key)
    notebook.page.evaluate(f"args => {{ window.frame = ({WAIT})(args) }}", [NAME, part])
    notebook.page.keyboard.press(keys[-1])
    elapsed = notebook.page.evaluate("async () => (await window.frame) - window.pressed")
    notebook.page.wait_for_timeout(1500)  # let the rest of the track finish
    return elapsed


def first_frames(notebook: Notebook) -> list[float]:
    """Down a diagonal of p x λ: no step lands on a track that was trained before."""
    found = []
    for step in range(8):
        found.append(press(notebook, P, ["ArrowRight"], alt(step + 1, step)))
        found.append(press(notebook, DECAY, ["ArrowRight"], alt(step + 1, step + 1)))
    return found


def along_the_track(notebook: Notebook) -> list[float]:
    """Back over the positions of p, all trained once p has been moved."""
    press(notebook, P, ["ArrowRight"], alt(9, 8))
    return [press(notebook, P, ["ArrowLeft"], alt(tenths, 8)) for tenths in range(8, -1, -1)]


def bursts(notebook: Notebook) -> list[float]:
    """Twenty keys over λ and back, at a new p each time; the last one lands where none was."""
    found = []
    for tenths in range(1, 9):
        press(notebook, P, ["ArrowRight"], alt(tenths, 8))
        keys = ["ArrowLeft"] * 8 + ["ArrowRight"] * 8 + ["ArrowLeft"] * 4
        notebook.page.evaluate("() => performance.now()")
        found.append(press(notebook, DECAY, keys, alt(tenths, 4)))
        press(notebook, DECAY, ["End"], alt(tenths, 8))
    return found


def alt(tenths: int, decay: int) -> str:
    return f"p = {tenths / 10:g}, λ = {DECAYS[decay]}, "


def summary(milliseconds: list[float]) -> tuple[str, str]:
    ordered = sorted(milliseconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    note = f"median and 95th percentile of {len(ordered)}"
    return f"{statistics.median(ordered):.0f} / {p95:.0f} ms", note
