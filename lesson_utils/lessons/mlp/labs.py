"""The labs of lesson 2."""

from collections.abc import Iterator
from dataclasses import replace

import ipywidgets as widgets
import numpy as np
import torch

from lesson_utils import datasets, engine, live, models, stack
from lesson_utils.curves import CurvesPanel
from lesson_utils.language import text
from lesson_utils.lessons.mlp.claims import DIGITS, HEALTH, PLANE, clean_digits
from lesson_utils.lessons.mlp.functions import FunctionPanel, HealthPanel, HingesPanel
from lesson_utils.lessons.mlp.shapes import shapes
from lesson_utils.region_details import RunRegions, regions
from lesson_utils.stage import Canvas
from lesson_utils.statistics import mean_interval
from lesson_utils.style import new_figure
from lesson_utils.training import Run, Setting
from lesson_utils.training_lab import TrainingLab

ACTIVATIONS = ("relu", "tanh", "sigmoid", "none")
SEEDS = range(5)

__all__ = [
    "activation_explorer",
    "activation_switch",
    "boundary",
    "initial_scale",
    "shapes",
    "temperature",
    "width",
]


def activation_switch() -> live.Lab:
    """XOR and two moons: without an activation the boundary is a straight line."""
    makers = (datasets.xor, datasets.two_moons)
    figure, axes = new_figure(
        1, 2, width=8, left=0.085, right=0.99, bottom=0.15, top=0.88, wspace=0.22
    )
    panels = [RunRegions(axis, data(0)) for axis, data in zip(axes, makers, strict=True)]

    def compute(activation: str, hidden: int) -> Iterator[live.Frame]:
        setting = replace(PLANE, activation=activation, hidden=hidden)
        training = [engine.train_many(data, [setting], seeds=SEEDS) for data in makers]
        for step in zip(*training, strict=True):
            yield frame([runs[0] for runs in step])

    def frame(runs: list[Run]) -> live.Frame:
        xor, moons = (f"{run.final('validation_accuracy').mean():.0%}" for run in runs)
        words = {
            "activation": runs[0].setting.activation, "hidden": runs[0].setting.hidden,
            "xor": xor, "moons": moons,
        }  # fmt: skip

        def draw():
            for panel, run in zip(panels, runs, strict=True):
                panel.update(run)

        return live.Frame(
            draw, text("mlp.switch_alt", **words), text("mlp.switch_status", **words),
            progress=runs[0].epochs[-1] / PLANE.epochs,
        )  # fmt: skip

    controls = {
        "activation": activations("none"),
        "hidden": live.slider("controls.hidden", [(str(h), h) for h in (2, 4, 8, 16, 32)], 8),
    }
    return live.Lab("activation_switch", controls, Canvas(figure), compute)


def temperature() -> live.Lab:
    """Body temperature and health: P(healthy | t) with 0 to 16 hidden units."""
    figure, axes = new_figure(1, 2, width=9, left=0.05, right=0.98, bottom=0.16, top=0.9)
    data = datasets.temperature(0)
    degrees = np.linspace(-4, 4, 161)
    celsius, law = 37 + degrees, datasets.healthy_probability(degrees)
    health = HealthPanel(
        axes[0], 37 + data.train_inputs[:, 0].numpy(), data.train_labels.numpy(), (celsius, law)
    )
    hinges = HingesPanel(axes[1])
    inputs = torch.tensor(degrees[:, None], dtype=torch.float32)

    def compute(hidden: int, activation: str) -> Iterator[live.Frame]:
        setting = replace(HEALTH, hidden=hidden, activation=activation)
        for (run,) in engine.train_many(datasets.temperature, [setting], seeds=SEEDS):
            yield frame(run)

    def frame(run: Run) -> live.Frame:
        with engine.engine_mode():
            answers = run.probabilities(inputs)[:, :, 1]
            first = [tensor[0] for tensor in run.parameters]
            parts, total = score_parts(first, run.setting, inputs)
        off = np.abs(answers.numpy() - law).mean()
        words = {
            "hidden": run.setting.hidden, "loss": f"{run.final().mean():.2f}", "off": f"{off:.2f}",
            "cold": f"{answers[:, 20].mean():.2f}", "normal": f"{answers[:, 80].mean():.2f}",
            "hot": f"{answers[:, 140].mean():.2f}",
        }  # fmt: skip

        def draw():
            health.update(celsius, answers)
            hinges.update(celsius, parts, total)

        return live.Frame(
            draw, text("mlp.temperature_alt", **words), text("mlp.temperature_status", **words),
            progress=run.epochs[-1] / HEALTH.epochs,
        )  # fmt: skip

    controls = {
        "hidden": live.slider("controls.hidden", [(str(h), h) for h in (0, 1, 2, 4, 8, 16)], 0),
        "activation": activations("relu"),
    }
    return live.Lab("temperature", controls, Canvas(figure), compute)


