"""Softmax, its gradient and entropy as bars: labs whose numbers move as fast as the hand."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import torch
from matplotlib.axes import Axes

from lesson_utils import live
from lesson_utils.from_scratch import softmax
from lesson_utils.language import class_names, sentences, text
from lesson_utils.stage import Picture
from lesson_utils.style import BLACK, CENTRED, CLASSES, GREEN, GREY, PURPLE, VERMILION, new_figure

ANIMALS = ("dog", "cat", "snake")
TRUTHS = {"1, 0, 0": (1, 0, 0), "½, ¼, ¼": (0.5, 0.25, 0.25), "⅓, ⅓, ⅓": (1 / 3, 1 / 3, 1 / 3)}
BELIEFS = {"equal": (1 / 3, 1 / 3, 1 / 3), "true": (0.5, 0.25, 0.25), "sure": (0.9, 0.05, 0.05)}
CONSTANTS = (-200.0, -100.0, -10.0, 0.0, 5.0, 10.0, 50.0, 80.0, 85.0, 90.0, 100.0, 1000.0)
TEMPERATURES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 50.0)
LIMITS = ((-6, 6), (0, 1), (0, 1))  # of scores, of probabilities, and of naive ones


@live.opens
def logits() -> live.Lab:
    """Three scores, their softmax, and the same formula written without care."""
    figure, axes = new_figure(1, 3, width=10, height=3.1, rect=(0.04, 0.1, 0.99, 0.88), wspace=0.16)
    for axis, limits in zip(axes, LIMITS, strict=True):
        _frame_bars(axis, *limits)

    halves = np.arange(-5, 5.5, 0.5).tolist()
    controls = {
        "dog": live.slider("controls.dog", halves, 2.0),
        "cat": live.slider("controls.cat", halves, 1.0),
        "snake": live.slider("controls.snake", halves, 0.0),
        "constant": live.slider("controls.constant", CONSTANTS, 0.0),
        "temperature": live.slider("controls.temperature", TEMPERATURES, 1.0),
    }
    question = live.Question("logits.ask", ("same", "sharper", "flatter"), measure=_after_adding)
    return live.Lab("logits", controls, figure, partial(_logits_frame, axes), question=question)


def _logits_frame(axes: Sequence[Axes], dog, cat, snake, constant, temperature) -> live.Frame:
    scores = torch.tensor([dog, cat, snake]) + constant
    stable, naive = softmax(scores / temperature), naive_softmax(scores / temperature)
    words = {
        "scores": _list(scores, ".4g"), "stable": _list(stable, ".3f"),
        "naive": _list(naive, ".3f"), "temperature": f"{temperature:g}",
        "constant": f"{constant:g}", "winner": class_names(ANIMALS)[stable.argmax()],
        "share": f"{stable.max():.3f}",
    }  # fmt: skip

    def draw():
        cut = "_cut" if scores.abs().max() > LIMITS[0][1] else ""
        _draw_bars(axes[0], scores, text(f"logits.scores{cut}", **words), ".4g")
        _draw_bars(axes[1], stable, f"softmax, T = {temperature:g}", ".3f")
        _draw_bars(axes[2], naive, text("logits.literal"), ".3f")

    tie = int((scores == scores.max()).sum()) > 1
    status = text("logits.tie" if tie else "logits.status", **words)
    if not torch.isfinite(naive).all():
        status = sentences(status, text("logits.broken", **words))
    return live.Frame(draw, text("logits.alt", **words), status)


def naive_softmax(scores: torch.Tensor) -> torch.Tensor:
    """The formula as it stands, in float32: overflows above 88.7."""
    return scores.exp() / scores.exp().sum()


def _after_adding() -> str:
    scores = torch.tensor([2.0, 1.0, 0.0])
    before, after = softmax(scores).max(), softmax(scores + 5).max()
    return "same" if abs(after - before) < 1e-5 else "sharper" if after > before else "flatter"


def _frame_bars(axes: Axes, low: float, high: float) -> None:
    room = 0.12 * (high - low)
    axes.set(xlim=(-0.6, 2.6), ylim=(low - room * (low < 0), high + room))
    axes.set_xticks(range(3), class_names(ANIMALS))
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.tick_params(axis="x", length=0)


def _draw_bars(axes: Axes, values, title: str, form: str) -> None:
    """A bar each with its value; one that leaves the panel is cut, its number is not."""
    low, high = axes.get_ylim()
    axes.set_title(title)
    for place, value in enumerate(np.asarray(values)):
        known = np.isfinite(value)
        height = float(np.clip(value, 0.9 * low, 0.9 * high)) if known else 0.0
        axes.bar(place, height, color=CLASSES[place], width=0.62)
        axes.text(
            place, height + np.copysign(0.02 * (high - low), height),
            _list([value], form) if known else str(value).replace("nan", "NaN"), ha="center",
            va="top" if height < 0 else "bottom", color=BLACK if known else VERMILION,
            fontweight="normal" if known else "bold",
        )  # fmt: skip


def gradient(probabilities, label: int) -> Picture:
    """Prediction minus label: the gradient by the three scores, and where a step takes them."""
    figure, axes = new_figure(1, 3, width=9, height=2.8, rect=(0.05, 0.12, 0.99, 0.86), wspace=0.34)
    predicted, truth = np.asarray(probabilities), np.eye(len(ANIMALS))[label]
    parts = {"prediction": predicted, "label": truth, "gradient": predicted - truth}
    for axis, (key, values), sign in zip(axes, parts.items(), "−= ", strict=True):
        _frame_bars(axis, -1, 1)
        _draw_bars(axis, values, text(f"logits.{key}"), ".3f")
        axis.text(1.12, 0.5, sign, transform=axis.transAxes, fontsize=20, **CENTRED)
    step = {"arrowstyle": "-|>", "color": BLACK, "lw": 2}
    for place, slope in enumerate(parts["gradient"]):
        tip = place, -0.6 * slope - np.copysign(0.1, slope)
        axes[2].annotate("", tip, xytext=(place, 0), arrowprops=step)
    words = {key: _list(values, ".3f") for key, values in parts.items()}
    return Picture(figure, text("logits.parts.alt", **words))


@live.opens
def entropy() -> live.Lab:
    """A fixed P, a Q shaped by three sliders, and what it costs to believe Q."""
    figure, axes = new_figure(1, 2, width=9, height=3.1, rect=(0.08, 0.15, 0.98, 0.88), wspace=0.12)
    axes[0].set(xlim=(-0.6, 2.6), ylim=(0, 1.18), ylabel=text("entropy.probability"))
    axes[0].set(xticks=range(3), xticklabels=list("ABC"), title=text("entropy.both"))
    axes[1].set(xlim=(0, 3.2), ylim=(-0.75, 1.75), xlabel=text("entropy.nats"), yticks=())
    axes[1].set_title("H(P, Q) = H(P) + KL(P‖Q)")
    axes[1].spines["left"].set_visible(False)

    parts = range(1, 11)
    controls = {
        "truth": live.slider("controls.truth", TRUTHS, "½, ¼, ¼"),
        "a": live.slider("controls.part_a", parts, 1),
        "b": live.slider("controls.part_b", parts, 1),
        "c": live.slider("controls.part_c", parts, 4),
    }
    question = live.Question("entropy.ask", tuple(BELIEFS), measure=_cheapest_belief)
    return live.Lab("entropy", controls, figure, partial(_entropy_frame, axes), question=question)


def _cheapest_belief() -> str:
    P = np.array(TRUTHS["½, ¼, ¼"])
    return min(BELIEFS, key=lambda name: sum(costs_of_belief(P, np.array(BELIEFS[name]))))


def _entropy_frame(axes: Sequence[Axes], truth: str, a: int, b: int, c: int) -> live.Frame:
    P, Q = np.array(TRUTHS[truth]), np.array([a, b, c]) / (a + b + c)
    own, extra = costs_of_belief(P, Q)
    words = {
        "P": _list(P, ".2f"), "Q": _list(Q, ".2f"), "own": f"{own:.3f}",
        "cross": f"{own + extra:.3f}", "extra": f"{abs(extra):.3f}",
        "bits": f"{(own + extra) / np.log(2):.3f}",
    }  # fmt: skip

    def draw():
        _draw_pairs(axes[0], P, Q)
        _draw_costs(axes[1], own, extra)

    return live.spoken("entropy", draw, words)


def costs_of_belief(P: np.ndarray, Q: np.ndarray) -> tuple[float, float]:
    """The entropy of P, and what believing Q costs on top of it, in nats; all of Q positive."""
    own = -sum(p * np.log(p) for p in P if p > 0)
    return float(own), float(-P @ np.log(Q) - own)


def _draw_pairs(axes: Axes, P, Q) -> None:
    for name, values, shift, colour in (("P", P, -0.2, GREEN), ("Q", Q, 0.2, PURPLE)):
        axes.bar(np.arange(3) + shift, values, width=0.36, color=colour)
        for place, value in enumerate(values):
            axes.text(place + shift, value + 0.015, f"{name} {value:.2f}", ha="center",
                      va="bottom", fontsize=9)  # fmt: skip


def _draw_costs(axes: Axes, own: float, extra: float) -> None:
    """Entropy, and cross-entropy as entropy plus what the wrong Q costs, as two lying bars."""
    axes.barh([1, 0], [own, own], height=0.42, color=GREEN)
    axes.barh([0], [extra], left=own, height=0.42, color=PURPLE)
    axes.text(0, 1.26, f"H(P) = {own:.3f}", va="bottom")
    axes.text(0, 0.26, f"H(P, Q) = {own + extra:.3f}", va="bottom")
    axes.text(min(own, 2.4), -0.5, f"KL = {extra:.3f}", va="bottom", color="#8A4A6B")


def _list(values, form: str) -> str:
    return ", ".join(format(float(value), form) for value in values).replace("-", "−")
