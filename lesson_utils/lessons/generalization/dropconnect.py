"""Lab: dropout beside DropConnect, on one drawn network and over p."""

from collections.abc import Iterator
from functools import cache
from operator import itemgetter

import numpy as np
import torch

from lesson_utils import datasets, engine, live, models
from lesson_utils.curves import draw_bands, frame_ends, named
from lesson_utils.known import Known
from lesson_utils.language import text
from lesson_utils.network import draw_network
from lesson_utils.settings import FIELDS, Setting
from lesson_utils.style import GREEN, PURPLE, new_figure

PROBABILITIES = FIELDS["dropout"].positions
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
