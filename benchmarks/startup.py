"""What a student waits for before the first lab, and what it costs in memory."""

import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator

MODULES = ("torch", "numpy", "ipywidgets", "matplotlib.figure", "scipy.special", "PIL.Image")
STEPS = {f"import {module}": f"import {module}" for module in MODULES} | {
    "import of the labs of lesson 3": "from lesson_utils.lessons.generalization import labs",
    "first frame of its last lab": "lab = labs.regularization()\n"
    "while not lab.png: time.sleep(0.001)",
    "its whole track": "lab.settle()",
}
# which imports torch._dynamo: lessons and students have one
OPTIMIZER = "torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)"
LESSON = """
import json
from pathlib import Path
notebook = json.loads(Path("notebooks/en/03_generalization.ipynb").read_text("utf-8"))
student = {}
for cell in notebook["cells"]:
    if cell["cell_type"] == "code":
        exec("".join(cell["source"]), student)
        from lesson_utils import live, worker
        for lab in list(live.WORKER._jobs):
            lab.settle(600)
worker.give_memory_back()  # as the idle worker does
"""


def rows() -> Iterator[tuple[str, str, str]]:
    """(what, figure, note) lines: medians over fresh processes that take one step after another."""
    walks = [run(STEPS.values()) for _ in range(3)]
    for name, figures in zip(STEPS, zip(*walks)):
        yield f"{name}, on top", *middle(figures)
    yield (
        "a first optimizer after import torch",
        *middle([run(["import torch", OPTIMIZER])[-1] for _ in range(3)]),
    )
    yield "all code of lesson 3, labs settled", *middle([run([LESSON])[-1]])


def middle(figures: Iterable[tuple[float, float]]) -> tuple[str, str]:
    seconds, memory = (statistics.median(column) for column in zip(*figures, strict=True))
    return f"{seconds * 1e3:.0f} ms", f"{memory / 1e6:.0f} MB"


def run(steps: Iterable[str]) -> list[tuple[float, float]]:
    """Of each step, in one fresh process: its seconds, and the bytes of the process after it."""
    clock = "print('step', time.perf_counter() - began, psutil.Process().memory_info().rss)"
    script = "\n".join(f"began = time.perf_counter()\n{step}\n{clock}" for step in steps)
    command = [sys.executable, "-c", f"import psutil, time\n{script}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("step ")]
    return [(float(seconds), float(memory)) for seconds, memory in found]
