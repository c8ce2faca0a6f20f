"""Exercises of lesson 2 on training: all gradients of two layers, and a whole step."""

import torch

from lesson_utils.exercises.attempt import Draw
from lesson_utils.exercises.exercise import exercise


def layers(draw, n, d, h, q):
    """Arguments of `mlp_forward`."""
    return tuple(draw.normal(*shape) for shape in [(n, d), (d, h), (1, h), (h, q), (1, q)])


def _batch(draw, n, d, h, q):
    """Inputs, one-hot labels, and the parameters of two layers."""
    X, *parameters = layers(draw, n, d, h, q)
    return X, torch.eye(q)[draw.integers(0, q - 1, n)], *parameters


def _passed_forward(X, Y, W1, b1, W2, b2):
    """Arguments of `mlp_backward`: what a forward pass leaves behind, and the labels."""
    H = (X @ W1 + b1).relu()
    return X, Y, H, (H @ W2 + b2).softmax(dim=1), W2


def _backward_with(*, dO=lambda P, Y: (P - Y) / len(P), through=lambda dH, H: dH * (H > 0)):
    """`mlp_backward`, or another first or another middle line in it."""

    def backward(X, Y, H, P, W2):
        first = dO(P, Y)
        dA = through(first @ W2.T, H)
        return X.T @ dA, dA.sum(dim=0, keepdim=True), H.T @ first, first.sum(dim=0, keepdim=True)

    return backward


FIXED = Draw(0)
_backward = _backward_with()

mlp_backward = exercise(
    "mlp_backward", lesson=2, number=7, reference=_backward, parts=("dW1", "db1", "dW2", "db2"),
    cases=tuple(_passed_forward(*_batch(FIXED, *sizes)) for sizes in ((4, 3, 5, 3), (6, 2, 4, 2))),
    draw=lambda draw: _passed_forward(*_batch(draw, *draw.integers(2, 6, 4).tolist())),
    mistakes={
        "not_averaged": _backward_with(dO=lambda P, Y: P - Y),
        "averaged_over_all": _backward_with(dO=lambda P, Y: (P - Y) / P.numel()),
        "label_minus_probability": _backward_with(dO=lambda P, Y: (Y - P) / len(P)),
        "no_labels": _backward_with(dO=lambda P, Y: P / len(P)),
        "no_relu": _backward_with(through=lambda dH, H: dH),
        "relu_of_gradient": _backward_with(through=lambda dH, H: dH.relu()),
        "times_hidden": _backward_with(through=lambda dH, H: dH * H),
        "output_first": lambda *case: _backward(*case)[2:] + _backward(*case)[:2],
    },
)  # fmt: skip


def _step_with(change=lambda old, gradient, rate: old - rate * gradient):
    """`mlp_step`, or one that returns another change of each parameter."""

    def step(X, Y, W1, b1, W2, b2, learning_rate):
        gradients = _backward(*_passed_forward(X, Y, W1, b1, W2, b2))
        pairs = zip((W1, b1, W2, b2), gradients)
        return tuple(change(old, gradient, learning_rate) for old, gradient in pairs)

    return step


def _late_output_first(X, Y, W1, b1, W2, b2, learning_rate):
    """Steps the output layer, and goes back through its new weights."""
    *_, new_W2, new_b2 = _step(X, Y, W1, b1, W2, b2, learning_rate)
    *passed, _ = _passed_forward(X, Y, W1, b1, W2, b2)
    dW1, db1, *_ = _backward(*passed, new_W2)
    return W1 - learning_rate * dW1, b1 - learning_rate * db1, new_W2, new_b2


def _weights_only(X, Y, W1, b1, W2, b2, learning_rate):
    new_W1, _, new_W2, _ = _step(X, Y, W1, b1, W2, b2, learning_rate)
    return new_W1, b1, new_W2, b2


def _step_case(draw, *sizes):
    return *_batch(draw, *sizes), draw.integer(1, 20) / 10


_step = _step_with()

mlp_step = exercise(
    "mlp_step", lesson=2, number=8, reference=_step, parts=("W1", "b1", "W2", "b2"),
    cases=(_step_case(FIXED, 4, 3, 5, 3), _step_case(FIXED, 6, 2, 4, 2)),
    draw=lambda draw: _step_case(draw, *draw.integers(2, 6, 4).tolist()),
    mistakes={
        "uphill": _step_with(lambda old, gradient, rate: old + rate * gradient),
        "no_rate": _step_with(lambda old, gradient, rate: old - gradient),
        "only_the_change": _step_with(lambda old, gradient, rate: rate * gradient),
        "gradients": _step_with(lambda old, gradient, rate: gradient),
        "not_moved": _step_with(lambda old, gradient, rate: old),
        "late_output_first": _late_output_first,
        "weights_only": _weights_only,
    },
)  # fmt: skip
