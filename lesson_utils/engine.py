"""Many settings, many seeds, trained at once as one stack of tensors.

The forward and the backward pass are written out from the formulas of lessons 1 and 2: for one
network a call into PyTorch costs more than its arithmetic, so the same call serves B networks.
Every tensor leads with B, the runs of the stack: setting 0 with each seed, setting 1, ... `fit`
gives the same weights, run by run; the tests hold the two together.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch

from lesson_utils.arguments import must, require_integer, require_seeds, shown
from lesson_utils.datasets import Dataset, made
from lesson_utils.stack import DropConnectStack, Stack, engine_mode
from lesson_utils.training import METRICS, Run, Setting, is_evaluated

STACK_UNITS = 4096  # hidden units in one stack: more would not be faster, and slower to interrupt
STACK_NOISE = 4_000_000  # numbers drawn at once for DropConnect: what a stack may hold in memory
SLICE_SECONDS = 0.02  # training between two yields


def train_many(
    maker: Callable[[int], Dataset],
    settings: Sequence[Setting],
    *,
    seeds: Sequence[int] = range(5),
    evaluate_every: int = 5,
    keep_parameters: bool = True,
) -> Iterator[list[Run]]:
    """Train every setting with every seed; yields the growing runs, one a setting, in order.

    `maker` is given each seed, so a seed has its own examples, first weights, batch order and
    noise, which all settings share: comparisons are paired. A yield comes every few tens of
    milliseconds, and nothing runs until the next is asked for: the iteration may be dropped at
    any of them. The last one is whole. Stacks train side by side, on as many threads as torch
    may use. Without `keep_parameters` runs hold their curves only.
    Raises ValueError or TypeError for what cannot be trained, and names the argument.
    """
    settings, seeds = _checked(settings), require_seeds(seeds)
    require_integer("evaluate_every", evaluate_every, 1)
    threads = torch.get_num_threads()
    waiting = deque(_stacks(settings, _made(maker, seeds), seeds, evaluate_every, threads))
    runs = [_empty_run(setting, seeds) for setting in settings]
    with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        while waiting:
            at_work = [waiting.popleft() for _ in range(min(threads, len(waiting)))]
            for place, run in _trained_on(at_work, pool, keep_parameters):
                runs[place] = run
            waiting.extendleft(training for training in reversed(at_work) if not training.done)
            yield list(runs)


def _trained_on(at_work: "list[_Training]", pool, keep_parameters: bool) -> list[tuple[int, Run]]:
    """A slice of time later: the place of each setting at work, and its run as it stands."""
    with engine_mode():  # the calling thread trains where there is one stack only
        deque((pool.map if len(at_work) > 1 else map)(_Training.advance, at_work), maxlen=0)
        grown = [(one.places, one.runs(keep_parameters)) for one in at_work]
        return [pair for places, runs in grown for pair in zip(places, runs)]


def train_all(maker, settings, **options) -> list[Run]:
    """The last, whole answer of `train_many`, which says what the options are."""
    return deque(train_many(maker, settings, **options), maxlen=1).pop()


def train_one(maker, setting: Setting, seeds: Sequence[int], *, evaluate_every: int = 0) -> Run:
    """The whole run of one setting, evaluated at its end alone where nothing else is said."""
    every = evaluate_every or max(1, setting.epochs)
    return train_all(maker, [setting], seeds=seeds, evaluate_every=every)[0]


class _Training:
    """One stack on its way through its epochs, slice by slice of time."""

    def __init__(self, places: list[int], datasets, settings: list[Setting], seeds, every: int):
        self.places, self.done, self.seconds = places, False, 0.0
        self.epochs: list[int] = []
        self.curves: list[np.ndarray] = []
        self._steps = self._train(datasets, settings, seeds, every)

    def advance(self) -> None:
        """Train for `SLICE_SECONDS`, or a step where one takes longer; at first only evaluate."""
        began, fresh = time.perf_counter(), not self.epochs
        with torch.inference_mode():
            for _ in self._steps:
                if fresh or time.perf_counter() - began > SLICE_SECONDS:
                    break
            else:
                self.done = True
        self.seconds += time.perf_counter() - began

    def runs(self, keep_parameters: bool) -> list[Run]:
        curves = np.stack(self.curves, axis=-1)
        return self.stack.runs(np.array(self.epochs), curves, self.seconds, keep_parameters)

    def _train(self, datasets, settings: list[Setting], seeds, every: int) -> Iterator[None]:
        kind = DropConnectStack if settings[0].connection_noise else Stack
        self.stack = kind(datasets, settings, seeds)
        last = self.stack.setting.epochs
        for epoch in range(last + 1):
            if epoch > 0:
                yield from self.stack.train_epoch()
            if is_evaluated(epoch, last, every):
                self.epochs.append(epoch)
                self.curves.append(self.stack.evaluate())
                yield


def _stacks(settings: list[Setting], datasets, seeds, every: int, threads: int):
    """Trainings of settings that fit into one stack: of one shape, not too many, one a thread."""
    shapes = {}
    for place, setting in enumerate(settings):
        noise = setting.connection_noise
        shape = (setting.widths, setting.batch_size, setting.epochs, setting.activation, noise)
        shapes.setdefault(shape, []).append(place)
    for (widths, *_, noise), places in shapes.items():
        size = min(STACK_UNITS // max(16, sum(widths)), STACK_NOISE // max(noise, 1))
        size = max(1, min(size // len(seeds), -(-len(places) // threads)))
        for start in range(0, len(places), size):
            some = places[start : start + size]
            yield _Training(some, datasets, [settings[place] for place in some], seeds, every)


def _empty_run(setting: Setting, seeds: tuple[int, ...]) -> Run:
    nothing = np.empty((len(seeds), 0), dtype=np.float32)
    return Run(setting, seeds, np.empty(0, dtype=int), *[nothing] * len(METRICS), (), 0.0)


def _checked(settings) -> list[Setting]:
    found = list(settings) if isinstance(settings, Sequence) else []
    if not found or not all(isinstance(setting, Setting) for setting in found):
        raise must(ValueError, "settings", "list_of", shown(settings), kind="Setting")
    return found


def _made(maker, seeds: tuple[int, ...]) -> list[Dataset]:
    """The data of each seed, checked, and of one shape."""
    datasets = [made(maker, seed) for seed in seeds]
    parts = ("train_inputs", "validation_inputs")
    shapes = {tuple(tuple(getattr(one, part).shape) for part in parts) for one in datasets}
    if len(shapes) > 1 or len({one.classes for one in datasets}) > 1:
        raise must(ValueError, "maker", "alike", str(shapes))
    return datasets
