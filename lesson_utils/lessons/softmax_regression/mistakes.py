"""The mistakes it makes: validation digits that a network gets wrong, and what a slider moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.axes import Axes

from lesson_utils import engine, live, models
from lesson_utils.language import text
from lesson_utils.lessons.softmax_regression.data import clean_digits
from lesson_utils.predictions import Question
from lesson_utils.style import GREEN, GREY, VERMILION, new_figure
from lesson_utils.training import Setting

START = Setting(hidden=0, learning_rate=0.03, batch_size=50, epochs=20)
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
EPOCHS = (5, 10, 20, 40, 80)
COLUMNS = 9
SIDE = 8  # pixels of an image


@dataclass(frozen=True)
class Answers:
    """What a network says of n validation digits: predicted (n,), how sure (n,), hits (n,)."""

    predicted: np.ndarray
    sure: np.ndarray
    hits: np.ndarray

    @property
    def worst_first(self) -> np.ndarray:
        """Places of the mistakes, the most confident one first."""
        wrong = np.flatnonzero(~self.hits)
        return wrong[np.argsort(-self.sure[wrong], kind="stable")]


@cache
def answers(setting: Setting) -> Answers:
    """Of the network of seed 0, after training with this setting."""
    data = clean_digits(0)
    (run,) = engine.train_all(clean_digits, [setting], seeds=[0], evaluate_every=setting.epochs)
    scores = models.logits(run.parameters, setting, data.validation_inputs)[0]
    sure, predicted = scores.softmax(dim=1).max(dim=1)
    hits = predicted == data.validation_labels
    return Answers(predicted.numpy(), sure.numpy(), hits.numpy())


def exchanged(setting: Setting) -> tuple[np.ndarray, np.ndarray]:
    """Places of images that are right against START, and of those that are now wrong."""
    before, after = answers(START), answers(setting)
    return np.flatnonzero(after.hits & ~before.hits), np.flatnonzero(~after.hits & before.hits)


@live.opens
def mistakes() -> live.Lab:
    """Learning rate and epochs; the mistakes as images, and what was won and lost by the move."""
    figure, axes = new_figure(
        3, 1, width=9, height=4.3, left=0.02, right=0.98, bottom=0.01, top=0.93, hspace=0.28
    )
    for axis in axes:
        axis.set(xlim=(-0.5, COLUMNS * (SIDE + 3)), ylim=(SIDE + 2.6, -0.5))
        axis.set_axis_off()

    def compute(learning_rate: float, epochs: int) -> Iterator[live.Frame]:
        setting = Setting(hidden=0, learning_rate=learning_rate, batch_size=50, epochs=epochs)
        found, (won, lost) = answers(setting), exchanged(setting)
        worst = found.worst_first
        words = {
            "rate": f"{learning_rate:g}", "epochs": epochs, "wrong": len(worst),
            "of": len(found.hits), "won": len(won), "lost": len(lost),
            "pair": _commonest_pair(found), "first": _caption(found, worst[0]),
        }  # fmt: skip

        def draw():
            for axis, key, places in zip(axes, ("wrong", "won", "lost"), (worst, won, lost)):
                colour = GREEN if key == "won" else VERMILION
                _draw_images(axis, text(f"mistakes.{key}", **words), found, places, colour)

        yield live.Frame(draw, text("mistakes.alt", **words), text("mistakes.status", **words))

    controls = {
        "learning_rate": live.slider(
            "controls.learning_rate", [(f"{rate:g}", rate) for rate in RATES], 0.3
        ),
        "epochs": live.slider("controls.epochs", [(str(count), count) for count in EPOCHS], 40),
    }
    question = Question("mistakes.ask", ("only", "trade"), measure=_does_better_only_win)
    return live.Lab("mistakes", controls, figure, compute, question=question)


def _does_better_only_win() -> str:
    """From START to the setting with the fewest mistakes."""
    settings = [Setting(hidden=0, learning_rate=rate, batch_size=50, epochs=40) for rate in RATES]
    best = max(settings, key=lambda setting: answers(setting).hits.sum())
    return "trade" if len(exchanged(best)[1]) else "only"


def _commonest_pair(found: Answers) -> str:
    """The true and the predicted digit of the mistake that happens most often."""
    labels = clean_digits(0).validation_labels.numpy()[~found.hits]
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (labels, found.predicted[~found.hits]), 1)
    return "{} → {}".format(*np.unravel_index(counts.argmax(), counts.shape))


def _caption(found: Answers, place: int) -> str:
    true = int(clean_digits(0).validation_labels[place])
    return f"{true} → {found.predicted[place]}  {found.sure[place]:.2f}"


def _draw_images(axes: Axes, title: str, found: Answers, places, colour: str) -> None:
    axes.set_title(title)
    if not len(places):
        axes.text(0, SIDE / 2, text("mistakes.none"), color=GREY, va="center")
    images = clean_digits(0).validation_inputs
    for column, place in enumerate(places[:COLUMNS]):
        left = column * (SIDE + 3)
        axes.imshow(
            images[place].view(SIDE, SIDE).numpy(), cmap="gray_r", interpolation="nearest",
            aspect="auto", extent=(left, left + SIDE, SIDE, 0),
        )  # fmt: skip
        axes.plot([left, left + SIDE, left + SIDE, left, left], [0, 0, SIDE, SIDE, 0],
                  color=colour, linewidth=1.5)  # fmt: skip
        axes.text(left + SIDE / 2, SIDE + 0.4, _caption(found, place), ha="center", va="top",
                  fontsize=9)  # fmt: skip
