"""What every lesson keeps to. A rule takes the cells of a source and yields what is wrong."""

import ast
import itertools
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat import NotebookNode

LONGEST_CODE = 20
TAGS = {"exercise", "claim", "lab", "raises-exception"}
SLIDE_TYPES = {"slide", "subslide", "fragment", "skip", "notes"}
QUIZ = {"en": "Quiz", "zh": "小测验"}
SOLUTION = {"en": "Solution", "zh": "参考答案"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SUMMARY = re.compile(r"<summary>(.*?)</summary>", re.DOTALL)
QUESTION = re.compile(r"^\*\*(\d+)\. .+\*\*$", re.MULTILINE)
OPTION = re.compile(
    r"^<details><summary>([A-Z])\. .+?</summary>\n\n([✅❌]) \S[^✅❌]*?\n\n</details>$",
    re.MULTILINE,
)
MACHINE_PATH = re.compile(
    r"(?<![\w.:/~-])/(?:home|Users|root|tmp|work|usr|opt|var|mnt|private)/|[A-Z]:\\Users"
)
D2L = re.compile(r"https://(zh\.)?d2l\.ai\S*")  # each edition links its own
MARKDOWN = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, double_inline=True)


def text_comes_in_pairs(cells: list[NotebookNode]) -> Iterator[str]:
    languages = [cell.metadata.get("lang") for cell in cells]
    for index, cell in enumerate(cells):
        after = languages[index + 1] if index + 1 < len(cells) else None
        before = languages[index - 1] if index else None
        if languages[index] == "en" and after != "zh":
            yield f"no Chinese twin after {cell.source!r}"
        if languages[index] == "zh" and before != "en":
            yield f"no English twin before {cell.source!r}"


def twins_say_the_same(cells: list[NotebookNode]) -> Iterator[str]:
    for english, chinese in twins(cells):
        if presentation(english) != presentation(chinese):
            yield f"other tags or slide type in the twin of {english.source!r}"
        facts, others = structure(english.source), structure(chinese.source)
        for name in facts:
            if facts[name] != others[name]:
                yield f"other {name} in {chinese.source!r}: {others[name]}, not {facts[name]}"


def chinese_is_chinese(cells: list[NotebookNode]) -> Iterator[str]:
    for _, cell in twins(cells):
        prose = "".join(token.content for token in tokens(cell.source) if token.type == "text")
        if any(map(str.isalpha, prose)) and not CHINESE.search(prose):
            yield f"no Chinese in {cell.source!r}"


def markdown_renders(cells: list[NotebookNode]) -> Iterator[str]:
    for cell in text_cells(cells):
        # CommonMark takes **粗体。**文字 for plain asterisks: punctuation touches the closing pair.
        if any("**" in token.content for token in tokens(cell.source) if token.type == "text"):
            yield f"** that does not become bold in {cell.source!r}"
        for summary in SUMMARY.findall(cell.source):
            if "`" in summary or "**" in summary:
                yield f"Markdown is not rendered in <summary>{summary}</summary>"


def code_is_short_and_plain(cells: list[NotebookNode]) -> Iterator[str]:
    for cell in code_cells(cells):
        lines = len(cell.source.splitlines())
        if lines > LONGEST_CODE:
            yield f"{lines} lines, at most {LONGEST_CODE}: {cell.source!r}"
        if not cell.source.strip():
            yield "an empty code cell"
        try:
            names = {
                ast.unparse(node)
                for node in ast.walk(ast.parse(cell.source))
                if isinstance(node, ast.alias | ast.Attribute)
            }
        except SyntaxError:
            yield f"not plain Python: {cell.source!r}"
            continue
        if "*" in names:
            yield f"a star import: {cell.source!r}"
        if "sys.path" in names:
            yield f"sys.path: {cell.source!r}"


def metadata_is_allowed(cells: list[NotebookNode]) -> Iterator[str]:
    for cell in cells:
        unknown = set(cell.metadata.get("tags", ())) - TAGS
        if unknown:
            yield f"tags {sorted(unknown)} in {cell.source!r}: use {sorted(TAGS)}"
        slideshow = cell.metadata.get("slideshow", {"slide_type": "slide"})
        if set(slideshow) != {"slide_type"} or slideshow["slide_type"] not in SLIDE_TYPES:
            yield f"slideshow {slideshow} in {cell.source!r}: use {sorted(SLIDE_TYPES)}"


