"""What the labs of this lesson share."""

from collections.abc import Callable

from lesson_utils import live
from lesson_utils.language import text
from lesson_utils.lessons.mlp.claims import ACTIVATIONS
from lesson_utils.training import Run

SEEDS = range(5)


def activations(value: str):
    """A switch between the activation functions."""
    return live.choice("controls.activation", ACTIVATIONS, value)


def networks():
    """A slider over the five seeds, one network at a time."""
    return live.slider("mlp.network", [(str(seed + 1), seed) for seed in SEEDS], 0)


def run_frame(name: str, run: Run, draw: Callable[[], None], words: dict, **options) -> live.Frame:
    """What a lab shows and says of a run that may still grow: its setting, how far, how good.

    `name` is that of its strings, `name.alt` and `name.status`, which may need more `words`.
    """
    setting = run.setting
    words = {
        "hidden": setting.hidden, "activation": setting.activation,
        "rate": f"{setting.learning_rate:g}", "epoch": int(run.epochs[-1]),
        "loss": f"{run.final().mean():.2f}", "accuracy": accuracy(run),
    } | words  # fmt: skip
    alt, status = (text(f"{name}.{part}", **words) for part in ("alt", "status"))
    return live.Frame(draw, alt, status, progress=run.epochs[-1] / setting.epochs, **options)


def accuracy(run: Run) -> str:
    """Of its networks on validation examples, on average: "87%"."""
    return f"{run.final('validation_accuracy').mean():.0%}"
