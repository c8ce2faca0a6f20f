"""The readable loop against torch.optim by hand, and the bounds of a setting."""

from fractions import Fraction

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from lesson_utils import datasets
from lesson_utils.models import build, keep_mask
from lesson_utils.training import METRICS, Randomness, Setting, evaluate, fit, k_fold


def test_fit_equals_gradient_descent_written_with_autograd_alone():
    data = datasets.digits(5)
    setting = Setting(hidden=9, epochs=3, batch_size=64, weight_decay=0.02, learning_rate=0.3)
    random = Randomness.of(5)
    model = build(data.n_features, 10, setting, random)
    for _ in range(setting.epochs):
        for batch in torch.randperm(200, generator=random.order).split(64):
            loss = F.cross_entropy(model(data.train_inputs[batch]), data.train_labels[batch])
            norm = sum((layer.weight**2).sum() for layer in model.layers)
            parameters = list(model.parameters())
            gradients = torch.autograd.grad(loss + 0.02 / 2 * norm, parameters)
            with torch.no_grad():
                for parameter, gradient in zip(parameters, gradients, strict=True):
                    parameter -= 0.3 * gradient
    fitted, _ = fit(data, setting, seed=5)
    for mine, theirs in zip(model.parameters(), fitted.parameters(), strict=True):
        torch.testing.assert_close(mine, theirs, atol=1e-5, rtol=1e-4)


def test_a_model_without_regularization_is_nn_sequential():
    setting = Setting(hidden=6, activation="tanh")
    model = build(4, 3, setting, Randomness.of(0)).eval()
    sequential = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3))
    sequential.load_state_dict(dict(zip(sequential.state_dict(), model.state_dict().values())))
    inputs = torch.randn(5, 4, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(model(inputs), sequential(inputs))


def test_history_holds_the_start_every_evaluation_and_the_end():
    model, run = fit(datasets.digits, Setting(epochs=7), evaluate_every=3)
    assert list(run.epochs) == [0, 3, 6, 7]
    assert run.finished
    last = [run.final(name)[0] for name in ("train_loss", "validation_loss")]
    np.testing.assert_allclose(last, evaluate(model, datasets.digits(0))[:2], rtol=1e-6)


@pytest.mark.parametrize("p", [0.0, 0.3, 0.5, 1.0])
def test_the_mask_keeps_the_expectation(p):
    mask = keep_mask((400, 500), p, torch.Generator().manual_seed(1))
    allowed = {0.0} if p == 1 else {0.0, 1 / (1 - p)}
    assert all(min(abs(value - a) for a in allowed) < 1e-6 for value in mask.unique().tolist())
    assert (mask == 0).float().mean().item() == pytest.approx(p, abs=0.005)
    assert mask.mean().item() == pytest.approx(0 if p == 1 else 1, abs=0.01)


def test_a_setting_takes_only_numbers_that_torch_takes():
    with pytest.raises(TypeError, match="dropout must be a number in .0, 1., got Fraction"):
        Setting(dropout=Fraction(1, 2))


def test_dropout_is_active_only_while_training():
    model = build(4, 3, Setting(dropout=0.5, dropconnect=0.5), Randomness.of(0))
    inputs = torch.ones(2, 4)
    model.train()
    assert not torch.equal(model(inputs), model(inputs))
    model.eval()
    assert torch.equal(model(inputs), model(inputs))


def test_patience_stops_and_restores_the_best_weights():
    data = datasets.digits(2)
    setting = Setting(epochs=200)
    model, run = fit(data, setting, seed=2, patience=5)
    losses = run.validation_loss[0]
    best = int(losses.argmin())
    assert len(losses) - 1 == best + 5 < 200
    found = evaluate(model, data)
    for metric, value in zip(METRICS, found, strict=True):  # the run speaks of the restored epoch
        assert run.final(metric) == pytest.approx([value], rel=1e-5)
    assert found[1] == pytest.approx(losses[best], rel=1e-5)
    assert run.finished
    assert not run.diverged.any()
    _, whole = fit(data, setting, seed=2)
    np.testing.assert_allclose(whole.validation_loss[0, : len(losses)], losses, rtol=1e-5)


@settings(derandomize=True, database=None, deadline=None)
@given(st.integers(2, 60), st.integers(2, 60), st.integers(0, 1000))
def test_k_fold_holds_out_every_example_once_in_folds_of_one_size(count, folds, seed):
    folds = min(folds, count)
    parts = list(k_fold(count, folds, seed=seed))
    assert len(parts) == folds
    assert sorted(torch.cat([held_out for _, held_out in parts]).tolist()) == list(range(count))
    sizes = [len(held_out) for _, held_out in parts]
    assert max(sizes) - min(sizes) <= 1
    for train, held_out in parts:
        assert sorted(torch.cat([train, held_out]).tolist()) == list(range(count))
    again = k_fold(count, folds, seed=seed)
    assert all(torch.equal(a[1], b[1]) for a, b in zip(parts, again, strict=True))


def test_a_mask_that_would_fill_the_memory_is_refused():
    Setting(hidden=128, layers=2, dropconnect=0.5)
    Setting(hidden=4096, layers=3)
    with pytest.raises(ValueError, match="dropconnect must be 0 .*got 0.5"):
        Setting(hidden=4096, layers=3, dropconnect=0.5)


def test_metrics_are_named():
    _, run = fit(datasets.digits, Setting(epochs=1))
    with pytest.raises(ValueError, match="validation_loss.*got 'f1'"):
        run.final("f1")
