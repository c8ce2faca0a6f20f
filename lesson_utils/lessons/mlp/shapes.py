"""The shapes of a network with one hidden layer, as a live lab."""

from collections.abc import Iterator

import torch

from lesson_utils import live, models
from lesson_utils.language import text
from lesson_utils.lessons.mlp.shape_panels import ShapesPanel
from lesson_utils.network import NetworkPanel
from lesson_utils.stage import Canvas
from lesson_utils.style import new_figure
from lesson_utils.training import Setting

PIXELS, ANIMALS = ("x₁", "x₂", "x₃", "x₄"), ("cat", "dog", "snake")


def shapes() -> live.Lab:
    """4 pixels, hidden units, 3 classes: the network, its matrices and its parameters."""
    figure, axes = new_figure(
        1, 2, width=10, height=3.7, left=0.03, right=0.99, bottom=0.03, top=0.9,
        width_ratios=[1, 1.75], wspace=0.1,
    )  # fmt: skip
    network = NetworkPanel(axes[0], (4, 5, 3))
    matrices = ShapesPanel(axes[1], matrix_shapes(4, 4, 8, 3))
    canvas = Canvas(figure)

    def compute(hidden: int, images: int) -> Iterator[live.Frame]:
        table = matrix_shapes(images, 4, hidden, 3)
        random = torch.Generator().manual_seed(0)
        weights = models.initial_weights(4, 3, Setting(hidden=hidden), random)
        count = sum(r * c for name, (r, c) in table.items() if name[0] in "Wb")
        written = ", ".join(f"{name} {rows}×{columns}" for name, (rows, columns) in table.items())
        words = {"hidden": hidden, "images": images, "count": count, "table": written}

        def draw():
            network.resize((4, hidden, 3), names=(PIXELS, None, ("cat", "dog", "snake")))
            network.update(weights)
            matrices.update(table)

        yield live.Frame(draw, text("mlp.shapes_alt", **words), text("mlp.shapes_status", **words))

    controls = {
        "hidden": live.slider("controls.hidden", [(str(h), h) for h in range(1, 9)], 5),
        "images": live.slider("mlp.images", [(str(n), n) for n in range(1, 5)], 3),
    }
    return live.Lab("shapes", controls, canvas, compute)


def matrix_shapes(n: int, d: int, h: int, q: int) -> dict[str, tuple[int, int]]:
    """Rows and columns of every matrix: n examples, d inputs, h hidden units, q classes."""
    return {
        "X": (n, d), "W₁": (d, h), "b₁": (1, h), "H": (n, h),
        "W₂": (h, q), "b₂": (1, q), "O": (n, q),
    }  # fmt: skip
