"""What a lab has found: once each, the nearest to the hand first, NaN where nothing is known."""

import numpy as np

from lesson_utils.known import Known
from lesson_utils.statistics import mean_interval

POSITIONS = (0.0, 0.1, 0.5, 0.9)


def counted():
    asked = []
    return asked, Known(lambda key: asked.append(key) or np.array([key, key + 1, key + 5]))


def test_a_track_is_found_from_the_hand_outwards_and_once():
    asked, known = counted()
    assert [*known.fill(POSITIONS, 0.5)] == [0.25, 0.5, 0.75, 1]
    assert asked == [0.5, 0.1, 0.9, 0.0]
    assert [*known.fill(POSITIONS, 0.9)] == [1]  # one frame where the hand is
    assert len(asked) == 4


def test_what_is_known_already_is_counted_and_not_asked_for():
    asked, known = counted()
    assert known[0.1][0] == 0.1
    assert [*known.fill(POSITIONS, 0.1)] == [0.25, 0.5, 0.75, 1]
    assert asked == [0.1, 0.0, 0.5, 0.9]


def test_the_last_frame_is_whole_even_where_a_frame_finds_more_than_it_was_asked_for():
    asked, known = counted()
    shares = [(done, known[0.9] is not None)[0] for done in known.fill(POSITIONS, 0.1)]
    assert shares[-1] == 1
    assert sorted(asked) == sorted(POSITIONS)


def test_bands_are_means_with_their_intervals_and_open_where_nothing_is_known():
    asked, known = counted()
    known.fill(POSITIONS, 0.5).__next__()
    found = known.bands(POSITIONS, lambda values: 2 * values)
    assert asked == [0.5]
    np.testing.assert_allclose(found[:, 2], mean_interval(2 * known[0.5]))
    assert np.isnan(found[:, [0, 1, 3]]).all()
