"""What the labs of this lesson share: the room around their axes, and where sliders stop."""

FRAME = {"left": 0.08, "right": 0.985, "bottom": 0.16, "top": 0.9, "wspace": 0.25}
STOPS = {
    "dropout": tuple(tenths / 10 for tenths in range(10)),
    "weight_decay": (0.0, 0.0003, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1),
    "hidden": (4, 8, 16, 32, 64, 128),
}
