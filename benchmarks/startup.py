"""What a student waits for before the first lab, and what it costs in memory."""

import statistics
import subprocess
import sys
from collections.abc import Iterator

LAB = "from lesson_utils.labs import generalization; generalization.regularization()"


def rows() -> Iterator[tuple[str, str, str]]:
    """(what, figure, note) lines; each figure is the median of five fresh processes."""
    torch_seconds, torch_memory = measured("import torch")
    seconds, memory = measured("import torch; import lesson_utils")
    lab_seconds, lab_memory = measured(f"{LAB}.settle()")
    yield "import torch", f"{torch_seconds:.2f} s", f"{torch_memory:.0f} MB"
    extra = seconds - torch_seconds
    yield "import lesson_utils, on top", f"{extra * 1e3:.0f} ms", f"{memory - torch_memory:.0f} MB"
    yield "process start to first lab, whole track", f"{lab_seconds:.2f} s", f"{lab_memory:.0f} MB"
    for module in ("ipywidgets", "matplotlib.figure", "scipy.special", "PIL.Image"):
        own = measured(f"import torch; import {module}")[0] - torch_seconds
        yield f"  of which import {module}", f"{own * 1e3:.0f} ms", ""
    heavy = ("sklearn", "torch._dynamo", "matplotlib.pyplot", "scipy.stats")
    loaded = run(f"{LAB}; import sys; print([m for m in {heavy} if m in sys.modules])")
    yield "heavy modules loaded by the first lab", loaded, "of " + ", ".join(heavy)


def measured(code: str) -> tuple[float, float]:
    """Median seconds and peak megabytes of a process that runs this code."""
    script = (
        "import resource, sys, time; began = time.perf_counter()\n"
        f"{code}\n"
        "unit = 1 if sys.platform == 'darwin' else 1024\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6\n"
        "print(time.perf_counter() - began, peak)"
    )
    pairs = [tuple(map(float, run(script).split())) for _ in range(5)]
    return tuple(statistics.median(column) for column in zip(*pairs, strict=True))


def run(script: str) -> str:
    command = [sys.executable, "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
