"""What a student waits for before the first lab, and what it costs in memory."""

import statistics
import subprocess
import sys
from collections.abc import Iterator

IMPORT = "from lesson_utils.lessons.generalization import labs"
LAB = "labs.regularization()"
FRAME = f"lab = {LAB}\nwhile not lab.png: time.sleep(0.001)"
HEAVY = ("sklearn", "torch._dynamo", "matplotlib.pyplot", "scipy.stats")


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
    """(what, figure, note) lines; most figures are medians of five fresh processes."""
    yield "import torch", *measured("import torch")
    yield "a first optimizer, on top", *measured(OPTIMIZER, after="import torch")
    yield "import lesson_utils, on top", *measured("import lesson_utils", after="import torch")
    for module in ("numpy", "ipywidgets", "matplotlib.figure", "scipy.special", "PIL.Image"):
        yield f"import {module}, on top", *measured(f"import {module}", after="import torch")
    yield "import the labs of lesson 3, on top", *measured(IMPORT, after="import torch")
    yield "then the first frame of its last lab", *measured(FRAME, after=IMPORT)
    yield "then its whole track", *measured(f"{LAB}.settle()", after=IMPORT)
    yield "all code of lesson 3, labs settled", *measured(LESSON, times=1)
    loaded = run(f"{IMPORT}; {LAB}.settle(); print([m for m in {HEAVY} if m in sys.modules])")
    yield "heavy modules loaded by the lab", loaded, "of " + ", ".join(HEAVY)


def measured(code: str, *, after: str = "", times: int = 5) -> tuple[str, str]:
    """Median time of this code `after` other code, and the memory of its process then."""
    script = (
        f"{after}\nbegan = time.perf_counter()\n{code}\nseconds = time.perf_counter() - began\n"
        "print(seconds, psutil.Process().memory_info().rss)"
    )
    pairs = [map(float, run(script).split()) for _ in range(times)]
    seconds, memory = (statistics.median(column) for column in zip(*pairs, strict=True))
    return f"{seconds * 1e3:.0f} ms", f"{memory / 1e6:.0f} MB"


def run(script: str) -> str:
    """The last line that a fresh process prints."""
    command = [sys.executable, "-c", f"import psutil, sys, time\n{script}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()[-1]
