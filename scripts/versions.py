"""Run the suite on the oldest, Colab's and the newest supported versions; table into README.md.

Each set has an environment of its own in build/versions. `python3.11` and `python3.13` are taken
from the path. Names of sets as arguments run these alone and leave README.md as it is.
"""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from install import CPU_WHEELS, OWN_INDEX, ROOT, pip_output

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SHOWN = ("python", "torch", "numpy", "matplotlib", "ipywidgets", "ipykernel", "jupyterlab")
PARALLEL = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]  # as in the Makefile
MARKS = "<!-- make versions -->", "<!-- end -->"
COLAB = [  # its freeze of 2026-08-19
    "torch==2.11.0", "ipywidgets==7.7.1", "ipykernel==6.17.1", "numpy==2.1.3", "matplotlib==3.10.0",
]  # fmt: skip


def oldest() -> list[str]:
    """Every requirement of a student at its lower bound."""
    return [line.replace(">=", "==") for line in PROJECT["dependencies"]]


SETS = {  # name -> Python, what pip is told beside the project itself
    "oldest": ("python3.11", oldest()),
    "Colab": ("python3.13", COLAB),
    "newest": ("python3.13", ["--upgrade", "--upgrade-strategy=eager"]),
}


def main(names: list[str]) -> None:
    rows = {name: run(name, *SETS[name]) for name in names or SETS}
    table = "\n".join(table_lines(rows))
    print(table)
    if not names:
        readme = ROOT / "README.md"
        before, after = MARKS
        block = re.compile(f"{before}.*?{after}", re.DOTALL)
        text = block.sub(f"{before}\n{table}\n{after}", readme.read_text("utf-8"))
        readme.write_text(text, encoding="utf-8")
    raise SystemExit(any(row["result"] != "passed" for row in rows.values()))


def run(name: str, interpreter: str, requirements: list[str]) -> dict[str, str]:
    """Versions and result of one set, its log in build/versions/NAME.log."""
    folder = ROOT / "build" / "versions" / name
    python = folder / "bin" / "python"
    if not runs(interpreter):
        return {"result": f"not run: no {interpreter} on the path"}
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{folder}.log", "w", encoding="utf-8") as log:
        for command in commands(interpreter, folder, python, requirements):
            print(name, *command[-3:], file=sys.stderr)
            done = subprocess.run(command, cwd=ROOT, env=environment(), stdout=log, stderr=log)
            if done.returncode:
                return versions(python) | {"result": f"failed: {' '.join(command[-3:])}"}
    return versions(python) | {"result": "passed"}


def runs(interpreter: str) -> bool:
    """A version manager may put a name on the path behind which stands nothing."""
    try:
        return not subprocess.run([interpreter, "--version"], capture_output=True).returncode
    except FileNotFoundError:
        return False


def commands(interpreter: str, folder: Path, python: Path, requirements: list[str]):
    yield [interpreter, "-m", "venv", str(folder)]
    install = [str(python), "-m", "pip", "install", "-q"]
    if sys.platform == "linux" and not OWN_INDEX.search(pip_output("config", "list")):
        torch = [r for r in requirements if "torch" in r] or ["torch"]
        yield [*install, "--index-url", CPU_WHEELS, *torch]
    yield [*install, *requirements, "-e", f"{ROOT}[test,slides]"]
    suite = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *PARALLEL]
    yield [*suite, "--ignore=tests/browser", "tests"]
    nbval = ["-p", "tests.nbval_kernels", "--nbval-lax", "--nbval-current-env"]
    yield [*suite, *nbval, "notebooks/en", "notebooks/zh"]


def environment() -> dict[str, str]:
    return os.environ | {"OMP_NUM_THREADS": "1", "LESSON_WAIT": "1"}


def versions(python: Path) -> dict[str, str]:
    if not python.exists():
        return {}
    frozen = subprocess.run([python, "-m", "pip", "freeze"], capture_output=True, text=True).stdout
    found = dict(line.split("==", 1) for line in frozen.splitlines() if "==" in line)
    number = subprocess.run([python, "--version"], capture_output=True, text=True).stdout
    return found | {"python": number.split()[-1]}


def table_lines(rows: dict[str, dict[str, str]]):
    yield "| " + " | ".join(["versions", *SHOWN, "result"]) + " |"
    yield "|" + "---|" * (len(SHOWN) + 2)
    for name, row in rows.items():
        cells = [row.get(package, "?").partition("+")[0] for package in SHOWN]
        yield "| " + " | ".join([name, *cells, row["result"]]) + " |"


if __name__ == "__main__":
    main(sys.argv[1:])
