"""The labs of lesson 2 draw, move, say what they show, and compute what they say."""

import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from lab_contract import check_lab, check_mistakes

from lesson_utils import datasets, engine, mistakes, models, stack, training
from lesson_utils.lessons.mlp import backward, bending, depth, hidden, labs
from lesson_utils.lessons.mlp.claims import DIGITS, HEALTH, PLANE
from lesson_utils.lessons.mlp.shapes import matrix_shapes
from lesson_utils.regions import Regions
from lesson_utils.style import new_figure
from lesson_utils.training import Setting

MOVES = {
    "activation_switch": ({"activation": "relu"}, {"hidden": 2}),
    "temperature": ({"hidden": 2}, {"activation": "tanh", "hidden": 4}),
    "activation_explorer": ({"activation": "tanh"}, {"at": -3.0}, {"learning_rate": 2.0}),
    "backward_graph": ({"step": 9}, {"w1": -0.5}, {"step": 11, "learning_rate": 2.0, "w1": 1.0}),
    "hidden_units": ({"data": "mlp.moons"}, {"hidden": 8}, {"network": 3}),
    "digit_units": ({"hidden": 4}, {"activation": "tanh"}, {"network": 2}),
    "shapes": ({"hidden": 8}, {"images": 1}),
    "initial_scale": ({"init_scale": 0.0}, {"activation": "tanh"}),
    "boundary": ({"hidden": 2}, {"learning_rate": 0.1}, {"activation": "none"}),
    "width": ({"hidden": 4}, {"learning_rate": 0.1}, {"activation": "tanh"}),
    "mistakes": ({"hidden": 64}, {"activation": "tanh"}),
    "depth": ({"layers": 2}, {"learning_rate": 0.1}, {"activation": "tanh"}),
}
MEASURED = {  # what the question of each lab comes to
    "activation_switch": "no", "temperature": "2", "activation_explorer": "sigmoid",
    "backward_graph": "larger", "shapes": "8", "hidden_units": "some", "digit_units": "many",
    "width": "hill", "mistakes": "trade",
}  # fmt: skip


def numbers(words: str) -> list[float]:
    return [float(found) for found in re.findall(r"−?-?\d+(?:\.\d+)?", words.replace("−", "-"))]


@pytest.mark.parametrize("name", labs.__all__)
def test_a_lab_asks_measures_moves_and_opens_where_it_stands(name):
    check_lab(getattr(labs, name), MOVES[name], MEASURED.get(name))


def test_the_switch_tells_accuracies_and_probabilities():
    lab = labs.activation_switch().settle()
    assert "100%" not in lab.status
    low, high = numbers(lab.status)[-2:]
    assert 0.4 < low < high < 0.6, "on XOR a straight score says that it does not know"
    lab.set(activation="relu").settle()
    assert "100%" in lab.status
    right = []
    for seed in range(5):  # another way: one network after another, by autograd
        model, _ = training.fit(datasets.xor, PLANE, seed=seed)
        data = datasets.xor(seed)
        chosen = model(data.validation_inputs).argmax(dim=1)
        right.append((chosen == data.validation_labels).float().mean().item())
    assert f"{np.mean(right):.0%} of the XOR" in lab.status


def test_temperature_answers_healthy_as_networks_trained_one_by_one():
    lab = labs.temperature().set(hidden=4).settle()
    cold, normal, hot = (float(x) for x in re.findall(r"(\d\.\d\d) at ", lab.status))
    at = torch.tensor([[-3.0], [0.0], [3.0]])
    expected = np.mean(
        [
            training.fit(datasets.temperature, HEALTH, seed=seed)[0](at)
            .softmax(dim=1)[:, 1].detach().numpy()
            for seed in range(5)
        ], axis=0,
    )  # fmt: skip
    assert normal > 0.8 > 0.2 > max(cold, hot)
    np.testing.assert_allclose([cold, normal, hot], expected, atol=0.02)


