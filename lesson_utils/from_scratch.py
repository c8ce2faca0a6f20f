"""The formulas of the lessons as plain tensor functions: nothing hidden, nothing in place.

Shapes: n examples, d inputs, h hidden units, q classes. Probabilities and rates are fractions.
Arguments that cannot be right raise a ValueError or TypeError that names them.
Not here: numerical care beyond softmax (use `torch.nn.functional` for real work).
"""

import torch
from torch import Tensor

from lesson_utils.arguments import (
    require_fraction,
    require_integer,
    require_labels,
    require_number,
    require_probabilities,
    require_tensors,
)


def softmax(logits: Tensor) -> Tensor:
    """Scores (n, q) to probabilities (n, q): positive, each row sums to 1.

    The largest score of a row is subtracted first: the result is the same, `exp` cannot overflow.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 4.1.
    >>> softmax(torch.tensor([[1000.0, 1000.0]]))
    tensor([[0.5000, 0.5000]])
    """
    require_tensors(logits=(logits, "... q"))
    exponentials = torch.exp(logits - logits.max(dim=-1, keepdim=True).values)
    return exponentials / exponentials.sum(dim=-1, keepdim=True)


def one_hot(labels: Tensor, classes: int) -> Tensor:
    """Labels (n,) in 0 .. classes - 1 to rows (n, classes) with a single 1 each."""
    require_integer("classes", classes, 1, 1000)
    require_labels("labels", labels, "n", classes)
    return torch.eye(classes)[labels]


def cross_entropy(probabilities: Tensor, labels: Tensor) -> Tensor:
    """Mean of -log p_y over n examples, in nats: probabilities (n, q), labels (n,) -> scalar.

    >>> cross_entropy(torch.tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]]), torch.tensor([0, 2]))
    tensor(1.4979)
    """
    require_probabilities("probabilities", probabilities)
    require_labels("labels", labels, *probabilities.shape)
    return -torch.log(probabilities[torch.arange(len(labels)), labels]).mean()


def accuracy(scores: Tensor, labels: Tensor) -> float:
    """Fraction, 0 to 1, of the n rows of scores (n, q) whose largest entry is at the label (n,)."""
    require_tensors(scores=(scores, "n q"))
    require_labels("labels", labels, *scores.shape)
    return (scores.argmax(dim=1) == labels).float().mean().item()


def relu(inputs: Tensor) -> Tensor:
    """max(x, 0), entry by entry, any shape."""
    require_tensors(inputs=(inputs, "..."))
    return inputs.clamp(min=0)


def relu_derivative(inputs: Tensor) -> Tensor:
    """1 where x > 0, else 0 (0 at x = 0, as in torch), any shape."""
    require_tensors(inputs=(inputs, "..."))
    return (inputs > 0).to(inputs.dtype)


def mlp_forward(X: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Tensor:
    """Logits (n, q) of one hidden ReLU layer: X (n, d), W1 (d, h), b1 (1, h), W2 (h, q), b2 (1, q).

    >>> mlp_forward(*(torch.ones(s) for s in [(3, 4), (4, 5), (1, 5), (5, 3), (1, 3)])).shape
    torch.Size([3, 3])
    """
    require_tensors(X=(X, "n d"), W1=(W1, "d h"), b1=(b1, "1 h"), W2=(W2, "h q"), b2=(b2, "1 q"))
    return relu(X @ W1 + b1) @ W2 + b2


def linear_backward(X: Tensor, dO: Tensor) -> tuple[Tensor, Tensor]:
    """Gradients of O = XW + b: X (n, d) and dO (n, q) -> dW (d, q), db (1, q)."""
    require_tensors(X=(X, "n d"), dO=(dO, "n q"))
    return X.T @ dO, dO.sum(dim=0, keepdim=True)


def dropout(inputs: Tensor, probability: float, noise: Tensor) -> Tensor:
    """Entries whose noise is below `probability` become 0, the others grow by 1 / (1 - p).

    Inputs and noise have one shape; noise is uniform in [0, 1); probability in [0, 1], where 1
    gives zeros (and not 0 / 0).
    Source: Srivastava et al., Dropout, JMLR 15 (2014), in the "inverted" form of section 10.
    """
    require_tensors(inputs=(inputs, "..."), noise=(noise, "..."))
    require_fraction("probability", probability)
    if probability == 1:
        return torch.zeros_like(inputs)
    return (noise >= probability) * inputs / (1 - probability)


def weight_decay_step(w: Tensor, grad: Tensor, learning_rate: float, weight_decay: float) -> Tensor:
    """One step down the loss + (weight_decay / 2) ||w||^2: weights and their gradient, one shape.

    The learning rate is above 0, weight_decay is 0 or more.
    """
    require_tensors(w=(w, "..."), grad=(grad, "..."))
    require_number("learning_rate", learning_rate, above=True)
    require_number("weight_decay", weight_decay)
    return (1 - learning_rate * weight_decay) * w - learning_rate * grad
