"""The machinery of a live lab: controls -> request -> worker -> frames -> stage -> screen.

A lab is a function that yields frames. The newest request is advanced first; a request that is
overtaken is dropped at its next yield, and never paints again.
"""

import functools
import html
import os
import re
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator

import ipywidgets as widgets
from matplotlib.figure import Figure

from lesson_utils import cells
from lesson_utils import controls as parts
from lesson_utils.arguments import require_choice
from lesson_utils.controls import choice, slider
from lesson_utils.frames import Frame, Request, frames_or_error, spoken
from lesson_utils.language import sentences, text
from lesson_utils.palette import smaller
from lesson_utils.predictions import GUESSES, Guess, Question
from lesson_utils.stage import Stage, as_html
from lesson_utils.worker import WORKER

__all__ = ["Frame", "Lab", "Question", "Request", "choice", "opens", "slider", "spoken"]
WAIT_SECONDS = 120


class Lab(widgets.VBox):
    """Controls above a picture, and one line of words below it.

    `compute(**values)` is called in the worker with the values of the controls, and returns a frame
    or yields several. `lab.set(name=value)`, `lab.settle()` and `lab.values` drive it without a
    browser. A `question` is asked first: `lab.guess(answer)` or `lab.skip()` opens the lab.
    """

    _ipython_display_ = None  # ipywidgets 7 would show the widget without its picture
    density = 2.0  # that the newest screen asked for: the next lab begins with it

    def __init__(
        self,
        name: str,
        controls: dict[str, widgets.Widget],
        figure: Figure,
        compute: Callable[..., Frame | Iterator[Frame]] | None = None,
        *,
        buttons: dict[str, Callable[[], None]] | None = None,
        question: Question | None = None,
    ):
        self.name, self.controls, self.compute = name, controls, compute
        self.stage = Stage(figure)
        self.question = question
        self.defaults = self.values
        self._moved, self._pinned = next(iter(controls)), None
        self.alt = self.status = ""
        self.png = b""
        self.error: BaseException | None = None
        self._painting, self._closed = threading.Lock(), False
        super().__init__(self._rows(buttons or {}), layout={"width": "100%", "max_width": "1050px"})
        self.add_class("lesson-lab")
        self.add_class(f"lab-{name}")
        for control in controls.values():
            control.observe(self._changed, "value")
        for widget in parts.parts(self):
            cells.answer_while_another_runs(widget)
        cells.close_older_labs(self)
        self.restart()

    def _rows(self, buttons: dict[str, Callable[[], None]]) -> list[widgets.Widget]:
        actions = {"live.reset": self.reset} | buttons
        self.buttons = [parts.button(key, action) for key, action in actions.items()]
        self.screen = parts.Screen(density=Lab.density)
        self.screen.observe(self._sharpen, "density")
        rows = [parts.row([*self.controls.values()]), parts.last_row(self.buttons), self.screen]
        if self.question is None:
            return rows
        self.ask = parts.Ask(question=self.question.as_form())
        self.ask.observe(self._answered, "answer")
        self._open(os.environ.get("LESSON_WAIT") or self.name in GUESSES)
        return [self.ask, *rows]

    @property
    def values(self) -> dict:
        return {name: control.value for name, control in self.controls.items()}

    @property
    def code(self) -> str:
        """The line that opens this lab as it stands."""
        moved = {n: v for n, v in self.values.items() if v != self.defaults[n]}
        return f"labs.{self.name}({', '.join(f'{n}={v!r}' for n, v in moved.items())})"

    def set(self, **values) -> "Lab":
        """Move controls, as a hand would; ValueError names the value and what is allowed."""
        for name, value in values.items():
            require_choice("control", name, self.controls)
            parts.move(name, self.controls[name], value)
        return self

    def reset(self) -> None:
        """Every control back to where it was when the lab was made."""
        self.set(**self.defaults)

    def settle(self, seconds: float = WAIT_SECONDS) -> "Lab":
        """Wait until the worker is done with this lab; raises what went wrong there."""
        if not WORKER.wait(self, seconds):
            raise TimeoutError(text("live.late", name=self.name, seconds=f"{seconds:g}"))
        if self.error:
            raise self.error
        return self

    def guess(self, answer) -> "Lab":
        """Answer the question and open the lab: an option, or a sketch, a number a position.

        ValueError says what is missing, or that the lab has been seen and no guess counts any more.
        """
        if self.question is None or self.ask.answered:
            raise ValueError(text("predict.too_late"))
        GUESSES[self.name] = Guess(self.question, self.question.checked(answer))
        self._open(True)
        self.restart()
        return self

    def skip(self) -> None:
        """Open the lab without a guess."""
        if self.question:
            self._open(True)

    def request(self) -> Request:
        guess = GUESSES.get(self.name) if self.question else None
        return Request(self.values, self._moved, self._pinned, guess, self.screen.density)

    def frames(self, request: Request) -> Iterable[Frame]:
        """Called in the worker; what it yields is painted as long as the request is the newest."""
        found = self.compute(**request.values)
        return [found] if isinstance(found, Frame) else found

    def restart(self) -> None:
        """Compute anew from the values of the controls; what is under way is dropped."""
        request, self.error = self.request(), None
        show = functools.partial(self._show, request)
        WORKER.submit(self, frames_or_error(self.frames, request), show)

    def close(self):
        """Everything of the lab goes: what it has to do, its widgets, and the memory of both."""
        WORKER.retire(self)
        with self._painting:  # a frame that is being painted comes to its end
            self._closed = True
            self.stage.sleep()
        for widget in [*parts.parts(self)]:
            widget.unobserve_all()
            widget.close()
        super().close()

    def _changed(self, change) -> None:
        self._moved = next(n for n, control in self.controls.items() if control is change["owner"])
        self.restart()

    def _sharpen(self, change) -> None:
        Lab.density = change["new"]
        self.restart()

    def _answered(self, change) -> None:
        answer = change["new"]
        try:
            self.skip() if answer.get("skip") else self.guess(answer.get("guess"))
            self.ask.message = ""
        except ValueError as error:  # nothing is lost: the form stays as it is
            self.ask.message = str(error)

    def _open(self, opened) -> None:
        for widget in (*self.controls.values(), *self.buttons):
            widget.disabled = not opened
        self.ask.answered, self.screen.veiled = bool(opened), not opened  # the focus moves on

    def _show(self, request: Request, found: Frame | BaseException) -> None:
        """Paint a frame, or say what went wrong; called by the worker alone."""
        with self._painting:
            if self._closed:
                return
            try:
                if isinstance(found, BaseException):
                    raise found
                self._paint(found, request.density)
            except BaseException as error:
                traceback.clear_frames(error.__traceback__)
                self._fail(error, request)

    def _fail(self, error: BaseException, request: Request) -> None:
        """Show what went wrong, and with which setting; `settle` raises it."""
        self.error = error
        setting = ", ".join(f"{name} = {value}" for name, value in request.values.items())
        words = f"{type(error).__name__}: {error}"
        self.status = text("live.error", setting=setting, error=words)
        status = html.escape(self.status)
        self.screen.frame = self.screen.frame | {"status": status, "failed": True, "busy": False}

    def _paint(self, frame: Frame, density: float) -> None:
        self.stage.set_density(density)
        self.png = self.stage.paint(frame.draw, key=frame.key, still=frame.still)
        self.alt, self.status = frame.alt, frame.said
        if frame.outcome:
            self.status = sentences(frame.outcome, frame.said)
        width, height = (round(100 * inches) for inches in self.stage.figure.get_size_inches())
        done = bool(frame.progress >= 1)  # numpy has its own
        self.screen.frame = {
            "png": self.png, "alt": frame.alt, "width": width, "height": height,
            "cuts": self.stage.cuts,
            "status": frame.said, "outcome": frame.outcome, "failed": False, "done": done,
            "progress": float(frame.progress),
            "busy": bool(not done and frame.seconds_left > 0.5),
            "code": self.code, "tables": self.stage.tables if done else [],
            "words": {"progress": text("live.progress"), "more": text("live.more")},
        }  # fmt: skip

    def _repr_mimebundle_(self, **kwargs):
        """The widget; and for where no kernel runs, its picture and its words."""
        if os.environ.get("LESSON_WAIT"):  # the build and the tests: the picture is the whole one
            self.settle()
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        data = {"application/vnd.jupyter.widget-view+json": view, "text/plain": self._plain()}
        if self.png:
            data["text/html"] = as_html(smaller(self.png), self.alt, self.stage.figure)
        return data

    def _plain(self) -> str:
        """What the lab says, in numbers so round that two CPUs agree: nbval compares them."""
        words = html.unescape(re.sub(r"<[^>]*>", "", f"{self.alt}\n{self.status}"))
        words = re.sub(r"\d+\.\d+ (s\b|\u79d2)", r"… \1", words)
        words = re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):.1f}", words)
        return f"Lab {self.name}: {', '.join(self.controls)}\n{words}".strip()


def opens(make: Callable[[], Lab]) -> Callable[..., Lab]:
    """Let a maker of a lab open it at a state: `labs.dropout(dropout=0.5)`."""

    @functools.wraps(make)
    def open_at(**values) -> Lab:
        return make().set(**values)

    return open_at
