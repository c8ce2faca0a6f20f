"""What hidden units do: they move examples, bend the plane, speak for a class, and may die."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from lesson_utils import datasets, engine, live
from lesson_utils.curves import OUTLINE
from lesson_utils.images import framed_image
from lesson_utils.language import class_names, text
from lesson_utils.lessons.mlp import claims
from lesson_utils.lessons.mlp.common import SEEDS, networks, run_frame
from lesson_utils.regions import draw_examples
from lesson_utils.stage import Picture
from lesson_utils.style import BLACK, BLUE, CLASSES, GREY, VERMILION, new_figure
from lesson_utils.training import Run

MAKERS = {"mlp.xor": datasets.xor, "mlp.moons": datasets.two_moons}
LIMIT = 1.9  # of both inputs in the plane
COLUMNS = 4  # small pictures in a row


def moved(inputs, hidden, labels, *, line: float) -> Picture:
    """Examples where they were, and where two hidden units have moved them.

    `inputs` and `hidden` are (n, 2), `labels` (n,) 0 or 1; the line is h₁ + h₂ = `line`.
    """
    figure, axes = new_figure(1, 2, width=8, rect=(0.08, 0.16, 0.98, 0.88), wspace=0.25)
    for axis, points, letter in zip(axes, (inputs, hidden), "xh", strict=True):
        draw_examples(axis, points, labels, markersize=6)
        axis.set(xlabel=f"{letter}₁", ylabel=f"{letter}₂")
    for place, name in enumerate(class_names(("same signs", "opposite signs"))):
        name, style = f"{'●■'[place]} {name}", {"transform": axes[0].transAxes}
        axes[0].text(0.5 * place, 1.05, name, color=CLASSES[place], **style)
    axes[0].set_aspect("equal", adjustable="datalim")
    axes[1].plot([line, 0], [0, line], color=BLACK, linewidth=1.6)
    axes[1].text(0.55 * line, 0.55 * line, f"h₁ + h₂ = {line:g}")
    return Picture(figure, text("mlp.moved", line=f"{line:g}"))


def dead(run: Run, maker: Callable) -> np.ndarray:
    """(S, h) True where a ReLU unit is 0 for every training example of its seed."""
    W1, b1 = run.parameters[:2]
    (inputs,) = datasets.stacked(maker, run.seeds, "train_inputs")
    return ((inputs @ W1 + b1).amax(dim=1) <= 0).numpy()


def dead_units(maker: Callable, *, seeds: Sequence[int]) -> Picture:
    """The loss of narrow ReLU networks by the number of their dead units; beside it tanh and none.

    One dot a network, a bar for their mean.
    """
    settings, every = (claims.NARROW, claims.NARROW_TANH, claims.NONE), claims.NARROW.epochs
    relu, tanh, none = engine.train_all(maker, settings, seeds=seeds, evaluate_every=every)
    counts = dead(relu, maker).sum(axis=1)
    groups = {str(count): relu.final()[counts == count] for count in range(relu.setting.hidden + 1)}
    groups |= {text("mlp.tanh"): tanh.final(), text("mlp.no_hidden"): none.final()}
    groups = {name: values for name, values in groups.items() if len(values)}
    said = text("mlp.dead_between").join(
        text("mlp.dead_group", name=name, count=len(values), mean=f"{values.mean():.2f}")
        for name, values in groups.items()
    )
    return Picture(_dead_figure(groups), text("mlp.dead.alt", groups=said))


def _dead_figure(groups: dict[str, np.ndarray]):
    figure, axes = new_figure(width=7.5, rect=(0.09, 0.17, 0.99, 0.9))
    random = np.random.default_rng(2025)
    for place, values in enumerate(groups.values()):
        spread = place + random.uniform(-0.14, 0.14, len(values))  # apart to the eye
        axes.plot(spread, values, "o", color=GREY, markersize=3.5, alpha=0.6, linewidth=0)
        mean = values.mean()
        axes.plot([place - 0.25, place + 0.25], [mean, mean], color=VERMILION, linewidth=3)
        axes.text(place + 0.29, mean, f"{mean:.2f}", color=VERMILION, va="center", fontsize=9)
    axes.set(ylim=(0, 2.6), xlim=(-0.5, len(groups) - 0.3), xlabel=text("mlp.dead_axis"))
    axes.set_xticks(range(len(groups)), groups)
    axes.set_title(text("mlp.dead_title", networks=len(values)))
    return figure


@live.opens
def hidden_units() -> live.Lab:
    """Where each ReLU unit bends the plane, and what it adds to the score of a class."""
    figure, axes = new_figure(
        1, 2, width=10, height=3.8, rect=(0.07, 0.13, 0.99, 0.9), wspace=0.05, width_ratios=[1, 1.5]
    )
    axes[1].set_axis_off()

    def compute(data: str, hidden: int, network: int) -> Iterator[live.Frame]:
        setting = replace(claims.PLANE, hidden=hidden)
        for (run,) in engine.train_many(MAKERS[data], [setting], seeds=[network]):
            yield _units_frame(axes, data, run)

    controls = {
        "data": live.choice("mlp.data", [(text(name), name) for name in MAKERS], "mlp.xor"),
        "hidden": live.slider("controls.hidden", (1, 2, 3, 4, 6, 8), 3),
        "network": networks(),
    }
    question = live.Question("mlp.units_ask", ("all", "some", "none"), measure=_solvers)
    return live.Lab("hidden_units", controls, figure, compute, question=question)


def _solvers() -> str:
    """How many of the five networks with 2 units get more than 95 % of XOR right."""
    run = engine.train_one(datasets.xor, replace(claims.PLANE, hidden=2), SEEDS)
    solved = run.final("validation_accuracy") > 0.95
    return "all" if solved.all() else "some" if solved.any() else "none"


def _units_frame(axes: Sequence[Axes], data: str, run: Run) -> live.Frame:
    gone = dead(run, MAKERS[data])[0]

    def draw():
        _draw_hinges(axes[0], run, gone)
        _draw_maps(axes[1], run, gone)

    return run_frame(
        "mlp.units", run, draw, {"data": text(data), "dead": int(gone.sum())}, key=data,
        still=lambda: _frame_plane(axes[0], MAKERS[data](0)),
    )  # fmt: skip


@cache
def _plane(side: int) -> torch.Tensor:
    """(side², 2) points of the plane, row by row from the top."""
    ticks = torch.linspace(-LIMIT, LIMIT, side)
    return torch.stack(torch.meshgrid(ticks, ticks.flip(0), indexing="xy"), dim=-1).view(-1, 2)


def _frame_plane(axes: Axes, data: datasets.Dataset) -> None:
    axes.set(xlim=(-LIMIT, LIMIT), ylim=(-LIMIT, LIMIT), xlabel="x₁", ylabel="x₂")
    draw_examples(axes, data.train_inputs, data.train_labels, markersize=4.5)


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
        colour = GREY if gone[unit] else CLASSES[_classes(W2)[unit]]
        axes.axline(foot, foot + across, color=colour, linewidth=1.4, ls=":" if gone[unit] else "-")
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


def _classes(outgoing) -> list[int]:
    """The class that each unit speaks for, by its outgoing weights (h, 2)."""
    return [int(second > first) for first, second in outgoing]


def _draw_maps(axes: Axes, run: Run, gone: np.ndarray, *, side: int = 40) -> None:
    """A small map a unit: what it adds, everywhere, to the score of the class it speaks for."""
    W1, b1, W2, _ = (matrix[0] for matrix in run.parameters)
    added = (_plane(side) @ W1 + b1).relu() * (W2[:, 1] - W2[:, 0]).abs()  # (side², h)
    strength = (added / added.max().clamp(min=1e-9)).numpy()
    classes = _classes(W2)
    ink = 1 - np.array([to_rgb(CLASSES[place]) for place in classes])  # (h, 3)
    maps = (1 - strength.T[:, :, None] * ink[:, None]).reshape(-1, side, side, 3)
    axes.set_title(text("mlp.maps"))
    _draw_grid(axes, maps, [f"{k} {'●■'[place]}" for k, place in enumerate(classes, 1)], gone)


def _draw_grid(axes: Axes, images: np.ndarray, names: Sequence[str], gone: np.ndarray) -> None:
    """RGB images (h, side, side, 3) in rows of `COLUMNS`, each with its name or that it is dead."""
    axes.set(xlim=(0, COLUMNS), ylim=(2.06, 0))
    for place, (image, name) in enumerate(zip(images, names, strict=True)):
        row, column = divmod(place, COLUMNS)
        left, top = column + 0.06, 1.03 * row + 0.14
        framed_image(axes, image, left=left, top=top, width=0.88, height=0.86, colour=GREY,
                     linewidth=0.6)  # fmt: skip
        name = text("mlp.dead_unit", unit=place + 1) if gone[place] else name
        axes.text(left + 0.44, top - 0.02, name, ha="center", va="bottom", fontsize=9)


@live.opens
def digit_units() -> live.Lab:
    """The incoming weights of each hidden unit on digits, as images; dead units are named."""
    figure, axes = new_figure(width=8, height=4.2, rect=(0.02, 0.02, 0.98, 0.92))
    axes.set_axis_off()

    def compute(hidden: int, activation: str, network: int) -> Iterator[live.Frame]:
        setting = replace(claims.DIGITS, hidden=hidden, activation=activation)
        for (run,) in engine.train_many(claims.clean_digits, [setting], seeds=[network]):
            yield _digits_frame(axes, run)

    controls = {
        "hidden": live.slider("controls.hidden", (1, 2, 4, 8), 8),
        "activation": live.choice("controls.activation", ("relu", "tanh"), "relu"),
        "network": networks(),
    }
    question = live.Question("mlp.digits_ask", ("none", "few", "many"), measure=_dead_of_eight)
    return live.Lab("digit_units", controls, figure, compute, question=question)


def _dead_of_eight() -> str:
    """How many of the 8 units of the first network die: none, one or two, more."""
    run = engine.train_one(claims.clean_digits, replace(claims.DIGITS, hidden=8), SEEDS[:1])
    count = dead(run, claims.clean_digits).sum()
    return "none" if count == 0 else "few" if count <= 2 else "many"


def _digits_frame(axes: Axes, run: Run) -> live.Frame:
    """Each unit is named by the digits of its largest and of its smallest outgoing weight."""
    gone = dead(run, claims.clean_digits)[0] & (run.setting.activation == "relu")
    names = [
        text("mlp.speaks_for", unit=unit, best=int(weights.argmax()), worst=int(weights.argmin()))
        for unit, weights in enumerate(run.parameters[2][0], 1)
    ]

    def draw():
        axes.set_title(text("mlp.digit_units"))
        _draw_grid(axes, _signed(run.parameters[0][0].T.numpy()), names, gone)

    return run_frame("mlp.digits", run, draw, {"dead": int(gone.sum())})


def _signed(weights: np.ndarray) -> np.ndarray:
    """(h, 64) weights as RGB images (h, 8, 8, 3): blue is positive, vermilion negative."""
    scale = weights / np.abs(weights).max(axis=1, keepdims=True).clip(1e-9)
    scale = scale.reshape(-1, 8, 8, 1)
    ink = np.where(scale > 0, 1 - np.array(to_rgb(BLUE)), 1 - np.array(to_rgb(VERMILION)))
    return 1 - np.abs(scale) * ink
