"""Each formula of the lessons against torch's own."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from lesson_utils import from_scratch

SHAPES = [(3, 4), (4, 5), (1, 5), (5, 3), (1, 3)]


def random(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def close(result, expected):
    torch.testing.assert_close(result, expected)


@settings(deadline=None)
@given(st.lists(st.floats(-1e4, 1e4, width=32), min_size=1, max_size=8))
def test_softmax_is_torch_softmax_at_any_size(row):
    logits = torch.tensor([row, row[::-1]])
    close(from_scratch.softmax(logits), functional.softmax(logits, dim=1))


@settings(derandomize=True, database=None, deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=8), st.integers(-10_000, 10_000))
def test_softmax_ignores_a_shift(row, shift):
    logits = torch.tensor([row], dtype=torch.float32)  # whole numbers: the shift rounds nothing
    close(from_scratch.softmax(logits + shift), from_scratch.softmax(logits))


def test_cross_entropy_is_torch_cross_entropy():
    logits, labels = random(6, 4), torch.tensor([0, 1, 2, 3, 1, 1])
    probabilities = from_scratch.softmax(logits)
    result = from_scratch.cross_entropy(probabilities, labels)
    close(result, functional.cross_entropy(logits, labels))


def test_cross_entropy_of_the_worked_example():
    probabilities = torch.tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]])
    loss = from_scratch.cross_entropy(probabilities, torch.tensor([0, 2]))
    assert loss.item() == pytest.approx((2.3026 + 0.6931) / 2, abs=1e-4)


def test_one_hot_is_torch_one_hot():
    labels = torch.tensor([2, 0, 1, 2])
    close(from_scratch.one_hot(labels, 4), functional.one_hot(labels, 4).float())


def test_accuracy_counts_like_a_loop():
    scores, labels = random(50, 3), torch.arange(50) % 3
    hits = sum(max(range(3), key=lambda j: scores[i, j]) == labels[i] for i in range(50))
    assert from_scratch.accuracy(scores, labels) == pytest.approx(hits / 50)


def test_relu_and_its_derivative_follow_autograd():
    inputs = torch.tensor([-2.0, 0.0, 3.0], requires_grad=True)
    functional.relu(inputs).sum().backward()
    close(from_scratch.relu(inputs), functional.relu(inputs))
    close(from_scratch.relu_derivative(inputs), inputs.grad)


def test_mlp_forward_is_sequential():
    X, W1, b1, W2, b2 = (random(*shape, seed=seed) for seed, shape in enumerate(SHAPES))
    hidden = functional.relu(functional.linear(X, W1.T, b1[0]))
    close(from_scratch.mlp_forward(X, W1, b1, W2, b2), functional.linear(hidden, W2.T, b2[0]))


def test_linear_backward_is_autograd():
    X, dO = random(3, 4), random(3, 2, seed=1)
    W, b = random(4, 2).requires_grad_(), random(1, 2).requires_grad_()
    (X @ W + b).backward(dO)
    dW, db = from_scratch.linear_backward(X, dO)
    close(dW, W.grad)
    close(db, b.grad)


@pytest.mark.parametrize("probability", [0.0, 0.2, 0.5, 0.9])
def test_dropout_keeps_the_mean_and_scales_what_it_keeps(probability):
    inputs = torch.ones(100_000)
    noise = torch.rand(100_000, generator=torch.Generator().manual_seed(0))
    dropped = from_scratch.dropout(inputs, probability, noise)
    assert dropped.mean().item() == pytest.approx(1, abs=0.02)
    assert set(dropped.unique().tolist()) <= {0.0, torch.tensor(1 / (1 - probability)).item()}


def test_dropout_of_one_gives_zeros():
    assert from_scratch.dropout(torch.ones(4), 1, torch.rand(4)).tolist() == [0] * 4


def test_weight_decay_step_is_torch_sgd():
    weights, gradient = random(5), random(5, seed=1)
    parameter = torch.nn.Parameter(weights.clone())
    parameter.grad = gradient
    torch.optim.SGD([parameter], lr=0.3, weight_decay=0.1).step()
    close(from_scratch.weight_decay_step(weights, gradient, 0.3, 0.1), parameter.data)


ONE = torch.ones(1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: from_scratch.dropout(ONE, 1.5, ONE),
            "probability must be a number in .0, 1., got 1.5",
        ),
        (lambda: from_scratch.one_hot(torch.tensor([3]), 3), "0 .. 2, got 3"),
        (lambda: from_scratch.cross_entropy(torch.ones(1, 2), torch.tensor([-1])), "got -1"),
        (lambda: from_scratch.accuracy(torch.ones(1, 2), torch.tensor([2])), "got 2"),
        (lambda: from_scratch.weight_decay_step(ONE, ONE, 0, 0), "learning_rate .* got 0"),
        (lambda: from_scratch.weight_decay_step(ONE, ONE, 1, -1), "weight_decay .* got -1"),
    ],
)
def test_values_out_of_range_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
