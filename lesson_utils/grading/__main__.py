"""Grade a folder of notebooks: a table for the teacher, and a page for each student.

    python -m lesson_utils.grading FOLDER [--lesson N] [--out FOLDER_graded] [--seed NUMBER]

FOLDER holds .ipynb files, folders of them, or the zip that Moodle or Canvas export.
"""

import argparse
import csv
import html
import json
import multiprocessing
import os
import re
import secrets
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache
from multiprocessing import forkserver
from pathlib import Path

from lesson_utils import language
from lesson_utils.exercises.attempt import Attempt, Fault, Outcome
from lesson_utils.exercises.exercise import Exercise
from lesson_utils.exercises.feedback import Feedback
from lesson_utils.grading import child, fence
from lesson_utils.grading.notebook import Notebook, registry
from lesson_utils.grading.submissions import Submission, read
from lesson_utils.grading.wire import decode, decode_attempt
from lesson_utils.lessons import LESSONS

SECONDS = {"notebook": 90, "processor": 45, "answer": 10}  # limits: of the clock, but for one
COLUMNS = ("student", "file", "exercise", "points", "message", "mistake", "look at")


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    options = parse(arguments)
    if not (fence.is_possible() or options.without_fence):
        print(language.text("grading.no_fence"), file=sys.stderr)
        return 2
    try:
        submissions = read(options.folder)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    folder = options.folder.resolve()
    out = options.out or folder.with_name(folder.stem + "_graded")
    seed = options.seed if options.seed is not None else secrets.randbelow(2**40)
    grade(submissions, out, seed, options)
    print(f"\n{out / 'grades.csv'} (seed {seed})", file=sys.stderr)
    return 0


def grade(submissions: list[Submission], out: Path, seed: int, options: argparse.Namespace) -> None:
    """Run the notebooks side by side, and write the table and a page for each."""
    notebooks = [notebook_of(submission) for submission in submissions]
    exercises = of_lesson(options.lesson, notebooks)
    (out / "pages").mkdir(parents=True, exist_ok=True)
    rows = {}
    forks()  # before there are threads
    with ThreadPoolExecutor(max_workers=options.processes) as pool:
        jobs = {
            pool.submit(run, notebook, seed, not options.without_fence): place
            for place, notebook in enumerate(notebooks)
        }
        for done, job in enumerate(as_completed(jobs), 1):
            place = jobs[job]
            submission, notebook = submissions[place], notebooks[place]
            feedbacks = [judge(item, job.result(), notebook, seed) for item in exercises]
            rows[place] = list(table(submission, notebook, feedbacks))
            name = re.sub(r"\W+", "_", f"{place + 1:03} {submission.student}") + ".html"
            page = page_of(submission, notebook, feedbacks)
            (out / "pages" / name).write_text(page, "utf-8", "backslashreplace")
            bar(done, len(jobs))
    write(out / "grades.csv", [row for place in sorted(rows) for row in rows[place]])


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    lessons = range(1, len(LESSONS) + 1)
    parser.add_argument("--lesson", type=int, choices=lessons, help="grade its exercises")
    parser.add_argument("--out", type=Path, help="where to write; default: FOLDER_graded")
    parser.add_argument("--seed", type=int, help="of the drawn cases; default: a secret one")
    parser.add_argument("--processes", type=positive, default=os.cpu_count() or 1)
    parser.add_argument("--without-fence", action="store_true", help="trust the submissions")
    return parser.parse_args(arguments)


def positive(number: str) -> int:
    """As argparse takes it, which puts the name of this function into its message."""
    if int(number) < 1:
        raise ValueError
    return int(number)


def notebook_of(submission: Submission) -> Notebook:
    """The notebook; an empty one where the file is no notebook."""
    try:
        return Notebook.of(submission.page)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        return Notebook((), frozenset(), "en", {})


def of_lesson(lesson: int | None, notebooks: list[Notebook]) -> list[Exercise]:
    """The exercises to grade: of that lesson, or of the one that most notebooks hand in."""
    known = registry()
    handed_in = Counter(
        known[name].lesson for notebook in notebooks for name in notebook.exercises if name in known
    )
    lesson = lesson or (handed_in.most_common(1)[0][0] if handed_in else 1)
    found = [item for item in known.values() if item.lesson == lesson]
    return sorted(found, key=lambda item: item.number)


