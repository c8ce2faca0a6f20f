"""Decision regions of a classifier in the plane, drawn anew for each frame of a lab."""

import contourpy
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb

from lesson_utils.curves import OUTLINE
from lesson_utils.style import BLACK, CLASSES

MARKERS = "os^Dv*PX<>"
SOFTNESS = 0.55  # how much of a class colour a certain answer gets; the rest is white


class Regions:
    """Which class a network answers at every point, with the examples on top.

    `inputs` (n, 2) and `labels` (n,) are the examples, `names` the q classes. Evaluate a network at
    `grid` (resolution², 2) float32, and hand its probabilities to `draw`. `limits` are
    ((left, right), (bottom, top)); without them the examples decide.
    """

    def __init__(
        self, axes: Axes, inputs, labels, *, names, limits=None, resolution: int = 80,
        labelled=("x₁", "x₂"),
    ):  # fmt: skip
        self.axes, self.inputs, self.labels = axes, np.asarray(inputs), np.asarray(labels)
        (left, right), (bottom, top) = limits or _frame(self.inputs)
        self.extent = (left, right, bottom, top)
        self.x = np.linspace(left, right, resolution)
        self.y = np.linspace(bottom, top, resolution)
        columns, rows = np.meshgrid(self.x, self.y)
        self.grid = np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32)
        axes.set(xlim=(left, right), ylim=(bottom, top), xlabel=labelled[0], ylabel=labelled[1])
        for place, name in enumerate(names):  # above the panel, in their colours and markers
            across, style = place / len(names), {"transform": axes.transAxes}
            colour, marker = CLASSES[place], MARKERS[place]
            axes.plot(
                across + 0.02, 1.06, marker, color=colour, markersize=6, clip_on=False, **style
            )
            axes.text(across + 0.05, 1.06, name, color=BLACK, fontsize=9, va="center", **style)

    def draw(self, probabilities, note: str = "") -> None:
        """`probabilities` (resolution², q) at the points of `grid`; what is not finite is white.

        `note` is written into a corner.
        """
        shape = (len(self.y), len(self.x), -1)
        probabilities = np.nan_to_num(np.asarray(probabilities, dtype=np.float32)).reshape(shape)
        count = probabilities.shape[2]
        certainty = (count * probabilities - 1).clip(0) / (count - 1)  # 0 where it is a guess
        ink = 1 - np.array([to_rgb(colour) for colour in CLASSES[:count]])
        self.axes.imshow(
            (255 * (1 - SOFTNESS * certainty @ ink)).astype(np.uint8), extent=self.extent,
            origin="lower", aspect="auto", interpolation="nearest", zorder=0,
        )  # fmt: skip
        lines = LineCollection(boundaries(self.x, self.y, probabilities), colors=BLACK, zorder=1)
        lines.set_linewidth(1.4)
        self.axes.add_collection(lines, autolim=False)
        draw_examples(self.axes, self.inputs, self.labels, markersize=5, zorder=2)
        self.axes.text(
            0.97, 0.04, note, transform=self.axes.transAxes, ha="right", fontsize=9, zorder=3,
            path_effects=OUTLINE,
        )  # fmt: skip


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
