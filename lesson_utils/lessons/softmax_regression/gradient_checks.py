"""Exercises of lesson 1 on training: the gradient by the scores, and a whole step."""

import torch
import torch.nn.functional as F

from lesson_utils.exercises.exercise import exercise

ROWS = torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 1.0]])
LABELS = torch.tensor([0, 2])


def hot(scores, label):
    return F.one_hot(torch.tensor(label), len(scores))


def difference(scores, label):
    return torch.softmax(scores, dim=0) - hot(scores, label)


score_gradient = exercise(
    "score_gradient", lesson=1, number=7, reference=difference,
    cases=(
        (torch.tensor([2.0, 1.0, 0.0]), 1), (torch.tensor([2.0, 1.0, 0.0]), 0),
        (torch.tensor([-1.0, 3.0]), 1), (torch.tensor([0.0, 0.0, 0.0, 0.0]), 3),
    ),
    draw=lambda draw: (draw.normal(4), draw.integer(0, 3)),
    mistakes={
        "turned": lambda scores, label: hot(scores, label) - torch.softmax(scores, dim=0),
        "probabilities": lambda scores, label: torch.softmax(scores, dim=0),
        "everywhere": lambda scores, label: torch.softmax(scores, dim=0) - 1,
        "scores_minus": lambda scores, label: scores - hot(scores, label),
        "true_only": lambda scores, label: torch.softmax(scores, dim=0)[label] - 1,
        "loss": lambda scores, label: -torch.log_softmax(scores, dim=0)[label],
        "divided": lambda scores, label: difference(scores, label) / len(scores),
        "only_label": lambda scores, label: difference(scores, label) * hot(scores, label),
    },
)  # fmt: skip


def step_with(
    dO=lambda O, Y: (O.softmax(dim=1) - Y) / len(O),
    change=lambda old, gradient, rate: old - rate * gradient,
):
    """`train_step`, or one with another gradient by the scores O, or another change of W and b."""

    def step(X, y, W, b, learning_rate):
        error = dO(X @ W + b, F.one_hot(y, W.shape[1]))
        gradients = X.T @ error, error.sum(dim=0, keepdim=True)
        return tuple(change(old, new, learning_rate) for old, new in zip((W, b), gradients))

    return step


step = step_with()

train_step = exercise(
    "train_step", lesson=1, number=8, reference=step, parts=("W", "b"),
    cases=(
        (torch.tensor([[1.0, 2.0], [3.0, 0.0]]), LABELS, torch.zeros(2, 3), torch.zeros(1, 3), 0.5),
        (ROWS, torch.tensor([1, 0]), torch.eye(3)[:, :2], torch.tensor([[1.0, -1.0]]), 0.1),
    ),
    draw=lambda draw: (
        draw.normal(5, 2), draw.integers(0, 2, 5), draw.normal(2, 3), draw.normal(1, 3), 0.3
    ),
    mistakes={
        "uphill": step_with(change=lambda old, gradient, rate: old + rate * gradient),
        "no_mean": step_with(lambda O, Y: O.softmax(dim=1) - Y),
        "no_labels": step_with(lambda O, Y: O.softmax(dim=1) / len(O)),
        "scores_only": step_with(lambda O, Y: (O - Y) / len(O)),
        "only_weights": lambda X, y, W, b, rate: (step(X, y, W, b, rate)[0], b.clone()),
        "mean_for_biases": lambda X, y, W, b, rate: (
            step(X, y, W, b, rate)[0], step(X, y, W, b, rate / len(X))[1]
        ),
        "no_rate": step_with(change=lambda old, gradient, rate: old - gradient),
        "gradients": step_with(change=lambda old, gradient, rate: gradient),
    },
)  # fmt: skip
