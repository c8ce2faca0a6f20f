"""Claims of lesson 3, on digits: 200 training examples, a fifth of them with wrong labels."""

from dataclasses import replace
from functools import cache

import numpy as np
import torch

from lesson_utils import datasets, engine
from lesson_utils.claims import claim, say, show  # noqa: F401
from lesson_utils.compare import Condition
from lesson_utils.lessons.generalization import norm_decay, selection, stopping
from lesson_utils.training import Setting

PLAIN = Setting()
HALF = Setting(dropout=0.5)

# 3.1, 3.2: training error and generalization error, and where more capacity does not hurt
claim("longer_fits_training", Setting(epochs=35), PLAIN, expected="lower", metric="train_loss")
claim("longer_hurts_validation", Setting(epochs=35), PLAIN, expected="higher", seeds=range(20, 60))
claim("wider_is_not_worse", Setting(hidden=64), Setting(hidden=512), expected="lower")
claim("too_narrow_underfits", Setting(hidden=64), Setting(hidden=4), expected="higher")

# 3.4: weight decay, the two sides of its U
claim("small_decay_helps", PLAIN, Setting(weight_decay=0.005), expected="lower")
claim("large_decay_hurts", PLAIN, Setting(weight_decay=0.3), expected="higher")
claim(
    "small_decay_fits_training_less", PLAIN, Setting(weight_decay=0.01),
    expected="lower", metric="train_accuracy",
)  # fmt: skip

# 3.5: dropout, the two sides of its U, and DropConnect
claim("dropout_helps", PLAIN, HALF, expected="lower")
claim("too_much_dropout_hurts", HALF, Setting(dropout=0.9), expected="higher")
claim("dropout_fits_training_less", PLAIN, HALF, expected="lower", metric="train_accuracy")
claim("dropconnect_helps", PLAIN, Setting(dropconnect=0.2), expected="lower")
claim("too_much_dropconnect_hurts", PLAIN, Setting(dropconnect=0.5), expected="higher")

# 3.6: two good regularisers together are not better than the better one
claim(
    "decay_on_top_of_dropout_hurts",
    HALF,
    Setting(dropout=0.5, weight_decay=0.01),
    expected="higher",
)
claim(
    "dropout_on_top_of_decay_helps", Setting(weight_decay=0.003),
    Setting(dropout=0.5, weight_decay=0.003), expected="lower",
)  # fmt: skip


# The claims below measure something else than a loss after the last epoch.


def partly_random(share: float):
    """Maker of 100 digits of which this share has a label drawn at random from the ten."""
    return lambda seed: datasets.digits(seed, train_size=100, wrong_labels=0.9 * share)


MEMORY = Setting(hidden=256, epochs=120)  # large enough to learn any 100 labels by heart


def accuracy_of_memory(seeds) -> np.ndarray:
    """(S,) validation accuracy after training on random labels alone."""
    (run,) = engine.train_all(partly_random(1.0), [MEMORY], seeds=seeds, evaluate_every=120)
    return run.final("validation_accuracy")


claim(
    "random_labels_teach_nothing",
    Condition("conditions.guessing", lambda seeds: np.full(len(seeds), 0.1)),
    Condition("conditions.random_labels", accuracy_of_memory),
    expected="none",
    margin=0.03,
    metric="metrics.validation_accuracy",
    seeds=range(20, 60),
)


@cache
def best_of_ten(seed: int) -> tuple[float, float]:
    """Accuracy of the best of ten networks on the 50 examples that choose it, and on others."""
    data, setting = datasets.digits(seed), Setting(hidden=32)
    (run,) = engine.train_all(
        lambda _: data, [setting], seeds=range(10), evaluate_every=setting.epochs
    )
    right = run.hits(data.validation_inputs, data.validation_labels)
    found = selection.best_of_many(right, examples=50, repetitions=20, seed=seed)
    return found.reported[:, -1].mean(), found.fresh[:, -1].mean()


