"""Which edition is running, and the words of the package in its language (`strings.toml`)."""

import difflib
import functools
import os
import tomllib
from pathlib import Path

LANGUAGES = {"en": "en", "zh": "zh-CN"}  # edition -> its language as a browser knows it
_HERE = Path(__file__).parent
_used = ""  # what the notebook said


def use_edition(language: str) -> None:
    """Say which edition this notebook is: "en" or "zh". Its first code cell calls this.

    Raises ValueError for another language.
    """
    global _used
    _used = _known("language", language)


def edition() -> str:
    """Language of the running lesson: "en" or "zh".

    What the notebook said with `use_edition`, wherever it lies; else `LESSON_LANG`; else "en".
    Raises ValueError where `LESSON_LANG` is neither.
    """
    return _used or _known("LESSON_LANG", os.environ.get("LESSON_LANG") or "en")


def _known(name: str, language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"{name} is {language!r}; allowed: {', '.join(LANGUAGES)}")
    return language


def text(key: str, **values) -> str:
    """The string of `key` in the edition's language, with its {placeholders} filled from `values`.

    Raises KeyError with the nearest keys where `key` is unknown.
    """
    if key not in strings():
        near = ", ".join(difflib.get_close_matches(key, strings(), n=3)) or "none is near"
        raise KeyError(f"no string {key!r} in strings.toml; near misses: {near}")
    return strings()[key][edition()].format(**values)


def sentences(*parts: str) -> str:
    """Sentences in a row: a space between them in English, none in Chinese."""
    return ("" if edition() == "zh" else " ").join(parts)


def spaced(label: str) -> str:
    """The label with spaces where Chinese around it meets other letters; English has its own."""
    if edition() == "en":
        return label
    before, after = (" " * (letter < "\u3000") for letter in (label[:1], label[-1:]))
    return before + label + after


def written(position) -> str:
    """A position of a slider: numbers short, words as they are."""
    return position if isinstance(position, str) else f"{position:g}"


@functools.cache
def strings() -> dict[str, dict[str, str]]:
    """Every string of the package: {"checks.open": {"en": ..., "zh": ...}, ...}."""
    entries = {}
    for file in [_HERE / "strings.toml", *sorted(_HERE.glob("lessons/*/strings.toml"))]:
        found = flatten(tomllib.loads(file.read_text("utf-8")))
        if twice := entries.keys() & found.keys():
            raise ValueError(f"{file} repeats {', '.join(sorted(twice))}")
        entries |= found
    return entries


def flatten(table: dict, prefix: str = "") -> dict[str, dict[str, str]]:
    """Nested TOML tables as one level of dotted keys; a table that holds strings is an entry."""
    entries = {}
    for name, value in table.items():
        words = {key: word for key, word in value.items() if isinstance(word, str)}
        if words:
            entries[prefix + name] = words
        inner = {key: nested for key, nested in value.items() if isinstance(nested, dict)}
        entries |= flatten(inner, f"{prefix}{name}.")
    return entries


def class_names(classes) -> list[str]:
    """Classes or features of a Dataset as a figure writes them; names of a student's own stay."""
    keys = [f"classes.{str(name).replace(' ', '_')}" for name in classes]
    return [text(k) if k in strings() else str(n) for k, n in zip(keys, classes, strict=True)]
