"""What a finished run holds: its weights, its answers, and what was dropped while it trained."""

import numpy as np
import torch
from torch import Tensor

from lesson_utils import models
from lesson_utils.training import Randomness, Run


def probabilities(run: Run, inputs: Tensor) -> Tensor:
    """(S, m, q) what the S networks of a run answer: `inputs` is (m, d), or (S, m, d)."""
    *hidden, W, b = run.weights
    if hidden:
        W1, b1 = hidden
        inputs = models.ACTIVATIONS[run.setting.activation](inputs @ W1 + b1)
    return torch.softmax(inputs @ W + b, dim=-1)


def right_answers(run: Run, inputs: Tensor, labels: Tensor) -> np.ndarray:
    """(S, m) 1 where a network's answer is the label, else 0; `labels` is (m,), or (S, m)."""
    return (probabilities(run, inputs).argmax(dim=-1) == labels).numpy().astype(float)


def all_weights(run: Run) -> np.ndarray:
    """(S, number of weights), without the biases."""
    matrices = run.weights[::2]
    return np.concatenate([matrix.flatten(1).numpy() for matrix in matrices], axis=1)


def first_mask(run: Run) -> np.ndarray:
    """(n, h) 1 where a hidden unit was on in the first batch of the run's first seed, else 0."""
    setting = run.setting
    mask = models.keep_mask(
        (setting.batch_size, setting.hidden), setting.dropout, Randomness.of(run.seeds[0]).dropout
    )
    return (mask > 0).numpy().astype(float)
