"""The shapes of a network with one hidden layer: a live lab that draws its matrices to scale."""

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from lesson_utils import live, models
from lesson_utils.language import text
from lesson_utils.network import draw_network
from lesson_utils.settings import Setting
from lesson_utils.style import BLUE, CENTRED, GREY, new_figure

NAMES = (("x₁", "x₂", "x₃", "x₄"), None, ("dog", "cat", "snake"))  # of the units of each layer
LAYERS = (("X", "W₁", "b₁", "H"), ("H", "W₂", "b₂", "O"))  # X W₁ + b₁ → H, H W₂ + b₂ → O
SIGNS = ("·", "+", "→", "")
GAP = 1.6  # between two matrices, in entries
DATA, PARAMETERS = "#EDEDED", "#BBD9EC"
SQUARE = np.array([(0, 0), (1, 0), (1, -1), (0, -1)])


@live.opens
def shapes() -> live.Lab:
    """4 pixels, hidden units, 3 classes: the network, its matrices and its parameters."""
    figure, axes = new_figure(
        1, 2, width=10, height=3.7, rect=(0.03, 0.03, 0.99, 0.9), width_ratios=[1, 1.75], wspace=0.1
    )
    for axis in axes:
        axis.set_axis_off()
    _, right, bottom = layout(matrix_shapes(4, 4, 8, 3))  # the largest
    axes[1].set(xlim=(-0.5, right + 0.5), ylim=(bottom, 0), aspect="equal")

    def compute(hidden: int, images: int) -> live.Frame:
        table = matrix_shapes(images, 4, hidden, 3)
        random = torch.Generator().manual_seed(0)
        weights = models.initial_weights(4, 3, Setting(hidden=hidden), random)
        written = text("mlp.shapes_between").join(f"{n} {r}×{c}" for n, (r, c) in table.items())
        words = {"hidden": hidden, "images": images, "count": sum(counts(table)), "table": written}

        def draw():
            draw_network(axes[0], weights, names=NAMES)
            draw_matrices(axes[1], table)

        return live.spoken("mlp.shapes", draw, words)

    controls = {
        "hidden": live.slider("controls.hidden", range(1, 9), 5),
        "images": live.slider("mlp.images", range(1, 5), 3),
    }
    question = live.Question("mlp.shapes_ask", ("1", "4", "8"), measure=_one_unit_more)
    return live.Lab("shapes", controls, figure, compute, question=question)


def _one_unit_more() -> str:
    five, six = (sum(counts(matrix_shapes(3, 4, hidden, 3))) for hidden in (5, 6))
    return str(six - five)


def matrix_shapes(n: int, d: int, h: int, q: int) -> dict[str, tuple[int, int]]:
    """Rows and columns of every matrix: n examples, d inputs, h hidden units, q classes."""
    return {
        "X": (n, d), "W₁": (d, h), "b₁": (1, h), "H": (n, h),
        "W₂": (h, q), "b₂": (1, q), "O": (n, q),
    }  # fmt: skip


def counts(shapes: dict[str, tuple[int, int]]) -> list[int]:
    """How many parameters each matrix of parameters has."""
    return [rows * columns for name, (rows, columns) in shapes.items() if name[0] in "Wb"]


def layout(shapes: dict[str, tuple[int, int]]):
    """Where each matrix goes, a row a layer: [(name, sign after it, left, middle)], right, bottom.

    In entries, from the left and downwards from the top.
    """
    places, bottom, right = [], 0.0, 0.0
    for names in LAYERS:
        tallest = max(shapes[name][0] for name in names)
        middle, left = bottom - 1.5 - tallest / 2, 0.0
        for name, sign in zip(names, SIGNS, strict=True):
            places.append((name, sign, left, middle))
            left += shapes[name][1] + GAP
        bottom, right = middle - tallest / 2 - 1.6, max(right, left - GAP)
    return places, right, bottom


def draw_matrices(axes: Axes, shapes: dict[str, tuple[int, int]]) -> None:
    """One square an entry, parameters blue."""
    for name, sign, left, middle in layout(shapes)[0]:
        rows, columns = shapes[name]
        centre, top = left + columns / 2, middle + rows / 2
        squares = [SQUARE + (left + j, top - i) for i in range(rows) for j in range(columns)]
        fill, colour = (PARAMETERS, BLUE) if name[0] in "Wb" else (DATA, GREY)
        boxes = PolyCollection(squares, edgecolor="white", linewidth=0.8, facecolor=fill)
        axes.add_collection(boxes, autolim=False)
        axes.text(centre, top + 0.75, name, fontsize=11, **CENTRED)
        size = f"{rows}×{columns}"
        axes.text(centre, top - rows - 0.7, size, fontsize=9, color=colour, **CENTRED)
        axes.text(left + columns + GAP / 2, middle, sign, color=GREY, fontsize=12, **CENTRED)
    written = f"{' + '.join(map(str, counts(shapes)))} = {sum(counts(shapes))}"
    axes.set_title(text("mlp.parameters", count=written))
