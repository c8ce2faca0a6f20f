"""Move every lab in haste and print, as JSON, how far the names of curves are from dots.

    python tests/labels_in_labs.py

For each edition and lab: the number of dots that stood in one panel with names of curves, the names
that came nearer to a dot than `CLEAR` points, and those that left their panel.
"""

import importlib
import json
from collections import defaultdict
from contextlib import contextmanager

from matplotlib.transforms import Bbox
from shown_in_chinese import hasty

from lesson_utils import engine
from lesson_utils.language import use_edition
from lesson_utils.live import Lab
from lesson_utils.stage import Stage

CLEAR = 2
LESSONS = ("softmax_regression", "mlp", "generalization")
found: dict[str, dict] = defaultdict(lambda: {"dots": 0, "near": [], "outside": []})
place = ""


def watched(moving):
    """`Stage.moving`, which looks at every frame."""

    @contextmanager
    def watch(stage, draw):
        with moving(stage, draw) as artists:
            for axes in stage.figure.axes:
                look_at(axes, stage.cuts)
            yield artists

    return watch


def look_at(axes, cuts: list[float]) -> None:
    names = {line.get_label() for line in axes.lines}
    labels = [words for words in axes.texts if words.get_text() in names]
    if not labels:
        return
    boxes = [(label.get_text(), label.get_window_extent()) for label in labels]
    found[place]["outside"] += [said for said, box in boxes if not is_inside(box, axes, cuts)]
    for dot in axes.lines:
        if dot.get_marker() == "o" and len(dot.get_xdata()) == 1:
            found[place]["dots"] += 1
            found[place]["near"] += [said for said, box in boxes if around(dot).overlaps(box)]


def is_inside(box: Bbox, axes, cuts: list[float]) -> bool:
    """In the picture, and left of where the next panel begins."""
    frame = axes.figure.bbox
    end = next(cut for cut in cuts if cut * frame.width > axes.bbox.x0) * frame.width
    return box.x1 <= end and frame.y0 <= box.y0 and box.y1 <= frame.y1


def around(dot) -> Bbox:
    """The box of a dot, with `CLEAR` points on each side."""
    ((x, y),) = dot.axes.transData.transform(dot.get_xydata())
    size = dot.get_markersize() + dot.get_markeredgewidth() + 2 * CLEAR
    half = size / 2 * dot.axes.figure.dpi / 72
    return Bbox([[x - half, y - half], [x + half, y + half]])


def move(lab) -> None:
    """One control after the other to its end: dots are at the ends of curves then."""
    lab.settle()
    for name, control in lab.controls.items() if found[place]["dots"] else ():
        lab.set(**{name: control.options[-1][1]}).settle()
    lab.close()


if __name__ == "__main__":
    Lab.density = 1.0  # pixels do not matter here
    engine.train_many = hasty(engine.train_many)
    Stage.moving = watched(Stage.moving)
    for edition in ("en", "zh"):
        use_edition(edition)
        for lesson in LESSONS:
            labs = importlib.import_module(f"lesson_utils.lessons.{lesson}.labs")
            for name in labs.__all__:
                place = f"{edition} {lesson} {name}"
                move(getattr(labs, name)())
    print(json.dumps(found, ensure_ascii=False))
