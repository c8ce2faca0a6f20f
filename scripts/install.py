"""Install the project and the named extras into this Python.

python scripts/install.py test slides

The exact versions are those of constraints.txt. On Linux the ordinary torch brings gigabytes of
CUDA that no lesson uses, so its CPU build is taken, unless pip has an index of its own configured
(a mirror, a company's server): that is left alone.
"""

import compileall
import importlib.util
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
CPU_WHEELS = "https://download.pytorch.org/whl/cpu"
# no pop-up over the lesson, and no look for one in a room without a network
NEWS = "@jupyterlab/apputils-extension:announcements"
# what says that a user has chosen where pip looks, in a file or in the environment
OWN_INDEX = re.compile(r"^\S*(index-url|find-links|no-index)\b", re.MULTILINE)


def main(extras: list[str]) -> None:
    locked = ["--constraint", str(CONSTRAINTS)]
    install("--upgrade", *locked, "pip")  # the one that Python 3.11 brings looks twice as long
    if wants_cpu_build():
        torch = re.search(r"^torch==.*$", CONSTRAINTS.read_text("utf-8"), re.MULTILINE)[0]
        if install("--index-url", CPU_WHEELS, "--retries", "1", "--no-deps", torch) != 0:
            print("The CPU build of torch cannot be had here: 5 GB more.", flush=True)
    project = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    if status := install(*locked, "--editable", project):
        raise SystemExit(status)
    compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2, workers=0)
    command = [sys.executable, "-m", "jupyter", "labextension", "disable", "--level=sys_prefix"]
    subprocess.run([*command, NEWS], stderr=subprocess.DEVNULL, check=True)


def wants_cpu_build() -> bool:
    """On Linux, where torch is not there yet and pip has no index of its own."""
    return (
        sys.platform == "linux"
        and importlib.util.find_spec("torch") is None
        and not OWN_INDEX.search(pip_output("config", "list"))
    )


def install(*arguments: str) -> int:
    """pip's exit status. It would compile on one core what all cores compile at the end."""
    command = [sys.executable, "-m", "pip", "install", "--no-compile", *arguments]
    return subprocess.run(command).returncode


def pip_output(*arguments: str) -> str:
    command = [sys.executable, "-m", "pip", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main(sys.argv[1:])