claim(
    "best_of_many_is_optimistic",
    Condition("conditions.reported", lambda seeds: [best_of_ten(seed)[0] for seed in seeds]),
    Condition("conditions.fresh", lambda seeds: [best_of_ten(seed)[1] for seed in seeds]),
    expected="lower",
    metric="metrics.accuracy",
)


def kept_losses(seeds, *, patience: int | None) -> np.ndarray:
    """(S,) loss of the weights that early stopping keeps, or of the last epoch without patience.

    One half of the validation set decides when to stop, the other half is what is reported.
    """
    watched, reported = (
        engine.train_all(half_of_validation(half), [PLAIN], seeds=seeds, evaluate_every=1)[0]
        for half in (0, 1)
    )
    if patience is None:
        return reported.final()
    curves = [list(curve) for curve in watched.validation_loss]
    stops = [stopping.epochs_without_best(curve, patience) for curve in curves]
    kept = [stopping.best_until(curve, stop) for curve, stop in zip(curves, stops, strict=True)]
    return reported.validation_loss[np.arange(len(kept)), kept]


def half_of_validation(half: int):
    """Maker of digits that are validated on the examples at even (0) or odd (1) places."""

    def maker(seed: int) -> datasets.Dataset:
        data = datasets.digits(seed)
        return replace(
            data, validation_inputs=data.validation_inputs[half::2],
            validation_labels=data.validation_labels[half::2],
        )  # fmt: skip

    return maker


claim(
    "early_stopping_helps",
    Condition("conditions.last_epoch", lambda seeds: kept_losses(seeds, patience=None)),
    Condition("conditions.early_stopping", lambda seeds: kept_losses(seeds, patience=10)),
    expected="lower",
    metric="metrics.validation_loss",
)
claim(
    "three_epochs_are_too_impatient",
    Condition("conditions.patience_10", lambda seeds: kept_losses(seeds, patience=10)),
    Condition("conditions.patience_3", lambda seeds: kept_losses(seeds, patience=3)),
    expected="higher",
    metric="metrics.validation_loss",
)


def changes(seeds, setting: Setting) -> np.ndarray:
    """(S,) share of probability that moves to another class under input noise of deviation 0.1."""
    (run,) = engine.train_all(
        datasets.digits, [setting], seeds=seeds, evaluate_every=setting.epochs
    )
    inputs = torch.stack([datasets.digits(seed).validation_inputs for seed in seeds])
    noise = torch.randn(inputs.shape, generator=torch.Generator().manual_seed(0))
    calm, shaken = (run.probabilities(x) for x in (inputs, inputs + 0.1 * noise))
    return ((calm - shaken).abs().sum(dim=-1) / 2).mean(dim=-1).numpy()


claim(
    "dropout_is_smoother",
    Condition("p = 0", lambda seeds: changes(seeds, PLAIN)),
    Condition("p = 0.5", lambda seeds: changes(seeds, HALF)),
    expected="lower",
    metric="metrics.change",
)


def error_of_regression(weight_decay: float, **options) -> Condition:
    """Validation error of the textbook demonstration, or of a variant of it."""

    def measure(seeds):
        paths = norm_decay.train(weight_decay=weight_decay, seeds=seeds, **options)
        return paths.validation_error[:, -1]

    return Condition(f"λ = {weight_decay:g}", measure)


FROM_ZEROS = {"init_scale": 0.0}
HONEST = FROM_ZEROS | {
    "features": 20, "true_weight": 0.2, "noise": 0.5, "epochs": 300, "learning_rate": 0.05,
}  # fmt: skip
for name, decay, options, expected, margin in (
    ("textbook_decay_helps", 3.0, {}, "lower", None),
    ("textbook_decay_from_zeros", 3.0, FROM_ZEROS, "none", 0.002),
    ("honest_decay_helps", 0.3, HONEST, "lower", None),
):
    claim(
        name, error_of_regression(0.0, **options), error_of_regression(decay, **options),
        expected=expected, margin=margin, metric="metrics.squared_error",
    )  # fmt: skip
