"""Which edition is running, and the words of the package in its language (`strings.toml`)."""

import difflib
import functools
import os
import tomllib
from pathlib import Path

LANGUAGES = ("en", "zh")
_HERE = Path(__file__).parent


def edition() -> str:
    """Language of the running lesson: "en" or "zh".

    `LESSON_LANG` if it is set, else the name of the working folder (`notebooks/zh`), else "en".
    Raises ValueError where `LESSON_LANG` is neither.
    """
    chosen = os.environ.get("LESSON_LANG")
    if chosen:
        if chosen not in LANGUAGES:
            raise ValueError(f"LESSON_LANG is {chosen!r}; allowed: {', '.join(LANGUAGES)}")
        return chosen
    folder = Path.cwd().name
    return folder if folder in LANGUAGES else "en"


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
