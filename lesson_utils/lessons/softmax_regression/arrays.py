"""Arrays as boxes of numbers: what broadcasting copies."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lesson_utils.language import text
from lesson_utils.stage import Picture
from lesson_utils.style import BLACK, BLUE, GREEN, GREY, VERMILION, new_figure, styled


@styled
def broadcasting(first, second) -> Picture:
    """first + second, small 2-D arrays: both stretched to the common shape, copies in grey."""
    first, second = np.asarray(first), np.asarray(second)
    total = first + second
    figure, axes = new_figure(
        1, 1, width=8, height=1.9, left=0.01, right=0.99, bottom=0.02, top=0.98
    )
    left = 0.0
    for array, colour, sign in ((first, BLUE, "+"), (second, VERMILION, "="), (total, GREEN, "")):
        shape = array.shape
        _boxes(axes, left, np.broadcast_to(array, total.shape), shape, colour)
        axes.text(left + total.shape[1] / 2, 0.22, str(tuple(shape)), color=colour, ha="center")
        left += total.shape[1] + 0.55
        axes.text(left, -total.shape[0] / 2, sign, fontsize=16, ha="center", va="center")
        left += 0.55
    axes.set(xlim=(-0.3, left), ylim=(-total.shape[0] - 0.15, 0.75), aspect="equal")
    axes.set_axis_off()
    shapes = (str(tuple(array.shape)) for array in (first, second, total))
    words = dict(zip(("first", "second", "total"), shapes, strict=True))
    return Picture(figure, text("pictures.broadcasting", **words))


def _boxes(axes: Axes, left: float, values, shape, colour: str) -> None:
    for (row, column), value in np.ndenumerate(values):
        copied = row >= shape[0] or column >= shape[1]
        axes.add_patch(
            Rectangle(
                (left + column, -row - 1), 0.94, 0.94, facecolor=colour,
                alpha=0.08 if copied else 0.3, edgecolor=GREY, linestyle=":" if copied else "-",
            )
        )  # fmt: skip
        axes.text(
            left + column + 0.47, -row - 0.53, f"{value:g}", ha="center", va="center",
            color=GREY if copied else BLACK,
        )  # fmt: skip
