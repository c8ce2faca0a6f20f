"""The tools of lesson 3 against scikit-learn, NumPy, autograd and plain loops."""

import itertools

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.polynomial import Legendre
from sklearn.model_selection import KFold

from lesson_utils import datasets, engine
from lesson_utils.lessons.generalization import judging, norm_decay, selection, stopping
from lesson_utils.training import Randomness, Setting, evaluate, fit, k_fold

# K-fold


@pytest.mark.parametrize(("count", "folds"), [(7, 3), (10, 5), (11, 4), (200, 8), (3, 3)])
def test_k_fold_cuts_as_scikit_learn_does(count, folds):
    ours = list(k_fold(count, folds, seed=1))
    theirs = list(KFold(folds).split(np.zeros(count)))
    assert [len(fold) for _, fold in ours] == [len(fold) for _, fold in theirs]
    assert sorted(torch.cat([fold for _, fold in ours]).tolist()) == list(range(count))
    for train, fold in ours:
        assert sorted(train.tolist() + fold.tolist()) == list(range(count))


def test_k_fold_shuffles_by_seed():
    folds = [[fold.tolist() for _, fold in k_fold(20, 4, seed=seed)] for seed in (0, 0, 1)]
    assert folds[0] == folds[1] != folds[2]


@pytest.mark.parametrize(("count", "folds"), [(5, 1), (5, 6), (1, 2)])
def test_k_fold_names_what_is_not_allowed(count, folds):
    with pytest.raises(ValueError, match="must be a whole number"):
        list(k_fold(count, folds))


def test_cross_validation_is_one_training_for_each_fold():
    data = datasets.digits(0, train_size=40, wrong_labels=0)
    setting = Setting(hidden=8, epochs=5, batch_size=10)
    scores = selection.cross_validate(data, setting, folds=4, shuffle=3)
    for number, (train, fold) in enumerate(k_fold(40, 4, seed=3)):
        part = datasets.Dataset(
            "fold", data.classes, data.train_inputs[train], data.train_labels[train],
            data.train_inputs[fold], data.train_labels[fold], data.test_inputs, data.test_labels,
        )  # fmt: skip
        _, run = fit(part, setting, seed=number)
        assert scores[number] == pytest.approx(run.final("validation_accuracy")[0])


# Early stopping

CURVES = [[*map(float, curve)] for curve in itertools.product((1, 2, 3), repeat=6)]


@pytest.mark.parametrize("patience", [1, 2, 3])
def test_rules_of_stopping_hold_on_every_short_curve(patience):
    for losses in CURVES:
        last = len(losses) - 1
        rising = [
            e
            for e in range(patience, last + 1)
            if all(losses[i] > losses[i - 1] for i in range(e - patience + 1, e + 1))
        ]
        assert stopping.stop_after_rises(losses, patience) == min(rising, default=last)
        late = [
            e
            for e in range(patience, last + 1)
            if min(losses[e - patience + 1 : e + 1]) >= min(losses[: e - patience + 1])
        ]
        stopped = stopping.epochs_without_best(losses, patience)
        assert stopped == min(late, default=last)
        assert stopping.best_until(losses, stopped) == int(np.argmin(losses[: stopped + 1]))


@pytest.mark.parametrize("rule", [stopping.stop_after_rises, stopping.epochs_without_best])
def test_patience_below_one_is_refused(rule):
    with pytest.raises(ValueError, match="patience must be"):
        rule([1.0, 2.0], 0)


@pytest.mark.parametrize("patience", [1, 3, 6])
def test_fit_stops_where_the_rule_says_and_restores_the_best(patience):
    data, setting = datasets.digits(2), Setting(hidden=16, epochs=40)
    _, whole = fit(data, setting, seed=2)
    losses = whole.validation_loss[0].tolist()
    stopped = stopping.epochs_without_best(losses, patience)
    best = stopping.best_until(losses, stopped)
    model, run = fit(data, setting, seed=2, patience=patience)
    assert run.epochs[-1] == stopped
    np.testing.assert_array_equal(run.validation_loss, whole.validation_loss[:, : stopped + 1])
    assert evaluate(model, data)[1] == pytest.approx(losses[best], rel=1e-6)


# DropConnect

