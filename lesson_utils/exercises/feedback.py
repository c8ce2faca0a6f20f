"""What an exercise answers, as text and as HTML; the same words on every run."""

import html
import re
from dataclasses import dataclass

from lesson_utils.language import text

SYMBOLS = {"open": "○", "right": "✓", "wrong": "✗"}
COLOURS = {"open": "#767676", "right": "#009E73", "wrong": "#CC79A7"}  # Okabe-Ito


@dataclass(frozen=True, repr=False)
class Feedback:
    """Answer to one attempt: `status` is "open", "right" or "wrong".

    `message` says what to know; `details` are (label, value) rows: what was tried, what came out;
    `more` is a further hint, folded on the page.
    For machines: `key` names the mistake or the reason, `passed` of `cases` came out right, and
    `borrowed` is true where the answer calls the course's own solution.
    """

    status: str
    title: str
    message: str
    details: tuple[tuple[str, str], ...] = ()
    more: str = ""
    exercise: str = ""
    lesson: int = 0
    number: int = 0
    key: str = ""
    passed: int = 0
    cases: int = 0
    borrowed: bool = False

    @property
    def headline(self) -> str:
        return text(f"feedback.headline.{self.status}", title=self.title)

    def record(self) -> dict:
        """What a machine needs: no words, no objects."""
        names = ("exercise", "lesson", "number", "status", "key", "passed", "cases", "borrowed")
        return {name: getattr(self, name) for name in names}

    def __repr__(self) -> str:
        lines = [f"{SYMBOLS[self.status]} {self.headline}"]
        for label, value in self.details:
            shown = f"\n{value}" if "\n" in value else value
            lines.append(text("feedback.row", label=label, value=shown).replace("\n", "\n    "))
        return "\n".join([*lines, self.message])

    def _repr_html_(self) -> str:
        rows = "".join(
            "<tr style='vertical-align:top'>"
            f"<td style='text-align:left;white-space:nowrap'>{html.escape(label)}</td>"
            "<td style='text-align:left'><pre style='margin:0;white-space:pre-wrap'>"
            f"{html.escape(value)}</pre></td></tr>"
            for label, value in self.details
        )
        more = self.more and (
            f"<details><summary>{html.escape(text('feedback.more'))}</summary>"
            f"{_code(self.more)}</details>"
        )
        return (
            f"<div role='status' style='border-left:5px solid {COLOURS[self.status]};"
            "padding:2px 12px'>"
            f"<strong>{SYMBOLS[self.status]} {html.escape(self.headline)}</strong>"
            f"{rows and f'<table>{rows}</table>'}<div>{_code(self.message)}</div>{more}</div>"
        )


@dataclass(frozen=True, repr=False)
class Progress:
    """The exercises of a lesson, in its order, and where each stands: (title, status) rows."""

    rows: tuple[tuple[str, str], ...]

    @property
    def summary(self) -> str:
        done = sum(status == "right" for _, status in self.rows)
        return text("feedback.progress", done=done, total=len(self.rows))

    def __repr__(self) -> str:
        lines = (f"{SYMBOLS[status]} {title}" for title, status in self.rows)
        return "\n".join([*lines, self.summary])

    def _repr_markdown_(self) -> str:
        lines = (f"- {SYMBOLS[status]} {title}" for title, status in self.rows)
        return "\n".join([*lines, "", f"**{self.summary}**"])


def _code(message: str) -> str:
    """HTML of a message whose code stands between backticks."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(message))
