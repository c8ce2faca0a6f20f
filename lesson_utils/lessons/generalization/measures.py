"""What the claims of lesson 3 measure: functions of S seeds that return (S,) numbers."""

from dataclasses import replace
from functools import cache

import numpy as np
import torch

from lesson_utils import datasets, engine
from lesson_utils.lessons.generalization import norm_decay, selection, stopping
from lesson_utils.lessons.generalization.judging import MEMORY, partly_random
from lesson_utils.settings import Setting
from lesson_utils.training import Run


def trained(setting: Setting, seeds, *, evaluate_every: int = 0, data=datasets.digits) -> Run:
    every = evaluate_every or setting.epochs
    (run,) = engine.train_all(data, [setting], seeds=seeds, evaluate_every=every)
    return run


@cache
def loss_curves(setting: Setting, seeds: tuple[int, ...]) -> np.ndarray:
    """(S, E) validation losses after every epoch."""
    return trained(setting, seeds, evaluate_every=1).validation_loss


def rises(setting: Setting, seeds: tuple[int, ...]) -> np.ndarray:
    """(S,) how far the loss after the last epoch lies above its lowest point."""
    curves = loss_curves(setting, seeds)
    return curves[:, -1] - curves.min(axis=1)


def accuracy_of_memory(seeds) -> np.ndarray:
    """(S,) validation accuracy after training on random labels alone."""
    return trained(MEMORY, seeds, data=partly_random(1.0)).final("validation_accuracy")


@cache
def best_of_ten(seed: int) -> tuple[float, float]:
    """Accuracy of the best of ten networks on the 50 examples that choose it, and on others."""
    data = datasets.digits(seed)
    run = trained(Setting(hidden=32), range(10), data=lambda _: data)
    hits = run.hits(data.validation_inputs, data.validation_labels)
    found = selection.best_of_many(hits, examples=50, repetitions=20, seed=seed)
    return found.reported[:, -1].mean(), found.fresh[:, -1].mean()


def kept_losses(seeds, *, patience: int | None) -> np.ndarray:
    """(S,) loss of the weights that early stopping keeps, or of the last epoch without patience.

    One half of the validation set decides when to stop, the other half is what is reported.
    """
    watched, reported = (
        trained(Setting(), seeds, evaluate_every=1, data=half_of_validation(half))
        for half in (0, 1)
    )
    if patience is None:
        return reported.final()
    curves = [list(curve) for curve in watched.validation_loss]
    stops = [stopping.epochs_without_best(curve, patience) for curve in curves]
    kept = [stopping.best_until(curve, stop) for curve, stop in zip(curves, stops, strict=True)]
    return reported.validation_loss[np.arange(len(kept)), kept]


def half_of_validation(half: int):
    """Maker of digits that are validated on the examples at even (0) or odd (1) places."""

    def maker(seed: int) -> datasets.Dataset:
        data = datasets.digits(seed)
        return replace(
            data, validation_inputs=data.validation_inputs[half::2],
            validation_labels=data.validation_labels[half::2],
        )  # fmt: skip

    return maker


def accuracy_after_pruning(seeds, setting: Setting, share: float = 0.7) -> np.ndarray:
    """(S,) validation accuracy with this share of each matrix, its smallest weights, set to 0."""
    run = trained(setting, seeds)
    kept = [
        # biases have one row, and stay
        w if w.shape[1] == 1 else torch.stack([pruned(matrix, share) for matrix in w])
        for w in run.parameters
    ]
    data = [datasets.digits(seed) for seed in seeds]
    inputs = torch.stack([one.validation_inputs for one in data])
    labels = torch.stack([one.validation_labels for one in data])
    return replace(run, parameters=tuple(kept)).hits(inputs, labels).mean(axis=1)


def pruned(matrix: torch.Tensor, share: float) -> torch.Tensor:
    """The matrix with the share of its entries nearest to zero set to zero."""
    return torch.where(matrix.abs() < matrix.abs().quantile(share), 0.0, matrix)


def errors(seeds, weight_decay: float, **options) -> np.ndarray:
    """(S, E) validation errors of a linear regression after every epoch."""
    return norm_decay.train(weight_decay=weight_decay, seeds=seeds, **options).validation_error


def changes(seeds, setting: Setting, data=datasets.digits) -> np.ndarray:
    """(S,) share of probability that moves to another class under input noise of deviation 0.1."""
    run = trained(setting, seeds, data=data)
    inputs = torch.stack([data(seed).validation_inputs for seed in seeds])
    noise = torch.randn(inputs.shape, generator=torch.Generator().manual_seed(0))
    calm, shaken = (run.probabilities(x) for x in (inputs, inputs + 0.1 * noise))
    return ((calm - shaken).abs().sum(dim=-1) / 2).mean(dim=-1).numpy()
