"""What a finished run holds: its weights, its answers, and what was dropped while it trained."""

import numpy as np
import torch
from torch import Tensor

from lesson_utils import models
from lesson_utils.arguments import require_labels, require_type
from lesson_utils.training import Randomness, Run


def probabilities(run: Run, inputs: Tensor) -> Tensor:
    """(S, m, q) what the S networks of a run answer: `inputs` is (m, d), or (S, m, d)."""
    return torch.softmax(models.logits(_weights(run), run.setting, inputs), dim=-1)


def right_answers(run: Run, inputs: Tensor, labels: Tensor) -> np.ndarray:
    """(S, m) 1 where a network's answer is the label, else 0; `labels` is (m,), or (S, m).

    A network that has diverged answers nothing, and is never right.
    """
    answers = probabilities(run, inputs)  # (S, m, q)
    runs, count, classes = answers.shape
    require_labels("labels", labels, f"{runs}? {count}", classes)
    known = ~answers.isnan().any(dim=-1)
    return ((answers.argmax(dim=-1) == labels) & known).numpy().astype(float)


def all_weights(run: Run) -> np.ndarray:
    """(S, number of weights), without the biases."""
    matrices = _weights(run)[::2]
    return np.concatenate([matrix.flatten(1).numpy() for matrix in matrices], axis=1)


def first_mask(run: Run) -> np.ndarray:
    """(n, h) 1 where a hidden unit was on in the first batch of the run's first seed, else 0."""
    require_type("run", run, Run)
    setting = run.setting
    if setting.hidden == 0:
        raise ValueError("run must have hidden units, got hidden = 0")
    mask = models.keep_mask(
        (setting.batch_size, setting.hidden), setting.dropout, Randomness.of(run.seeds[0]).dropout
    )
    return (mask > 0).numpy().astype(float)


def _weights(run: Run) -> tuple[Tensor, ...]:
    require_type("run", run, Run)
    if not run.weights:
        raise ValueError(f"run must hold its weights, got none for {run.setting}")
    return run.weights
