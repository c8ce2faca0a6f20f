"""How long a lesson takes, and what may be left out of it.

Minutes are counted, not measured: words at a pace for reading with a pencil, and a time for each
lab, sum by hand, output to look at, exercise and question. A rule yields what is wrong.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from form_rules import OPTIONAL
from lesson_rules import QUESTION, QUIZ
from nbformat import NotebookNode

WORDS_A_MINUTE = 180
MINUTES = {"lab": 3, "hand": 1, "output": 0.5, "exercise": 4, "question": 0.5}
LONGEST_CORE = 90
OFF = 5  # minutes by which what is said may differ
TIME = {
    "en": re.compile(
        r"\*\*Time\.\*\* The core: (\d+) minutes\. Exercises and quiz: (\d+)\. "
        r"Optional parts: (\d+)\."
    ),
    "zh": re.compile(
        r"\*\*用时\*\*。核心部分 (\d+) 分钟，练习和小测验 (\d+) 分钟，选读部分 (\d+) 分钟。"
    ),
}
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


def minutes_are_as_counted(cells: list[NotebookNode]) -> Iterator[str]:
    counted = [minutes(cells)[part] for part in ("core", "tasks", "optional")]
    if counted[0] > LONGEST_CORE:
        yield f"the core takes {counted[0]:.0f} minutes, {LONGEST_CORE} are a double lesson"
    for language, form in TIME.items():
        said = [form.search(c.source) for c in cells if c.metadata.get("lang") == language]
        found = [tuple(map(int, match.groups())) for match in said if match]
        if len(found) != 1 or any(abs(s - c) > OFF for s, c in zip(found[0], counted, strict=True)):
            near = ", ".join(f"{number:.0f}" for number in counted)
            yield f"{language}: say once that the parts take about {near} minutes, not {found}"


def core_runs_without_the_optional_parts(cells: list[NotebookNode]) -> Iterator[str]:
    known: dict[str, set[str]] = {"core": set(), "optional": set()}
    for part, cell in by_part(cells):
        if cell.cell_type != "code":
            continue
        nodes = list(ast.walk(ast.parse(cell.source)))
        if part == "core":
            used = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
            for name in sorted(used & known["optional"] - known["core"] - set(names_of(nodes))):
                yield f"the core needs {name!r} of an optional part: {cell.source!r}"
        known[part].update(names_of(nodes))


LENGTH_RULES = (minutes_are_as_counted, core_runs_without_the_optional_parts)


def minutes(cells: list[NotebookNode]) -> Counter:
    """Minutes of the core, of its exercises and quiz (the tasks), and of the optional parts."""
    counted: Counter = Counter()
    for part, cell in by_part(cells):
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code":
            kind = next((kind for kind in ("exercise", "lab") if kind in tags), "output")
            counted["tasks" if kind == "exercise" else part] += MINUTES[kind]
        elif cell.metadata.lang == "en":
            text = re.sub(r"<details>.*?</details>|\$\$.*?\$\$", "", cell.source, flags=re.DOTALL)
            counted[part] += len(re.findall(r"\S*\w\S*", text)) / WORDS_A_MINUTE
            counted[part] += MINUTES["hand"] * text.count("**By hand")
            if f"## {QUIZ['en']}\n" in cell.source:
                counted["tasks"] += MINUTES["question"] * len(QUESTION.findall(text))
    return counted


def by_part(cells: list[NotebookNode]) -> Iterator[tuple[str, NotebookNode]]:
    """Each cell that a student reads with its part: "core" or "optional"."""
    optional = 0  # the level of the heading that said so
    for cell in cells:
        slide = cell.metadata.get("slideshow", {}).get("slide_type")
        if cell.cell_type == "markdown" and slide != "notes":
            for marks, words in HEADING.findall(cell.source):
                if words.endswith(OPTIONAL[cell.metadata.lang]):
                    optional = len(marks)
                elif len(marks) <= optional:
                    optional = 0
        if slide != "notes":
            yield "optional" if optional else "core", cell


def names_of(nodes: list[ast.AST]) -> Iterator[str]:
    """Names that code binds."""
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]
