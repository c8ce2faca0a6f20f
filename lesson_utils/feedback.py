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

    `message` says what to know; `details` are (label, value) rows: what was tried, what came out.
    """

    status: str
    title: str
    message: str
    details: tuple[tuple[str, str], ...] = ()

    @property
    def headline(self) -> str:
        return text(f"feedback.headline.{self.status}", title=self.title)

    def __repr__(self) -> str:
        lines = [f"{SYMBOLS[self.status]} {self.headline}"]
        for label, value in self.details:
            shown = f"\n{value}" if "\n" in value else f" {value}"
            lines.append(f"{label}:{shown}".replace("\n", "\n    "))
        return "\n".join([*lines, self.message])

    def _repr_html_(self) -> str:
        rows = "".join(
            "<tr style='vertical-align:top'>"
            f"<td style='text-align:left;white-space:nowrap'>{html.escape(label)}</td>"
            "<td style='text-align:left'><pre style='margin:0;white-space:pre-wrap'>"
            f"{html.escape(value)}</pre></td></tr>"
            for label, value in self.details
        )
        message = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(self.message))
        return (
            f"<div role='status' style='border-left:5px solid {COLOURS[self.status]};"
            "padding:2px 12px'>"
            f"<strong>{SYMBOLS[self.status]} {html.escape(self.headline)}</strong>"
            f"{rows and f'<table>{rows}</table>'}<div>{message}</div></div>"
        )


@dataclass(frozen=True, repr=False)
class Progress:
    """The exercises of a lesson and where each stands: (title, status) rows."""

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
