"""Answers against what was expected: tensors, numbers, tuples and sets; nothing here raises."""

import numbers

import numpy as np
import torch
from torch import Tensor

from lesson_utils.language import text

SHOWN_NUMBERS = 24  # a larger tensor is shown by its shape


def is_open(value) -> bool:
    """True for what an untouched stub returns: None, `...`, or a tuple that still holds one."""
    if isinstance(value, tuple | list):
        return any(part is None or part is ... for part in value)
    return value is None or value is ...


def problem(value, expected, *, tolerance: float, names: tuple[str, ...] = ()) -> str | None:
    """One sentence on how `value` differs from `expected`; None where they agree.

    `expected` decides what is compared: a tuple part by part (named by `names`), a set without
    order, None by identity, anything else as numbers; `...` in it agrees with everything.
    """
    if expected is ...:
        return None
    if expected is None:
        return None if value is None else text("feedback.not_none")
    if isinstance(expected, tuple):
        return _problem_of_parts(value, expected, tolerance, names)
    if isinstance(expected, set):
        return _problem_of_set(value, expected)
    return _problem_of_numbers(value, as_numbers(expected), tolerance)


def as_numbers(value) -> Tensor | None:
    """A number, nested list, array or tensor as float64; None for anything else."""
    try:
        found = torch.as_tensor(value).detach()
        return None if found.is_complex() else found.to("cpu", torch.float64)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        return None


def show(value) -> str:
    """The value as short text, four decimals; the same on every run (no addresses)."""
    if isinstance(value, Tensor | np.ndarray):
        array = np.asarray(value.detach().cpu() if isinstance(value, Tensor) else value)
        if array.size > SHOWN_NUMBERS:
            return text("feedback.shape_only", shape=array.shape)
        return np.array2string(
            array, precision=4, separator=", ", suppress_small=True, floatmode="maxprec_equal"
        )
    if isinstance(value, bool | int | str | type(None)):
        return repr(value) if len(repr(value)) <= 80 else repr(value)[:77] + "..."
    if isinstance(value, numbers.Real):
        return f"{float(value):.6g}"
    if isinstance(value, tuple | list):
        inside = ", ".join(show(part) for part in value[:12]) + ", ..." * (len(value) > 12)
        if isinstance(value, list):
            return f"[{inside}]"
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, set | frozenset):
        return "{" + ", ".join(sorted(map(show, value), key=lambda word: (len(word), word))) + "}"
    return type(value).__name__


def _problem_of_parts(value, expected: tuple, tolerance: float, names) -> str | None:
    parts = list(value) if isinstance(value, tuple | list | Tensor) and _has_length(value) else None
    if parts is None or len(parts) != len(expected):
        wanted = f" ({', '.join(names)})" if names else ""
        got = show(value) if parts is None else len(parts)
        return text("feedback.length", count=len(expected), names=wanted, got=got)
    for place, (part, wanted) in enumerate(zip(parts, expected, strict=True)):
        found = problem(part, wanted, tolerance=tolerance)
        if found:
            return f"{names[place]}: {found}" if names else found
    return None


def _problem_of_set(value, expected: set) -> str | None:
    if isinstance(value, set | frozenset | range):
        value = list(value)
    found = as_numbers(value)
    if found is None:
        return text("feedback.kind", kind=type(value).__name__)
    wrong = len(set(found.flatten().tolist()) - expected)
    missing = len(expected - set(found.flatten().tolist()))
    return text("feedback.set", wrong=wrong, missing=missing) if wrong or missing else None


def _problem_of_numbers(value, expected: Tensor, tolerance: float) -> str | None:
    found = as_numbers(value)
    if found is None:
        return text("feedback.kind", kind=type(value).__name__)
    if expected.dim() == 0 and found.numel() == 1:
        found = found.reshape(())
    if found.shape != expected.shape:
        return text("feedback.shape", got=tuple(found.shape), expected=tuple(expected.shape))
    if bool((found.isnan() & ~expected.isnan()).any()):
        return text("feedback.nan")
    near = torch.isclose(found, expected, rtol=tolerance, atol=tolerance, equal_nan=True)
    return None if bool(near.all()) else text("feedback.values")


def _has_length(value) -> bool:
    return not isinstance(value, Tensor) or value.dim() > 0
