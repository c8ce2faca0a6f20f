"""How many students a machine bears: N of them log in, open lesson 3, run it, and drag sliders.

    python -m deploy.load_test 1 2 4 8 --seconds 60       as root: the accounts come and go

Prints a table row for each N. Every student moves a slider of the regularization lab, waits for the
picture of the new setting, looks at it for a quarter of a second, and moves on, without a break.
"""

import argparse
import asyncio
import itertools
import statistics
import time
from collections.abc import Iterator

import psutil

from deploy import hub
from deploy.student import Kernel, Student

NOTEBOOK = "lessons/en/03_generalization.ipynb"
LAB = "regularization"
LOOK = 0.25  # seconds between a picture and the next move
COLUMNS = (
    "students", "log in and start, s", "run, s", "moves a minute each", "picture, median, ms",
    "picture, 95 %, ms", "memory each, MB", "hub and proxy, MB", "CPU s: start", "run", "a minute",
    "machine busy",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("students", type=int, nargs="+", help="numbers of them")
    parser.add_argument("--seconds", type=float, default=60.0, help="that each of them drags")
    parser.add_argument("--lab-only", action="store_true", help="run no cell but that of the lab")
    options = parser.parse_args(arguments)
    print("| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS), sep="\n", flush=True)
    for count in options.students:
        cells = asyncio.run(measure(count, options.seconds, options.lab_only))
        print("| " + " | ".join(cells) + " |", flush=True)


async def measure(count: int, seconds: float, lab_only: bool) -> list[str]:
    """One row of the table."""
    names = [f"load{number:03}" for number in range(count)]
    with hub.running(names) as (address, process):
        students = [Student(address, name) for name in names]
        began, used = time.monotonic(), cpu_seconds(process.pid)
        await asyncio.gather(*map(open_lesson, students))
        started, used_to_start = time.monotonic(), cpu_seconds(process.pid)
        kernels = await asyncio.gather(*(run_lesson(s, lab_only) for s in students))
        ran, used_to_run = time.monotonic(), cpu_seconds(process.pid)
        psutil.cpu_percent()
        found = await asyncio.gather(
            *(drag(kernel, seconds, number) for number, kernel in enumerate(kernels))
        )
        busy, used_to_drag = psutil.cpu_percent(), cpu_seconds(process.pid)
        memory, shared = memory_of(process.pid, names)
    waits = sorted(wait for waits in found for wait in waits)
    minutes = count * seconds / 60
    return [
        str(count), f"{started - began:.1f}", f"{ran - started:.1f}", f"{len(waits) / minutes:.0f}",
        f"{1000 * statistics.median(waits):.0f}", f"{1000 * waits[int(0.95 * len(waits))]:.0f}",
        f"{memory / count / 1e6:.0f}", f"{shared / 1e6:.0f}",
        f"{(used_to_start - used) / count:.1f}", f"{(used_to_run - used_to_start) / count:.1f}",
        f"{(used_to_drag - used_to_run) / minutes:.1f}", f"{busy:.0f} %",
    ]  # fmt: skip


async def open_lesson(student: Student) -> None:
    await student.log_in(f"the password of {student.name}")
    await student.start_server()


async def run_lesson(student: Student, lab_only: bool) -> Kernel:
    """Every code cell of the lesson as it comes; exercises that are open raise nothing."""
    notebook = (await student.read(NOTEBOOK))["content"]
    kernel = await student.open_kernel(NOTEBOOK)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    if lab_only:
        code = [cell for cell in code if f"labs.{LAB}(" in cell["source"]]
        await kernel.run("from lesson_utils.lessons.generalization import labs")
    for cell in code:
        await kernel.run(cell["source"], cell["id"])
    return kernel


async def drag(kernel: Kernel, seconds: float, number: int) -> list[float]:
    """Seconds from each move to the picture of its setting."""
    lab = kernel.lab(LAB)
    sliders = [part for part in kernel.parts(lab) if "_options_labels" in kernel.widgets[part]]
    screen = next(part for part in kernel.parts(lab) if "frame" in kernel.widgets[part])
    ask = next((part for part in kernel.parts(lab) if "answered" in kernel.widgets[part]), None)
    if ask is not None:
        kernel.update(ask, answer={"skip": True, "count": 1})
    found, end = [], time.monotonic() + seconds
    for slider, position, shown in walk(kernel, sliders[:2], number):
        if time.monotonic() > end:
            return found
        asked = time.monotonic()
        kernel.update(sliders[slider], index=position)
        await kernel.wait(
            lambda _, shown=shown: shown in kernel.widgets[screen]["frame"].get("alt", "")
        )
        found.append(time.monotonic() - asked)
        await asyncio.sleep(LOOK)


def walk(kernel: Kernel, sliders: list[str], number: int) -> Iterator[tuple[int, int, str]]:
    """Moves without end: (slider, position, words of the picture); along p, then a step of λ."""
    probabilities, decays = (kernel.widgets[part]["_options_labels"] for part in sliders)
    place, decay = (kernel.widgets[part]["index"] for part in sliders)
    up = list(range(len(probabilities)))
    for step in itertools.count(number):
        sweep = up if step % 2 else up[::-1]
        for place in (p for p in sweep if p != place):
            yield 0, place, f"p = {probabilities[place]}, λ = {decays[decay]}, "
        decay = (decay + 1) % len(decays)
        yield 1, decay, f"p = {probabilities[place]}, λ = {decays[decay]}, "


def processes(hub_pid: int) -> list[psutil.Process]:
    parent = psutil.Process(hub_pid)
    return [parent, *parent.children(recursive=True)]


def cpu_seconds(hub_pid: int) -> float:
    """Of the hub and all that it has started."""
    return sum(sum(process.cpu_times()[:2]) for process in processes(hub_pid))


def memory_of(hub_pid: int, names: list[str]) -> tuple[float, float]:
    """Bytes of the students' processes, and of all others; what they share is shared out."""
    students = others = 0
    for process in processes(hub_pid):
        size = process.memory_full_info().pss
        if process.username() in names:
            students += size
        else:
            others += size
    return students, others


if __name__ == "__main__":
    main()
