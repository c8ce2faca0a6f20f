"""More than one hidden layer: how large the gradient of each layer is before training."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch.nn.functional as F

from lesson_utils import models
from lesson_utils.curves import OUTLINE
from lesson_utils.language import text
from lesson_utils.lessons.mlp.claims import DIGITS, clean_digits
from lesson_utils.stage import Picture
from lesson_utils.style import BLACK, GREEN, GREY, PURPLE, new_figure
from lesson_utils.training import Randomness, Setting

LAYERS = 5
ACTIVATIONS = {"relu": GREEN, "sigmoid": PURPLE}
LIFT = {"relu": 1.5, "sigmoid": 0.5}  # of the words at a line, clear of the others


def layer_gradients(setting: Setting, seed: int) -> np.ndarray:
    """(layers + 1,) the norm of the gradient of each weight matrix on all digits, before training.

    The first is that of the inputs, the last that of the output layer.
    """
    data = clean_digits(seed)
    model = models.build(data.n_features, len(data.classes), setting, Randomness.of(seed))
    F.cross_entropy(model(data.train_inputs), data.train_labels).backward()
    return np.array([layer.weight.grad.norm().item() for layer in model.layers])


def gradients(*, seeds: Sequence[int]) -> Picture:
    """The gradient of each of five hidden layers against that of the output layer, ReLU, sigmoid.

    Geometric means over the seeds; beside them 0.25 to the power of the activations in between.
    """
    figure, axes = new_figure(width=7.5, height=3.3, rect=(0.11, 0.17, 0.86, 0.9))
    axes.set(yscale="log", ylim=(3e-4, 12), xlim=(0.7, LAYERS + 1.2), xlabel=text("mlp.layer"))
    axes.set(xticks=range(1, LAYERS + 2), title=text("mlp.gradients_title", seeds=len(seeds)))
    places, words = np.arange(1, LAYERS + 2), {}
    law = 0.25 ** (LAYERS + 1 - places)
    axes.plot(places, law, color=GREY, linestyle=(0, (4, 3)))
    axes.text(3.1, 0.25**3 / 3.4, "0.25ᵏ", color=GREY, ha="left")
    for activation, colour in ACTIVATIONS.items():
        setting = replace(DIGITS, layers=LAYERS, activation=activation)
        norms = np.array([layer_gradients(setting, seed) for seed in seeds])
        shares = np.exp(np.log(norms / norms[:, -1:]).mean(axis=0))
        axes.plot(places, shares, "o-", color=colour, markersize=6)
        words[activation] = f"{shares[0]:.2g}"
        name, height = f"{activation}: {words[activation]}", shares[0] * LIFT[activation]
        axes.text(1.08, height, name, color=colour, path_effects=OUTLINE)
    axes.text(LAYERS + 1.12, 1, text("mlp.output_layer"), color=BLACK, fontsize=9, va="center")
    return Picture(figure, text("mlp.gradients.alt", law=f"{law[0]:.2g}", **words))
