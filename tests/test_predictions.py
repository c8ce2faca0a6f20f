"""Predict, then see: the shape of a track, questions, guesses, and the table at the end."""

import numpy as np
import pytest
import torch

from lesson_utils import live, predictions
from lesson_utils.lessons.generalization import labs
from lesson_utils.predictions import Guess, Question, Track, shape
from lesson_utils.style import BLUE, new_figure

P = np.linspace(0, 1, 9)
LAWS = {
    "falls": np.exp(-3 * P), "rises": P**2, "u": (P - 0.4) ** 2, "hill": -((P - 0.6) ** 2),
    "flat": 0 * P,
}  # fmt: skip


def track(law, noise: float, seed: int, seeds: int = 5) -> np.ndarray:
    """(P, S) a law, the luck of each seed, and noise."""
    random = np.random.default_rng(seed)
    luck = random.normal(0, 0.5, seeds)  # common to a seed: pairing takes it out
    return law[:, None] + luck + random.normal(0, noise, (len(law), seeds))


@pytest.mark.parametrize("name", LAWS)
def test_a_law_under_little_noise_is_called_by_its_shape(name):
    found = [shape(track(LAWS[name], 0.01, seed)) for seed in range(100)]
    assert found.count(name) >= 95


def test_noise_alone_is_flat_and_too_much_noise_hides_a_law():
    assert [shape(track(0 * P, 1.0, seed)) for seed in range(200)].count("flat") >= 190
    assert [shape(track(LAWS["u"], 1.0, seed)) for seed in range(200)].count("u") < 20


def test_a_position_where_networks_diverge_counts_as_high():
    values = track(LAWS["falls"], 0.01, 0)
    values[-1] = np.nan
    values[-2, 3] = np.inf
    assert shape(values) == "u"


class Asking(live.Lab):
    def __init__(self, question):
        figure, axes = new_figure(width=3, height=2)
        slider = live.slider("controls.epochs", [(str(p), p) for p in range(3)], 0)

        def compute(x):
            yield live.Frame(lambda: axes.plot([0, x], color=BLUE), f"alt {x}", f"status {x}")

        super().__init__("asking", {"x": slider}, figure, compute, question=question)


@pytest.fixture
def asked(monkeypatch):
    """A lab with a question, as a student sees it."""
    monkeypatch.delenv("LESSON_WAIT")
    monkeypatch.setattr(predictions, "GUESSES", {})
    monkeypatch.setattr(live, "GUESSES", predictions.GUESSES)
    made = []

    def make(question):
        made.append(Asking(question).settle(10))
        return made[-1]

    yield make
    for lab in made:
        lab.close()


def measured_u() -> Track:
    return Track(track(LAWS["u"], 0.01, 1), [f"{p:g}" for p in P], "p")


CHOICE = Question("judging.polynomial_ask", ("falls", "u", "flat"), measured_u)
SKETCH = Question(
    "regularizing.dropout_ask", measure=measured_u, names=[f"{p:g}" for p in P], limits=(-2, 2)
)


def test_a_lab_sleeps_until_a_guess_and_then_answers_with_what_was_measured(asked):
    lab = asked(CHOICE)
    assert lab.screen.veiled
    assert lab.controls["x"].disabled
    lab.ask.answer = {"guess": 0}  # as the browser sends it
    assert "You guessed: it falls. Measured over 5 seeds: a U, lowest at p = 0.375." in (
        lab.settle(10).status
    )
    assert not lab.screen.veiled
    assert not lab.controls["x"].disabled
    assert lab.screen.frame["outcome"] in lab.status
    assert asked(CHOICE).ask.answered  # the cell run again: the guess stands


def test_the_distance_of_a_sketch_is_said_in_words(asked):
    means = measured_u().values.mean(axis=1)
    drawn = list(means)
    drawn[7] += 0.9
    lab = asked(SKETCH).guess(drawn).settle(10)
    assert f"{0.9 / len(drawn):.2f} off on average, most at 0.875: {drawn[7]:.2f}" in lab.status
    assert "You guessed: a hill, highest at 0.875. Measured" in lab.status


