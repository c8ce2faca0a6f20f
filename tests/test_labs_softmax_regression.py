"""The labs of lesson 1 draw, move, say what they show, and compute what they say."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import scipy.special
import scipy.stats
import sklearn.linear_model
import sklearn.metrics
import torch
from lab_contract import check_lab, check_mistakes
from matplotlib.colors import to_rgba

from lesson_utils import datasets, engine, training_words
from lesson_utils.lessons.softmax_regression import (
    decision_labs,
    decisions,
    labs,
    probabilities,
    valley,
)
from lesson_utils.network import draw_network
from lesson_utils.style import GREY, new_figure
from lesson_utils.training import Setting, fit

MOVES = {
    "thresholds": ({"first": 1.5}, {"second": 2.5}, {"codes": (1, 3, 2)}),
    "costs": ({"threshold": 0.09}, {"cost": 1}),
    "network": ({"features": 16}, {"classes": 10}),
    "logits": (
        {"dog": -5.0},
        {"cat": 3.5},
        {"snake": 5.0},
        {"constant": 1000.0},
        {"temperature": 0.1},
    ),
    "entropy": ({"truth": "1, 0, 0"}, {"a": 5}, {"b": 10}, {"c": 1}),
    "valley": ({"rate": 10.0}, {"steps": 3}, {"batch": 5}),
    "mistakes": ({"learning_rate": 10.0}, {"epochs": 5}),
    "flowers": ({"learning_rate": 0.3}, {"batch_size": 80}, {"epochs": 10}),
    "digits": ({"learning_rate": 3.0}, {"batch_size": 500}, {"epochs": 5}),
}
MEASURED = {  # what the question of each lab comes to
    "thresholds": "few", "costs": "below", "network": "class", "logits": "same",
    "entropy": "true", "mistakes": "trade",
}  # fmt: skip


@pytest.mark.parametrize("name", labs.__all__)
def test_a_lab_asks_measures_moves_and_opens_where_it_stands(name):
    check_lab(getattr(labs, name), MOVES[name], MEASURED.get(name))


def standardized(data):
    """The same flowers around 0, where gradient descent comes to its end sooner."""
    mean, spread = data.train_inputs.mean(dim=0), data.train_inputs.std(dim=0)
    scaled = {
        f"{part}_inputs": (getattr(data, f"{part}_inputs") - mean) / spread
        for part in ("train", "validation", "test")
    }
    return replace(data, **scaled)


@pytest.mark.parametrize(
    ("data", "setting"),
    [
        (
            lambda seed: standardized(datasets.iris(seed)),
            Setting(hidden=0, weight_decay=0.02, learning_rate=1.0, epochs=2000),
        ),
        (labs.clean_digits, Setting(hidden=0, weight_decay=0.02, learning_rate=1.0, epochs=2000)),
    ],
    ids=["iris", "digits"],
)
def test_training_ends_where_logistic_regression_of_scikit_learn_does(data, setting):
    split = data(0)
    n = len(split.train_labels)
    setting = replace(setting, batch_size=n)
    (run,) = engine.train_all(data, [setting], seeds=[0], evaluate_every=setting.epochs)
    oracle = sklearn.linear_model.LogisticRegression(
        C=1 / (setting.weight_decay * n), tol=1e-8, max_iter=10_000
    ).fit(split.train_inputs.numpy(), split.train_labels.numpy())
    for part in ("train", "validation"):
        inputs = getattr(split, f"{part}_inputs").numpy()
        labels = getattr(split, f"{part}_labels").numpy()
        loss = sklearn.metrics.log_loss(labels, oracle.predict_proba(inputs))
        assert run.final(f"{part}_loss")[0] == pytest.approx(loss, abs=5e-4)
        assert run.final(f"{part}_accuracy")[0] == pytest.approx(oracle.score(inputs, labels))


def test_the_readable_loop_learns_the_same_weights_as_the_labs():
    setting = Setting(hidden=0, learning_rate=0.1, batch_size=20, epochs=30)
    _, run = fit(labs.petals, setting, seed=3)
    (stacked,) = engine.train_all(labs.petals, [setting], seeds=[3])
    for ours, theirs in zip(run.parameters, stacked.parameters, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)


def test_steps_that_are_too_large_are_said_and_not_empty():
    lab = labs.flowers().set(learning_rate=100.0).settle()
    assert "above that of guessing" in lab.status
    assert "above the chart" in training_words.note(lab.runs[lab.setting], lab.limits[1])


def test_logits_are_those_of_scipy_and_the_naive_formula_breaks():
    lab = labs.logits().set(dog=3.5, cat=-1.0, snake=0.5, constant=90.0, temperature=2.0).settle()
    expected = scipy.special.softmax(np.array([3.5, -1.0, 0.5]) / 2)
    assert ", ".join(f"{p:.3f}" for p in expected) in lab.status
    assert "nan" not in lab.status
    lab.set(temperature=1.0).settle()
    assert "nan" in lab.status


def test_entropy_is_that_of_scipy():
    lab = labs.entropy().set(truth="½, ¼, ¼", a=2, b=3, c=5).settle()
    P, Q = [0.5, 0.25, 0.25], [0.2, 0.3, 0.5]
    own, extra = scipy.stats.entropy(P), scipy.stats.entropy(P, Q)
    for value in (own, extra, own + extra):
        assert f"{value:.3f}" in lab.status


def test_parameters_of_the_notes():
    lab = labs.network().settle()
    assert "12" in lab.status
    assert "15" in lab.status
    assert labs.some_digits(0, features=5, classes=4).train_inputs.shape[1] == 5
    assert labs.some_digits(0, features=5, classes=4).validation_labels.max() == 3


def test_the_line_is_that_of_scikit_learn():
    data = datasets.iris(1)
    targets = torch.tensor([1, 3, 2])[data.train_labels]
    oracle = sklearn.linear_model.LinearRegression().fit(data.train_inputs, targets)
    outputs = decisions.coded_outputs(1, (1, 3, 2))
    np.testing.assert_allclose(outputs, oracle.predict(data.validation_inputs), atol=1e-5)


def test_confusion_is_that_of_scikit_learn():
    labels, predicted = torch.tensor([0, 1, 2, 2, 1, 0, 0]), torch.tensor([0, 2, 2, 1, 1, 0, 1])
    oracle = sklearn.metrics.confusion_matrix(labels, predicted)
    np.testing.assert_array_equal(decisions.confusion(predicted, labels, 3), oracle)


def test_thresholds_cut_in_the_order_of_the_codes():
    outputs = torch.tensor([0.9, 1.6, 3.0])
    assert decisions.cut(outputs, (1.5, 2.5), (1, 2, 3)).tolist() == [0, 1, 2]
    assert decisions.cut(outputs, (1.5, 2.5), (1, 3, 2)).tolist() == [0, 2, 1]


def test_no_thresholds_repair_codes_out_of_order():
    data, codes = datasets.iris(0), (1, 3, 2)
    outputs = decisions.coded_outputs(0, codes)
    positions = [position for _, position in labs.thresholds().controls["first"].options]
    right = [
        (decisions.cut(outputs, (low, high), codes) == data.validation_labels).sum().item()
        for low in positions
        for high in positions
        if low <= high
    ]
    assert max(right) == decision_labs.most_right(codes) == 27  # of 40, as the lesson says
    assert decision_labs.most_right((1, 2, 3)) == 40  # tuned on the flowers that score
    halfway = decisions.coded_hits(0, (1, 2, 3), (1.5, 2.5))
    assert halfway.sum() == 39  # without a look at them


def test_equal_scores_are_called_a_tie():
    lab = labs.logits().set(cat=2.0).settle()
    assert "a tie" in lab.status
    assert "a tie" not in lab.set(cat=1.5).settle().status


def test_price_is_that_of_a_plain_loop():
    risk, ill = decisions.illness_risk((0, 1))
    price = 0.0
    for probability, is_ill in zip(risk[1], ill[1], strict=True):
        if probability > 0.3:
            price += 0 if is_ill else 1
        else:
            price += 7 if is_ill else 0
    assert decisions.price((0, 1), cost=7, threshold=0.3)[1] == pytest.approx(price / len(risk[1]))


def test_lasso_leaves_more_exact_zeros_than_ridge():
    for seed in range(3):
        data = datasets.digits(seed, train_size=800, wrong_labels=0.0)
        three = (data.train_labels == 3).float().numpy()
        lasso = sklearn.linear_model.Lasso(alpha=0.003).fit(data.train_inputs, three)
        ridge = sklearn.linear_model.Ridge(alpha=10).fit(data.train_inputs, three)
        blank = (data.train_inputs.std(dim=0) == 0).numpy()
        assert (lasso.coef_ == 0).sum() > 30
        np.testing.assert_array_equal(ridge.coef_ == 0, blank)


def test_network_hides_what_is_dropped():
    figure, axes = new_figure()
    off_edges = [np.array([[True, False], [False, False]]), None]
    draw_network(
        axes,
        [np.ones((2, 2)), -np.ones((2, 1))],
        off_nodes=[None, np.array([False, True]), None],
        off_edges=off_edges,
    )
    # edges 0→0, 0→1, 1→0, 1→1 of the first matrix, then two of the second
    colours = axes.collections[0].get_colors()
    assert (colours[:, 3] == 0).tolist() == [False, True, False, True, False, True]
    np.testing.assert_allclose(colours[0], to_rgba(GREY, 0.6))


def test_costs_say_who_was_missed_and_who_was_alarmed():
    """Counted over the patients one by one, at the place and at the cost of the lab."""
    risk, ill = (values.ravel().tolist() for values in decisions.illness_risk(tuple(range(20))))
    missed = sum(sick and p <= 0.25 for p, sick in zip(risk, ill, strict=True))
    alarms = sum(not sick and p > 0.25 for p, sick in zip(risk, ill, strict=True))
    price = (20 * missed + alarms) / len(risk)
    lab = labs.costs().set(cost=20, threshold=0.25).settle()
    share = 100 / len(risk)
    assert f"{share * missed:.1f} ill ones sent home, {share * alarms:.1f} healthy" in lab.status
    assert f"cost is {price:.2f}" in lab.status


def test_network_lab_judges_on_new_examples():
    lab = labs.network().set(features=16, classes=10).settle()
    maker = partial(labs.some_digits, features=16, classes=10)
    model, _ = fit(maker, labs.SMALL, seed=0)
    with torch.no_grad():
        data = maker(0)
        hits = model(data.validation_inputs).argmax(dim=1) == data.validation_labels
    train = model(data.train_inputs).argmax(dim=1) == data.train_labels
    right, memory = f"{hits.float().mean():.0%}", f"{train.float().mean():.0%}"
    assert right != memory
    assert f"{right} of new examples" in lab.status


def test_steps_in_the_valley_are_those_of_autograd():
    inputs, labels = valley.sepals()
    weights = torch.tensor(valley.START, requires_grad=True)
    optimizer = torch.optim.SGD([weights], lr=3.0)
    for found in valley.descend(3.0, len(labels))[1:]:
        scores = inputs @ weights
        loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        np.testing.assert_allclose(found, weights.detach(), atol=1e-4)
    assert valley.losses(weights.detach()).item() < loss.item() + 1e-3


def test_the_floor_of_the_valley_is_where_scikit_learn_ends():
    inputs, labels = valley.sepals()
    oracle = sklearn.linear_model.LogisticRegression(C=1e6, fit_intercept=False)
    oracle.fit(inputs.numpy(), labels.numpy())
    loss = sklearn.metrics.log_loss(labels, oracle.predict_proba(inputs.numpy()))
    assert valley.lowest() == pytest.approx(loss, abs=1e-3)


def test_only_large_steps_are_thrown_out_of_the_valley():
    lab = labs.valley().settle()
    assert "Near the floor" in lab.status
    assert "Still on the way" in lab.set(rate=0.1).settle().status
    assert "Thrown out" in lab.set(rate=100.0).settle().status
    assert lab.question.measure() == "higher"


def test_mistakes_are_those_of_a_plain_loop():
    lab = labs.mistakes(learning_rate=1.0, epochs=10)
    start = Setting(hidden=0, learning_rate=0.03, batch_size=50, epochs=20)
    moved = replace(start, learning_rate=1.0, epochs=10)
    check_mistakes(lab, labs.clean_digits, start, moved)


def test_the_picture_of_the_gradient_is_that_of_autograd():
    scores = torch.tensor([0.3, -1.2, 2.0], requires_grad=True)
    torch.nn.functional.cross_entropy(scores[None], torch.tensor([1])).backward()
    picture = probabilities.gradient(scores.detach().softmax(dim=0), label=1)
    *_, panel = picture.figure.axes
    heights = [bar.get_height() for bar in panel.patches]
    np.testing.assert_allclose(heights, scores.grad, atol=1e-6)
    tips = [arrow.xy[1] for arrow in panel.texts if getattr(arrow, "arrow_patch", None)]
    assert (np.sign(tips) == -np.sign(heights)).all(), "a step goes against the gradient"
