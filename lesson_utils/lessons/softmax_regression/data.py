"""The data and settings of lesson 1 that labs and claims share."""

from functools import partial

from lesson_utils import datasets
from lesson_utils.training import Setting

petals = partial(datasets.iris, columns=(2, 3))
clean_digits = partial(datasets.digits, train_size=500, wrong_labels=0.0)
IRIS = Setting(hidden=0, learning_rate=0.2, batch_size=20, epochs=400)
