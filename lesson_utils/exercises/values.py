"""Answers against what was expected: tensors, numbers, tuples and sets; nothing here raises."""

import numbers

import numpy as np
import torch
from torch import Tensor

from lesson_utils.language import text

SHOWN_NUMBERS = 24  # a larger tensor is shown by its shape
DEEPEST = 5  # of lists in lists


def is_open(value) -> bool:
    """True for what an untouched stub returns: None, `...`, or a tuple with nothing else."""
    if isinstance(value, tuple | list) and len(value):
        return all(part is None or part is ... for part in value)
    return value is None or value is ...


def open_parts(value) -> tuple[int, ...]:
    """Places of the `...` in a tuple or list; (0,) where the value itself is `...`."""
    parts = value if isinstance(value, tuple | list) else [value]
    return tuple(place for place, part in enumerate(parts) if part is ...)


def is_object(value) -> bool:
    """True for what holds no values that could be compared: a layer, a function."""
    return not isinstance(value, tuple | list | set | frozenset | dict | str | numbers.Number) and (
        as_numbers(value) is None
    )


def problem(value, expected, *, tolerance: float, names: tuple[str, ...] = ()) -> str | None:
    """One sentence on how `value` differs from `expected`; None where they agree.

    `expected` decides what is compared: a tuple part by part (named by `names`), a set without
    order, None by identity, a string without case, anything else as numbers; `...` in it agrees
    with everything. True and False are not taken for numbers where numbers are expected.
    """
    if expected is ...:
        return None
    if expected is None:
        return None if value is None else text("feedback.not_none")
    if isinstance(expected, str):
        same = isinstance(value, str) and value.strip().casefold() == expected.casefold()
        return None if same else text("feedback.values")
    try:
        if isinstance(expected, tuple):
            return _problem_of_parts(value, expected, tolerance, names)
        if isinstance(expected, set):
            return _problem_of_set(value, expected)
        return _problem_of_numbers(value, expected, tolerance)
    except Exception:  # an object of the student's own may fail at anything
        return text("feedback.kind", kind=type(value).__name__)


def as_numbers(value, depth: int = DEEPEST) -> Tensor | None:
    """A number, array, tensor or nested list of them as float64; None for anything else."""
    try:
        if isinstance(value, list | tuple) and not all(isinstance(v, int | float) for v in value):
            parts = [as_numbers(part, depth - 1) for part in value] if depth else [None]
            return None if any(part is None for part in parts) else torch.stack(parts)
        if isinstance(value, numbers.Real) and not isinstance(value, np.generic):
            value = float(value)
        found = torch.as_tensor(value).detach()
        found = found.to_dense() if found.layout != torch.strided else found
        return None if found.is_complex() else found.to("cpu", torch.float64)
    except Exception:  # an object of the student's own may fail at anything
        return None


def show(value, depth: int = DEEPEST) -> str:
    """The value as short text, four decimals; the same on every run (no addresses)."""
    if isinstance(value, Tensor | np.ndarray):
        return _show_array(value)
    if isinstance(value, int) and value.bit_length() > 200:
        return "int"
    if isinstance(value, bool | int | str | type(None)):
        return repr(value) if len(repr(value)) <= 80 else repr(value)[:77] + "..."
    if value is ...:
        return "..."
    if isinstance(value, numbers.Real):
        return f"{float(value):.6g}"
    if isinstance(value, tuple | list) and depth:
        inside = ", ".join(show(part, depth - 1) for part in value[:12])
        inside += ", ..." * (len(value) > 12)
        if isinstance(value, list):
            return f"[{inside}]"
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, set | frozenset):
        return "{" + ", ".join(sorted(map(show, value), key=lambda word: (len(word), word))) + "}"
    return type(value).__name__


def _show_array(value: Tensor | np.ndarray) -> str:
    size = value.numel() if isinstance(value, Tensor) else value.size
    found = as_numbers(value)
    if size > SHOWN_NUMBERS or found is None:
        return text("feedback.shape_only", shape=tuple(value.shape))
    array = found.numpy()
    if not (value.is_floating_point() if isinstance(value, Tensor) else value.dtype.kind == "f"):
        array = array.astype(bool if "bool" in str(value.dtype) else int)
    return np.array2string(
        array, precision=4, separator=", ", suppress_small=True, floatmode="maxprec_equal"
    )


def _problem_of_parts(value, expected: tuple, tolerance: float, names) -> str | None:
    plain = all(isinstance(part, numbers.Real | None) for part in expected)
    parts = list(value) if isinstance(value, tuple | list) else None
    if plain and isinstance(value, Tensor | np.ndarray) and value.ndim:
        parts = list(value)
    if parts is None or len(parts) != len(expected):
        wanted = text("feedback.names", names=", ".join(names)) if names else ""
        got = len(parts) if parts is not None else _describe(value)
        return text("feedback.length", count=len(expected), names=wanted, got=got)
    for place, (part, wanted) in enumerate(zip(parts, expected, strict=True)):
        found = problem(part, wanted, tolerance=tolerance)
        if found:
            return text("feedback.part", name=names[place], problem=found) if names else found
    return None


def _describe(value) -> str:
    """A tensor by its shape: its entries would look like several values."""
    if isinstance(value, Tensor | np.ndarray) and value.ndim:
        return text("feedback.shape_only", shape=tuple(value.shape))
    return show(value)


def _problem_of_set(value, expected: set) -> str | None:
    value = list(value) if isinstance(value, set | frozenset | range | dict) else value
    if isinstance(value, list | tuple) and set(value) == expected:
        return None
    found = as_numbers(value)
    if found is None or found.dim() > 1:
        inside = next((part for part in value if as_numbers(part) is None), value[0])
        return text("feedback.kind", kind=type(inside).__name__)
    entries = set(found.reshape(-1).tolist())
    wrong, missing = len(entries - expected), len(expected - entries)
    if wrong and missing:
        return text("feedback.set", wrong=wrong, missing=missing)
    if wrong:
        return text("feedback.set_wrong", wrong=wrong)
    return text("feedback.set_missing", missing=missing) if missing else None


def _problem_of_numbers(value, expected, tolerance: float) -> str | None:
    found, wanted = as_numbers(value), as_numbers(expected)
    if found is None:
        return text("feedback.kind", kind=type(value).__name__)
    if wanted.dim() == 0 and found.numel() == 1:
        found = found.reshape(())
    if found.shape != wanted.shape:
        return text("feedback.shape", got=tuple(found.shape), expected=tuple(wanted.shape))
    if bool((found.isnan() & ~wanted.isnan()).any()):
        return text("feedback.nan")
    if not torch.isclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True).all():
        return text("feedback.values")
    booleans = _is_boolean(value) and not _is_boolean(expected)
    return text("feedback.booleans") if booleans else None


def _is_boolean(value) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_is_boolean, value))
    return isinstance(value, bool) or "bool" in str(getattr(value, "dtype", ""))
