"""Labels at the ends of curves: apart, inside, in order, and moved only where they must be."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg

from lesson_utils.curves import (
    Curve,
    band,
    draw_bands,
    draw_track,
    frame_track,
    label_ends,
    spread,
)
from lesson_utils.images import RunImages
from lesson_utils.style import new_figure

ROOT = Path(__file__).parents[1]
LESSONS = ("softmax_regression", "mlp", "generalization")
ROUNDING = 2e-6
labels = st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 0.4)), min_size=1, max_size=8)


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(labels)
def test_labels_never_overlap_and_stay_inside(labels):
    places, heights = (np.array(part) for part in zip(*sorted(labels)))
    assume(heights.sum() <= 1)
    found = np.array(spread(list(places), list(heights)))
    bottoms, tops = found - heights / 2, found + heights / 2
    assert (bottoms[1:] >= tops[:-1] - ROUNDING).all()
    assert bottoms[0] >= -ROUNDING
    assert tops[-1] <= 1 + ROUNDING


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(labels)
def test_labels_with_room_stay_where_they_are(labels):
    places, heights = (np.array(part) for part in zip(*sorted(labels)))
    bottoms, tops = places - heights / 2, places + heights / 2
    assume((bottoms[1:] >= tops[:-1]).all() and bottoms[0] >= 0 and tops[-1] <= 1)
    np.testing.assert_allclose(spread(list(places), list(heights)), places, atol=ROUNDING)


def test_a_band_is_what_fill_between_draws_and_leaves_gaps():
    x, low = np.arange(7), np.array([1, 2, np.nan, 1, 3, np.inf, 2])
    pictures = []
    for draw in (
        lambda axes: band(axes, x, np.full(7, np.nan), low, low + 1, colour="#0072B2"),
        lambda axes: axes.fill_between(
            x, low, low + 1, where=np.isfinite(low), color="#0072B2", alpha=0.18, linewidth=0
        ),
    ):
        figure, axes = new_figure(width=3, height=2)
        axes.set(xlim=(0, 6), ylim=(0, 5))
        draw(axes)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        pictures.append(np.array(canvas.buffer_rgba(), int))
    assert abs(pictures[0] - pictures[1]).max() <= 2


def test_each_label_stands_at_the_end_of_its_own_curve():
    _, axes = new_figure()
    axes.set(xlim=(0, 4), ylim=(0, 1))
    ends = {"low": 0.2, "high": 0.9, "middle": 0.5}
    lines = [
        band(axes, [0, 2], [0.5, end], colour=colour, label=name)
        for colour, (name, end) in zip(("#0072B2", "#BD4B00", "#007F5C"), ends.items())
    ]
    label_ends(axes, lines)
    assert {words.get_text(): words.get_position()[1] for words in axes.texts} == (
        pytest.approx(ends)
    )
    assert {words.get_color() for words in axes.texts} == {line.get_color() for line in lines}
    for words, line in zip(sorted(axes.texts, key=lambda t: t.get_text()),
                           sorted(lines, key=lambda one: one.get_label())):  # fmt: skip
        assert words.get_color() == line.get_color()


def test_in_every_lab_the_names_of_curves_stand_clear_of_dots_and_in_their_panel():
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "tests/labels_in_labs.py"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    labs = {
        f"{edition} {lesson} {name}"
        for edition in ("en", "zh")
        for lesson in LESSONS
        for name in importlib.import_module(f"lesson_utils.lessons.{lesson}.labs").__all__
    }
    assert set(found) == labs
    assert {place: seen for place, seen in found.items() if seen["near"] or seen["outside"]} == {}
    with_dots = [place for place, seen in found.items() if seen["dots"]]
    assert "zh generalization polynomial_fit" in with_dots
    assert len(with_dots) >= 10


@pytest.mark.parametrize("count", [2, 5, 9])
def test_the_value_of_a_track_and_its_note_stand_apart_wherever_the_hand_is(count):
    for here in range(count):
        _, (axes, _) = new_figure(1, 2, width=8)
        positions = [str(position) for position in range(count)]
        frame_track(axes, title="", xlabel="", positions=positions, limits=(0, 2))
        losses = (np.full(count, 3.0),) * 3  # above the chart
        draw_track(axes, losses, losses, here, note="training … epoch 100")
        value, note = (words.get_window_extent() for words in axes.texts)
        assert not note.overlaps(value), here


def test_curves_are_marked_on_their_lines_where_the_slider_stands():
    _, axes = new_figure()
    axes.set(xlim=(0, 6), ylim=(0, 10))
    steep, pinned = Curve([1, 2, 4, 8], "#0072B2", "steep"), Curve([3, 3], "#BD4B00", "pinned")
    flat = Curve([[5] * 4, [4] * 4, [6] * 4], "#007F5C", "flat")
    draw_bands(axes, [0, 1, 2, 3], [steep, flat], here=2)
    dots = {line.get_color(): line.get_xydata().tolist() for line in axes.lines[-2:]}
    assert dots == {steep.colour: [[2, 4]], flat.colour: [[2, 5]]}
    draw_bands(axes, [0, 1, 2, 3], [steep, pinned._replace(x=[0, 5])])
    assert axes.lines[-1].get_xydata().tolist() == [[0, 3], [5, 3]]
    names = sorted(words.get_text() for words in axes.texts)
    assert names == ["flat", "pinned", "steep", "steep"]


def test_the_weights_of_a_class_are_laid_out_as_the_pixels_of_an_image():
    _, axes = new_figure()
    weights = torch.zeros(64, 10)
    weights[8 * 2 + 5, 6] = -2.0  # row 2, column 5, of the image of a 6
    RunImages(axes).draw(SimpleNamespace(parameters=(weights[None],)))
    sheet = np.nan_to_num(np.asarray(axes.images[-1].get_array().filled(0)))
    ((row, column),) = np.argwhere(sheet)
    below_its_name, beside = row - 11 - 2, column - 2 * 9  # the 6 is in row 1, column 2 of four
    assert (below_its_name, beside, sheet[row, column]) == (2, 5, -1)
