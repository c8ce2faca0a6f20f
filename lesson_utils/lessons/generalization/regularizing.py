"""Labs on weight decay and dropout: λ, p, the mean behind dropout, DropConnect."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import torch
from matplotlib.colors import ListedColormap

from lesson_utils import datasets, engine, live, models
from lesson_utils.curves import DASHED, band, label_ends, mark
from lesson_utils.language import text
from lesson_utils.lessons.generalization.common import FRAME, final_bands, named, nearest_first
from lesson_utils.network import draw_network
from lesson_utils.predictions import Question
from lesson_utils.settings import FIELDS, Setting
from lesson_utils.style import BLUE, GREEN, GREY, PURPLE, VALIDATION, new_figure
from lesson_utils.training import Run
from lesson_utils.training_lab import TrainingLab

PROBABILITIES = FIELDS["dropout"].positions


@live.opens
def weight_decay() -> TrainingLab:
    """λ, on digits with a fifth of the labels wrong, and how large the weights become."""
    sliders = {"weight_decay": FIELDS["weight_decay"].positions}
    question = Question("regularizing.weight_decay_ask")
    return TrainingLab(
        "weight_decay", datasets.digits, sliders, detail=WeightsPanel, question=question
    )


@live.opens
def dropout() -> TrainingLab:
    """Dropout p, on digits with a fifth of the labels wrong, and the units off in one batch."""
    question = Question("regularizing.dropout_ask")
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
            np.kron(1 + self.shown(run), self.CELL), vmin=0, vmax=2, extent=self.extent,
            cmap=ListedColormap(["white", "#E9E9E9", GREEN]), aspect="auto",
            interpolation="nearest",
        )  # fmt: skip
        self.axes.set_title(text("figures.units_on", share=f"{kept.mean():.0%}"))

    def shown(self, run: Run) -> np.ndarray:
        """(16, 32) 1 where a unit is on."""
        return run.first_mask()[: self.EXAMPLES, : self.UNITS]

    def words(self, run: Run) -> str:
        return text("regularizing.dropped", share=f"{1 - run.first_mask().mean():.0%}")


HIDDEN_VALUE, THRESHOLD = 2.0, 1.0
MOST_DRAWS = 10_000


@live.opens
def expectation() -> live.Lab:
    """E[h′] = h by simulation, and what becomes of it behind the next non-linearity."""
    figure, axes = new_figure(1, 2, **(FRAME | {"left": 0.06, "right": 0.97, "wspace": 0.18}))
    names = (text("figures.mean_of", what="h′"), text("figures.mean_of", what="relu(h′ − 1)"))
    for panel, name in zip(axes, names):
        _frame_running_mean(panel, name)

    def compute(dropout: float, draws: int, draw: int):
        generator = torch.Generator().manual_seed(draw)
        dropped = HIDDEN_VALUE * models.keep_mask((draws,), dropout, generator).numpy()  # h′
        activated = np.maximum(dropped - THRESHOLD, 0)
        expected = THRESHOLD * (1 + dropout)  # (1 - p) (2 / (1 - p) - 1)
        words = {
            "p": f"{dropout:g}", "draws": f"{draws:,}", "mean": f"{dropped.mean():.3f}",
            "after": f"{activated.mean():.3f}", "expected": f"{expected:g}",
        }  # fmt: skip

        def paint():
            _draw_running_mean(axes[0], dropped, HIDDEN_VALUE, "h = 2", HIDDEN_VALUE)
            _draw_running_mean(axes[1], activated, 1.0, "relu(h − 1) = 1", expected)

        yield live.Frame(
            paint, alt=text("regularizing.expectation_alt", **words),
            status=text("regularizing.expectation", **words),
        )  # fmt: skip

    controls = {
        "dropout": live.slider("controls.dropout", named(PROBABILITIES), 0.2),
        "draws": live.slider("controls.draws", [(f"{n:,}", n) for n in DRAWS], 1000),
        "draw": live.slider("controls.draw", named(range(10)), 0),
    }
    question = Question("regularizing.expectation_ask", ("below", "one", "above"), _mean_behind)
    return live.Lab("expectation", controls, figure, compute, question=question)


def _mean_behind() -> str:
    """Where the mean behind relu(h′ - 1) goes at p = 0.2, by simulation."""
    generator = torch.Generator().manual_seed(0)
    dropped = HIDDEN_VALUE * models.keep_mask((MOST_DRAWS,), 0.2, generator).numpy()
    mean = np.maximum(dropped - THRESHOLD, 0).mean()
    return "one" if abs(mean - 1) < 0.05 else "above" if mean > 1 else "below"


DRAWS = (1, 10, 100, 1000, MOST_DRAWS)


def _frame_running_mean(axes, title: str) -> None:
    axes.set(xscale="log", xlim=(1, MOST_DRAWS**1.4), ylim=(0, 4), xlabel=text("controls.draws"))
    axes.set_xticks(DRAWS, [f"{count:,}" for count in DRAWS])
    axes.set_xticks([], minor=True)
    axes.spines["bottom"].set_bounds(1, MOST_DRAWS)
    axes.set_title(title)


def _draw_running_mean(axes, values, target: float, name: str, expected: float) -> None:
    """`values` (n,) as drawn; `expected` is what probability theory says."""
    count = np.arange(1, len(values) + 1)
    mean = np.cumsum(values) / count
    shown = np.unique(np.geomspace(1, len(values), 400).astype(int)) - 1
    ends = np.array([1, MOST_DRAWS])
    label = text("figures.expected", value=f"{expected:g}")
    lines = [
        band(axes, ends, np.full(2, target), colour=GREY, label=name),
        band(axes, ends, np.full(2, expected), colour=VALIDATION, label=label, **DASHED),
    ]
    axes.plot(count[shown], mean[shown], color=BLUE)
    axes.plot(count[-1:], mean[-1:], "o", color=BLUE, markeredgecolor="white", markersize=9)
    label_ends(axes, lines)


DRAWN = Setting(hidden=6, epochs=60, batch_size=20)
METHODS = {"dropout": GREEN, "dropconnect": PURPLE}


@live.opens
def dropconnect() -> live.Lab:
    """Dropout beside DropConnect on one drawn network, and both trained over p."""
    figure, axes = new_figure(
        1, 3, width=10, height=3.2, width_ratios=[1, 1, 1.3], left=0.01, right=0.99, bottom=0.16,
        top=0.9, wspace=0.1,
    )  # fmt: skip
    _frame_methods(axes)
    settings = {field: [Setting(**{field: p}) for p in PROBABILITIES] for field in METHODS}
    done: dict[Setting, Run] = {}

    def frame(p: float, draw: int) -> live.Frame:
        off_units, off_edges = dropped_parts(p, draw)
        bands = [final_bands([done.get(s) for s in settings[field]]) for field in METHODS]
        here = PROBABILITIES.index(p)
        losses = [f"{band[0][here]:.2f}".replace("nan", "…") for band in bands]
        words = dict(zip(METHODS, losses, strict=True)) | {
            "p": f"{p:g}", "units": int(off_units.sum()),
            "connections": int(off_edges.sum()),
        }  # fmt: skip
        progress = len(done) / len({setting for track in settings.values() for setting in track})

        def paint():
            draw_network(axes[0], _drawn_weights(), off_nodes=[None, off_units, None])
            draw_network(axes[1], _drawn_weights(), off_edges=[None, off_edges])
            _draw_methods(axes[2], bands, here)

        return live.Frame(
            paint, text("regularizing.dropconnect_alt", **words),
            text("regularizing.dropconnect", **words), progress, 2 * (1 - progress),
        )  # fmt: skip

    def compute(dropout: float, draw: int) -> Iterator[live.Frame]:
        yield frame(dropout, draw)
        for p in nearest_first(PROBABILITIES, dropout):
            wanted = [settings[field][PROBABILITIES.index(p)] for field in METHODS]
            if any(setting not in done for setting in wanted):
                trained = engine.train_all(datasets.digits, wanted, evaluate_every=80)
                done.update(zip(wanted, trained, strict=True))
                yield frame(dropout, draw)

    controls = {
        "dropout": live.slider("figures.p", named(PROBABILITIES), 0.5),
        "draw": live.slider("controls.draw", named(range(10)), 0),
    }
    return live.Lab("dropconnect", controls, figure, compute)


def dropped_parts(p: float, draw: int) -> tuple[np.ndarray, np.ndarray]:
    """Units (6,) that dropout, and connections (6, 3) that DropConnect, takes away in one draw."""
    generator = torch.Generator().manual_seed(draw)
    shapes = (DRAWN.hidden,), _drawn_weights()[1].shape
    units, edges = (models.keep_mask(shape, p, generator).numpy() == 0 for shape in shapes)
    return units, edges


@cache
def _drawn_weights() -> list[np.ndarray]:
    """(4, 6) and (6, 3): a network trained on Iris, small enough to be drawn."""
    (run,) = engine.train_all(datasets.iris, [DRAWN], seeds=[0], evaluate_every=DRAWN.epochs)
    return [matrix[0].numpy() for matrix in run.parameters[::2]]


def _frame_methods(axes) -> None:
    for panel, name in zip(axes, ("figures.units_gone", "figures.arrows_gone")):
        panel.set_title(text(name))
        panel.set_axis_off()
    last = len(PROBABILITIES) - 1
    axes[2].set(xlabel="p", xlim=(-0.5, last * 1.42), ylim=(0, 2.4))
    axes[2].set_xticks(range(last + 1), [f"{p:g}" for p in PROBABILITIES], fontsize=8.5)
    axes[2].spines["bottom"].set_bounds(-0.5, last)
    axes[2].set_title(text("figures.five_seeds"))


def _draw_methods(axes, bands, here: int) -> None:
    """Two of (middle, low, high) over the positions, NaN where not yet known."""
    lines = [
        band(axes, np.arange(len(PROBABILITIES)), *values, colour=colour,
             label=text(f"figures.{name}"))
        for values, (name, colour) in zip(bands, METHODS.items(), strict=True)
    ]  # fmt: skip
    mark(axes, here, [values[0][here] for values in bands], METHODS.values())
    label_ends(axes, lines)
