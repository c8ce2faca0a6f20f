"""Forward and backward through the worked example of section 2.5, as a graph with its numbers."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from matplotlib.axes import Axes

from lesson_utils import live
from lesson_utils.language import text
from lesson_utils.predictions import Question
from lesson_utils.style import BLACK, GREY, PALE, new_figure

GRADIENT = "#A6266E"  # of every number that goes backward
X, LABEL = 2.0, 0  # the example: its input, and its class
STEPS = ("a", "h", "o", "p", "loss", "do", "dw2", "dh", "da", "dw1", "update", "again")
PLACES = {  # of the nodes; scores and probabilities are two, one a class
    "x": (0, 0), "a": (1.25, 0), "h": (2.5, 0), "o": (4.0, 0.62), "o′": (4.0, -0.62),
    "p": (5.3, 0.62), "p′": (5.3, -0.62), "L": (6.5, 0),
}  # fmt: skip
EDGES = (  # from, to, the weight on it
    ("x", "a", "w1"), ("a", "h", None), ("h", "o", "w2"), ("h", "o′", "w2′"), ("o", "p", None),
    ("o′", "p′", None), ("p", "L", None), ("p′", "L", None),
)  # fmt: skip


@dataclass(frozen=True)
class Pass:
    """Every number of one forward and one backward pass; `o`, `p` and their weights are (2,)."""

    w1: float
    w2: np.ndarray
    a: float
    h: float
    o: np.ndarray
    p: np.ndarray
    loss: float
    do: np.ndarray
    dw2: np.ndarray
    dh: float
    da: float
    dw1: float


def run_pass(w1: float, w2: np.ndarray) -> Pass:
    """The formulas of section 2.5 for one example and one hidden ReLU unit without biases."""
    a = w1 * X
    h = max(a, 0.0)
    o = h * w2
    p = np.exp(o - o.max()) / np.exp(o - o.max()).sum()
    loss = -np.log(p[LABEL])
    do = p - np.eye(2)[LABEL]
    dw2, dh = h * do, float(do @ w2)
    da = dh if a > 0 else 0.0
    return Pass(w1, w2, a, h, o, p, loss, do, dw2, dh, da, da * X)


def backward_graph() -> live.Lab:
    """One training step of a tiny network, number by number."""
    figure, axes = new_figure(width=10, height=3.7, left=0.01, right=0.99, bottom=0.01, top=0.9)
    axes.set(xlim=(-0.6, 7.1), ylim=(-1.2, 1.05))
    axes.set_axis_off()

    def compute(step: int, w1: float, learning_rate: float) -> Iterator[live.Frame]:
        first = run_pass(w1, np.array([1.0, -1.0]))
        second = run_pass(
            first.w1 - learning_rate * first.dw1, first.w2 - learning_rate * first.dw2
        )
        shown = second if step >= STEPS.index("update") else first
        words = _words(first, second) | {"rate": f"{learning_rate:g}"}

        def draw():
            axes.set_title(text(f"mlp.step_{STEPS[step]}", **words))
            _draw_graph(axes, shown, step)

        yield live.Frame(
            draw, text("mlp.graph_alt", step=text(f"mlp.step_{STEPS[step]}", **words), **words),
            text(f"mlp.why_{STEPS[step]}", **words),
        )  # fmt: skip

    steps = [(text("mlp.step_number", number=k + 1), k) for k in range(len(STEPS))]
    starts = [(f"{w:g}".replace("-", "−"), w) for w in (-0.5, 0.25, 0.5, 1.0, 2.0)]
    rates = (0.1, 0.5, 1.0, 2.0, 5.0)
    controls = {
        "step": live.slider("mlp.step", steps, 0),
        "w1": live.slider("mlp.w1", starts, 0.5),
        "learning_rate": live.slider("controls.learning_rate", rates, 0.5),
    }
    question = Question("mlp.graph_ask", ("larger", "smaller", "same"), measure=_moves)
    return live.Lab("backward_graph", controls, figure, compute, question=question)


def _moves() -> str:
    """Where a step takes w₁ = 0.5: against its gradient."""
    slope = run_pass(0.5, np.array([1.0, -1.0])).dw1
    return "larger" if slope < 0 else "smaller" if slope > 0 else "same"


def _words(first: Pass, second: Pass) -> dict[str, str]:
    """All numbers of both passes as text: the second with the mark `new_`."""
    words = {}
    for mark, numbers in (("", first), ("new_", second)):
        for name, value in asdict(numbers).items():
            pair = np.atleast_1d(value)
            words[mark + name] = _written(pair[0])
            if len(pair) == 2:
                words[f"{mark}{name}b"] = _written(pair[1])
    return words


def _written(number: float) -> str:
    """Four decimals where they are needed, and a true minus sign."""
    return f"{round(float(number), 4) + 0.0:.4g}".replace("-", "−")


def _draw_graph(axes: Axes, numbers: Pass, step: int) -> None:
    known = set(STEPS[: step + 1])
    is_new = "update" in known  # the weights have moved; the rest is computed again at the end
    if is_new:
        known = set(STEPS[:5]) if "again" in known else set()
    _draw_edges(axes, numbers, known)
    values = {
        "x": ("x", X, None, True), "a": ("a", numbers.a, numbers.da, "a" in known),
        "h": ("h", numbers.h, numbers.dh, "h" in known),
        "o": ("o₁", numbers.o[0], numbers.do[0], "o" in known),
        "o′": ("o₂", numbers.o[1], numbers.do[1], "o" in known),
        "p": ("p₁", numbers.p[0], None, "p" in known),
        "p′": ("p₂", numbers.p[1], None, "p" in known),
        "L": ("L", numbers.loss, None, "loss" in known),
    }  # fmt: skip
    gradients = {"a": "da", "h": "dh", "o": "do", "o′": "do"}
    for place, (name, value, slope, seen) in values.items():
        has_slope = slope is not None and gradients[place] in known
        _draw_node(axes, place, name, value if seen else None, slope if has_slope else None)


def _draw_edges(axes: Axes, numbers: Pass, known: set[str]) -> None:
    weights = {
        "w1": ("w₁", numbers.w1, numbers.dw1, "dw1"),
        "w2": ("w₂₁", numbers.w2[0], numbers.dw2[0], "dw2"),
        "w2′": ("w₂₂", numbers.w2[1], numbers.dw2[1], "dw2"),
    }
    for start, end, weight in EDGES:
        (x0, y0), (x1, y1) = PLACES[start], PLACES[end]
        axes.plot([x0, x1], [y0, y1], color=GREY if weight else PALE, linewidth=1.6, zorder=0)
        if weight:
            name, value, slope, needs = weights[weight]
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            x, y = x - 0.3 * abs(y1), y + (-0.2 if y1 < 0 else 0.14)  # clear of the edge
            axes.text(x, y, f"{name} = {_written(value)}", ha="center", va="center")
            if needs in known:
                y += -0.2 if y1 < 0 else 0.2
                _write_gradient(axes, x, y, f"d{name}", slope)


def _draw_node(axes: Axes, place: str, name: str, value, slope) -> None:
    x, y = PLACES[place]
    axes.plot(
        [x], [y], "o", markersize=44, color="white", markeredgewidth=1.6,
        markeredgecolor=PALE if value is None else BLACK, zorder=1,
    )  # fmt: skip
    axes.text(x, y + 0.1, name, ha="center", va="center", color=GREY, fontsize=9, zorder=2)
    if value is not None:
        axes.text(
            x, y - 0.07, _written(value), ha="center", va="center", fontweight="bold",
            fontsize=9.5, zorder=2,
        )  # fmt: skip
    if slope is not None:
        _write_gradient(axes, x, y - 0.42, f"d{name}", slope)


def _write_gradient(axes: Axes, x: float, y: float, name: str, value: float) -> None:
    axes.text(
        x, y, f"{name} = {_written(value)}", ha="center", va="center", color=GRADIENT,
        fontweight="bold", fontsize=9.5,
    )  # fmt: skip
