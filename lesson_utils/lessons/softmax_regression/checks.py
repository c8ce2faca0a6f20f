"""Exercises of lesson 1: judging by intervals and costs, softmax, shapes, losses, a step."""

from itertools import zip_longest

import torch
import torch.nn.functional as F

from lesson_utils import from_scratch
from lesson_utils.exercises.exercise import by_hand, exercise, progress  # noqa: F401
from lesson_utils.lessons.softmax_regression.gradient_checks import (
    LABELS,
    ROWS,
    score_gradient,  # noqa: F401
    train_step,  # noqa: F401
)

FAR = torch.tensor([[0.0, 1000.0, -5.0]])  # the first score is not the largest
NEAR = torch.tensor([[1000.0, 990.0], [2.0, 1.0]])  # a cut at some height would lose the difference
LARGE = torch.tensor([[1000.0, 0.0], [-1000.0, -1001.0]])
SURPRISED = torch.tensor([[0.001, 0.499, 0.5]])
PROBABILITIES = torch.tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]])
SCORES = torch.tensor([[2.0, 1.0, 0.0], [0.0, 3.0, 1.0], [4.0, 0.0, 5.0], [1.0, 0.5, 0.0]])
TRUE = torch.tensor([0, 1, 0, 0])
FOUR_CLASSES = torch.tensor(
    [[0.4, 0.3, 0.2, 0.1], [-3.0, -1.0, -2.0, -5.0], [0.0, 1.0, 0.0, 2.0]]  # below 0.5, below 0
)


def labelled(draw, rows):
    """Rows and, for each, a label among its places."""
    return rows, draw.integers(0, rows.shape[1] - 1, len(rows))


def normalised(rows):
    return rows / rows.sum(dim=1, keepdim=True)


def picked(probabilities, labels):
    return probabilities[range(len(labels)), labels]


interval_by_hand = by_hand(
    "interval_by_hand", lesson=1, number=1, answer=(2, -1.93, 5.93), parts=("mean", "low", "high"),
    tolerance=0.02,
    mistakes={
        "swapped": (..., 5.93, -1.93),
        "one_error": (..., 0.59, 3.41),
        "no_root": (..., -6.79, 10.79),
        "divided_by_five": (..., -1.52, 5.52),
        "normal_factor": (..., -0.77, 4.77),
        "range": (..., -2, 6),
        "one_spread": (..., -1.16, 5.16),
        "sum_not_mean": (10, ..., ...),
    },
)  # fmt: skip

RISKS = torch.tensor([0.05, 0.2, 0.45, 0.6, 0.95])

decide = exercise(
    "decide", lesson=1, number=2,
    reference=lambda risk, miss, alarm: risk * miss > (1 - risk) * alarm,
    cases=((RISKS, 9, 1), (RISKS, 1, 1), (RISKS, 5, 10), (RISKS, 10, 4), (RISKS[:1], 1, 9)),
    draw=lambda draw: (draw.uniform(6), draw.integer(1, 20), draw.integer(1, 20)),
    mistakes={
        "argmax": lambda risk, miss, alarm: risk > 0.5,
        "costs_swapped": lambda risk, miss, alarm: risk * alarm > (1 - risk) * miss,
        "reversed": lambda risk, miss, alarm: risk * miss < (1 - risk) * alarm,
        "ratio": lambda risk, miss, alarm: risk * miss > alarm,
        "alarm_is_one": lambda risk, miss, alarm: risk > 1 / (1 + miss),
        "threshold": lambda risk, miss, alarm: alarm / (miss + alarm),
        "expected_cost": lambda risk, miss, alarm: risk * miss,
        "always": lambda risk, miss, alarm: torch.ones(len(risk), dtype=torch.bool),
    },
)  # fmt: skip

count_parameters = exercise(
    "count_parameters", lesson=1, number=3,
    reference=lambda features, classes: features * classes + classes,
    cases=((4, 3), (64, 10), (1, 2)),
    draw=lambda draw: (draw.integer(2, 40), draw.integer(2, 12)),
    mistakes={
        "no_biases": lambda d, q: d * q,
        "one_bias": lambda d, q: d * q + 1,
        "bias_a_feature": lambda d, q: d * q + d,
        "sum": lambda d, q: d + q,
        "bias_everywhere": lambda d, q: d * q + d + q,
        "outputs": lambda d, q: q,
        "hard_coded": lambda d, q: 15,
    },
)  # fmt: skip

