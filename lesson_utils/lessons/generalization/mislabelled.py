"""Lab: which of the wrong training labels does a network believe?"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from matplotlib.patches import Rectangle

from lesson_utils import datasets, engine, live
from lesson_utils.compare import mean_interval
from lesson_utils.curves import band, label_ends, mark
from lesson_utils.language import text
from lesson_utils.lessons.generalization.common import nearest_first
from lesson_utils.predictions import Question
from lesson_utils.settings import Setting
from lesson_utils.style import GREEN, GREY, PURPLE, new_figure
from lesson_utils.training import Run

SEEDS = tuple(range(5))
EPOCHS = (1, 5, 10, 20, 30, 40, 60, 80)
PLAIN = Setting()
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
        places = told.train_labels != right.train_labels
        parts.append(
            (told.train_inputs[places], told.train_labels[places], right.train_labels[places])
        )
    return WrongLabels(*map(torch.stack, zip(*parts)))


def answers(run: Run, images: WrongLabels) -> torch.Tensor:
    """(S, m) the digit that each network of a run gives for each image."""
    return run.probabilities(images.inputs).argmax(dim=-1)


def shares(given: torch.Tensor, images: WrongLabels) -> dict[str, np.ndarray]:
    """What share of its images each network answers in which way: (S,) each."""
    repeats, true = given == images.wrong, given == images.true
    found = {"repeats": repeats, "true": true, "other": ~(repeats | true)}
    return {kind: flags.double().mean(dim=1).numpy() for kind, flags in found.items()}


@live.opens
def mislabelled() -> live.Lab:
    """The wrongly labelled images, what a network says to each, and the shares over the epochs."""
    figure, axes = new_figure(
        1, 2, width=10.5, height=3.6, width_ratios=[1.75, 1], left=0.01, right=0.985, bottom=0.14,
        top=0.91, wspace=0.13,
    )  # fmt: skip
    images = wrong_labels()
    _frame_images(axes[0], images)
    _frame_shares(axes[1])
    done: dict[Setting, torch.Tensor] = {}

    def frame(setting: Setting, track: list[Setting]) -> live.Frame:
        found = shares(done[setting], images)
        known = [shares(done[s], images) if s in done else None for s in track]
        percent = {kind: f"{values.mean():.0%}" for kind, values in found.items()}
        words = percent | {
            "epochs": setting.epochs, "p": f"{setting.dropout:g}", "count": images.wrong.shape[1],
            "decay": f"{setting.weight_decay:g}",
        }  # fmt: skip

        def draw():
            _draw_answers(axes[0], done[setting][0], images)
            _draw_shares(axes[1], known, EPOCHS.index(setting.epochs))

        progress = sum(s in done for s in track) / len(track)
        return live.Frame(
            draw, text("judging.mislabelled_alt", **words), text("judging.mislabelled", **words),
            progress, 1 - progress,
        )  # fmt: skip

    def compute(epochs: int, dropout: float, weight_decay: float):
        options = {"dropout": dropout, "weight_decay": weight_decay}
        track = [Setting(epochs=count, **options) for count in EPOCHS]
        setting = track[EPOCHS.index(epochs)]
        for wanted in nearest_first(track, setting):
            if wanted not in done:
                (run,) = engine.train_all(
                    datasets.digits, [wanted], seeds=SEEDS, evaluate_every=wanted.epochs
                )
                done[wanted] = answers(run, images)
            if setting in done:
                yield frame(setting, track)

    controls = {
        "epochs": live.slider("controls.epochs", EPOCHS, 80),
        "dropout": live.slider("controls.dropout", (0.0, 0.2, 0.3, 0.5, 0.7), 0.0),
        "weight_decay": live.slider("controls.weight_decay", (0.0, 0.002, 0.005, 0.01, 0.02), 0.0),
    }

    def measure() -> str:
        if PLAIN not in done:
            (run,) = engine.train_all(datasets.digits, [PLAIN], seeds=SEEDS, evaluate_every=80)
            done[PLAIN] = answers(run, images)
        repeated = shares(done[PLAIN], images)["repeats"].mean()
        return "few" if repeated < 0.25 else "half" if repeated < 0.6 else "most"

    question = Question("judging.mislabelled_ask", ("few", "half", "most"), measure)
    return live.Lab("mislabelled", controls, figure, compute, question=question)


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
    for place, answer in enumerate(given.tolist()):
        wrong, true = images.wrong[0, place], images.true[0, place]
        kind = "repeats" if answer == wrong else "true" if answer == true else "other"
        top, left = _corner(place)
        style = {"fill": False, "edgecolor": COLOURS[kind], "linewidth": 1.8}
        axes.add_patch(Rectangle((left + 0.1, top + 0.1), SIDE + 0.8, SIDE + 0.8, **style))
        axes.text(
            left + 5.2, top + 11.2, str(answer), va="center", fontsize=9, fontweight="bold",
            color=COLOURS[kind],
        )  # fmt: skip


def _frame_shares(axes) -> None:
    axes.set(xlim=(-0.4, len(EPOCHS) * 1.42), ylim=(0, 1.03), yticks=np.linspace(0, 1, 6))
    axes.set_yticklabels([f"{tick:.0%}" for tick in np.linspace(0, 1, 6)])
    axes.set_xticks(range(len(EPOCHS)), [str(epochs) for epochs in EPOCHS])
    axes.set_xlabel(text("controls.epochs"))
    axes.spines["bottom"].set_bounds(-0.4, len(EPOCHS) - 1)
    axes.set_title(text("figures.answers"))


def _draw_shares(axes, known: list[dict | None], here: int) -> None:
    unknown = (np.nan, np.nan, np.nan)
    lines = []
    for kind, colour in COLOURS.items():
        values = np.array([unknown if s is None else mean_interval(s[kind]) for s in known]).T
        label = text(f"figures.{kind}")
        lines.append(band(axes, np.arange(len(known)), *values, colour=colour, label=label))
    values = [known[here][kind].mean() for kind in COLOURS]
    mark(axes, here, values, COLOURS.values(), sizes=(9, 9, 9))
    label_ends(axes, lines)
