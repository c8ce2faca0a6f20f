"""Labs on what hidden units see: where they bend, what each adds, and their weights on digits."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from lesson_utils import datasets, engine, live
from lesson_utils.curves import OUTLINE
from lesson_utils.language import text
from lesson_utils.lessons.mlp.claims import DIGITS, PLANE, clean_digits
from lesson_utils.lessons.mlp.hidden import dead, draw_examples
from lesson_utils.predictions import Question
from lesson_utils.style import BLACK, BLUE, CLASSES, GREY, VERMILION, new_figure
from lesson_utils.training import Run

MAKERS = {"mlp.xor": datasets.xor, "mlp.moons": datasets.two_moons}
LIMIT = 1.9  # of both inputs in the plane
COLUMNS = 4  # small pictures in a row
NETWORKS = range(5)


def hidden_units() -> live.Lab:
    """Where each ReLU unit bends the plane, and what it adds to the score of a class."""
    figure, axes = new_figure(
        1, 2, width=10, height=3.8, left=0.07, right=0.99, bottom=0.13, top=0.9, wspace=0.05,
        width_ratios=[1, 1.5],
    )  # fmt: skip
    axes[1].set_axis_off()

    def compute(data: str, hidden: int, network: int) -> Iterator[live.Frame]:
        setting = replace(PLANE, hidden=hidden)
        for (run,) in engine.train_many(MAKERS[data], [setting], seeds=[network]):
            yield frame(data, run)

    def frame(data: str, run: Run) -> live.Frame:
        gone = dead(run, MAKERS[data])[0]
        words = {
            "data": text(data), "hidden": run.setting.hidden, "dead": int(gone.sum()),
            "epoch": int(run.epochs[-1]),
            "accuracy": f"{run.final('validation_accuracy')[0]:.0%}",
        }  # fmt: skip

        def draw():
            _draw_hinges(axes[0], run, gone)
            _draw_maps(axes[1], run, gone)

        return live.Frame(
            draw, text("mlp.units_alt", **words), text("mlp.units_status", **words),
            progress=run.epochs[-1] / PLANE.epochs, key=data,
            still=lambda: _frame_plane(axes[0], MAKERS[data](0)),
        )  # fmt: skip

    controls = {
        "data": live.choice("mlp.data", [(text(name), name) for name in MAKERS], "mlp.xor"),
        "hidden": live.slider("controls.hidden", (1, 2, 3, 4, 6, 8), 3),
        "network": live.slider("mlp.network", [(str(seed + 1), seed) for seed in NETWORKS], 0),
    }
    question = Question("mlp.units_ask", ("all", "some", "none"), measure=_solvers)
    return live.Lab("hidden_units", controls, figure, compute, question=question)


def _solvers() -> str:
    """How many of the five networks with 2 units get more than 95 % of XOR right."""
    (run,) = engine.train_all(datasets.xor, [replace(PLANE, hidden=2)], seeds=NETWORKS)
    solved = run.final("validation_accuracy") > 0.95
    return "all" if solved.all() else "some" if solved.any() else "none"


@cache
def _plane(side: int) -> torch.Tensor:
    """(side², 2) points of the plane, row by row from the top."""
    ticks = torch.linspace(-LIMIT, LIMIT, side)
    return torch.stack(torch.meshgrid(ticks, ticks.flip(0), indexing="xy"), dim=-1).view(-1, 2)


def _frame_plane(axes: Axes, data) -> None:
    axes.set(xlim=(-LIMIT, LIMIT), ylim=(-LIMIT, LIMIT), xlabel="x₁", ylabel="x₂")
    draw_examples(axes, data.train_inputs, data.train_labels, size=4.5)


def _draw_hinges(axes: Axes, run: Run, gone: np.ndarray) -> None:
    """A line where each unit switches on, with an arrow to its active side; dead units dotted."""
    W1, b1, W2, _ = (matrix[0].numpy() for matrix in run.parameters)
    axes.set_title(text("mlp.hinges"))
    ticks = np.linspace(-LIMIT, LIMIT, 60)
    scores = run.probabilities(_plane(60))[0, :, 1].view(60, 60).numpy()
    axes.contour(ticks, ticks[::-1], scores, levels=[0.5], colors=BLACK, linewidths=2.2)
    for unit, (w, b) in enumerate(zip(W1.T, b1[0], strict=True)):
        if np.hypot(*w) < 1e-6:
            continue
        foot, across, towards = hinge(w, b)
        colour = GREY if gone[unit] else _colour(W2[unit])
        style = {"color": colour, "linewidth": 1.4, "linestyle": ":" if gone[unit] else "-"}
        axes.axline(foot, foot + across, **style)
        if np.abs(foot).max() < LIMIT - 0.3:
            axes.annotate(
                str(unit + 1), foot, xytext=foot + 0.42 * towards, color=colour, ha="center",
                va="center", fontsize=9, path_effects=OUTLINE,
                arrowprops={"arrowstyle": "<-", "color": colour},
            )  # fmt: skip


def hinge(w: np.ndarray, b: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The line w · x + b = 0: its point next to the origin, its direction, its active side."""
    towards = w / np.hypot(*w)
    return -b * w / (w @ w), np.array([-towards[1], towards[0]]), towards


def _class(outgoing) -> int:
    """The class that a unit speaks for, by its outgoing weights (2,)."""
    return int(outgoing[1] > outgoing[0])


