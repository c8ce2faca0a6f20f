"""Feedback on exercises: `checks.softmax(softmax)`; `checks.progress(1)` ends lesson 1.

One module a lesson holds its exercises; `exercise` judges, `values` compares, `feedback` shows.
"""

from lesson_utils.checks import generalization, mlp, softmax_regression  # noqa: F401
from lesson_utils.checks.exercise import EXERCISES, progress

__all__ = ["EXERCISES", "progress"]


def __getattr__(name: str):
    """`checks.softmax` is the exercise of that name."""
    if name in EXERCISES:
        return EXERCISES[name]
    raise AttributeError(f"no exercise {name!r}; there are {', '.join(EXERCISES)}")


def __dir__():
    return [*__all__, *EXERCISES]
