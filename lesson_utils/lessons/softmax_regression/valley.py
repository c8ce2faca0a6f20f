"""The valley: the loss over one weight and over two, and gradient descent walking down it."""

from collections.abc import Sequence
from functools import cache, partial

import numpy as np
import torch
from matplotlib.axes import Axes

from lesson_utils import datasets, live
from lesson_utils.language import text
from lesson_utils.style import BLACK, GREY, PALE, TRAIN, VALIDATION, new_figure

RATES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
START = (-2.0, 2.0)  # weights of sepal length and sepal width
REACH = (-5.0, 5.0)  # of both weights, on the axes
STEPS = 30


@cache
def sepals() -> tuple[torch.Tensor, torch.Tensor]:
    """Versicolor and virginica of Iris: standardized sepals (n, 2), and labels (n,) 0 and 1."""
    data = datasets.iris(0, columns=(0, 1))
    kept = data.train_labels > 0
    inputs = data.train_inputs[kept]
    return (inputs - inputs.mean(dim=0)) / inputs.std(dim=0), data.train_labels[kept].float() - 1


def losses(weights) -> torch.Tensor:
    """Mean cross-entropy, in nats, of each of the weights (..., 2); the scores have no bias."""
    inputs, labels = sepals()
    scores = torch.as_tensor(weights, dtype=torch.float32) @ inputs.T
    return (torch.nn.functional.softplus(scores) - labels * scores).mean(dim=-1)


def descend(rate: float, batch: int, *, moving=(True, True)) -> np.ndarray:
    """(STEPS + 1, 2) weights of gradient descent from START, a minibatch a step.

    `moving` says which of the two weights may move; the gradient is written out.
    """
    inputs, labels = sepals()
    order = torch.Generator().manual_seed(0)
    weights, path = torch.tensor(START), [START]
    for _ in range(STEPS):
        seen = torch.randperm(len(labels), generator=order)[:batch]
        error = torch.sigmoid(inputs[seen] @ weights) - labels[seen]  # prediction minus label
        gradient = error @ inputs[seen] / len(seen)
        weights = weights - rate * gradient * torch.tensor(moving)
        path.append(tuple(weights.tolist()))
    return np.array(path)


@live.opens
def valley() -> live.Lab:
    """Learning rate, number of steps and batch size: a walk in the valley of the loss."""
    figure, axes = new_figure(
        1, 2, width=9.4, height=3.5, rect=(0.08, 0.15, 0.98, 0.9), wspace=0.24
    )
    places = np.linspace(*REACH, 200)
    alone = np.stack([places, np.full_like(places, START[1])], axis=1)  # the other weight stays
    axes[0].plot(places, losses(alone), color=GREY)
    axes[0].set(xlim=REACH, ylim=(0, 3), xlabel=text("valley.length"), ylabel=text("figures.loss"))
    _frame_map(axes[1])

    everyone = len(sepals()[1])
    controls = {
        "rate": live.slider("controls.learning_rate", RATES, 1.0),
        "steps": live.slider("controls.steps", range(STEPS + 1), STEPS),
        "batch": live.slider("controls.batch_size", (1, 5, 20, everyone), everyone),
    }
    question = live.Question("valley.ask", ("lower", "higher"), measure=_at_the_largest_rate)
    return live.Lab("valley", controls, figure, partial(_frame, axes), question=question)


def _frame(axes: Sequence[Axes], rate: float, steps: int, batch: int) -> live.Frame:
    alone = descend(rate, batch, moving=(True, False))[: steps + 1]
    path = descend(rate, batch)[: steps + 1]
    start, end = losses(path[[0, -1]]).tolist()
    w1, w2 = (f"{weight:.1f}".replace("-", "−") for weight in path[-1])
    words = {
        "rate": f"{rate:g}", "steps": steps, "batch": batch, "start": f"{start:.2f}",
        "end": f"{end:.2f}", "lowest": f"{lowest():.2f}", "all": len(sepals()[1]),
        "w1": w1, "w2": w2,
    }  # fmt: skip

    def draw():
        for axis in axes:
            axis.set_title(text("valley.title", **words))
        _draw_path(axes[0], alone[:, 0], losses(alone))
        _draw_path(axes[1], *path.T)

    is_far = end - lowest() > 0.1 * (start - lowest())
    judged = "thrown" if end > start else "crawling" if is_far else "arriving"
    return live.spoken("valley", draw, words | {"judged": text(f"valley.{judged}")})


@cache
def lowest() -> float:
    """The loss at the bottom of the valley, on a grid of the axes."""
    return float(losses(_grid(200)).min())


def _at_the_largest_rate() -> str:
    start, end = losses(descend(RATES[-1], len(sepals()[1]))[[0, -1]])
    return "lower" if end < start else "higher"


def _grid(size: int) -> torch.Tensor:
    places = torch.linspace(*REACH, size)
    return torch.stack(torch.meshgrid(places, places, indexing="xy"), dim=-1)


def _frame_map(axes: Axes) -> None:
    grid = _grid(120)
    levels = lowest() + np.array([0.01, 0.04, 0.1, 0.2, 0.4, 0.7, 1.1, 1.6, 2.2, 3, 4])
    axes.contour(grid[0, :, 0], grid[:, 0, 1], losses(grid), levels=levels, colors=[GREY],
                 linewidths=0.8)  # fmt: skip
    axes.axhline(0, color=PALE, linewidth=0.8)
    axes.axvline(0, color=PALE, linewidth=0.8)
    axes.set(xlim=REACH, ylim=REACH, xlabel=text("valley.length"), ylabel=text("valley.width"))


def _draw_path(axes: Axes, x, y) -> None:
    """Steps as dots; where one lies outside the frame, it is drawn on the frame."""
    x = np.clip(np.asarray(x), *axes.get_xlim())
    y = np.clip(np.asarray(y), *axes.get_ylim())
    axes.plot(x, y, "-", color=TRAIN, linewidth=1, alpha=0.7)
    axes.plot(x[1:-1], y[1:-1], "o", color=TRAIN, markersize=4)
    axes.plot(x[0], y[0], "s", color=BLACK, markersize=7, zorder=5)
    axes.plot(x[-1], y[-1], "o", color=VALIDATION, markersize=9, markeredgecolor="white", zorder=6)
