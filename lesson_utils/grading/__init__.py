"""Grade a folder of submitted notebooks: `python -m lesson_utils.grading FOLDER`.

Each notebook runs in a fenced process of its own, which only sends back what came out; whether
that is right is decided here, on cases that nobody has seen. Stored outputs are never read.
"""