def _colour(outgoing: np.ndarray) -> str:
    return CLASSES[_class(outgoing)]


def _draw_maps(axes: Axes, run: Run, gone: np.ndarray, *, side: int = 40) -> None:
    """A small map a unit: what it adds, everywhere, to the score of the class it speaks for."""
    W1, b1, W2, _ = (matrix[0] for matrix in run.parameters)
    added = (_plane(side) @ W1 + b1).relu() * (W2[:, 1] - W2[:, 0]).abs()  # (side², h)
    strength = (added / added.max().clamp(min=1e-9)).numpy()
    images = [
        1 - strength[:, unit, None] * (1 - np.array(to_rgb(_colour(W2[unit].numpy()))))
        for unit in range(run.setting.hidden)
    ]
    names = [
        text("mlp.dead_unit", unit=k + 1) if gone[k] else f"{k + 1} {'●■'[_class(W2[k])]}"
        for k in range(len(gone))
    ]
    _draw_grid(axes, [image.reshape(side, side, 3) for image in images], names)
    axes.set_title(text("mlp.maps"))


def _draw_grid(axes: Axes, images: Sequence[np.ndarray], names: Sequence[str]) -> None:
    """Square RGB images (side, side, 3) in rows of `COLUMNS`, each with a name above it."""
    axes.set(xlim=(0, COLUMNS), ylim=(2.06, 0))
    for place, (image, name) in enumerate(zip(images, names, strict=True)):
        row, column = divmod(place, COLUMNS)
        left, top = column + 0.06, 1.03 * row + 0.14
        axes.imshow(
            image, extent=(left, left + 0.88, top + 0.86, top), aspect="auto", vmin=0, vmax=1,
            interpolation="nearest",
        )  # fmt: skip
        axes.text(left + 0.44, top - 0.02, name, ha="center", va="bottom", fontsize=9)
        axes.plot(
            np.array([0, 1, 1, 0, 0]) * 0.88 + left, np.array([0, 0, 1, 1, 0]) * 0.86 + top,
            color=GREY, linewidth=0.6,
        )  # fmt: skip


def digit_units() -> live.Lab:
    """The incoming weights of each hidden unit on digits, as images; dead units are named."""
    figure, axes = new_figure(width=8, height=4.2, left=0.02, right=0.98, bottom=0.02, top=0.92)
    axes.set_axis_off()

    def compute(hidden: int, activation: str, network: int) -> Iterator[live.Frame]:
        setting = replace(DIGITS, hidden=hidden, activation=activation)
        for (run,) in engine.train_many(clean_digits, [setting], seeds=[network]):
            yield frame(run)

    def frame(run: Run) -> live.Frame:
        relu = run.setting.activation == "relu"
        gone = dead(run, clean_digits)[0] & relu
        words = {
            "hidden": run.setting.hidden, "activation": run.setting.activation,
            "dead": int(gone.sum()), "epoch": int(run.epochs[-1]),
            "accuracy": f"{run.final('validation_accuracy')[0]:.0%}",
        }  # fmt: skip
        weights, outgoing = run.parameters[0][0], run.parameters[2][0]
        names = [_speaks_for(unit, outgoing[unit], gone[unit]) for unit in range(len(gone))]

        def draw():
            axes.set_title(text("mlp.digit_units"))
            _draw_grid(axes, [_signed(column) for column in weights.T.numpy()], names)

        return live.Frame(
            draw, text("mlp.digits_alt", **words), text("mlp.digits_status", **words),
            progress=run.epochs[-1] / DIGITS.epochs,
        )  # fmt: skip

    controls = {
        "hidden": live.slider("controls.hidden", (1, 2, 4, 8), 8),
        "activation": live.choice(
            "controls.activation", [("relu", "relu"), ("tanh", "tanh")], "relu"
        ),
        "network": live.slider("mlp.network", [(str(seed + 1), seed) for seed in NETWORKS], 0),
    }
    question = Question("mlp.digits_ask", ("none", "few", "many"), measure=_dead_of_eight)
    return live.Lab("digit_units", controls, figure, compute, question=question)


def _dead_of_eight() -> str:
    """How many of the 8 units of the first network die: none, one or two, more."""
    (run,) = engine.train_all(clean_digits, [replace(DIGITS, hidden=8)], seeds=[NETWORKS[0]])
    count = dead(run, clean_digits).sum()
    return "none" if count == 0 else "few" if count <= 2 else "many"


def _speaks_for(unit: int, outgoing: torch.Tensor, gone: bool) -> str:
    """Which digits a unit speaks for and against most: largest and smallest outgoing weight."""
    if gone:
        return text("mlp.dead_unit", unit=unit + 1)
    best, worst = int(outgoing.argmax()), int(outgoing.argmin())
    return text("mlp.speaks_for", unit=unit + 1, best=best, worst=worst)


def _signed(weights: np.ndarray) -> np.ndarray:
    """(64,) weights as an RGB image (8, 8, 3): blue is positive, vermilion negative."""
    scale = np.clip(weights / max(np.abs(weights).max(), 1e-9), -1, 1).reshape(8, 8, 1)
    ink = np.where(scale > 0, 1 - np.array(to_rgb(BLUE)), 1 - np.array(to_rgb(VERMILION)))
    return 1 - np.abs(scale) * ink
