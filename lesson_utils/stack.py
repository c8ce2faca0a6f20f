"""B networks as one stack of tensors, the forward and the backward pass written out.

For one network a call into PyTorch costs more than its arithmetic, so the same call serves B.
Every tensor leads with B, the runs of the stack: setting 0 with each seed, setting 1, ...
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from lesson_utils import models
from lesson_utils.datasets import Dataset
from lesson_utils.settings import Setting
from lesson_utils.training import Randomness, Run


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
    """B runs of one shape (hidden layers and units, batch size, epochs, activation).

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
        # training examples, then those to validate: inputs (S, n + m, d) and labels (S, n + m)
        evaluated = [
            (torch.cat([data.train_inputs, data.validation_inputs]),
             torch.cat([data.train_labels, data.validation_labels]))
            for data in datasets
        ]  # fmt: skip
        self.evaluated = [torch.stack(part) for part in zip(*evaluated)]

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
        """p and 1/(1 - p) of each setting (0 at p = 1); None when no setting drops anything."""
        probability = torch.tensor([getattr(setting, field) for setting in self.settings])
        scale = torch.where(probability < 1, 1 / (1 - probability), 0.0)
        return (probability, scale) if probability.any() else None

    def _draw_weights(self, features: int):
        drawn = [
            models.initial_weights(features, self.classes, setting, Randomness.of(seed).weights)
            for setting in self.settings
            for seed in self.seeds
        ]
        *hidden, output = map(torch.stack, zip(*drawn, strict=True))
        runs, h = len(drawn), self.setting.hidden
        self.hidden = [(W, torch.zeros(runs, 1, h)) for W in hidden]  # (B, d or h, h), (B, 1, h)
        self.W = output.mT.contiguous()  # (B, q, h), or (B, q, d) with no hidden layer
        self.b = torch.zeros(runs, self.classes, 1)

    def train_epoch(self) -> Iterator[None]:
        """Every run sees its seed's examples once, in its seed's new order; a yield for a step."""
        orders = [torch.randperm(self.examples, generator=r.order) for r in self.randomness]
        order = torch.stack(orders).add_(self.first_rows).index_select(0, self.seed_of)
        rows, shape = order.flatten(), (len(self.seed_of), self.examples, -1)
        X = self.inputs.index_select(0, rows).view(shape)
        Y = self.targets.index_select(0, rows).view(shape).mT
        masks, layers, size = repeat(None), len(self.hidden), self.setting.batch_size
        if self.dropout and layers:
            noise_of_examples = (self.examples, layers, self.setting.hidden)
            masks = self._keep(noise_of_examples, self.dropout, "dropout").split(size, dim=1)
        for x, y, M in zip(X.split(size, dim=1), Y.split(size, dim=2), masks):
            self.train_step(x, y, [None] * layers if M is None else M.unbind(dim=2))
            yield

    def train_step(self, X: Tensor, Y: Tensor, masks: Sequence[Tensor | None]):
        """A gradient step on X (B, n, d), one-hot Y (B, q, n); a dropout mask (B, n, h) a layer."""
        activate, backward = ACTIVATIONS[self.setting.activation]
        units, kept = [], [X]  # of each layer, before and after dropout
        for (W, b), M in zip(self.hidden, masks):
            H = activate(torch.baddbmm(b, kept[-1], W))  # (B, n, h)
            units.append(H)
            kept.append(H if M is None else H * M)
        O = torch.baddbmm(self.b, self.W, kept[-1].mT)  # (B, q, n)

        dO = torch.softmax(O, dim=1).sub_(Y).mul_(self.rate[X.shape[1]])  # η ∂L/∂O = η (P - Y)/n
        dH = torch.bmm(dO.mT, self.W) if units else None  # before W moves
        self._descend(self.W, dO, kept[-1])
        self.b.sub_(dO.sum(dim=2, keepdim=True))
        for layer in reversed(range(len(units))):
            (W, b), M = self.hidden[layer], masks[layer]
            dA = backward(dH if M is None else dH.mul_(M), units[layer])
            dH = torch.bmm(dA, W.mT) if layer else None
            self._descend(W, kept[layer].mT, dA)
            b.sub_(dA.sum(dim=1, keepdim=True))

    def _descend(self, W: Tensor, left: Tensor, right: Tensor):
        """W <- (1 - ηλ) W - left @ right, where the product is η times the gradient of the loss."""
        if self.shrink is not None:
            W.mul_(self.shrink)
        W.baddbmm_(left, right, alpha=-1)

    def _keep(self, shape, noise_of_settings: tuple[Tensor, Tensor], stream: str) -> Tensor:
        """(B, *shape) 0 where a seed's noise is below p, else 1/(1 - p): `models.keep_mask`."""
        noise = torch.empty(len(self.seeds), *shape)
        for of_seed, random in zip(noise, self.randomness):
            of_seed.uniform_(generator=getattr(random, stream))
        probability, scale = (p.view(-1, *[1] * noise.ndim) for p in noise_of_settings)
        kept = torch.empty(len(self.settings), *noise.shape)  # floats: booleans are slow
        return torch.ge(noise, probability, out=kept).mul_(scale).flatten(0, 1)

    def evaluate(self) -> np.ndarray:
        """(4, B) the `METRICS` of every run; a setting at a time, for the processor's cache."""
        count = len(self.seeds)
        starts = range(0, len(self.seed_of), count)
        return np.hstack([self._scores(slice(start, start + count)) for start in starts])

    def _scores(self, runs: slice) -> np.ndarray:
        """(4, S) the `METRICS` of one setting."""
        H, labels = self.evaluated
        activate, _ = ACTIVATIONS[self.setting.activation]
        for W, b in self.hidden:
            H = activate(torch.baddbmm(b[runs], H, W[runs]))
        logits = torch.baddbmm(self.b[runs], self.W[runs], H.mT)  # (S, q, n + m)
        loss = F.cross_entropy(logits, labels, reduction="none")
        # argmax is slow here: of the classes with the highest score, which share is the label?
        best = torch.ge(logits, logits.amax(dim=1, keepdim=True), out=torch.empty_like(logits))
        hit = (best.gather(1, labels[:, None])[:, 0] / best.sum(dim=1)).nan_to_num_(0.0)
        n = self.examples
        parts = (loss[:, :n], loss[:, n:], hit[:, :n], hit[:, n:])
        return torch.stack([part.mean(dim=1) for part in parts]).numpy()

    def runs(self, epochs: np.ndarray, curves: np.ndarray, seconds: float, whole: bool):
        """One Run a setting, with its parameters where `whole`; `curves` is (4, B, E)."""
        parts = [part for layer in self.hidden for part in layer] + [self.W.mT, self.b.mT]
        count = len(self.seeds)
        return [
            Run(
                setting, self.seeds, epochs, *curves[:, first : first + count],
                tuple(part[first : first + count].clone() for part in parts) if whole else (),
                seconds * count / len(self.seed_of),
            )
            for first, setting in zip(range(0, len(self.seed_of), count), self.settings)
        ]  # fmt: skip


