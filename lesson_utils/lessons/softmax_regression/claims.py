"""Claims of lesson 1."""

from functools import partial

from lesson_utils import datasets, engine
from lesson_utils.claims import claim, say, show  # noqa: F401
from lesson_utils.compare import Condition
from lesson_utils.lessons.softmax_regression.decisions import coded_accuracy, price
from lesson_utils.training import Setting

# the data and settings that labs and claims share
petals = partial(datasets.iris, columns=(2, 3))
clean_digits = partial(datasets.digits, train_size=500, wrong_labels=0.0)
IRIS = Setting(hidden=0, learning_rate=0.2, batch_size=20, epochs=400)
PETALS = partial(Setting, hidden=0, batch_size=20)
DIGITS = partial(Setting, hidden=0, batch_size=50)


def trained(label: str, data, setting: Setting, metric: str) -> Condition:
    """A setting under a label that says what matters: all settings here lack a hidden layer."""
    return Condition(label, lambda seeds: engine.train_one(data, setting, seeds).final(metric))


def trained_claim(data, name, first, second, *, metric="validation_loss", **options) -> None:
    """A claim on two such settings: each a pair, its label and the Setting."""
    sides = (trained(label, data, setting, metric) for label, setting in (first, second))
    claim(name, *sides, metric=f"metrics.{metric}", **options)


on_petals, on_digits = partial(trained_claim, petals), partial(trained_claim, clean_digits)


# 1.1 codes, thresholds, costs
in_order = Condition("conditions.codes_in_order", partial(coded_accuracy, codes=(1, 2, 3)))
out_of_order = Condition("conditions.codes_out_of_order", partial(coded_accuracy, codes=(1, 3, 2)))
softmax = trained("softmax", datasets.iris, IRIS, "validation_accuracy")
accuracy = partial(claim, metric="metrics.validation_accuracy")
accuracy("codes_out_of_order", in_order, out_of_order, expected="lower")
MANY = range(20, 60)  # for small differences
TWO_FLOWERS = 0.05  # of the 40 that validate
accuracy(
    "softmax_against_good_codes", in_order, softmax, expected="none", margin=TWO_FLOWERS, seeds=MANY
)

argmax = Condition("conditions.threshold_half", partial(price, cost=10, threshold=0.5))
by_cost = Condition("conditions.threshold_by_cost", partial(price, cost=10, threshold=1 / 11))
claim("cheaper_than_argmax", argmax, by_cost, expected="lower", metric="metrics.price")

# 1.7 the three knobs of training
flowers = "η = 0.1", PETALS(learning_rate=0.1, epochs=100)
crawling = "η = 0.003", PETALS(learning_rate=0.003, epochs=100)
jumping = "η = 10", PETALS(learning_rate=10.0, epochs=100)
short = "conditions.epochs_10", PETALS(learning_rate=0.1, epochs=10)
long = "conditions.epochs_100", PETALS(learning_rate=0.1, epochs=100)
on_petals("small_steps", flowers, crawling, expected="higher")
on_petals("large_steps", flowers, jumping, expected="higher")
on_petals("more_epochs", short, long, expected="lower")

sure = [(f"η = {rate}", DIGITS(learning_rate=float(rate), epochs=40)) for rate in (1, 100)]
on_digits("overconfident_train", *sure, expected="lower", metric="train_loss")
on_digits("overconfident_validation", *sure, expected="higher")

steps = partial(DIGITS, learning_rate=0.3)
large = "conditions.batch_500", steps(batch_size=500, epochs=40)
small = "conditions.batch_50", steps(epochs=40)
on_digits("small_batches_same_epochs", large, small, expected="lower")
# the same steps: a real difference in loss, and none that would matter in accuracy
long = "conditions.batch_500_long", steps(batch_size=500, epochs=400)
short = "conditions.batch_50_short", steps(epochs=40)
on_digits("same_steps_in_loss", long, short, expected="lower", seeds=range(20, 100))
in_accuracy = partial(on_digits, metric="validation_accuracy")
in_accuracy("small_batches_same_steps", long, short, expected="none", margin=0.01)
