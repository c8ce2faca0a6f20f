"""Labs that train, by a second way: the readable loop, one network after another, and scipy."""

import itertools
import re
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
import scipy.stats
import torch

from lesson_utils import datasets, training_lab
from lesson_utils.curves import band
from lesson_utils.lessons.generalization import labs as generalization
from lesson_utils.lessons.mlp import labs as mlp
from lesson_utils.lessons.softmax_regression import labs as softmax_regression
from lesson_utils.run_cache import RUNS
from lesson_utils.style import PINNED, TRAIN, VALIDATION, new_figure
from lesson_utils.training import Setting, fit

right_digits = partial(datasets.digits, wrong_labels=0.0)
petals = partial(datasets.iris, columns=(2, 3))
# lab: the controls to move, and what is then trained on what, written out
TRAINED = {
    mlp.boundary: (
        {"hidden": 3, "learning_rate": 0.2, "activation": "tanh"}, datasets.two_moons,
        Setting(hidden=3, learning_rate=0.2, activation="tanh", batch_size=20, epochs=100),
    ),
    mlp.initial_scale: (
        {"init_scale": 3.0, "activation": "sigmoid"}, datasets.two_moons,
        Setting(hidden=16, init_scale=3.0, activation="sigmoid", batch_size=20, epochs=100),
    ),
    mlp.width: (
        {"hidden": 4, "learning_rate": 0.2, "activation": "tanh"}, right_digits,
        Setting(hidden=4, learning_rate=0.2, activation="tanh", epochs=40),
    ),
    mlp.depth: (
        {"layers": 2, "learning_rate": 0.2, "activation": "tanh"}, right_digits,
        Setting(hidden=32, layers=2, learning_rate=0.2, activation="tanh", epochs=40),
    ),
    softmax_regression.flowers: (
        {"learning_rate": 0.3, "batch_size": 40, "epochs": 50}, petals,
        Setting(hidden=0, learning_rate=0.3, batch_size=40, epochs=50),
    ),
    softmax_regression.digits: (
        {"learning_rate": 0.1, "batch_size": 100, "epochs": 20},
        partial(right_digits, train_size=500),
        Setting(hidden=0, learning_rate=0.1, batch_size=100, epochs=20),
    ),
    generalization.weight_decay: (
        {"weight_decay": 0.02}, datasets.digits, Setting(weight_decay=0.02)
    ),
    generalization.dropout: ({"dropout": 0.6}, datasets.digits, Setting(dropout=0.6)),
}  # fmt: skip


def trained_alone(data, setting: Setting) -> list:
    return [fit(data, setting, seed=seed, evaluate_every=5)[1] for seed in range(5)]


@pytest.mark.parametrize("name", TRAINED, ids=lambda make: make.__name__)
def test_the_losses_that_a_lab_says_are_those_of_networks_trained_alone(name):
    moves, data, setting = TRAINED[name]
    lab = name().set(**moves).settle()
    said = re.search(r"epoch (\d+) the training loss is ([\d.]+) and .* loss ([\d.]+)\.", lab.alt)
    runs = trained_alone(data, setting)
    train = np.mean([run.final("train_loss") for run in runs])
    validation = np.mean([run.final() for run in runs])
    assert int(said[1]) == setting.epochs
    assert (float(said[2]), float(said[3])) == pytest.approx((train, validation), abs=0.02)
    assert f"validation loss {said[3]}." in lab.status
    assert "did not settle" not in lab.status
    if "training examples" in lab.alt:  # the network that is drawn
        share = re.search(r"right on (\d+)%", lab.alt)[1]
        assert int(share) == pytest.approx(100 * runs[0].final("train_accuracy")[0], abs=1.5)
    lab.close()


def lines_of(lab) -> list:
    """The lines that move, of each axes, in the frame that the lab shows."""
    *_, frame = lab.frames(lab.request())
    with lab.stage.moving(frame.draw) as artists:
        return [[a for a in axes.lines if a in artists] for axes in lab.stage.figure.axes]


