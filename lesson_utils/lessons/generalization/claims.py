"""Claims of lesson 3, on digits: 200 training examples, a fifth of them with wrong labels."""

from functools import partial

from lesson_utils import datasets
from lesson_utils.claims import claim, say, show  # noqa: F401
from lesson_utils.lessons.generalization.measures import (
    accuracy_after_pruning,
    accuracy_of_memory,
    after_the_lowest,
    at_best_epoch,
    best_of_ten,
    change,
    error_of_regression,
    guessing,
    kept_loss,
)
from lesson_utils.settings import Setting

PLAIN, HALF = Setting(), Setting(dropout=0.5)
WIDE = Setting(hidden=512)
DECAYED, MORE_DECAYED = Setting(weight_decay=0.005), Setting(weight_decay=0.01)
MANY = range(20, 60)  # where twenty seeds would tell too seldom
of_accuracy = partial(claim, metric="metrics.validation_accuracy")
of_loss = partial(claim, metric="metrics.validation_loss")

# 3.1: random labels
of_accuracy(
    "random_labels_teach_nothing", guessing("conditions.guessing"),
    accuracy_of_memory("conditions.random_labels"), expected="none", margin=0.03, seeds=MANY,
)  # fmt: skip

# 3.2: choosing, and where more capacity does not hurt
claim(
    "best_of_many_is_optimistic", best_of_ten("conditions.reported", "reported"),
    best_of_ten("conditions.fresh", "fresh"), expected="lower", metric="metrics.accuracy",
)  # fmt: skip
claim("too_narrow_underfits", Setting(hidden=64), Setting(hidden=4), expected="higher")
claim("wider_is_not_worse", Setting(hidden=64), WIDE, expected="lower")
of_loss(
    "wider_is_not_worse_at_its_best", at_best_epoch("conditions.best_narrow", PLAIN),
    at_best_epoch("conditions.best_wide", WIDE), expected="none", margin=0.03,
)  # fmt: skip

# 3.3: early stopping
claim("longer_fits_training", Setting(epochs=35), PLAIN, expected="lower", metric="train_loss")
claim("longer_hurts_validation", Setting(epochs=35), PLAIN, expected="higher", seeds=MANY)
of_loss(
    "early_stopping_helps", kept_loss("conditions.last_epoch", patience=None),
    kept_loss("conditions.early_stopping", patience=10), expected="lower",
)  # fmt: skip
of_loss(
    "three_epochs_are_too_impatient", kept_loss("conditions.patience_10", patience=10),
    kept_loss("conditions.patience_3", patience=3), expected="higher",
)  # fmt: skip

# 3.4: weight decay, against a network trained too long and against one that stopped in time
claim("small_decay_helps", PLAIN, DECAYED, expected="lower")
best_plain = at_best_epoch("conditions.best_plain", PLAIN)
of_loss(
    "decay_adds_nothing_to_early_stopping", best_plain,
    at_best_epoch("conditions.best_decay", DECAYED), expected="none", margin=0.03,
)  # fmt: skip
claim("large_decay_hurts", PLAIN, Setting(weight_decay=0.1), expected="higher")
late = after_the_lowest("conditions.plain", PLAIN)
forgives = partial(claim, expected="lower", metric="metrics.rise")
forgives("decay_forgives_late_stopping", late, after_the_lowest("λ = 0.005", DECAYED))
forgives("dropout_forgives_late_stopping", late, after_the_lowest("p = 0.5", HALF))
of_accuracy(
    "decay_survives_pruning", accuracy_after_pruning("conditions.pruned_plain", PLAIN),
    accuracy_after_pruning("conditions.pruned_decay", MORE_DECAYED), expected="higher",
)  # fmt: skip

of_regression = partial(claim, metric="metrics.squared_error")
of_regression(
    "textbook_decay_helps", error_of_regression("conditions.textbook_plain", 0.0),
    error_of_regression("conditions.textbook_decay", 3.0), expected="lower",
)  # fmt: skip
from_zeros = partial(error_of_regression, init_scale=0.0)
of_regression(
    "textbook_decay_from_zeros", from_zeros("conditions.zeros_plain", 0.0),
    from_zeros("conditions.zeros_decay", 3.0), expected="none", margin=0.002,
)  # fmt: skip
fair = partial(from_zeros, features=20, true_weight=0.2, noise=0.5, epochs=300, learning_rate=0.05)
fair_decay = fair("conditions.fair_decay", 0.3)
of_regression("fair_decay_helps", fair("conditions.fair_plain", 0.0), fair_decay, expected="lower")
# 40 seeds cannot tell the 0.025 by which stopping is ahead from the margin
of_regression(
    "fair_decay_is_as_good_as_stopping", fair("conditions.fair_stopped", 0.0, stopped=True),
    fair_decay, expected="none", margin=0.05, seeds=range(20, 100),
)  # fmt: skip

# 3.5: dropout, and the two sides of its U
claim("dropout_helps", PLAIN, HALF, expected="lower")
best_dropout = at_best_epoch("conditions.best_dropout", HALF)
of_loss("dropout_adds_to_early_stopping", best_plain, best_dropout, expected="lower")
claim("too_much_dropout_hurts", HALF, Setting(dropout=0.9), expected="higher")
claim("dropout_fits_training_less", PLAIN, HALF, expected="lower", metric="train_accuracy")
claim("dropconnect_helps", PLAIN, Setting(dropconnect=0.5), expected="lower")
claim(
    "dropconnect_is_like_dropout", HALF, Setting(dropconnect=0.5), expected="none", margin=0.04,
    seeds=MANY,
)  # fmt: skip

# 3.5: is dropout smoother, and because of its noise? Two controls saw none; then all three once
# more, without the wrong labels
SHORT = Setting(epochs=30)
under_noise = partial(claim, metric="metrics.change")
sharp = change("conditions.plain", PLAIN)
short = change("conditions.epochs_30", SHORT)
under_noise("dropout_is_smoother", sharp, change("p = 0.5", HALF), expected="lower")
under_noise("decay_is_smoother", sharp, change("λ = 0.01", MORE_DECAYED), expected="lower")
under_noise("stopped_early_is_smoother", sharp, short, expected="lower")
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
