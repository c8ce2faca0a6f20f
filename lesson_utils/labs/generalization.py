"""The labs of lesson 3."""

from lesson_utils import datasets
from lesson_utils.labs.tracks import POSITIONS, TrainingLab


def regularization() -> TrainingLab:
    """Dropout p, weight decay λ and hidden size on digits with a fifth of the labels wrong."""
    return TrainingLab("regularization", datasets.digits, POSITIONS)
