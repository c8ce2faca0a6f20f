"""A browser for the tests: the one that is there, or the way to one.

python -m tests.browser.browsers    installs what the browser tests need, or says what to install
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from slides import deck

COMMANDS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "microsoft-edge", "microsoft-edge-stable", "msedge",
)  # fmt: skip
PLACES = (  # macOS and Windows keep browsers off the path
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
PLAYWRIGHT = [sys.executable, "-m", "playwright"]
NEEDED = (
    "The browser tests need Chromium, Chrome or Edge, and Node.js with npm; missing here: "
    "{missing}. Install them (Debian: apt install chromium npm; macOS: brew install --cask "
    "chromium, brew install node) and run make test again."
)


def find() -> str | None:
    """The executable of a browser of the Chromium family, or None."""
    for command in COMMANDS:
        if path := shutil.which(command):
            return path
    for place in PLACES:
        if Path(place).exists():
            return place
    if not driver_starts():
        return None
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def driver_starts() -> bool:
    """Whether Playwright's own Node.js runs here: a bare Debian lacks one of its libraries."""
    return subprocess.run([*PLAYWRIGHT, "--version"], capture_output=True).returncode == 0


def missing() -> dict[str, str]:
    """What the browser tests lack here: its name, and Debian's package."""
    found = {
        ("a browser", "chromium"): find() is not None,
        ("npm", "npm"): shutil.which("npm") is not None,
        ("libatomic", "libatomic1"): driver_starts(),
    }
    return dict(pair for pair, there in found.items() if not there)


def prepare() -> None:
    """Install what is missing where that is possible; SystemExit with one sentence where not."""
    if (lacking := missing()) and _is_root_on_debian():
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], env=environment)
        install = ["apt-get", "install", "--yes", "--no-install-recommends", *lacking.values()]
        subprocess.run(install, env=environment)
    if find() is None:
        subprocess.run([*PLAYWRIGHT, "install", "chromium"])
    if lacking := missing():
        raise SystemExit(NEEDED.format(missing=" and ".join(lacking)))
    print("browser:", find())


def _is_root_on_debian() -> bool:
    if platform.system() != "Linux" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    release = platform.freedesktop_os_release()
    return "debian" in f"{release.get('ID')} {release.get('ID_LIKE', '')}"


if __name__ == "__main__":
    prepare()
    deck.install_packages()  # here, since two processes of tests would do it at once
