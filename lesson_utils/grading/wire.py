"""Attempts as JSON: plain values only, so that nothing of a student's process reaches the judge."""

import math
import numbers

import numpy as np
import torch
from torch import Tensor

from lesson_utils.exercises.attempt import Attempt, Fault, Outcome
from lesson_utils.exercises.values import as_numbers

LARGEST = 20_000  # numbers in a tensor, characters in a string
DEEPEST = 6
REFUSALS = ("open", "not_a_function", "parameters")


def encode(value, depth: int = DEEPEST):
    """A value as JSON; what holds no numbers becomes the name of its type."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Tensor | np.ndarray | np.generic):
        found = as_numbers(value)
        if found is not None and found.numel() <= LARGEST:
            kind = "bool" if "bool" in str(value.dtype) else "float64"
            return {"tensor": found.reshape(-1).tolist(), "shape": list(found.shape), "type": kind}
    if value is ...:
        return {"open": True}
    if isinstance(value, str):
        return value[:LARGEST]
    if isinstance(value, int):
        return int(value) if value.bit_length() < 200 else {"object": "int"}
    if isinstance(value, numbers.Real):
        return float(value)
    for name, kind in (("tuple", tuple), ("list", list), ("set", set | frozenset)):
        if isinstance(value, kind) and depth and len(value) <= LARGEST:
            return {name: [encode(part, depth - 1) for part in value]}
    return {"object": type(value).__name__[:80]}


def decode(found):
    """The value that `encode` wrote; ValueError, TypeError or KeyError for anything else."""
    if found is None or isinstance(found, bool | int | float | str):
        return found
    (name, content), *rest = found.items()
    if name == "tensor":
        shape, kind = found["shape"], {"bool": torch.bool}.get(found["type"], torch.float64)
        if math.prod(shape) != len(content):
            raise ValueError(f"{len(content)} numbers do not fill {shape}")
        return torch.tensor(content, dtype=kind).reshape(shape)
    if name == "open":
        return ...
    if name == "object":
        return type(str(content)[:80], (), {})()
    parts = map(decode, content)
    return {"tuple": tuple, "list": list, "set": _set}[name](parts)


def encode_attempt(attempt: Attempt) -> dict:
    """An attempt as JSON."""
    outcomes = [
        {"value": encode(item.value), "fault": item.fault and vars(item.fault), "at": item.changed}
        for item in attempt.outcomes
    ]
    return {"outcomes": outcomes, "refused": attempt.refused, "is_stub": attempt.is_stub}


def decode_attempt(found: dict, cases: int) -> Attempt:
    """The attempt, completed to `cases` outcomes: what a process left out counts as no answer."""
    outcomes = []
    for item in found["outcomes"][:cases]:
        changed = item["at"] if isinstance(item["at"], int) and 0 <= item["at"] < 9 else None
        outcomes.append(Outcome(decode(item["value"]), _fault(item["fault"]), changed))
    outcomes += [Outcome(fault=Fault("NoAnswer"))] * (cases - len(outcomes))
    refused = found["refused"] if found["refused"] in REFUSALS else ""
    return Attempt(tuple(outcomes), refused, bool(found["is_stub"]))


def _fault(found: dict | None) -> Fault | None:
    if found is None:
        return None
    line = found["line"] if isinstance(found["line"], int) else None
    return Fault(str(found["kind"])[:80], str(found["words"])[:200], line, str(found["code"])[:200])


def _set(parts) -> set:
    """Numbers that come as tensors of one entry are numbers: two of them can then be equal."""
    return {
        part.item() if isinstance(part, Tensor) and part.numel() == 1 else part for part in parts
    }
