"""The labs of lesson 2: those that train over sliders; the others lie in files of their own."""

from dataclasses import replace

from lesson_utils import datasets, live
from lesson_utils import mistakes as mistaken
from lesson_utils.lessons.mlp.backward import backward_graph
from lesson_utils.lessons.mlp.bending import activation_explorer, activation_switch, temperature
from lesson_utils.lessons.mlp.claims import ACTIVATIONS, DIGITS, PLANE, WIDE, clean_digits
from lesson_utils.lessons.mlp.hidden import digit_units, hidden_units
from lesson_utils.lessons.mlp.shapes import shapes
from lesson_utils.regions import regions
from lesson_utils.training_lab import TrainingLab

RATES = (0.05, 0.1, 0.2, 0.5, 1.0)
KNOBS = {"learning_rate": RATES, "activation": ACTIVATIONS}

__all__ = [
    "activation_explorer", "activation_switch", "backward_graph", "boundary", "depth",
    "digit_units", "hidden_units", "initial_scale", "mistakes", "shapes", "temperature", "width",
]  # fmt: skip


@live.opens
def initial_scale() -> TrainingLab:
    """How large the first weights are: 0 learns nothing, and too large learns badly."""
    return TrainingLab(
        "initial_scale", datasets.two_moons,
        {"init_scale": (0.0, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0), "activation": ACTIVATIONS[:3]},
        base=WIDE, limits=(0, 0.8), detail=regions(datasets.two_moons),
        question=live.Question("mlp.scale_ask", ("falls", "rises", "u")),
    )  # fmt: skip


@live.opens
def boundary() -> TrainingLab:
    """Hidden size on two moons: the boundary grows while it trains."""
    return TrainingLab(
        "boundary", datasets.two_moons,
        {"hidden": (0, 1, 2, 3, 4, 8, 16, 32, 64), **KNOBS}, base=PLANE, limits=(0, 0.8),
        detail=regions(datasets.two_moons), question=live.Question("mlp.boundary_ask"),
    )  # fmt: skip


@live.opens
def width() -> TrainingLab:
    """Hidden size on digits, all labels right: curves, and the whole track."""
    return TrainingLab(
        "width", clean_digits,
        {"hidden": (0, 1, 2, 4, 8, 16, 32, 64, 128), **KNOBS}, base=DIGITS, limits=(0, 2.5),
        question=live.Question("mlp.width_ask", ("falls", "u", "hill")),
    )  # fmt: skip


@live.opens
def mistakes() -> live.Lab:
    """Hidden units and activation on digits: which images are wrong, won and lost against none."""
    return mistaken.lab(
        clean_digits, replace(DIGITS, hidden=0),
        {"hidden": (0, 2, 4, 8, 16, 32, 64, 128), "activation": ACTIVATIONS[:3]},
        {"hidden": 32, "activation": "relu"}, "mlp.mistakes_ask",
    )  # fmt: skip


@live.opens
def depth() -> TrainingLab:
    """Hidden layers on digits, 32 units each."""
    return TrainingLab(
        "depth", clean_digits,
        {"layers": (0, 1, 2, 3), "activation": ACTIVATIONS[:3], "learning_rate": RATES},
        base=DIGITS, limits=(0, 2.5), question=live.Question("mlp.depth_ask"),
    )  # fmt: skip
