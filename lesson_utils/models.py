"""The two networks of the course as small modules."""

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson_utils.arguments import (
    require_attributes,
    require_choice,
    require_fraction,
    require_integer,
    require_tensors,
    require_type,
    shown,
)

ACTIVATIONS = {"relu": F.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "none": lambda x: x}


class SoftmaxRegression(nn.Module):
    """One affine layer: inputs (n, d) to logits (n, q)."""

    def __init__(self, features: int, classes: int, *, dropconnect: float = 0.0, noise=None):
        _check_network(features, classes, 0.0, dropconnect, noise)
        super().__init__()
        self.output = nn.Linear(features, classes)
        self.dropconnect, self.noise = dropconnect, noise

    def forward(self, inputs: Tensor) -> Tensor:
        return connect(self.output, inputs, self)


class MLP(nn.Module):
    """Affine, activation, dropout, affine: inputs (n, d) to logits (n, q).

    `noise` holds the generators `dropout` and `dropconnect` (see `training.Randomness`).
    """

    def __init__(
        self, features: int, hidden: int, classes: int, *,
        activation: str = "relu", dropout: float = 0.0, dropconnect: float = 0.0, noise=None,
    ):  # fmt: skip
        _check_network(features, classes, dropout, dropconnect, noise)
        require_integer("hidden", hidden, 1, 4096)
        require_choice("activation", activation, ACTIVATIONS)
        super().__init__()
        self.hidden = nn.Linear(features, hidden)
        self.output = nn.Linear(hidden, classes)
        self.activation = ACTIVATIONS[activation]
        self.dropout, self.dropconnect, self.noise = dropout, dropconnect, noise

    def forward(self, inputs: Tensor) -> Tensor:
        hidden = self.activation(connect(self.hidden, inputs, self))  # (n, h)
        if self.training and self.dropout > 0:
            hidden = hidden * keep_mask(hidden.shape, self.dropout, self.noise.dropout)
        return connect(self.output, hidden, self)


def connect(layer: nn.Linear, inputs: Tensor, model: nn.Module) -> Tensor:
    """The affine layer; with DropConnect while training, on weights of which some are dropped.

    Source: Wan et al. (2013), Regularization of Neural Networks using DropConnect. One mask is
    drawn for a whole minibatch.
    """
    require_tensors(finite=False, weight=(layer.weight, "h d"), inputs=(inputs, "... d"))
    if not (model.training and model.dropconnect > 0):
        return layer(inputs)
    shape = layer.weight.T.shape  # (inputs, outputs), as on the page
    mask = keep_mask(shape, model.dropconnect, model.noise.dropconnect)
    return F.linear(inputs, layer.weight * mask.T, layer.bias)


def keep_mask(shape, probability: float, generator: torch.Generator) -> Tensor:
    """0 with this probability, else 1/(1 - p): so that the expectation is 1 (0 at p = 1).

    Source: Srivastava et al. (2014), Dropout; scaled while training ("inverted").
    """
    require_fraction("probability", probability)
    require_type("generator", generator, torch.Generator)
    if not isinstance(shape, tuple | list):
        raise TypeError(f"shape must be a tuple of whole numbers, got {shown(shape)}")
    for size in shape:
        require_integer("each of shape", size, 0, 1_000_000)
    kept = torch.rand(shape, generator=generator) > probability
    return kept * (1 / (1 - probability) if probability < 1 else 0.0)


def logits(weights: Sequence[Tensor], setting, inputs: Tensor) -> Tensor:
    """Scores (n, q) for inputs (n, d) of a trained network, its weights as in `training.Run`.

    A leading axis of the weights (one network a seed) leads the scores too: (S, n, q).
    """
    if not isinstance(weights, tuple | list) or len(weights) not in (2, 4):
        raise TypeError(f"weights must be (W, b) or (W1, b1, W2, b2), got {shown(weights)}")
    shapes = ("S? d h", "S? 1 h", "S? h q", "S? 1 q") if len(weights) == 4 else ("S? d q", "S? 1 q")
    parts = {f"weights[{place}]": pair for place, pair in enumerate(zip(weights, shapes))}
    require_tensors(finite=False, **parts, inputs=(inputs, "S? n d"))
    *hidden_layer, W, b = weights
    if hidden_layer:
        require_attributes("setting", setting, "activation")
        W1, b1 = hidden_layer
        inputs = ACTIVATIONS[setting.activation](inputs @ W1 + b1)
    return inputs @ W + b


def build(features: int, classes: int, setting, random) -> nn.Module:
    """The network of a `training.Setting`, its weights drawn from `random.weights`."""
    require_attributes("setting", setting, "hidden", "activation", "dropout", "dropconnect")
    require_type("random.weights", getattr(random, "weights", None), torch.Generator)
    regularization = {"dropconnect": setting.dropconnect, "noise": random}
    if setting.hidden == 0:
        model = SoftmaxRegression(features, classes, **regularization)
    else:
        model = MLP(
            features, setting.hidden, classes,
            activation=setting.activation, dropout=setting.dropout, **regularization,
        )  # fmt: skip
    initial = initial_weights(features, classes, setting, random.weights)
    with torch.no_grad():
        for parameter, matrix in zip(weights(model), initial, strict=True):
            parameter.copy_(matrix.T)
        for parameter in biases(model):
            parameter.zero_()
    return model


def initial_weights(features: int, classes: int, setting, generator) -> list[Tensor]:
    """One matrix (inputs, outputs) a layer: normal, standard deviation init_scale/√inputs."""
    require_integer("features", features, 1, 10_000)
    require_integer("classes", classes, 1, 1000)
    require_attributes("setting", setting, "hidden", "init_scale")
    require_type("generator", generator, torch.Generator)
    sizes = [features, setting.hidden, classes] if setting.hidden else [features, classes]
    return [
        torch.randn(inputs, outputs, generator=generator) * (setting.init_scale / math.sqrt(inputs))
        for inputs, outputs in zip(sizes, sizes[1:])
    ]


def weights(model: nn.Module) -> list[nn.Parameter]:
    require_type("model", model, nn.Module)
    return [parameter for parameter in model.parameters() if parameter.ndim == 2]


def biases(model: nn.Module) -> list[nn.Parameter]:
    require_type("model", model, nn.Module)
    return [parameter for parameter in model.parameters() if parameter.ndim == 1]


def as_matrices(model: nn.Module) -> list[Tensor]:
    """W1 (d, h), b1 (1, h), W2 (h, q), b2 (1, q) as on the page: nn.Linear keeps Wᵀ."""
    require_type("model", model, nn.Module)
    return [
        tensor.detach().T.clone() if tensor.ndim == 2 else tensor.detach()[None].clone()
        for tensor in model.parameters()
    ]


def _check_network(features: int, classes: int, dropout: float, dropconnect: float, noise):
    require_integer("features", features, 1, 10_000)
    require_integer("classes", classes, 1, 1000)
    require_fraction("dropout", dropout)
    require_fraction("dropconnect", dropconnect)
    for stream in ("dropout", "dropconnect") if dropout or dropconnect else ():
        require_type(f"noise.{stream}", getattr(noise, stream, None), torch.Generator)
