"""Inside the kernel: a lab is shown as pictures of its settings, for a page without a kernel."""

import hashlib
import html
import itertools
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import ipywidgets as widgets
import numpy as np
from IPython import get_ipython
from matplotlib.figure import Figure
from PIL import Image

from lesson_utils.language import edition, text
from lesson_utils.live import Lab
from lesson_utils.stage import COLOURS

POSITIONS = (7, 6)  # of a slider: as many of these as the combinations allow
COMBINATIONS = 216  # of a lab; where even 6 positions make more, one control moves at a time
LARGE_LAB = 40  # a lab of more states is recorded only as wide as a slide, to keep decks small
SLIDE_WIDTH = 1280
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
    "off": {"en": "off", "zh": "关"},
    "on": {"en": "on", "zh": "开"},
}


def install(folder: str, shown: Sequence[str]) -> None:
    """From now on the code cells `shown`, given by their text, show their labs as recordings."""
    original = Lab._repr_mimebundle_

    def recorded(lab: Lab, **kwargs):
        if get_ipython().history_manager.input_hist_raw[-1] not in shown:
            return original(lab, **kwargs)
        recording = record(lab, Path(folder))
        return {"text/html": to_html(lab, recording), "text/plain": f"Lab {lab.name}"}

    Lab._repr_mimebundle_ = recorded


def record(lab: Lab, folder: Path, *, positions: Sequence[int] = POSITIONS) -> dict:
    """Move the lab through its settings; its pictures go to `folder`, named by their content.

    `frames` maps "moved:i,j,k" (the control moved last, the position of each) to a picture (its
    layers) with alt text and status; "start" is the lab as the notebook shows it. Only a lab that
    remembers which control has `moved` differs by it: of others, "0:i,j,k" is all.
    """
    lab.settle()
    choices, start, states = plan(lab, positions)
    if len(states) > LARGE_LAB:
        lab.canvas.figure.set_dpi(SLIDE_WIDTH / lab.canvas.figure.get_figwidth())
        lab.canvas.refresh()
        lab.restart()
        lab.settle()
    cuts = gaps(lab.canvas.figure)
    pictures: dict[tuple, int] = {}

    def keep() -> int:
        picture = (write_layers(lab.canvas.pixels, cuts, folder), lab.alt, lab.status)
        return pictures.setdefault(picture, len(pictures))

    frames = {"start": keep()}
    for count, (moved, state) in enumerate(states, 1):
        visit(lab, [pairs[i][1] for pairs, i in zip(choices, state, strict=True)], moved)
        frames[f"{moved}:{','.join(map(str, state))}"] = keep()
        if count % 100 == 0 or count == len(states):
            print(f"{PROGRESS}lab {lab.name}: {count} of {len(states)} settings", flush=True)
    controls = [
        {"name": control.description, "kind": kind(control), "start": here,
         "labels": [label for label, _ in pairs]}
        for control, pairs, here in zip(lab.controls.values(), choices, start, strict=True)
    ]  # fmt: skip
    alone = len({state for _, state in states}) < math.prod(len(pairs) for pairs in choices)
    return {
        "controls": controls,
        "pictures": list(pictures),
        "frames": frames,
        "alone": alone,
    }


def visit(lab: Lab, values: Sequence, moved: int) -> None:
    """Give each control its value, the one with the number `moved` last."""
    names = list(lab.controls)
    last = names[moved]
    if lab.values[last] == values[moved]:  # step aside: what stands still does not move last
        aside = next(v for _, v in options_of(lab.controls[last]) if v != values[moved])
        lab.set(**{last: aside})
    lab.set(**{name: value for name, value in zip(names, values, strict=True) if name != last})
    lab.set(**{last: values[moved]}).settle()


def plan(lab: Lab, positions: Sequence[int]) -> tuple[list, list, list]:
    """(label, value) pairs of each control, its position at the start, and the states to record."""
    for wanted in positions:
        choices, start = [], []
        for control in lab.controls.values():
            pairs = options_of(control)
            here = [value for _, value in pairs].index(control.value)
            count = wanted if kind(control) == "range" else len(pairs)
            kept = thin(len(pairs), here, count)
            choices.append([pairs[index] for index in kept])
            start.append(kept.index(here))
        sizes = [len(pairs) for pairs in choices]
        if math.prod(sizes) <= COMBINATIONS:
            last = range(len(sizes) if hasattr(lab, "moved") else 1)
            return choices, start, list(all_states(sizes, last))
    return choices, start, list(single_moves(sizes, start))


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


