"""What the labs of this lesson share."""

from collections.abc import Sequence

import numpy as np

from lesson_utils.compare import mean_interval
from lesson_utils.training import Run

FRAME = {"left": 0.08, "right": 0.985, "bottom": 0.16, "top": 0.9, "wspace": 0.25}


def nearest_first(positions: Sequence, here) -> list:
    """The positions of a slider, the one where it stands first."""
    at = positions.index(here)
    return sorted(positions, key=lambda other: abs(positions.index(other) - at))


def final_bands(runs: Sequence[Run | None], metric: str = "validation_loss") -> np.ndarray:
    """(3, positions): mean, low and high of the last value, NaN where a run is not yet there."""
    unknown = (np.nan, np.nan, np.nan)
    bands = [unknown if run is None else mean_interval(run.final(metric)) for run in runs]
    return np.array(bands, dtype=float).T
