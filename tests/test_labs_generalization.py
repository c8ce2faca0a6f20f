"""Every lab of lesson 3: a picture, words that follow the controls, and the right numbers."""

import io
import re
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from figure_texts import english_words, figure_texts
from PIL import Image

from lesson_utils import datasets, engine, language
from lesson_utils.lessons.generalization import (
    choosing,
    combining,
    judging,
    labs,
    mislabelled,
    norm_decay,
    regularizing,
    stopping,
    validating,
)
from lesson_utils.style import GREEN, PURPLE, new_figure
from lesson_utils.training import Setting

MOVES = {
    "random_labels": {"share": 1.0},
    "mislabelled": {"epochs": 10, "dropout": 0.5, "weight_decay": 0.01},
    "best_of_many": {"models": 100, "examples": 20},
    "polynomial_fit": {"degree": 12, "train_size": 500},
    "k_fold_map": {"folds": 20, "shuffle": 3},
    "epochs": {"epoch": 60},
    "early_stopping": {"patience": 10, "curve": 4},
    "weight_decay": {"weight_decay": 0.05},
    "vanishing_norm": {"init_scale": 0.0, "weight_decay": 1.0},
    "expectation": {"dropout": 0.5, "draws": 10_000, "draw": 2},
    "dropout": {"dropout": 0.5},
    "dropconnect": {"dropout": 0.2, "draw": 3},
    "grid": {"dropout": 0.5, "weight_decay": 0.003},
    "regularization": {"dropout": 0.5, "weight_decay": 0.005, "hidden": 16},
}
_made: dict = {}


def lab(name: str, monkeypatch=None):
    """One lab of each name for all tests, back at its defaults: training them costs seconds."""
    if name not in _made:
        _made[name] = getattr(labs, name)()
    if monkeypatch:
        monkeypatch.undo()
    _made[name].reset()
    _made[name].restart()  # another test may have left its language in the words
    return _made[name].settle()


def numbers(words: str) -> list[float]:
    found = re.findall(r"-?\d[\d,]*\.?\d*", words.replace("−", "-"))
    return [float(number.replace(",", "")) for number in found]


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
def test_lab_speaks_both_languages(name, monkeypatch):
    monkeypatch.setattr(language, "_used", "zh")
    shown = getattr(labs, name)().settle()
    assert all(re.search(r"[\u4e00-\u9fff]", words) for words in (shown.status, shown.alt))
    figure = shown.stage.figure
    assert [english_words(words) for words in figure_texts(figure) if english_words(words)] == []
    shown.close()
    assert not re.search(r"[\u4e00-\u9fff]", lab(name, monkeypatch).status)


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
        mean, _, after, theory = numbers(shown.set(dropout=p).settle().status)[2:6]
        assert theory == pytest.approx(1 + p)
        assert mean == pytest.approx(2, abs=0.15)
        assert after == pytest.approx(1 + p, abs=0.15)


def test_norm_follows_the_formula():
    found = numbers(lab("vanishing_norm").status)
    assert found[3] == pytest.approx(found[4], rel=0.1)
    assert found[4] == pytest.approx(0.36)


def test_dropped_units_are_those_of_the_first_batch():
    setting = Setting(dropout=0.5)
    run = lab("dropout").set(dropout=0.5).settle().runs[setting]
    _, axes = new_figure()
    regularizing.DroppedPanel(axes).draw(run)
    shown = axes.images[0].get_array()[4::9, 4::9] - 1  # the middle of each square
    np.testing.assert_array_equal(shown, run.first_mask()[:16, :32])
    assert 0.4 < shown.mean() < 0.6


def test_histogram_counts_all_weights_and_zeros_are_zeros():
    shown = lab("weight_decay").set(weight_decay=0.1).settle()
    run = shown.runs[Setting(weight_decay=0.1)]
    weights = np.concatenate([w.flatten(1).numpy() for w in run.parameters[::2]], axis=1)
    assert regularizing.histogram(weights, regularizing.WeightsPanel.EDGES).sum() == (
        pytest.approx(1)
    )
    assert f"{np.linalg.norm(weights, axis=1).mean():.1f}" in shown.alt
    few = SimpleNamespace(weight_vector=lambda: np.array([[0.0, 1.0, 0.0, 2.0, 3.0]]))
    assert regularizing._of_weights(few)["zeros"] == 2


