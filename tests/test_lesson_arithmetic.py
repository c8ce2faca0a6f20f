"""Sums of the lessons: lesson 2 backward, against autograd and the engine; a bar of lesson 1."""

import pytest
import torch
import torch.nn.functional as F

from lesson_utils import datasets, engine, models
from lesson_utils.training import Randomness, Setting

RATE = 0.5
ACTIVATIONS = {  # σ, and σ' as a function of σ: the table of section 2.3
    "relu": (torch.relu, lambda H: (H > 0).float()),
    "sigmoid": (torch.sigmoid, lambda H: H * (1 - H)),
    "tanh": (torch.tanh, lambda H: 1 - H**2),
    "none": (lambda A: A, torch.ones_like),
}


def by_hand(X, y, W1, b1, W2, b2, activation):
    """The formulas of section 2.5: gradients of W1, b1, W2, b2."""
    activate, slope = ACTIVATIONS[activation]
    H = activate(X @ W1 + b1)
    P = (H @ W2 + b2).softmax(dim=1)
    dO = (P - F.one_hot(y, P.shape[1])) / len(X)
    dA = (dO @ W2.T) * slope(H)
    return X.T @ dA, dA.sum(dim=0, keepdim=True), H.T @ dO, dO.sum(dim=0, keepdim=True)


@pytest.fixture(params=ACTIVATIONS)
def lesson(request):
    setting = Setting(
        hidden=3, learning_rate=RATE, batch_size=100, epochs=1, activation=request.param
    )
    data = datasets.two_moons(0)
    W1, W2 = models.initial_weights(2, 2, setting, Randomness.of(0).weights)
    matrices = W1, torch.zeros(1, 3), W2, torch.zeros(1, 2)
    return setting, data, matrices, by_hand(
        data.train_inputs, data.train_labels, *matrices, request.param
    )  # fmt: skip


def test_by_hand_equals_autograd(lesson):
    setting, data, matrices, gradients = lesson
    matrices = [matrix.clone().requires_grad_() for matrix in matrices]
    scores = models.logits(matrices, setting, data.train_inputs)
    expected = torch.autograd.grad(F.cross_entropy(scores, data.train_labels), matrices)
    torch.testing.assert_close(list(gradients), list(expected))


def test_one_engine_step_equals_one_step_by_hand(lesson):
    setting, _, matrices, gradients = lesson
    (run,) = engine.train_all(datasets.two_moons, [setting], seeds=[0])
    stepped = [matrix - RATE * change for matrix, change in zip(matrices, gradients, strict=True)]
    torch.testing.assert_close([matrix[0] for matrix in run.parameters], stepped)


def test_the_example_of_the_lesson():
    x, w1 = torch.tensor([[2.0]]), torch.tensor([[0.5]])
    w2, zero = torch.tensor([[1.0, -1.0]]), torch.zeros(1, 1)
    dw1, _, dw2, _ = by_hand(x, torch.tensor([0]), w1, zero, w2, torch.zeros(1, 2), "relu")
    torch.testing.assert_close(dw1, torch.tensor([[-0.477]]), atol=5e-4, rtol=0)
    torch.testing.assert_close(dw2, torch.tensor([[-0.119, 0.119]]), atol=5e-4, rtol=0)


def test_logits_of_a_run_equal_those_of_the_module():
    data = datasets.two_moons(0)
    for setting in (Setting(hidden=0), Setting(hidden=5, activation="tanh")):
        model = models.build(2, 2, setting, Randomness.of(0))
        scores = models.logits(models.as_matrices(model), setting, data.train_inputs)
        torch.testing.assert_close(scores, model(data.train_inputs).detach())
        stacked = [torch.stack([matrix, matrix]) for matrix in models.as_matrices(model)]
        both = models.logits(stacked, setting, data.train_inputs)
        torch.testing.assert_close(both, torch.stack([scores, scores]))


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_units_that_start_at_zero_stay_equal(activation):
    setting = Setting(hidden=4, activation=activation, init_scale=0.0, batch_size=20, epochs=20)
    (run,) = engine.train_all(datasets.two_moons, [setting], seeds=[0])
    assert run.parameters[0][0].unique(dim=1).shape[1] == 1


def test_counts_that_the_lesson_writes_out():
    """Section 2.1: six of twenty find XOR with two units; 2.2: ten of twenty find the hill."""
    found = {}
    for maker, sizes, rest in (
        (datasets.xor, (2, 8), {"batch_size": 20, "epochs": 100}),
        (datasets.temperature, (2, 4), {"learning_rate": 0.1, "epochs": 200}),
    ):
        settings = [Setting(hidden=hidden, **rest) for hidden in sizes]
        found[maker] = engine.train_all(maker, settings, seeds=range(20, 40))
    solved = [int((run.final("validation_accuracy") > 0.95).sum()) for run in found[datasets.xor]]
    hills = [int((run.final() < 0.45).sum()) for run in found[datasets.temperature]]
    assert (solved, hills) == ([6, 20], [10, 20])
    stuck = found[datasets.xor][0].final("validation_accuracy")
    assert ((stuck > 0.95) | (abs(stuck - 0.75) < 0.05)).all(), "three of the four clouds"


def test_a_straight_score_is_best_at_saying_nothing_on_xor():
    """Section 2.1: of all straight scores the one that is 0 has the lowest cross-entropy."""
    corners = torch.tensor([[1.0, 1], [-1, -1], [1, -1], [-1, 1]])
    signs = torch.tensor([1.0, 1, -1, -1])
    parameters = torch.zeros(3, requires_grad=True)
    loss = F.softplus(-signs * (corners @ parameters[:2] + parameters[2])).mean()
    (gradient,) = torch.autograd.grad(loss, parameters)
    assert gradient.abs().max() == 0  # the loss is convex, so this is its minimum
    torch.testing.assert_close(loss.detach(), torch.tensor(2.0).log())
    three_right = F.softplus(-signs * (corners.sum(dim=1) - 1)).mean()  # wrong at (-1, -1)
    assert three_right > loss


def test_the_entropy_of_the_law_is_the_floor():
    """Section 2.2: 0.33, by integration over temperatures from 33 to 41 °C."""
    p = datasets.healthy_probability(torch.linspace(-4, 4, 100_001, dtype=torch.float64))
    entropy = -(p * p.log() + (1 - p) * (1 - p).log()).mean()
    assert round(entropy.item(), 2) == 0.33


def test_a_bar_of_twenty_splits_would_have_to_be_three_times_as_long():
    """Lesson 1.1: Nadeau and Bengio (2003) put 1/J + n₂/n₁ in place of the 1/J of J splits."""
    flowers = datasets.iris(0)
    train, validation = len(flowers.train_labels), len(flowers.validation_labels)
    assert (train + validation, len(flowers.test_labels)) == (120, 30)
    assert round(((1 / 20 + validation / train) / (1 / 20)) ** 0.5) == 3
