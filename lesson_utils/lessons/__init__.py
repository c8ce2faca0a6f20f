"""The lessons of the course: a folder each, and no import between them."""

LESSONS = ("softmax_regression", "mlp", "generalization")  # in the course's order
