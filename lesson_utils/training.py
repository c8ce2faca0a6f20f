"""One setting, one network, one seed: the loop that a student can read."""

import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lesson_utils import models
from lesson_utils.arguments import (
    must,
    require_choice,
    require_integer,
    require_seed,
    require_type,
)
from lesson_utils.datasets import Dataset, made, require_dataset
from lesson_utils.settings import Setting


@dataclass(frozen=True, eq=False)
class Run:
    """What came of one setting, for S seeds at E evaluated epochs.

    Losses are mean cross-entropies in nats, (S, E); a diverged seed has infinities or NaN there.
    Accuracies are shares in [0, 1], (S, E). `parameters` are (W1 (S, d, h), b1 (S, 1, h),
    W2 (S, h, q), b2 (S, 1, q)), a pair for each layer: one with no hidden layer, more with more.
    """

    setting: Setting
    seeds: tuple[int, ...]
    epochs: np.ndarray
    train_loss: np.ndarray
    validation_loss: np.ndarray
    train_accuracy: np.ndarray
    validation_accuracy: np.ndarray
    parameters: tuple[Tensor, ...]
    seconds: float
    best: int | None = None  # the place in `epochs` that early stopping went back to

    @property
    def finished(self) -> bool:
        ended = bool(len(self.epochs)) and self.epochs[-1] == self.setting.epochs
        return ended or self.best is not None

    @property
    def diverged(self) -> np.ndarray:
        """(S,) True where the last loss is not a finite number."""
        losses = np.stack([self.train_loss[:, -1], self.validation_loss[:, -1]])
        return ~np.isfinite(losses).all(axis=0)

    def final(self, metric: str = "validation_loss") -> np.ndarray:
        """(S,) the metric of `parameters`: after the last epoch, or at the best that was restored.

        Raises ValueError for another metric than one of `METRICS`.
        """
        require_choice("metric", metric, METRICS)
        return getattr(self, metric)[:, -1 if self.best is None else self.best]

    def probabilities(self, inputs: Tensor) -> Tensor:
        """(S, m, q) what the S networks answer to `inputs` (m, d), or (S, m, d)."""
        return models.logits(self._known(), self.setting, inputs).softmax(dim=-1)

    def hits(self, inputs: Tensor, labels: Tensor) -> np.ndarray:
        """(S, m) 1 where a network's answer is the label, else 0; `labels` is (m,), or (S, m).

        A network that has diverged answers nothing, and never hits.
        """
        answers = self.probabilities(inputs)
        known = ~answers.isnan().any(dim=-1)
        return ((answers.argmax(dim=-1) == labels) & known).numpy().astype(float)

    def weight_vector(self) -> np.ndarray:
        """(S, number of weights), without the biases."""
        matrices = self._known()[::2]
        return np.concatenate([matrix.flatten(1).numpy() for matrix in matrices], axis=1)

    def first_mask(self) -> np.ndarray:
        """(n, h) 1 where a unit of the first layer was on in the first batch of the first seed."""
        shape = (self.setting.batch_size, len(self.setting.widths), self.setting.hidden)
        mask = models.keep_mask(shape, self.setting.dropout, Randomness.of(self.seeds[0]).dropout)
        return (mask[:, 0] > 0).numpy().astype(float)

    def _known(self) -> tuple[Tensor, ...]:
        if not self.parameters:
            raise must(ValueError, "run", "parameters", str(self.setting))
        return self.parameters


METRICS = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")


@dataclass(frozen=True)
class Randomness:
    """One independent random stream for each purpose, so that no choice disturbs another's luck."""

    weights: torch.Generator
    order: torch.Generator
    dropout: torch.Generator
    dropconnect: torch.Generator

    @classmethod
    def of(cls, seed: int) -> "Randomness":
        return cls(*(torch.Generator().manual_seed(4 * seed + stream) for stream in range(4)))


