"""Labels at the ends of curves: apart, inside, in order, and moved only where they must be."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lesson_utils.curves import spread

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
