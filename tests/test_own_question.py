"""Your own question: data of one's own, the guess, and the verdict against that of a claim."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from lesson_utils import claims, datasets, predictions
from lesson_utils.claims import Claim
from lesson_utils.own_question import SEEDS, own_data, own_question
from lesson_utils.settings import Setting

SHORT = {"epochs": 3, "hidden": 4}
FIRST, SECOND = Setting(**SHORT), Setting(**SHORT, learning_rate=0.01)


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.delenv("LESSON_WAIT", raising=False)
    monkeypatch.setattr(predictions, "GUESSES", {})
    monkeypatch.setattr("lesson_utils.live.GUESSES", {})


def cloud(examples=60):
    random = np.random.default_rng(0)
    X = random.normal(size=(examples, 3)) * [1, 100, 0] + [0, 5, 7]
    return X, np.where(X[:, 0] > 0, "up", "down")


def test_the_verdict_is_that_of_a_claim():
    lab = own_question(FIRST, SECOND, "two_moons").guess("higher").settle()
    claim = Claim("x", FIRST, SECOND, "higher", data=datasets.two_moons)
    expected = claim.run(SEEDS[:20])
    assert lab.comparison.differences == pytest.approx(expected.differences, abs=1e-5)
    assert lab.comparison.verdict == expected.verdict == "higher"
    assert lab.alt == lab.comparison.sentence
    assert "You guessed: raise it. Measured: raise it." in lab.status
    lab.set(seeds=5).settle()
    assert len(lab.comparison.differences) == 5
    lab.set(metric="train_loss").settle()
    assert "Training loss, mean of 5 seeds" in lab.status
    expected = replace(claim, metric="train_loss").run(SEEDS[:5])
    assert lab.comparison.mean == pytest.approx(expected.mean, abs=1e-5)
    lab.close()


def test_the_line_opens_the_same_question():
    lab = own_question(FIRST, SECOND, "xor")
    same = eval(lab.code)
    assert (same.settings, same.data, same.name) == (lab.settings, lab.data, lab.name)
    for one in (lab, same):
        one.close()


def test_a_question_on_other_data_is_another_question():
    X, y = cloud()
    labs = [
        own_question(FIRST, SECOND, own_data(*arrays))
        for arrays in ((X, y), (X, y), (2 * X[::-1], y))
    ]
    assert labs[0].name == labs[1].name != labs[2].name
    for lab in labs:
        lab.close()


def test_own_arrays_are_split_and_scaled_by_what_trains():
    X, y = cloud()
    data = own_data(torch.tensor(X), y)(3)
    sizes = [len(part) for part in (data.train_labels, data.validation_labels, data.test_labels)]
    assert sizes == [36, 12, 12]
    assert data.classes == ("down", "up")
    assert data.train_inputs[:, :2].mean(dim=0).abs().max() < 1e-5
    assert data.train_inputs[:, :2].std(dim=0, correction=0).numpy() == pytest.approx([1, 1])
    assert (data.train_inputs[:, 2] == 0).all()  # a constant column stays harmless
    assert ((data.train_inputs[:, 0] > 0) == (data.train_labels == 1)).float().mean() > 0.8
    assert torch.equal(own_data(X, y)(4).test_labels, data.test_labels)  # sealed for all seeds
    lab = own_question(FIRST, SECOND, own_data(X, y))
    lab.skip()
    lab.settle()
    assert lab.comparison.verdict in ("lower", "higher", "unclear")
    lab.close()


def test_what_cannot_be_asked_is_named():
    X, y = cloud()
    holed = X.copy()
    holed[3, 1] = np.nan
    for inputs, labels, message in (
        (holed, y, "inputs must be finite"),
        (X[:, 0], y, r"inputs must have shape \(n, d\)"),
        (X, y[:-1], "labels must have shape"),
        (X, np.where(y == "up", 1.0, np.nan), "labels must be finite"),
        (X, np.array(["up", None] * 30, object), "labels must be all numbers.*got NoneType, str"),
        (X, ["same"] * 60, "60 examples of 1 classes"),
        (X[:10], y[:10], "10 examples"),
    ):
        with pytest.raises(ValueError, match=message):
            own_data(inputs, labels)
    with pytest.raises(ValueError, match="first, second must differ"):
        own_question(FIRST, FIRST)
    with pytest.raises(ValueError, match="digits, iris.*got 'mnist'"):
        own_question(FIRST, SECOND, "mnist")
    with pytest.raises(TypeError, match="second must be a Setting"):
        own_question(FIRST, 0.5)


def test_its_seeds_judge_and_have_chosen_nothing():
    others = (claims.LAB_SEEDS, claims.SHOWN_SEEDS, claims.TEST_SEEDS, claims.FRESH_SEEDS)
    assert not any(set(SEEDS) & set(other) for other in others)
