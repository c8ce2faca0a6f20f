"""What a lab has found so far, and in which order it finds the rest."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from lesson_utils.statistics import mean_interval


class Known(dict):
    """What was found, by its key; what is not yet there is found when it is first asked for.

    >>> Known(lambda number: number**2)[3]
    9
    """

    def __init__(self, find: Callable):
        super().__init__()
        self.find = find

    def __missing__(self, key):
        self[key] = self.find(key)
        return self[key]

    def fill(self, keys: Sequence, here) -> Iterator[float]:
        """Find what is missing, the nearest to `here` first; yields the share that is known."""
        missing = [key for key in nearest_first(keys, here) if key == here or key not in self]
        for place, key in enumerate(missing, start=1):
            self[key]  # which finds it
            yield 1 - (len(missing) - place) / len(keys)

    def bands(self, keys: Sequence, values: Callable) -> np.ndarray:
        """(3, keys): mean, low and high of the `values` of what was found, NaN where not yet."""
        unknown = (np.nan, np.nan, np.nan)
        return np.transpose(
            [mean_interval(values(self[key])) if key in self else unknown for key in keys]
        )


def nearest_first(positions: Sequence, here) -> list:
    """The positions of a slider, the one where it stands first."""
    at = positions.index(here)
    return sorted(positions, key=lambda other: abs(positions.index(other) - at))
