"""The labs of lesson 1: those of one topic stand in its module, those that train stand here."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from matplotlib.axes import Axes

from lesson_utils import datasets, engine, live
from lesson_utils import mistakes as mistaken
from lesson_utils.datasets import Dataset
from lesson_utils.images import RunImages
from lesson_utils.language import text
from lesson_utils.lessons.softmax_regression.claims import DIGITS, PETALS, clean_digits, petals
from lesson_utils.lessons.softmax_regression.decision_labs import costs, thresholds
from lesson_utils.lessons.softmax_regression.probabilities import entropy, logits
from lesson_utils.lessons.softmax_regression.valley import valley
from lesson_utils.network import draw_network
from lesson_utils.regions import regions
from lesson_utils.style import new_figure
from lesson_utils.training import Setting
from lesson_utils.training_lab import TrainingLab

SMALL = Setting(hidden=0, learning_rate=0.5, batch_size=20, epochs=20)
LEARNING_RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0)

__all__ = [
    "costs", "digits", "entropy", "flowers", "logits", "mistakes", "network", "thresholds",
    "valley",
]  # fmt: skip


@live.opens
def network() -> live.Lab:
    """Features and classes chosen, a network trained and drawn, its parameters counted."""
    figure, axes = new_figure(
        1, 2, width=8, height=3.6, rect=(0.02, 0.02, 0.99, 0.98), width_ratios=[2.1, 1]
    )
    for axis in axes:
        axis.set_axis_off()
    controls = {
        "features": live.slider("controls.features", range(1, 17), 4),
        "classes": live.slider("controls.classes", range(2, 11), 3),
    }
    question = live.Question("network.ask", ("feature", "class", "same"), measure=_larger_growth)
    return live.Lab("network", controls, figure, partial(_network_frame, axes), question=question)


def parameters(features: int, classes: int) -> int:
    """Weights and biases of softmax regression."""
    return features * classes + classes


def _larger_growth() -> str:
    feature, label = (parameters(*sizes) - parameters(4, 3) for sizes in ((5, 3), (4, 4)))
    return "same" if feature == label else "feature" if feature > label else "class"


def _network_frame(axes: Sequence[Axes], features: int, classes: int) -> live.Frame:
    some = partial(some_digits, features=features, classes=classes)
    run = engine.train_one(some, SMALL, [0])
    names = [[f"x{i}" for i in range(1, features + 1)], list("0123456789"[:classes])]
    words = {
        "features": features, "classes": classes, "weights": features * classes,
        "total": parameters(features, classes), "last": classes - 1,
        "accuracy": f"{run.final('validation_accuracy')[0]:.0%}",
    }  # fmt: skip

    def draw():
        draw_network(axes[0], [run.parameters[0][0]], names=names, strongest=3.0)
        lines = (("weights", 0.7, 13), ("biases", 0.54, 13), ("total", 0.34, 17),
                 ("accuracy", 0.14, 11))  # fmt: skip
        for key, height, size in lines:
            axes[1].text(0, height, text(f"network.{key}", **words), fontsize=size)

    return live.spoken("network", draw, words)


def some_digits(seed: int, *, features: int, classes: int) -> Dataset:
    """The first classes of the digits, seen through the pixels that vary most in training."""
    data = datasets.digits(seed, train_size=500, wrong_labels=0.0)
    pixels = data.train_inputs.var(dim=0).argsort(descending=True)[:features]
    parts = {}
    for part in ("train", "validation", "test"):
        inputs, labels = getattr(data, f"{part}_inputs"), getattr(data, f"{part}_labels")
        kept = labels < classes
        parts |= {f"{part}_inputs": inputs[kept][:, pixels], f"{part}_labels": labels[kept]}
    return replace(data, classes=data.classes[:classes], **parts)


@live.opens
def flowers() -> TrainingLab:
    """Learning rate, batch size and epochs on the petals of Iris, with the decision regions."""
    return TrainingLab(
        "flowers", petals,
        {"learning_rate": LEARNING_RATES, "batch_size": (1, 5, 20, 40, 80),
         "epochs": (5, 10, 20, 50, 100, 200, 400)},
        base=PETALS(learning_rate=0.1, epochs=100), limits=(0, 1.6),
        detail=regions(petals, labelled=(text("flowers.length"), text("flowers.width"))),
        question=live.Question("flowers.ask", ("falls", "rises", "u")),
    )  # fmt: skip


@live.opens
def digits() -> TrainingLab:
    """Learning rate, batch size and epochs on digits, with the weights of each class as images."""
    return TrainingLab(
        "digits", clean_digits,
        {"learning_rate": LEARNING_RATES, "batch_size": (10, 50, 100, 250, 500),
         "epochs": (5, 10, 20, 40, 80, 160)},
        base=DIGITS(learning_rate=0.3, epochs=40), limits=(0, 2.6), detail=RunImages,
        question=live.Question("digits.ask", ("falls", "rises", "u")),
    )  # fmt: skip


@live.opens
def mistakes() -> live.Lab:
    """Learning rate and epochs on digits: images that are wrong, won and lost."""
    return mistaken.lab(
        clean_digits, DIGITS(learning_rate=0.03, epochs=20),
        {"learning_rate": (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0),
         "epochs": (5, 10, 20, 40, 80)},
        {"learning_rate": 0.3, "epochs": 40}, "digits.mistakes_ask",
    )  # fmt: skip