def test_the_explorer_shows_the_chosen_activation_from_its_first_frame_on():
    lab = labs.activation_explorer().settle()  # the worker is done with the figure
    frames = list(lab.compute("tanh", 1.0, 1.0))
    epochs = [numbers(frame.status)[-2] for frame in frames]
    assert epochs == sorted(epochs)
    assert epochs[0] < epochs[-1] == PLANE.epochs
    assert max(frame.progress for frame in frames[:-1]) < 1  # ReLU comes beside it, too
    assert frames[-1].progress == 1
    for frame in frames:
        with lab.stage.moving(frame.draw):
            assert lab.stage.figure.axes[0].get_title(loc="left") == "σ(a): tanh"
    lab.close()


def test_the_explorer_trains_with_its_own_learning_rate():
    lab = labs.activation_explorer().set(learning_rate=5.0).settle()
    setting = replace(PLANE, activation="sigmoid", hidden=16, learning_rate=5.0)
    losses = [training.fit(datasets.two_moons, setting, seed=s)[1].final()[0] for s in range(5)]
    assert abs(numbers(lab.status)[-1] - np.mean(losses)) < 0.02
    assert all(found in lab.status for found in ("0.881", "0.105"))  # σ(2), σ(2)(1 - σ(2))


@pytest.mark.parametrize("w1", [-0.5, 0.5, 2.0])
def test_the_graph_of_backward_equals_autograd(w1):
    first, second = torch.tensor([[w1]]), torch.tensor([[1.0, -1.0]])
    for matrix in (first, second):
        matrix.requires_grad_()
    a = torch.tensor([[2.0]]) @ first
    h = a.relu()
    o = h @ second
    loss = torch.nn.functional.cross_entropy(o, torch.tensor([0]))
    expected = torch.autograd.grad(loss, (o, second, h, a, first))
    ours = backward.run_pass(w1, np.array([1.0, -1.0]))
    found = [ours[name] for name in ("do", "dob", "dw2", "dw2b", "dh", "da", "dw1", "loss")]
    theirs = torch.cat([tensor.detach().ravel() for tensor in (*expected, loss)])
    np.testing.assert_allclose(found, theirs, atol=1e-6)


def test_the_graph_shows_the_numbers_of_the_lesson_and_a_step_down():
    lab = labs.backward_graph().set(step=9).settle()
    assert "−0.4768" in lab.alt
    lab.set(step=11).settle()
    before, after = numbers(lab.alt)[-2:]
    assert after < before
    lab.set(step=9, w1=-0.5).settle()
    assert numbers(lab.status)[-1] == 0, "a dead unit gets no gradient"


def test_dead_units_are_silent_for_every_example():
    narrow = replace(PLANE, hidden=8)
    (run,) = engine.train_all(datasets.two_moons, [narrow], seeds=range(3))
    found = hidden.dead(run, datasets.two_moons)
    for place, seed in enumerate(run.seeds):
        W1, b1 = (matrix[place] for matrix in run.parameters[:2])
        for unit in range(8):
            answers = [
                max(0.0, float(x @ W1[:, unit] + b1[0, unit]))
                for x in datasets.two_moons(seed).train_inputs
            ]
            assert found[place, unit] == (max(answers) == 0)
    lab = labs.hidden_units().set(data="mlp.moons", hidden=8).settle()
    assert f"Dead units: {found[0].sum()}" in lab.status
    assert f"{run.final('validation_accuracy')[0]:.0%}" in lab.status


def test_tanh_units_are_never_called_dead():
    lab = labs.digit_units().settle()
    assert "Dead units: 0" not in lab.status
    assert "Dead units: 0" in lab.set(activation="tanh").settle().status


def test_a_hinge_is_where_the_unit_switches_on():
    w, b = np.array([3.0, -4.0]), 2.0
    foot, across, towards = hidden.hinge(w, b)
    for place in (-1.5, 0.0, 2.0):
        point = foot + place * across
        np.testing.assert_allclose(w @ point + b, 0, atol=1e-12)
        assert w @ (point + towards) + b > 0


