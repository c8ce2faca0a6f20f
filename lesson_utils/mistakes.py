"""The mistakes it makes: validation images that a network gets wrong, and what a slider moves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
from matplotlib.axes import Axes

from lesson_utils import engine, live, models
from lesson_utils.controls import setting_sliders
from lesson_utils.images import framed_image
from lesson_utils.language import text
from lesson_utils.settings import Setting
from lesson_utils.style import GREEN, GREY, VERMILION, new_figure
from lesson_utils.training_words import setting_words

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
def answers(maker: Callable, setting: Setting) -> Answers:
    """Of the network of seed 0, after training with this setting."""
    data = maker(0)
    run = engine.train_one(maker, setting, [0])
    scores = models.logits(run.parameters, setting, data.validation_inputs)[0]
    sure, predicted = scores.softmax(dim=1).max(dim=1)
    hits = predicted == data.validation_labels
    return Answers(predicted.numpy(), sure.numpy(), hits.numpy())


def exchanged(before: Answers, after: Answers) -> tuple[np.ndarray, np.ndarray]:
    """Places of images that are right after and were wrong before, and the other way round."""
    return np.flatnonzero(after.hits & ~before.hits), np.flatnonzero(~after.hits & before.hits)


def lab(
    maker: Callable, start: Setting, stops: Mapping[str, Sequence], shown: Mapping, ask: str
) -> live.Lab:
    """The mistakes as images, and what was won and lost against the setting `start`.

    `stops` maps fields of `Setting` to positions of their sliders, `shown` to those that the lab
    opens at; `ask` is the key of the question what becomes of single images from `start` to the
    best position of the first slider.
    """
    figure, axes = new_figure(3, 1, width=9, height=4.3, rect=(0.02, 0.01, 0.98, 0.93), hspace=0.28)
    for axis in axes:
        axis.set(xlim=(-0.5, COLUMNS * (SIDE + 3)), ylim=(SIDE + 2.6, -0.5))
        axis.set_axis_off()

    def does_better_only_win() -> str:
        field, positions = next(iter(stops.items()))
        settings = [replace(start, **{**shown, field: position}) for position in positions]
        best = max((answers(maker, setting) for setting in settings), key=lambda a: a.hits.sum())
        return "trade" if len(exchanged(answers(maker, start), best)[1]) else "only"

    question = live.Question(ask, ("only", "trade"), measure=does_better_only_win)
    compute = partial(_frame, axes, maker, start)
    return live.Lab("mistakes", setting_sliders(stops, shown), figure, compute, question=question)


def _frame(axes: Sequence[Axes], maker: Callable, start: Setting, **values) -> live.Frame:
    """What a network with these values of fields gets wrong, and what it won and lost."""
    setting = replace(start, **values)
    found = answers(maker, setting)
    won, lost = exchanged(answers(maker, start), found)
    worst, data = found.worst_first, maker(0)
    words = {
        "setting": setting_words(setting, values), "start": setting_words(start, values),
        "wrong": len(worst), "of": len(found.hits), "won": len(won), "lost": len(lost),
        "pair": _commonest_pair(data, found), "first": _caption(data, found, worst[0]),
    }  # fmt: skip

    def draw():
        for axis, key, places in zip(axes, ("wrong", "won", "lost"), (worst, won, lost)):
            colour = GREEN if key == "won" else VERMILION
            _draw_images(axis, text(f"mistakes.{key}", **words), data, found, places, colour)

    return live.spoken("mistakes", draw, words)


def _commonest_pair(data, found: Answers) -> str:
    """The true and the predicted digit of the mistake that happens most often."""
    labels = data.validation_labels.numpy()[~found.hits]
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (labels, found.predicted[~found.hits]), 1)
    return "{} → {}".format(*np.unravel_index(counts.argmax(), counts.shape))


def _caption(data, found: Answers, place: int) -> str:
    true = int(data.validation_labels[place])
    return f"{true} → {found.predicted[place]}  {found.sure[place]:.2f}"


def _draw_images(axes: Axes, title: str, data, found: Answers, places, colour: str) -> None:
    axes.set_title(title)
    if not len(places):
        axes.text(0, SIDE / 2, text("mistakes.none"), color=GREY, va="center")
    for column, place in enumerate(places[:COLUMNS]):
        left = column * (SIDE + 3)
        image = data.validation_inputs[place].view(SIDE, SIDE).numpy()
        framed_image(axes, image, left=left, top=0, width=SIDE, height=SIDE, colour=colour,
                     linewidth=1.5, cmap="gray_r")  # fmt: skip
        axes.text(left + SIDE / 2, SIDE + 0.4, _caption(data, found, place), ha="center", va="top",
                  fontsize=9)  # fmt: skip
