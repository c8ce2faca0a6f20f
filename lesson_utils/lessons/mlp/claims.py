"""Claims of lesson 2, on the small data sets of its labs and on digits with right labels."""

from dataclasses import replace
from functools import partial

from lesson_utils import datasets
from lesson_utils.claims import claim, say, show  # noqa: F401
from lesson_utils.settings import Setting

# the settings that labs and claims start from
PLANE = Setting(hidden=8, batch_size=20, epochs=100)  # XOR and two moons
HEALTH = Setting(hidden=4, learning_rate=0.1, epochs=200)
DIGITS = Setting(hidden=32, epochs=40)
STRAIGHT = replace(PLANE, activation="none")
SIGMOID = replace(PLANE, activation="sigmoid")
ACTIVATIONS = ("relu", "tanh", "sigmoid", "none")
MANY = range(20, 60)  # for small differences
WIDE = replace(PLANE, hidden=16)  # of the lab on first weights

clean_digits = partial(datasets.digits, wrong_labels=0.0)

on_xor = partial(claim, data=datasets.xor, plain=PLANE, metric="validation_accuracy")
on_moons = partial(claim, data=datasets.two_moons, plain=PLANE)
on_health = partial(claim, data=datasets.temperature, plain=HEALTH)
on_digits = partial(claim, data=clean_digits, plain=DIGITS)
large_steps = partial(replace, learning_rate=5.0)
two_layers = partial(replace, layers=2)
on_first_weights = partial(claim, data=datasets.two_moons, plain=WIDE)

# 2.1: an activation bends the boundary; without it a hidden layer changes nothing
on_xor("xor_needs_an_activation", STRAIGHT, PLANE, expected="higher")
on_moons(
    "layers_without_activation_add_nothing", replace(STRAIGHT, hidden=0), STRAIGHT,
    expected="none", margin=0.01, metric="validation_accuracy",
)  # fmt: skip

# 2.2: body temperature and health
on_health("temperature_needs_hidden_units", replace(HEALTH, hidden=0), HEALTH, expected="lower")
on_health(
    "four_units_are_enough", HEALTH, replace(HEALTH, hidden=16), expected="none", margin=0.05,
    seeds=MANY,
)  # fmt: skip

# 2.3: with the same small steps sigmoid learns more slowly; larger steps or more of them help
on_moons("sigmoid_is_slower", PLANE, SIGMOID, expected="higher")
on_moons("sigmoid_with_larger_steps", SIGMOID, large_steps(SIGMOID), expected="lower")
on_moons("sigmoid_with_more_steps", SIGMOID, replace(SIGMOID, epochs=800), expected="lower")
on_moons("large_steps_throw_relu", large_steps(SIGMOID), large_steps(PLANE), expected="higher")

# 2.5: first weights
on_first_weights("zero_weights_learn_nothing", WIDE, replace(WIDE, init_scale=0), expected="higher")
tiny, huge = replace(WIDE, init_scale=0.01), replace(WIDE, init_scale=10)
on_first_weights("tiny_weights_learn_slowly", WIDE, tiny, expected="higher")
on_first_weights("huge_weights_hurt", WIDE, huge, expected="higher", seeds=MANY)

# 2.5: a narrow layer on digits is worse than none, above all when its units die
NARROW, NONE = replace(DIGITS, hidden=4), replace(DIGITS, hidden=0)
NARROW_TANH = replace(NARROW, activation="tanh")
on_digits("narrow_is_worse_than_none", NONE, NARROW, expected="higher")
on_digits("narrow_tanh_is_worse_than_none", NONE, NARROW_TANH, expected="higher")
on_digits("tanh_does_not_die", NARROW, NARROW_TANH, expected="lower")

# 2.6: what width buys on digits, and where it stops
on_digits("hidden_layer_helps_digits", NONE, DIGITS, expected="lower")
on_digits("width_buys_much_at_first", replace(DIGITS, hidden=8), DIGITS, expected="lower")
on_digits("width_buys_little_later", DIGITS, replace(DIGITS, hidden=128), expected="lower")
on_moons(
    "width_stops_on_moons", replace(PLANE, hidden=32), replace(PLANE, hidden=128),
    expected="none", margin=0.02,
)  # fmt: skip

# 2.6: what a second and a third hidden layer do here
SIGMOID_DIGITS = replace(DIGITS, activation="sigmoid")
on_digits(
    "second_layer_gains_nothing", DIGITS, two_layers(DIGITS), expected="higher", seeds=range(20, 80)
)
three_layers = replace(SIGMOID_DIGITS, layers=3)
on_digits("deep_sigmoid_stands_still", SIGMOID_DIGITS, three_layers, expected="higher")
small_steps = partial(replace, learning_rate=0.1)
deep_digits, deep = two_layers(small_steps(DIGITS)), two_layers(small_steps(PLANE))
on_digits("depth_is_ahead_on_digits", small_steps(DIGITS), deep_digits, expected="lower")
on_digits("larger_steps_beat_depth_on_digits", deep_digits, DIGITS, expected="lower")
on_moons("depth_is_ahead_with_small_steps", small_steps(PLANE), deep, expected="lower")
on_moons("larger_steps_beat_depth", deep, PLANE, expected="lower", seeds=MANY)
on_moons(
    "depth_gains_nothing_on_moons", PLANE, two_layers(PLANE), expected="none", margin=0.05,
    seeds=MANY,
)  # fmt: skip
