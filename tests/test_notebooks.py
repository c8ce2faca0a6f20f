"""Every lesson keeps the rules, and every rule catches what it is there for."""

import sys
from types import SimpleNamespace

import form_rules
import length_rules
import lesson_rules
import pytest

from notebooks import build

FOLDER = build.Path(build.__file__).parent
SOURCES = sorted((FOLDER / "source").glob("*.py"))
STORED = [path for path in sorted(FOLDER.glob("*/*.ipynb")) if path.parent.name in build.LANGUAGES]
LARGEST_FILE = 1_200_000
RULES = (*lesson_rules.RULES, *form_rules.FORM_RULES, *length_rules.LENGTH_RULES)


def label(path) -> str:
    return f"{path.parent.name}/{path.stem}"


def problems(source: str) -> list[str]:
    cells = build.read_source(source)
    return [problem for rule in lesson_rules.RULES for problem in rule(cells)]


# The lessons


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", SOURCES, ids=label)
def test_a_lesson_keeps_the_rules(path, rule):
    found = list(rule(build.read_source(path.read_text(encoding="utf-8"))))
    assert not found, "\n".join(found)


def test_committed_notebooks_equal_a_fresh_build(capsys):
    assert build.main(["--check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("path", SOURCES, ids=label)
def test_both_editions_have_the_same_code_and_tags(path):
    english, chinese = (
        lesson_rules.code_cells(build.build(path, language, None).cells)
        for language in build.LANGUAGES
    )
    assert len(english) == len(chinese)
    assert "use_edition('zh')" in lesson_rules.without_comments(chinese[0].source)
    for cell, twin in zip(english, chinese):
        assert cell.id == twin.id
        assert cell.metadata == twin.metadata
        code, other = map(lesson_rules.without_comments, (cell.source, twin.source))
        assert code == other.replace("use_edition('zh')", "use_edition('en')")


@pytest.mark.parametrize("path", STORED, ids=label)
def test_a_committed_notebook_is_small_complete_and_clean(path):
    assert path.stat().st_size < LARGEST_FILE
    found = list(lesson_rules.stored_problems(build.read(path)))
    assert not found, "\n".join(found)


# The rules, on a lesson that keeps them all and on the same lesson with one fault

EXERCISE = """\
# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 1.1 A step, **shown**
# With $\\eta$ and $L$, see [the paper](https://example.org/a):
#
# $$w - \\eta \\nabla L$$
# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 1.1 一步，**看见**
# 由 $L$ 与 $\\eta$，见[论文](https://example.org/a)；$L$ 是损失：
#
# $$w - \\eta \\nabla L$$
# %%
import sample_checks as checks
# %% [markdown] lang="en"
# $$x^2$$
# %% [markdown] lang="zh"
# $$x^2$$
# %% tags=["exercise"]
def double(x):
    return ...

checks.double(double)
# %% [markdown] lang="en"
# <details><summary>Solution</summary>
#
# ```python
# def double(x):
#     return 2 * x
# ```
#
# </details>
# %% [markdown] lang="zh"
# <details><summary>参考答案</summary>
#
# ```python
# def double(x):
#     return 2 * x
# ```
#
# </details>
"""


def comment(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())


def option(letter: str, mark: str, answer: str, feedback: str) -> str:
    text = f"\n<details><summary>{letter}. {answer}</summary>\n\n{mark} {feedback}\n\n</details>"
    return comment(text)


def quiz(language: str, title: str, question: str, answer: str, feedback: str) -> str:
    """A quiz of six questions, A wrong and B right, as a text cell of a source."""
    cell = f'# %% [markdown] lang="{language}"\n# ## {title}\n'
    for number in range(1, 7):
        cell += f"#\n# **{number}. {question}**\n"
        cell += option("A", "❌", answer, feedback) + option("B", "✅", answer, feedback)
    return cell


GOOD = (
    EXERCISE
    + quiz("en", "Quiz", "Why?", "Because $x$.", "It is so.")
    + quiz("zh", "小测验", "为什么？", "因为 $x$。", "就是这样。")
)
RIGHT, WRONG = (option("B", mark, "因为 $x$。", "就是这样。") for mark in "✅❌")
IMPORT = "import sample_checks as checks"


@pytest.fixture(autouse=True)
def sample_checks(monkeypatch):
    """A check of one exercise that looks like those of lesson_utils.checks."""

    def double(answer):
        status = "open" if answer(3) is ... else "right" if answer(3) == 6 else "wrong"
        return SimpleNamespace(status=status)

    monkeypatch.setitem(sys.modules, "sample_checks", SimpleNamespace(double=double))


def test_a_lesson_that_keeps_all_rules_has_no_problems():
    assert problems(GOOD) == []


def test_a_lesson_without_quiz_and_exercises_has_no_problems():
    assert problems("# %%\n1 + 1\n") == []


FAULTS = (
    # text in pairs
    ('# %% [markdown] lang="zh"\n# $$x^2$$\n', "", "no Chinese twin"),
    ('# %% [markdown] lang="en"\n# $$x^2$$\n', "", "no English twin"),
    (f"# %%\n{IMPORT}", f'# %% [markdown] lang="en"\n# a\n# %%\n{IMPORT}', "no Chinese twin"),
    # the same in both editions
    ("# ## 1.1 一步", "# # 1.1 一步", "other heading levels"),
    ("由 $L$ 与 $\\eta$", "由 $L$ 与 $\\lambda$", "other formulas"),
    ("因为 $x$", "因为 $y$", "other formulas"),
    ("[论文](https://example.org/a)", "[论文](https://example.org/b)", "other links"),
    ("# 由 $L$", "# ![图](a.png) 由 $L$", "other links"),
    ('zh" slideshow={"slide_type": "slide"}', 'zh" slideshow={"slide_type": "skip"}', "slide type"),
    ('zh" slideshow={"slide_type": "slide"}', 'zh" tags=["lab"]', "other tags"),
    ("参考答案</summary>\n#\n# ```python", "参考答案</summary>\n#\n# ```", "other code blocks"),
    (
        'return 2 * x\n# ```\n#\n# </details>\n# %% [markdown] lang="zh"',
        'return x * 2\n# ```\n#\n# </details>\n# %% [markdown] lang="zh"',
        "other code blocks",
    ),
    # prose
    ('lang="zh"\n# $$x^2$$', 'lang="zh"\n# A square: $$x^2$$', "no Chinese in"),
    ("一步，**看见**", "一步，**看见。**对", "does not become bold"),
    ("B. Because $x$.</summary>", "B. Because `x`.</summary>", "not rendered in <summary>"),
    # code
    (IMPORT, IMPORT + "\na = 1" * 20, "21 lines"),
    (IMPORT, f"{IMPORT}\n# %%\n", "an empty code cell"),
    (IMPORT, f"from math import *\n{IMPORT}", "a star import"),
    (IMPORT, f"import sys\nsys.path.append('..')\n{IMPORT}", "sys.path"),
    (IMPORT, f"# !pip install x\n{IMPORT}", "not plain Python"),
    (IMPORT, f"open('/home/me/data')\n{IMPORT}", "a path of a machine"),
    # metadata
    ('tags=["exercise"]', 'tags=["exercise", "hidden"]', "tags ['hidden']"),
    ('{"slide_type": "slide"}', '{"slide_type": "page"}', "slideshow"),
    # quiz
    ("# **6. Why?**\n", "", "questions [1, 2, 3, 4, 5], not"),
    ("# **2. Why?**", "# **3. Why?**", "questions [1, 3, 3, 4, 5, 6], not"),
    ("# ## Quiz", "# ## Questions", "outside a section with the heading 'Quiz'"),
    (RIGHT, "", "options 'A'"),
    (RIGHT, RIGHT.replace("B.", "C."), "options 'AC'"),
    (RIGHT, WRONG, "not exactly one right answer"),
    (RIGHT, RIGHT + RIGHT.replace("B.", "C."), "not exactly one right answer"),
    (RIGHT, RIGHT.replace(" 就是这样。", ""), "an option without"),
    (RIGHT, RIGHT.replace("✅ ", ""), "an option without"),
    (RIGHT, RIGHT + WRONG.replace("B.", "C."), "other options or right answers"),
    # exercises
    ("checks.double(double)", "double(3)", "no checks.NAME"),
    ("return ...", "return None", "a stub without ..."),
    ("return ...", "return [...]", "says wrong, not open"),
    ("2 * x", "x ** 2", "says wrong, not right"),
    ("2 * x", "2 * y", "says NameError"),
    (IMPORT, "checks = 1", "says NameError"),
    ("<summary>Solution", "<summary>Answer", "no solution after"),
    ("<summary>参考答案", "<summary>解答", "a solution in one edition alone"),
    ('tags=["exercise"]', 'tags=["lab"]', "a solution without exercise"),
    ("# ```python\n# def", "# ```\n# def", "0 python blocks"),
)


@pytest.mark.parametrize(("old", "new", "problem"), FAULTS)
def test_a_rule_catches_its_fault(old, new, problem):
    assert old in GOOD
    assert problem in "\n".join(problems(GOOD.replace(old, new)))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda notebook: notebook.metadata.update(widgets={}), "widget state"),
        (lambda notebook: notebook.cells[0].update(execution_count=None), "not run in order"),
        (lambda notebook: notebook.cells[0].update(execution_count=2), "not run in order"),
        (lambda notebook: notebook.cells[0].outputs[0].update(name="stderr"), "a warning"),
        (lambda notebook: notebook.cells[0].outputs[0].update(text="in /tmp/x"), "a path"),
        (
            lambda notebook: notebook.cells[0].outputs[0].update(data={build.WIDGET_VIEW: {}}),
            "a widget view",
        ),
    ],
)
def test_the_rule_for_stored_notebooks_catches_its_fault(change, problem):
    notebook = build.edition(build.read_source("# %%\nprint('fine')\n"), "en")
    (cell,) = notebook.cells
    cell.execution_count = 1
    cell.outputs = [build.NotebookNode(output_type="stream", name="stdout", text="fine, 1/2 km/h")]
    assert list(lesson_rules.stored_problems(notebook)) == []
    change(notebook)
    assert problem in "\n".join(lesson_rules.stored_problems(notebook))
