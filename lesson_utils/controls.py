"""The controls of a lab and its screen, made of native HTML: named, and spoken as they are.

A slider of ipywidgets tells a screen reader neither its name nor more than the index of a position.
These keep its Python side, and bring a view of their own (`front/`).
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import anywidget
import ipywidgets as widgets
from traitlets import Bool, Dict, Float, List, TraitError, Unicode

from lesson_utils.arguments import must
from lesson_utils.language import text, written
from lesson_utils.settings import FIELDS

FRONT = Path(__file__).parent / "front"
CSS = (FRONT / "lab.css").read_text("utf-8")


class Slider(anywidget.AnyWidget, widgets.SelectionSlider):
    """A native slider over labelled positions."""

    _esm = (FRONT / "slider.js").read_text("utf-8")
    _css = CSS


class Choice(anywidget.AnyWidget, widgets.ToggleButtons):
    """A native group of radio buttons."""

    _esm = (FRONT / "choice.js").read_text("utf-8")
    _css = CSS


class Screen(anywidget.AnyWidget):
    """The picture of a lab and its words; `frame` holds all of it, so that it changes at once."""

    _esm = (FRONT / "screen.js").read_text("utf-8")
    _css = CSS
    frame = Dict().tag(sync=True)
    veiled = Bool(False).tag(sync=True)  # as long as a question is open
    density = Float().tag(sync=True)  # as in a `Request`; the browser sets it


class Ask(anywidget.AnyWidget):
    """A question as a form: `answer` is {"guess": index or values} or {"skip": True}."""

    _esm = (FRONT / "ask.js").read_text("utf-8")
    _css = CSS
    question = Dict().tag(sync=True)
    answer = Dict().tag(sync=True)
    message = Unicode().tag(sync=True)
    answered = Bool(False).tag(sync=True)


class Enlarge(anywidget.AnyWidget):
    """A button that lets the lab around it fill the screen."""

    _esm = (FRONT / "large.js").read_text("utf-8")
    words = List().tag(sync=True)  # of the button, before and after it is pressed


def slider(key: str, positions: Iterable, value) -> Slider:
    """A slider over positions, or over pairs (label, position); `key` names it in strings.toml."""
    return Slider(options=_labelled(positions), value=value, description=text(key))


def setting_sliders(positions: Mapping[str, Iterable], values: Mapping) -> dict[str, Slider]:
    """A slider for each field of `Setting` that has positions, at its value."""
    return {
        field: slider(FIELDS[field].words, stops, values[field])
        for field, stops in positions.items()
    }


def choice(key: str, positions: Iterable, value) -> Choice:
    """One of a few, all of them in sight; the arguments are those of `slider`."""
    return Choice(options=_labelled(positions), value=value, description=text(key))


def _labelled(positions: Iterable) -> list[tuple[str, object]]:
    return [p if isinstance(p, tuple) else (written(p), p) for p in positions]


def move(name: str, control: widgets.Widget, value) -> None:
    """As a hand would; ValueError names the value and what is allowed."""
    try:
        control.value = value
    except TraitError:
        choices = ", ".join(str(option) for _, option in control.options)
        raise must(ValueError, name, "choice", repr(value), choices=choices) from None


def button(key: str, action: Callable[[], None]) -> widgets.Button:
    made = widgets.Button(description=text(key), tooltip=text(key), layout={"width": "auto"})
    made.on_click(lambda _: action())
    return made


def row(children: list) -> widgets.HBox:
    return widgets.HBox(children, layout={"flex_flow": "row wrap", "align_items": "center"})


def last_row(buttons: list[widgets.Button]) -> widgets.HBox:
    """Buttons of a lab, and the one that enlarges it, which a question does not put to sleep."""
    return row([*buttons, Enlarge(words=[text("live.large"), text("live.leave")])])


def parts(parent: widgets.Widget):
    """Every widget that a widget is made of: its children, and their layouts and styles."""
    for child in getattr(parent, "children", ()):
        yield from parts(child)
        yield child
    for part in ("layout", "style"):
        if isinstance(getattr(parent, part, None), widgets.Widget):
            yield getattr(parent, part)