def thin(count: int, keep: int, wanted: int) -> list[int]:
    """Evenly spread indices below `count`, with both ends and `keep`: `wanted` (2 or more)."""
    if count <= wanted:
        return list(range(count))
    picked = {round(i * (count - 1) / (wanted - 1)) for i in range(wanted)}
    if keep not in picked:
        inner = picked - {0, count - 1}
        picked -= {min(inner, key=lambda index: abs(index - keep))} if inner else set()
    return sorted(picked | {keep})


def options_of(control: widgets.Widget) -> list[tuple[str, object]]:
    """Every position of a control: its label and its value."""
    if kind(control) == "checkbox":
        return [(WORDS["off"][edition()], False), (WORDS["on"][edition()], True)]
    if hasattr(control, "options"):
        pairs = [o if isinstance(o, tuple) else (o, o) for o in control.options]
        return [(str(label), value) for label, value in pairs]
    steps = round((control.max - control.min) / control.step)
    values = [control.min + index * control.step for index in range(steps + 1)]
    return [(f"{value:g}", value) for value in values]


def kind(control: widgets.Widget) -> str:
    """Its counterpart on a page; ValueError for a control that a recording cannot move."""
    if isinstance(control, (widgets.Checkbox, widgets.ToggleButton)):
        return "checkbox"
    if isinstance(control, widgets.SelectionSlider) or hasattr(control, "step"):
        return "range"
    if hasattr(control, "options"):
        return "select"
    raise ValueError(f"a recording cannot move a {type(control).__name__}")


def gaps(figure: Figure) -> list[float]:
    """Where, as shares of its width, a figure can be cut between panels that stand side by side."""
    panels = sorted(figure.axes, key=lambda axes: axes.bbox.x0)
    ends = itertools.accumulate((axes.bbox.x1 for axes in panels), max)
    return [
        max(end, axes.get_tightbbox().x0) / figure.bbox.width  # where its own words begin
        for end, axes in zip(ends, panels[1:], strict=False)
        if axes.bbox.x0 > end
    ]


def write_layers(pixels: np.ndarray, cuts: Sequence[float], folder: Path) -> tuple[str, ...]:
    """The names of WebP files that, laid on each other, show (height, width, 4) RGBA pixels.

    A panel that many pictures share is stored once.
    """
    height, width, _ = pixels.shape
    names = []
    for left, right in itertools.pairwise([0, *(round(cut * width) for cut in cuts), width]):
        panel = np.zeros_like(pixels)
        panel[:, left:right] = pixels[:, left:right]
        names.append(f"{hashlib.sha256(panel).hexdigest()[:16]}.webp")
        if not (folder / names[-1]).exists():
            palette = Image.fromarray(panel).quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=0)
            palette.convert("RGBA").save(folder / names[-1], lossless=True, method=3)
    return tuple(names)


def to_html(lab: Lab, recording: dict) -> str:
    """The lab for a page without a kernel; replay.js moves it."""
    layers, alt, status = recording["pictures"][recording["frames"]["start"]]
    images = "".join(f'<img src="../frames/{layer}" alt="">' for layer in layers)
    controls = "\n".join(control_html(control) for control in recording["controls"])
    words = [WORDS[key][edition()] for key in ("recorded", "alone")[: 1 + recording["alone"]]]
    data = json.dumps(recording, ensure_ascii=False).replace("</", "<\\/")
    return f"""<div class="replay lab-{lab.name}">
<div class="knobs">
{controls}
<button type="button">{html.escape(text("live.reset"))}</button>
<span class="recorded">{" ".join(words)}</span>
</div>
<div class="layers" role="img" aria-label="{html.escape(alt)}">{images}</div>
<p class="status" aria-live="polite">{status}</p>
<script type="application/json">{data}</script>
</div>"""


def control_html(control: dict) -> str:
    name, labels, start = html.escape(control["name"]), control["labels"], control["start"]
    if control["kind"] == "checkbox":
        return f'<label><input type="checkbox"{" checked" * start}> {name}</label>'
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
