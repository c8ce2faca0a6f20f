"""Every lab of lesson 3: a picture, words that follow the controls, and the right numbers."""

import io
import re

import numpy as np
import pytest
import torch
from PIL import Image

from lesson_utils import datasets, engine
from lesson_utils.lessons.generalization import labs, polynomials, stopping
from lesson_utils.lessons.generalization import regularizing_panels as regularizing
from lesson_utils.lessons.generalization import validating as validating_labs
from lesson_utils.lessons.generalization import validating_panels as validating
from lesson_utils.style import new_figure
from lesson_utils.training import Setting
from lesson_utils.training_lab import POSITIONS

MOVES = {
    "random_labels": {"share": 1.0},
    "best_of_many": {"models": 100, "examples": 20},
    "polynomial_fit": {"degree": 12, "train_size": 500},
    "k_fold_map": {"folds": 20, "shuffle": 3},
    "early_stopping": {"patience": 10, "curve": 4},
    "weight_decay": {"weight_decay": 0.05},
    "vanishing_norm": {"init_scale": 0.0, "weight_decay": 1.0},
    "expectation": {"dropout": 0.5, "draws": 10_000, "draw": 2},
    "dropout": {"dropout": 0.5},
    "dropconnect": {"dropout": 0.2, "draw": 3},
    "regularization": {"dropout": 0.5, "weight_decay": 0.005, "hidden": 16},
}
_made: dict = {}


def lab(name: str):
    """One lab of each name for all tests, back at its defaults: training them costs seconds."""
    if name not in _made:
        _made[name] = getattr(labs, name)()
    _made[name].reset()
    _made[name].restart()  # another test may have left its language in the words
    return _made[name].settle()


def numbers(words: str) -> list[float]:
    return [float(number.replace(",", "")) for number in re.findall(r"-?\d[\d,]*\.?\d*", words)]


def test_every_lab_is_tried_here():
    assert set(MOVES) == set(labs.__all__)


@pytest.mark.parametrize("name", MOVES)
def test_lab_paints_and_follows_every_control(name):
    shown = lab(name)
    assert set(MOVES[name]) == set(shown.controls)
    assert Image.open(io.BytesIO(shown.png)).size[0] >= 1600
    for control, value in MOVES[name].items():
        before = shown.png, shown.alt, shown.status
        shown.set(**{control: value}).settle()
        for old, new in zip(before, (shown.png, shown.alt, shown.status), strict=True):
            if not (name == "k_fold_map" and control == "shuffle" and old is not before[0]):
                assert old != new, (name, control)


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_lab_speaks_both_languages(name, language, monkeypatch):
    monkeypatch.setenv("LESSON_LANG", language)
    shown = lab(name)
    shown.restart()
    shown.settle()
    chinese = re.search(r"[\u4e00-\u9fff]", shown.status), re.search(r"[\u4e00-\u9fff]", shown.alt)
    assert all(chinese) if language == "zh" else not any(chinese)


@pytest.mark.parametrize("name", MOVES)
def test_lab_names_a_value_that_is_not_on_its_slider(name):
    control = next(iter(MOVES[name]))
    with pytest.raises(ValueError, match=control):
        lab(name).set(**{control: -7})


def test_random_labels_are_memorised_and_teach_nothing():
    words = lab("random_labels").set(share=1.0).settle().status
    share, epoch, train, validation = numbers(words)
    assert (share, epoch) == (100, 120)
    assert train >= 99
    assert 5 <= validation <= 15


def test_polynomial_status_names_the_regime():
    shown = lab("polynomial_fit")
    words = [shown.set(degree=degree).settle().status for degree in (1, 3, 15)]
    assert ["Underfitting" in w for w in words] == [True, False, False]
    assert ["Overfitting" in w for w in words] == [False, False, True]


def test_optimism_grows_with_the_models_and_shrinks_with_the_examples():
    shown = lab("best_of_many")

    def gap(**values):
        return numbers(shown.set(**values).settle().status)[4]

    assert gap(models=1, examples=50) < 1 < gap(models=10) < gap(models=100)
    assert gap(examples=250) < gap(examples=20)


def test_a_rule_that_never_fires_says_so():
    shown = lab("early_stopping").set(curve=0)
    for patience, fires in ((3, True), (20, False)):
        words = shown.set(patience=patience).settle().status
        assert ("in a row: never" in words) is not fires
        assert "restored from epoch" in words


def test_expectation_agrees_with_probability_theory():
    shown = lab("expectation").set(draws=10_000)
    for p in (0.2, 0.5, 0.9):
        mean, after = numbers(shown.set(dropout=p).settle().status)[2:6:2]
        assert mean == pytest.approx(2, abs=0.15)
        assert after == pytest.approx(1 + p, abs=0.15)


def test_norm_follows_the_formula():
    found = numbers(lab("vanishing_norm").status)
    assert found[3] == pytest.approx(found[4], rel=0.1)
    assert found[4] == pytest.approx(0.36)


def test_dropped_units_are_those_of_the_first_batch():
    shown = lab("dropout").set(dropout=0.5).settle()
    run = shown.runs[Setting(dropout=0.5)]
    panel = shown.detail
    cells = np.asarray(panel.image.get_array())[4::9, 4::9] - 1
    mask = run.first_mask()[: regularizing.EXAMPLES_SHOWN, : regularizing.UNITS_SHOWN]
    np.testing.assert_array_equal(cells, mask)


