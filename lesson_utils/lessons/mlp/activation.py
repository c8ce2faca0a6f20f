"""The lab of lesson 2 on activation functions: value, derivative, and how fast they learn."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import torch
from matplotlib.axes import Axes

from lesson_utils import datasets, engine, live, stack
from lesson_utils.compare import mean_interval
from lesson_utils.curves import OUTLINE, draw_curves, frame_curves
from lesson_utils.language import text
from lesson_utils.lessons.mlp.claims import ACTIVATIONS, PLANE
from lesson_utils.lessons.mlp.common import SEEDS, activations, run_frame
from lesson_utils.style import BLUE, PALE, new_figure
from lesson_utils.training import Run, Setting

HEIGHTS = {"relu": (-1, 6.6), "none": (-6.6, 6.6), "tanh": (-1.35, 1.35), "sigmoid": (-0.35, 1.35)}


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
        for each in (relu, setting):
            if each not in runs:
                for (run,) in engine.train_many(datasets.two_moons, [each], seeds=SEEDS):
                    yield _explorer_frame(axes, at, run, None)
                runs[each] = run
        yield _explorer_frame(axes, at, runs[setting], runs[relu] if setting != relu else None)

    rates = (0.1, 0.5, 1.0, 2.0, 5.0)
    controls = {
        "activation": activations("sigmoid"),
        "at": live.slider("mlp.at", np.arange(-6, 6.5, 0.5).tolist(), 2.0),
        "learning_rate": live.slider("controls.learning_rate", rates, 0.5),
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
    return values, backward(torch.ones_like(values), values)