@pytest.mark.parametrize("answer", [None, [], [0.5] * 8, [0.5] * 8 + [None], [0.5] * 8 + [9]])
def test_an_unfinished_sketch_gets_a_word_and_nothing_is_lost(asked, answer):
    lab = asked(SKETCH)
    with pytest.raises(ValueError, match="not finished: . of 9"):
        lab.guess(answer)
    lab.ask.answer = {"guess": answer, "count": 1}
    assert "not finished" in lab.ask.message
    assert lab.screen.veiled
    assert lab.guess([0.5] * 9).settle(10).ask.answered


@pytest.mark.parametrize("make", [np.float32, torch.tensor, list])
def test_a_sketch_may_be_an_array(asked, make):
    assert asked(SKETCH).guess(make([0.5] * 9)).settle(10).ask.answered


@pytest.mark.parametrize("answer", ["hill", True, 3, np.ones(3)])
def test_an_option_that_is_not_there_is_named(asked, answer):
    with pytest.raises(ValueError, match="'falls', 'u', 'flat'; got"):
        asked(CHOICE).guess(answer)


def test_a_guess_after_the_fact_is_refused_and_the_first_one_stands(asked):
    lab = asked(CHOICE).guess("flat")
    with pytest.raises(ValueError, match="only before"):
        lab.guess("u")
    assert predictions.GUESSES["asking"].answer == "flat"
    predictions.GUESSES.clear()
    seen = asked(CHOICE)
    seen.ask.answer = {"skip": True}
    assert not seen.screen.veiled
    with pytest.raises(ValueError, match="only before"):
        seen.guess("u")


def test_a_result_is_said_once_and_the_guess_stays_beside_it(asked):
    lab, frames = asked(CHOICE), []
    lab.screen.observe(lambda change: frames.append(change["new"]), "frame")
    lab.guess("flat").settle(10)
    assert [frame["done"] for frame in frames].count(True) == 1
    assert frames[-1]["done"]
    assert "Measured" in frames[-1]["outcome"]
    frames.clear()
    lab.set(x=1).settle(10)
    assert len(frames) == 1, "a move is painted once"
    assert "Measured" in frames[0]["outcome"]


def test_the_table_has_every_guess_and_marks_the_greatest_surprise(asked):
    assert "No guesses" in repr(predictions.show())
    right, wrong = Guess(CHOICE, "u"), Guess(SKETCH, (2.0,) * 9)
    assert right.surprise == 0
    assert 0.3 < wrong.surprise <= 1
    shown = predictions.Table({"a": right, "b": wrong})
    assert [row[1] for row in shown.rows] == ["a U: down, then up", "flat, within the noise"]
    assert shown.most.startswith("Sketch the validation loss")
    assert shown._repr_html_().count("<tr>") == 3
    assert predictions.Table({"a": right}).most is None


def test_the_error_over_the_degree_is_a_u_though_some_errors_are_enormous():
    lab = labs.polynomial_fit().settle()
    assert "3" in predictions.describe(lab.question.measure())
    assert shape(lab.question.measure().values) == "u"
    lab.close()


def test_while_outputs_are_built_a_lab_opens_without_a_guess():
    lab = labs.polynomial_fit().settle()
    assert lab.ask.answered
    assert not lab.screen.veiled
    lab.close()


def test_the_real_track_of_dropout_grows_over_the_sketch(monkeypatch):
    monkeypatch.setattr(predictions, "GUESSES", {})
    monkeypatch.setattr(live, "GUESSES", predictions.GUESSES)
    monkeypatch.delenv("LESSON_WAIT")
    lab = labs.dropout()
    lab.guess([0.7] * 10).settle()
    assert "a U, lowest at p = 0.5" in lab.status
    sketched = [table for table in lab.stage.tables if "your sketch" in table["head"]]
    assert [row[-1] for row in sketched[0]["rows"]] == ["0.7"] * 10
    lab.close()


@pytest.mark.parametrize(
    ("symbol", "words"), [("hidden", "在隐藏单元数 = 3 处"), ("p", "在 p = 3 处"), ("", "在 3 处")]
)
def test_a_turn_is_placed_in_the_words_of_the_edition(monkeypatch, symbol, words):
    monkeypatch.setenv("LESSON_LANG", "zh")
    found = Track(track(LAWS["u"], 0.0, 0), [*"012345678"], symbol)  # lowest at 3
    assert words in predictions.describe(found)
