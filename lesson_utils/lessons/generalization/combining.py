"""Labs on all together: the grid of p and λ, and a test set that can be opened once."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from matplotlib.patches import Rectangle

from lesson_utils import datasets, engine, live
from lesson_utils.known import Known
from lesson_utils.language import text
from lesson_utils.lessons.generalization.common import FRAME
from lesson_utils.lessons.generalization.sealed import SealedLab
from lesson_utils.predictions import Question
from lesson_utils.settings import FIELDS, Setting
from lesson_utils.style import BLACK, new_figure

ROWS = (0.0, 0.1, 0.3, 0.5, 0.6, 0.7)  # p
COLUMNS = (0.0, 0.001, 0.003, 0.005, 0.01, 0.02)  # λ
SEEDS = range(3)
LIMITS = (0.55, 0.85)


def _losses_of_row(p: float) -> list[float]:
    """Mean validation loss of each λ of the grid at this p."""
    settings = [Setting(dropout=p, weight_decay=decay) for decay in COLUMNS]
    runs = engine.train_all(datasets.digits, settings, seeds=SEEDS, evaluate_every=80)
    return [float(run.final().mean()) for run in runs]


LOSSES = Known(_losses_of_row)


@live.opens
def grid() -> live.Lab:
    """The validation loss over p and λ as a map that fills while it trains."""
    figure, axes = new_figure(1, 1, height=3.6, **(FRAME | {"bottom": 0.15}))
    axes.set_xticks(range(len(COLUMNS)), [f"{decay:g}" for decay in COLUMNS])
    axes.set_yticks(range(len(ROWS)), [f"{p:g}" for p in ROWS])
    axes.set(xlim=(-0.5, len(COLUMNS) - 0.5), ylim=(len(ROWS) - 0.5, -0.5))
    axes.set(xlabel=text("controls.weight_decay"), ylabel=text("controls.dropout"))
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)

    def compute(dropout: float, weight_decay: float) -> Iterator[live.Frame]:
        for done in LOSSES.fill(ROWS, dropout):
            yield _frame(axes, ROWS.index(dropout), COLUMNS.index(weight_decay), done)

    controls = {
        "dropout": live.slider("controls.dropout", ROWS, 0.0),
        "weight_decay": live.slider("controls.weight_decay", COLUMNS, 0.0),
    }
    options = ("decay", "dropout", "both", "neither")
    question = Question("combining.grid_ask", options, _which_is_best)
    return live.Lab("grid", controls, figure, compute, question=question)


def _losses() -> np.ndarray:
    """(rows, columns), NaN where the grid is not yet trained."""
    return np.array([LOSSES.get(p, [np.nan] * len(COLUMNS)) for p in ROWS])


def _best(losses: np.ndarray) -> tuple[int, int]:
    return np.unravel_index(np.nanargmin(losses), losses.shape)


def _which_is_best() -> str:
    row, column = _best(_losses())
    return "both" if row and column else "dropout" if row else "decay" if column else "neither"


def _frame(axes, row: int, column: int, done: float) -> live.Frame:
    losses = _losses()
    best = _best(losses)
    words = {
        "p": f"{ROWS[row]:g}", "decay": f"{COLUMNS[column]:g}",
        "count": int(np.isfinite(losses).sum()), "loss": f"{losses[row, column]:.2f}",
        "lowest": f"{losses[best]:.2f}", "best_p": f"{ROWS[best[0]]:g}",
        "best_decay": f"{COLUMNS[best[1]]:g}",
    }  # fmt: skip
    draw = partial(_draw_grid, axes, losses, row, column)
    return live.spoken("combining.grid", draw, words, done, seconds=3)


def _draw_grid(axes, losses: np.ndarray, row: int, column: int) -> None:
    axes.set_title(text("figures.grid"))
    axes.imshow(losses, cmap="cividis", vmin=LIMITS[0], vmax=LIMITS[1], aspect="auto", zorder=0)
    middle = sum(LIMITS) / 2
    for (y, x), loss in np.ndenumerate(losses):
        if np.isfinite(loss):
            colour = "white" if loss < middle else BLACK
            axes.text(x, y, f"{loss:.2f}", ha="center", va="center", color=colour, fontsize=9.5)
    for (y, x), colour, line in ((_best(losses), "white", ":"), ((row, column), BLACK, "-")):
        style = {"edgecolor": colour, "linestyle": line, "linewidth": 3, "zorder": 4}
        axes.add_patch(Rectangle((x - 0.47, y - 0.46), 0.94, 0.92, fill=False, **style))


@live.opens
def regularization() -> SealedLab:
    """p, λ and hidden size on digits with a fifth of the labels wrong; the test set opens once."""
    fields = ("dropout", "weight_decay", "hidden")
    sliders = {field: FIELDS[field].positions for field in fields}
    return SealedLab("regularization", datasets.digits, sliders)
