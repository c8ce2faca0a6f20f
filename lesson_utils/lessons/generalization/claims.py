"""Claims of lesson 3, on digits: 200 training examples, a fifth of them with wrong labels.

Conditions measure a number for each of S seeds.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps

import numpy as np
import torch

from lesson_utils import datasets
from lesson_utils.claims import claim, say, show  # noqa: F401
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


PLAIN, WIDE = Setting(), Setting(hidden=512)
HALF, DROPCONNECT = Setting(dropout=0.5), Setting(dropconnect=0.5)
DECAYED, MORE_DECAYED = Setting(weight_decay=0.005), Setting(weight_decay=0.01)
MANY = range(20, 60)  # where twenty seeds would tell too seldom
of_accuracy = partial(claim, metric="metrics.validation_accuracy")
of_loss = partial(claim, metric="metrics.validation_loss")

# 3.1: random labels
guess, taught = guessing("conditions.guessing"), accuracy_of_memory("conditions.random_labels")
of_accuracy("random_labels_teach_nothing", guess, taught, expected="none", margin=0.03, seeds=MANY)

# 3.2: choosing, and where more capacity does not hurt
reported, fresh = (best_of_ten(f"conditions.{part}", part) for part in ("reported", "fresh"))
claim("best_of_many_is_optimistic", reported, fresh, expected="lower", metric="metrics.accuracy")
claim("too_narrow_underfits", Setting(hidden=64), Setting(hidden=4), expected="higher")
claim("wider_is_not_worse", Setting(hidden=64), WIDE, expected="lower")
narrow = at_best_epoch("conditions.best_narrow", PLAIN)
wide = at_best_epoch("conditions.best_wide", WIDE)
of_loss("wider_is_not_worse_at_its_best", narrow, wide, expected="none", margin=0.03)

# 3.3: early stopping
claim("longer_fits_training", Setting(epochs=35), PLAIN, expected="lower", metric="train_loss")
claim("longer_hurts_validation", Setting(epochs=35), PLAIN, expected="higher", seeds=MANY)
last = kept_loss("conditions.last_epoch", patience=None)
stopped = kept_loss("conditions.early_stopping", patience=10)
of_loss("early_stopping_helps", last, stopped, expected="lower")
patient, impatient = (kept_loss(f"conditions.patience_{n}", patience=n) for n in (10, 3))
of_loss("three_epochs_are_too_impatient", patient, impatient, expected="higher")

# 3.4: weight decay, against a network trained too long and against one that stopped in time
claim("small_decay_helps", PLAIN, DECAYED, expected="lower")
best_plain = at_best_epoch("conditions.best_plain", PLAIN)
best_decay = at_best_epoch("conditions.best_decay", DECAYED)
of_loss(
    "decay_adds_nothing_to_early_stopping", best_plain, best_decay, expected="none", margin=0.03
)
claim("large_decay_hurts", PLAIN, Setting(weight_decay=0.1), expected="higher")
late = after_the_lowest("conditions.plain", PLAIN)
forgives = partial(claim, expected="lower", metric="metrics.rise")
forgives("decay_forgives_late_stopping", late, after_the_lowest("λ = 0.005", DECAYED))
forgives("dropout_forgives_late_stopping", late, after_the_lowest("p = 0.5", HALF))
pruned_plain = accuracy_after_pruning("conditions.pruned_plain", PLAIN)
pruned_decay = accuracy_after_pruning("conditions.pruned_decay", MORE_DECAYED)
of_accuracy("decay_survives_pruning", pruned_plain, pruned_decay, expected="higher")

of_regression = partial(claim, metric="metrics.squared_error")
plain = error_of_regression("conditions.textbook_plain", 0.0)
decayed = error_of_regression("conditions.textbook_decay", 3.0)
of_regression("textbook_decay_helps", plain, decayed, expected="lower")
from_zeros = partial(error_of_regression, init_scale=0.0)
plain = from_zeros("conditions.zeros_plain", 0.0)
decayed = from_zeros("conditions.zeros_decay", 3.0)
of_regression("textbook_decay_from_zeros", plain, decayed, expected="none", margin=0.002)
fair = partial(from_zeros, features=20, true_weight=0.2, noise=0.5, epochs=300, learning_rate=0.05)
plain, decayed = fair("conditions.fair_plain", 0.0), fair("conditions.fair_decay", 0.3)
of_regression("fair_decay_helps", plain, decayed, expected="lower")
# 40 seeds cannot tell the 0.025 by which stopping is ahead from the margin
of_regression(
    "fair_decay_is_as_good_as_stopping", fair("conditions.fair_stopped", 0.0, stopped=True),
    decayed, expected="none", margin=0.05, seeds=range(20, 100),
)  # fmt: skip

# 3.5: dropout, and the two sides of its U
claim("dropout_helps", PLAIN, HALF, expected="lower")
best_dropout = at_best_epoch("conditions.best_dropout", HALF)
of_loss("dropout_adds_to_early_stopping", best_plain, best_dropout, expected="lower")
claim("too_much_dropout_hurts", HALF, Setting(dropout=0.9), expected="higher")
claim("dropout_fits_training_less", PLAIN, HALF, expected="lower", metric="train_accuracy")
claim("dropconnect_helps", PLAIN, DROPCONNECT, expected="lower")
claim("dropconnect_is_like_dropout", HALF, DROPCONNECT, expected="none", margin=0.04, seeds=MANY)

# 3.5: is dropout smoother, and because of its noise? Two controls saw none; then all three once
# more, without the wrong labels
SHORT = Setting(epochs=30)
under_noise = partial(claim, metric="metrics.change")
sharp = change("conditions.plain", PLAIN)
short = change("conditions.epochs_30", SHORT)
under_noise("dropout_is_smoother", sharp, change("p = 0.5", HALF), expected="lower")
under_noise("decay_is_smoother", sharp, change("λ = 0.01", MORE_DECAYED), expected="lower")
under_noise("stopped_early_is_smoother", sharp, short, expected="lower")
with_right_labels = partial(change, data=partial(datasets.digits, wrong_labels=0.0))
sharp = with_right_labels("conditions.right_plain", PLAIN)
dropped = with_right_labels("conditions.right_dropout", HALF)
decayed = with_right_labels("conditions.right_decay", MORE_DECAYED)
short = with_right_labels("conditions.right_epochs_30", SHORT)
under_noise("dropout_is_smoother_with_right_labels", sharp, dropped, expected="lower", seeds=MANY)
under_noise("decay_is_rougher_with_right_labels", sharp, decayed, expected="higher")
under_noise("stopped_early_is_rougher_with_right_labels", sharp, short, expected="higher")

# 3.6: two good regularizers together are not better than the better one
small = Setting(weight_decay=0.003)
claim("dropout_on_top_of_decay_helps", small, replace(small, dropout=0.5), expected="lower")
claim("decay_on_top_of_dropout_hurts", HALF, replace(HALF, weight_decay=0.01), expected="higher")
