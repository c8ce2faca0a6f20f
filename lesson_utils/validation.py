"""Checks of arguments: each error names the argument, its value and what is allowed."""

import math
import numbers


def check_number(name: str, value, low: float, high: float = math.inf, *, above: bool = False):
    """A finite number in [low, high], or in (low, high] with `above`."""
    allowed = f"{'>' if above else '>='} {low:g}" + (f" and <= {high:g}" if high < math.inf else "")
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number {allowed}, got {value!r}")
    too_low = value <= low if above else value < low
    if not math.isfinite(value) or too_low or value > high:
        raise ValueError(f"{name} must be a number {allowed}, got {value!r}")


def check_fraction(name: str, value):
    """A number in [0, 1]."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number in [0, 1], got {value!r}")
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be in [0, 1], got {value!r}")


def check_integer(name: str, value, low: int, high: float = math.inf):
    """A whole number in low .. high."""
    allowed = f"in {low} .. {high}" if high < math.inf else f">= {low}"
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} must be a whole number {allowed}, got {value!r}")
    if not low <= value <= high:
        raise ValueError(f"{name} must be a whole number {allowed}, got {value!r}")


def check_choice(name: str, value, allowed):
    """One of the allowed values."""
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}, got {value!r}")


def check_seed(seed):
    check_integer("seed", seed, 0, 2**31 - 1)
