"""Exercises of lesson 3 on judging: folds, an honest score, when to stop and what to report."""

from functools import partial

import torch

from lesson_utils.exercises.attempt import Draw
from lesson_utils.exercises.exercise import exercise
from lesson_utils.lessons.generalization import stopping
from lesson_utils.lessons.generalization.selection import best_columns, nearest_mean


def sizes(examples, folds):
    return [examples // folds + (fold < examples % folds) for fold in range(folds)]


def rest_at_the_end(examples, folds):
    return [examples // folds] * (folds - 1) + [examples // folds + examples % folds]


fold_sizes = exercise(
    "fold_sizes", lesson=3, number=1, reference=sizes,
    cases=((10, 5), (11, 4), (10, 3), (3, 3)),
    draw=lambda draw: (draw.integer(20, 90), draw.integer(3, 9)),
    mistakes={
        "return_in_loop": lambda examples, folds: sizes(examples, folds)[:1],
        "remainder_lost": lambda examples, folds: [examples // folds] * folds,
        "remainder_last": rest_at_the_end,
        "remainder_first": lambda examples, folds: rest_at_the_end(examples, folds)[::-1],
        "larger_at_the_end": lambda examples, folds: sizes(examples, folds)[::-1],
        "fractions": lambda examples, folds: [examples / folds] * folds,
        "training_sizes": lambda examples, folds: [examples - s for s in sizes(examples, folds)],
        "one_number": lambda examples, folds: examples // folds,
    },
)  # fmt: skip


def experiment(draw):
    """Noise, labels of a coin, and a fold of them: at most half of 20 examples are held out."""
    inputs, labels = draw.normal(20, 40), draw.integers(0, 1, 20)
    labels[:4] = torch.tensor([0, 1, 0, 1])  # both classes in every part
    held_out = torch.tensor([0, 1, *range(6, 6 + draw.integer(3, 6))])
    train = torch.tensor([place for place in range(20) if place not in held_out.tolist()])
    return inputs, labels, train, held_out


def score(X, y, train, held_out, choosing):
    """Of the ten columns that the examples `choosing` choose: honest where these are `train`."""
    columns = best_columns(X[choosing], y[choosing], 10)
    return nearest_mean(X[:, columns], y, train, held_out)


honest_score = exercise(
    "honest_score", lesson=3, number=2,
    reference=lambda inputs, labels, train, held_out: score(inputs, labels, train, held_out, train),
    cases=tuple(experiment(Draw(seed)) for seed in range(4)),
    draw=experiment,
    mistakes={
        "leak": lambda X, y, train, held_out: score(X, y, train, held_out, slice(None)),
        "chosen_on_held_out": lambda X, y, train, held_out: score(X, y, train, held_out, held_out),
        "judged_on_training": lambda X, y, train, held_out: score(X, y, train, train, train),
        "swapped": lambda X, y, train, held_out: score(X, y, held_out, train, train),
        "no_choice": nearest_mean,
        "errors": lambda X, y, train, held_out: 1 - score(X, y, train, held_out, train),
        "first_columns": lambda X, y, train, held_out: nearest_mean(X[:, :10], y, train, held_out),
        "columns": lambda X, y, train, held_out: best_columns(X[train], y[train], 10),
    },
)  # fmt: skip


def stopping_epoch(losses, patience, *, strict=True, reset=True, otherwise="last"):
    best, waited = losses[0], 0
    for epoch, loss in enumerate(losses[1:], start=1):
        if loss < best or (not strict and loss == best):
            best, waited = loss, 0 if reset else waited
        else:
            waited += 1
        if waited == patience:
            return epoch
    return len(losses) - 1 if otherwise == "last" else otherwise


early_stopping_epoch = exercise(
    "early_stopping_epoch", lesson=3, number=3, reference=stopping.epochs_without_best,
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
        "no_reset": partial(stopping_epoch, reset=False),
        "rises": stopping.stop_after_rises,
        "equal_is_better": partial(stopping_epoch, strict=False),
        "never_stops": lambda losses, patience: len(losses) - 1,
        "none_at_the_end": partial(stopping_epoch, otherwise=None),
        "minus_one_at_the_end": partial(stopping_epoch, otherwise=-1),
        "from_one": lambda losses, patience: stopping_epoch(losses, patience) + 1,
        "own_patience": lambda losses, patience: stopping_epoch(losses, 3),
    },
)  # fmt: skip


def kept(watched, reported, patience, rule=stopping.epochs_without_best):
    """The reported loss of the epoch that early stopping, which watches others, goes back to."""
    return reported[stopping.best_until(watched, rule(watched, patience))]


fair_loss = exercise(
    "fair_loss", lesson=3, number=4,
    reference=lambda watched, reported, patience: kept(watched, reported, patience),
    cases=(
        ([0.9, 0.5, 0.7, 0.6, 0.8, 0.4], [0.91, 0.57, 0.52, 0.63, 0.77, 0.45], 3),
        ([0.9, 0.7, 0.8, 0.6, 0.7, 0.65, 0.5], [0.8, 0.72, 0.75, 0.66, 0.61, 0.69, 0.55], 2),
        ([0.9, 0.8, 0.7], [0.95, 0.85, 0.88], 1),
    ),
    draw=lambda draw: (*draw.uniform(2, draw.integer(8, 14)).tolist(), draw.integer(2, 4)),
    mistakes={
        "reports_watched": lambda watched, reported, patience: kept(watched, watched, patience),
        "chosen_by_reported": lambda _, reported, patience: kept(reported, reported, patience),
        "lowest_reported": lambda watched, reported, patience: min(reported),
        "not_restored": lambda watched, reported, patience: reported[
            stopping.epochs_without_best(watched, patience)
        ],
        "looks_ahead": lambda watched, reported, patience: reported[watched.index(min(watched))],
        "last_epoch": lambda watched, reported, patience: reported[-1],
        "epoch": lambda watched, reported, patience: kept(watched, range(len(watched)), patience),
        "rises": partial(kept, rule=stopping.stop_after_rises),
    },
)  # fmt: skip