def test_gradients_of_layers_are_those_of_the_chain_rule():
    setting = replace(DIGITS, layers=3, activation="sigmoid")
    data = labs.clean_digits(5)
    random = training.Randomness.of(5).weights
    weights = models.initial_weights(64, 10, setting, random)
    units = [data.train_inputs]
    for W in weights[:-1]:
        units.append(torch.sigmoid(units[-1] @ W))
    P = (units[-1] @ weights[-1]).softmax(dim=1)
    dA = (P - torch.eye(10)[data.train_labels]) / len(P)
    norms = []
    for W, H in zip(reversed(weights), reversed(units), strict=True):
        norms.insert(0, (H.T @ dA).norm().item())
        dA = (dA @ W.T) * H * (1 - H)
    np.testing.assert_allclose(depth.layer_gradients(setting, 5), norms, rtol=1e-4)
    found = numbers(repr(depth.gradients(seeds=range(3))))
    assert found[1] < 0.01 < 0.5 < found[0], "sigmoid fades, ReLU does not"


def test_the_picture_of_the_dead_says_its_means():
    picture = hidden.dead_units(labs.clean_digits, seeds=range(3))
    relu = replace(DIGITS, hidden=4)
    tanh, none = (
        engine.train_all(labs.clean_digits, [setting], seeds=range(3))[0].final().mean()
        for setting in (replace(relu, activation="tanh"), replace(relu, hidden=0))
    )
    assert repr(picture).endswith(
        f"tanh: 3 networks, mean {tanh:.2f}; no hidden layer: 3 networks, mean {none:.2f}."
    )


def test_mistakes_are_those_of_a_plain_loop():
    start = replace(DIGITS, hidden=0)
    check_mistakes(labs.mistakes(hidden=64), labs.clean_digits, start, replace(DIGITS, hidden=64))


def test_from_32_units_on_twice_as_many_images_are_won_as_lost():
    before = mistakes.answers(labs.clean_digits, replace(DIGITS, hidden=0))
    for hidden_units in (32, 64, 128):
        after = mistakes.answers(labs.clean_digits, replace(DIGITS, hidden=hidden_units))
        won, lost = map(len, mistakes.exchanged(before, after))
        assert won > 2 * lost > 0


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
        bending.value_and_derivative(activation, points.detach()), (expected, slope), strict=True
    ):
        torch.testing.assert_close(ours, theirs.detach())


@pytest.mark.parametrize("hidden", [0, 3])
def test_parts_of_a_score_add_up(hidden):
    setting = Setting(hidden=hidden, epochs=2)
    (run,) = engine.train_all(datasets.temperature, [setting], seeds=[0])
    inputs = torch.linspace(-4, 4, 9)[:, None]
    weights = [matrix[0] for matrix in run.parameters]
    parts, total = bending.score_parts(weights, setting, inputs)
    assert len(parts) == hidden
    if hidden:
        bias = weights[3][0, 1] - weights[3][0, 0]
        torch.testing.assert_close(parts.sum(dim=0) + bias, total)


def test_regions_are_drawn_where_classes_are_equal():
    figure, axes = new_figure()
    part = torch.tensor([[-1.0, -1.0], [1.0, 1.0]]), torch.tensor([0, 1])
    panel = Regions(axes, datasets.Dataset("two", ("a", "b"), *part, *part, *part))
    right = 1 / (1 + np.exp(-5 * panel.grid[:, 0].numpy()))
    panel.draw_answers(np.stack([1 - right, right], axis=1))
    (line,) = axes.collections[-1].get_segments()
    np.testing.assert_allclose(line[:, 0], 0, atol=1e-6)
    colours = np.asarray(axes.images[-1].get_array())
    assert (colours[40, 0] != colours[40, -1]).any()
    panel.draw_answers(np.full((80 * 80, 2), np.nan))
    assert (np.asarray(axes.images[-1].get_array()) == 255).all()


def test_two_units_move_xor_across_a_line():
    data = datasets.xor(0)
    H = (data.train_inputs @ torch.tensor([[1.0, -1.0], [-1.0, 1.0]])).relu()
    assert ((H.sum(dim=1) > 1).long() == data.train_labels).all()
    picture = hidden.moved(data.train_inputs, H, data.train_labels, line=1)
    assert "h₁ + h₂ = 1" in repr(picture)
