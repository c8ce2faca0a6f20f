"""Exercises of lesson 3, in its order: folds, early stopping, decay, dropout."""

import torch

from lesson_utils import from_scratch
from lesson_utils.exercise import by_hand, exercise, progress  # noqa: F401
from lesson_utils.lessons.generalization import stopping

INPUTS = torch.tensor([[1.0, 2.0, 3.0, 4.0]])
NOISE = torch.tensor([[0.1, 0.9, 0.6, 0.15]])
WEIGHTS = torch.tensor([1.0, -2.0, 0.5])
GRADIENT = torch.tensor([0.5, 0.0, -1.0])


def sizes(examples, folds):
    return [examples // folds + (fold < examples % folds) for fold in range(folds)]


fold_sizes = exercise(
    "fold_sizes",
    lesson=3,
    reference=lambda examples, folds: sizes(examples, folds),
    cases=((10, 5), (11, 4), (10, 3), (3, 3)),
    mistakes={
        "remainder_lost": lambda examples, folds: [examples // folds] * folds,
        "remainder_last": lambda examples, folds: (
            [examples // folds] * (folds - 1) + [examples - examples // folds * (folds - 1)]
        ),
        "remainder_first": lambda examples, folds: (
            [examples - examples // folds * (folds - 1)] + [examples // folds] * (folds - 1)
        ),
        "larger_at_the_end": lambda examples, folds: sizes(examples, folds)[::-1],
        "fractions": lambda examples, folds: [examples / folds] * folds,
        "training_sizes": lambda examples, folds: [examples - s for s in sizes(examples, folds)],
        "one_number": lambda examples, folds: examples // folds,
    },
)


def stopping_epoch(losses, patience, *, strict=True, reset=True):
    best, waited = losses[0], 0
    for epoch, loss in enumerate(losses[1:], start=1):
        if loss < best or (not strict and loss == best):
            best, waited = loss, 0 if reset else waited
        else:
            waited += 1
        if waited == patience:
            return epoch
    return len(losses) - 1


early_stopping_epoch = exercise(
    "early_stopping_epoch",
    lesson=3,
    reference=stopping.epochs_without_best,
    cases=(
        ([0.9, 0.5, 0.7, 0.6, 0.8, 0.9, 1.0, 0.4, 0.45], 3),
        ([0.9, 0.7, 0.8, 0.6, 0.7, 0.65, 0.5, 0.55], 2),
        ([0.9, 0.6, 0.6, 0.6, 0.7, 0.65, 0.5], 2),
        ([0.9, 0.8, 0.7], 1),
        ([0.9, 0.95, 0.8, 0.7], 1),
    ),
    mistakes={
        "best_epoch": lambda losses, patience: losses.index(min(losses)),
        "best_so_far": lambda losses, patience: stopping_epoch(losses, patience) - patience,
        "one_late": lambda losses, patience: min(
            stopping_epoch(losses, patience) + 1, len(losses) - 1
        ),
        "no_reset": lambda losses, patience: stopping_epoch(losses, patience, reset=False),
        "rises": stopping.rises_in_a_row,
        "equal_is_better": lambda losses, patience: stopping_epoch(losses, patience, strict=False),
        "never_stops": lambda losses, patience: len(losses) - 1,
    },
)

weight_decay_step = exercise(
    "weight_decay_step",
    lesson=3,
    reference=lambda w, grad, lr, lam: from_scratch.weight_decay_step(w, grad, lr, lam),
    cases=((WEIGHTS, GRADIENT, 0.2, 0.5), (WEIGHTS, GRADIENT, 0.1, 0.0)),
    mistakes={
        "no_decay": lambda w, grad, lr, lam: w - lr * grad,
        "ascent": lambda w, grad, lr, lam: (1 - lr * lam) * w + lr * grad,
        "growth": lambda w, grad, lr, lam: (1 + lr * lam) * w - lr * grad,
        "no_rate": lambda w, grad, lr, lam: (1 - lam) * w - lr * grad,
        "twice": lambda w, grad, lr, lam: (1 - 2 * lr * lam) * w - lr * grad,
        "absolute": lambda w, grad, lr, lam: w - lr * (grad + lam * w.sign()),
        "after_the_step": lambda w, grad, lr, lam: (1 - lr * lam) * (w - lr * grad),
        "decay_only": lambda w, grad, lr, lam: (1 - lr * lam) * w,
    },
)

dropout_by_hand = by_hand(
    "dropout_by_hand",
    lesson=3,
    answer=(8, 6),
    parts=("kept", "expected"),
    mistakes={
        "not_scaled": (6, ...),
        "divided_by_p": (24, ...),
        "multiplied": (4.5, ...),
        "halved": (12, ...),
        "kept_as_expected": (8, 8),
        "expectation_not_scaled": (8, 4.5),
        "two_outcomes_equal": (8, 4),
    },
)

impossible_entries = by_hand(
    "impossible_entries",
    lesson=3,
    answer={1, 3, 5},
    mistakes={
        "results": {4, 8, 12},
        "seven_too": {1, 3, 5, 7},
        "second_row": {1, 3, 5, 9, 11, 13, 15},
        "all_kept": {1, 3, 5, 7, 9, 11, 13, 15},
        "zeros": {0, 2, 4, 6},
        "all_zeros": {0, 2, 4, 6, 8, 10, 12, 14},
    },
)

dropout = exercise(
    "dropout",
    lesson=3,
    reference=lambda X, p, noise: from_scratch.dropout(X, p, noise),
    cases=((INPUTS, 0.2, NOISE), (INPUTS, 0.0, NOISE), (INPUTS, 1.0, NOISE)),
    mistakes={
        "not_scaled": lambda X, p, noise: (noise > p) * X,
        "wrong_side": lambda X, p, noise: (noise < p) * X / (1 - p),
        "divided_by_p": lambda X, p, noise: (noise > p) * X / p,
        "multiplied": lambda X, p, noise: (noise > p) * X * (1 - p),
        "not_dropped": lambda X, p, noise: X / (1 - p),
        "zero_by_zero": lambda X, p, noise: (noise > p) * X / (1 - p),
        "mask_only": lambda X, p, noise: (noise > p) / (1 - p),
        "division_by_zero": lambda X, p, noise: (noise > p) * X * (1 / (1 - p)),
    },
)
