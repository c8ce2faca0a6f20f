"""Finished runs, kept for every lab of a session: two labs that train the same do it once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace

from lesson_utils.settings import Setting
from lesson_utils.training import METRICS, Run


class RunCache:
    """Runs by their maker of data, seeds and setting; beyond `limit` bytes the oldest go."""

    def __init__(self, limit: int):
        self.limit, self.size = limit, 0
        self._runs: OrderedDict[tuple, Run] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, data: Callable, seeds: tuple, *, parameters: bool) -> dict[Setting, Run]:
        """By setting; where `parameters` are needed, only runs that hold theirs."""
        with self._lock:
            return {
                setting: run
                for (its_data, its_seeds, setting), run in self._runs.items()
                if its_data is data and its_seeds == seeds and (run.parameters or not parameters)
            }

    def keep(self, data: Callable, runs: Iterable[Run], *, parameters: bool) -> None:
        """As the newest, with copies of what they hold: a run may be a slice of a large stack."""
        for run in runs:
            key = data, run.seeds, run.setting
            with self._lock:
                old = self._runs.pop(key, None)
                self.size -= _size(old) if old else 0
                if old is None or (parameters and not old.parameters):
                    old = _copy(run, parameters=parameters)
                self._runs[key] = old
                self.size += _size(old)
                while self.size > self.limit:
                    self.size -= _size(self._runs.popitem(last=False)[1])

    def clear(self) -> None:
        with self._lock:
            self._runs.clear()
            self.size = 0


def _copy(run: Run, *, parameters: bool) -> Run:
    kept = tuple(tensor.clone() for tensor in run.parameters) if parameters else ()
    return replace(run, parameters=kept, **{name: getattr(run, name).copy() for name in METRICS})


def _size(run: Run) -> int:
    """In bytes; a kilobyte for what is no array."""
    arrays = [getattr(run, name) for name in METRICS]
    return 1000 + sum(array.nbytes for array in (*arrays, run.epochs, *run.parameters))


RUNS = RunCache(32_000_000)
