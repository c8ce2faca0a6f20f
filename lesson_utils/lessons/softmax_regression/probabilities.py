"""Labs on softmax and entropy: numbers that move as fast as the hand."""

from collections.abc import Iterator

import numpy as np
import torch

from lesson_utils import live
from lesson_utils.from_scratch import softmax
from lesson_utils.language import text
from lesson_utils.lessons.softmax_regression.probability_panels import (
    BarsPanel,
    CostPanel,
    PairsPanel,
)
from lesson_utils.stage import Canvas
from lesson_utils.style import new_figure

ANIMALS = ("dog", "cat", "snake")
OUTCOMES = ("A", "B", "C")
TRUTHS = {"1, 0, 0": (1, 0, 0), "½, ¼, ¼": (0.5, 0.25, 0.25), "⅓, ⅓, ⅓": (1 / 3, 1 / 3, 1 / 3)}
CONSTANTS = (-200.0, -100.0, -10.0, 0.0, 5.0, 10.0, 50.0, 80.0, 85.0, 90.0, 100.0, 1000.0)
TEMPERATURES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 50.0)


def logits() -> live.Lab:
    """Three scores, their softmax, and the same formula written without care."""
    figure, axes = new_figure(
        1, 3, width=10, height=3.1, left=0.04, right=0.99, bottom=0.1, top=0.88, wspace=0.16
    )
    scores_panel = BarsPanel(axes[0], ANIMALS, limits=(-6, 6), title="scores o + c", form=".4g")
    stable_panel = BarsPanel(axes[1], ANIMALS, limits=(0, 1), title="softmax", form=".3f")
    naive_panel = BarsPanel(axes[2], ANIMALS, limits=(0, 1), title="", form=".3f")

    animals = [text("logits.dog"), text("logits.cat"), text("logits.snake")]

    def compute(dog, cat, snake, constant, temperature) -> Iterator[live.Frame]:
        scores = torch.tensor([dog, cat, snake]) + constant
        stable = softmax(scores / temperature)
        exponentials = torch.exp(scores / temperature)
        naive = exponentials / exponentials.sum()  # float32: overflows above 88.7
        broken = not bool(torch.isfinite(naive).all())
        words = {
            "scores": _list(scores, ".4g"), "stable": _list(stable, ".3f"),
            "naive": _list(naive, ".3f"), "temperature": f"{temperature:g}",
            "winner": animals[int(stable.argmax())], "share": f"{float(stable.max()):.3f}",
        }  # fmt: skip

        def draw():
            cut = " (bars cut at 6)" if float(scores.abs().max()) > 6 else ""
            scores_panel.update(scores, f"scores o + c, c = {constant:g}{cut}")
            stable_panel.update(stable, f"softmax, T = {temperature:g}")
            naive_panel.update(naive, "exp(o) / Σ exp(o) as it stands")

        tie = int((scores == scores.max()).sum()) > 1
        status = text("logits.tie" if tie else "logits.status", **words)
        if broken:
            status += " " + text("logits.broken", **words)
        yield live.Frame(draw, text("logits.alt", **words), status)

    halves = [(f"{value:g}", float(value)) for value in np.arange(-5, 5.5, 0.5)]
    controls = {
        "dog": live.slider("controls.dog", halves, 2.0),
        "cat": live.slider("controls.cat", halves, 1.0),
        "snake": live.slider("controls.snake", halves, 0.0),
        "constant": live.slider("controls.constant", [(f"{c:g}", c) for c in CONSTANTS], 0.0),
        "temperature": live.slider(
            "controls.temperature", [(f"{t:g}", t) for t in TEMPERATURES], 1.0
        ),
    }  # fmt: skip
    return live.Lab("logits", controls, Canvas(figure), compute)


def entropy() -> live.Lab:
    """A fixed P, a Q shaped by three sliders, and what it costs to believe Q."""
    figure, axes = new_figure(
        1, 2, width=9, height=3.1, left=0.06, right=0.98, bottom=0.15, top=0.88, wspace=0.12
    )
    pairs = PairsPanel(axes[0], OUTCOMES)
    bars = CostPanel(axes[1], highest=3.2)

    def compute(truth: str, a: int, b: int, c: int) -> Iterator[live.Frame]:
        P, Q = np.array(TRUTHS[truth]), np.array([a, b, c]) / (a + b + c)
        surprise = -np.log(Q)
        cross = float(P @ surprise)
        own = float(sum(-p * np.log(p) for p in P if p > 0))
        words = {
            "P": _list(P, ".2f"), "Q": _list(Q, ".2f"), "own": f"{own:.3f}",
            "cross": f"{cross:.3f}", "extra": f"{abs(cross - own):.3f}",
            "bits": f"{cross / np.log(2):.3f}",
        }  # fmt: skip
        yield live.Frame(
            lambda: (pairs.update(P, Q), bars.update(own, cross - own)),
            text("entropy.alt", **words), text("entropy.status", **words),
        )  # fmt: skip

    parts = [(f"{part}", part) for part in range(1, 11)]
    controls = {
        "truth": live.slider("controls.truth", [(name, name) for name in TRUTHS], "½, ¼, ¼"),
        "a": live.slider("controls.part_a", parts, 1),
        "b": live.slider("controls.part_b", parts, 1),
        "c": live.slider("controls.part_c", parts, 4),
    }
    return live.Lab("entropy", controls, Canvas(figure), compute)


def _list(values, form: str) -> str:
    return ", ".join(format(float(value), form) for value in values)
