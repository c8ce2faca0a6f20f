"""What the labs of this lesson share: the room around their axes."""

FRAME = {"left": 0.08, "right": 0.985, "bottom": 0.16, "top": 0.9, "wspace": 0.25}
