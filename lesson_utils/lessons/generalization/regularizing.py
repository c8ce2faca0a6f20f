"""Labs on weight decay and dropout: λ, p, the mean behind dropout, DropConnect."""

from collections.abc import Iterator
from functools import cache, partial
from operator import itemgetter

import numpy as np
import torch
from matplotlib.colors import ListedColormap

from lesson_utils import datasets, engine, live, models
from lesson_utils.curves import DASHED, Curve, draw_bands, frame_ends, named
from lesson_utils.known import Known
from lesson_utils.language import text
from lesson_utils.lessons.generalization.common import FRAME, STOPS
from lesson_utils.network import draw_network
from lesson_utils.settings import Setting
from lesson_utils.style import BLUE, GREEN, GREY, PURPLE, VALIDATION, new_figure
from lesson_utils.training import Run
from lesson_utils.training_lab import TrainingLab

PROBABILITIES = STOPS["dropout"]


@live.opens
def weight_decay() -> TrainingLab:
    """λ, on digits with a fifth of the labels wrong, and how large the weights become."""
    sliders = {"weight_decay": STOPS["weight_decay"]}
    question = live.Question("regularizing.weight_decay_ask")
    return TrainingLab(
        "weight_decay", datasets.digits, sliders, detail=WeightsPanel, question=question
    )


@live.opens
def dropout() -> TrainingLab:
    """Dropout p, on digits with a fifth of the labels wrong, and the units off in one batch."""
    question = live.Question("regularizing.dropout_ask")
    sliders = {"dropout": PROBABILITIES}
    return TrainingLab("dropout", datasets.digits, sliders, detail=DroppedPanel, question=question)


class WeightsPanel:
    """How large the weights of a run are."""

    EDGES = np.linspace(-1.5, 1.5, 62)  # 61 bins, one of them around 0; the outermost take the rest

    def __init__(self, axes):
        self.axes = axes
        axes.set(yscale="log", ylim=(1e-4, 1.3), xlim=self.EDGES[[0, -1]])
        axes.set(xlabel=text("figures.weight"), title=text("figures.share_of_weights"))

    def draw(self, run: Run) -> None:
        share = histogram(run.weight_vector(), self.EDGES)
        middles = (self.EDGES[:-1] + self.EDGES[1:]) / 2
        self.axes.plot(middles, np.maximum(share, 1e-9), color=BLUE, drawstyle="steps-mid")
        self.axes.text(
            0.97, 0.97, text("figures.weights_found", **_of_weights(run)), ha="right", va="top",
            transform=self.axes.transAxes, fontsize=9, linespacing=1.5,
        )  # fmt: skip

    def words(self, run: Run) -> str:
        return text("regularizing.weights", **_of_weights(run))