softmax = exercise(
    "softmax", lesson=1, number=4, reference=from_scratch.softmax,
    cases=((ROWS,), (FAR,), (LARGE,), (NEAR,), (ROWS[:, :2].T,)),
    draw=lambda draw: (3 * draw.normal(draw.integer(2, 5), draw.integer(2, 5)),),
    mistakes={
        "not_normalised": torch.exp,
        "no_exponential": normalised,
        "columns": lambda logits: torch.softmax(logits, dim=0),
        "whole": lambda logits: logits.flatten().softmax(dim=0).view_as(logits),
        "flat_sum": lambda logits: torch.exp(logits) / torch.exp(logits).sum(dim=1),
        "naive": lambda logits: normalised(torch.exp(logits)),
        "first_score": lambda logits: normalised(torch.exp(logits - logits[:, :1])),
        "clamped": lambda logits: normalised(torch.exp(logits.clamp(max=80))),
        "maximum_with_place": lambda logits: logits - logits.max(dim=1, keepdim=True),
        "logarithms": lambda logits: torch.log_softmax(logits, dim=1),
        "one_maximum": lambda logits: normalised(torch.exp(logits - logits.max())),
    },
)  # fmt: skip


def broadcast(a_shape, b_shape):
    try:
        return tuple(torch.broadcast_shapes(a_shape, b_shape))
    except RuntimeError:
        return None


def turned(shape):
    return shape and shape[::-1]


broadcast_shape = exercise(
    "broadcast_shape", lesson=1, number=5, reference=broadcast,
    cases=(
        ((3, 1), (1, 2)), ((3, 4), (1, 4)), ((4,), (3, 4)), ((2, 3, 1), (3, 5)), ((3,), (4,)),
        ((2, 3), (3, 2)), ((2, 3), (4, 3)), ((2,), (4,)), ((4,), (4, 1)), ((2, 3), (2,)),
        ((3, 2), (3, 2)),
    ),
    draw=lambda draw: tuple(
        tuple(draw.integers(1, 3, draw.integer(1, 3)).tolist()) for _ in range(2)
    ),
    mistakes={
        "raises": torch.broadcast_shapes,
        "never_fails": lambda a, b: turned(
            tuple(map(max, zip_longest(turned(a), turned(b), fillvalue=1)))
        ),
        "from_the_left": lambda a, b: turned(broadcast(turned(a), turned(b))),
        "first_shape": lambda a, b: a,
        "longer_shape": lambda a, b: max(a, b, key=len),
        "shorter": lambda a, b: broadcast(a[-len(b) :], b[-len(a) :]),
        "zipped": lambda a, b: tuple(map(max, zip(a, b))),
        "equal_only": lambda a, b: a if a == b else None,
        "reversed": lambda a, b: turned(broadcast(a, b)),
    },
)  # fmt: skip

cross_entropy = exercise(
    "cross_entropy", lesson=1, number=6, reference=from_scratch.cross_entropy,
    cases=((PROBABILITIES, LABELS), (PROBABILITIES[:1], LABELS[:1]), (SURPRISED, LABELS[:1])),
    draw=lambda draw: labelled(draw, torch.softmax(2 * draw.normal(4, 3), dim=1)),
    mistakes={
        "sum": lambda P, y: -picked(P, y).log().sum(),
        "no_minus": lambda P, y: picked(P, y).log().mean(),
        "no_mean": lambda P, y: -picked(P, y).log(),
        "minus_probability": lambda P, y: -picked(P, y).mean(),
        "scores_wanted": F.cross_entropy,
        "mean_of_all": lambda P, y: -picked(P, y).log().sum() / P.numel(),
        "most_likely": lambda P, y: -P.amax(dim=1).log().mean(),
        "no_logarithm": lambda P, y: picked(P, y).mean(),
        "base_two": lambda P, y: -picked(P, y).log2().mean(),
        "every_class": lambda P, y: -P.log().mean(),
        "all_pairs": lambda P, y: -P[:, y].log().mean(),
    },
)  # fmt: skip

accuracy = exercise(
    "accuracy", lesson=1, number=9, reference=from_scratch.accuracy,
    cases=(
        (SCORES, TRUE), (SCORES[:2], TRUE[:2]), (SCORES[2:3], TRUE[2:3]),
        (FOUR_CLASSES, torch.tensor([0, 1, 3])),
    ),
    draw=lambda draw: labelled(draw, draw.normal(draw.integer(3, 6), draw.integer(2, 5))),
    mistakes={
        "count": lambda scores, labels: (scores.argmax(dim=1) == labels).sum(),
        "percent": lambda scores, labels: 100 * (scores.argmax(dim=1) == labels).float().mean(),
        "error_rate": lambda scores, labels: (scores.argmax(dim=1) != labels).float().mean(),
        "each": lambda scores, labels: scores.argmax(dim=1) == labels,
        "integer_mean": lambda scores, labels: (scores.argmax(dim=1) == labels).mean(),
        "columns": lambda scores, labels: (scores.argmax(dim=0) == labels).float().mean(),
        "values": lambda scores, labels: (scores.amax(dim=1) == labels).float().mean(),
    },
)  # fmt: skip
