"""Choosing among models: the best of many, K-fold cross-validation, and a leak."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from lesson_utils import engine
from lesson_utils.datasets import Dataset
from lesson_utils.training import Setting, k_fold


@dataclass(frozen=True)
class Choices:
    """The best of 1, 2, ... M models, in D repetitions.

    `reported` (D, M) is the best accuracy on the examples that decide, `fresh` (D, M) what the
    same model gets on the other examples. `scores` and `fresh_scores` (M,) are all the models of
    one repetition, in the order in which they were tried: the one of median optimism.
    """

    reported: np.ndarray
    fresh: np.ndarray
    scores: np.ndarray
    fresh_scores: np.ndarray


def best_of_many(right: np.ndarray, *, examples: int, repetitions: int = 200, seed=0) -> Choices:
    """Pick the best of the M models of `right` (M, m) by its score on `examples` of m examples.

    `right` holds 1 where a model is right about an example, else 0 (`Run.hits`).
    Every repetition draws its own examples and its own order of models.
    """
    count, total = right.shape
    random = np.random.default_rng(seed)
    decide = np.argsort(random.random((repetitions, total)), axis=1) < examples  # (D, m)
    models_in_order = np.argsort(random.random((repetitions, count)), axis=1)  # (D, M)
    scores = np.take_along_axis(decide @ right.T / examples, models_in_order, axis=1)
    fresh = np.take_along_axis(~decide @ right.T / (total - examples), models_in_order, axis=1)
    reported = np.maximum.accumulate(scores, axis=1)
    is_new_best = np.diff(reported, axis=1, prepend=-1) > 0
    best = np.maximum.accumulate(np.where(is_new_best, np.arange(count), 0), axis=1)
    kept = np.take_along_axis(fresh, best, axis=1)
    typical = np.argsort((reported - kept)[:, -1])[repetitions // 2]
    return Choices(reported, kept, scores[typical], fresh[typical])


def cross_validate(data: Dataset, setting: Setting, *, folds: int, shuffle: int = 0) -> np.ndarray:
    """(K,) validation accuracy of each fold of the training examples, trained on the others.

    All folds are trained as one stack, so K must divide the number of training examples.
    """
    parts = list(k_fold(len(data.train_labels), folds, seed=shuffle))

    def fold(number: int) -> Dataset:
        (train, held_out), inputs, labels = parts[number], data.train_inputs, data.train_labels
        return replace(
            data, train_inputs=inputs[train], train_labels=labels[train],
            validation_inputs=inputs[held_out], validation_labels=labels[held_out],
        )  # fmt: skip

    return engine.train_one(fold, setting, range(folds)).final("validation_accuracy")


def best_columns(inputs: Tensor, labels: Tensor, count: int) -> list[int]:
    """The `count` columns of inputs (n, d) whose means differ most between labels 0 and 1 (n,)."""
    means = [inputs[labels == label].mean(dim=0) for label in (0, 1)]
    spread = inputs.std(dim=0)
    return torch.topk((means[1] - means[0]).abs() / spread, count).indices.tolist()


def nearest_mean(inputs: Tensor, labels: Tensor, train: Tensor, held_out: Tensor) -> float:
    """Accuracy on the held-out examples: each gets the label, 0 or 1, whose mean is nearer.

    The means are those of the training examples; `train` and `held_out` are positions.
    """
    known, answers = inputs[train], labels[train]
    means = torch.stack([known[answers == label].mean(dim=0) for label in (0, 1)])
    guesses = torch.cdist(inputs[held_out], means).argmin(dim=1)
    return float((guesses == labels[held_out]).double().mean())