def test_the_test_set_opens_once():
    shown = labs.regularization().settle()
    assert "est set" not in shown.status
    chosen = Setting(dropout=0.5)
    shown.set(dropout=0.5).settle().open_test()
    first = shown.settle().status.split("<br>")[1]
    shown.set(dropout=0.3).settle().open_test()
    assert shown.settle().status.split("<br>")[1] == first
    run = engine.train_one(datasets.digits, chosen, range(5))
    data = datasets.digits(0)
    right = run.hits(data.test_inputs, data.test_labels)
    assert f"{right.mean():.1%}" in first
    losses = [-torch.log(run.probabilities(data.test_inputs)[s, range(497), data.test_labels])
              for s in range(5)]  # fmt: skip
    assert f"{torch.stack(losses).mean():.2f}" in first
    shown.close()


def drawn(draw, *arguments):
    """The axes after a call of a lab's drawing function."""
    _, axes = new_figure()
    draw(axes, *arguments)
    return axes


def test_fold_map_writes_a_score_beside_each_row():
    axes = drawn(choosing._draw_folds, np.array([0.5, 0.6, 0.7, 0.8]))
    assert [label.get_text() for label in axes.texts] == ["0.50", "0.60", "0.70", "0.80"]
    train, held_out = axes.containers
    assert [bar.get_x() for bar in held_out] == [0, 50, 100, 150]
    assert {bar.get_width() for bar in train} == {200}


def test_the_curves_of_the_optimism_are_not_swapped():
    _, axes = new_figure()
    found = choosing.CHOICES[50]
    choosing._draw_optimism(axes, found, 20)
    heights = {line.get_label(): line.get_ydata()[-1] for line in axes.lines}
    assert heights["reported"] == pytest.approx(found.reported[:, -1].mean())
    assert heights["reported"] > heights["on new\nexamples"] + 0.05


def test_dropout_and_dropconnect_are_not_swapped():
    shown = lab("dropconnect").set(dropout=0.9).settle()
    settings = [Setting(dropout=0.9), Setting(dropconnect=0.9)]
    runs = engine.train_all(datasets.digits, settings)
    found = re.search(r"dropout ([\d.]+), DropConnect ([\d.]+)\.$", shown.status)
    assert found.groups() == tuple(f"{run.final().mean():.2f}" for run in runs)
    *_, frame = shown.compute(**shown.values)
    with shown.stage.moving(frame.draw):
        curves = {line.get_label(): line for line in shown.stage.figure.axes[2].lines}
        for name, colour, loss in zip(("dropout", "DropConnect"), (GREEN, PURPLE), found.groups()):
            assert curves[name].get_color() == colour
            assert f"{curves[name].get_ydata()[-1]:.2f}" == loss


def test_wrong_labels_are_counted_as_a_plain_loop_counts_them():
    seeds = (7, 8)
    images = mislabelled.wrong_labels(seeds)
    run = engine.train_one(datasets.digits, Setting(epochs=20), seeds)
    given = mislabelled.answers(run, images)
    for place, seed in enumerate(seeds):
        told, right = datasets.digits(seed), datasets.digits(seed, wrong_labels=0.0)
        answers = run.probabilities(told.train_inputs)[place].argmax(dim=1).tolist()
        counts = {"repeats": 0, "true": 0, "other": 0}
        pairs = zip(answers, told.train_labels.tolist(), right.train_labels.tolist())
        for answer, label, truth in pairs:
            if label != truth:
                kind = "repeats" if answer == label else "true" if answer == truth else "other"
                counts[kind] += 1
        found = {kind: mislabelled.share(kind, images, given)[place] for kind in counts}
        assert {kind: round(40 * value) for kind, value in found.items()} == counts


def test_epochs_lab_reads_training_and_validation_off_the_right_curves():
    shown = lab("epochs").set(epoch=80).settle()
    run = engine.train_one(datasets.digits, Setting(), range(10))
    train, validation = run.final("train_loss").mean(), run.final().mean()
    assert f"mean training loss {train:.2f}, mean validation loss {validation:.2f}" in shown.status


