"""Claims of lesson 1."""

from functools import partial

from lesson_utils import datasets, sweeps
from lesson_utils.claims.claim import claim
from lesson_utils.decisions import coded_accuracy, price
from lesson_utils.evidence import Condition
from lesson_utils.training import Setting

FLOWERS = Setting(hidden=0, learning_rate=0.2, batch_size=20, epochs=400)
PETALS = partial(Setting, hidden=0, learning_rate=0.1, batch_size=20, epochs=100)
DIGITS = partial(Setting, hidden=0, learning_rate=0.3, batch_size=50, epochs=40)

petals = partial(datasets.iris, features=(2, 3))
clean_digits = partial(datasets.digits, train_size=500, wrong_labels=0.0)


def softmax_accuracy(seeds):
    (run,) = sweeps.train_all(datasets.iris, [FLOWERS], seeds=seeds, evaluate_every=400)
    return run.final("validation_accuracy")


in_order = Condition("codes 1, 2, 3", partial(coded_accuracy, codes=(1, 2, 3)))
out_of_order = Condition("codes 1, 3, 2", partial(coded_accuracy, codes=(1, 3, 2)))
softmax = Condition("softmax", softmax_accuracy)
accuracy = {"metric": "metrics.validation_accuracy"}

# 1.1 codes, thresholds, costs
claim("codes_out_of_order", in_order, out_of_order, expected="lower", **accuracy)
claim("softmax_against_bad_codes", out_of_order, softmax, expected="higher", **accuracy)
claim("softmax_against_good_codes", in_order, softmax, expected="none", **accuracy)
claim(
    "cheaper_than_argmax",
    Condition("argmax, 0.5", partial(price, cost=10, threshold=0.5)),
    Condition("1/(1 + c)", partial(price, cost=10, threshold=1 / 11)),
    expected="lower",
    metric="metrics.price",
)

# 1.7 the three knobs of training
claim("small_steps", PETALS(), PETALS(learning_rate=0.003), expected="higher", data=petals)
claim(  # losses this wild need more seeds
    "large_steps",
    PETALS(),
    PETALS(learning_rate=10.0),
    expected="higher",
    data=petals,
    seeds=range(20),
)
claim("more_epochs", PETALS(epochs=10), PETALS(), expected="lower", data=petals)
claim(
    "small_batches_same_epochs",
    DIGITS(batch_size=500),
    DIGITS(batch_size=50),
    expected="lower",
    data=clean_digits,
)
claim(
    "small_batches_same_steps",
    DIGITS(batch_size=500, epochs=400),
    DIGITS(batch_size=50, epochs=40),
    expected="none",
    data=clean_digits,
    metric="validation_accuracy",
)
claim(
    "overconfident_train",
    DIGITS(learning_rate=1.0),
    DIGITS(learning_rate=30.0),
    expected="lower",
    data=clean_digits,
    metric="train_loss",
)
claim(
    "overconfident_validation",
    DIGITS(learning_rate=1.0),
    DIGITS(learning_rate=30.0),
    expected="higher",
    data=clean_digits,
)
