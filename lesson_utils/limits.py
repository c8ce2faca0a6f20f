"""Stop what a student's function does to its kernel: run without end, or ask it to exit."""

import contextlib
import ctypes
import signal
import sys
import threading
from collections.abc import Iterator


class TimeUp(BaseException):
    """Raised inside an answer that runs too long; `except Exception` does not catch it."""


def time_limit(seconds: float) -> contextlib.AbstractContextManager:
    """Raise TimeUp in the code that runs inside after `seconds`, and each second from then on.

    In the main thread of Linux and macOS this also wakes `sleep`. On Windows and in other threads
    it stops Python code between two steps, so that a call into C ends first.
    """
    in_main = threading.current_thread() is threading.main_thread()
    by = _by_alarm if in_main and hasattr(signal, "setitimer") else _by_thread
    # A class that knows its limit: only a class, no instance, can be raised in another thread.
    time_up = type("TimeUp", (TimeUp,), {"__str__": lambda error: f"{seconds:g}"})
    return by(seconds, time_up)


@contextlib.contextmanager
def _by_alarm(seconds: float, time_up: type) -> Iterator[None]:
    running = True

    def stop(*_) -> None:
        if running:
            raise time_up

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _by_thread(seconds: float, time_up: type) -> Iterator[None]:
    done, target = threading.Event(), ctypes.c_ulong(threading.get_ident())
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            raise_in(target, ctypes.py_object(time_up))
            wait = 1

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
