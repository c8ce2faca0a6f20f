"""B networks as one stack of tensors, the forward and the backward pass written out.

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
        data = datasets[0]
        self.examples, self.classes = len(data.train_labels), len(data.classes)
        self.first_rows = self.examples * torch.arange(len(seeds))[:, None]  # of a seed, below
        self.inputs = torch.cat([data.train_inputs for data in datasets])  # (S n, d)
        self.labels = torch.cat([data.train_labels for data in datasets])  # (S n,)
        inputs = [torch.cat([data.train_inputs, data.validation_inputs]).T for data in datasets]
        labels = [torch.cat([data.train_labels, data.validation_labels]) for data in datasets]
        self.evaluated = torch.stack(inputs), torch.stack(labels)  # (S, d, n + m), (S, n + m)

        learning_rate, decay = self._column("learning_rate"), self._column("weight_decay")
        self.shrink = 1 - learning_rate * decay if decay.any() else None
        self.dropout = self._noise("dropout") if self.setting.widths else None
        self.dropconnect = self._noise("dropconnect")
        self._draw_weights(data.n_features)
        self.batches = [*self._batches(data.n_features, learning_rate)]

    def _column(self, field: str) -> Tensor:
        """(B, 1, 1) one value of the setting a run."""
        values = [getattr(setting, field) for setting in self.settings]
        return torch.tensor(values).repeat_interleave(len(self.seeds))[:, None, None]

    def _noise(self, field: str) -> tuple[Tensor, Tensor] | None:
        """p of each setting, (P, 1, 1, 1, 1), and 1/(1 - p) of each run, (B, 1, 1); 0 at p = 1."""
        p = self._column(field)
        of_settings = p[:: len(self.seeds), ..., None, None]
        return (of_settings, torch.where(p < 1, 1 / (1 - p), 0.0)) if p.any() else None

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

    def _batches(self, features: int, learning_rate: Tensor) -> Iterator[tuple]:
        """Of each step: windows on X and Y, which an epoch fills, on a mask a layer; η/n and -1."""
        runs, layers, size = len(self.b), len(self.hidden), self.setting.batch_size
        self.X = torch.empty(runs, self.examples, features)
        self.Y = torch.empty(runs, 1, self.examples, dtype=torch.int64)  # labels
        masks = repeat([None] * layers)
        if self.dropout:
            self.kept = torch.empty(runs, self.examples, layers, self.setting.hidden)
            masks = [M.unbind(dim=2) for M in self.kept.split(size, dim=1)]
        minus_one = torch.full_like(self.Y, -1.0, dtype=self.X.dtype)
        for X, Y, M in zip(self.X.split(size, dim=1), self.Y.split(size, dim=2), masks):
            n = X.shape[1]  # the last batch may be smaller
            yield X, Y, M, learning_rate / n, minus_one[..., :n]

    def train_epoch(self) -> Iterator[None]:
        """Every run sees its seed's examples once, in its seed's new order; a yield for a step."""
        orders = [torch.randperm(self.examples, generator=r.order) for r in self.randomness]
        order = torch.stack(orders).add_(self.first_rows).expand(len(self.settings), -1, -1)
        torch.index_select(self.inputs, 0, order.reshape(-1), out=self.X.flatten(0, 1))
        torch.index_select(self.labels, 0, order.reshape(-1), out=self.Y.view(-1))
        if self.dropout:
            self._keep(self.kept, self.dropout[0], "dropout")
        for batch in self.batches:
            self.train_step(*batch)
            yield

    def train_step(self, X: Tensor, Y: Tensor, masks, rate: Tensor, minus_one: Tensor):
        """A gradient step on X (B, n, d), labels Y (B, 1, n); a mask (B, n, h) a hidden layer."""
        activate, backward = ACTIVATIONS[self.setting.activation]
        inputs = [X]  # of each layer, 0 where units were dropped
        for (W, b), M in zip(self.hidden, masks):
            A = torch.bmm(inputs[-1], W)
            H = activate((A if inputs[-1] is X else self._scaled(A)).add_(b))  # (B, n, h)
            inputs.append(H if M is None else H.mul_(M))
        O = self._scaled(torch.bmm(self.W, inputs[-1].mT)).add_(self.b)  # (B, q, n)

        dO = torch.softmax(O, dim=1).scatter_add_(1, Y, minus_one)  # P - Y, with Y one-hot
        dO.mul_(rate)  # η/n
        self.b.sub_(dO.sum(dim=2, keepdim=True))
        dH = torch.bmm(self._scaled(dO).mT, self.W) if masks else None  # before W moves
        self._descend(self.W, dO, inputs[-1])
        for layer in reversed(range(len(self.hidden))):
            (W, b), M = self.hidden[layer], masks[layer]
            dA = backward(dH, inputs[layer + 1], M)
            b.sub_(dA.sum(dim=1, keepdim=True))
            dH = torch.bmm(self._scaled(dA), W.mT) if layer else None
            self._descend(W, inputs[layer].mT, dA)

    def _scaled(self, passed: Tensor) -> Tensor:
        """Behind dropout a kept unit counts 1/(1 - p) times, and so does its gradient; in place."""
        return passed.mul_(self.dropout[1]) if self.dropout else passed

    def _descend(self, W: Tensor, left: Tensor, right: Tensor):
        """W <- (1 - ηλ) W - left @ right, where the product is η times the gradient of the loss."""
        if self.shrink is not None:
            W.mul_(self.shrink)
        W.baddbmm_(left, right, alpha=-1)

    def _keep(self, kept: Tensor, p: Tensor, stream: str) -> Tensor:
        """(B, ...), filled with 0 where a seed's noise is below p, else 1: `models.keep_mask`."""
        noise = torch.empty(len(self.seeds), *kept.shape[1:])
        for of_seed, random in zip(noise, self.randomness):
            of_seed.uniform_(generator=getattr(random, stream))
        torch.ge(noise, p, out=kept.view(len(self.settings), *noise.shape))  # booleans are slow
        return kept

    def evaluate(self) -> np.ndarray:
        """(4, B) the `METRICS` of every run; a setting at a time, for the processor's cache."""
        count = len(self.seeds)
        starts = range(0, len(self.b), count)
        return np.hstack([self._scores(slice(start, start + count)) for start in starts])

    def _scores(self, runs: slice) -> np.ndarray:
        """(4, S) the `METRICS` of one setting."""
        H, labels = self.evaluated
        activate, _ = ACTIVATIONS[self.setting.activation]
        for W, b in self.hidden:
            H = activate(torch.bmm(W[runs].mT, H).add_(b[runs].mT))  # (S, h, n + m)
        logits = torch.bmm(self.W[runs], H).add_(self.b[runs])  # (S, q, n + m)
        loss = F.cross_entropy(logits, labels, reduction="none")
        # argmax is slow here: of the classes with the highest score, which share is the label?
        best = torch.ge(logits, logits.amax(dim=1, keepdim=True), out=torch.empty_like(logits))
        hit = (best.gather(1, labels[:, None])[:, 0] / best.sum(dim=1)).nan_to_num_(0.0)
        n = self.examples
        parts = torch.stack([loss, hit]).split([n, loss.shape[1] - n], dim=2)
        return torch.stack([part.mean(dim=2) for part in parts], dim=1).flatten(0, 1).numpy()

    def runs(self, epochs: np.ndarray, curves: np.ndarray, seconds: float, whole: bool):
        """One Run a setting, with its parameters where `whole`; `curves` is (4, B, E)."""
        parts = [part for layer in self.hidden for part in layer] + [self.W.mT, self.b.mT]
        count = len(self.seeds)
        return [
            Run(
                setting, self.seeds, epochs, *curves[:, first : first + count],
                tuple(part[first : first + count].clone() for part in parts) if whole else (),
                seconds * count / len(self.b),
            )
            for first, setting in zip(range(0, len(self.b), count), self.settings)
        ]  # fmt: skip


