"""Every exercise and claim of the course: the modules of the lessons add them when imported."""

import importlib

from lesson_utils.claims import CLAIMS
from lesson_utils.exercises.exercise import EXERCISES
from lesson_utils.lessons import LESSONS

for lesson in LESSONS:
    for part in ("checks", "claims"):
        importlib.import_module(f"lesson_utils.lessons.{lesson}.{part}")

__all__ = ["CLAIMS", "EXERCISES"]
