"""Lab: where did the norm go? Linear regression with more features than examples, and weight decay.

The setting of a well-known textbook demonstration (Zhang et al., Dive into Deep Learning, section
3.7): 20 examples, 200 features, all true weights 0.01, 100 epochs of batches of 5, η = 0.003.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lesson_utils import live
from lesson_utils.curves import DASHED, band, label_ends, mark
from lesson_utils.language import text
from lesson_utils.lessons.generalization.common import FRAME
from lesson_utils.style import BLACK, BLUE, PINNED, new_figure

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
    random = [np.random.default_rng(seed) for seed in seeds]
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
    unseen = math.sqrt(FEATURES - EXAMPLES)
    return init_scale * unseen * (1 - LEARNING_RATE * weight_decay) ** np.asarray(steps)


def _draw(random, count: int, features: int, true_weight: float, noise: float):
    X = np.stack([r.normal(size=(count, features)) for r in random])
    errors = np.stack([r.normal(size=(count, 1)) for r in random])
    return X, true_weight * X.sum(axis=2, keepdims=True) + 0.05 + noise * errors


def _measure(w, X, y, new_X, new_y) -> np.ndarray:
    """(3, S)"""
    errors = [((X @ w - y) ** 2).mean(axis=(1, 2)) for X, y in ((X, y), (new_X, new_y))]
    return np.stack([np.linalg.norm(w, axis=(1, 2)), *errors])


SCALES = (0.0, 0.1, 0.25, 0.5, 1.0, 2.0)
DECAYS = (0.3, 1.0, 3.0)


@live.opens
def vanishing_norm() -> live.Lab:
    """A textbook's demonstration of weight decay, and the scale of its first weights."""
    figure, axes = new_figure(1, 2, **FRAME)
    _frame_norms(axes[0])
    _frame_gain(axes[1])
    steps = np.linspace(0, STEPS, EPOCHS + 1)
    done: dict[tuple[float, float], Paths] = {}

    def paths(scale: float, decay: float) -> Paths:
        if (scale, decay) not in done:
            done[scale, decay] = train(weight_decay=decay, init_scale=scale)
        return done[scale, decay]

    def last_errors(decay: float) -> np.ndarray:
        known = [done.get((scale, decay)) for scale in SCALES]
        return np.array([np.nan if p is None else p.validation_error[:, -1].mean() for p in known])

    def frame(scale: float, decay: float) -> live.Frame:
        without, decayed = (paths(scale, value).norm.mean(axis=0) for value in (0.0, decay))
        formula = shrinking_norm(scale, decay, steps)
        errors = [last_errors(value) for value in (0.0, decay)]
        here = SCALES.index(scale)
        words = {
            "scale": f"{scale:g}", "decay": f"{decay:g}", "steps": STEPS,
            "norm": f"{decayed[-1]:.2f}", "formula": f"{formula[-1]:.2f}",
            "kept": f"{without[-1]:.2f}", "without": f"{errors[0][here]:.3g}",
            "error": f"{errors[1][here]:.3g}",
        }  # fmt: skip

        def draw():
            axes[0].set_title(text("figures.initial_scale", scale=f"{scale:g}"))
            _draw_norms(axes[0], steps, without, decayed, f"λ = {decay:g}", formula)
            _draw_gain(axes[1], errors, f"λ = {decay:g}", here)

        return live.Frame(
            draw, text("regularizing.norm_alt", **words), text("regularizing.norm", **words)
        )

    def compute(init_scale: float, weight_decay: float) -> Iterator[live.Frame]:
        yield frame(init_scale, weight_decay)
        for other in SCALES:
            if not {(other, 0.0), (other, weight_decay)} <= done.keys():
                paths(other, 0.0), paths(other, weight_decay)
                yield frame(init_scale, weight_decay)

    controls = {
        "init_scale": live.slider("controls.init_scale", SCALES, 1.0),
        "weight_decay": live.slider("controls.weight_decay", DECAYS, 3.0),
    }
    return live.Lab("vanishing_norm", controls, figure, compute)


def _frame_norms(axes) -> None:
    axes.set(yscale="log", ylim=(0.01, 60), xlim=(0, STEPS * 1.3))
    axes.set(xlabel=text("figures.step"), ylabel="‖w‖")
    axes.set_xticks(np.linspace(0, STEPS, 5).astype(int))
    axes.spines["bottom"].set_bounds(0, STEPS)


def _draw_norms(axes, steps, without, decayed, label: str, formula) -> None:
    """Norms (E,) over `steps` (E,), each the mean over seeds."""
    shown = [
        (without, PINNED, "λ = 0", {}), (decayed, BLUE, label, {}),
        (formula, BLACK, text("figures.formula"), DASHED),
    ]  # fmt: skip
    label_ends(
        axes,
        [
            band(axes, steps, np.where(norms > 0, norms, np.nan), colour=hue, label=name, **style)
            for norms, hue, name, style in shown
        ],
    )


def _frame_gain(axes) -> None:
    count = len(SCALES)
    axes.set(yscale="log", ylim=(0.005, 2000), xlim=(-0.4, (count - 1) * 1.34))
    axes.set_xlabel(text("controls.init_scale"))
    axes.set_xticks(range(count), [f"{scale:g}" for scale in SCALES])
    axes.spines["bottom"].set_bounds(-0.4, count - 1)
    axes.set_title(text("figures.error_after", steps=STEPS))


def _draw_gain(axes, errors, label: str, here: int) -> None:
    """Errors (positions,) without and with decay, NaN where they are not yet known."""
    shown = list(zip(errors, (PINNED, BLUE), ("λ = 0", label)))
    label_ends(
        axes,
        [
            band(axes, np.arange(len(SCALES)), values, colour=colour, label=name)
            for values, colour, name in shown
        ],
    )
    mark(axes, here, [values[here] for values in errors], (PINNED, BLUE))
