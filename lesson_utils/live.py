"""The machinery of a live lab: controls -> request -> worker -> frames -> stage -> image.

A lab is a function that yields frames. The newest request is advanced first; a request that is
overtaken is dropped at its next yield, and never paints again.
"""

import functools
import html
import os
import re
import traceback
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass

import ipywidgets as widgets
from matplotlib.figure import Figure
from traitlets import TraitError

from lesson_utils.language import text
from lesson_utils.stage import Stage, as_html, smaller
from lesson_utils.worker import WORKER

WAIT_SECONDS = 120


@dataclass(frozen=True)
class Request:
    """What a student asks for: the values of the controls, which one moved last, what is pinned."""

    values: Mapping[str, object]
    moved: str
    pinned: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Frame:
    """What a lab shows: `draw` makes what moves (see `stage`); alt and status say it in words.

    `progress` in [0, 1] is the share that is done; `seconds_left` is an estimate. `still` sets up
    the axes where they depend on a control: once for each `key`.
    """

    draw: Callable[[], None]
    alt: str
    status: str
    progress: float = 1.0
    seconds_left: float = 0.0
    key: Hashable = None
    still: Callable[[], None] | None = None


WAIT_SECONDS = 120


class Lab(widgets.VBox):
    """Controls above a picture, and one line of words below it.

    `compute(**values)` is called in the worker with the values of the controls and yields frames.
    `lab.set(name=value)`, `lab.settle()` and `lab.values` drive it without a browser.
    """

    _ipython_display_ = None  # ipywidgets 7 would show the widget without its picture

    def __init__(
        self,
        name: str,
        controls: dict[str, widgets.Widget],
        figure: Figure,
        compute: Callable[..., Iterator[Frame]] | None = None,
        *,
        buttons: dict[str, Callable[[], None]] | None = None,
    ):
        self.name, self.controls, self.compute = name, controls, compute
        self.stage = figure if isinstance(figure, Stage) else Stage(figure)
        self.defaults = self.values
        self._moved, self._pinned = next(iter(controls)), None
        self.alt = self.status = ""
        self.png = b""
        self.error: BaseException | None = None
        super().__init__(self._rows(buttons or {}), layout={"width": "100%", "max_width": "1000px"})
        self.add_class("lesson-lab")
        self.add_class(f"lab-{name}")
        for control in controls.values():
            control.observe(self._changed, "value")
        for widget in _within(self):
            _answer_while_another_cell_runs(widget)
        _close_older_labs_of_this_cell(self)
        self.restart()

    def _rows(self, buttons: dict[str, Callable[[], None]]) -> list[widgets.Widget]:
        self._picture = widgets.HTML(layout={"min_height": "120px"})
        self._status = widgets.HTML()
        self._progress = widgets.FloatProgress(
            min=0, max=1, bar_style="info", tooltip=text("live.progress"),
            layout={"width": "180px", "height": "12px", "visibility": "hidden"},
        )  # fmt: skip
        actions = {"live.reset": self.reset} | buttons
        buttons_row = [_button(key, action) for key, action in actions.items()]
        return [
            _row([*self.controls.values()]),
            _row([*buttons_row, self._progress]),
            self._picture,
            self._status,
        ]

    @property
    def values(self) -> dict:
        return {name: control.value for name, control in self.controls.items()}

    @property
    def canvas(self) -> Stage:
        return self.stage

    def set(self, **values) -> "Lab":
        """Move controls, as a hand would; ValueError names the value and what is allowed."""
        for name, value in values.items():
            if name not in self.controls:
                raise ValueError(f"the controls are {', '.join(self.controls)}, got {name!r}")
            _move(name, self.controls[name], value)
        return self

    def reset(self) -> None:
        """Every control back to where it was when the lab was made."""
        self.set(**self.defaults)

    def settle(self, seconds: float = WAIT_SECONDS) -> "Lab":
        """Wait until the worker is done with this lab; raises what went wrong there."""
        if not WORKER.wait(self, seconds):
            raise TimeoutError(f"lab {self.name} still works after {seconds:g} s")
        if self.error:
            raise self.error
        return self

    def request(self) -> Request:
        return Request(self.values, self._moved, self._pinned)

    def frames(self, request: Request) -> Iterator[Frame]:
        """Called in the worker; what it yields is painted as long as the request is the newest."""
        return self.compute(**request.values)

    def restart(self) -> None:
        """Compute anew from the values of the controls; what is under way is dropped."""
        request, self.error = self.request(), None
        show = functools.partial(self._show, request)
        WORKER.submit(self, _frames_or_error(self.frames, request), show)

    def close(self):
        """Everything of the lab goes: what it has to do, its widgets, and the memory of both."""
        WORKER.retire(self)
        self.stage.sleep()
        for widget in [*_within(self)]:
            widget.unobserve_all()
            widget.close()
        super().close()

    def _changed(self, change) -> None:
        self._moved = next(n for n, control in self.controls.items() if control is change["owner"])
        self.restart()

    def _show(self, request: Request, found: Frame | BaseException) -> None:
        """Paint a frame, or say what went wrong; called by the worker alone."""
        try:
            if isinstance(found, BaseException):
                raise found
            self._paint(found)
        except BaseException as error:
            traceback.clear_frames(error.__traceback__)
            self._fail(error, request)

    def _fail(self, error: BaseException, request: Request) -> None:
        """Show what went wrong, and with which setting; `settle` raises it."""
        self.error = error
        setting = ", ".join(f"{name} = {value}" for name, value in request.values.items())
        words = f"{type(error).__name__}: {error}"
        self.status = text("live.error", setting=setting, error=words)
        self._status.value = (
            f'<div role="alert" style="color:#B00020;font-weight:600">'
            f"{html.escape(self.status)}</div>"
        )
        self._progress.layout.visibility = "hidden"

    def _paint(self, frame: Frame) -> None:
        self.png = self.stage.paint(frame.draw, key=frame.key, still=frame.still)
        self.alt, self.status = frame.alt, frame.status
        self._picture.value = as_html(self.png, frame.alt, self.stage.figure)
        spoken = "polite" if frame.progress == 1 else "off"  # a screen reader waits for the end
        self._status.value = (
            f'<div class="lab-status" aria-live="{spoken}" '
            f'style="line-height:1.5;max-width:1000px">{frame.status}</div>'
        )
        self._progress.value = frame.progress
        busy = frame.progress < 1 and frame.seconds_left > 0.5
        self._progress.layout.visibility = "visible" if busy else "hidden"

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