def histogram(weights: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Share of the weights in each bin; those beyond the edges count in the outermost bins."""
    return np.histogram(weights.clip(edges[0], edges[-1]), edges)[0] / weights.size


def _of_weights(run: Run) -> dict:
    weights = run.weight_vector()
    norm = np.linalg.norm(weights, axis=1).mean()
    return {"norm": f"{norm:.1f}", "zeros": int((weights == 0).sum()), "count": weights.size}


class DroppedPanel:
    """The hidden units that are off in the first batch: some of its examples, some of the units."""

    EXAMPLES, UNITS = 16, 32
    CELL = np.pad(np.ones((7, 7)), 1)  # a square with a white border

    def __init__(self, axes):
        self.axes = axes
        self.extent = (0, self.UNITS, self.EXAMPLES, 0)
        axes.set(xlim=self.extent[:2], ylim=self.extent[2:], xticks=[0, 16, 32], yticks=[0, 8, 16])
        axes.set(xlabel=text("figures.unit"), ylabel=text("figures.example"))
        axes.spines[:].set_visible(False)

    def draw(self, run: Run) -> None:
        kept = run.first_mask()
        self.axes.imshow(
            np.kron(1 + kept[: self.EXAMPLES, : self.UNITS], self.CELL), vmin=0, vmax=2,
            extent=self.extent, cmap=ListedColormap(["white", "#E9E9E9", GREEN]), aspect="auto",
            interpolation="nearest",
        )  # fmt: skip
        self.axes.set_title(text("figures.units_on", share=f"{kept.mean():.0%}"))

    def words(self, run: Run) -> str:
        return text("regularizing.dropped", share=f"{1 - run.first_mask().mean():.0%}")


HIDDEN_VALUE, THRESHOLD = 2.0, 1.0
DRAWS = (1, 10, 100, 1000, 10_000)


@live.opens
def expectation() -> live.Lab:
    """E[h′] = h by simulation, and what becomes of it behind the next non-linearity."""
    figure, axes = new_figure(1, 2, **(FRAME | {"left": 0.06, "right": 0.97, "wspace": 0.18}))
    for panel, name in zip(axes, ("h′", "relu(h′ − 1)")):
        panel.set(xscale="log", ylim=(0, 4), xlabel=text("controls.draws"))
        frame_ends(panel, 1, DRAWS[-1], DRAWS[-1] ** 1.4, DRAWS, [f"{n:,}" for n in DRAWS])
        panel.set_title(text("figures.mean_of", what=name))
    controls = {
        "dropout": live.slider("controls.dropout", PROBABILITIES, 0.2),
        "draws": live.slider("controls.draws", [(f"{n:,}", n) for n in DRAWS], 1000),
        "draw": live.slider("controls.draw", range(10), 0),
    }
    question = live.Question("regularizing.expectation_ask", ("below", "one", "above"), _behind)
    return live.Lab("expectation", controls, figure, partial(_expect, axes), question=question)


def _expect(axes, dropout: float, draws: int, draw: int) -> live.Frame:
    dropped, activated = _simulated(dropout, draws, draw)
    expected = THRESHOLD * (1 + dropout)  # (1 - p) (2 / (1 - p) - 1)
    words = {
        "p": f"{dropout:g}", "draws": f"{draws:,}", "mean": f"{dropped.mean():.3f}",
        "after": f"{activated.mean():.3f}", "expected": f"{expected:g}",
    }  # fmt: skip

    def paint():
        _draw_running_mean(axes[0], dropped, HIDDEN_VALUE, "h = 2", HIDDEN_VALUE)
        _draw_running_mean(axes[1], activated, 1.0, "relu(h − 1) = 1", expected)

    return live.spoken("regularizing.expectation", paint, words)


def _simulated(p: float, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(draws,) each: h′, and what the next unit makes of it."""
    generator = torch.Generator().manual_seed(seed)
    dropped = HIDDEN_VALUE * models.keep_mask((draws,), p, generator).numpy()
    return dropped, np.maximum(dropped - THRESHOLD, 0)


def _behind() -> str:
    """Where the mean behind relu(h′ - 1) goes at p = 0.2, by simulation."""
    mean = _simulated(0.2, DRAWS[-1], seed=0)[1].mean()
    return "one" if abs(mean - 1) < 0.05 else "above" if mean > 1 else "below"


def _draw_running_mean(axes, values, target: float, name: str, expected: float) -> None:
    """`values` (n,) as drawn; `expected` is what probability theory says."""
    label = text("figures.expected", value=f"{expected:g}")
    levels = [
        Curve(np.full(2, target), GREY, name),
        Curve(np.full(2, expected), VALIDATION, label, DASHED),
    ]
    draw_bands(axes, np.array([1, DRAWS[-1]]), levels)
    count = np.arange(1, len(values) + 1)
    mean = np.cumsum(values) / count
    shown = np.unique(np.geomspace(1, len(values), 400).astype(int)) - 1
    axes.plot(count[shown], mean[shown], color=BLUE)
    axes.plot(count[-1], mean[-1], "o", color=BLUE, markeredgecolor="white", markersize=9)


DRAWN = Setting(hidden=6, epochs=60, batch_size=20)
METHODS = {"dropout": GREEN, "dropconnect": PURPLE}


def _both_methods(p: float) -> dict[str, np.ndarray]:
    """Validation losses (S,) of dropout and of DropConnect."""
    settings = [Setting(**{method: p}) for method in METHODS]
    runs = engine.train_all(datasets.digits, settings, evaluate_every=80)
    return {method: run.final() for method, run in zip(METHODS, runs, strict=True)}


LOSSES = Known(_both_methods)


@live.opens
def dropconnect() -> live.Lab:
    """Dropout beside DropConnect on one drawn network, and both trained over p."""
    figure, axes = new_figure(
        1, 3, width=10, width_ratios=[1, 1, 1.3], rect=(0.01, 0.16, 0.99, 0.9), wspace=0.1
    )
    for panel, name in zip(axes, ("figures.units_gone", "figures.arrows_gone")):
        panel.set_title(text(name))
        panel.set_axis_off()
    names, last = [f"{p:g}" for p in PROBABILITIES], len(PROBABILITIES) - 1
    frame_ends(axes[2], -0.5, last, last * 1.42, range(last + 1), names, fontsize=9)
    axes[2].set(xlabel="p", ylim=(0, 2.4), title=text("figures.five_seeds"))

    def compute(dropout: float, draw: int) -> Iterator[live.Frame]:
        if dropout not in LOSSES:
            yield _frame(axes, dropout, draw, 0.0)  # the networks on the left, at once
        for done in LOSSES.fill(PROBABILITIES, dropout):
            yield _frame(axes, dropout, draw, done)

    controls = {
        "dropout": live.slider("figures.p", PROBABILITIES, 0.5),
        "draw": live.slider("controls.draw", range(10), 0),
    }
    return live.Lab("dropconnect", controls, figure, compute)


def _frame(axes, p: float, draw_number: int, done: float) -> live.Frame:
    off_units, off_edges = dropped_parts(p, draw_number)
    bands = [LOSSES.bands(PROBABILITIES, itemgetter(method)) for method in METHODS]
    here = PROBABILITIES.index(p)
    losses = [f"{middle[here]:.2f}".replace("nan", "…") for middle, *_ in bands]
    words = dict(zip(METHODS, losses, strict=True)) | {
        "p": f"{p:g}", "units": int(off_units.sum()), "connections": int(off_edges.sum()),
    }  # fmt: skip

    def draw():
        draw_network(axes[0], _drawn_weights(), off_nodes=[None, off_units, None])
        draw_network(axes[1], _drawn_weights(), off_edges=[None, off_edges])
        draw_bands(axes[2], np.arange(len(PROBABILITIES)), named(bands, METHODS), here)

    return live.spoken("regularizing.dropconnect", draw, words, done, seconds=2)


def dropped_parts(p: float, draw: int) -> tuple[np.ndarray, np.ndarray]:
    """Units (6,) that dropout, and connections (6, 3) that DropConnect, takes away in one draw."""
    generator = torch.Generator().manual_seed(draw)
    shapes = (DRAWN.hidden,), _drawn_weights()[1].shape
    return tuple(models.keep_mask(shape, p, generator).numpy() == 0 for shape in shapes)


@cache
def _drawn_weights() -> list[np.ndarray]:
    """(4, 6) and (6, 3): a network trained on Iris, small enough to be drawn."""
    run = engine.train_one(datasets.iris, DRAWN, [0])
    return [matrix[0].numpy() for matrix in run.parameters[::2]]
