"""Labs of lesson 2 on activation functions: how they look, learn, and bend a boundary or a hill."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

import numpy as np
import torch
from matplotlib.axes import Axes

from lesson_utils import datasets, engine, live, models, stack
from lesson_utils.compare import mean_interval
from lesson_utils.curves import OUTLINE, draw_curves, frame_curves
from lesson_utils.language import text
from lesson_utils.lessons.mlp.claims import ACTIVATIONS, HEALTH, PLANE
from lesson_utils.lessons.mlp.common import SEEDS, accuracy, activations, run_frame
from lesson_utils.regions import Regions
from lesson_utils.style import BLUE, GREEN, GREY, PALE, PURPLE, new_figure
from lesson_utils.training import Run, Setting

HEIGHTS = {"relu": (-1, 6.6), "none": (-6.6, 6.6), "tanh": (-1.35, 1.35), "sigmoid": (-0.35, 1.35)}
HILLS = (0, 1, 2, 4, 8, 16)  # hidden units
DEGREES = np.linspace(-4, 4, 161)  # above 37 °C
INPUTS = torch.tensor(DEGREES[:, None], dtype=torch.float32)
LAW = datasets.healthy_probability(DEGREES)
TOLD = {"cold": 20, "normal": 80, "hot": 140}  # places in them: 34, 37 and 40 °C


@live.opens
def activation_switch() -> live.Lab:
    """XOR and two moons: without an activation the boundary is a straight line."""
    makers = (datasets.xor, datasets.two_moons)
    figure, axes = new_figure(1, 2, width=8, rect=(0.085, 0.15, 0.99, 0.88), wspace=0.22)
    panels = [Regions(axis, data(0)) for axis, data in zip(axes, makers, strict=True)]

    def compute(activation: str, hidden: int) -> Iterator[live.Frame]:
        setting = replace(PLANE, activation=activation, hidden=hidden)
        training = [engine.train_many(data, [setting], seeds=SEEDS) for data in makers]
        latest = [None, None]
        for step in zip_longest(*training):  # one may yield more often than the other
            latest = [runs[0] if runs else old for runs, old in zip(step, latest, strict=True)]
            yield _switch_frame(panels, *latest)

    controls = {
        "activation": activations("none"),
        "hidden": live.slider("controls.hidden", (2, 4, 8, 16, 32), 8),
    }
    question = live.Question("mlp.switch_ask", ("yes", "no"), measure=_wide_and_straight)
    return live.Lab("activation_switch", controls, figure, compute, question=question)


def _switch_frame(panels: Sequence[Regions], xor: Run, moons: Run) -> live.Frame:
    with engine.engine_mode():
        answers = xor.probabilities(datasets.xor(0).validation_inputs)
    answers = answers[0, :, 1]  # of the network that is drawn
    words = {
        "xor": accuracy(xor), "moons": accuracy(moons), "low": f"{answers.min():.2f}",
        "high": f"{answers.max():.2f}",
    }  # fmt: skip

    def draw():
        for panel, run in zip(panels, (xor, moons), strict=True):
            panel.draw(run)

    behind = min(xor, moons, key=lambda run: run.epochs[-1])
    return run_frame("mlp.switch", behind, draw, words)


def _wide_and_straight() -> str:
    """Do 32 units without an activation get 90 % of the XOR points right?"""
    run = engine.train_one(datasets.xor, replace(PLANE, activation="none", hidden=32), SEEDS)
    return "yes" if run.final("validation_accuracy").mean() >= 0.9 else "no"


@live.opens
def temperature() -> live.Lab:
    """Body temperature and health: P(healthy | t) with 0 to 16 hidden units."""
    figure, axes = new_figure(1, 2, width=9, rect=(0.05, 0.16, 0.98, 0.9))
    _frame_health(axes[0])
    axes[1].plot([33, 41], [0, 0], color=PALE, linewidth=1, zorder=0)
    axes[1].set(xlim=(33, 41), ylim=(-12, 8), xlabel=text("mlp.celsius"), title=text("mlp.score"))

    def compute(hidden: int, activation: str) -> Iterator[live.Frame]:
        setting = replace(HEALTH, hidden=hidden, activation=activation)
        for (run,) in engine.train_many(datasets.temperature, [setting], seeds=SEEDS):
            yield _temperature_frame(axes, run)

    controls = {
        "hidden": live.slider("controls.hidden", HILLS, 1),
        "activation": activations("relu"),
    }
    sizes = tuple(str(size) for size in HILLS[1:])
    question = live.Question("mlp.temperature_ask", sizes, measure=_first_hill)
    return live.Lab("temperature", controls, figure, compute, question=question)


def _first_hill() -> str:
    """The fewest hidden units with a mean validation loss below 0.4."""
    settings = [replace(HEALTH, hidden=size) for size in HILLS[1:]]
    runs = engine.train_all(datasets.temperature, settings, seeds=SEEDS)
    return next(str(run.setting.hidden) for run in runs if run.final().mean() < 0.4)


def _temperature_frame(axes: Sequence[Axes], run: Run) -> live.Frame:
    with engine.engine_mode():
        healthy = run.probabilities(INPUTS)[:, :, 1].numpy()  # (S, points)
        first = [matrix[0] for matrix in run.parameters]
        parts, total = score_parts(first, run.setting, INPUTS)
    words = {name: f"{healthy[:, place].mean():.2f}" for name, place in TOLD.items()}

    def draw():
        axes[0].plot(37 + DEGREES, healthy.T, color=BLUE, linewidth=1.6, alpha=0.75)
        _draw_score(axes[1], parts, total)

    off = np.abs(healthy - LAW).mean()
    return run_frame("mlp.temperature", run, draw, words | {"off": f"{off:.2f}"})


def _frame_health(axes: Axes) -> None:
    """The examples of the first seed, and the law behind them."""
    data = datasets.temperature(0)
    celsius, labels = 37 + data.train_inputs[:, 0].numpy(), data.train_labels.numpy()
    axes.set(xlim=(33, 41), ylim=(-0.12, 1.12), yticks=(0, 0.5, 1), xlabel=text("mlp.celsius"))
    axes.set_title(text("mlp.healthy_probability"))
    spread = np.random.default_rng(2025).uniform(-0.05, 0.05, len(labels))  # apart to the eye
    for label, name, colour in ((1, "mlp.healthy", GREEN), (0, "mlp.ill", PURPLE)):
        chosen = labels == label
        axes.plot(
            celsius[chosen], label + spread[chosen], "o", color=colour, markersize=3, alpha=0.6
        )
        axes.text(33.1, 0.88 if label else 0.1, text(name), color=colour, fontsize=9, va="center")
    axes.plot(37 + DEGREES, LAW, color=GREY, linestyle=(0, (4, 3)), linewidth=1.8)
    axes.text(38.75, 0.42, text("mlp.law"), color=GREY, fontsize=9)


def _draw_score(axes: Axes, parts, total) -> None:
    """What each hidden unit adds, `parts` (h, points), and their sum, `total` (points,)."""
    corner = {"ha": "right", "transform": axes.transAxes}
    if len(parts):
        axes.plot(37 + DEGREES, np.asarray(parts).T, color=GREY, linewidth=1.1)
        axes.text(0.97, 0.85, text("mlp.one_unit"), color=GREY, fontsize=9, **corner)
    axes.plot(37 + DEGREES, total, color=BLUE, linewidth=2.5)
    axes.text(0.97, 0.93, text("mlp.sum"), color=BLUE, **corner)


def score_parts(parameters: list, setting: Setting, inputs: torch.Tensor):
    """What each hidden unit adds to O₁ - O₀, (h, n), and O₁ - O₀ itself, (n,)."""
    scores = models.logits(parameters, setting, inputs)
    total = scores[:, 1] - scores[:, 0]
    if setting.hidden == 0:
        return np.empty((0, len(inputs))), total
    W1, b1, W2, _ = parameters
    H = models.ACTIVATIONS[setting.activation](inputs @ W1 + b1)
    return (H * (W2[:, 1] - W2[:, 0])).T, total


@live.opens
def activation_explorer() -> live.Lab:
    """An activation, its derivative, and how fast a network learns with it."""
    figure, axes = new_figure(
        1, 3, width=10, rect=(0.05, 0.16, 0.99, 0.9), width_ratios=[1, 1, 1.35], wspace=0.25
    )
    frame_curves(axes[2], epochs=PLANE.epochs, limits=(0, 0.8), guess=np.log(2))
    runs: dict[Setting, Run] = {}

    def compute(activation: str, at: float, learning_rate: float) -> Iterator[live.Frame]:
        relu = replace(PLANE, activation="relu", hidden=16, learning_rate=learning_rate)
        setting = replace(relu, activation=activation)
        for each in (setting, relu):
            if each not in runs:
                for (run,) in engine.train_many(datasets.two_moons, [each], seeds=SEEDS):
                    yield _explorer_frame(axes, at, runs.get(setting, run), None).unfinished
                runs[each] = run
        yield _explorer_frame(axes, at, runs[setting], runs[relu] if setting != relu else None)

    controls = {
        "activation": activations("sigmoid"),
        "at": live.slider("mlp.at", np.arange(-6, 6.5, 0.5).tolist(), 2.0),
        "learning_rate": live.slider("controls.learning_rate", (0.1, 0.5, 1.0, 2.0, 5.0), 0.5),
    }
    question = live.Question("mlp.explorer_ask", ACTIVATIONS[:3], measure=_slowest)
    return live.Lab("activation_explorer", controls, figure, compute, question=question)


def _slowest() -> str:
    """The activation with the highest mean validation loss at η = 0.5."""
    settings = [replace(PLANE, activation=each, hidden=16) for each in ACTIVATIONS[:3]]
    runs = engine.train_all(datasets.two_moons, settings, seeds=SEEDS)
    return max(runs, key=lambda run: run.final().mean()).setting.activation


def _explorer_frame(axes: Sequence[Axes], at: float, run: Run, relu: Run | None) -> live.Frame:
    """The function and its slope at a point, and a run beside that of ReLU, where it is another."""
    activation, points = run.setting.activation, torch.linspace(-6, 6, 241)
    line, slopes = value_and_derivative(activation, points)
    value, slope = (f.item() for f in value_and_derivative(activation, torch.tensor([at])))
    title = text("mlp.explorer_title", rate=f"{run.setting.learning_rate:g}")

    def draw():
        _draw_function(axes[0], f"σ(a): {activation}", points, line, (at, value))
        _draw_function(axes[1], text("mlp.derivative"), points, slopes, (at, slope))
        draw_curves(
            axes[2], title, run.epochs,
            mean_interval(run.train_loss), mean_interval(run.validation_loss),
            relu and ("relu", relu.epochs, relu.validation_loss.mean(axis=0)),
        )  # fmt: skip

    return run_frame(
        "mlp.explorer", run, draw,
        {"at": f"{at:g}", "value": f"{value:.3f}", "slope": f"{slope:.3f}"},
        key=activation, still=lambda: _frame_functions(axes[:2], HEIGHTS[activation]),
    )  # fmt: skip


def _frame_functions(axes, heights: tuple[float, float]) -> None:
    for panel, limits in zip(axes, (heights, (-0.1, 1.3)), strict=True):
        panel.set(xlim=(-6.3, 6.3), ylim=limits, xlabel="a", xticks=range(-6, 7, 3))
        panel.axhline(0, color=PALE, linewidth=1, zorder=0)
        panel.axvline(0, color=PALE, linewidth=1, zorder=0)


def _draw_function(axes: Axes, title: str, x, y, at: tuple[float, float]) -> None:
    """A line through x and y, (points,) arrays, and a dot at `at` with its value above it."""
    axes.set_title(title)
    axes.plot(x, y, color=BLUE, linewidth=2.5)
    axes.plot(*at, "o", color=BLUE, markersize=9, markeredgecolor="white")
    bottom, top = axes.get_ylim()
    axes.text(
        np.clip(at[0], -5, 5), at[1] + 0.06 * (top - bottom), f"{at[1]:.3f}", color=BLUE,
        ha="center", fontweight="bold", zorder=5, path_effects=OUTLINE,
    )  # fmt: skip


def value_and_derivative(activation: str, points: torch.Tensor):
    """σ(a) and σ′(a) at points (n,), the derivative as the engine of the labs computes it."""
    activate, backward = stack.ACTIVATIONS[activation]
    values = activate(points.clone())
    return values, backward(torch.ones_like(values), values.clone())