def test_curves_track_and_pin_are_drawn_from_the_right_runs():
    lab = generalization.dropout().set(dropout=0.5).settle()
    lab.pin()
    lab.settle().set(dropout=0.2).settle()
    curves, *_, track = lines_of(lab)
    here, pinned = (
        trained_alone(datasets.digits, Setting(dropout=p)) for p in (0.2, 0.5)
    )  # fmt: skip
    for colour, runs, metric in (
        (TRAIN, here, "train_loss"), (VALIDATION, here, "validation_loss"),
        (PINNED, pinned, "validation_loss"),
    ):  # fmt: skip
        (line,) = [line for line in curves if line.get_color() == colour]
        expected = np.mean([getattr(run, metric)[0] for run in runs], axis=0)
        np.testing.assert_allclose(line.get_ydata(), expected, atol=0.02)
    (level,) = [line for line in track if line.get_color() == PINNED]
    assert level.get_ydata()[0] == pytest.approx(np.mean([run.final() for run in pinned]), abs=0.02)
    final = {
        colour: next(a for a in track if a.get_color() == colour) for colour in (TRAIN, VALIDATION)
    }
    for colour, metric in ((TRAIN, "train_loss"), (VALIDATION, "validation_loss")):
        for place, runs in ((2, here), (5, pinned)):
            expected = np.mean([run.final(metric) for run in runs])
            assert final[colour].get_ydata()[place] == pytest.approx(expected, abs=0.02)
    assert "pinned (p = 0.5)" in lab.status
    lab.close()


def test_a_band_is_students_interval_of_the_mean():
    lab = generalization.dropout().settle()
    run = lab.runs[lab.setting]
    losses = run.validation_loss
    half = scipy.stats.t.ppf(0.975, 4) * scipy.stats.sem(losses, axis=0)
    figure, axes = new_figure()
    band(axes, run.epochs, losses.mean(axis=0), losses.mean(axis=0) - half,
         losses.mean(axis=0) + half, colour=VALIDATION)  # fmt: skip
    (expected,) = axes.patches
    *_, frame = lab.frames(lab.request())
    with lab.stage.moving(frame.draw) as artists:
        bands = [a for a in lab.stage.figure.axes[0].patches if a in artists]
    drawn = max(
        bands, key=lambda one: np.array_equal(one.get_facecolor(), expected.get_facecolor())
    )
    np.testing.assert_allclose(drawn.get_xy(), expected.get_xy(), rtol=1e-4)
    lab.close()


def test_regions_are_those_of_the_first_network():
    lab = mlp.boundary().set(hidden=4, learning_rate=0.2).settle()
    setting = Setting(hidden=4, learning_rate=0.2, batch_size=20, epochs=100)
    model, _ = fit(datasets.two_moons, setting, seed=0)
    drawn = []
    lab.detail.draw_answers = drawn.append
    *_, frame = lab.frames(lab.request())
    frame.draw()
    with torch.no_grad():
        expected = model(lab.detail.grid).softmax(dim=1).numpy()
    assert (abs(drawn[0] - expected) < 0.05).mean() > 0.99
    lab.close()


def test_the_lowest_loss_of_a_track_is_the_one_that_is_said():
    lab = generalization.dropout().settle()
    best = min((run for run in lab.runs.values() if run.setting in set(settings_of(lab))),
               key=lambda run: run.validation_loss[:, -1].mean())  # fmt: skip
    said = f"lowest, {best.validation_loss[:, -1].mean():.2f}, at p = {best.setting.dropout:g}"
    assert said in lab.alt
    lab.close()


def settings_of(lab) -> list[Setting]:
    return [Setting(dropout=p) for _, p in lab.controls["dropout"].options]


def test_no_minutes_are_told_before_anything_is_done(monkeypatch):
    lab = generalization.dropout().settle()
    RUNS.clear()
    clock = itertools.count()  # a second between two looks at it: a busy machine
    monkeypatch.setattr(training_lab, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    first = next(iter(lab.frames(lab.request())))
    assert (first.progress, first.said) == (0, first.status)
    lab.close()
