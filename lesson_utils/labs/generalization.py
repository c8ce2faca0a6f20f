"""The labs of lesson 3."""

from lesson_utils import datasets
from lesson_utils.labs.tracks import POSITIONS, TrainingLab


def weight_decay() -> TrainingLab:
    """λ alone, on digits with a fifth of the labels wrong."""
    return TrainingLab("weight_decay", datasets.digits, _positions("weight_decay"))


def dropout() -> TrainingLab:
    """Dropout p alone, on digits with a fifth of the labels wrong."""
    return TrainingLab("dropout", datasets.digits, _positions("dropout"))


def regularization() -> TrainingLab:
    """Dropout p, weight decay λ and hidden size on digits with a fifth of the labels wrong."""
    return TrainingLab("regularization", datasets.digits, POSITIONS)


def _positions(*fields: str) -> dict[str, tuple]:
    return {field: POSITIONS[field] for field in fields}
