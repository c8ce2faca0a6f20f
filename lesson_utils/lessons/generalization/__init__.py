"""Lesson 3: generalization."""
