"""One thread that computes for all labs, and hands their frames out.

A job is an iterator of frames. The newest request is advanced first, once every lab has shown
something; a request that is overtaken is dropped at its next yield, and none of its frames is
shown from then on.
"""

import atexit
import ctypes
import sys
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field

IDLE_SECONDS = 3.0  # then memory goes back to the machine
FRAME_SECONDS = 0.04  # at most 25 frames a second: more would queue up on the way to the browser


@dataclass
class Job:
    """Frames to come, and what shows one; the first is due as soon as it is there."""

    frames: Iterator
    show: Callable[[object], None]
    waiting: list = field(default_factory=list)  # the newest frame, as long as it is not shown
    shown: float = 0.0


class Worker:
    """One thread for all labs: of a lab the newest request counts, of labs the newest."""

    def __init__(self):
        self._jobs: dict[Hashable, Job] = {}  # the newest last
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ending = False
        atexit.register(self._end)

    def submit(self, owner: Hashable, frames: Iterator, show: Callable[[object], None]) -> None:
        """`show` is called in the thread with frames, the last one surely; older work is dropped.

        Both report their own errors: one that reaches the thread ends the job and nothing else.
        """
        with self._change:
            self._jobs.pop(owner, None)
            self._jobs[owner] = Job(frames, show)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="lesson-labs", daemon=True)
                self._thread.start()
            self._change.notify_all()

    def retire(self, owner: Hashable) -> None:
        """Drop what is left to do for an owner."""
        with self._change:
            self._jobs.pop(owner, None)
            self._change.notify_all()

    def wait(self, owner: Hashable, seconds: float) -> bool:
        """True once nothing is left to do for an owner, False when that takes longer."""
        with self._change:
            return self._change.wait_for(lambda: owner not in self._jobs, seconds)

    def _end(self) -> None:
        """A thread that is still inside PyTorch when Python ends would abort the process."""
        with self._change:
            self._ending = True
            self._change.notify_all()
        if self._thread is not None:
            self._thread.join(10)

    def _work(self) -> None:
        while True:
            with self._change:
                if not self._change.wait_for(lambda: self._jobs or self._ending, IDLE_SECONDS):
                    give_memory_back()
                    self._change.wait_for(lambda: self._jobs or self._ending)
                if self._ending:
                    return
                owner, job = self._next()
            try:
                finished = self._advance(owner, job)
            except BaseException:  # SystemExit too: the other labs go on
                finished = True
            if finished:
                with self._change:
                    if self._jobs.get(owner) is job:
                        del self._jobs[owner]
                    self._change.notify_all()
            del owner, job  # while the thread waits it keeps nothing alive

    def _next(self) -> tuple[Hashable, Job]:
        """The newest of the jobs that have shown nothing yet; where all have, the newest."""
        unseen = [(owner, job) for owner, job in self._jobs.items() if not job.shown]
        return (unseen or [*self._jobs.items()])[-1]

    def _advance(self, owner: Hashable, job: Job) -> bool:
        """One step of a job; True when it has come to its end."""
        finished = False
        try:
            job.waiting = [next(job.frames)]
        except StopIteration:
            finished = True
        due = finished or time.monotonic() - job.shown >= FRAME_SECONDS
        if due and job.waiting and self._jobs.get(owner) is job:
            job.show(job.waiting.pop())
            job.shown = time.monotonic()
        return finished


def give_memory_back() -> None:
    """What a training has freed goes back to the machine: glibc would keep it for the process."""
    if sys.platform == "linux":
        getattr(ctypes.CDLL(None), "malloc_trim", lambda pad: None)(0)


WORKER = Worker()