def run(notebook: Notebook, seed: int, fenced: bool) -> dict[str, dict]:
    """What the fenced process reported, by exercise; the last report of an exercise counts."""
    job = {"cells": notebook.cells, "seed": seed, "seconds": SECONDS, "fenced": fenced}
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as report:
        process = forks().Process(target=child.main, args=(job, folder, report.name), daemon=True)
        process.start()
        process.join(SECONDS["notebook"])
        process.kill()
        process.join()
        return dict(reports(report.read().decode("utf-8", "replace")))


@cache
def forks() -> multiprocessing.context.BaseContext:
    """Makes forks of a process that has imported torch, and knows no variable of ours."""
    context = multiprocessing.get_context("forkserver")
    # torch.broadcast_shapes, an answer of lesson 1, imports the second of them for a second
    context.set_forkserver_preload([child.__name__, "torch.fx.experimental.symbolic_shapes"])
    ours = os.environ.copy()
    os.environ.clear()
    try:
        forkserver.ensure_running()
    finally:
        os.environ.update(ours)
    return context


def reports(text: str):
    """The lines of a report that are what they should be, as (exercise, report)."""
    for line in text.splitlines():
        try:
            found = json.loads(line)
            yield str(found["exercise"]), found
        except (ValueError, TypeError, KeyError, RecursionError):
            continue


def judge(item: Exercise, found: dict, notebook: Notebook, seed: int) -> Feedback:
    """The verdict, from plain values alone, in the language of the notebook."""
    language.use_edition(notebook.language)
    if item.name not in notebook.exercises:
        return item._feedback("open", language.text("grading.missing"), key="missing")
    try:
        return item.judge(attempt_of(item, found[item.name], seed), seed)
    except Exception:  # a process may report anything
        return item.judge(Attempt((Outcome(fault=Fault("NoAnswer")),)), seed)


def attempt_of(item: Exercise, report: dict, seed: int) -> Attempt:
    if item.by_hand and "answers" in report:
        named = {str(name): decode(value) for name, value in report["named"].items()}
        return item.run(*map(decode, report["answers"]), **named)
    return decode_attempt(report, 1 if item.by_hand else len(item.all_cases(seed)) + 1)


def table(submission: Submission, notebook: Notebook, feedbacks: list[Feedback]):
    for feedback in feedbacks:
        message = feedback.message if submission.page else language.text("grading.unreadable")
        points = int(feedback.status == "right")
        yield (
            submission.student, submission.file, feedback.exercise, points, message,
            feedback.key, notebook.flags.get(feedback.exercise, ""),
        )  # fmt: skip


def page_of(submission: Submission, notebook: Notebook, feedbacks: list[Feedback]) -> str:
    """The page of a student, in the language of the notebook."""
    right = sum(feedback.status == "right" for feedback in feedbacks)
    title = html.escape(f"{submission.student} · {submission.file}")
    summary = language.text("feedback.progress", done=right, total=len(feedbacks))
    body = "\n".join(feedback._repr_html_() + "<br>" for feedback in feedbacks)
    return (
        f'<!doctype html><html lang="{notebook.language}"><meta charset="utf-8">'
        f"<title>{title}</title><body style='font-family:sans-serif;max-width:50em'>"
        f"<h1>{title}</h1><p>{summary}</p>\n{body}</body></html>\n"
    )


def write(path: Path, rows: list[tuple]) -> None:
    """The table, so that a spreadsheet reads Chinese and takes no answer for a formula."""
    safely = {"encoding": "utf-8-sig", "errors": "backslashreplace"}
    with path.open("w", newline="", **safely) as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow(
                f"'{value}" if str(value).startswith(("=", "+", "-", "@")) else value
                for value in row
            )


def bar(done: int, total: int) -> None:
    width = 30 * done // total
    print(f"\r[{'#' * width}{' ' * (30 - width)}] {done}/{total}", end="", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
