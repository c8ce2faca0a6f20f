"""Lesson 2: the multilayer perceptron."""
