"""Lab: where did the norm go? Linear regression with more features than examples, and weight decay.

The setting of a well-known textbook demonstration (Zhang et al., Dive into Deep Learning, section
3.7): 20 examples, 200 features, all true weights 0.01, 100 epochs of batches of 5, η = 0.003.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from lesson_utils import live
from lesson_utils.controls import setting_sliders
from lesson_utils.curves import DASHED, Curve, draw_bands, frame_ends
from lesson_utils.known import Known
from lesson_utils.language import text
from lesson_utils.lessons.generalization.common import FRAME
from lesson_utils.settings import Setting
from lesson_utils.style import BLACK, BLUE, PINNED, new_figure

EXAMPLES, FEATURES, BATCH, EPOCHS, LEARNING_RATE, NOISE = 20, 200, 5, 100, 0.003, 0.01
TRUE_WEIGHT, VALIDATION = 0.01, 100
STEPS = EPOCHS * EXAMPLES // BATCH


@dataclass(frozen=True)
class Paths:
    """What S runs did, after each epoch (the first is the start): (S, 101) arrays.

    `norm` is ‖w‖, the error a mean squared error on new examples.
    """

    norm: np.ndarray
    validation_error: np.ndarray


def train(
    *, weight_decay: float, init_scale: float = 1.0, seeds=range(10), features: int = FEATURES,
    noise: float = NOISE, true_weight: float = TRUE_WEIGHT, epochs: int = EPOCHS,
    learning_rate: float = LEARNING_RATE,
) -> Paths:  # fmt: skip
    """Minibatch gradient descent on ½(x·w - y)² + (λ/2)‖w‖², all seeds at once.

    First weights are normal with standard deviation `init_scale`; a seed has its own data.
    """
    random = [np.random.default_rng(seed) for seed in seeds]
    X, y = _draw(random, EXAMPLES, features, true_weight, noise)
    new_X, new_y = _draw(random, VALIDATION, features, true_weight, noise)
    w = init_scale * np.stack([r.normal(size=(features, 1)) for r in random])  # (S, d, 1)
    history = [_measure(w, new_X, new_y)]
    runs = np.arange(len(w))[:, None]
    for _ in range(epochs):
        order = np.stack([r.permutation(EXAMPLES) for r in random])
        for batch in np.split(order, EXAMPLES // BATCH, axis=1):
            x = X[runs, batch]  # (S, 5, d)
            gradient = x.mT @ (x @ w - y[runs, batch]) / BATCH
            w = (1 - learning_rate * weight_decay) * w - learning_rate * gradient
        history.append(_measure(w, new_X, new_y))
    return Paths(*np.stack(history, axis=-1))


def shrinking_norm(init_scale: float, weight_decay: float, steps) -> np.ndarray:
    """Expected ‖w‖ in the directions that no example sees: s √(200 - 20) (1 - ηλ)^t."""
    unseen = math.sqrt(FEATURES - EXAMPLES)
    return init_scale * unseen * (1 - LEARNING_RATE * weight_decay) ** np.asarray(steps)


def _draw(random, count: int, features: int, true_weight: float, noise: float):
    X = np.stack([r.normal(size=(count, features)) for r in random])
    errors = np.stack([r.normal(size=(count, 1)) for r in random])
    return X, true_weight * X.sum(axis=2, keepdims=True) + 0.05 + noise * errors


def _measure(w, new_X, new_y) -> np.ndarray:
    """(2, S)"""
    return np.stack([np.linalg.norm(w, axis=(1, 2)), ((new_X @ w - new_y) ** 2).mean(axis=(1, 2))])


SCALES = (0.0, 0.1, 0.25, 0.5, 1.0, 2.0)
DECAYS = (0.3, 1.0, 3.0)
COLOURS = (PINNED, BLUE)  # without decay, and with it
PATHS = Known(lambda key: train(init_scale=key[0], weight_decay=key[1]))
AFTER = np.linspace(0, STEPS, EPOCHS + 1)  # the steps after which a path is measured


@live.opens
def vanishing_norm() -> live.Lab:
    """A textbook's demonstration of weight decay, and the scale of its first weights."""
    figure, axes = new_figure(1, 2, **FRAME)
    axes[0].set(yscale="log", ylim=(0.01, 60), xlabel=text("figures.step"), ylabel="‖w‖")
    frame_ends(axes[0], 0, STEPS, STEPS * 1.3, np.linspace(0, STEPS, 5).astype(int))
    names, last = [f"{scale:g}" for scale in SCALES], len(SCALES) - 1
    axes[1].set(yscale="log", ylim=(0.005, 2000), xlabel=text("controls.init_scale"))
    frame_ends(axes[1], -0.4, last, last * 1.34, range(last + 1), names)
    axes[1].set_title(text("figures.error_after", steps=STEPS))
    sliders = {"init_scale": SCALES, "weight_decay": DECAYS}
    controls = setting_sliders(sliders, vars(Setting(weight_decay=3.0)))
    return live.Lab("vanishing_norm", controls, figure, partial(_compute, axes))


def _compute(axes, init_scale: float, weight_decay: float) -> Iterator[live.Frame]:
    track = [(scale, decay) for scale in SCALES for decay in (0.0, weight_decay)]
    for done in PATHS.fill(track, (init_scale, weight_decay)):
        yield _frame(axes, init_scale, weight_decay, done)


def _frame(axes, scale: float, decay: float, done: float) -> live.Frame:
    without, decayed = (PATHS[scale, value].norm.mean(axis=0) for value in (0.0, decay))
    formula = shrinking_norm(scale, decay, AFTER)
    errors = [_last_errors(value) for value in (0.0, decay)]
    here = SCALES.index(scale)
    words = {
        "scale": f"{scale:g}", "decay": f"{decay:g}", "steps": STEPS,
        "norm": f"{decayed[-1]:.2f}", "formula": f"{formula[-1]:.2f}",
        "kept": f"{without[-1]:.2f}", "without": f"{errors[0][here]:.3g}",
        "error": f"{errors[1][here]:.3g}",
    }  # fmt: skip

    def draw():
        axes[0].set_title(text("figures.initial_scale", **words))
        names = ("λ = 0", f"λ = {decay:g}")
        norms = [*map(Curve, (without, decayed), COLOURS, names)]
        law = np.where(formula > 0, formula, np.nan)
        norms.append(Curve(law, BLACK, text("figures.formula"), DASHED))
        draw_bands(axes[0], AFTER, norms)
        draw_bands(axes[1], np.arange(len(SCALES)), [*map(Curve, errors, COLOURS, names)], here)

    return live.spoken("regularizing.norm", draw, words, done)


def _last_errors(decay: float) -> np.ndarray:
    """(scales,) mean validation error after the last epoch, NaN where it is not yet known."""
    track = [(scale, decay) for scale in SCALES]
    return PATHS.bands(track, lambda paths: paths.validation_error[:, -1])[0]
