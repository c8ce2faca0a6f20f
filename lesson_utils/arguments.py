"""Checks of arguments: each error names the argument, its value and what is allowed.

It speaks the edition's language; what is allowed stands under `arguments` in strings.toml.
"""

import math
import numbers
import reprlib
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from lesson_utils.language import spaced, text

NUMBERS = (int, float, np.integer, np.floating)  # torch takes no other
KINDS = (torch.float32, torch.float64, torch.int64)

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 80


def must(error: type[Exception], name: str, allowed: str, got: str, **values) -> Exception:
    """The error to raise: "`name` must `allowed`, got `got`"; `allowed` is a key of strings.toml.

    >>> must(ValueError, "p", "fraction", "1.2")
    ValueError('p must be a number in [0, 1], got 1.2')
    """
    words = text(f"arguments.{allowed}", **values)
    return error(text("arguments.must", name=name, allowed=words, got=spaced(got).rstrip()))


def require_number(name: str, value, high: float = 1e9, *, above: bool = False):
    """A number in [0, high], or `above` 0: a rate, a scale, far from what overflows."""
    ends = {"low": ">" if above else ">=", "high": f"{high:g}"}
    _require_real(
        name, value, lambda: 0 <= value <= high and (value or not above), "number", **ends
    )


def require_fraction(name: str, value):
    """A number in [0, 1]."""
    _require_real(name, value, lambda: 0 <= value <= 1, "fraction")


def require_integer(name: str, value, low: int, high: float = math.inf):
    """A whole number in low .. high."""
    allowed = "integer_to" if high < math.inf else "integer"
    _require_real(name, value, lambda: low <= value <= high, allowed,
                  kind=numbers.Integral, low=low, high=high)  # fmt: skip


def _require_real(name: str, value, fits: Callable, allowed: str, *, kind=NUMBERS, **ends):
    if isinstance(value, bool) or not isinstance(value, kind):
        raise must(TypeError, name, allowed, shown(value), **ends)
    if not fits():
        raise must(ValueError, name, allowed, shown(value), **ends)


def require_choice(name: str, value, allowed):
    """One of the allowed words."""
    if not isinstance(value, str) or value not in allowed:
        words = ", ".join(map(repr, allowed))
        raise must(ValueError, name, "choice", shown(value), choices=words)


def require_type(name: str, value, kind: type):
    """An instance of a class."""
    if not isinstance(value, kind):
        raise must(TypeError, name, "type", shown(value), kind=kind.__name__)


def require_seed(seed, name: str = "seed"):
    require_integer(name, seed, 0, 2**31 - 1)


def require_seeds(seeds) -> tuple[int, ...]:
    """One seed or more, none of them twice: a run that counts twice would fake certainty."""
    if not isinstance(seeds, Sequence) or isinstance(seeds, str | bytes):
        raise must(TypeError, "seeds", "sequence", shown(seeds))
    seeds = tuple(seeds)
    for place, seed in enumerate(seeds):
        require_seed(seed, f"seeds[{place}]")
    if not seeds or len(set(seeds)) < len(seeds):
        raise must(ValueError, "seeds", "different", shown(seeds))
    return seeds


def require_tensors(**tensors):
    """Each argument is (tensor, shape): numbers of one type, finite, and at least one.

    A shape names its axes, and axes of one name have one size: X=(X, "n d"), W=(W, "d q"). A
    number is a size, "..." stands for any axes.
    """
    known, first = {}, None
    for name, (value, shape) in tensors.items():
        require_type(name, value, Tensor)
        first = first or (name, value.dtype)
        if value.dtype not in KINDS:
            kinds = ", ".join(map(str, KINDS))
            raise must(TypeError, name, "kinds", str(value.dtype), kinds=kinds)
        if value.dtype != first[1]:
            got = str(value.dtype)
            raise must(TypeError, name, "same_kind", got, kind=first[1], other=first[0])
        _check_shape(name, tuple(value.shape), shape.split(), known)
        if not value.isfinite().all():
            place = tuple((~value.isfinite()).nonzero()[0].tolist())
            raise must(ValueError, f"{name}{list(place)}", "finite", str(value[place].item()))


def require_labels(name: str, labels, shape: int | str, classes: int):
    """A tensor of whole numbers in 0 .. classes - 1; its shape is a count, or as above."""
    require_tensors(**{name: (labels, str(shape))})
    if labels.dtype != torch.int64:
        raise must(TypeError, name, "kinds", str(labels.dtype), kinds=torch.int64)
    outside = labels[(labels < 0) | (labels >= classes)]
    if len(outside):
        raise must(ValueError, name, "labels", str(outside[0].item()), high=classes - 1)


def require_probabilities(name: str, probabilities):
    """A tensor (n, q) of numbers in [0, 1]."""
    require_tensors(**{name: (probabilities, "n q")})
    outside = probabilities[(probabilities < 0) | (probabilities > 1 + 1e-6)]
    if len(outside):
        raise must(ValueError, name, "probabilities", f"{outside[0].item():g}")


def as_array(name: str, values, shape: str = "...", *, finite: bool = True) -> np.ndarray:
    """Numbers in a list, an array or a tensor, as an array of floats; shapes as above."""
    try:
        array = np.asarray(values.detach() if isinstance(values, Tensor) else values)
    except (ValueError, TypeError) as error:  # a ragged list
        raise must(ValueError, name, "array", shown(values)) from error
    if array.dtype.kind not in "iuf":
        raise must(TypeError, name, "array", shown(values))
    _check_shape(name, array.shape, shape.split(), {})
    if finite and not np.isfinite(array).all():
        raise must(ValueError, name, "finite", shown(values))
    return array.astype(float)


def shown(value) -> str:
    """The value, cut where it is long; a tensor or an array by its shape."""
    if isinstance(value, Tensor | np.ndarray):
        return text("arguments.tensor", kind=type(value).__name__, shape=tuple(value.shape))
    if isinstance(value, int) and abs(value) > 10**30:
        return text("arguments.huge")
    return _short.repr(value)


def _check_shape(name: str, shape: tuple[int, ...], axes: list[str], known: dict):
    """Fit sizes to axes; `known` keeps each axis' size, and the argument that it came from."""
    found: list = list(shape)
    if "..." in axes:  # all leading axes count as one
        leading = max(0, len(shape) - len(axes) + 1)
        found = [shape[:leading], *shape[leading:]]
    known |= {axis: (int(axis), "") for axis in axes if axis.isdigit()}
    pairs = dict(zip(axes, found))
    fits = all(known.get(axis, (size,))[0] == size for axis, size in pairs.items())
    if fits and len(found) == len(axes) and 0 not in shape:
        known |= {axis: known.get(axis, (size, name)) for axis, size in pairs.items()}
        return
    wanted = f"({', '.join(axes)}{',' * (len(axes) == 1)})"
    given = [text("arguments.axis", axis=axis, size=known[axis][0], other=known[axis][1])
             for axis in axes if axis in known and known[axis][1]]  # fmt: skip
    allowed = "not_empty" if 0 in shape else "axes" if given else "shape"
    given = text("arguments.and").join(given)
    raise must(ValueError, name, allowed, str(shape), shape=wanted, axes=given)
