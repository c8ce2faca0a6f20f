"""Checks of arguments: each error names the argument, its value and what is allowed."""

import math
import numbers
import reprlib
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

KINDS = (torch.float32, torch.float64, torch.int64)

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 80


def require_number(name: str, value, low: float, high: float = math.inf, *, above: bool = False):
    """A finite number in [low, high], or in (low, high] with `above`."""
    allowed = f"{'>' if above else '>='} {low:g}" + (f" and <= {high:g}" if high < math.inf else "")
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number {allowed}, got {shown(value)}")
    too_low = value <= low if above else value < low
    if too_low or value > high or not math.isfinite(value):
        raise ValueError(f"{name} must be a number {allowed}, got {shown(value)}")


def require_factor(name: str, value, *, above: bool = False):
    """A rate, a scale or a cost: 0 or more (`above` 0), far from what overflows."""
    require_number(name, value, 0, 1e9, above=above)


def require_fraction(name: str, value):
    """A number in [0, 1]."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number in [0, 1], got {shown(value)}")
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be in [0, 1], got {shown(value)}")


def require_integer(name: str, value, low: int, high: float = math.inf):
    """A whole number in low .. high."""
    allowed = f"in {low} .. {high}" if high < math.inf else f">= {low}"
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} must be a whole number {allowed}, got {shown(value)}")
    if not low <= value <= high:
        raise ValueError(f"{name} must be a whole number {allowed}, got {shown(value)}")


def require_choice(name: str, value, allowed):
    """One of the allowed words."""
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(
            f"{name} must be one of {', '.join(map(repr, allowed))}, got {shown(value)}"
        )


def require_type(name: str, value, kind: type):
    """An instance of a class."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be a {kind.__name__}, got {shown(value)}")


def require_attributes(name: str, value, *attributes: str):
    """Anything that has these attributes."""
    if not all(hasattr(value, attribute) for attribute in attributes):
        raise TypeError(f"{name} must have {', '.join(attributes)}, got {shown(value)}")


def require_seed(seed, name: str = "seed"):
    require_integer(name, seed, 0, 2**31 - 1)


def require_seeds(seeds, least: int = 1) -> tuple[int, ...]:
    """So many seeds or more, none of them twice: a run that counts twice would fake certainty."""
    if not isinstance(seeds, Sequence) or isinstance(seeds, str | bytes):
        raise TypeError(f"seeds must be a sequence of whole numbers, got {shown(seeds)}")
    seeds = tuple(seeds)
    for seed in seeds:
        require_seed(seed, "each of seeds")
    if len(seeds) < least or len(set(seeds)) < len(seeds):
        raise ValueError(f"seeds must be {least} or more different numbers, got {shown(seeds)}")
    return seeds


def require_tensors(*, finite: bool = True, **tensors):
    """Each argument is (tensor, shape): numbers of one type, finite, and at least one.

    A shape names its axes, and axes of one name have one size: X=(X, "n d"), W=(W, "d q"). A
    number is a size, "..." stands for any axes, "S?" in front for an axis that may be missing.
    """
    known, first = {}, None
    for name, (value, shape) in tensors.items():
        if not isinstance(value, Tensor):
            raise TypeError(f"{name} must be a tensor, got {shown(value)}")
        first = first or (name, value.dtype)
        if value.dtype not in KINDS:
            raise TypeError(f"{name} must hold one of {KINDS}, got {value.dtype}")
        if value.dtype != first[1]:
            raise TypeError(
                f"{name} must hold {first[1]} like {first[0]}, got {value.dtype}: convert one"
            )
        _check_shape(name, tuple(value.shape), shape.split(), known)
        if finite and not value.isfinite().all():
            place = tuple((~value.isfinite()).nonzero()[0].tolist())
            raise ValueError(
                f"{name} must hold finite numbers, got {value[place].item()} at {list(place)}"
            )


def require_labels(name: str, labels, shape: int | str, classes: int):
    """A tensor of whole numbers in 0 .. classes - 1; its shape is a count, or as above."""
    require_tensors(**{name: (labels, str(shape))})
    if labels.dtype != torch.int64:
        raise TypeError(f"{name} must hold whole numbers (torch.int64), got {labels.dtype}")
    outside = labels[(labels < 0) | (labels >= classes)]
    if len(outside):
        raise ValueError(f"{name} must be in 0 .. {classes - 1}, got {outside[0].item()}")


def require_probabilities(name: str, probabilities):
    """A tensor (n, q) of numbers in [0, 1]."""
    require_tensors(**{name: (probabilities, "n q")})
    outside = probabilities[(probabilities < 0) | (probabilities > 1 + 1e-6)]
    if len(outside):
        raise ValueError(f"{name} must be in [0, 1], got {outside[0].item():g}: apply softmax?")


def as_array(name: str, values, shape: str = "...", *, finite: bool = True) -> np.ndarray:
    """Numbers in a list, an array or a tensor, as an array of floats; shapes as above."""
    try:
        array = np.asarray(values.detach() if isinstance(values, Tensor) else values)
    except (ValueError, TypeError) as error:  # a ragged list
        raise ValueError(f"{name} must be an array of numbers, got {shown(values)}") from error
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must be numbers, got {shown(values)}")
    _check_shape(name, array.shape, shape.split(), {})
    if finite and not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite numbers, got {shown(values)}")
    return array.astype(float)


def shown(value) -> str:
    """The value, cut where it is long; a tensor or an array by its shape."""
    if isinstance(value, Tensor | np.ndarray):
        return f"a {type(value).__name__} of shape {tuple(value.shape)}"
    if isinstance(value, int) and abs(value) > 10**30:
        return "a whole number of more than 30 digits"
    return _short.repr(value)


def _check_shape(name: str, shape: tuple[int, ...], axes: list[str], known: dict):
    """Fit sizes to axes; `known` keeps each axis' size, and the argument that it came from."""
    missing = len(axes) > len(shape) and axes[0].endswith("?")
    wanted = [axis.rstrip("?") for axis in axes[missing:]]
    found: list = list(shape)
    if "..." in wanted:  # all leading axes count as one
        leading = max(0, len(shape) - len(wanted) + 1)
        found = [shape[:leading], *shape[leading:]]
    known |= {axis: (int(axis), "") for axis in wanted if axis.isdigit()}
    pairs = dict(zip(wanted, found))
    fits = all(known.get(axis, (size,))[0] == size for axis, size in pairs.items())
    if fits and len(found) == len(wanted) and 0 not in shape:
        known |= {axis: known.get(axis, (size, name)) for axis, size in pairs.items()}
        return
    allowed = f"({', '.join(axes)}{',' * (len(axes) == 1)})"
    given = [f"{axis} = {known[axis][0]} as in {known[axis][1]}"
             for axis in wanted if axis in known and known[axis][1]]  # fmt: skip
    allowed += f" with {', '.join(given)}" if given else ""
    empty = "; nothing may be empty" if 0 in shape else ""
    raise ValueError(f"{name} must have shape {allowed}, got {shape}{empty}")
