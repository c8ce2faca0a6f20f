"""Claims of lesson 3, on digits: 200 training examples, a fifth of them with wrong labels."""

from lesson_utils.claims.claim import claim
from lesson_utils.training import Setting

PLAIN = Setting()
HALF = Setting(dropout=0.5)

# 3.1, 3.2: training error and generalization error, and where more capacity does not hurt
claim("longer_fits_training", Setting(epochs=20), PLAIN, expected="lower", metric="train_loss")
claim("longer_hurts_validation", Setting(epochs=20), PLAIN, expected="higher")
claim("wider_is_not_worse", Setting(hidden=64), Setting(hidden=512), expected="lower")
claim("too_narrow_underfits", Setting(hidden=64), Setting(hidden=4), expected="higher")

# 3.4: weight decay, the two sides of its U
claim("small_decay_helps", PLAIN, Setting(weight_decay=0.01), expected="lower")
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
