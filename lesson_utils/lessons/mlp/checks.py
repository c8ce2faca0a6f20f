"""Exercises of lesson 2: XOR by hand, activation, forward, backward, a step, equal units."""

import torch

from lesson_utils import from_scratch
from lesson_utils.exercises.attempt import Draw
from lesson_utils.exercises.exercise import by_hand, exercise, progress  # noqa: F401


def layers(draw, n, d, h, q):
    """Arguments of `mlp_forward`."""
    return tuple(draw.normal(*shape) for shape in [(n, d), (d, h), (1, h), (h, q), (1, q)])


SIGNS = torch.tensor([[-2.0, 0.0, 3.0], [0.5, -0.1, 1.0]])
SMALL = (
    torch.tensor([[1.0, 2.0], [-1.0, 0.5]]), torch.tensor([[1.0, -1.0], [0.5, 1.0]]),
    torch.tensor([[0.5, -2.0]]), torch.tensor([[1.0], [2.0]]), torch.tensor([[-3.0]]),
)  # fmt: skip
NOTES = layers(Draw(0), 3, 4, 5, 3)
# Equal columns apart from each other, equal sums and sizes that differ, and a near miss.
SCATTERED = torch.tensor([[1.0, 2.0, 1.0, -1.0, 1.0, 2.0], [2.0, 1.0, 2.0, -2.0, 2.004, 1.0]])
GRADIENT = torch.tensor([[1.0, 0.0, -1.0], [0.5, 2.0, 0.0]])

relu = exercise(
    "relu", lesson=2, number=2, reference=from_scratch.relu,
    cases=((SIGNS,), (-SIGNS,), (SIGNS[0] * 4,), (-7 * SIGNS[None],)),
    draw=lambda draw: (9 * draw.normal(*draw.integers(2, 4, draw.integer(1, 3)).tolist()),),
    mistakes={
        "absolute": torch.abs,
        "other_side": lambda inputs: inputs.clamp(max=0),
        "step": lambda inputs: inputs > 0,
        "whole_maximum": lambda inputs: max(0, inputs.max()),
        "ambiguous": lambda inputs: max(0, inputs),
        "along_an_axis": lambda inputs: torch.max(inputs, 0),
        "module": torch.nn.ReLU,
        "leaky": lambda inputs: torch.where(inputs > 0, inputs, 0.01 * inputs),
        "drops_entries": lambda inputs: inputs[inputs > 0],
    },
)  # fmt: skip

relu_derivative = exercise(
    "relu_derivative", lesson=2, number=3, reference=from_scratch.relu_derivative,
    cases=((SIGNS,), (-SIGNS,), (SIGNS[0],)),
    draw=lambda draw: (draw.integers(-3, 3, draw.integer(2, 4), 3).float(),),
    mistakes={
        "relu_itself": from_scratch.relu,
        "one_at_zero": lambda inputs: (inputs >= 0).float(),
        "sign": torch.sign,
        "ones": torch.ones_like,
        "other_side": lambda inputs: (inputs < 0).float(),
        "half_at_zero": lambda inputs: torch.heaviside(inputs, torch.tensor(0.5)),
        "ambiguous": lambda inputs: 1.0 if inputs > 0 else 0.0,
    },
)  # fmt: skip

mlp_forward = exercise(
    "mlp_forward", lesson=2, number=4, reference=from_scratch.mlp_forward,
    cases=(SMALL, NOTES),
    draw=lambda draw: layers(draw, *draw.integers(2, 5, 4).tolist()),
    mistakes={
        "no_activation": lambda X, W1, b1, W2, b2: (X @ W1 + b1) @ W2 + b2,
        "no_first_bias": lambda X, W1, b1, W2, b2: (X @ W1).relu() @ W2 + b2,
        "late_first_bias": lambda X, W1, b1, W2, b2: ((X @ W1).relu() + b1) @ W2 + b2,
        "no_second_bias": lambda X, W1, b1, W2, b2: (X @ W1 + b1).relu() @ W2,
        "relu_at_the_end": lambda X, W1, b1, W2, b2: ((X @ W1 + b1).relu() @ W2 + b2).relu(),
        "softmax_at_the_end": lambda X, W1, b1, W2, b2: torch.softmax(
            (X @ W1 + b1).relu() @ W2 + b2, dim=1
        ),
        "hidden_only": lambda X, W1, b1, W2, b2: (X @ W1 + b1).relu(),
        "sigmoid": lambda X, W1, b1, W2, b2: (X @ W1 + b1).sigmoid() @ W2 + b2,
    },
)  # fmt: skip

