"""What keeps the house readable: short modules, and imports that flow one way."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import lesson_utils

HOME = Path(lesson_utils.__file__).parent
MODULES = sorted(HOME.rglob("*.py"))
DESIGN = HOME.parent / "docs" / "design.md"


def imported(module: Path) -> set[str]:
    """Dotted names that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_no_module_is_longer_than_250_lines():
    lengths = {str(m.relative_to(HOME)): m.read_text("utf-8").count("\n") for m in MODULES}
    assert len(lengths) > 60
    assert {name: length for name, length in lengths.items() if length > 250} == {}


def test_the_parts_of_the_house_are_as_large_as_the_design_says():
    """Neither larger, nor so much smaller that the table would no longer tell."""
    rows = re.findall(
        r"^\| [^|]+ \| (\d+) \| ([a-z_/, ]+) \|$", DESIGN.read_text("utf-8"), re.MULTILINE
    )
    named = []
    for most, names in rows:
        paths = [HOME / name if "/" in name else HOME / f"{name}.py" for name in names.split(", ")]
        files = [file for path in paths for file in ([path] if path.is_file() else path.iterdir())]
        modules = [file for file in files if file.suffix == ".py"]
        lines = sum(module.read_text("utf-8").count("\n") for module in modules)
        assert 0.85 * int(most) <= lines <= int(most), names
        named += modules
    packages = {HOME / "__init__.py", HOME / "lessons" / "__init__.py"}
    assert sorted(named) == sorted({*MODULES} - packages)  # each module in one part


def test_no_function_is_longer_than_30_lines():
    functions = [
        (f"{module.name}: {node.name}", node.end_lineno - node.lineno + 1)
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    assert len(functions) > 500
    assert [(name, lines) for name, lines in functions if lines > 30] == []


def test_between_lessons_and_from_the_library_to_a_lesson_is_no_import():
    for module in MODULES:
        parts = module.relative_to(HOME).parts
        own = f"lesson_utils.lessons.{parts[1]}" if parts[0] == "lessons" else "none"
        others = {name for name in imported(module) if name.startswith("lesson_utils.lessons.")}
        others.discard("lesson_utils.lessons.LESSONS")  # their names
        assert {name for name in others if not name.startswith(own)} == set(), module


def test_imports_have_no_cycle():
    names = {
        ".".join(("lesson_utils", *m.relative_to(HOME).with_suffix("").parts)): m for m in MODULES
    }
    graph = {name: imported(module) & set(names) for name, module in names.items()}
    assert sum(map(len, graph.values())) > 200
    TopologicalSorter(graph).prepare()  # CycleError names one


def test_what_computes_imports_neither_drawing_nor_widgets():
    for name in ("datasets", "from_scratch", "models", "training", "engine", "stack", "settings"):
        heads = {found.split(".")[0] for found in imported(HOME / f"{name}.py")}
        assert not heads & {"matplotlib", "ipywidgets", "anywidget", "PIL"}, name


def test_a_lab_loads_nothing_that_takes_seconds():
    heavy = {"sklearn", "torch._dynamo", "matplotlib.pyplot", "scipy.stats"}
    code = (
        "import sys; from lesson_utils.lessons.generalization import labs; "
        "labs.regularization().settle(); print(*sys.modules)"
    )
    loaded = subprocess.check_output([sys.executable, "-c", code], cwd=HOME.parent, text=True)
    assert "lesson_utils.engine" in loaded.split()
    assert heavy & set(loaded.split()) == set()
