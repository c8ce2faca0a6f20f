"""The data of lesson 1 that labs and claims share."""

from functools import partial

from lesson_utils import datasets

petals = partial(datasets.iris, columns=(2, 3))
clean_digits = partial(datasets.digits, train_size=500, wrong_labels=0.0)
