"""What of a notebook is graded: imports, definitions, and the cells that hand in an exercise."""

import ast
import importlib
import re
from dataclasses import dataclass

from lesson_utils.lessons import LESSONS

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LOOKED_UP = {"reference", "EXERCISES", "mistakes"}
REACHES_OUT = {
    "os", "sys", "subprocess", "socket", "shutil", "pathlib", "importlib", "ctypes", "inspect",
    "gc", "builtins", "open", "exec", "eval", "compile", "__import__", "globals", "getattr",
    "setattr",
}  # fmt: skip


@dataclass(frozen=True)
class Notebook:
    """Sources of the code cells to run, the exercises that they hand in, language and flags."""

    cells: tuple[str, ...]
    exercises: frozenset[str]
    language: str
    flags: dict[str, str]

    @classmethod
    def of(cls, page: dict) -> "Notebook":
        """From the JSON of an .ipynb; KeyError, TypeError or AttributeError where it is none."""
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in page["cells"]]
        code = [source for kind, source in cells if kind == "code"]
        text = "".join(source for kind, source in cells if kind == "markdown")
        handed_in = [source for source in code if calls_in(source)]
        kept, used, before = handed_in, set(), None
        while used != before:  # what a helper needs is a helper, too
            before, used = used, {name for source in kept for name in names_in(source)}
            kept = [source if calls_in(source) else _definitions(source, used) for source in code]
        found = {name: source for source in handed_in for name in calls_in(source)}
        chinese = len(CHINESE.findall(text)) > len(text) / 8  # the English text names some terms
        chinese = chinese or any('use_edition("zh")' in source for source in code)
        flags = {name: _flags(name, source) for name, source in found.items()}
        return cls(tuple(kept), frozenset(found), "zh" if chinese else "en", flags)


def registry() -> dict:
    """Every exercise of the course, by name."""
    for lesson in LESSONS:
        importlib.import_module(f"lesson_utils.lessons.{lesson}.checks")
    return importlib.import_module("lesson_utils.exercises.exercise").EXERCISES


def parse(source: str) -> list[ast.stmt]:
    """Statements of a cell; lines of magic and shell commands are left out."""
    try:
        return ast.parse(re.sub(r"^[ \t]*[%!].*$", "", source, flags=re.M)).body
    except (MemoryError, RecursionError):
        raise SyntaxError("it is nested too deeply") from None


def calls_in(code: str | ast.AST) -> list:
    """The calls `checks.NAME(...)`: nodes of a statement; names, where it is a source."""
    if isinstance(code, str):
        try:
            tree = ast.Module(parse(code), [])
        except (SyntaxError, ValueError):
            return re.findall(r"^checks\.(\w+)\(", code, re.M)
        return [call.func.attr for call in calls_in(tree) if call.func.attr != "progress"]
    return [
        node
        for node in ast.walk(code)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "checks"
    ]


def names_in(source: str) -> set[str]:
    """Every name and attribute that a source uses."""
    try:
        nodes = [node for statement in parse(source) for node in ast.walk(statement)]
    except (SyntaxError, ValueError):
        return set()
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.name for node in nodes if isinstance(node, ast.alias)}
    return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def _definitions(source: str, used: set[str]) -> str:
    """Of a cell that hands in nothing: its functions, and the imports that an exercise needs."""
    try:
        statements = parse(source)
    except (SyntaxError, ValueError):
        return ""
    kept = []
    for node in statements:
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound = {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
            kept += [node] if bound & used - {"checks"} else []
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in used:
            kept.append(node)
    return "\n".join(map(ast.unparse, kept))


def _flags(exercise: str, source: str) -> str:
    """Why a person should look at this cell: it looks up the solution, or reaches out."""
    names, another = names_in(source), rf"\bfrom_scratch\.(?!{exercise}\b|_)\w+"
    looked_up = names & LOOKED_UP or "from_scratch" in re.sub(another, "", source)
    words = ["looks up the solution"] * bool(looked_up)
    return "; ".join([*words, *(f"uses {name}" for name in sorted(names & REACHES_OUT))])
