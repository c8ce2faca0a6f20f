"""The networks of the course as one small module: softmax regression is an MLP without a layer.

Not checked here: what comes in has passed `settings.Setting`.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

ACTIVATIONS = {"relu": F.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "none": lambda x: x}


class MLP(nn.Module):
    """Affine, activation, dropout for each hidden layer, then affine: (n, d) to logits (n, q).

    `sizes` are the d inputs, the units of each hidden layer, and the q classes. `noise` holds the
    generators `dropout` and `dropconnect` (see `training.Randomness`); both are on while training.
    Dropout drops hidden units, and with a unit all that it passes on; DropConnect drops each
    connection that leaves a hidden unit by itself. Neither touches the inputs.
    """

    def __init__(
        self, sizes: Sequence[int], *, activation: str = "relu",
        dropout: float = 0.0, dropconnect: float = 0.0, noise=None,
    ):  # fmt: skip
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(*pair) for pair in pairwise(sizes))
        self.widths = sizes[1:-1]
        self.activation = ACTIVATIONS[activation]
        self.dropout, self.dropconnect, self.noise = dropout, dropconnect, noise

    def forward(self, inputs: Tensor) -> Tensor:
        first, *others = self.layers
        outputs, masks = first(inputs), self._masks(len(inputs))
        for layer, mask in zip(others, masks, strict=True):
            hidden = self.activation(outputs)  # (n, h)
            outputs = self._connect(layer, hidden if mask is None else hidden * mask)
        return outputs

    def _masks(self, count: int) -> Sequence[Tensor | None]:
        """One dropout mask (n, h) for each hidden layer; None where nothing is dropped."""
        if not (self.training and self.dropout > 0 and self.widths):
            return [None] * len(self.widths)
        shape = (count, len(self.widths), self.widths[0])
        return keep_mask(shape, self.dropout, self.noise.dropout).unbind(dim=1)

    def _connect(self, layer: nn.Linear, hidden: Tensor) -> Tensor:
        """The affine layer; with DropConnect, through a weight matrix of its own an example.

        Source: Wan et al. (2013), Regularization of Neural Networks using DropConnect.
        """
        if not (self.training and self.dropconnect > 0):
            return layer(hidden)
        shape = (len(hidden), *layer.weight.shape)
        mask = keep_mask(shape, self.dropconnect, self.noise.dropconnect)
        return torch.einsum("nqh,qh,nh->nq", mask, layer.weight, hidden) + layer.bias


def keep_mask(shape: Sequence[int], probability: float, generator: torch.Generator) -> Tensor:
    """0 with this probability, else 1/(1 - p): so that the expectation is 1 (0 at p = 1).

    The noise u is uniform in [0, 1), and kept is where u >= p: at p = 0 nothing can be dropped.
    Source: Srivastava et al. (2014), Dropout; scaled while training ("inverted").
    """
    kept = torch.rand(shape, generator=generator) >= probability
    return kept * (1 / (1 - probability) if probability < 1 else 0.0)


def logits(parameters: Sequence[Tensor], setting, inputs: Tensor) -> Tensor:
    """Scores (n, q) for inputs (n, d) of a trained network, its parameters as in `training.Run`.

    A leading axis of the parameters (one network a seed) leads the scores too: (S, n, q).
    """
    *hidden, (W, b) = zip(parameters[::2], parameters[1::2], strict=True)
    for matrix, bias in hidden:
        inputs = ACTIVATIONS[setting.activation](inputs @ matrix + bias)
    return inputs @ W + b


def build(n_features: int, classes: int, setting, random) -> MLP:
    """The network of a `settings.Setting`, its weights drawn from `random.weights`."""
    model = MLP(
        (n_features, *setting.widths, classes), activation=setting.activation,
        dropout=setting.dropout, dropconnect=setting.dropconnect, noise=random,
    )  # fmt: skip
    initial = initial_weights(n_features, classes, setting, random.weights)
    with torch.no_grad():
        for layer, matrix in zip(model.layers, initial, strict=True):
            layer.weight.copy_(matrix.T)
            layer.bias.zero_()
    return model


def initial_weights(n_features: int, classes: int, setting, generator) -> list[Tensor]:
    """One matrix (inputs, outputs) a layer: normal, standard deviation init_scale/√inputs."""
    return [
        torch.randn(inputs, outputs, generator=generator) * (setting.init_scale / math.sqrt(inputs))
        for inputs, outputs in pairwise((n_features, *setting.widths, classes))
    ]


def as_matrices(model: nn.Module) -> list[Tensor]:
    """W1 (d, h), b1 (1, h), W2 (h, q), b2 (1, q), ... as on the page: nn.Linear keeps Wᵀ."""
    return [
        tensor.detach().T.clone() if tensor.ndim == 2 else tensor.detach()[None].clone()
        for tensor in model.parameters()
    ]
