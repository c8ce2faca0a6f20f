"""Film a slider that re-trains networks, in a real JupyterLab: docs/slider.webp, for the README.

python -m scripts.animation        both editions; needs a browser, as the tests do
"""

import io
import os
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import browsers
from tests.browser.driver import CHROMIUM_OPTIONS, Notebook, jupyterlab, write_notebook

DOCS = Path(__file__).parents[1] / "docs"
TARGETS = {"en": DOCS / "slider.webp", "zh": DOCS / "slider.zh.webp"}
NAME = "boundary"
CELL = f"from lesson_utils.lessons.mlp import labs\n\nlabs.{NAME}()"
KEYS = ["ArrowRight"] * 8 + ["ArrowLeft"] * 8
SHOTS, BETWEEN = 3, 120  # pictures a key; milliseconds between them
STANDS, LAST = 170, 1500  # milliseconds that a picture stands
WIDTH = 840  # pixels


def main() -> None:
    """Write the films, and say how large they are."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        os.environ["JUPYTERLAB_SETTINGS_DIR"] = folder  # not those of whoever runs this
        with jupyterlab(root) as address:
            options = {"executable_path": browsers.find(), "args": CHROMIUM_OPTIONS}
            browser = playwright.chromium.launch(**options)
            for edition, target in TARGETS.items():
                write_notebook(root / edition, "film.ipynb", CELL)
                page = browser.new_page(viewport={"width": 1400, "height": 900})
                save(film(Notebook(page, address, f"{edition}/film.ipynb")), target)
                page.close()
            browser.close()


def save(pictures: list[Image.Image], target: Path) -> None:
    first, *others = of_one_size(pictures)
    stands = [STANDS] * len(others) + [LAST]
    first.save(target, save_all=True, append_images=others, duration=stands, loop=0, quality=55)
    print(f"{target}: {len(pictures)} pictures, {target.stat().st_size / 1e6:.2f} MB")


def film(notebook: Notebook) -> list[Image.Image]:
    """What the lab shows while a hand moves its first slider up and down again."""
    notebook.command("application:toggle-left-area")
    notebook.run_all()
    notebook.skip_question(NAME)
    notebook.wait_for_alt(NAME, "", seconds=60)
    slider = notebook.slider(NAME)
    slider.focus()
    notebook.page.keyboard.press("Home")
    notebook.page.wait_for_timeout(3000)
    pictures = [shot(notebook)]
    for key in KEYS:
        notebook.page.keyboard.press(key)
        for _ in range(SHOTS):
            notebook.page.wait_for_timeout(BETWEEN)
            pictures.append(shot(notebook))
    return pictures


def shot(notebook: Notebook) -> Image.Image:
    """The lab as it stands on the screen."""
    picture = Image.open(io.BytesIO(notebook.lab(NAME).screenshot())).convert("RGB")
    return picture.resize((WIDTH, round(WIDTH * picture.height / picture.width)))


def of_one_size(pictures: list[Image.Image]) -> list[Image.Image]:
    """White below the lower ones: the words under a picture take more lines or fewer."""
    size = (WIDTH, max(picture.height for picture in pictures))
    sheets = [Image.new("RGB", size, "white") for _ in pictures]
    for sheet, picture in zip(sheets, pictures):
        sheet.paste(picture)
    return sheets


if __name__ == "__main__":
    main()
