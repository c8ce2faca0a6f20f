"""Labs on all together: the grid of p and λ, and a test set that can be opened once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from matplotlib.patches import Rectangle

from lesson_utils import datasets, engine, live
from lesson_utils.controls import setting_sliders
from lesson_utils.known import Known
from lesson_utils.language import sentences, text
from lesson_utils.lessons.generalization.common import FRAME, STOPS
from lesson_utils.settings import Setting
from lesson_utils.statistics import mean_interval
from lesson_utils.style import BLACK, new_figure
from lesson_utils.training_lab import TrainingLab

ROWS = (0.0, 0.1, 0.3, 0.5, 0.6, 0.7)  # p
COLUMNS = (0.0, 0.001, 0.003, 0.005, 0.01, 0.02)  # λ
SEEDS = range(3)
LIMITS = (0.55, 0.85)


def _losses_of_row(p: float) -> list[float]:
    """Mean validation loss of each λ of the grid at this p."""
    settings = [Setting(dropout=p, weight_decay=decay) for decay in COLUMNS]
    runs = engine.train_all(datasets.digits, settings, seeds=SEEDS, evaluate_every=80)
    return [run.final().mean() for run in runs]


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

    controls = setting_sliders({"dropout": ROWS, "weight_decay": COLUMNS}, vars(Setting()))
    options = ("decay", "dropout", "both", "neither")
    question = live.Question("combining.grid_ask", options, _which_is_best)
    return live.Lab("grid", controls, figure, compute, question=question)


def _losses() -> np.ndarray:
    """(rows, columns), NaN where the grid is not yet trained."""
    return np.array([LOSSES.get(p, [np.nan] * len(COLUMNS)) for p in ROWS])


def _best(losses: np.ndarray) -> tuple[int, int]:
    return np.unravel_index(np.nanargmin(losses), losses.shape)


def _which_is_best() -> str:
    row, column = _best(np.array([LOSSES[p] for p in ROWS]))  # also those that are not there yet
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


@dataclass(frozen=True)
class SealedRequest(live.Request):
    """And the setting for which the test set was opened."""

    opened: Setting | None = None


class SealedLab(TrainingLab):
    """A TrainingLab with one more button: the test set, for one setting, once."""

    def __init__(self, *args, **options):
        self.opened: Setting | None = None
        self._found = ""  # what the test set said; known to the worker alone
        super().__init__(*args, **options)

    def _buttons(self) -> dict:
        return super()._buttons() | {"sealed.open": self.open_test}

    def open_test(self) -> None:
        """Measure the current setting on the test set; from then on no other setting is."""
        self.opened = self.opened or self.setting
        self.restart()

    def request(self) -> SealedRequest:
        return SealedRequest(**vars(super().request()), opened=self.opened)

    def frames(self, request: SealedRequest) -> Iterator[live.Frame]:
        for frame in super().frames(request):
            words = self._found or text("sealed.waiting")
            yield self._with(frame, words) if request.opened else frame
        if request.opened and not self._found:
            self._found = self._measured(request.opened)
            yield self._with(frame, self._found)

    def _with(self, frame: live.Frame, words: str) -> live.Frame:
        return replace(frame, status=sentences(frame.status, "<br>", words))

    def _measured(self, setting: Setting) -> str:
        run = engine.train_one(self.data, setting, self.seeds)
        data = self.data(self.seeds[0])  # the test set is the same for every seed
        inputs, labels = data.test_inputs, data.test_labels
        loss = -run.probabilities(inputs)[:, range(len(labels)), labels].log().mean()
        right = run.hits(inputs, labels).mean(axis=1)
        mean, low, high = (f"{share:.1%}" for share in mean_interval(right))
        found = text(
            "sealed.opened", setting=self.say(setting), accuracy=mean, low=low, high=high,
            loss=f"{loss:.2f}",
        )  # fmt: skip
        return sentences(found, text("sealed.shut"))


@live.opens
def regularization() -> SealedLab:
    """p, λ and hidden size on digits with a fifth of the labels wrong; the test set opens once."""
    return SealedLab("regularization", datasets.digits, STOPS)
