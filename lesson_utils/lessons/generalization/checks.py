"""Exercises of lesson 3, in its order: folds, leaks, early stopping, decay, dropout, choosing."""

import torch

from lesson_utils import from_scratch
from lesson_utils.exercises.exercise import by_hand, exercise, progress  # noqa: F401
from lesson_utils.lessons.generalization.judging_checks import (  # noqa: F401
    early_stopping_epoch,
    fair_loss,
    fold_sizes,
    honest_score,
)

INPUTS = torch.tensor([[1.0, 2.0, 3.0, 4.0]])
NOISE = torch.tensor([[0.1, 0.9, 0.6, 0.15]])
TABLE = torch.arange(1.0, 17.0).reshape(2, 8)
# Each column keeps one of its two entries: a mask made for one row does not fit the other.
TABLE_NOISE = torch.tensor(
    [[0.9, 0.1, 0.7, 0.6, 0.2, 0.3, 0.8, 0.4], [0.2, 0.8, 0.1, 0.3, 0.9, 0.7, 0.4, 0.6]]
)
WEIGHTS = torch.tensor([1.0, -2.0, 0.5])
GRADIENT = torch.tensor([0.5, 0.0, -1.0])


weight_decay_step = exercise(
    "weight_decay_step", lesson=3, number=5, reference=from_scratch.weight_decay_step,
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
)  # fmt: skip

impossible_entries = by_hand(
    "impossible_entries", lesson=3, number=6, answer={1, 3, 5},
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
)  # fmt: skip

dropout = exercise(
    "dropout", lesson=3, number=7,
    reference=lambda X, p, noise: from_scratch.dropout(X, p, noise),
    cases=(
        (TABLE, 0.5, TABLE_NOISE),
        (INPUTS, 0.2, NOISE),
        (INPUTS, 0.0, NOISE),
        (INPUTS, 1.0, torch.full_like(INPUTS, 0.9995)),
    ),
    draw=lambda draw: (draw.normal(3, 5), 0.1 + 0.8 * draw.uniform().item(), draw.uniform(3, 5)),
    mistakes={
        "not_scaled": lambda X, p, noise: (noise >= p) * X,
        "wrong_side": lambda X, p, noise: (noise < p) * X / (1 - p),
        "divided_by_p": lambda X, p, noise: (noise >= p) * X / p,
        "multiplied": lambda X, p, noise: (noise >= p) * X * (1 - p),
        "not_dropped": lambda X, p, noise: X / (1 - p),
        "zero_by_zero": lambda X, p, noise: (noise >= p) * X / (1 - p),
        "nothing_at_one": lambda X, p, noise: None if p == 1 else from_scratch.dropout(X, p, noise),
        "mask_only": lambda X, p, noise: (noise >= p) / (1 - p),
        "division_by_zero": lambda X, p, noise: (noise >= p) * X * (1 / (1 - p)),
    },
)  # fmt: skip

kept_value = exercise(
    "kept_value", lesson=3, number=8,
    reference=lambda h, p: 1 + (h - 1) / (1 - p),
    cases=((2.0, 0.2), (3.0, 0.5), (1.5, 0.0), (1.0, 0.9)),
    draw=lambda draw: (1 + 3 * draw.uniform().item(), 0.1 + 0.8 * draw.uniform().item()),
    mistakes={
        "usual": lambda h, p: h / (1 - p),
        "not_scaled": lambda h, p: h,
        "forgot_threshold": lambda h, p: (h - 1) / (1 - p),
        "divided_by_p": lambda h, p: 1 + (h - 1) / p,
        "multiplied": lambda h, p: 1 + (h - 1) * (1 - p),
        "whole_plus_one": lambda h, p: 1 + h / (1 - p),
        "minus_one": lambda h, p: (h - 1) / (1 - p) - 1,
        "mean_after": lambda h, p: h - 1,
    },
)  # fmt: skip


def choosing(row, report=lambda losses, accuracy, row: accuracy[row].mean()):
    """An answer to choose_and_report: a rule for the row, and one for what is reported then."""

    def answer(validation_loss, test_accuracy):
        chosen = int(row(validation_loss, test_accuracy))
        return chosen, report(validation_loss, test_accuracy, chosen)

    return answer


def best_row(losses, accuracy):
    return losses.mean(dim=1).argmin()


# Row 1 has the lowest mean loss, row 2 the best test accuracy, row 0 the luckiest single run.
LOSSES = torch.tensor([[0.30, 0.95, 0.85], [0.55, 0.50, 0.60], [0.70, 0.62, 0.66]])
ACCURACIES = torch.tensor([[0.81, 0.78, 0.79], [0.84, 0.80, 0.85], [0.88, 0.86, 0.90]])

choose_and_report = exercise(
    "choose_and_report", lesson=3, number=9, reference=choosing(best_row),
    cases=(
        (LOSSES, ACCURACIES),
        (LOSSES.flip(0)[:, :2], ACCURACIES.flip(0)[:, :2]),
        (LOSSES[[2, 0, 1, 2]], ACCURACIES[[2, 1, 0, 1]]),
    ),
    draw=lambda draw: tuple(draw.uniform(2, draw.integer(3, 6), draw.integer(3, 6))),
    parts=("row", "accuracy"),
    mistakes={
        "chosen_by_test": choosing(lambda losses, accuracy: accuracy.mean(dim=1).argmax()),
        "highest_loss": choosing(lambda losses, accuracy: losses.mean(dim=1).argmax()),
        "best_single_run": choosing(lambda losses, accuracy: losses.amin(dim=1).argmin()),
        "first_seed": choosing(lambda losses, accuracy: losses[:, 0].argmin()),
        "best_test_seed": choosing(best_row, lambda losses, accuracy, row: accuracy[row].max()),
        "all_rows": choosing(best_row, lambda losses, accuracy, row: accuracy.mean()),
        "reports_loss": choosing(best_row, lambda losses, accuracy, row: losses[row].mean()),
        "columns": lambda losses, accuracy: choosing(best_row)(losses.T, accuracy.T),
        "reports_best_test": choosing(
            best_row, lambda losses, accuracy, row: accuracy.mean(dim=1).max()
        ),
    },
)  # fmt: skip
