"""Many settings, many seeds, trained at once as one stack of tensors.

The forward and the backward pass are written out from the formulas of lessons 1 and 2: for one
network a call into PyTorch costs more than its arithmetic, so the same call serves B networks.
Every tensor leads with B, the runs of the stack: setting 0 with each seed, setting 1, ... `fit`
gives the same weights, run by run; the tests hold the two together.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils import models
from lesson_utils.arguments import require_integer, require_seeds, shown
from lesson_utils.datasets import Dataset, made
from lesson_utils.training import METRICS, Randomness, Run, Setting, is_evaluated

STACK_UNITS = 4096  # hidden units in one stack: more would not be faster, and slower to interrupt


def train_many(
    data: Callable[[int], Dataset],
    settings: Sequence[Setting],
    *,
    seeds: Sequence[int] = range(5),
    evaluate_every: int = 5,
) -> Iterator[list[Run]]:
    """Train every setting with every seed; yields the growing runs, one a setting, in order.

    `data` is given each seed, so a seed has its own examples, first weights, batch order and
    noise, which all settings share: comparisons are paired. A yield comes every few tens of
    milliseconds, and the iteration may be dropped at any of them; the last one is whole.
    """
    settings, seeds = _checked(settings), require_seeds(seeds)
    require_integer("evaluate_every", evaluate_every, 1)
    datasets = _made(data, seeds)
    runs = [_empty_run(setting, seeds) for setting in settings]
    for places in _stacks(settings, len(seeds)):
        began, away = time.perf_counter(), 0.0  # away: while the caller does something else
        with engine_mode():
            stack = Stack(datasets, [settings[place] for place in places], seeds)
            curves = [stack.evaluate()]
        epochs, last = [0], stack.setting.epochs
        for epoch in range(last + 1):
            if epoch > 0:
                with engine_mode():
                    stack.train_epoch()
                    if not is_evaluated(epoch, last, evaluate_every):
                        continue
                    curves.append(stack.evaluate())
                epochs.append(epoch)
            left = time.perf_counter()
            seconds = left - began - away
            grown = stack.runs(np.array(epochs), np.stack(curves, axis=-1), seconds)
            for place, run in zip(places, grown, strict=True):
                runs[place] = run
            yield list(runs)
            away += time.perf_counter() - left


def train_all(data, settings, *, seeds=range(5), evaluate_every: int = 5) -> list[Run]:
    """The last, whole answer of `train_many`."""
    progress = train_many(data, settings, seeds=seeds, evaluate_every=evaluate_every)
    return deque(progress, maxlen=1).pop()


@contextmanager
def engine_mode():
    """Small stacks are slower on two threads, and stall for seconds when a core is busy."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            yield
    finally:
        torch.set_num_threads(threads)


