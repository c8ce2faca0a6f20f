"""Lab: dropout beside DropConnect, on one drawn network and over p."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import torch

from lesson_utils import datasets, engine, live, models
from lesson_utils.curves import band, label_ends, mark
from lesson_utils.language import text
from lesson_utils.lessons.generalization.common import final_bands, nearest_first
from lesson_utils.network import draw_network
from lesson_utils.settings import FIELDS, Setting
from lesson_utils.style import GREEN, PURPLE, new_figure
from lesson_utils.training import Run

PROBABILITIES = FIELDS["dropout"].positions


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
        "dropout": live.slider("figures.p", PROBABILITIES, 0.5),
        "draw": live.slider("controls.draw", range(10), 0),
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
    axes[2].set_xticks(range(last + 1), [f"{p:g}" for p in PROBABILITIES], fontsize=9)
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