def _frames_or_error(frames, request: Request) -> Iterator[Frame | BaseException]:
    try:
        yield from frames(request)
    except GeneratorExit:
        raise
    except BaseException as error:  # SystemExit too: one lab fails, not the thread of all
        yield error


def slider(key: str, options: list[tuple[str, object]], value) -> widgets.SelectionSlider:
    """A slider over labelled positions; the name comes from strings.toml."""
    name = text(key)
    return widgets.SelectionSlider(
        options=options, value=value, description=name, tooltip=name,
        style={"description_width": "initial"}, layout={"width": "300px"},
    )  # fmt: skip


def _move(name: str, control: widgets.Widget, value) -> None:
    try:
        control.value = value
    except TraitError as error:
        options = getattr(control, "options", None)
        if options is None:
            raise ValueError(f"{name} cannot be {value!r}: {error}") from None
        allowed = ", ".join(str(o[1] if isinstance(o, tuple) else o) for o in options)
        raise ValueError(f"{name} must be one of {allowed}, got {value!r}") from None


def _button(key: str, action: Callable[[], None]) -> widgets.Button:
    button = widgets.Button(description=text(key), tooltip=text(key), layout={"width": "auto"})
    button.on_click(lambda _: action())
    return button


def _row(children: list) -> widgets.HBox:
    return widgets.HBox(children, layout={"flex_flow": "row wrap", "align_items": "center"})


def _within(parent: widgets.Widget) -> Iterator[widgets.Widget]:
    """Every widget that a widget is made of: its children, and their layouts and styles."""
    for child in getattr(parent, "children", ()):
        yield from _within(child)
        yield child
    for part in ("layout", "style"):
        if isinstance(getattr(parent, part, None), widgets.Widget):
            yield getattr(parent, part)


def _answer_while_another_cell_runs(widget: widgets.Widget) -> None:
    """Let the first move of a slider run beside a busy cell, as later ones do.

    ipykernel 7.4 routes a message to the shell that last wrote to the widget: first the main one.
    """
    getattr(widget.comm, "__dict__", {}).pop("_reply_subshell_id", None)


_LABS_OF_CELLS: dict[str, tuple[str, list[Lab]]] = {}  # of the last time that a cell was run


def _close_older_labs_of_this_cell(lab: Lab) -> None:
    """A cell that is run again replaces its labs: nothing of the old ones stays or paints."""
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    parent = kernel.get_parent() if kernel is not None else {}
    cell = (parent.get("metadata") or {}).get("cellId")
    if cell is None:
        return
    execution = parent["header"]["msg_id"]
    last, labs = _LABS_OF_CELLS.get(cell, (execution, []))
    if last != execution:
        for older in labs:
            older.close()
        labs = []
    _LABS_OF_CELLS[cell] = execution, [*labs, lab]
