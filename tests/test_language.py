"""The edition's language, and the package's strings: in both languages, all used, none missing."""

import ast
import re
import string
from pathlib import Path

import pytest
from figure_texts import english_words

from lesson_utils import language

PACKAGE = Path(language.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def placeholders(words):
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def literals_and_patterns():
    """String literals of the package, and f-strings as regular expressions."""
    literals, patterns = set(), set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) else r"[\w.]+"
                    for part in node.values
                ]
                if re.match(r"\w+\\\.", parts[0]):
                    patterns.add("".join(parts))
    return literals, patterns


def is_package_text(path):
    """True where the module takes `text` from language (Axes.text is another function)."""
    return "language" in path.read_text("utf-8")


def text_calls():
    for path in filter(is_package_text, SOURCES):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name == "text" and isinstance(first, ast.Constant) and isinstance(first.value, str):
                keywords = {keyword.arg for keyword in node.keywords}
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", first.value, keywords


def test_environment_decides_the_edition_and_no_folder_does(monkeypatch, tmp_path):
    (tmp_path / "zh").mkdir()
    monkeypatch.chdir(tmp_path / "zh")
    monkeypatch.setattr(language, "_used", "")
    monkeypatch.delenv("LESSON_LANG", raising=False)
    assert language.edition() == "en"
    monkeypatch.setenv("LESSON_LANG", "zh")
    assert language.edition() == "zh"


def test_the_notebook_says_its_edition_wherever_it_lies(monkeypatch, tmp_path):
    monkeypatch.setattr(language, "_used", "")
    (tmp_path / "en").mkdir()
    monkeypatch.setenv("LESSON_LANG", "en")
    language.use_edition("zh")
    monkeypatch.chdir(tmp_path / "en")
    assert language.edition() == "zh"
    with pytest.raises(ValueError, match="language is 'fr'; allowed: en, zh"):
        language.use_edition("fr")


def test_unknown_language_is_named(monkeypatch):
    monkeypatch.setenv("LESSON_LANG", "fr")
    with pytest.raises(ValueError, match="'fr'; allowed: en, zh"):
        language.edition()


def test_text_follows_the_edition_and_fills_values(monkeypatch):
    monkeypatch.setenv("LESSON_LANG", "en")
    assert language.text("feedback.progress", done=2, total=6) == "2 of 6 exercises done"
    monkeypatch.setenv("LESSON_LANG", "zh")
    assert "2" in language.text("feedback.progress", done=2, total=6)


def test_unknown_key_names_near_misses():
    with pytest.raises(KeyError, match="feedback.progress"):
        language.text("feedback.progres")


def test_every_key_has_both_languages_and_the_same_placeholders():
    for key, words in language.strings().items():
        assert set(words) == set(language.LANGUAGES), key
        assert all(words.values()), f"{key} is empty"
        assert placeholders(words["en"]) == placeholders(words["zh"]), key
        assert not english_words(re.sub(r"\{\w*\}|<[^>]*>", "", words["zh"])), key
        assert not CHINESE.search(words["en"]), f"the English of {key} holds Chinese"


def test_every_text_call_names_a_key_and_its_placeholders():
    wrong = []
    for place, key, keywords in text_calls():
        if key not in language.strings():
            wrong.append(f"{place}: no key {key!r}")
        elif None not in keywords and keywords != placeholders(language.strings()[key]["en"]):
            wrong.append(f"{place}: {key!r} is given {sorted(keywords)}")
    assert not wrong


def test_every_key_is_used():
    literals, patterns = literals_and_patterns()
    unused = [
        key
        for key in language.strings()
        if key not in literals
        and not any(re.fullmatch(pattern, key) for pattern in patterns)
        and not (key.rpartition("_")[0] in literals and re.search("[._]ask_", key))  # options
        and re.sub("[.](alt|status)$", "", key) not in literals  # a frame finds both by one name
        # the verdicts of a comparison, whose group is handed over by name
        and key.rpartition(".")[0] not in literals & {"compare", "verdict"}
    ]
    assert not unused


def test_no_chinese_outside_the_data_files():
    assert [path for path in SOURCES if CHINESE.search(path.read_text("utf-8"))] == []
