"""Decision regions of a network in the plane, drawn anew for each frame of a lab."""

from collections.abc import Callable

import contourpy
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb

from lesson_utils import models
from lesson_utils.curves import OUTLINE
from lesson_utils.datasets import Dataset
from lesson_utils.engine import engine_mode
from lesson_utils.language import class_names, text
from lesson_utils.style import BLACK, CLASSES
from lesson_utils.training import Run

RESOLUTION = 80  # points to a side
MARKERS = "os^Dv*PX<>"
SOFTNESS = 0.55  # how much of a class colour a certain answer gets; the rest is white


class Regions:
    """What a run's first seed answers at every point, with the examples that it trained with.

    `data` has inputs (n, 2), `labelled` on the axes.
    """

    def __init__(self, axes: Axes, data: Dataset, *, labelled=("x₁", "x₂")):
        self.axes, self.data = axes, data
        (left, right), (bottom, top) = _frame(data.train_inputs.numpy())
        self.extent = (left, right, bottom, top)
        self.x = np.linspace(left, right, RESOLUTION)
        self.y = np.linspace(bottom, top, RESOLUTION)
        points = np.stack(np.meshgrid(self.x, self.y), axis=-1).reshape(-1, 2)
        self.grid = torch.tensor(points, dtype=torch.float32)
        axes.set(xlim=(left, right), ylim=(bottom, top), xlabel=labelled[0], ylabel=labelled[1])
        for place, name in enumerate(class_names(data.classes)):  # above, in colour and marker
            across, style = place / len(data.classes), {"transform": axes.transAxes}
            axes.plot(across + 0.02, 1.06, MARKERS[place], color=CLASSES[place], markersize=6,
                      clip_on=False, **style)  # fmt: skip
            axes.text(across + 0.05, 1.06, name, color=BLACK, fontsize=9, va="center", **style)

    def draw(self, run: Run) -> None:
        weights = [tensor[0] for tensor in run.parameters]
        with engine_mode():
            answers = models.logits(weights, run.setting, self.grid).softmax(dim=1)
        self.draw_answers(answers.numpy())
        accuracy = run.final("train_accuracy")[0]
        self.axes.text(
            0.97, 0.04, text("figures.train_accuracy", accuracy=f"{accuracy:.2f}"), ha="right",
            transform=self.axes.transAxes, fontsize=9, zorder=3, path_effects=OUTLINE,
        )  # fmt: skip

    def draw_answers(self, probabilities: np.ndarray) -> None:
        """`probabilities` (RESOLUTION², q) at the points of `grid`; not a number is white."""
        probabilities = np.nan_to_num(probabilities).reshape(RESOLUTION, RESOLUTION, -1)
        count = probabilities.shape[2]
        certainty = (count * probabilities - 1).clip(0) / (count - 1)  # 0 where it is a guess
        ink = 1 - np.array([to_rgb(colour) for colour in CLASSES[:count]])
        self.axes.imshow(
            (255 * (1 - SOFTNESS * certainty @ ink)).astype(np.uint8), extent=self.extent,
            origin="lower", aspect="auto", interpolation="nearest", zorder=0,
        )  # fmt: skip
        lines = boundaries(self.x, self.y, probabilities)
        self.axes.add_collection(
            LineCollection(lines, colors=BLACK, linewidths=1.4, zorder=1), autolim=False
        )
        examples = self.data.train_inputs, self.data.train_labels
        draw_examples(self.axes, *examples, markersize=5, zorder=2)

    def words(self, run: Run) -> str:
        return text("tracks.regions", accuracy=f"{run.final('train_accuracy')[0]:.0%}")


def regions(maker: Callable[[int], Dataset], **options) -> Callable:
    """For TrainingLab(detail=...): on the data of the lab's first seed."""
    return lambda axes: Regions(axes, maker(0), **options)


def draw_examples(axes: Axes, points, labels, **style) -> None:
    """Points (n, 2) in the colour and with the marker of their classes: `labels` (n,)."""
    points, labels = np.asarray(points), np.asarray(labels)
    style = {"markeredgecolor": "white", "markeredgewidth": 0.6} | style
    for place in range(int(labels.max()) + 1):
        axes.plot(*points[labels == place].T, MARKERS[place], color=CLASSES[place], **style)


def boundaries(x: np.ndarray, y: np.ndarray, probabilities: np.ndarray) -> list[np.ndarray]:
    """Where two classes are equally likely and no other is more: lines (points, 2).

    `probabilities` is (len(y), len(x), q).
    """
    lines = []
    count = probabilities.shape[2]
    for place in range(count if count > 2 else 1):
        others = np.delete(probabilities, place, axis=2).max(axis=2)
        margin = probabilities[:, :, place] - others
        lines += contourpy.contour_generator(x, y, margin).lines(0)
    return lines


def _frame(inputs: np.ndarray) -> list[tuple[float, float]]:
    """The range of the examples, and a tenth of it on both sides."""
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    margin = 0.1 * (high - low)
    return list(zip(low - margin, high + margin, strict=True))
