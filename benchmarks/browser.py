"""From a key press to the picture on the screen, in Chromium on JupyterLab."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import browsers
from tests.browser.driver import (
    CHROMIUM_OPTIONS,
    LAPTOP,
    Notebook,
    jupyterlab,
    write_notebook,
)

NAME = "regularization"
# the lab, and when the kernel passes from one step of the way to the next
CELL = """import json, time
from lesson_utils.lessons.generalization import labs
lab, marks = labs.regularization(), []

def marked(owner, name):
    function = getattr(owner, name)
    def call(*args, **options):
        marks.append((name, time.time() * 1e3))
        try:
            return function(*args, **options)
        finally:
            marks.append((name + " done", time.time() * 1e3))
    setattr(owner, name, call)

marked(lab, "restart")
marked(lab.stage, "paint")
lab"""
MARKS = "print(json.dumps(marks))"
# when the last key was pressed, and when a frame whose alt text has `part` came, and was painted
WAIT = """([name, part]) => new Promise((resolve, reject) => {
  const lab = document.querySelector(`.lab-${name}`);
  const look = () => {
    const image = lab.querySelector('img');
    if (!image.alt.includes(part)) return;
    const arrived = Date.now();
    watcher.disconnect();
    image.decode().catch(() => {}).then(() => // a newer frame may take its place meanwhile
      requestAnimationFrame(() => resolve([window.pressed, arrived, Date.now()])));
  };
  const watcher = new MutationObserver(look);
  watcher.observe(lab, {subtree: true, attributeFilter: ['alt']});
  window.addEventListener('keydown', () => { window.pressed = Date.now() }, true);
  setTimeout(() => reject(Error(`no frame with ${part}`)), 60000);
})"""
# resolves once no new picture has come for a while
REST = """name => new Promise(resolve => {
  const soon = () => setTimeout(() => { watcher.disconnect(); resolve() }, 300);
  let timer = soon();
  const watcher = new MutationObserver(() => { clearTimeout(timer); timer = soon() });
  const lab = document.querySelector(`.lab-${name}`);
  watcher.observe(lab, {subtree: true, attributeFilter: ['src']});
})"""


def rows() -> Iterator[tuple[str, str, str]]:
    """(what, figure, note) lines: median and 95th percentile in milliseconds."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        with jupyterlab(root) as address:
            browser = playwright.chromium.launch(
                executable_path=browsers.find(), args=CHROMIUM_OPTIONS
            )
            quiet = opened(browser, address, root, "quiet.ipynb")
            fresh, track = first_frames(quiet), along_the_track(quiet)
            yield "new setting, key to first frame", *summary(fresh)
            yield from steps(quiet, fresh)
            yield "along a trained track", *summary(track)
            yield from steps(quiet, track)
            yield "20 keys, last key to its own frame", *summary(bursts(quiet))
            with both_cores_busy():
                slow = first_frames(opened(browser, address, root, "busy.ipynb"))
            ratio = statistics.median(map(elapsed, slow)) / statistics.median(map(elapsed, fresh))
            figure, note = summary(slow)
            yield "new setting, both cores busy", figure, f"{ratio:.1f}x the quiet one; {note}"
            browser.close()


def opened(browser, address: str, root: Path, name: str) -> Notebook:
    """A notebook with the lab, its first track trained."""
    write_notebook(root / "en", name, CELL, MARKS)
    notebook = Notebook(browser.new_page(viewport=LAPTOP), address, f"en/{name}")
    notebook.command("notebook:run-cell")
    notebook.wait_for_alt(NAME, "at p = 0.5", seconds=120)
    notebook.skip_question(NAME)
    notebook.page.wait_for_selector(f".lab-{NAME} .lesson-slider input:enabled")
    return notebook


@contextmanager
def both_cores_busy():
    """One process a core that does nothing but compute."""
    command = [sys.executable, "-c", "while True: pass"]
    burners = [subprocess.Popen(command) for _ in range(os.cpu_count())]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


P, DECAY = 0, 1  # the sliders in their order
DECAYS = ("0", "0.0003", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1")


def press(notebook: Notebook, slider: int, keys: list[str], part: str) -> list[float]:
    """When the last key was pressed, its frame came, and was painted; then the track is trained."""
    notebook.slider(NAME, slider).focus()
    for key in keys[:-1]:
        notebook.page.keyboard.press(key)
    notebook.page.evaluate(f"args => {{ window.frame = ({WAIT})(args) }}", [NAME, part])
    notebook.page.keyboard.press(keys[-1])
    times = notebook.page.evaluate("() => window.frame")
    notebook.page.evaluate(REST, NAME)
    return times


def elapsed(times: list[float]) -> float:
    pressed, _, shown = times
    return shown - pressed


def first_frames(notebook: Notebook) -> list[list[float]]:
    """Down a diagonal of p x λ: no step lands on a track that was trained before."""
    found = []
    for step in range(8):
        found.append(press(notebook, P, ["ArrowRight"], alt(step + 1, step)))
        found.append(press(notebook, DECAY, ["ArrowRight"], alt(step + 1, step + 1)))
    return found


def along_the_track(notebook: Notebook) -> list[list[float]]:
    """Back over the positions of p, all trained once p has been moved."""
    press(notebook, P, ["ArrowRight"], alt(9, 8))
    return [press(notebook, P, ["ArrowLeft"], alt(tenths, 8)) for tenths in range(8, -1, -1)]


def bursts(notebook: Notebook) -> list[list[float]]:
    """Twenty keys over λ and back, at a new p each time; the last one lands where none was."""
    found = []
    for tenths in range(1, 9):
        press(notebook, P, ["ArrowRight"], alt(tenths, 8))
        keys = ["ArrowLeft"] * 8 + ["ArrowRight"] * 8 + ["ArrowLeft"] * 4
        found.append(press(notebook, DECAY, keys, alt(tenths, 4)))
        press(notebook, DECAY, ["End"], alt(tenths, 8))
    return found


def alt(tenths: int, decay: int) -> str:
    return f"p = {tenths / 10:g}, λ = {DECAYS[decay]}, "


def steps(notebook: Notebook, presses: list[list[float]]) -> Iterator[tuple[str, str, str]]:
    """What each step of the way took: all clocks are the machine's."""
    notebook.page.evaluate("window.jupyterapp.commands.execute('notebook:move-cursor-down')")
    notebook.command("notebook:run-cell")
    output = notebook.page.locator(".jp-OutputArea-output pre").last
    output.wait_for()
    marks = json.loads(output.inner_text())
    ways = []
    for pressed, arrived, shown in presses:
        way = [pressed]
        for name in ("restart", "restart done", "paint", "paint done"):
            way.append(next(at for mark, at in marks if mark == name and at >= way[-1]))
        ways.append([later - earlier for earlier, later in pairwise([*way, arrived, shown])])
    names = (
        "to the kernel", "into a request", "to something to show", "paint",
        "into the page", "decoded and on the screen",
    )  # fmt: skip
    for name, taken in zip(names, zip(*ways)):
        yield f"  of it {name}", f"{statistics.median(taken):.0f} ms", "median"


def summary(presses: list[list[float]]) -> tuple[str, str]:
    ordered = sorted(map(elapsed, presses))
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    note = f"median and 95th percentile of {len(ordered)}"
    return f"{statistics.median(ordered):.0f} / {p95:.0f} ms", note