class DropConnectStack(Stack):
    """A stack in which each example passes from layer to layer through connections of its own.

    Hence one mask (B, n, o, i) for each of the layers behind a hidden one. Source: Wan et al.
    (2013), Regularization of Neural Networks using DropConnect.
    """

    def train_step(self, X: Tensor, Y: Tensor, masks, rate: Tensor, minus_one: Tensor):
        activate, backward = ACTIVATIONS[self.setting.activation]
        first, first_bias = self.hidden[0]
        behind = [(W.mT, b) for W, b in self.hidden[1:]] + [(self.W, self.b.mT)]
        p, scale = self.dropconnect
        passed, A = [], torch.baddbmm(first_bias, X, first)
        for (W, b), M in zip(behind, masks, strict=True):  # W (B, o, i)
            H = activate(A)
            kept = H if M is None else self._scaled(H * M)  # (B, n, i)
            C = torch.empty(*X.shape[:2], *W.shape[1:])
            self._keep(C, p, "dropconnect").mul_(scale[..., None])
            own = C * W[:, None]  # (B, n, o, i)
            A = torch.matmul(own, kept[..., None])[..., 0].add_(b)  # (B, n, o)
            passed.append((W, b, M, H, own, C.mul_(kept[:, :, None])))

        dA = torch.softmax(A, dim=2).scatter_add_(2, Y.mT, minus_one.mT).mul_(rate)
        for W, b, M, H, own, entered in reversed(passed):
            dH = torch.matmul(dA[:, :, None], own)[:, :, 0]
            if self.shrink is not None:
                W.mul_(self.shrink)
            W.sub_(entered.mul_(dA[..., None]).sum(dim=1))
            b.sub_(dA.sum(dim=1, keepdim=True))
            dA = backward(dH if M is None else self._scaled(dH.mul_(M)), H)
        self._descend(first, X.mT, dA)
        first_bias.sub_(dA.sum(dim=1, keepdim=True))


def _masked(dH: Tensor, M: Tensor | None) -> Tensor:
    return dH if M is None else dH.mul_(M)


# how A becomes H (in place), and how ∂L/∂H becomes ∂L/∂A = ∂L/∂H * σ'(A), a function of H: where it
# is 0 at H = 0, no mask is needed for dropped units; H may be used up
ACTIVATIONS = {
    "relu": (torch.relu_, lambda dH, H, M=None: dH.mul_(H.sign_())),
    "sigmoid": (torch.sigmoid_, lambda dH, H, M=None: torch.ops.aten.sigmoid_backward(dH, H)),
    "tanh": (torch.tanh_, lambda dH, H, M=None: torch.ops.aten.tanh_backward(_masked(dH, M), H)),
    "none": (lambda A: A, lambda dH, H, M=None: _masked(dH, M)),
}
