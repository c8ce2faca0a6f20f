"""Decision regions of a classifier in the plane, as artists that a live lab moves."""

import contourpy
import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb

from lesson_utils.style import BLACK, CLASSES, styled

MARKERS = "os^Dv*PX<>"
SOFTNESS = 0.55  # how much of a class colour a certain answer gets; the rest is white


class RegionsPanel:
    """Which class a network answers at every point, with the examples on top.

    `inputs` (n, 2) and `labels` (n,) are the examples, `names` the q classes. Evaluate a network at
    `grid` (resolution², 2) float32, and hand its probabilities to `update`. `limits` are
    ((left, right), (bottom, top)); without them the examples decide.
    """

    @styled
    def __init__(
        self, axes: Axes, inputs, labels, *, names, limits=None, resolution: int = 80,
        labelled=("x₁", "x₂"),
    ):  # fmt: skip
        self.axes = axes
        inputs, labels = np.asarray(inputs), np.asarray(labels)
        (left, right), (bottom, top) = limits or _frame(inputs)
        self.x = np.linspace(left, right, resolution)
        self.y = np.linspace(bottom, top, resolution)
        columns, rows = np.meshgrid(self.x, self.y)
        self.grid = np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32)
        self.image = axes.imshow(
            np.ones((resolution, resolution, 3), dtype=np.uint8), extent=(left, right, bottom, top),
            origin="lower", aspect="auto", interpolation="nearest", zorder=0, animated=True,
        )  # fmt: skip
        self.boundary = LineCollection([], colors=BLACK, linewidths=1.4, zorder=1, animated=True)
        axes.add_collection(self.boundary, autolim=False)
        self._name_axes(names, labelled)
        for place, _ in enumerate(names):
            axes.plot(
                *inputs[labels == place].T, MARKERS[place], color=CLASSES[place],
                markeredgecolor="white", markeredgewidth=0.6, markersize=5, zorder=2, animated=True,
            )  # fmt: skip
        axes.set(xlim=(left, right), ylim=(bottom, top))
        self.note = axes.text(
            0.97, 0.04, "", transform=axes.transAxes, ha="right", fontsize=9, animated=True,
            path_effects=[patheffects.withStroke(linewidth=3, foreground="white")], zorder=3,
        )  # fmt: skip

    def _name_axes(self, names, labelled) -> None:
        """The classes above the panel, in their colours and with their markers."""
        self.axes.set(xlabel=labelled[0], ylabel=labelled[1])
        for place, name in enumerate(names):
            across = place / len(names)
            self.axes.plot(
                across + 0.02, 1.06, MARKERS[place], color=CLASSES[place], markersize=6,
                transform=self.axes.transAxes, clip_on=False,
            )  # fmt: skip
            self.axes.text(
                across + 0.05, 1.06, name, color=CLASSES[place], fontsize=9, va="center",
                transform=self.axes.transAxes,
            )  # fmt: skip

    def update(self, probabilities, note: str = "") -> None:
        """`probabilities` (resolution², q) at the points of `grid`; what is not finite is white.

        `note` is written into a corner.
        """
        self.note.set_text(note)
        shape = (len(self.y), len(self.x), -1)
        probabilities = np.nan_to_num(np.asarray(probabilities, dtype=np.float32)).reshape(shape)
        count = probabilities.shape[2]
        certainty = (count * probabilities - 1).clip(0) / (count - 1)  # 0 where it is a guess
        ink = 1 - np.array([to_rgb(colour) for colour in CLASSES[:count]])
        self.image.set_data((255 * (1 - SOFTNESS * certainty @ ink)).astype(np.uint8))
        self.boundary.set_segments(self._boundaries(probabilities))

    def _boundaries(self, probabilities: np.ndarray) -> list[np.ndarray]:
        """Where two classes are equally likely and no other is more: lines (points, 2)."""
        lines = []
        count = probabilities.shape[2]
        for place in range(count if count > 2 else 1):
            others = np.delete(probabilities, place, axis=2).max(axis=2)
            margin = probabilities[:, :, place] - others
            lines += contourpy.contour_generator(self.x, self.y, margin).lines(0)
        return lines


def _frame(inputs: np.ndarray) -> list[tuple[float, float]]:
    """The range of the examples, and a tenth of it on both sides."""
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    margin = 0.1 * (high - low)
    return list(zip(low - margin, high + margin, strict=True))
