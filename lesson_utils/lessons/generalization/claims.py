"""Claims of lesson 3, on digits: 200 training examples, a fifth of them with wrong labels."""

from dataclasses import replace
from functools import partial

import numpy as np

from lesson_utils import datasets
from lesson_utils.claims import claim, say, show  # noqa: F401
from lesson_utils.compare import Condition
from lesson_utils.lessons.generalization.measures import (
    accuracy_after_pruning,
    accuracy_of_memory,
    best_of_ten,
    changes,
    errors,
    kept_losses,
    loss_curves,
    rises,
)
from lesson_utils.settings import Setting

PLAIN, HALF = Setting(), Setting(dropout=0.5)
WIDE = Setting(hidden=512)
DECAYED, MORE_DECAYED = Setting(weight_decay=0.005), Setting(weight_decay=0.01)
LOSS = {"metric": "metrics.validation_loss"}
MANY = range(20, 60)  # where twenty seeds would tell too seldom


def at_best_epoch(setting: Setting) -> Condition:
    """The loss at the best of all epochs: what stopping in time can give at most."""
    label = text_of(setting)
    return Condition(label, lambda seeds: loss_curves(setting, tuple(seeds)).min(axis=1))


def text_of(setting: Setting) -> str:
    return {
        PLAIN: "conditions.best_plain", HALF: "conditions.best_dropout",
        DECAYED: "conditions.best_decay", WIDE: "conditions.best_wide",
    }[setting]  # fmt: skip


# 3.1: random labels
claim(
    "random_labels_teach_nothing",
    Condition("conditions.guessing", lambda seeds: np.full(len(seeds), 0.1)),
    Condition("conditions.random_labels", accuracy_of_memory),
    expected="none",
    margin=0.03,
    metric="metrics.validation_accuracy",
    seeds=MANY,
)

# 3.2: choosing, and where more capacity does not hurt
claim(
    "best_of_many_is_optimistic",
    Condition("conditions.reported", lambda seeds: [best_of_ten(seed)[0] for seed in seeds]),
    Condition("conditions.fresh", lambda seeds: [best_of_ten(seed)[1] for seed in seeds]),
    expected="lower",
    metric="metrics.accuracy",
)
claim("too_narrow_underfits", Setting(hidden=64), Setting(hidden=4), expected="higher")
claim("wider_is_not_worse", Setting(hidden=64), WIDE, expected="lower")
claim(
    "wider_is_not_worse_at_its_best",
    replace(at_best_epoch(PLAIN), label="conditions.best_narrow"), at_best_epoch(WIDE),
    expected="none", margin=0.03, **LOSS,
)  # fmt: skip

# 3.3: early stopping
claim("longer_fits_training", Setting(epochs=35), PLAIN, expected="lower", metric="train_loss")
claim("longer_hurts_validation", Setting(epochs=35), PLAIN, expected="higher", seeds=MANY)

PATIENT = Condition("conditions.patience_10", lambda seeds: kept_losses(seeds, patience=10))
claim(
    "early_stopping_helps",
    Condition("conditions.last_epoch", lambda seeds: kept_losses(seeds, patience=None)),
    replace(PATIENT, label="conditions.early_stopping"),
    expected="lower",
    **LOSS,
)
claim(
    "three_epochs_are_too_impatient",
    PATIENT,
    Condition("conditions.patience_3", lambda seeds: kept_losses(seeds, patience=3)),
    expected="higher",
    **LOSS,
)

# 3.4: weight decay, against a network trained too long and against one that stopped in time
claim("small_decay_helps", PLAIN, DECAYED, expected="lower")
claim(
    "decay_adds_nothing_to_early_stopping", at_best_epoch(PLAIN), at_best_epoch(DECAYED),
    expected="none", margin=0.03, **LOSS,
)  # fmt: skip
claim("large_decay_hurts", PLAIN, Setting(weight_decay=0.1), expected="higher")


def after_the_lowest(label: str, setting: Setting) -> Condition:
    """How far the loss after the last epoch lies above its lowest point."""
    return Condition(label, lambda seeds: rises(setting, tuple(seeds)))


LATE = after_the_lowest("conditions.plain", PLAIN)
forgives = partial(claim, expected="lower", metric="metrics.rise")
forgives("decay_forgives_late_stopping", LATE, after_the_lowest("λ = 0.005", DECAYED))
forgives("dropout_forgives_late_stopping", LATE, after_the_lowest("p = 0.5", HALF))