class Stack:
    """B runs of one shape (hidden units, batch size, epochs, activation).

    The output layer is kept with classes as rows, (B, q, h), as `nn.Linear` does: softmax over ten
    rows of n examples is many times faster than over n rows of ten classes.
    """

    def __init__(self, datasets: Sequence[Dataset], settings: list[Setting], seeds):
        self.setting = settings[0]  # its shape is that of all
        self.settings, self.seeds = settings, seeds
        self.randomness = [Randomness.of(seed) for seed in seeds]
        self.seed_of = torch.arange(len(seeds)).repeat(len(settings))  # (B,)
        data = datasets[0]
        self.examples, self.classes = len(data.train_labels), len(data.classes)
        self.first_rows = self.examples * torch.arange(len(seeds))[:, None]  # of a seed, below
        self.inputs = torch.cat([data.train_inputs for data in datasets])  # (S n, d)
        labels = torch.cat([data.train_labels for data in datasets])
        self.targets = F.one_hot(labels, self.classes).to(self.inputs.dtype)  # (S n, q)
        # training examples, then those to validate: inputs (B, n + m, d) and labels (B, n + m)
        evaluated = [
            (torch.cat([data.train_inputs, data.validation_inputs]),
             torch.cat([data.train_labels, data.validation_labels]))
            for data in datasets
        ]  # fmt: skip
        self.evaluated = [torch.stack(part)[self.seed_of] for part in zip(*evaluated)]

        learning_rate, decay = self._column("learning_rate"), self._column("weight_decay")
        self.shrink = 1 - learning_rate * decay if decay.any() else None
        size = self.setting.batch_size
        sizes = {min(size, self.examples), self.examples % size or size}  # the last may be smaller
        self.rate = {n: learning_rate / n for n in sizes}
        self.dropout, self.dropconnect = self._noise("dropout"), self._noise("dropconnect")
        self._draw_weights(data.n_features)

    def _column(self, field: str) -> Tensor:
        """(B, 1, 1) one value of the setting a run."""
        values = [getattr(setting, field) for setting in self.settings]
        return torch.tensor(values).repeat_interleave(len(self.seeds))[:, None, None]

    def _noise(self, field: str) -> tuple[Tensor, Tensor] | None:
        """p and 1/(1 - p), (B, 1, 1) each (0 at p = 1); None when no setting drops anything."""
        probability = self._column(field)
        scale = torch.where(probability < 1, 1 / (1 - probability), 0.0)
        return (probability, scale) if probability.any() else None

    def _draw_weights(self, features: int):
        drawn = [
            models.initial_weights(features, self.classes, setting, Randomness.of(seed).weights)
            for setting in self.settings
            for seed in self.seeds
        ]
        *hidden, output = map(torch.stack, zip(*drawn, strict=True))
        count = len(drawn)
        self.W1 = hidden[0] if hidden else None  # (B, d, h)
        self.b1 = torch.zeros(count, 1, self.setting.hidden)
        self.W2 = output.mT.contiguous()  # (B, q, h), or (B, q, d) with no hidden layer
        self.b2 = torch.zeros(count, self.classes, 1)

    def train_epoch(self):
        """Every run sees its seed's examples once, in its seed's new order."""
        orders = [torch.randperm(self.examples, generator=r.order) for r in self.randomness]
        order = torch.stack(orders).add_(self.first_rows).index_select(0, self.seed_of)
        rows, shape = order.flatten(), (len(self.seed_of), self.examples, -1)
        X = self.inputs.index_select(0, rows).view(shape)
        Y = self.targets.index_select(0, rows).view(shape).mT
        M = None
        if self.dropout and self.W1 is not None:
            M = self._keep((self.examples, self.setting.hidden), self.dropout, "dropout")
        size = self.setting.batch_size
        masks = repeat(None) if M is None else M.split(size, dim=1)
        for batch in zip(X.split(size, dim=1), Y.split(size, dim=2), masks):
            self.train_step(*batch)

    def train_step(self, X: Tensor, Y: Tensor, M: Tensor | None = None):
        """One gradient step on X (B, n, d), one-hot Y (B, q, n) and a dropout mask M (B, n, h)."""
        activate, backward = ACTIVATIONS[self.setting.activation]
        W1, C1, W2, C2 = self._connections()
        H = kept = X
        if W1 is not None:
            H = activate(torch.bmm(X, W1).add_(self.b1))  # (B, n, h)
            kept = H if M is None else H * M
        O = torch.bmm(W2, kept.mT).add_(self.b2)  # (B, q, n)

        dO = torch.softmax(O, dim=1).sub_(Y).mul_(self.rate[X.shape[1]])  # η ∂L/∂O = η (P - Y)/n
        if W1 is not None:
            dH = torch.bmm(dO.mT, W2)  # before W2 moves
            dA = backward(dH if M is None else dH.mul_(M), H)
            _descend(self.W1, X.mT, dA, self.shrink, C1)
            self.b1 -= dA.sum(dim=1, keepdim=True)
        _descend(self.W2, dO, kept, self.shrink, C2)
        self.b2 -= dO.sum(dim=2, keepdim=True)

    def _connections(self):
        """The weights of this step and their DropConnect masks (None when nothing is dropped)."""
        if not self.dropconnect:
            return self.W1, None, self.W2, None
        C1 = None
        if self.W1 is not None:
            C1 = self._keep(self.W1.shape[1:], self.dropconnect, "dropconnect")
        C2 = self._keep(self.W2.mT.shape[1:], self.dropconnect, "dropconnect").mT
        return None if C1 is None else self.W1 * C1, C1, self.W2 * C2, C2

    def _keep(self, shape, noise_of_runs: tuple[Tensor, Tensor], stream: str) -> Tensor:
        """(B, *shape) 0 where a seed's noise is at most p, else 1/(1 - p): `models.keep_mask`."""
        probability, scale = noise_of_runs
        noise = [torch.rand(shape, generator=getattr(r, stream)) for r in self.randomness]
        noise = torch.stack(noise).index_select(0, self.seed_of)
        return torch.gt(noise, probability, out=noise).mul_(scale)  # in floats: bools are slow

    def evaluate(self) -> np.ndarray:
        """(4, B) the `METRICS` of every run."""
        inputs, labels = self.evaluated
        if self.W1 is not None:
            activate, _ = ACTIVATIONS[self.setting.activation]
            inputs = activate(torch.bmm(inputs, self.W1).add_(self.b1))
        logits = torch.bmm(self.W2, inputs.mT).add_(self.b2)  # (B, q, n + m)
        loss = F.cross_entropy(logits, labels, reduction="none")
        # argmax is slow here: of the classes with the highest score, which share is the label?
        best = torch.ge(logits, logits.amax(dim=1, keepdim=True), out=torch.empty_like(logits))
        hit = (best.gather(1, labels[:, None])[:, 0] / best.sum(dim=1)).nan_to_num_(0.0)
        n = self.examples
        parts = (loss[:, :n], loss[:, n:], hit[:, :n], hit[:, n:])
        return torch.stack([part.mean(dim=1) for part in parts]).numpy()

    def runs(self, epochs: np.ndarray, curves: np.ndarray, seconds: float) -> list[Run]:
        """One Run a setting; `curves` is (4, B, E)."""
        parts = [self.W1, self.b1] if self.W1 is not None else []
        parts += [self.W2.mT, self.b2.mT]
        count = len(self.seeds)
        return [
            Run(
                setting, self.seeds, epochs, *curves[:, first : first + count],
                tuple(part[first : first + count].clone() for part in parts),
                seconds * count / len(self.seed_of),
            )
            for first, setting in zip(range(0, len(self.seed_of), count), self.settings)
        ]  # fmt: skip