SHORT = Setting(
    hidden=16, epochs=3, batch_size=20, dropconnect=0.4, weight_decay=0.01, learning_rate=0.1
)


def plain_dropconnect(data, setting: Setting, seed: int):
    """W1, b1, W2, b2 as on the page, by autograd: behind the hidden layer a mask an example."""
    random = Randomness.of(seed)
    sizes = [data.n_features, setting.hidden, len(data.classes)]
    matrices, rows = [], []
    for inputs, outputs in itertools.pairwise(sizes):
        first = torch.randn(inputs, outputs, generator=random.weights) / inputs**0.5
        matrices.append(first.requires_grad_())
        rows.append(torch.zeros(1, outputs, requires_grad=True))
    keep = 1 - setting.dropconnect
    for _ in range(setting.epochs):
        order = torch.randperm(len(data.train_labels), generator=random.order)
        for start in range(0, len(order), setting.batch_size):
            batch = order[start : start + setting.batch_size]
            H = torch.relu(data.train_inputs[batch] @ matrices[0] + rows[0])
            outputs = []
            for h in H:  # one draw an example
                noise = torch.rand(matrices[1].T.shape, generator=random.dropconnect)
                mask = (noise >= setting.dropconnect).T / keep
                outputs.append(h @ (matrices[1] * mask) + rows[1][0])
            O = torch.stack(outputs)
            loss = F.cross_entropy(O, data.train_labels[batch])
            penalty = sum((W**2).sum() for W in matrices) * setting.weight_decay / 2
            gradients = torch.autograd.grad(loss + penalty, [*matrices, *rows])
            with torch.no_grad():
                for parameter, gradient in zip([*matrices, *rows], gradients, strict=True):
                    parameter -= setting.learning_rate * gradient
    return [matrices[0], rows[0], matrices[1], rows[1]]


def test_dropconnect_in_fit_and_in_a_stack_is_the_plain_loop():
    seeds = (3, 4)
    (stacked,) = engine.train_all(datasets.digits, [SHORT], seeds=seeds)
    for place, seed in enumerate(seeds):
        data = datasets.digits(seed)
        expected = plain_dropconnect(data, SHORT, seed)
        _, run = fit(data, SHORT, seed=seed)
        for ours, many, plain in zip(run.parameters, stacked.parameters, expected, strict=True):
            torch.testing.assert_close(ours[0], plain.detach(), atol=1e-5, rtol=1e-4)
            torch.testing.assert_close(many[place], plain.detach(), atol=1e-5, rtol=1e-4)


def test_dropconnect_is_off_when_answering():
    model, _ = fit(datasets.digits(0), SHORT)
    inputs = datasets.digits(0).validation_inputs[:5]
    with torch.no_grad():
        model.eval()
        assert torch.equal(model(inputs), model(inputs))
        model.train()
        assert not torch.equal(model(inputs), model(inputs))


# What a run holds


@pytest.mark.parametrize("hidden", [0, 5])
def test_answers_of_a_run_are_those_of_its_model(hidden):
    data = datasets.digits(1)
    model, run = fit(data, Setting(hidden=hidden, epochs=2, dropout=0.5), seed=1)
    model.eval()
    with torch.no_grad():
        expected = torch.softmax(model(data.test_inputs), dim=1)
    torch.testing.assert_close(run.probabilities(data.test_inputs)[0], expected)
    right = run.hits(data.validation_inputs, data.validation_labels)
    assert right.mean() == pytest.approx(run.final("validation_accuracy")[0])
    assert run.weight_vector().shape == (1, sum(w.numel() for w in run.parameters[::2]))


def test_first_mask_is_what_the_first_batch_was_trained_with():
    data, setting = datasets.digits(0), Setting(hidden=12, epochs=1, batch_size=200, dropout=0.3)
    seen = []
    hook = torch.nn.Linear.forward

    def forward(layer, inputs):
        seen.append(inputs.detach())
        return hook(layer, inputs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.nn.Linear, "forward", forward)
        _, run = fit(data, setting)
    mask = run.first_mask()
    training = [x for x in seen if x.shape == (200, 12)][1]  # after the evaluation at epoch 0
    assert (training.numpy()[mask == 0] == 0).all()
    assert mask.mean() == pytest.approx(0.7, abs=0.03)


# Best of many


