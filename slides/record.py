"""Inside the kernel: a lab is shown as pictures of its settings, for a page without a kernel."""

import html
import itertools
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lesson_utils import stage
from lesson_utils.controls import Choice, Slider
from lesson_utils.language import edition, sentences, text
from lesson_utils.live import Lab, Request
from lesson_utils.predictions import Guess
from lesson_utils.training_lab import TrainingLab
from slides.layers import AXES, Album, Layers, axes_html

COMBINATIONS = 60  # of a lab that is recorded whole; of a larger one, one control moves at a time
WIDTH = 1280  # of a picture, in pixels: a slide is as wide
STATIONS = {  # where else than at the start one control moves: settings that a lesson asks for
    "entropy": [{"a": 2, "c": 1}, {"truth": "1, 0, 0", "b": 4, "c": 1}],
    "regularization": [{"dropout": 0.5, "weight_decay": 0.005}],
}
PROGRESS = "recording "  # what a line of progress begins with
WORDS = {
    "recorded": {
        "en": "A recording: each position shows what this lab really computed.",
        "zh": "录播：每个位置显示的都是这个实验真实算出的结果。",
    },
    "alone": {
        "en": "Here one control moves at a time.",
        "zh": "这里每次只动一个控件。",
    },
    "numbers": {"en": "Numbers of this picture", "zh": "这张图的数据"},
    "show": {"en": "I have made my guess: show it", "zh": "我猜好了，看结果"},
}


def install(folder: str = "") -> None:
    """From now on labs are shown as recordings, or without a folder as their axes alone."""

    def shown(lab: Lab, **kwargs):
        enlarge(lab)
        found = {AXES: axes_html(lab), "text/plain": f"Lab {lab.name}"}
        return found | {"text/html": to_html(lab, record(lab, Path(folder)))} if folder else found

    Lab._repr_mimebundle_ = shown
    Lab.restart = lambda lab: None  # a lab computes what it is asked for here, and no more
    stage.encode = lambda pixels, background: b""  # nobody looks at the PNG of a lab here


def enlarge(lab: Lab) -> None:
    """Its pictures are as wide as a slide from now on."""
    lab.settle()  # from here on its worker rests
    lab.screen.unobserve_all("density")  # this is no screen that the next lab could have, too
    lab.screen.density = WIDTH / (100 * lab.stage.figure.get_figwidth())
    lab.stage.set_density(lab.screen.density)


def record(lab: Lab, folder: Path) -> dict:
    """Move the lab through its settings; its pictures go to `folder`, named by their content.

    `frames` maps "moved:i,j,k" (the control moved last, the position of each) to a picture (the
    numbers of its layers) with alt text, status and the numbers of its tables; "start" is the lab
    as the notebook shows it. Only a lab whose picture depends on the control that has `moved`
    differs by it: of others, "0:i,j,k" is all. A layer is a file and where it lies in the picture,
    in pixels; `cuts` are where panels begin and end; `natural` is the width on a screen.
    """
    enlarge(lab)
    choices, start, states = plan(lab)
    cuts = [round(share * WIDTH) for share in lab.stage.cuts]
    album = Album(Layers(cuts, folder))
    frames = {"start": album.keep(lab, lab.request())}
    for name, request in requests(lab, choices, states):
        frames[name] = album.keep(lab, request)
    height, width = lab.stage.still.shape
    alone = len({state for _, state in states}) < math.prod(len(pairs) for pairs in choices)
    return {
        "ask": question(lab), "size": [width, height], "cuts": cuts,
        "natural": round(100 * lab.stage.figure.get_figwidth()),
        "controls": controls(lab, choices, start),
        "layers": [*album.layers], "tables": [*album.tables], "pictures": [*album.pictures],
        "frames": frames, "alone": alone,
    }  # fmt: skip


def requests(lab: Lab, choices: list, states: list) -> Iterator[tuple[str, Request]]:
    """The name of each state, and what to ask the lab for; says how far it is."""
    names = list(lab.controls)
    for count, (moved, state) in enumerate(states, 1):
        values = {n: pairs[i][1] for n, pairs, i in zip(names, choices, state, strict=True)}
        name = f"{moved}:{','.join(map(str, state))}"
        yield name, replace(lab.request(), values=values, moved=names[moved])
        if count % 50 == 0 or count == len(states):
            print(f"{PROGRESS}lab {lab.name}: {count} of {len(states)} settings", flush=True)


def question(lab: Lab) -> dict | None:
    """What a lab asks first, with what came out for each answer; a sketch is made on paper."""
    if lab.question is None:
        return None
    form = lab.question.as_form()
    answers = lab.question.options
    outcomes = [Guess(lab.question, answer).outcome for answer in answers]
    return {"words": form["words"], "options": form["options"], "outcomes": outcomes}


