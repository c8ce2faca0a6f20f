"""Many settings, many seeds, trained at once as one stack of tensors.

The forward and the backward pass are written out from the formulas of lessons 1 and 2: for one
network a call into PyTorch costs more than its arithmetic, so the same call serves B networks.
Every tensor leads with B, the runs of the stack: setting 0 with each seed, setting 1, ... `fit`
gives the same weights, run by run; the tests hold the two together.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from lesson_utils.arguments import require_integer, require_seeds, shown
from lesson_utils.datasets import Dataset, made
from lesson_utils.stack import DropConnectStack, Stack, engine_mode
from lesson_utils.training import METRICS, Run, Setting, is_evaluated

STACK_UNITS = 4096  # hidden units in one stack: more would not be faster, and slower to interrupt
STACK_NOISE = 4_000_000  # numbers drawn at once for DropConnect: what a stack may hold in memory


def train_many(
    maker: Callable[[int], Dataset],
    settings: Sequence[Setting],
    *,
    seeds: Sequence[int] = range(5),
    evaluate_every: int = 5,
) -> Iterator[list[Run]]:
    """Train every setting with every seed; yields the growing runs, one a setting, in order.

    `maker` is given each seed, so a seed has its own examples, first weights, batch order and
    noise, which all settings share: comparisons are paired. A yield comes every few tens of
    milliseconds, and the iteration may be dropped at any of them; the last one is whole.
    """
    settings, seeds = _checked(settings), require_seeds(seeds)
    require_integer("evaluate_every", evaluate_every, 1)
    datasets = _made(maker, seeds)
    runs = [_empty_run(setting, seeds) for setting in settings]
    for places in _stacks(settings, len(seeds)):
        began, away = time.perf_counter(), 0.0  # away: while the caller does something else
        with engine_mode():
            stack = _stack(datasets, [settings[place] for place in places], seeds)
            curves = [stack.evaluate()]
        epochs, last = [0], stack.setting.epochs
        for epoch in range(last + 1):
            if epoch > 0:
                with engine_mode():
                    deque(stack.train_epoch(), maxlen=0)
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


def train_all(maker, settings, *, seeds=range(5), evaluate_every: int = 5) -> list[Run]:
    """The last, whole answer of `train_many`."""
    progress = train_many(maker, settings, seeds=seeds, evaluate_every=evaluate_every)
    return deque(progress, maxlen=1).pop()


def _stacks(settings: list[Setting], seeds: int) -> Iterator[list[int]]:
    """Places of settings that fit into one stack: of one shape, and not too many."""
    shapes = {}
    for place, setting in enumerate(settings):
        noise = setting.connection_noise
        shape = (setting.widths, setting.batch_size, setting.epochs, setting.activation, noise)
        shapes.setdefault(shape, []).append(place)
    for (widths, *_, noise), places in shapes.items():
        size = min(STACK_UNITS // max(16, sum(widths)), STACK_NOISE // max(noise, 1))
        size = max(1, size // seeds)
        yield from (places[start : start + size] for start in range(0, len(places), size))


def _stack(datasets, settings: list[Setting], seeds) -> Stack:
    kind = DropConnectStack if settings[0].connection_noise else Stack
    return kind(datasets, settings, seeds)


def _empty_run(setting: Setting, seeds: tuple[int, ...]) -> Run:
    nothing = np.empty((len(seeds), 0), dtype=np.float32)
    return Run(setting, seeds, np.empty(0, dtype=int), *[nothing] * len(METRICS), (), 0.0)


def _checked(settings) -> list[Setting]:
    found = list(settings) if isinstance(settings, Sequence) else []
    if not found or not all(isinstance(setting, Setting) for setting in found):
        raise ValueError(f"settings must be a list of one or more Setting, got {shown(settings)}")
    return found


def _made(maker, seeds: tuple[int, ...]) -> list[Dataset]:
    """The data of each seed, checked, and of one shape."""
    datasets = [made(maker, seed) for seed in seeds]
    parts = ("train_inputs", "validation_inputs")
    shapes = {tuple(tuple(getattr(one, part).shape) for part in parts) for one in datasets}
    if len(shapes) > 1 or len({one.classes for one in datasets}) > 1:
        raise ValueError(f"maker must give the same shapes and classes for all seeds, got {shapes}")
    return datasets
