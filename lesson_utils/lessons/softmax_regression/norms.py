"""What the L1 and the L2 norm call small, and why L1 ends at exact zeros."""

import numpy as np
from matplotlib.axes import Axes

from lesson_utils.language import text
from lesson_utils.stage import Picture
from lesson_utils.style import BLACK, GREEN, GREY, PURPLE, new_figure

L1, L2 = PURPLE, GREEN
LEVELS = np.array([0.005, 0.02, 0.06, 0.15, 0.3, 0.6, 1, 1.6])  # of the error, above the lowest


def balls() -> Picture:
    """All points with ‖w‖₁ = 1 and with ‖w‖₂ = 1, and the vector (3, −4) measured by both."""
    figure, axes = new_figure(1, 2, width=8, height=3.3, rect=(0.09, 0.15, 0.98, 0.9))
    _unit(axes[0])
    _triangle(axes[1])
    return Picture(figure, text("pictures.balls"))


def _unit(axes: Axes) -> None:
    angle = np.linspace(0, 2 * np.pi, 200)
    axes.plot(np.cos(angle), np.sin(angle), color=L2)
    axes.plot([1, 0, -1, 0, 1], [0, 1, 0, -1, 0], color=L1)
    axes.text(0.78, 0.78, "‖w‖₂ = 1", color=L2)
    axes.text(-0.42, 0.12, "‖w‖₁ = 1", color=L1)
    axes.axhline(0, color=GREY, linewidth=0.6)
    axes.axvline(0, color=GREY, linewidth=0.6)
    axes.set(xlim=(-1.6, 1.6), ylim=(-1.25, 1.25), xlabel="w₁", ylabel="w₂", aspect="equal")
    axes.set_title(text("norms.unit"))


def _triangle(axes: Axes) -> None:
    axes.plot([0, 3, 3], [0, 0, -4], color=L1)
    axes.annotate("", (3, -4), xytext=(0, 0), arrowprops={"arrowstyle": "->", "color": L2, "lw": 2})
    axes.text(1.5, 0.15, "3", color=L1, ha="center", va="bottom")
    axes.text(3.15, -2, "4", color=L1, va="center")
    axes.text(1.2, -2.3, "√(9 + 16) = 5", color=L2, ha="right")
    axes.text(3.6, -3, "3 + 4 = 7", color=L1, va="center")
    axes.set(xlim=(-2.2, 6.2), ylim=(-4.6, 1.2), xlabel="v₁", ylabel="v₂", aspect="equal")
    axes.set_title(text("norms.ways"))


def penalties(inputs, targets, fits: dict[str, np.ndarray]) -> Picture:
    """The squared error over two weights, and where each penalty lets the fit end.

    `fits` maps "L1" and "L2" to weights (k, 2), one a strength of the penalty, the weakest first.
    """
    figure, axes = new_figure(1, 2, width=8, height=3.3, rect=(0.1, 0.16, 0.98, 0.9), wspace=0.28)
    inputs, targets = np.asarray(inputs, dtype=float), np.asarray(targets, dtype=float)
    grid = np.linspace(-0.8, 1.6, 100)
    w1, w2 = np.meshgrid(grid, grid)
    residual = targets - w1[..., None] * inputs[:, 0] - w2[..., None] * inputs[:, 1]
    loss = (residual**2).mean(axis=-1)
    levels = loss.min() + LEVELS
    zeros = {name: int((np.asarray(fits[name]) == 0).any(axis=1).sum()) for name in fits}
    for axis, (name, colour) in zip(axes, (("L1", L1), ("L2", L2)), strict=True):
        weights = np.asarray(fits[name])
        axis.contour(grid, grid, loss, levels, colors=[GREY], linewidths=0.8, alpha=0.8)
        axis.axhline(0, color=BLACK, linewidth=0.8)
        axis.axvline(0, color=BLACK, linewidth=0.8)
        axis.plot(*weights.T, "o-", color=colour, markersize=4, linewidth=1.2)
        _shape_through(axis, weights[len(weights) // 2], name, colour)
        axis.set_title(text("norms.zeros", name=name, zeros=zeros[name], of=len(weights)))
        axis.set(xlabel="w₁", ylabel="w₂", xlim=(-0.8, 1.6), ylim=(-0.72, 1.2))
    return Picture(figure, text("pictures.penalties", L1=zeros["L1"], L2=zeros["L2"]))


def _shape_through(axes: Axes, point: np.ndarray, name: str, colour: str) -> None:
    """The set of all weights with the same penalty as this point."""
    angle = np.linspace(0, 2 * np.pi, 200)
    circle = np.stack([np.cos(angle), np.sin(angle)])
    order = 1 if name == "L1" else 2
    circle = circle * np.linalg.norm(point, order) / np.linalg.norm(circle, order, axis=0)
    axes.fill(*circle, color=colour, alpha=0.18, linewidth=0)
