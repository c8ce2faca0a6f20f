"""Examples where they were, and where two hidden units have moved them."""

import numpy as np

from lesson_utils.language import text
from lesson_utils.regions import MARKERS
from lesson_utils.stage import Picture
from lesson_utils.style import BLACK, CLASSES, new_figure, styled


@styled
def moved(inputs, hidden, labels, *, names, line: float) -> Picture:
    """`inputs` and `hidden` are (n, 2), `labels` (n,); the line is h₁ + h₂ = `line`."""
    labels = np.asarray(labels)
    figure, axes = new_figure(
        1, 2, width=8, height=3.2, left=0.08, right=0.98, bottom=0.16, top=0.88, wspace=0.25
    )
    for axis, points, letter in zip(axes, (inputs, hidden), "xh", strict=True):
        for place, _ in enumerate(names):
            axis.plot(
                *np.asarray(points)[labels == place].T, MARKERS[place], color=CLASSES[place],
                markeredgecolor="white", markeredgewidth=0.6, markersize=6,
            )  # fmt: skip
        axis.set(xlabel=f"{letter}₁", ylabel=f"{letter}₂")
    for place, name in enumerate(names):
        axes[0].text(
            0.5 * place, 1.05, f"{'●■'[place]} {name}", color=CLASSES[place],
            transform=axes[0].transAxes,
        )  # fmt: skip
    axes[0].set_aspect("equal", adjustable="datalim")
    axes[1].plot([line, 0], [0, line], color=BLACK, linewidth=1.6)
    axes[1].text(0.55 * line, 0.55 * line, f"h₁ + h₂ = {line:g}")
    return Picture(figure, text("mlp.moved", line=f"{line:g}"))