def test_best_of_many_is_what_a_plain_loop_finds():
    right = np.random.default_rng(0).random((6, 30)) < 0.7
    right = right.astype(float)
    found = selection.best_of_many(right, examples=10, repetitions=1, seed=5)
    random = np.random.default_rng(5)
    decide = np.argsort(random.random((1, 30)))[0] < 10
    order = np.argsort(random.random((1, 6)))[0]
    best = None
    for tried, model in enumerate(order):
        score, fresh = right[model][decide].mean(), right[model][~decide].mean()
        if best is None or score > best[0]:
            best = (score, fresh)
        assert (found.scores[tried], found.fresh_scores[tried]) == pytest.approx((score, fresh))
        assert (found.reported[0, tried], found.fresh[0, tried]) == pytest.approx(best)


def test_one_model_is_not_optimistic_and_coins_are():
    right = (np.random.default_rng(1).random((50, 400)) < 0.5).astype(float)
    found = selection.best_of_many(right, examples=40, repetitions=400)
    assert found.reported[:, 0].mean() == pytest.approx(0.5, abs=0.02)
    assert found.fresh[:, -1].mean() == pytest.approx(0.5, abs=0.03)
    assert found.reported[:, -1].mean() > 0.6


# Polynomials


@pytest.mark.parametrize("size", [20, 40])
def test_all_degrees_are_least_squares(size):
    fits = judging.fit_all_degrees(train_size=size, seeds=[3, 4])
    for place, seed in enumerate((3, 4)):
        data = datasets.polynomial(seed, train_size=size)
        x, y = data.train_inputs[:, 0].double().numpy(), data.train_labels.double().numpy()
        new_x, new_y = data.validation_inputs[:, 0].numpy(), data.validation_labels.numpy()
        for degree in (1, 3, 8):
            line = Legendre.fit(x, y, degree, domain=[-1, 1])
            errors = [((line(a) - b) ** 2).mean() for a, b in ((x, y), (new_x, new_y))]
            ours = fits.train_error[place, degree - 1], fits.validation_error[place, degree - 1]
            assert ours == pytest.approx(errors, rel=1e-5)
            curve = fits.curves[place, degree - 1]
            np.testing.assert_allclose(curve, line(judging.GRID), atol=1e-8)


def test_degree_19_passes_through_20_points():
    assert judging.fit_all_degrees(train_size=20).train_error[:, -1].max() < 1e-6


# Where did the norm go?


def test_regression_is_gradient_descent_on_the_penalised_loss():
    """One batch of all examples would hide the order: take the norm of one epoch by autograd."""
    options = {"weight_decay": 0.5, "init_scale": 0.3, "features": 4, "learning_rate": 0.1}
    paths = norm_decay.train(seeds=[7], epochs=2, **options)
    random = np.random.default_rng(7)
    X, new_X = [], []
    for part, count in ((X, 20), (new_X, 100)):
        inputs = random.normal(size=(count, 4))
        noise = random.normal(size=(count, 1))
        part += [inputs, 0.01 * inputs.sum(1, keepdims=True) + 0.05 + 0.01 * noise]
    w = torch.tensor(0.3 * random.normal(size=(4, 1)), requires_grad=True)
    for epoch in range(2):
        for batch in np.split(random.permutation(20), 4):
            x, y = (torch.tensor(table[batch]) for table in X)
            loss = ((x @ w - y) ** 2).mean() / 2 + 0.5 / 2 * (w**2).sum()
            (gradient,) = torch.autograd.grad(loss, w)
            w = (w - 0.1 * gradient).detach().requires_grad_()
        now = w.detach().numpy()
        assert paths.norm[0, epoch + 1] == pytest.approx(np.linalg.norm(now))
        error = ((new_X[0] @ now - new_X[1]) ** 2).mean()
        assert paths.validation_error[0, epoch + 1] == pytest.approx(error)


def test_unseen_directions_shrink_as_the_formula_says():
    assert norm_decay.shrinking_norm(1.0, 3.0, norm_decay.STEPS) == pytest.approx(0.36, abs=0.005)
    paths = norm_decay.train(weight_decay=3.0)
    formula = norm_decay.shrinking_norm(1.0, 3.0, norm_decay.STEPS)
    assert paths.norm[:, -1].mean() == pytest.approx(formula, rel=0.1)
