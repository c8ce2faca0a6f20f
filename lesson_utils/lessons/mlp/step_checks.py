"""Exercises of lesson 2 on training: all gradients of two layers, and a whole step."""

import torch

from lesson_utils.exercises.attempt import Draw
from lesson_utils.exercises.exercise import exercise


def layers(draw, n, d, h, q):
    """Arguments of `mlp_forward`."""
    return tuple(draw.normal(*shape) for shape in [(n, d), (d, h), (1, h), (h, q), (1, q)])


def _mlp_case(draw, n, d, h, q):
    """Arguments of `mlp_backward`: what a forward pass leaves behind, and the labels."""
    X, W1, b1, W2, b2 = layers(draw, n, d, h, q)
    H = (X @ W1 + b1).relu()
    Y = torch.eye(q)[draw.integers(0, q - 1, n)]
    return X, Y, H, (H @ W2 + b2).softmax(dim=1), W2


def _mlp_backward(X, Y, H, P, W2):
    dO = (P - Y) / len(X)
    dA = dO @ W2.T * (H > 0)
    return X.T @ dA, dA.sum(dim=0, keepdim=True), H.T @ dO, dO.sum(dim=0, keepdim=True)


def _backward_with(*, dO=lambda P, Y: (P - Y) / len(P), through=lambda dH, H: dH * (H > 0)):
    """`mlp_backward` with another first or another middle line."""

    def backward(X, Y, H, P, W2):
        first = dO(P, Y)
        dA = through(first @ W2.T, H)
        return X.T @ dA, dA.sum(dim=0, keepdim=True), H.T @ first, first.sum(dim=0, keepdim=True)

    return backward


FIXED = Draw(0)
mlp_backward = exercise(
    "mlp_backward",
    lesson=2,
    number=7,
    reference=_mlp_backward,
    cases=(_mlp_case(FIXED, 4, 3, 5, 3), _mlp_case(FIXED, 6, 2, 4, 2)),
    draw=lambda draw: _mlp_case(draw, *draw.integers(2, 6, 4).tolist()),
    parts=("dW1", "db1", "dW2", "db2"),
    mistakes={
        "not_averaged": _backward_with(dO=lambda P, Y: P - Y),
        "averaged_over_all": _backward_with(dO=lambda P, Y: (P - Y) / P.numel()),
        "label_minus_probability": _backward_with(dO=lambda P, Y: (Y - P) / len(P)),
        "no_labels": _backward_with(dO=lambda P, Y: P / len(P)),
        "no_relu": _backward_with(through=lambda dH, H: dH),
        "relu_of_gradient": _backward_with(through=lambda dH, H: dH.relu()),
        "times_hidden": _backward_with(through=lambda dH, H: dH * H),
        "output_first": lambda *case: _mlp_backward(*case)[2:] + _mlp_backward(*case)[:2],
    },
)


def _mlp_step(X, Y, W1, b1, W2, b2, learning_rate):
    gradients = _gradients(X, Y, W1, b1, W2, b2)
    return tuple(old - learning_rate * g for old, g in zip((W1, b1, W2, b2), gradients))


def _gradients(X, Y, W1, b1, W2, b2):
    H = (X @ W1 + b1).relu()
    return _mlp_backward(X, Y, H, (H @ W2 + b2).softmax(dim=1), W2)


def _step_with(change):
    """`mlp_step` where `change(old, gradient, learning_rate)` is what is returned."""

    def step(X, Y, W1, b1, W2, b2, learning_rate):
        old, gradients = (W1, b1, W2, b2), _gradients(X, Y, W1, b1, W2, b2)
        return tuple(change(o, g, learning_rate) for o, g in zip(old, gradients))

    return step


def _late_output_first(X, Y, W1, b1, W2, b2, learning_rate):
    """Steps the output layer, and goes back through its new weights."""
    _, _, new_W2, new_b2 = _mlp_step(X, Y, W1, b1, W2, b2, learning_rate)
    H = (X @ W1 + b1).relu()
    dA = (((H @ W2 + b2).softmax(dim=1) - Y) / len(X)) @ new_W2.T * (H > 0)
    return (
        W1 - learning_rate * X.T @ dA,
        b1 - learning_rate * dA.sum(dim=0, keepdim=True),
        new_W2,
        new_b2,
    )


def _step_case(draw, n, d, h, q):
    X, W1, b1, W2, b2 = layers(draw, n, d, h, q)
    return X, torch.eye(q)[draw.integers(0, q - 1, n)], W1, b1, W2, b2, draw.integer(1, 20) / 10


mlp_step = exercise(
    "mlp_step",
    lesson=2,
    number=8,
    reference=_mlp_step,
    cases=(_step_case(FIXED, 4, 3, 5, 3), _step_case(FIXED, 6, 2, 4, 2)),
    draw=lambda draw: _step_case(draw, *draw.integers(2, 6, 4).tolist()),
    parts=("W1", "b1", "W2", "b2"),
    mistakes={
        "uphill": _step_with(lambda old, g, rate: old + rate * g),
        "no_rate": _step_with(lambda old, g, rate: old - g),
        "only_the_change": _step_with(lambda old, g, rate: rate * g),
        "gradients": _step_with(lambda old, g, rate: g),
        "not_moved": _step_with(lambda old, g, rate: old),
        "late_output_first": _late_output_first,
        "weights_only": lambda X, Y, W1, b1, W2, b2, rate: (
            *_mlp_step(X, Y, W1, b1, W2, b2, rate)[:1], b1,
            *_mlp_step(X, Y, W1, b1, W2, b2, rate)[2:3], b2,
        ),
    },
)  # fmt: skip