def no_path_of_a_machine(cells: list[NotebookNode]) -> Iterator[str]:
    for cell in cells:
        if MACHINE_PATH.search(cell.source):
            yield f"a path of a machine in {cell.source!r}"


def quiz_is_well_formed(cells: list[NotebookNode]) -> Iterator[str]:
    answers = {}
    for language in QUIZ:
        text = "\n\n".join(
            cell.source for cell in text_cells(cells) if cell.metadata.lang == language
        )
        quiz = section(text, QUIZ[language])
        if any(mark in text.replace(quiz, "") for mark in "✅❌"):
            yield f"answers outside a section with the heading {QUIZ[language]!r}"
        numbers = [int(number) for number in QUESTION.findall(quiz)]
        if quiz and not (6 <= len(numbers) <= 10 and numbers == list(range(1, len(numbers) + 1))):
            yield f"{language} quiz has questions {numbers}, not 1 to 6 … 10"
        starts = [match.start() for match in QUESTION.finditer(quiz)]
        questions = [quiz[a:b] for a, b in itertools.pairwise([*starts, len(quiz)])]
        answers[language] = [OPTION.findall(question) for question in questions]
        for question, options in zip(questions, answers[language], strict=True):
            yield from question_problems(question, options)
    if answers["en"] != answers["zh"]:
        yield "the quizzes of the two editions have other options or right answers"


def question_problems(question: str, options: list[tuple[str, str]]) -> Iterator[str]:
    rest = OPTION.sub("", question)
    letters = "".join(letter for letter, _ in options)
    if "<details" in rest or "✅" in rest or "❌" in rest:
        yield f"an option without letter, mark or feedback in {rest!r}"
    elif len(letters) < 2 or not "ABCDEFGH".startswith(letters):
        yield f"options {letters!r} in {question!r}"
    elif [mark for _, mark in options].count("✅") != 1:
        yield f"not exactly one right answer in {question!r}"


def exercises_are_solvable(cells: list[NotebookNode]) -> Iterator[str]:
    """Runs stub and solution of each exercise as a student would, after the imports above it."""
    imports: list[ast.stmt] = []
    unsolved = None
    for cell in cells:
        if "exercise" in cell.metadata.get("tags", ()):
            if unsolved is not None:
                yield f"no solution after {unsolved!r}"
            unsolved = cell.source
        elif cell.cell_type == "code":
            found = statements(cell.source)
            imports += [node for node in found if isinstance(node, ast.Import | ast.ImportFrom)]
        elif cell.metadata.lang == "en" and has_solution(cell):
            if unsolved is None:
                yield f"a solution without exercise: {cell.source!r}"
            else:
                yield from exercise_problems(unsolved, cell.source, imports)
            unsolved = None
    if unsolved is not None:
        yield f"no solution after {unsolved!r}"


def exercise_problems(exercise: str, text: str, imports: list[ast.stmt]) -> Iterator[str]:
    *stub, check = statements(exercise) or [ast.Pass()]
    if not ast.unparse(check).startswith("checks."):
        yield f"the last line is no checks.NAME(...): {exercise!r}"
        return
    if "..." not in ast.unparse(stub):
        yield f"a stub without ...: {exercise!r}"
    solutions = folded_code(text, SOLUTION["en"])
    if len(solutions) != 1:
        yield f"{len(solutions)} python blocks in the solution {text!r}"
        return
    for status, code in (("open", stub), ("right", statements(solutions[0]))):
        namespace: dict = {}
        try:
            exec(compile(ast.Module([*imports, *code], []), "exercise", "exec"), namespace)
            found = eval(compile(ast.Expression(check.value), "check", "eval"), namespace).status
        except Exception as error:  # whatever a lesson's code raises is this lesson's problem
            found = repr(error)
        if found != status:
            yield f"{ast.unparse(check)} says {found}, not {status}, after {exercise!r}"


def solutions_are_in_both_editions(cells: list[NotebookNode]) -> Iterator[str]:
    for english, chinese in twins(cells):
        if has_solution(english) != has_solution(chinese):
            yield f"a solution in one edition alone: {english.source!r}"


RULES = (
    text_comes_in_pairs,
    twins_say_the_same,
    chinese_is_chinese,
    markdown_renders,
    code_is_short_and_plain,
    metadata_is_allowed,
    no_path_of_a_machine,
    quiz_is_well_formed,
    exercises_are_solvable,
    solutions_are_in_both_editions,
)


