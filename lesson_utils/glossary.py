"""The words of the course in both languages (`glossary.toml`).

`python -m lesson_utils.glossary > docs/glossary.md` writes the whole list as a page.
"""

import functools
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from lesson_utils.language import edition, strings, text


@dataclass(frozen=True)
class Term:
    """One word: its name and its meaning in one sentence, in each language, and its lessons."""

    en: str
    zh: str
    meaning_en: str
    meaning_zh: str
    lessons: tuple[int, ...]


@dataclass(frozen=True, repr=False)
class Glossary:
    """A table of terms, the language of the edition first."""

    terms: tuple[Term, ...]

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """(term, term in the other language, meaning)."""
        if edition() == "zh":
            return [(term.zh, term.en, term.meaning_zh) for term in self.terms]
        return [(term.en, term.zh, term.meaning_en) for term in self.terms]

    def __repr__(self) -> str:
        return "\n".join(text("glossary.line", term=a, other=b, meaning=c) for a, b, c in self.rows)

    def _repr_markdown_(self) -> str:
        headings = (text("glossary.term"), text("glossary.other"), text("glossary.meaning"))
        return table(headings, self.rows)


@functools.cache
def terms() -> tuple[Term, ...]:
    """All terms, in the order in which the course meets them."""
    entries = tomllib.loads(Path(__file__).with_name("glossary.toml").read_text("utf-8"))["term"]
    return tuple(Term(**{**entry, "lessons": tuple(entry["lessons"])}) for entry in entries)


def show(lesson: int) -> Glossary:
    """The words of a lesson; ValueError where there is no such lesson."""
    found = tuple(term for term in terms() if lesson in term.lessons)
    if not found:
        raise ValueError(text("glossary.no_lesson", lessons=[1, 2, 3], got=repr(lesson)))
    return Glossary(found)


def page() -> str:
    """docs/glossary.md: all terms by their English name, with both meanings."""
    entries = sorted(terms(), key=lambda term: term.en.lower())
    rows = [
        (term.en, term.meaning_en, term.zh, term.meaning_zh, " ".join(map(str, term.lessons)))
        for term in entries
    ]
    names = [strings()[f"glossary.{part}"] for part in ("title", "term", "meaning", "lessons")]
    title, term, meaning, lessons = names
    headings = (term["en"], meaning["en"], term["zh"], meaning["zh"], lessons["en"])
    return f"# {title['en']} · {title['zh']}\n\n{table(headings, rows)}\n"


def table(headings, rows) -> str:
    """A Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    print(page(), end="")