def test_weights_panel_counts_all_weights():
    shown = lab("weight_decay").set(weight_decay=0.1).settle()
    run = shown.runs[Setting(weight_decay=0.1)]
    weights = np.concatenate([w.flatten(1).numpy() for w in run.parameters[::2]], axis=1)
    shares = 10 ** shown.detail.line.get_ydata()
    assert shares.sum() == pytest.approx(1, abs=1e-3)
    assert f"{np.linalg.norm(weights, axis=1).mean():.1f}" in shown.alt


def test_the_test_set_opens_once():
    shown = labs.regularization().settle()
    assert "est set" not in shown.status
    chosen = Setting(dropout=0.5)
    shown.set(dropout=0.5).settle().open_test()
    first = shown.settle().status.split("<br>")[1]
    shown.set(dropout=0.3).settle().open_test()
    assert shown.settle().status.split("<br>")[1] == first
    (run,) = engine.train_all(datasets.digits, [chosen], seeds=range(5))
    data = datasets.digits(0)
    right = run.hits(data.test_inputs, data.test_labels)
    assert f"{right.mean():.1%}" in first
    losses = [-torch.log(run.probabilities(data.test_inputs)[s, range(497), data.test_labels])
              for s in range(5)]  # fmt: skip
    assert f"{torch.stack(losses).mean():.2f}" in first
    shown.close()


def test_the_test_set_can_be_asked_for_before_the_run_is_done():
    shown = labs.regularization()
    seen, paint = [], shown._paint
    shown._paint = lambda frame: (seen.append(frame.status), paint(frame))
    shown.set(dropout=0.6, weight_decay=0.002).open_test()  # untrained as yet
    assert "Test set opened" in shown.settle().status
    assert any("opens as soon as" in status for status in seen)
    shown.close()


def test_fold_map_writes_a_score_beside_each_row():
    _, axes = new_figure()
    panel = validating.FoldsPanel(axes, examples=20)
    panel.update("K = 4", np.array([0.5, 0.6, 0.7, 0.8]))
    assert [label.get_text() for label in panel.scores[:5]] == ["0.50", "0.60", "0.70", "0.80", ""]


# What the lesson says that one sees in a lab.


def test_prose_best_of_many():
    shown = lab("best_of_many").set(models=100)
    found = [numbers(shown.set(examples=count).settle().status)[2:5] for count in (20, 50, 250)]
    assert found[0][2] > 10  # for the teacher: more than ten points
    assert 88.5 < found[1][0] < 90
    assert 81.5 < found[1][1] < 82.5
    assert found[2][2] > 1  # more examples make the gap smaller, never zero
    reported, fresh = numbers(shown.set(models=1, examples=50).settle().status)[2:4]
    assert reported == pytest.approx(80, abs=0.5)
    assert fresh == pytest.approx(80, abs=0.5)


def test_prose_polynomial():
    for size in (30, 500):
        fits = polynomials.fit_all_degrees(train_size=size)
        train, validation = np.median(fits.train_error, 0), np.median(fits.validation_error, 0)
        assert (np.diff(train) <= 0).all()
        assert polynomials.DEGREES[validation.argmin()] == 3
    assert validation[2:] == pytest.approx(0.09, abs=0.006)  # 500 examples: the right arm is flat


def test_prose_k_fold():
    low, high, _, _, lowest, highest = numbers(lab("k_fold_map").set(folds=20).settle().status)[2:]
    assert high - low >= 0.3
    assert highest - lowest <= 0.03


def test_prose_early_stopping():
    shown = lab("early_stopping")
    patience = [position for _, position in shown.controls["patience"].options]
    kept = {p: numbers(shown.set(patience=p).settle().status)[-4:] for p in patience}
    assert all(min(kept[p]) == kept[p][2] for p in patience if p >= 3)
    assert kept[10][2] < kept[3][2] - 0.05
    curves = validating_labs._noisy_curves()
    fired = [stopping.rises_in_a_row(list(line), 5) < len(line) - 1 for line in curves]
    assert sum(fired) <= 2  # of ten: "hardly ever"


@pytest.mark.parametrize(
    ("name", "bottom"), [("weight_decay", {0.005}), ("dropout", {0.4, 0.5, 0.6})]
)
def test_prose_the_u_and_the_rising_training_loss(name, bottom):
    shown = lab(name)
    runs_of = [shown.runs[Setting(**{name: value})] for _, value in shown.controls[name].options]
    losses = [run.final().mean() for run in runs_of]
    assert getattr(runs_of[int(np.argmin(losses))].setting, name) in bottom
    assert (np.diff([run.final("train_loss").mean() for run in runs_of]) > 0).all()


@pytest.mark.parametrize(("hidden", "bottom"), [(16, {0.1, 0.2}), (64, {0.5}), (128, {0.6})])
def test_prose_the_best_p_grows_with_the_hidden_size(hidden, bottom):
    settings = [Setting(hidden=hidden, dropout=p) for p in POSITIONS["dropout"]]
    found = engine.train_all(datasets.digits, settings, evaluate_every=80)
    losses = [run.final().mean() for run in found]
    assert settings[int(np.argmin(losses))].dropout in bottom
