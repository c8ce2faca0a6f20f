"""`make lab EDITION=zh` opens a JupyterLab that speaks Chinese."""

import subprocess

import pytest

from tests.browser.driver import REPOSITORY, serve


def options_of_make(edition: str) -> list[str]:
    """What `make lab` hands to JupyterLab, without the lesson that it opens."""
    command = ["make", "--dry-run", "--no-print-directory", "lab", f"EDITION={edition}"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    words = done.stdout.split("/jupyter lab ")[-1].replace("\\\n", " ").split()
    assert words[-1] == f"notebooks/{edition}/01_softmax_regression.ipynb"
    return [word for word in words[:-1] if word != "--allow-root"]


@pytest.mark.parametrize(("edition", "menu"), [("en", "File"), ("zh", "文件")])
def test_the_interface_speaks_the_language_of_the_edition(chromium, tmp_path, edition, menu):
    lab = serve(
        "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.token=",
        f"--ServerApp.root_dir={tmp_path}", "--LabApp.news_url=", *options_of_make(edition),
        "--ServerApp.port={port}",
    )  # fmt: skip
    with lab as address:
        page = chromium.new_page()
        page.goto(f"{address}/lab")
        first = page.locator(".lm-MenuBar-itemLabel", has_text=menu)
        first.first.wait_for(timeout=60_000)
        page.close()
