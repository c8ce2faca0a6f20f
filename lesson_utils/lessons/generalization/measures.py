"""What the claims of lesson 3 compare: conditions that measure a number for each of S seeds."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial, wraps

import numpy as np
import torch

from lesson_utils import datasets
from lesson_utils.compare import Condition
from lesson_utils.datasets import stacked
from lesson_utils.engine import train_one
from lesson_utils.lessons.generalization import norm_decay, selection, stopping
from lesson_utils.lessons.generalization.choosing import hits
from lesson_utils.lessons.generalization.judging import MEMORY, partly_random
from lesson_utils.lessons.generalization.validating import watched
from lesson_utils.settings import Setting


def condition(measure: Callable) -> Callable[..., Condition]:
    """Of `measure(seeds, ...)`, which returns (S,), make `maker(label, ...)`, a Condition."""

    @wraps(measure)
    def maker(label: str, *arguments, **options) -> Condition:
        return Condition(label, lambda seeds: measure(seeds, *arguments, **options))

    return maker


@condition
def guessing(seeds) -> np.ndarray:
    """The accuracy of a guess among ten digits."""
    return np.full(len(seeds), 0.1)


@condition
def accuracy_of_memory(seeds) -> np.ndarray:
    """Validation accuracy after training on random labels alone."""
    return train_one(partly_random(1.0), MEMORY, seeds).final("validation_accuracy")


@condition
def best_of_ten(seeds, part: str) -> list[float]:
    """Accuracy of the best of ten networks, "reported" or "fresh": see `selection.Choices`."""
    return [getattr(_best_of_ten(seed), part)[:, -1].mean() for seed in seeds]


@cache
def _best_of_ten(seed: int) -> selection.Choices:
    """On the 50 examples that choose it, and on others."""
    return selection.best_of_many(hits(seed, 10), examples=50, repetitions=20, seed=seed)


@condition
def at_best_epoch(seeds, setting: Setting) -> np.ndarray:
    """The loss at the best of all epochs: what stopping in time can give at most."""
    return watched(setting, seeds).validation_loss.min(axis=1)


@condition
def after_the_lowest(seeds, setting: Setting) -> np.ndarray:
    """How far the loss after the last epoch lies above its lowest point."""
    curves = watched(setting, seeds).validation_loss
    return curves[:, -1] - curves.min(axis=1)


@condition
def kept_loss(seeds, *, patience: int | None) -> np.ndarray:
    """Loss of the weights that early stopping keeps, or of the last epoch without patience.

    One half of the validation set decides when to stop, the other half is what is reported.
    """
    halves = (
        train_one(partial(half_validated, half=half), Setting(), seeds, evaluate_every=1)
        for half in (0, 1)
    )
    deciding, reported = (half.validation_loss for half in halves)
    if patience is None:
        return reported[:, -1]
    stops = [stopping.epochs_without_best(curve, patience) for curve in deciding]
    return reported[range(len(stops)), [*map(stopping.best_until, deciding, stops)]]


def half_validated(seed: int, *, half: int) -> datasets.Dataset:
    """Digits that are validated on the examples at even (0) or odd (1) places alone."""
    data = datasets.digits(seed)
    inputs, labels = data.validation_inputs[half::2], data.validation_labels[half::2]
    return replace(data, validation_inputs=inputs, validation_labels=labels)


@condition
def accuracy_after_pruning(seeds, setting: Setting, share: float = 0.7) -> np.ndarray:
    """Validation accuracy with this share of each matrix, its smallest weights, set to 0."""
    run = train_one(datasets.digits, setting, seeds)
    # biases have one row, and stay
    kept = [w if w.shape[1] == 1 else pruned(w, share) for w in run.parameters]
    inputs, labels = stacked(datasets.digits, seeds, "validation_inputs", "validation_labels")
    return replace(run, parameters=tuple(kept)).hits(inputs, labels).mean(axis=1)


def pruned(matrices: torch.Tensor, share: float) -> torch.Tensor:
    """(S, d, h) with the share of the entries of each matrix nearest to zero set to zero."""
    sizes = matrices.abs()
    least = sizes.flatten(1).quantile(share, dim=1)[:, None, None]
    return torch.where(sizes < least, 0.0, matrices)


@condition
def error_of_regression(seeds, weight_decay: float, *, stopped=False, **options) -> np.ndarray:
    """Validation error of the textbook demonstration, or of a variant of it.

    After the last epoch, or where training is `stopped` at the best of all epochs.
    """
    paths = norm_decay.train(weight_decay=weight_decay, seeds=seeds, **options)
    errors = paths.validation_error
    return errors.min(axis=1) if stopped else errors[:, -1]


@condition
def change(seeds, setting: Setting, data=datasets.digits) -> np.ndarray:
    """Share of probability that moves to another class under input noise of deviation 0.1."""
    run = train_one(data, setting, seeds)
    (inputs,) = stacked(data, seeds, "validation_inputs")
    noise = torch.randn(inputs.shape, generator=torch.Generator().manual_seed(0))
    calm, shaken = (run.probabilities(x) for x in (inputs, inputs + 0.1 * noise))
    return ((calm - shaken).abs().sum(dim=-1) / 2).mean(dim=-1).numpy()
