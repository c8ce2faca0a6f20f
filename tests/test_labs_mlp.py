"""The labs of lesson 2 draw, move, say what they show, and compute what they say."""

import numpy as np
import pytest
import torch
from lab_contract import check_absent_position, check_moves

from lesson_utils import engine, stack
from lesson_utils.lessons.mlp import hidden, labs
from lesson_utils.lessons.mlp.shapes import matrix_shapes
from lesson_utils.regions import Regions
from lesson_utils.style import new_figure
from lesson_utils.training import Setting

MOVES = {
    "activation_switch": ({"activation": "relu"}, {"hidden": 2}),
    "temperature": ({"hidden": 2}, {"activation": "tanh", "hidden": 4}),
    "activation_explorer": ({"activation": "tanh"}, {"at": -3.0}),
    "shapes": ({"hidden": 8}, {"images": 1}),
    "initial_scale": ({"init_scale": 0.0}, {"activation": "tanh"}),
    "boundary": ({"hidden": 2}, {"learning_rate": 0.1}, {"activation": "none"}),
    "width": ({"hidden": 4}, {"learning_rate": 0.1}, {"activation": "tanh"}),
}


@pytest.mark.parametrize("name", labs.__all__)
def test_every_control_changes_picture_and_words(name):
    check_moves(getattr(labs, name)().settle(), MOVES[name])


@pytest.mark.parametrize("name", labs.__all__)
def test_a_position_that_is_not_there_is_named(name):
    check_absent_position(getattr(labs, name)().settle())


def test_switching_the_activation_on_solves_xor():
    lab = labs.activation_switch().settle()
    assert "100%" not in lab.status
    lab.set(activation="relu").settle()
    assert "100%" in lab.status


def test_shapes_of_the_notes():
    assert list(matrix_shapes(3, 4, 5, 3).values()) == [
        (3, 4), (4, 5), (1, 5), (3, 5), (5, 3), (1, 3), (3, 3),
    ]  # fmt: skip
    assert "43" in labs.shapes().settle().status


@pytest.mark.parametrize("activation", stack.ACTIVATIONS)
def test_slopes_are_those_of_autograd(activation):
    points = torch.linspace(-3, 3, 13, requires_grad=True)
    functions = {"relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh}
    expected = functions.get(activation, torch.clone)(points)
    (slope,) = torch.autograd.grad(expected.sum(), points)
    for ours, theirs in zip(
        labs.value_and_slope(activation, points.detach()), (expected, slope), strict=True
    ):
        torch.testing.assert_close(ours, theirs.detach())


@pytest.mark.parametrize("hidden", [0, 3])
def test_parts_of_a_score_add_up(hidden):
    setting = Setting(hidden=hidden, epochs=2)
    (run,) = engine.train_all(labs.datasets.temperature, [setting], seeds=[0])
    inputs = torch.linspace(-4, 4, 9)[:, None]
    weights = [matrix[0] for matrix in run.parameters]
    parts, total = labs.score_parts(weights, setting, inputs)
    assert len(parts) == hidden
    if hidden:
        bias = weights[3][0, 1] - weights[3][0, 0]
        torch.testing.assert_close(parts.sum(dim=0) + bias, total)


def test_regions_are_drawn_where_classes_are_equal():
    figure, axes = new_figure()
    inputs, labels = np.array([[-1.0, -1.0], [1.0, 1.0]]), np.array([0, 1])
    panel = Regions(axes, inputs, labels, names=("a", "b"), resolution=21)
    right = 1 / (1 + np.exp(-5 * panel.grid[:, 0]))
    panel.draw(np.stack([1 - right, right], axis=1))
    (line,) = axes.collections[-1].get_segments()
    np.testing.assert_allclose(line[:, 0], 0, atol=1e-6)
    colours = np.asarray(axes.images[-1].get_array())
    assert (colours[10, 0] != colours[10, -1]).any()
    panel.draw(np.full((21 * 21, 2), np.nan))
    assert (np.asarray(axes.images[-1].get_array()) == 255).all()


def test_two_units_move_xor_across_a_line():
    data = labs.datasets.xor(0)
    H = (data.train_inputs @ torch.tensor([[1.0, -1.0], [-1.0, 1.0]])).relu()
    assert ((H.sum(dim=1) > 1).long() == data.train_labels).all()
    picture = hidden.moved(data.train_inputs, H, data.train_labels, names=("a", "b"), line=1)
    assert "h₁ + h₂ = 1" in repr(picture)
