"""Arrays as boxes of numbers: what broadcasting copies, and what a layer computes."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lesson_utils.language import text
from lesson_utils.stage import Picture
from lesson_utils.style import BLACK, BLUE, CENTRED, GREEN, GREY, VERMILION, new_figure


def broadcasting(first, second) -> Picture:
    """first + second, small 2-D arrays: both stretched to the common shape, copies in grey."""
    arrays = [np.asarray(first), np.asarray(second)]
    arrays.append(arrays[0] + arrays[1])
    shapes = [array.shape for array in arrays]
    words = dict(zip(("first", "second", "total"), map(str, shapes), strict=True))
    figure = _equation(np.broadcast_arrays(*arrays), shapes, "+=")
    return Picture(figure, text("pictures.broadcasting", **words))


def affine(X, W, b) -> Picture:
    """X W + b, small arrays (n, d), (d, q) and (1, q), with the result (n, q)."""
    arrays = [np.asarray(array) for array in (X, W, b)]
    arrays.append(arrays[0] @ arrays[1] + arrays[2])
    figure = _equation(arrays, [array.shape for array in arrays], "·+=")
    return Picture(figure, text("arrays.affine", scores=str(arrays[-1].tolist())))


def _equation(arrays: Sequence[np.ndarray], shapes: Sequence[tuple], signs: str):
    """Arrays side by side with signs between them; what lies outside its shape is a copy."""
    tallest = max(len(array) for array in arrays)
    figure, axes = new_figure(height=0.6 * tallest + 0.55, rect=(0.01, 0.02, 0.99, 0.98))
    left = 0.0
    colours = (BLUE, VERMILION, GREY, GREEN) if len(arrays) == 4 else (BLUE, VERMILION, GREEN)
    for array, shape, colour, sign in zip(arrays, shapes, colours, [*signs, ""], strict=True):
        _boxes(axes, left, array, shape, colour)
        axes.text(left + array.shape[1] / 2, 0.22, str(tuple(shape)), color=colour, ha="center")
        left += array.shape[1] + 0.55
        axes.text(left, -tallest / 2, sign, fontsize=16, **CENTRED)
        left += 0.55
    axes.set(xlim=(-0.3, left), ylim=(-tallest - 0.15, 0.75), aspect="equal")
    axes.set_axis_off()
    return figure


def _boxes(axes: Axes, left: float, values, shape, colour: str) -> None:
    for (row, column), value in np.ndenumerate(values):
        copied = row >= shape[0] or column >= shape[1]
        style = {"alpha": 0.08, "linestyle": ":"} if copied else {"alpha": 0.3}
        corner = left + column, -row - 1
        axes.add_patch(Rectangle(corner, 0.94, 0.94, facecolor=colour, edgecolor=GREY, **style))
        number, ink = f"{value:g}".replace("-", "−"), GREY if copied else BLACK
        axes.text(left + column + 0.47, -row - 0.53, number, color=ink, **CENTRED)
