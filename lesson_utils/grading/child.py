"""Runs in the fenced process: the exercise cells of one notebook, and what they need of others.

Writes a line of JSON for each exercise, judging nothing.
"""

import ast
import json
import linecache
import os
import sys
from pathlib import Path

import torch

from lesson_utils.exercises.attempt import Attempt, Fault, Outcome
from lesson_utils.exercises.limits import exit_raises, time_limit
from lesson_utils.grading import fence
from lesson_utils.grading.notebook import calls_in, parse, registry
from lesson_utils.grading.wire import encode, encode_attempt

MEMORY, OUTPUT = 2 * 2**30, 4 * 2**20


def main(job: dict, folder: str, report_file: str) -> None:
    with open(report_file, "w", encoding="utf-8") as report:
        keep_nothing_else(report.fileno(), folder)
        exercises, namespace = registry(), {"__name__": "__main__"}
        fence.limit(job["seconds"]["processor"], MEMORY, OUTPUT)
        if job["fenced"]:
            fence.close(Path.cwd())
        for number, source in enumerate(job["cells"], 1):
            for found in run_cell(source, f"<cell {number}>", namespace, exercises, job):
                report.write(json.dumps(found) + "\n")
                report.flush()
        os._exit(0)  # no code that a student left behind for the end


def keep_nothing_else(descriptor: int, folder: str) -> None:
    """Close what other files the process was born with, and give it a home."""
    os.setsid()
    os.chdir(folder)
    os.environ.update({"PATH": os.defpath, "HOME": folder, "TMPDIR": folder})
    sys.dont_write_bytecode = True
    torch.set_num_threads(1)
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, os.sysconf("SC_OPEN_MAX"))


def run_cell(source: str, name: str, namespace: dict, exercises: dict, job: dict):
    """Run a cell up to its checks and try their answers; yields what goes into the report."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    try:
        statements = parse(source)
    except SyntaxError as error:
        fault = Fault("SyntaxError", str(error.msg), error.lineno, (error.text or "").strip())
        yield from (not_run(exercise, fault) for exercise in calls_in(source))
        return
    fault = None
    for statement in statements:
        calls = [call for call in calls_in(statement) if call.func.attr in exercises]
        try:
            with time_limit(job["seconds"]["answer"]), exit_raises():
                if not calls:
                    exec(compile(ast.Module([statement], []), name, "exec"), namespace)
                found = [(call, *answers(call, name, namespace)) for call in calls]
        except BaseException as error:  # a student's code may do anything
            fault = fault or Fault.of(error)
            for call in calls:
                yield not_run(call.func.attr, fault)
            continue
        for call, values, named in found:
            yield attempt(exercises[call.func.attr], values, named, job)


def attempt(item, values: list, named: dict, job: dict) -> dict:
    if item.by_hand:
        sent = {"answers": [encode(value) for value in values]}
        sent["named"] = {name: encode(value) for name, value in named.items()}
        return {"exercise": item.name, **sent}
    found = item.run(*values, seed=job["seed"], seconds=job["seconds"]["answer"], **named)
    return {"exercise": item.name, **encode_attempt(found)}


def not_run(exercise: str, fault: Fault) -> dict:
    """The report of an answer that its cell did not come to."""
    return {"exercise": exercise, **encode_attempt(Attempt((Outcome(fault=fault),)))}


def answers(call: ast.Call, name: str, namespace: dict) -> tuple[list, dict]:
    """Values of the arguments of a check."""

    def value(node):
        return eval(compile(ast.Expression(node), name, "eval"), namespace)

    values = [value(argument) for argument in call.args]
    return values, {item.arg: value(item.value) for item in call.keywords if item.arg}