def stored_problems(notebook: NotebookNode) -> Iterator[str]:
    """What is wrong with the outputs of a committed notebook."""
    if "widgets" in notebook.metadata:
        yield "widget state is saved"
    cells = code_cells(notebook.cells)
    # nbval compares nothing in a cell that has no count.
    if [cell.execution_count for cell in cells] != list(range(1, len(cells) + 1)):
        yield "not run in order from the top: make notebooks"
    for cell in cells:
        for output in cell.outputs:
            data = output.get("data", {})
            texts = [value for kind, value in data.items() if not kind.startswith("image/")]
            if MACHINE_PATH.search(str([*texts, output.get("text"), output.get("traceback")])):
                yield f"a path of a machine in the output of {cell.source!r}"
            if output.get("name") == "stderr":
                yield f"a warning in the output of {cell.source!r}"
            if any("widget-view" in kind for kind in data):
                yield f"a widget view without its model in the output of {cell.source!r}"


def code_cells(cells: list[NotebookNode]) -> list[NotebookNode]:
    return [cell for cell in cells if cell.cell_type == "code"]


def text_cells(cells: list[NotebookNode]) -> list[NotebookNode]:
    return [cell for cell in cells if cell.cell_type == "markdown"]


def statements(code: str) -> list[ast.stmt]:
    """None at all where the code is no Python: `code_is_short_and_plain` reports that."""
    try:
        return ast.parse(code).body
    except SyntaxError:
        return []


def twins(cells: list[NotebookNode]) -> list[tuple[NotebookNode, NotebookNode]]:
    return [
        (first, second)
        for first, second in itertools.pairwise(cells)
        if (first.metadata.get("lang"), second.metadata.get("lang")) == ("en", "zh")
    ]


def has_solution(cell: NotebookNode) -> bool:
    return f"<summary>{SOLUTION[cell.metadata.lang]}</summary>" in cell.source


def presentation(cell: NotebookNode) -> dict:
    return {key: cell.metadata.get(key) for key in ("slideshow", "tags")}


def tokens(text: str) -> list[Token]:
    """All Markdown tokens, also those inside a line and inside an HTML block."""
    found = []
    for token in MARKDOWN.parse(text):
        found.append(token)
        (inline,) = MARKDOWN.parseInline(token.content) if token.type == "html_block" else (token,)
        found += inline.children or []
    return found


def structure(text: str) -> dict[str, object]:
    """What a translation must leave as it is. Prose may repeat a formula, hence the set."""
    found = tokens(text)
    return {
        "heading levels": [token.tag for token in found if token.type == "heading_open"],
        "formulas": {token.content.strip() for token in found if token.type.startswith("math_")},
        "links": sorted(
            D2L.sub("d2l.ai", str(token.attrs.get("href") or token.attrs.get("src")))
            for token in found
            if token.type in ("link_open", "image")
        ),
        "code blocks": [
            (
                token.info,
                without_comments(token.content) if token.info == "python" else token.content,
            )
            for token in found
            if token.type == "fence"
        ],
    }


def without_comments(code: str) -> str:
    """The code alone: a comment may be in the language of its edition."""
    try:
        return ast.unparse(ast.parse(code))
    except SyntaxError:
        return code


def section(text: str, title: str) -> str:
    """The text under the heading `title`, up to the next heading of its level or above."""
    lines = text.splitlines(keepends=True)
    found = MARKDOWN.parse(text)
    headings = [
        (token.tag, token.map, inline.content)
        for token, inline in itertools.pairwise(found)
        if token.type == "heading_open" and token.level == 0
    ]
    for index, (tag, (_, start), content) in enumerate(headings):
        if content == title:
            ends = [end for other, (end, _), _ in headings[index + 1 :] if other <= tag]
            return "".join(lines[start : ends[0] if ends else None])
    return ""


def folded_code(text: str, summary: str) -> list[str]:
    """The python blocks between a <summary> and its </details>."""
    inside, found = False, []
    for token in MARKDOWN.parse(text):
        if token.type == "html_block":
            inside = f"<summary>{summary}</summary>" in token.content or (
                inside and "</details>" not in token.content
            )
        elif inside and token.type == "fence" and token.info == "python":
            found.append(token.content)
    return found
