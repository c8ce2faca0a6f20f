"""How a lesson is set: one form for what recurs, Chinese typography, quizzes that need thought.

A rule takes the cells of a source and yields what is wrong, as in lesson_rules.
"""

import ast
import io
import itertools
import re
import tokenize
from collections import Counter
from collections.abc import Iterator

from lesson_rules import (
    CHINESE,
    MARKDOWN,
    OPTION,
    QUESTION,
    QUIZ,
    code_cells,
    section,
    text_cells,
    tokens,
)
from markdown_it.token import Token
from nbformat import NotebookNode

from notebooks import build

HAN, MARK = build.HAN, build.MARK
PROMPTS = {  # how a bold word begins: the one form of it, with the full stop that follows
    "en": {
        "Predict": "**Predict first.**",
        "What you s": "**What you see.**",
        "What we f": "**What you see.**",
        "By hand": "**By hand.**",
    },
    "zh": {
        "先预测": "**先预测，再动手**。",
        "先猜": "**先预测，再动手**。",
        "看到": "**观察与结论**。",
        "观察": "**观察与结论**。",
        "手算": "**手算**。",
    },
}
EXERCISE = {
    "en": re.compile(r"^### Exercise (\d)\.(\d+): \S.*$", re.MULTILINE),
    "zh": re.compile(r"^### 练习 (\d)\.(\d+)：\S.*$", re.MULTILINE),
}
LIKE_AN_EXERCISE = re.compile(r"^(?:#+ |\*\*)(?:Exercise|练习) *\d.*$", re.MULTILINE)
OPTIONAL = {"en": " (optional)", "zh": "（选读）"}
LAST = {
    "en": ["Quiz", "Takeaways", "Where to read on"],
    "zh": ["小测验", "本课小结", "延伸阅读"],
}
FEWEST, MOST = 0.2, 0.5  # of the right answers: the share of one letter of A, B, C
LONGEST = 1 / 3  # of the right answers: those that are the longest of their options
FAULTS_OF_CHINESE = {
    "a gap after a full-width mark": rf"[{MARK}] +(?=\S)(?<![“‘] )",
    "a half-width mark beside Chinese": rf"[{HAN}][,;:?!]|[,;:?!] *[{HAN}]",
    "a gap between Chinese characters": rf"[{HAN}] +[{HAN}]",
    "half-width brackets around Chinese": rf"(?<!P)\([^()]*[{HAN}][^()]*\)",
    "no space between Chinese and Latin or digits": (  # K折 is the course's own word
        rf"[{HAN}][A-Za-z0-9α-ω]|[A-Za-z0-9α-ω](?!(?<=K)折)[{HAN}]"
    ),
}
HYPHEN_FOR_MINUS = re.compile(r"(?<![\w\-.–])-\d| - (?=[\dp])")


def exercises_have_one_form(cells: list[NotebookNode]) -> Iterator[str]:
    count = sum("exercise" in cell.metadata.get("tags", ()) for cell in cells)
    for language, form in EXERCISE.items():
        text = prose(cells, language)
        found = [(int(lesson), int(number)) for lesson, number in form.findall(text)]
        lesson = found[0][0] if found else 0
        if found != [(lesson, number) for number in range(1, count + 1)]:
            yield f"{count} exercises with the {language} headings {found}"
        for line in LIKE_AN_EXERCISE.findall(text):
            if not form.match(line):
                yield f"another form: {line!r}"


def prompts_have_one_form(cells: list[NotebookNode]) -> Iterator[str]:
    for cell in text_cells(cells):
        for start, form in PROMPTS[cell.metadata.lang].items():
            for line in re.findall(rf"^(?:> )?\*\*{start}.*$", cell.source, re.MULTILINE):
                if not line.removeprefix("> ").startswith(form):
                    yield f"{line[:60]!r}: write {form}"


def headings_have_one_form(cells: list[NotebookNode]) -> Iterator[str]:
    for language, last in LAST.items():
        headings = re.findall(r"^#+ (.+)$", prose(cells, language), re.MULTILINE)
        for heading in headings:
            words = "optional" if language == "en" else "选读"
            if words in heading.lower() and not heading.endswith(OPTIONAL[language]):
                yield f"{heading!r}: end it with {OPTIONAL[language]!r}"
        sections = re.findall(r"^## (.+)$", prose(cells, language), re.MULTILINE)
        if last[0] in sections and [name for name in sections if name in last] != last:
            yield f"the last sections are {sections[-5:]}: in this order, {last}"


def chinese_typography(cells: list[NotebookNode]) -> Iterator[str]:
    for cell in text_cells(build.edition(cells, "zh").cells):
        yield from faults_of_markdown(cell.source)


def faults_of_markdown(text: str) -> Iterator[str]:
    for first, second in itertools.pairwise(tokens(text)):
        if first.type == "em_open" and CHINESE.search(second.content):
            yield f"italics on Chinese: {second.content!r}"
    for words in lines_of(text):
        yield from faults_of_chinese(words)


