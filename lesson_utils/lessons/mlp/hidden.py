"""Pictures of what hidden units do: they move examples, and ReLU units may die."""

from collections.abc import Callable, Sequence

import numpy as np
import torch

from lesson_utils import engine
from lesson_utils.language import class_names, text
from lesson_utils.lessons.mlp.claims import NARROW, NARROW_TANH, NONE
from lesson_utils.regions import draw_examples
from lesson_utils.stage import Picture
from lesson_utils.style import BLACK, CLASSES, GREY, VERMILION, new_figure
from lesson_utils.training import Run


def moved(inputs, hidden, labels, *, line: float) -> Picture:
    """Examples where they were, and where two hidden units have moved them.

    `inputs` and `hidden` are (n, 2), `labels` (n,) 0 or 1; the line is h₁ + h₂ = `line`.
    """
    figure, axes = new_figure(1, 2, width=8, rect=(0.08, 0.16, 0.98, 0.88), wspace=0.25)
    for axis, points, letter in zip(axes, (inputs, hidden), "xh", strict=True):
        draw_examples(axis, points, labels, markersize=6)
        axis.set(xlabel=f"{letter}₁", ylabel=f"{letter}₂")
    for place, name in enumerate(class_names(("same signs", "opposite signs"))):
        axes[0].text(
            0.5 * place, 1.05, f"{'●■'[place]} {name}", color=CLASSES[place],
            transform=axes[0].transAxes,
        )  # fmt: skip
    axes[0].set_aspect("equal", adjustable="datalim")
    axes[1].plot([line, 0], [0, line], color=BLACK, linewidth=1.6)
    axes[1].text(0.55 * line, 0.55 * line, f"h₁ + h₂ = {line:g}")
    return Picture(figure, text("mlp.moved", line=f"{line:g}"))


def dead(run: Run, maker: Callable) -> np.ndarray:
    """(S, h) True where a ReLU unit is 0 for every training example of its seed."""
    W1, b1 = run.parameters[:2]
    inputs = torch.stack([maker(seed).train_inputs for seed in run.seeds])
    return ((inputs @ W1 + b1).amax(dim=1) <= 0).numpy()


def dead_units(maker: Callable, *, seeds: Sequence[int]) -> Picture:
    """The loss of narrow ReLU networks by the number of their dead units; beside it tanh and none.

    One dot a network, a bar for their mean.
    """
    settings, every = (NARROW, NARROW_TANH, NONE), NARROW.epochs
    relu, tanh, none = engine.train_all(maker, settings, seeds=seeds, evaluate_every=every)
    counts = dead(relu, maker).sum(axis=1)
    groups = {str(count): relu.final()[counts == count] for count in range(NARROW.hidden + 1)}
    groups |= {text("mlp.tanh"): tanh.final(), text("mlp.no_hidden"): none.final()}
    groups = {name: values for name, values in groups.items() if len(values)}
    said = text("mlp.dead_between").join(
        text("mlp.dead_group", name=name, count=len(values), mean=f"{values.mean():.2f}")
        for name, values in groups.items()
    )
    return Picture(_dead_figure(groups), text("mlp.dead_alt", groups=said))


def _dead_figure(groups: dict[str, np.ndarray]):
    figure, axes = new_figure(width=7.5, rect=(0.09, 0.17, 0.99, 0.9))
    random = np.random.default_rng(2025)
    for place, values in enumerate(groups.values()):
        spread = place + random.uniform(-0.14, 0.14, len(values))  # apart to the eye
        axes.plot(spread, values, "o", color=GREY, markersize=3.5, alpha=0.6, linewidth=0)
        mean = values.mean()
        axes.plot([place - 0.25, place + 0.25], [mean, mean], color=VERMILION, linewidth=3)
        axes.text(place + 0.29, mean, f"{mean:.2f}", color=VERMILION, va="center", fontsize=9)
    axes.set(ylim=(0, 2.6), xlim=(-0.5, len(groups) - 0.3), xlabel=text("mlp.dead_axis"))
    axes.set_xticks(range(len(groups)), groups)
    axes.set_title(text("mlp.dead_title", networks=len(values)))
    return figure