def fit(
    data: Dataset | Callable[[int], Dataset],
    setting: Setting,
    *,
    seed: int = 0,
    evaluate_every: int = 1,
    patience: int | None = None,
) -> tuple[nn.Module, Run]:
    """Train one network by minibatch gradient descent; returns it with its history.

    `data` is a Dataset or a maker that is given the seed. With `patience`, training stops after so
    many evaluations in a row without a new best validation loss, and the best weights are restored.
    """
    require_type("setting", setting, Setting)
    require_seed(seed)
    require_integer("evaluate_every", evaluate_every, 1)
    if patience is not None:
        require_integer("patience", patience, 1)
    began = time.perf_counter()
    if callable(data):
        data = made(data, seed)
    require_dataset("data", data)
    random = Randomness.of(seed)
    model = models.build(data.n_features, len(data.classes), setting, random)
    epochs, history, best = _train(model, data, setting, random, evaluate_every, patience)
    curves = np.array(history, dtype=np.float32).T[:, None, :]  # (4, S = 1, E)
    parameters = tuple(tensor[None] for tensor in models.as_matrices(model))
    seconds = time.perf_counter() - began
    return model, Run(setting, (seed,), np.array(epochs), *curves, parameters, seconds, best)


def _train(model, data, setting, random, evaluate_every, patience):
    """Epochs, their four metrics, and the place of the epoch that was restored, if any."""
    optimizer = _optimizer(model, setting)
    epochs, history = [0], [evaluate(model, data)]
    best, best_weights = 0, deepcopy(model.state_dict())
    for epoch in range(1, setting.epochs + 1):
        train_epoch(model, data, optimizer, setting.batch_size, random)
        if not is_evaluated(epoch, setting.epochs, evaluate_every):
            continue
        epochs.append(epoch)
        history.append(evaluate(model, data))
        if patience is None:
            continue
        if history[-1][1] < history[best][1]:
            best, best_weights = len(history) - 1, deepcopy(model.state_dict())
        elif len(history) - 1 - best == patience:
            break
    if patience is None:
        return epochs, history, None
    model.load_state_dict(best_weights)
    return epochs, history, best


def _optimizer(model: nn.Module, setting: Setting) -> torch.optim.SGD:
    """Plain gradient descent; weight decay acts on weights, and not on biases."""
    matrices, biases = (
        [tensor for tensor in model.parameters() if tensor.ndim == axes] for axes in (2, 1)
    )
    groups = [{"params": matrices, "weight_decay": setting.weight_decay}, {"params": biases}]
    return torch.optim.SGD(groups, lr=setting.learning_rate)


def train_epoch(model, data: Dataset, optimizer, batch_size: int, random: Randomness) -> None:
    """One pass over the training examples, in a new order."""
    model.train()
    order = torch.randperm(len(data.train_labels), generator=random.order)
    for batch in order.split(batch_size):
        loss = F.cross_entropy(model(data.train_inputs[batch]), data.train_labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@torch.no_grad()
def evaluate(model: nn.Module, data: Dataset) -> tuple[float, float, float, float]:
    """Train loss, validation loss, train accuracy, validation accuracy (see `METRICS`)."""
    model.eval()
    train, validation = model(data.train_inputs), model(data.validation_inputs)
    return (
        F.cross_entropy(train, data.train_labels).item(),
        F.cross_entropy(validation, data.validation_labels).item(),
        _accuracy(train, data.train_labels),
        _accuracy(validation, data.validation_labels),
    )


def _accuracy(scores: Tensor, labels: Tensor) -> float:
    """Where a network has diverged its scores are NaN, and never right."""
    return ((scores.argmax(dim=1) == labels) & ~scores.isnan().any(dim=1)).float().mean().item()


def is_evaluated(epoch: int, epochs: int, every: int) -> bool:
    """The start, every so many epochs, and the end."""
    return epoch % every == 0 or epoch == epochs


def k_fold(count: int, folds: int, *, seed: int = 0) -> Iterator[tuple[Tensor, Tensor]]:
    """Positions (train, validation) of each of the K folds of `count` shuffled examples.

    Every example is in exactly one validation fold; sizes differ by at most one.
    Source: Stone (1974), Cross-validatory choice and assessment of statistical predictions.
    """
    require_integer("count", count, 2, 100_000)
    require_integer("folds", folds, 2, count)
    require_seed(seed)
    order = torch.randperm(count, generator=torch.Generator().manual_seed(seed))
    parts = order.tensor_split(folds)
    for held_out in range(folds):
        yield torch.cat(parts[:held_out] + parts[held_out + 1 :]), parts[held_out]