linear_backward = exercise(
    "linear_backward", lesson=2, number=6, parts=("dW", "db"),
    reference=from_scratch.linear_backward,
    cases=((SMALL[0], GRADIENT), (NOTES[0], NOTES[3][:3])),
    draw=lambda draw: (draw.normal(6, draw.integer(2, 5)), draw.normal(6, draw.integer(2, 5))),
    mistakes={
        "swapped": lambda X, dO: (dO.sum(dim=0, keepdim=True), X.T @ dO),
        "transposed": lambda X, dO: (dO.T @ X, ...),
        "flat_bias": lambda X, dO: (X.T @ dO, dO.sum(dim=0)),
        "whole_sum": lambda X, dO: (X.T @ dO, dO.sum()),
        "bias_not_summed": lambda X, dO: (X.T @ dO, dO),
        "divided": lambda X, dO: (X.T @ dO / len(X), ...),
        "mean_bias": lambda X, dO: (X.T @ dO, dO.mean(dim=0, keepdim=True)),
        "not_transposed": lambda X, dO: (X @ dO, ...),
        "no_bias": lambda X, dO: X.T @ dO,
    },
)  # fmt: skip

count_mlp_parameters = exercise(
    "count_mlp_parameters", lesson=2, number=5,
    reference=lambda features, hidden, classes: (features + 1) * hidden + (hidden + 1) * classes,
    cases=((4, 5, 3), (64, 128, 10), (2, 1, 2)),
    draw=lambda draw: tuple(draw.integers(2, 30, 3).tolist()),
    mistakes={
        "no_biases": lambda d, h, q: d * h + h * q,
        "no_hidden_biases": lambda d, h, q: d * h + (h + 1) * q,
        "no_output_biases": lambda d, h, q: (d + 1) * h + h * q,
        "one_layer": lambda d, h, q: (d + 1) * q,
        "product": lambda d, h, q: d * h * q,
        "bias_a_layer": lambda d, h, q: (d + q) * h + 2,
        "bias_a_feature": lambda d, h, q: d * h + d + h * q + h,
        "hard_coded": lambda d, h, q: 43,
    },
)  # fmt: skip

distinct_units = exercise(
    "distinct_units", lesson=2, number=9,
    reference=lambda W1: W1.unique(dim=1).shape[1],
    cases=(
        (torch.zeros(2, 3),), (torch.tensor([[1.0, 1.0, 2.0], [0.0, 0.0, 3.0]]),),
        (torch.tensor([[1.0, 1.0], [2.0, 3.0]]),), (NOTES[1],), (SCATTERED,),
    ),
    draw=lambda draw: (draw.integers(-1, 1, 2, draw.integer(3, 7)).float(),),
    mistakes={
        "all_units": lambda W1: W1.shape[1],
        "rows": lambda W1: len(W1.unique(dim=0)),
        "numbers": lambda W1: len(W1.unique()),
        "first_row_only": lambda W1: len(W1[0].unique()),
        "columns_themselves": lambda W1: W1.unique(dim=1),
        "neighbours": lambda W1: W1.unique_consecutive(dim=1).shape[1],
        "sums": lambda W1: len(W1.sum(dim=0).unique()),
        "duplicates": lambda W1: W1.shape[1] - W1.unique(dim=1).shape[1],
    },
)  # fmt: skip

xor_weights = by_hand(
    "xor_weights", lesson=2, number=1, parts=("w1", "w2", "b"), answer=(1.0, -2.0, 0.0),
    mistakes={
        "adds_up": (1.0, 1.0, ...),
        "too_little": (1.0, -1.0, ...),
        "turned_around": (-1.0, 2.0, ...),
        "swapped": (-2.0, 1.0, ...),
        "bias_moves_all": (1.0, -2.0, 1.0),
        "other_units": (1.0, 1.0, -1.0),
        "double": (2.0, -4.0, ...),
    },
)  # fmt: skip


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
