"""The machinery of a live lab: controls -> one worker thread -> an image.

    sliders --latest wins--> worker: compute(**values) yields frames --> PNG --> <img alt="...">

A lab is a function that yields frames. The newest request is advanced first; a request that is
overtaken is dropped at its next yield, and never paints again.
"""

import base64
import html
import os
import traceback
from collections.abc import Callable, Iterator

import ipywidgets as widgets
from traitlets import TraitError

from lesson_utils.language import text
from lesson_utils.stage import Canvas, smaller
from lesson_utils.worker import WORKER, Frame

WAIT_SECONDS = 120


class Lab(widgets.VBox):
    """Controls above a picture, and one line of words below it.

    `compute(**values)` is called in the worker with the values of the controls and yields frames.
    `lab.set(name=value)`, `lab.settle()` and `lab.values` drive it without a browser.
    """

    def __init__(
        self,
        name: str,
        controls: dict[str, widgets.Widget],
        canvas: Canvas,
        compute: Callable[..., Iterator[Frame]],
        *,
        buttons: dict[str, Callable[[], None]] | None = None,
    ):
        self.name, self.controls, self.canvas, self.compute = name, controls, canvas, compute
        self.defaults = self.values
        self.alt = self.status = ""
        self.png = b""
        self.error: BaseException | None = None
        self._picture = widgets.HTML(layout={"min_height": "120px"})
        self._status = widgets.HTML()
        self._progress = widgets.FloatProgress(
            min=0, max=1, bar_style="info", tooltip=text("live.progress"),
            layout={"width": "180px", "height": "12px", "visibility": "hidden"},
        )  # fmt: skip
        actions = {"live.reset": self.reset} | (buttons or {})
        buttons_row = [_button(key, action) for key, action in actions.items()]
        rows = [
            _row([*controls.values()]),
            _row([*buttons_row, self._progress]),
            self._picture,
            self._status,
        ]
        super().__init__(rows, layout={"width": "100%", "max_width": "1000px"})
        self.add_class("lesson-lab")
        self.add_class(f"lab-{name}")
        for control in controls.values():
            control.observe(self._changed, "value")
        for widget in (*controls.values(), *buttons_row):
            _answer_while_another_cell_runs(widget)
        _close_older_lab_of_this_cell(self)
        self.restart()

    @property
    def values(self) -> dict:
        return {name: control.value for name, control in self.controls.items()}

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

    def restart(self) -> None:
        """Compute anew from the values of the controls; what is under way is dropped."""
        WORKER.submit(self, self._frames(self.values))

    def close(self):
        WORKER.retire(self)
        super().close()

    def _changed(self, change) -> None:
        self.restart()

    def _frames(self, values: dict) -> Iterator[Frame]:
        try:
            yield from self.compute(**values)
            self.error = None
        except Exception as error:
            traceback.clear_frames(error.__traceback__)
            self.fail(error, values)

    def fail(self, error: Exception, values: dict | None = None) -> None:
        """Show what went wrong, and with which setting; `settle` raises it."""
        self.error, values = error, values or self.values
        setting = ", ".join(f"{name} = {value}" for name, value in values.items())
        words = f"{type(error).__name__}: {error}"
        self.status = text("live.error", setting=setting, error=words)
        self._status.value = (
            f'<div role="alert" style="color:#B00020;font-weight:600">'
            f"{html.escape(self.status)}</div>"
        )
        self._progress.layout.visibility = "hidden"

    def paint(self, frame: Frame) -> None:
        """Draw a frame and send it; called by the worker alone."""
        frame.draw()
        self.png = self.canvas.png()
        self.alt, self.status = frame.alt, frame.status
        width, height = (round(100 * inches) for inches in self.canvas.figure.get_size_inches())
        self._picture.value = (
            f'<img alt="{html.escape(frame.alt)}" width="{width}" height="{height}" '
            f'decoding="sync" style="width:100%;max-width:{width}px;height:auto;background:white" '
            f'src="data:image/png;base64,{base64.b64encode(self.png).decode()}">'
        )
        spoken = "polite" if frame.progress == 1 else "off"  # a screen reader waits for the end
        self._status.value = (
            f'<div class="lab-status" aria-live="{spoken}" '
            f'style="line-height:1.5;max-width:{width}px">{frame.status}</div>'
        )
        self._progress.value = frame.progress
        busy = frame.progress < 1 and frame.seconds_left > 0.5
        self._progress.layout.visibility = "visible" if busy else "hidden"

    def _repr_mimebundle_(self, **kwargs):
        """The widget; and for where no kernel runs, its picture."""
        if os.environ.get("LESSON_WAIT"):  # the build and the tests: the picture is the whole one
            self.settle()
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        controls = ", ".join(self.controls)
        data |= {"text/plain": f"Lab {self.name}: {controls}"}
        if self.png:
            data |= {"image/png": base64.b64encode(smaller(self.png)).decode()}
            width, _ = self.canvas.figure.get_size_inches()
            metadata |= {"image/png": {"alt": self.alt, "width": round(100 * width)}}
        return data, metadata


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


def _answer_while_another_cell_runs(widget: widgets.Widget) -> None:
    """Let the first move of a slider run beside a busy cell, as later ones do.

    ipykernel 7.4 routes a message to the shell that last wrote to the widget: first the main one.
    """
    vars(widget.comm).pop("_reply_subshell_id", None)


_LABS_OF_CELLS: dict[tuple[str, str], Lab] = {}


def _close_older_lab_of_this_cell(lab: Lab) -> None:
    """A cell that is run again replaces its lab: nothing of the old one stays or paints."""
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return
    cell = (kernel.get_parent().get("metadata") or {}).get("cellId")
    if cell is None:
        return
    older = _LABS_OF_CELLS.pop((cell, lab.name), None)
    if older is not None:
        older.close()
    _LABS_OF_CELLS[cell, lab.name] = lab