claim(
    "decay_survives_pruning",
    Condition("conditions.pruned_plain", lambda seeds: accuracy_after_pruning(seeds, PLAIN)),
    Condition("conditions.pruned_decay", lambda seeds: accuracy_after_pruning(seeds, MORE_DECAYED)),
    expected="higher",
    metric="metrics.validation_accuracy",
)


def error_of_regression(label: str, weight_decay: float, **options) -> Condition:
    """Validation error of the textbook demonstration, or of a variant of it."""
    return Condition(label, lambda seeds: errors(seeds, weight_decay, **options)[:, -1])


FROM_ZEROS = {"init_scale": 0.0}
FAIR = FROM_ZEROS | {
    "features": 20, "true_weight": 0.2, "noise": 0.5, "epochs": 300, "learning_rate": 0.05,
}  # fmt: skip
of_regression = partial(claim, metric="metrics.squared_error")
of_regression(
    "textbook_decay_helps",
    error_of_regression("conditions.textbook_plain", 0.0),
    error_of_regression("conditions.textbook_decay", 3.0),
    expected="lower",
)
of_regression(
    "textbook_decay_from_zeros",
    error_of_regression("conditions.zeros_plain", 0.0, **FROM_ZEROS),
    error_of_regression("conditions.zeros_decay", 3.0, **FROM_ZEROS),
    expected="none",
    margin=0.002,
)
decayed = error_of_regression("conditions.fair_decay", 0.3, **FAIR)
of_regression(
    "fair_decay_helps", error_of_regression("conditions.fair_plain", 0.0, **FAIR), decayed,
    expected="lower",
)  # fmt: skip
# 40 seeds cannot tell the 0.025 by which stopping is ahead from the margin
of_regression(
    "fair_decay_is_as_good_as_stopping",
    Condition("conditions.fair_stopped", lambda seeds: errors(seeds, 0.0, **FAIR).min(axis=1)),
    decayed,
    expected="none",
    margin=0.05,
    seeds=range(20, 100),
)

# 3.5: dropout, and the two sides of its U
claim("dropout_helps", PLAIN, HALF, expected="lower")
claim(
    "dropout_adds_to_early_stopping", at_best_epoch(PLAIN), at_best_epoch(HALF), expected="lower",
    **LOSS,
)  # fmt: skip
claim("too_much_dropout_hurts", HALF, Setting(dropout=0.9), expected="higher")
claim("dropout_fits_training_less", PLAIN, HALF, expected="lower", metric="train_accuracy")
claim("dropconnect_helps", PLAIN, Setting(dropconnect=0.5), expected="lower")
claim(
    "dropconnect_is_like_dropout", HALF, Setting(dropconnect=0.5), expected="none", margin=0.04,
    seeds=MANY,
)  # fmt: skip


# 3.5: is dropout smoother, and because of its noise? Two controls saw none; then all three once
# more, without the wrong labels
def change(label: str, setting: Setting, data=datasets.digits) -> Condition:
    """How much the answer changes under noise."""
    return Condition(label, partial(changes, setting=setting, data=data))


SHORT = Setting(epochs=30)
under_noise = partial(claim, metric="metrics.change")
sharp = change("conditions.plain", PLAIN)
under_noise("dropout_is_smoother", sharp, change("p = 0.5", HALF), expected="lower")
under_noise("decay_is_smoother", sharp, change("λ = 0.01", MORE_DECAYED), expected="lower")
under_noise(
    "stopped_early_is_smoother", sharp, change("conditions.epochs_30", SHORT), expected="lower"
)
with_right_labels = partial(change, data=partial(datasets.digits, wrong_labels=0.0))
right = with_right_labels("conditions.right_plain", PLAIN)
under_noise(
    "dropout_is_smoother_with_right_labels", right,
    with_right_labels("conditions.right_dropout", HALF), expected="lower", seeds=MANY,
)  # fmt: skip
under_noise(
    "decay_is_rougher_with_right_labels", right,
    with_right_labels("conditions.right_decay", MORE_DECAYED), expected="higher",
)  # fmt: skip
under_noise(
    "stopped_early_is_rougher_with_right_labels", right,
    with_right_labels("conditions.right_epochs_30", SHORT), expected="higher",
)  # fmt: skip

# 3.6: two good regularizers together are not better than the better one
claim(
    "dropout_on_top_of_decay_helps", Setting(weight_decay=0.003),
    Setting(dropout=0.5, weight_decay=0.003), expected="lower",
)  # fmt: skip
claim(
    "decay_on_top_of_dropout_hurts", HALF, Setting(dropout=0.5, weight_decay=0.01),
    expected="higher",
)  # fmt: skip
