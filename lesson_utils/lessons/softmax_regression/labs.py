"""The labs of lesson 1; those on thresholds and on probabilities have modules of their own."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from lesson_utils import datasets, engine, live
from lesson_utils.datasets import Dataset
from lesson_utils.images import WeightImages
from lesson_utils.language import text
from lesson_utils.lessons.softmax_regression.decision_labs import costs, thresholds
from lesson_utils.lessons.softmax_regression.probabilities import entropy, logits
from lesson_utils.network import NetworkPanel
from lesson_utils.region_details import regions
from lesson_utils.stage import Canvas
from lesson_utils.style import BLACK, GREY, new_figure
from lesson_utils.training import Run, Setting
from lesson_utils.training_lab import TrainingLab

SMALL = Setting(hidden=0, learning_rate=0.5, batch_size=20, epochs=20)
PETALS = Setting(hidden=0, learning_rate=0.1, batch_size=20, epochs=100)
DIGITS = Setting(hidden=0, learning_rate=0.3, batch_size=50, epochs=40)
LEARNING_RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0)

__all__ = ["costs", "digits", "entropy", "flowers", "logits", "network", "thresholds"]

petals = partial(datasets.iris, columns=(2, 3))
clean_digits = partial(datasets.digits, train_size=500, wrong_labels=0.0)


def network() -> live.Lab:
    """Features and classes chosen, a network trained and drawn, its parameters counted."""
    figure, axes = new_figure(1, 2, width=8, height=3.6, width_ratios=[2.1, 1],
                              left=0.02, right=0.99, bottom=0.02, top=0.98)  # fmt: skip
    panel = NetworkPanel(axes[0], (4, 3), strongest=3.0)
    axes[1].set_axis_off()
    lines = [
        axes[1].text(0, y, "", fontsize=size, color=colour, animated=True)
        for y, size, colour in ((0.7, 13, BLACK), (0.54, 13, BLACK), (0.34, 17, BLACK),
                                (0.14, 11, GREY))
    ]  # fmt: skip

    def compute(features: int, classes: int) -> Iterator[live.Frame]:
        some = partial(some_digits, features=features, classes=classes)
        (run,) = engine.train_all(some, [SMALL], seeds=[0], evaluate_every=SMALL.epochs)
        weights, total = features * classes, features * classes + classes
        accuracy = f"{run.final('validation_accuracy')[0]:.0%}"
        words = {"features": features, "classes": classes, "weights": weights, "total": total,
                 "last": classes - 1, "accuracy": accuracy}  # fmt: skip

        def draw():
            inputs = [f"x{i}" for i in range(1, features + 1)]
            panel.resize((features, classes), names=[inputs, list("0123456789"[:classes])])
            panel.update([run.parameters[0][0]])
            for line, words in zip(
                lines,
                (f"{features} × {classes} = {weights} weights", f"+ {classes} biases",
                 f"= {total} parameters", f"accuracy {accuracy}"),
                strict=True,
            ):  # fmt: skip
                line.set_text(words)

        yield live.Frame(draw, text("network.alt", **words), text("network.status", **words))

    controls = {
        "features": live.slider("controls.features", [(str(d), d) for d in range(1, 17)], 4),
        "classes": live.slider("controls.classes", [(str(q), q) for q in range(2, 11)], 3),
    }
    return live.Lab("network", controls, Canvas(figure), compute)


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


def flowers() -> TrainingLab:
    """Learning rate, batch size and epochs on the petals of Iris, with the decision regions."""
    positions = {
        "learning_rate": LEARNING_RATES,
        "batch_size": (1, 5, 20, 40, 80),
        "epochs": (5, 10, 20, 50, 100, 200, 400),
    }
    detail = regions(petals, labelled=("petal length, cm", "petal width, cm"))
    return TrainingLab("flowers", petals, positions, base=PETALS, limits=(0, 1.6), detail=detail)


def digits() -> TrainingLab:
    """Learning rate, batch size and epochs on digits, with the weights of each class as images."""
    positions = {
        "learning_rate": LEARNING_RATES,
        "batch_size": (10, 50, 100, 250, 500),
        "epochs": (5, 10, 20, 40, 80, 160),
    }
    return TrainingLab(
        "digits", clean_digits, positions, base=DIGITS, limits=(0, 2.6), detail=RunImages
    )


class RunImages:
    """For TrainingLab(detail=...): the weights of a run's first seed as images."""

    def __init__(self, axes):
        self.panel = WeightImages(axes)

    def update(self, run: Run) -> None:
        self.panel.update(run.parameters[0][0])

    def words(self, run: Run) -> str:
        return text("digits.weights", strongest=f"{float(run.parameters[0][0].abs().max()):.3g}")