# how A becomes H (in place), and how ∂L/∂H becomes ∂L/∂A = ∂L/∂H * σ'(A), a function of H
ACTIVATIONS = {
    "relu": (torch.relu_, lambda dH, H: torch.ops.aten.threshold_backward(dH, H, 0)),
    "sigmoid": (torch.sigmoid_, torch.ops.aten.sigmoid_backward),
    "tanh": (torch.tanh_, torch.ops.aten.tanh_backward),
    "none": (lambda A: A, lambda dH, H: dH),
}


def _descend(W: Tensor, left: Tensor, right: Tensor, shrink: Tensor | None, mask: Tensor | None):
    """W <- (1 - ηλ) W - left @ right, where the product is η times the gradient of the loss."""
    if shrink is not None:
        W.mul_(shrink)
    if mask is None:
        W.baddbmm_(left, right, alpha=-1)
    else:
        W.sub_(torch.bmm(left, right).mul_(mask))


def _stacks(settings: list[Setting], seeds: int) -> Iterator[list[int]]:
    """Places of settings that fit into one stack: of one shape, and not too many."""
    shapes = {}
    for place, setting in enumerate(settings):
        shape = (setting.hidden, setting.batch_size, setting.epochs, setting.activation)
        shapes.setdefault(shape, []).append(place)
    for (hidden, *_), places in shapes.items():
        size = max(1, STACK_UNITS // (seeds * max(hidden, 16)))
        yield from (places[start : start + size] for start in range(0, len(places), size))


def _empty_run(setting: Setting, seeds: tuple[int, ...]) -> Run:
    nothing = np.empty((len(seeds), 0), dtype=np.float32)
    return Run(setting, seeds, np.empty(0, dtype=int), *[nothing] * len(METRICS), (), 0.0)


def _checked(settings) -> list[Setting]:
    found = list(settings) if isinstance(settings, Sequence) else []
    if not found or not all(isinstance(setting, Setting) for setting in found):
        raise ValueError(f"settings must be a list of one or more Setting, got {shown(settings)}")
    return found


def _made(data, seeds: tuple[int, ...]) -> list[Dataset]:
    """The data of each seed, checked, and of one shape."""
    datasets = [made(data, seed) for seed in seeds]
    parts = ("train_inputs", "validation_inputs")
    shapes = {tuple(tuple(getattr(one, part).shape) for part in parts) for one in datasets}
    if len(shapes) > 1 or len({one.classes for one in datasets}) > 1:
        raise ValueError(f"data must have the same shapes and classes for all seeds, got {shapes}")
    return datasets
