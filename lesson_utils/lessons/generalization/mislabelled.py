"""Lab: which of the wrong training labels does a network believe?"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import torch
from matplotlib.patches import Rectangle

from lesson_utils import datasets, engine, live
from lesson_utils.controls import setting_sliders
from lesson_utils.curves import draw_bands, frame_ends, named
from lesson_utils.known import Known
from lesson_utils.language import text
from lesson_utils.settings import Setting
from lesson_utils.style import GREEN, GREY, PURPLE, new_figure
from lesson_utils.training import Run

SEEDS = tuple(range(5))
EPOCHS = (1, 5, 10, 20, 30, 40, 60, 80)
SLIDERS = {
    "epochs": EPOCHS, "dropout": (0.0, 0.2, 0.3, 0.5, 0.7),
    "weight_decay": (0.0, 0.002, 0.005, 0.01, 0.02),
}  # fmt: skip
COLUMNS, SIDE, GAP = 10, 8, 3  # images in a row, pixels of an image and around it
COLOURS = {"repeats": PURPLE, "true": GREEN, "other": GREY}


@dataclass(frozen=True)
class WrongLabels:
    """The m wrongly labelled training images of S seeds: inputs (S, m, d), labels (S, m)."""

    inputs: torch.Tensor
    wrong: torch.Tensor
    true: torch.Tensor


@cache
def wrong_labels(seeds: tuple[int, ...] = SEEDS) -> WrongLabels:
    """Those of `datasets.digits`: without wrong labels a seed deals the same images."""
    parts = []
    for seed in seeds:
        told, right = datasets.digits(seed), datasets.digits(seed, wrong_labels=0.0)
        both = told.train_inputs, told.train_labels, right.train_labels
        parts.append([values[told.train_labels != right.train_labels] for values in both])
    return WrongLabels(*map(torch.stack, zip(*parts)))


def answers(run: Run, images: WrongLabels) -> torch.Tensor:
    """(S, m) the digit that each network of a run gives for each image."""
    return run.probabilities(images.inputs).argmax(dim=-1)


def kinds(given: torch.Tensor, images: WrongLabels) -> dict[str, torch.Tensor]:
    """Which answers (S, m) repeat the wrong label, are true, or are something else."""
    repeats, true = given == images.wrong, given == images.true
    return {"repeats": repeats, "true": true, "other": ~(repeats | true)}


def share(kind: str, images: WrongLabels, given: torch.Tensor) -> np.ndarray:
    """(S,) what share of its images each network answers in this way."""
    return kinds(given, images)[kind].double().mean(dim=1).numpy()


ANSWERS = Known(
    lambda setting: answers(engine.train_one(datasets.digits, setting, SEEDS), wrong_labels())
)


@live.opens
def mislabelled() -> live.Lab:
    """The wrongly labelled images, what a network says to each, and the shares over the epochs."""
    figure, axes = new_figure(
        1, 2, width=10.5, height=3.6, width_ratios=[1.75, 1], rect=(0.01, 0.14, 0.985, 0.91),
        wspace=0.13,
    )  # fmt: skip
    _frame_images(axes[0], wrong_labels())
    last, ticks = len(EPOCHS) - 1, np.linspace(0, 1, 6)
    axes[1].set(ylim=(0, 1.03), xlabel=text("controls.epochs"), title=text("figures.answers"))
    axes[1].set_yticks(ticks, [f"{tick:.0%}" for tick in ticks])
    frame_ends(axes[1], -0.4, last, len(EPOCHS) * 1.42, range(last + 1), list(map(str, EPOCHS)))

    def compute(epochs: int, **options) -> Iterator[live.Frame]:
        track = [Setting(epochs=count, **options) for count in EPOCHS]
        here = EPOCHS.index(epochs)
        for done in ANSWERS.fill(track, track[here]):
            yield _frame(axes, track, here, done)

    controls = setting_sliders(SLIDERS, vars(Setting()))
    question = live.Question("judging.mislabelled_ask", ("few", "half", "most"), _repeated)
    return live.Lab("mislabelled", controls, figure, compute, question=question)


def _repeated() -> str:
    """How many of the wrong labels a network without regularization repeats."""
    repeated = share("repeats", wrong_labels(), ANSWERS[Setting()]).mean()
    return "few" if repeated < 0.25 else "half" if repeated < 0.6 else "most"


def _frame(axes, track: list[Setting], here: int, done: float) -> live.Frame:
    setting, images = track[here], wrong_labels()
    bands = [ANSWERS.bands(track, partial(share, kind, images)) for kind in COLOURS]
    words = {kind: f"{middle[here]:.0%}" for kind, (middle, *_) in zip(COLOURS, bands)} | {
        "epochs": setting.epochs, "p": f"{setting.dropout:g}", "count": images.wrong.shape[1],
        "decay": f"{setting.weight_decay:g}",
    }  # fmt: skip

    def draw():
        _draw_answers(axes[0], ANSWERS[setting], images)
        draw_bands(axes[1], np.arange(len(track)), named(bands, COLOURS), here)

    return live.spoken("judging.mislabelled", draw, words, done)


def _corner(place: int) -> tuple[int, int]:
    """(row, column) of the first pixel of an image in the sheet."""
    row, column = divmod(place, COLUMNS)
    return row * (SIDE + GAP + 3), column * (SIDE + GAP)


def _frame_images(axes, images: WrongLabels) -> None:
    """The images of the first seed in one sheet, and the wrong label below each."""
    pixels = images.inputs[0].reshape(-1, SIDE, SIDE).numpy()
    rows = -(-len(pixels) // COLUMNS)
    sheet = np.zeros((rows * (SIDE + GAP + 3), COLUMNS * (SIDE + GAP)))
    for place, image in enumerate(pixels):
        top, left = _corner(place)
        sheet[top + 1 : top + 1 + SIDE, left + 1 : left + 1 + SIDE] = image
        label = f"{int(images.wrong[0, place])} →"
        axes.text(left + 4.6, top + 11.2, label, ha="right", va="center", fontsize=9)
    axes.imshow(sheet, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest", aspect="auto")
    axes.set_axis_off()
    axes.set_title(text("figures.wrong_labels"))


def _draw_answers(axes, given: torch.Tensor, images: WrongLabels) -> None:
    """The answer of the first network below each image, in the colour of its kind."""
    found = kinds(given, images)
    for place, answer in enumerate(given[0].tolist()):
        colour = next(COLOURS[kind] for kind, flags in found.items() if flags[0, place])
        top, left = _corner(place)
        frame = {"fill": False, "edgecolor": colour, "linewidth": 1.8}
        axes.add_patch(Rectangle((left + 0.1, top + 0.1), SIDE + 0.8, SIDE + 0.8, **frame))
        style = {"va": "center", "fontsize": 9, "fontweight": "bold", "color": colour}
        axes.text(left + 5.2, top + 11.2, str(answer), **style)
