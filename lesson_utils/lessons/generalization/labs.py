"""The labs of lesson 3."""

from lesson_utils.lessons.generalization.choosing import best_of_many, k_fold_map
from lesson_utils.lessons.generalization.combining import grid, regularization
from lesson_utils.lessons.generalization.judging import polynomial_fit, random_labels
from lesson_utils.lessons.generalization.mislabelled import mislabelled
from lesson_utils.lessons.generalization.norm_decay import vanishing_norm
from lesson_utils.lessons.generalization.regularizing import (
    dropconnect,
    dropout,
    expectation,
    weight_decay,
)
from lesson_utils.lessons.generalization.validating import early_stopping, epochs

__all__ = [
    "best_of_many", "dropconnect", "dropout", "early_stopping", "epochs", "expectation", "grid",
    "k_fold_map", "mislabelled", "polynomial_fit", "random_labels", "regularization",
    "vanishing_norm", "weight_decay",
]  # fmt: skip
