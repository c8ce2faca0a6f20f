"""Exercises of lesson 3, in its order: folds, early stopping, decay, dropout."""

import torch

from lesson_utils import from_scratch
from lesson_utils.exercise import by_hand, exercise, progress  # noqa: F401
from lesson_utils.lessons.generalization import stopping

INPUTS = torch.tensor([[1.0, 2.0, 3.0, 4.0]])
NOISE = torch.tensor([[0.1, 0.9, 0.6, 0.15]])
TABLE = torch.arange(1.0, 17.0).reshape(2, 8)
# Each column keeps one of its two entries: a mask made for one row does not fit the other.
TABLE_NOISE = torch.tensor(
    [[0.9, 0.1, 0.7, 0.6, 0.2, 0.3, 0.8, 0.4], [0.2, 0.8, 0.1, 0.3, 0.9, 0.7, 0.4, 0.6]]
)
WEIGHTS = torch.tensor([1.0, -2.0, 0.5])
GRADIENT = torch.tensor([0.5, 0.0, -1.0])


def sizes(examples, folds):
    return [examples // folds + (fold < examples % folds) for fold in range(folds)]


fold_sizes = exercise(
    "fold_sizes",
    lesson=3,
    number=1,
    reference=lambda examples, folds: sizes(examples, folds),
    cases=((10, 5), (11, 4), (10, 3), (3, 3)),
    draw=lambda draw: (draw.integer(20, 90), draw.integer(3, 9)),
    mistakes={
        "return_in_loop": lambda examples, folds: sizes(examples, folds)[:1],
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


def ended(losses, patience, otherwise):
    """The rule, with another answer where nothing stops the training."""
    stopped = stopping_epoch([*losses, 1e9], patience) < len(losses)
    return stopping_epoch(losses, patience) if stopped else otherwise


early_stopping_epoch = exercise(
    "early_stopping_epoch",
    lesson=3,
    number=2,
    reference=stopping.epochs_without_best,
    cases=(
        ([0.9, 0.5, 0.7, 0.6, 0.8, 0.9, 1.0, 0.4, 0.45], 3),
        ([0.9, 0.7, 0.8, 0.6, 0.7, 0.65, 0.5, 0.55], 2),
        ([0.9, 0.6, 0.6, 0.6, 0.7, 0.65, 0.5], 2),
        ([0.9, 0.8, 0.7], 1),
        ([0.9, 0.95, 0.8, 0.7], 1),
        ([2000, 1500, 1600, 1700, 1400], 2),
    ),
    draw=lambda draw: (
        [round(loss, 1) for loss in draw.uniform(draw.integer(8, 14)).tolist()],
        draw.integer(1, 4),
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
        "none_at_the_end": lambda losses, patience: ended(losses, patience, None),
        "minus_one_at_the_end": lambda losses, patience: ended(losses, patience, -1),
        "from_one": lambda losses, patience: stopping_epoch(losses, patience) + 1,
        "own_patience": lambda losses, patience: stopping_epoch(losses, 3),
    },
)

weight_decay_step = exercise(
    "weight_decay_step",
    lesson=3,
    number=3,
    reference=from_scratch.weight_decay_step,
    cases=((WEIGHTS, GRADIENT, 0.2, 0.5), (WEIGHTS, GRADIENT, 0.1, 0.0)),
    draw=lambda draw: (
        *draw.normal(2, draw.integer(2, 5)),
        0.05 + draw.uniform().item() / 4,
        0.05 + draw.uniform().item(),
    ),
    mistakes={
        "no_decay": lambda w, g, rate, decay: w - rate * g,
        "ascent": lambda w, g, rate, decay: (1 - rate * decay) * w + rate * g,
        "growth": lambda w, g, rate, decay: (1 + rate * decay) * w - rate * g,
        "no_rate": lambda w, g, rate, decay: (1 - decay) * w - rate * g,
        "twice": lambda w, g, rate, decay: (1 - 2 * rate * decay) * w - rate * g,
        "absolute": lambda w, g, rate, decay: w - rate * (g + decay * w.sign()),
        "after_the_step": lambda w, g, rate, decay: (1 - rate * decay) * (w - rate * g),
        "decay_only": lambda w, g, rate, decay: (1 - rate * decay) * w,
    },
)

dropout_by_hand = by_hand(
    "dropout_by_hand",
    lesson=3,
    number=4,
    answer=(8, 6),
    parts=("kept", "expected"),
    mistakes={
        "swapped": (6, 8),
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
    number=5,
    answer={1, 3, 5},
    mistakes={
        "results": {4, 8, 12},
        "doubled": {2, 6, 10},
        "positions": {(0, 1), (0, 3), (0, 5)},
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
    number=6,
    reference=lambda X, p, noise: from_scratch.dropout(X, p, noise),
    cases=(
        (TABLE, 0.5, TABLE_NOISE),
        (INPUTS, 0.2, NOISE),
        (INPUTS, 0.0, NOISE),
        (INPUTS, 1.0, torch.full_like(INPUTS, 0.9995)),
    ),
    draw=lambda draw: (draw.normal(3, 5), 0.1 + 0.8 * draw.uniform().item(), draw.uniform(3, 5)),
    mistakes={
        "not_scaled": lambda X, p, noise: (noise > p) * X,
        "wrong_side": lambda X, p, noise: (noise < p) * X / (1 - p),
        "divided_by_p": lambda X, p, noise: (noise > p) * X / p,
        "multiplied": lambda X, p, noise: (noise > p) * X * (1 - p),
        "not_dropped": lambda X, p, noise: X / (1 - p),
        "zero_by_zero": lambda X, p, noise: (noise > p) * X / (1 - p),
        "nothing_at_one": lambda X, p, noise: None if p == 1 else from_scratch.dropout(X, p, noise),
        "mask_only": lambda X, p, noise: (noise > p) / (1 - p),
        "division_by_zero": lambda X, p, noise: (noise > p) * X * (1 / (1 - p)),
    },
)