def faults_of_chinese(words: str) -> Iterator[str]:
    for name, fault in FAULTS_OF_CHINESE.items():
        for match in re.finditer(fault, words):
            yield f"{name}: {around(words, match)!r}"


def minus_is_a_minus(cells: list[NotebookNode]) -> Iterator[str]:
    for cell in text_cells(cells):
        for token in tokens(cell.source):
            if token.type == "text" and (match := HYPHEN_FOR_MINUS.search(token.content)):
                yield f"a hyphen for a minus: {around(token.content, match)!r}"


def comments_are_in_both_languages(cells: list[NotebookNode]) -> Iterator[str]:
    for language in build.LANGUAGES:
        for cell in code_cells(build.edition(cells, language).cells):
            for comment in comments(cell.source):
                words = re.search(r"[A-Za-z]{3,} [A-Za-z]{2,}", comment)
                chinese = CHINESE.search(comment)
                if (language == "en" and chinese) or (language == "zh" and words and not chinese):
                    yield f"a comment of the other edition in {language}: {comment}"


def strings_are_names(cells: list[NotebookNode]) -> Iterator[str]:
    """What code prints goes to both editions: names and numbers, no words of a language."""
    for cell in code_cells(cells):
        for node in ast.walk(ast.parse(cell.source)):
            words = node.value if isinstance(node, ast.Constant) else None
            if isinstance(words, str) and (
                CHINESE.search(words) or re.search("[A-Za-z]{2,} +[A-Za-z]{2,}", words)
            ):
                yield f"words of one language in code: {words!r}"


def quiz_cannot_be_guessed(cells: list[NotebookNode]) -> Iterator[str]:
    for language, title in QUIZ.items():
        questions = questions_of(section(prose(cells, language), title))
        if not questions:
            continue
        right = Counter(letter for options in questions for letter, mark, _ in options if mark)
        for letter in "ABC":
            share = right[letter] / len(questions)
            if not FEWEST <= share <= MOST:
                yield f"{language}: {letter} is right in {right[letter]} of {len(questions)}"
        longest = [number for number, o in enumerate(questions, 1) if right_is_longest(o)]
        if len(longest) > LONGEST * len(questions):
            yield f"{language}: the right option is the longest in questions {longest}"


def quiz_options_end_alike(cells: list[NotebookNode]) -> Iterator[str]:
    for language, title in QUIZ.items():
        for options in questions_of(section(prose(cells, language), title)):
            for letter, _, words in options:
                if words.endswith((".", "。")) and not words.endswith("…"):
                    yield f"{language}: an option ends without a full stop: {letter}. {words}"


FORM_RULES = (
    exercises_have_one_form,
    prompts_have_one_form,
    headings_have_one_form,
    chinese_typography,
    minus_is_a_minus,
    comments_are_in_both_languages,
    strings_are_names,
    quiz_cannot_be_guessed,
    quiz_options_end_alike,
)


def prose(cells: list[NotebookNode], language: str) -> str:
    """All text of an edition."""
    return "\n\n".join(c.source for c in text_cells(cells) if c.metadata.lang == language)


def lines_of(text: str) -> Iterator[str]:
    """The words of each block; code and formulas are a place that holds no words."""
    for block in MARKDOWN.parse(text):
        if block.type == "html_block":
            (block,) = MARKDOWN.parseInline(block.content)
        if block.children:
            yield "".join(map(shown, block.children))


def shown(token: Token) -> str:
    if token.type == "text":
        return token.content
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    return "" if token.type.endswith(("_open", "_close")) or token.type == "html_inline" else "\0"


def around(words: str, match: re.Match) -> str:
    return words[max(0, match.start() - 12) : match.end() + 12].replace("\0", "…")


def comments(code: str) -> list[str]:
    lines = io.StringIO(code).readline
    return [t.string for t in tokenize.generate_tokens(lines) if t.type == tokenize.COMMENT]


def questions_of(quiz: str) -> list[list[tuple[str, bool, str]]]:
    """Of each question its options: letter, whether it is right, its words."""
    starts = [match.start() for match in QUESTION.finditer(quiz)]
    texts = [quiz[a:b] for a, b in itertools.pairwise([*starts, len(quiz)])]
    summary = re.compile(r"<summary>([A-Z])\. (.+?)</summary>\n\n([✅❌])")
    assert all(len(summary.findall(text)) == len(OPTION.findall(text)) for text in texts)
    return [
        [(letter, mark == "✅", words) for letter, words, mark in summary.findall(text)]
        for text in texts
    ]


def right_is_longest(options: list[tuple[str, bool, str]]) -> bool:
    """Whether the right option is longer than every other, as it is read: formulas as one sign.

    Numbers tell nothing by their length.
    """
    if not any(re.search(r"[^\W\d_]", words) for _, _, words in options):
        return False
    lengths = {right: [] for right in (True, False)}
    for _, right, words in options:
        lengths[right].append(len(re.sub(r"\$[^$]*\$", "x", words)))
    return max(lengths[True]) > max(lengths[False])
