"""Stop what a student's function does to its kernel: run without end, or ask it to exit."""

import contextlib
import ctypes
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator

PATIENCE = 4  # times the limit, where the process did not get the processor, or sleeps


class TimeUp(BaseException):
    """Raised inside an answer that runs too long; `except Exception` does not catch it."""


def time_limit(seconds: float) -> contextlib.AbstractContextManager:
    """Raise TimeUp in the code that runs inside after `seconds`, and each second from then on.

    Where a busy machine gave the process less than half of that time, it waits up to four times
    as long. In the main thread of Linux and macOS this also wakes `sleep`. On Windows and in other
    threads it stops Python code between two steps, so that a call into C ends first.
    """
    in_main = threading.current_thread() is threading.main_thread()
    by = _by_alarm if in_main and hasattr(signal, "setitimer") else _by_thread
    return by(seconds, _clock(seconds))


def _clock(seconds: float) -> Callable[[], type | None]:
    """A function that says what to raise: TimeUp with the seconds gone by, or None yet."""
    start, used = time.monotonic(), time.process_time()

    def due() -> type | None:
        gone = time.monotonic() - start
        if time.process_time() - used < seconds / 2 and gone < PATIENCE * seconds:
            return None
        # Only a class, no instance, can be raised in another thread.
        return type("TimeUp", (TimeUp,), {"__str__": lambda error: f"{gone:.0f}"})

    return due


@contextlib.contextmanager
def _by_alarm(seconds: float, due: Callable[[], type | None]) -> Iterator[None]:
    running = True

    def stop(*_) -> None:
        if running and (time_up := due()):
            raise time_up

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, min(seconds, 1))
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _by_thread(seconds: float, due: Callable[[], type | None]) -> Iterator[None]:
    done, target = threading.Event(), ctypes.c_ulong(threading.get_ident())
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            if time_up := due():
                raise_in(target, ctypes.py_object(time_up))
            wait = min(seconds, 1)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        raise_in(target, None)  # takes back what was not delivered yet


@contextlib.contextmanager
def exit_raises() -> Iterator[None]:
    """In a kernel `exit()` asks the kernel to end and raises nothing; meanwhile it raises."""
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    if not shell:
        yield
        return
    shell.ask_exit = sys.exit
    try:
        yield
    finally:
        del shell.ask_exit
