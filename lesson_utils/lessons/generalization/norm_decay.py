"""Where did the norm go? Linear regression with more features than examples, and weight decay.

The setting of a well-known textbook demonstration (Zhang et al., Dive into Deep Learning, section
3.7): 20 examples, 200 features, all true weights 0.01, 100 epochs of batches of 5, η = 0.003.
"""

import math
from dataclasses import dataclass

import numpy as np

from lesson_utils.arguments import (
    as_array,
    require_factor,
    require_integer,
    require_number,
    require_seeds,
)

EXAMPLES, FEATURES, BATCH, EPOCHS, LEARNING_RATE, NOISE = 20, 200, 5, 100, 0.003, 0.01
TRUE_WEIGHT, VALIDATION = 0.01, 100
STEPS = EPOCHS * EXAMPLES // BATCH


@dataclass(frozen=True)
class Paths:
    """What S runs did, after each epoch (the first is the start): (S, 101) arrays.

    `norm` is ‖w‖; the errors are mean squared errors.
    """

    norm: np.ndarray
    train_error: np.ndarray
    validation_error: np.ndarray


def train(
    *, weight_decay: float, init_scale: float = 1.0, seeds=range(10), features: int = FEATURES,
    noise: float = NOISE, true_weight: float = TRUE_WEIGHT, epochs: int = EPOCHS,
    learning_rate: float = LEARNING_RATE,
) -> Paths:  # fmt: skip
    """Minibatch gradient descent on ½(x·w - y)² + (λ/2)‖w‖², all seeds at once.

    First weights are normal with standard deviation `init_scale`; a seed has its own data.
    """
    require_factor("weight_decay", weight_decay)
    require_factor("init_scale", init_scale)
    require_integer("features", features, 1, 10_000)
    require_factor("noise", noise)
    require_number("true_weight", true_weight, -1e9, 1e9)
    require_integer("epochs", epochs, 0, 10_000)
    require_factor("learning_rate", learning_rate, above=True)
    random = [np.random.default_rng(seed) for seed in require_seeds(seeds)]
    X, y = _draw(random, EXAMPLES, features, true_weight, noise)
    new_X, new_y = _draw(random, VALIDATION, features, true_weight, noise)
    w = init_scale * np.stack([r.normal(size=(features, 1)) for r in random])  # (S, d, 1)
    history = [_measure(w, X, y, new_X, new_y)]
    runs = np.arange(len(w))[:, None]
    for _ in range(epochs):
        order = np.stack([r.permutation(EXAMPLES) for r in random])
        for batch in np.split(order, EXAMPLES // BATCH, axis=1):
            x = X[runs, batch]  # (S, 5, d)
            gradient = x.mT @ (x @ w - y[runs, batch]) / BATCH
            w = (1 - learning_rate * weight_decay) * w - learning_rate * gradient
        history.append(_measure(w, X, y, new_X, new_y))
    return Paths(*np.stack(history, axis=-1))


def shrinking_norm(init_scale: float, weight_decay: float, steps) -> np.ndarray:
    """Expected ‖w‖ in the directions that no example sees: s √(200 - 20) (1 - ηλ)^t."""
    require_factor("init_scale", init_scale)
    require_factor("weight_decay", weight_decay)
    unseen = math.sqrt(FEATURES - EXAMPLES)
    return init_scale * unseen * (1 - LEARNING_RATE * weight_decay) ** as_array("steps", steps)


def _draw(random, count: int, features: int, true_weight: float, noise: float):
    X = np.stack([r.normal(size=(count, features)) for r in random])
    errors = np.stack([r.normal(size=(count, 1)) for r in random])
    return X, true_weight * X.sum(axis=2, keepdims=True) + 0.05 + noise * errors


def _measure(w, X, y, new_X, new_y) -> np.ndarray:
    """(3, S)"""
    errors = [((X @ w - y) ** 2).mean(axis=(1, 2)) for X, y in ((X, y), (new_X, new_y))]
    return np.stack([np.linalg.norm(w, axis=(1, 2)), *errors])
