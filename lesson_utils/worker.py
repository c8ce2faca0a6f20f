"""One thread that computes and paints for all labs.

A job is an iterator of frames. The newest request is advanced first; a request that is overtaken
is dropped at its next yield, and never paints again.
"""

import atexit
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

FRAME_SECONDS = 0.04  # at most 25 frames a second: more would queue up on the way to the browser


@dataclass(frozen=True)
class Frame:
    """What a lab shows: `draw` moves the artists; alt and status say it in words.

    `progress` in [0, 1] is the share that is done; `seconds_left` is an estimate.
    """

    draw: Callable[[], None]
    alt: str
    status: str
    progress: float = 1.0
    seconds_left: float = 0.0


class Worker:
    """One thread for all labs: of a lab the newest request counts, and the newest lab is first."""

    def __init__(self):
        self._jobs: dict[object, _Job] = {}  # the newest last
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ending = False
        atexit.register(self._end)

    def submit(self, lab, frames: Iterator[Frame]) -> None:
        """Work for a lab, which has `paint(frame)` and `fail(error)`; its older work is dropped."""
        with self._change:
            self._jobs.pop(lab, None)
            self._jobs[lab] = _Job(frames)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="lesson-labs", daemon=True)
                self._thread.start()
            self._change.notify_all()

    def retire(self, lab) -> None:
        """Drop what is left to do for a lab."""
        with self._change:
            self._jobs.pop(lab, None)
            self._change.notify_all()

    def wait(self, lab, seconds: float) -> bool:
        """True once nothing is left to do for a lab, False when that takes longer."""
        with self._change:
            return self._change.wait_for(lambda: lab not in self._jobs, seconds)

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
                self._change.wait_for(lambda: self._jobs or self._ending)
                if self._ending:
                    return
                lab, job = next(reversed(self._jobs.items()))
            try:
                finished = self._advance(lab, job)
            except Exception as error:  # painting failed; computing reports its own errors
                lab.fail(error)
                finished = True
            if finished:
                with self._change:
                    if self._jobs.get(lab) is job:
                        del self._jobs[lab]
                    self._change.notify_all()

    def _advance(self, lab, job: "_Job") -> bool:
        """One step of a job; True when it has come to its end."""
        frame = next(job.frames, None)
        finished = frame is None
        job.unpainted = job.unpainted if finished else frame
        due = finished or time.monotonic() - job.painted >= FRAME_SECONDS
        if due and job.unpainted is not None and self._jobs.get(lab) is job:
            lab.paint(job.unpainted)
            job.unpainted, job.painted = None, time.monotonic()
        return finished


class _Job:
    def __init__(self, frames: Iterator[Frame]):
        self.frames, self.unpainted, self.painted = frames, None, time.monotonic()


WORKER = Worker()