def score_parts(weights: list, setting: Setting, inputs: torch.Tensor):
    """What each hidden unit adds to O₁ - O₀, (h, n), and O₁ - O₀ itself, (n,)."""
    scores = models.logits(weights, setting, inputs)
    total = scores[:, 1] - scores[:, 0]
    if setting.hidden == 0:
        return np.empty((0, len(inputs))), total
    W1, b1, W2, _ = weights
    H = models.ACTIVATIONS[setting.activation](inputs @ W1 + b1)
    return (H * (W2[:, 1] - W2[:, 0])).T, total


def activation_explorer() -> live.Lab:
    """An activation, its slope, and how a network learns with it."""
    figure, axes = new_figure(
        1, 3, width=10, left=0.05, right=0.99, bottom=0.16, top=0.9, width_ratios=[1, 1, 1.35],
        wspace=0.25,
    )  # fmt: skip
    function = FunctionPanel(axes[0], xlabel="a", limits=((-6.3, 6.3), (-2, 6.6)))
    slope = FunctionPanel(axes[1], xlabel="a", limits=((-6.3, 6.3), (-0.1, 1.3)))
    curves = CurvesPanel(axes[2], epochs=PLANE.epochs, limits=(0, 0.8), guess=np.log(2))
    a = torch.linspace(-6, 6, 241)
    runs: dict[str, Run] = {}

    def compute(activation: str, at: float) -> Iterator[live.Frame]:
        for each in ("relu", activation):
            if each not in runs:
                setting = replace(PLANE, activation=each, hidden=16)
                for (run,) in engine.train_many(datasets.two_moons, [setting], seeds=SEEDS):
                    yield frame(activation, at, run)
                runs[each] = run
        yield frame(activation, at, runs[activation])

    def frame(activation: str, at: float, run: Run) -> live.Frame:
        (line, slopes), (value, steep) = (
            value_and_slope(activation, points) for points in (a, torch.tensor([at]))
        )
        words = {
            "activation": activation, "at": f"{at:g}", "value": f"{value[0]:.3f}",
            "slope": f"{steep[0]:.3f}", "loss": f"{run.final().mean():.2f}",
        }  # fmt: skip

        def draw():
            function.update(f"σ(a): {activation}", a, line, (at, float(value[0])))
            slope.update("slope σ′(a)", a, slopes, (at, float(steep[0])))
            reference = runs.get("relu") if activation != "relu" else None
            curves.update(
                "two moons, 16 hidden units", run.epochs, mean_interval(run.train_loss),
                mean_interval(run.validation_loss),
                reference and ("relu", reference.epochs, reference.validation_loss.mean(axis=0)),
            )  # fmt: skip

        return live.Frame(
            draw, text("mlp.explorer_alt", **words), text("mlp.explorer_status", **words),
            progress=run.epochs[-1] / PLANE.epochs,
        )  # fmt: skip

    places = [(f"{place:g}", float(place)) for place in np.arange(-6, 6.5, 0.5)]
    controls = {"activation": activations("sigmoid"), "at": live.slider("mlp.at", places, 2.0)}
    return live.Lab("activation_explorer", controls, Canvas(figure), compute)


def value_and_slope(activation: str, points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """σ(a) and σ′(a) at points (n,), the slope as the engine of the labs computes it."""
    activate, backward = stack.ACTIVATIONS[activation]
    values = activate(points.clone())
    return values, backward(torch.ones_like(values), values)


def initial_scale() -> TrainingLab:
    """How large the first weights are: 0 learns nothing, and too large learns badly."""
    return TrainingLab(
        "initial_scale", datasets.two_moons,
        {"init_scale": (0.0, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0), "activation": ACTIVATIONS[:3]},
        base=replace(PLANE, hidden=16), limits=(0, 0.8),
        detail=regions(datasets.two_moons),
    )  # fmt: skip


def boundary() -> TrainingLab:
    """Hidden size on two moons: the boundary grows while it trains."""
    return TrainingLab(
        "boundary", datasets.two_moons,
        {"hidden": (0, 1, 2, 3, 4, 8, 16, 32, 64), "learning_rate": (0.05, 0.1, 0.2, 0.5, 1.0),
         "activation": ACTIVATIONS},
        base=PLANE, limits=(0, 0.8), detail=regions(datasets.two_moons),
    )  # fmt: skip


def width() -> TrainingLab:
    """Hidden size on digits, all labels right: curves, and the whole track."""
    return TrainingLab(
        "width", clean_digits,
        {"hidden": (0, 1, 2, 4, 8, 16, 32, 64, 128), "learning_rate": (0.05, 0.1, 0.2, 0.5, 1.0),
         "activation": ACTIVATIONS},
        base=DIGITS, limits=(0, 2.5),
    )  # fmt: skip


def activations(value: str) -> widgets.ToggleButtons:
    """A switch between the activation functions."""
    name = text("controls.activation")
    return widgets.ToggleButtons(
        options=ACTIVATIONS, value=value, description=name, tooltip=name,
        style={"button_width": "80px", "description_width": "initial"},
        layout={"width": "auto", "margin": "2px 24px 2px 2px"},
    )  # fmt: skip
