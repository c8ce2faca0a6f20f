"""From numbers to classes: linear regression cut by thresholds, and the price of mistakes."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils import datasets, engine
from lesson_utils.training import Setting

PATIENTS = Setting(hidden=0, learning_rate=0.3, batch_size=30, epochs=100)


def cut(outputs: Tensor, thresholds: Sequence[float], codes: Sequence[int]) -> Tensor:
    """Class of each output (n,): q - 1 thresholds make q intervals, one a class.

    `codes` are the numbers that stand for class 0, 1, ...; the lowest owns the lowest interval.
    >>> cut(torch.tensor([0.9, 1.6, 3.0]), (1.5, 2.5), (1, 3, 2))
    tensor([0, 2, 1])
    """
    interval = sum((outputs > threshold).long() for threshold in thresholds)
    return torch.tensor(codes).argsort()[interval]


def confusion(predicted: Tensor, labels: Tensor, classes: int) -> Tensor:
    """Counts (q, q): a row for each true class, a column for each predicted class."""
    return torch.bincount(labels * classes + predicted, minlength=classes**2).view(classes, classes)


@cache
def coded_outputs(seed: int, codes: tuple[int, ...]) -> Tensor:
    """(n,) what linear regression on these codes answers for the flowers of Iris that validate."""
    data = datasets.iris(seed)
    inputs = data.train_inputs, data.validation_inputs
    # with a last column for the bias; in double precision, as single differs from run to run
    X, new = (F.pad(part.double(), (0, 1), value=1.0) for part in inputs)
    targets = torch.tensor(codes, dtype=X.dtype)[data.train_labels, None]
    return (new @ torch.linalg.lstsq(X, targets).solution)[:, 0]


def coded_hits(seed: int, codes: tuple[int, ...], thresholds: Sequence[float]) -> Tensor:
    """(n,) True where those outputs, cut by the thresholds, are in the right class."""
    found = cut(coded_outputs(seed, codes), thresholds, codes)
    return found == datasets.iris(seed).validation_labels


def coded_accuracy(seeds: Sequence[int], codes: tuple[int, ...]) -> list[float]:
    """(S,) validation accuracy on Iris of linear regression on these codes, cut half-way."""
    return [coded_hits(seed, codes, (1.5, 2.5)).float().mean().item() for seed in seeds]


@cache
def illness_risk(seeds: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """P(malignant) and whether it is, (S, 150) each: `datasets.tumours` to validate, each seed."""
    run = engine.train_one(datasets.tumours, PATIENTS, seeds)
    fields = ("validation_inputs", "validation_labels")
    inputs, labels = datasets.stacked(datasets.tumours, seeds, *fields)
    return run.probabilities(inputs)[..., 1].numpy(), labels.numpy() == 1


def price(seeds: Sequence[int], *, cost: float, threshold: float) -> np.ndarray:
    """(S,) price a patient: a false alarm is 1, a missed illness is `cost`."""
    risk, ill = illness_risk(tuple(seeds))
    treated = risk > threshold
    return (cost * (ill & ~treated) + (~ill & treated)).mean(axis=1)
