"""Exercises of lesson 1 on training: the gradient by the scores, and a whole step."""

import torch
import torch.nn.functional as F

from lesson_utils.exercises.exercise import exercise

ROWS = torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 1.0]])
LABELS = torch.tensor([0, 2])


def by_autograd(scores, label):
    """The gradient (q,) that PyTorch finds, of the loss of one example."""
    scores = scores.clone().requires_grad_()
    loss = F.cross_entropy(scores[None], torch.tensor([label]))
    return torch.autograd.grad(loss, scores)[0]


def hot(scores, label):
    return F.one_hot(torch.tensor(label), len(scores))


score_gradient = exercise(
    "score_gradient", lesson=1, number=7, reference=by_autograd,
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
        "divided": lambda scores, label: by_autograd(scores, label) / len(scores),
        "only_label": lambda scores, label: by_autograd(scores, label) * hot(scores, label),
    },
)  # fmt: skip


def gradients(X, y, W, b):
    """Of the mean loss by W and b, as PyTorch finds them."""
    W, b = (tensor.clone().requires_grad_() for tensor in (W, b))
    return torch.autograd.grad(F.cross_entropy(X @ W + b, y), (W, b))  # torch.func takes seconds


def stepped(X, y, W, b, learning_rate):
    dW, db = gradients(X, y, W, b)
    return W - learning_rate * dW, b - learning_rate * db


def step_along(dO):
    """`train_step` with `dO(scores, one-hot labels)`, (n, q) all three, for the gradient."""

    def step(X, y, W, b, rate):
        error = dO(X @ W + b, F.one_hot(y, W.shape[1]))
        return W - rate * X.T @ error, b - rate * error.sum(dim=0, keepdim=True)

    return step


train_step = exercise(
    "train_step", lesson=1, number=8, reference=stepped, parts=("W", "b"),
    cases=(
        (torch.tensor([[1.0, 2.0], [3.0, 0.0]]), LABELS, torch.zeros(2, 3), torch.zeros(1, 3), 0.5),
        (ROWS, torch.tensor([1, 0]), torch.eye(3)[:, :2], torch.tensor([[1.0, -1.0]]), 0.1),
    ),
    draw=lambda draw: (
        draw.normal(5, 2), draw.integers(0, 2, 5), draw.normal(2, 3), draw.normal(1, 3), 0.3
    ),
    mistakes={
        "uphill": lambda X, y, W, b, rate: stepped(X, y, W, b, -rate),
        "no_mean": lambda X, y, W, b, rate: stepped(X, y, W, b, rate * len(X)),
        "no_labels": step_along(lambda O, Y: O.softmax(dim=1) / len(O)),
        "scores_only": step_along(lambda O, Y: (O - Y) / len(O)),
        "only_weights": lambda X, y, W, b, rate: (stepped(X, y, W, b, rate)[0], b.clone()),
        "mean_for_biases": lambda X, y, W, b, rate: (
            stepped(X, y, W, b, rate)[0], stepped(X, y, W, b, rate / len(X))[1]
        ),
        "no_rate": lambda X, y, W, b, rate: stepped(X, y, W, b, 1),
        "gradients": lambda X, y, W, b, rate: gradients(X, y, W, b),
    },
)  # fmt: skip