def test_grid_holds_the_loss_of_each_field():
    shown = lab("grid").set(dropout=0.1, weight_decay=0.02).settle()
    setting = Setting(dropout=0.1, weight_decay=0.02)
    run = engine.train_one(datasets.digits, setting, range(3))
    assert f"p = 0.1, λ = 0.02: mean validation loss {run.final().mean():.2f}" in shown.status
    losses = np.arange(36.0).reshape(6, 6) / 100 + 0.5
    texts = drawn(combining._draw_grid, losses, 2, 3).texts
    assert [text.get_text() for text in texts[:8]] == [f"{v:.2f}" for v in losses.flat[:8]]
    assert texts[7].get_position() == (1, 1)


def test_the_best_field_of_the_grid_is_that_of_the_whole_grid(monkeypatch):
    losses = combining.Known(lambda p: [abs(p - 0.5) + decay for decay in combining.COLUMNS])
    monkeypatch.setattr(combining, "LOSSES", losses)
    assert losses[0.0]  # a row is there, the best one is not
    assert combining._which_is_best() == "dropout"


def test_all_twenty_fits_are_drawn_and_the_first_is_strong():
    fits = judging.fit_all_degrees(train_size=30)
    for seed in (0, 7):
        data = datasets.polynomial(seed, train_size=30, noise=0.3)
        expected = np.polynomial.Polynomial.fit(data.train_inputs[:, 0], data.train_labels, 5)
        np.testing.assert_allclose(fits.curves[seed, 4], expected(judging.GRID), atol=1e-4)
    assert fits.curves.shape == (20, 19, 201)


def test_the_test_set_can_be_asked_for_before_the_run_is_done():
    shown = labs.regularization()
    seen, paint = [], shown._paint
    shown._paint = lambda frame, density: (seen.append(frame.status), paint(frame, density))
    shown.set(dropout=0.6, weight_decay=0.002).open_test()  # untrained as yet
    assert "Test set opened" in shown.settle().status
    assert any("opens as soon as" in status for status in seen)
    shown.close()


def test_questions_are_answered_by_what_was_measured():
    expected = {
        choosing._rises: "reported", validating._winner: "restored",
        regularizing._behind: "above",
    }  # fmt: skip
    assert {measure: measure() for measure in expected} == expected
    assert validating._epochs_track().values.shape == (9, 10)
    run = engine.train_one(datasets.digits, Setting(), range(10))
    assert validating._epochs_track().values[-1] == pytest.approx(run.final(), abs=1e-4)


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
        fits = judging.fit_all_degrees(train_size=size)
        train, validation = np.median(fits.train_error, 0), np.median(fits.validation_error, 0)
        assert (np.diff(train) <= 0).all()
        assert judging.DEGREES[validation.argmin()] == 3
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
    curves = validating.watched(validating.STOPPED).validation_loss
    fired = [stopping.stop_after_rises(list(line), 5) < len(line) - 1 for line in curves]
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


@pytest.mark.parametrize(("hidden", "bottom"), [(16, {0.1, 0.2}), (64, {0.5})])
def test_prose_the_best_p_grows_with_the_hidden_size(hidden, bottom):
    settings = [Setting(hidden=hidden, dropout=p) for p in regularizing.PROBABILITIES]
    found = engine.train_all(datasets.digits, settings)
    losses = [run.final().mean() for run in found]
    assert settings[int(np.argmin(losses))].dropout in bottom


def test_prose_the_network_repeats_wrong_labels_only_late():
    shown = lab("mislabelled").set(epochs=80)
    repeated, true = numbers(shown.settle().status)[4:6]
    assert 70 < repeated < 80
    repeated, true = numbers(shown.set(epochs=10).settle().status)[4:6]
    assert true > 70 > 10 > repeated


def test_prose_the_u_over_the_epochs():
    run = validating.watched(validating.WATCHED)
    train, validation = run.train_loss.mean(axis=0), run.validation_loss.mean(axis=0)
    assert 25 <= validation.argmin() <= 40
    assert (train[5:20] > validation[5:20]).all()
    assert train[-1] < validation[-1]


def test_prose_the_demonstration_from_zeros_learns_nothing():
    errors = [
        norm_decay.train(weight_decay=decay, init_scale=0.0).validation_error[:, -1].mean()
        for decay in (0.0, 3.0)
    ]
    assert [round(error, 3) for error in errors] == [0.022, 0.022]