def controls(lab: Lab, choices: list, start: Sequence[int]) -> list[dict]:
    return [
        {"name": control.description, "key": name, "kind": kind(control), "start": here,
         "labels": [label for label, _ in pairs]}
        for (name, control), pairs, here in zip(lab.controls.items(), choices, start, strict=True)
    ]  # fmt: skip


def plan(lab: Lab) -> tuple[list, list, list]:
    """(label, value) pairs of each control, its position at the start, and the states to record.

    Every position of every control is recorded: in every combination where those are few.
    """
    choices = [options_of(control) for control in lab.controls.values()]
    start = [place(pairs, value) for pairs, value in zip(choices, lab.values.values())]
    sizes = [len(pairs) for pairs in choices]
    last = range(len(sizes) if isinstance(lab, TrainingLab) else 1)
    if math.prod(sizes) <= COMBINATIONS:
        return choices, start, list(all_states(sizes, last))
    found = [
        state for station in stations(lab, choices, start) for state in single_moves(sizes, station)
    ]
    if len(last) == 1:
        found = [(0, state) for _, state in found]
    return choices, start, list(dict.fromkeys(found))


def place(pairs: Sequence[tuple[str, object]], value) -> int:
    return [other for _, other in pairs].index(value)


def stations(lab: Lab, choices: list, start: Sequence[int]) -> list[list[int]]:
    """Where single moves begin: at the start, and at each step from there to a named setting."""
    found = [list(start)]
    for setting in STATIONS.get(lab.name, ()):
        here = list(start)
        for number, name in enumerate(lab.controls):
            if name in setting:
                here[number] = place(choices[number], setting[name])
                found.append(list(here))
    return found


def all_states(sizes: Sequence[int], last: Sequence[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Every state of the controls, once for each control that may have been moved `last`."""
    for moved in last:
        others = [range(size) for size in sizes]
        along = others.pop(moved)
        for rest in itertools.product(*others):
            for position in along:
                yield moved, (*rest[:moved], position, *rest[moved:])


def single_moves(
    sizes: Sequence[int], start: Sequence[int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The states that one control reaches while the others stand at the start."""
    for moved, size in enumerate(sizes):
        for position in range(size):
            yield moved, (*start[:moved], position, *start[moved + 1 :])


def options_of(control: Slider | Choice) -> list[tuple[str, object]]:
    """Every position of a control: its label and its value."""
    return [(str(label), value) for label, value in control.options]


def kind(control: Slider | Choice) -> str:
    """Its counterpart on a page."""
    return "range" if isinstance(control, Slider) else "select"


def to_html(lab: Lab, recording: dict) -> str:
    """The lab for a page without a kernel; replay.js moves it."""
    _, alt, status, _ = recording["pictures"][recording["frames"]["start"]]
    width, height = recording["size"]
    fold = numbers_html(recording["tables"])
    knobs = "\n".join(control_html(control) for control in recording["controls"])
    words = [WORDS[key][edition()] for key in ("recorded", "alone")[: 1 + recording["alone"]]]
    data = json.dumps(recording, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f"""<div class="replay lab-{lab.name}" id="lab-{lab.name}">
{ask_html(recording["ask"])}
<div class="knobs">
{knobs}
<button type="button" class="reset">{html.escape(text("live.reset"))}</button>
</div>
<canvas width="{width}" height="{height}" role="img" aria-label="{html.escape(alt)}"></canvas>
<p class="outcome" role="status"></p>
<p class="status" role="status">{status}</p>
<div class="foot"><p class="recorded">{sentences(*words)}</p>{fold}</div>
<script type="application/json">{data}</script>
</div>"""


def numbers_html(tables: list[str]) -> str:
    """A fold that replay.js fills with the tables of the picture."""
    words = WORDS["numbers"][edition()]
    fold = f'<details class="numbers"><summary>{words}</summary><div></div></details>'
    return fold if tables else ""


def ask_html(ask: dict | None) -> str:
    if ask is None:
        return ""
    answers = ask["options"] or [WORDS["show"][edition()]]
    buttons = "".join(f'<button type="button">{html.escape(answer)}</button>' for answer in answers)
    return f'<div class="ask"><p>{html.escape(ask["words"])}</p>{buttons}</div>'


def control_html(control: dict) -> str:
    name, labels, start = html.escape(control["name"]), control["labels"], control["start"]
    if control["kind"] == "select":
        options = "".join(
            f"<option{' selected' * (index == start)}>{html.escape(label)}</option>"
            for index, label in enumerate(labels)
        )
        return f"<label>{name} <select>{options}</select></label>"
    shown = html.escape(labels[start])
    return (
        f'<label>{name} <input type="range" min="0" max="{len(labels) - 1}" value="{start}" '
        f'aria-valuetext="{shown}" autocomplete="off"><output>{shown}</output></label>'
    )
