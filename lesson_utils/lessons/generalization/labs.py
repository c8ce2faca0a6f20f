"""The labs of lesson 3."""

from lesson_utils.lessons.generalization.judging import best_of_many, polynomial_fit, random_labels
from lesson_utils.lessons.generalization.regularizing import (
    dropconnect,
    dropout,
    expectation,
    regularization,
    vanishing_norm,
    weight_decay,
)
from lesson_utils.lessons.generalization.validating import early_stopping, k_fold_map

__all__ = [
    "best_of_many",
    "dropconnect",
    "dropout",
    "early_stopping",
    "expectation",
    "k_fold_map",
    "polynomial_fit",
    "random_labels",
    "regularization",
    "vanishing_norm",
    "weight_decay",
]
