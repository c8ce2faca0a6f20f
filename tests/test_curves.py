"""Labels at the ends of curves: apart, inside, in order, and moved only where they must be."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg

from lesson_utils.curves import band, spread
from lesson_utils.style import new_figure

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