class DropConnectStack(Stack):
    """A stack in which each example passes from layer to layer through connections of its own.

    Hence one mask (B, n, o, i) for each of the layers behind a hidden one. Source: Wan et al.
    (2013), Regularization of Neural Networks using DropConnect.
    """

    def train_step(self, X: Tensor, Y: Tensor, masks: Sequence[Tensor | None]):
        activate, backward = ACTIVATIONS[self.setting.activation]
        first, first_bias = self.hidden[0]
        behind = [(W.mT, b) for W, b in self.hidden[1:]] + [(self.W, self.b.mT)]
        passed, A = [], torch.baddbmm(first_bias, X, first)
        for (W, b), M in zip(behind, masks, strict=True):  # W (B, o, i)
            H = activate(A)
            kept = H if M is None else H * M  # (B, n, i)
            C = self._keep((X.shape[1], *W.shape[1:]), self.dropconnect, "dropconnect")
            own = C * W[:, None]  # (B, n, o, i)
            A = torch.matmul(own, kept[..., None])[..., 0].add_(b)  # (B, n, o)
            passed.append((W, b, M, H, own, C.mul_(kept[:, :, None])))

        dA = torch.softmax(A, dim=2).sub_(Y.mT).mul_(self.rate[X.shape[1]])
        for W, b, M, H, own, entered in reversed(passed):
            dH = torch.matmul(dA[:, :, None], own)[:, :, 0]
            if self.shrink is not None:
                W.mul_(self.shrink)
            W.sub_(entered.mul_(dA[..., None]).sum(dim=1))
            b.sub_(dA.sum(dim=1, keepdim=True))
            dA = backward(dH if M is None else dH.mul_(M), H)
        self._descend(first, X.mT, dA)
        first_bias.sub_(dA.sum(dim=1, keepdim=True))


# how A becomes H (in place), and how ∂L/∂H becomes ∂L/∂A = ∂L/∂H * σ'(A), a function of H
ACTIVATIONS = {
    "relu": (torch.relu_, lambda dH, H: torch.ops.aten.threshold_backward(dH, H, 0)),
    "sigmoid": (torch.sigmoid_, torch.ops.aten.sigmoid_backward),
    "tanh": (torch.tanh_, torch.ops.aten.tanh_backward),
    "none": (lambda A: A, lambda dH, H: dH),
}
