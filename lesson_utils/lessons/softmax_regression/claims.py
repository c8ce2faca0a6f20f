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


def trained(label: str, data, setting: Setting, metric: str = "validation_loss") -> Condition:
    """A setting under a label that says what matters: all settings here lack a hidden layer."""

    def measure(seeds):
        return engine.train_one(data, setting, seeds).final(metric)

    return Condition(label, measure)


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
loss = partial(claim, metric="metrics.validation_loss")
flowers = trained("η = 0.1", petals, PETALS(learning_rate=0.1, epochs=100))
crawling = trained("η = 0.003", petals, PETALS(learning_rate=0.003, epochs=100))
jumping = trained("η = 10", petals, PETALS(learning_rate=10.0, epochs=100))
short = trained("conditions.epochs_10", petals, PETALS(learning_rate=0.1, epochs=10))
long = trained("conditions.epochs_100", petals, PETALS(learning_rate=0.1, epochs=100))
loss("small_steps", flowers, crawling, expected="higher")
loss("large_steps", flowers, jumping, expected="higher")
loss("more_epochs", short, long, expected="lower")

for metric, expected in (("train_loss", "lower"), ("validation_loss", "higher")):
    fine, too_large = (
        trained(f"η = {rate}", clean_digits, DIGITS(learning_rate=float(rate), epochs=40), metric)
        for rate in (1, 100)
    )
    name = f"overconfident_{metric.removesuffix('_loss')}"
    claim(name, fine, too_large, expected=expected, metric=f"metrics.{metric}")

steps = partial(DIGITS, learning_rate=0.3)
large = trained("conditions.batch_500", clean_digits, steps(batch_size=500, epochs=40))
small = trained("conditions.batch_50", clean_digits, steps(epochs=40))
loss("small_batches_same_epochs", large, small, expected="lower")
# the same steps: a real difference in loss, and none that would matter in accuracy
pair = (
    ("conditions.batch_500_long", steps(batch_size=500, epochs=400)),
    ("conditions.batch_50_short", steps(epochs=40)),
)
in_loss = [trained(label, clean_digits, setting) for label, setting in pair]
in_accuracy = [
    trained(label, clean_digits, setting, "validation_accuracy") for label, setting in pair
]
loss("same_steps_in_loss", *in_loss, expected="lower", seeds=range(20, 100))
accuracy("small_batches_same_steps", *in_accuracy, expected="none", margin=0.01)
