"""The two networks of the course as small modules."""

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

ACTIVATIONS = {"relu": F.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "none": lambda x: x}


class SoftmaxRegression(nn.Module):
    """One affine layer: inputs (n, d) to logits (n, q)."""

    def __init__(self, features: int, classes: int, *, dropconnect: float = 0.0, noise=None):
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
    if not (model.training and model.dropconnect > 0):
        return layer(inputs)
    shape = layer.weight.T.shape  # (inputs, outputs), as on the page
    mask = keep_mask(shape, model.dropconnect, model.noise.dropconnect)
    return F.linear(inputs, layer.weight * mask.T, layer.bias)


def keep_mask(shape, probability: float, generator: torch.Generator) -> Tensor:
    """0 with this probability, else 1/(1 - p): so that the expectation is 1 (0 at p = 1).

    Source: Srivastava et al. (2014), Dropout; scaled while training ("inverted").
    """
    kept = torch.rand(shape, generator=generator) > probability
    return kept * (1 / (1 - probability) if probability < 1 else 0.0)


def logits(weights: Sequence[Tensor], setting, inputs: Tensor) -> Tensor:
    """Scores (n, q) for inputs (n, d) of a trained network, its weights as in `training.Run`.

    A leading axis of the weights (one network a seed) leads the scores too: (S, n, q).
    """
    *hidden_layer, W, b = weights
    if hidden_layer:
        W1, b1 = hidden_layer
        inputs = ACTIVATIONS[setting.activation](inputs @ W1 + b1)
    return inputs @ W + b


def build(features: int, classes: int, setting, random) -> nn.Module:
    """The network of a `training.Setting`, its weights drawn from `random.weights`."""
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
    sizes = [features, setting.hidden, classes] if setting.hidden else [features, classes]
    return [
        torch.randn(inputs, outputs, generator=generator) * (setting.init_scale / math.sqrt(inputs))
        for inputs, outputs in zip(sizes, sizes[1:])
    ]


def weights(model: nn.Module) -> list[nn.Parameter]:
    return [parameter for parameter in model.parameters() if parameter.ndim == 2]


def biases(model: nn.Module) -> list[nn.Parameter]:
    return [parameter for parameter in model.parameters() if parameter.ndim == 1]


def as_matrices(model: nn.Module) -> list[Tensor]:
    """W1 (d, h), b1 (1, h), W2 (h, q), b2 (1, q) as on the page: nn.Linear keeps Wᵀ."""
    return [
        tensor.detach().T.clone() if tensor.ndim == 2 else tensor.detach()[None].clone()
        for tensor in model.parameters()
    ]
