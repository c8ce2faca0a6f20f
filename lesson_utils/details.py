"""Third panels for labs that train: what the network of the first seed answers, or its weights."""

from collections.abc import Callable

import torch

from lesson_utils import models
from lesson_utils.datasets import Dataset
from lesson_utils.engine import engine_mode
from lesson_utils.images import WeightImages
from lesson_utils.language import class_names, text
from lesson_utils.regions import Regions
from lesson_utils.training import Run


class RunRegions:
    """The decision regions of a run's first seed, on the examples that this seed trained with."""

    def __init__(self, axes, data: Dataset, **options):
        self.panel = Regions(
            axes, data.train_inputs, data.train_labels, names=class_names(data.classes), **options
        )
        self.grid = torch.from_numpy(self.panel.grid)

    def draw(self, run: Run) -> None:
        weights = [tensor[0] for tensor in run.parameters]
        with engine_mode():
            probabilities = models.logits(weights, run.setting, self.grid).softmax(dim=1)
        accuracy = run.final("train_accuracy")[0]
        self.panel.draw(probabilities, text("figures.train_accuracy", accuracy=f"{accuracy:.2f}"))

    def words(self, run: Run) -> str:
        return text("tracks.regions", accuracy=f"{run.final('train_accuracy')[0]:.0%}")


def regions(data: Callable[[int], Dataset], *, seed: int = 0, **options) -> Callable:
    """For TrainingLab(detail=...): `seed` is the lab's first, options go to Regions."""
    return lambda axes: RunRegions(axes, data(seed), **options)


class RunImages(WeightImages):
    """For TrainingLab(detail=...): the weights of the first layer of a run's first seed."""

    def draw(self, run: Run) -> None:
        super().draw(run.parameters[0][0])

    def words(self, run: Run) -> str:
        return text("tracks.weights", strongest=f"{float(run.parameters[0][0].abs().max()):.3g}")
