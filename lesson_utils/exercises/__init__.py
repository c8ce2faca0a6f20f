"""Exercises: run an answer, compare it, say what went wrong, and remember where it stands."""
