"""Lesson 1: softmax regression."""
