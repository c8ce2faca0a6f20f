"""Exercises of lesson 1: softmax, cross-entropy, accuracy, counting, shapes, norms."""

import torch

from lesson_utils import from_scratch
from lesson_utils.exercise import by_hand, exercise, progress  # noqa: F401

ROWS = torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 1.0]])
LARGE = torch.tensor([[1000.0, 0.0], [-1000.0, -1001.0]])
PROBABILITIES = torch.tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]])
LABELS = torch.tensor([0, 2])
SCORES = torch.tensor([[2.0, 1.0, 0.0], [0.0, 3.0, 1.0], [4.0, 0.0, 5.0], [1.0, 0.5, 0.0]])
TRUE = torch.tensor([0, 1, 0, 0])


def exponentials(logits):
    return torch.exp(logits - logits.max())


def picked(probabilities, labels):
    return probabilities[range(len(labels)), labels]


count_parameters = exercise(
    "count_parameters",
    lesson=1,
    reference=lambda features, classes: features * classes + classes,
    cases=((4, 3), (64, 10), (1, 2)),
    mistakes={
        "no_biases": lambda features, classes: features * classes,
        "one_bias": lambda features, classes: features * classes + 1,
        "bias_a_feature": lambda features, classes: features * classes + features,
        "sum": lambda features, classes: features + classes,
    },
)

softmax = exercise(
    "softmax",
    lesson=1,
    reference=from_scratch.softmax,
    cases=((ROWS,), (LARGE,), (ROWS[:, :2].T,)),
    mistakes={
        "not_normalised": torch.exp,
        "no_exponential": lambda logits: logits / logits.sum(dim=1, keepdim=True),
        "columns": lambda logits: torch.softmax(logits, dim=0),
        "whole": lambda logits: exponentials(logits) / exponentials(logits).sum(),
        "flat_sum": lambda logits: torch.exp(logits) / torch.exp(logits).sum(dim=1),
        "naive": lambda logits: torch.exp(logits) / torch.exp(logits).sum(dim=1, keepdim=True),
        "one_maximum": lambda logits: (
            exponentials(logits) / exponentials(logits).sum(dim=1, keepdim=True)
        ),
    },
)

norms_by_hand = by_hand(
    "norms_by_hand",
    lesson=1,
    answer=(13, 17),
    parts=("l2", "l1"),
    mistakes={
        "swapped": (17, 13),
        "no_root": (169, ...),
        "sign_kept_in_square": ((144 - 25) ** 0.5, ...),
        "no_absolute": (..., -7),
        "maximum": (12, ...),
    },
)


def broadcast(a_shape, b_shape):
    try:
        return tuple(torch.broadcast_shapes(a_shape, b_shape))
    except RuntimeError:
        return None


def larger_of_each(a_shape, b_shape):
    length = max(len(a_shape), len(b_shape))
    a_padded = (1,) * (length - len(a_shape)) + a_shape
    b_padded = (1,) * (length - len(b_shape)) + b_shape
    return tuple(map(max, a_padded, b_padded))


broadcast_shape = exercise(
    "broadcast_shape",
    lesson=1,
    reference=broadcast,
    cases=(
        ((3, 1), (1, 2)), ((3, 4), (1, 4)), ((4,), (3, 4)), ((2, 3, 1), (3, 5)), ((3,), (4,)),
        ((2, 3), (3, 2)),
    ),
    mistakes={
        "raises": torch.broadcast_shapes,
        "never_fails": larger_of_each,
        "from_the_left": lambda a_shape, b_shape: tuple(map(max, a_shape, b_shape)),
        "first_shape": lambda a_shape, b_shape: a_shape,
    },
)  # fmt: skip

cross_entropy = exercise(
    "cross_entropy",
    lesson=1,
    reference=from_scratch.cross_entropy,
    cases=((PROBABILITIES, LABELS), (PROBABILITIES[:1], LABELS[:1])),
    mistakes={
        "sum": lambda probabilities, labels: -picked(probabilities, labels).log().sum(),
        "no_minus": lambda probabilities, labels: picked(probabilities, labels).log().mean(),
        "no_mean": lambda probabilities, labels: -picked(probabilities, labels).log(),
        "no_logarithm": lambda probabilities, labels: picked(probabilities, labels).mean(),
        "base_two": lambda probabilities, labels: -picked(probabilities, labels).log2().mean(),
        "every_class": lambda probabilities, labels: -probabilities.log().mean(),
        "all_pairs": lambda probabilities, labels: -probabilities[:, labels].log().mean(),
    },
)

accuracy = exercise(
    "accuracy",
    lesson=1,
    reference=from_scratch.accuracy,
    cases=((SCORES, TRUE), (SCORES[:2], TRUE[:2]), (SCORES[2:3], TRUE[2:3])),
    mistakes={
        "count": lambda scores, labels: (scores.argmax(dim=1) == labels).sum(),
        "percent": lambda scores, labels: 100 * (scores.argmax(dim=1) == labels).float().mean(),
        "error_rate": lambda scores, labels: (scores.argmax(dim=1) != labels).float().mean(),
        "each": lambda scores, labels: scores.argmax(dim=1) == labels,
        "integer_mean": lambda scores, labels: (scores.argmax(dim=1) == labels).mean(),
        "columns": lambda scores, labels: (scores.argmax(dim=0) == labels).float().mean(),
    },
)
