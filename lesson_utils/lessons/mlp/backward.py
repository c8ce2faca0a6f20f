"""Forward and backward through the worked example of section 2.5, as a graph with its numbers."""

from collections.abc import Set

import numpy as np
from matplotlib.axes import Axes

from lesson_utils import live
from lesson_utils.language import text
from lesson_utils.style import BLACK, CENTRED, GREY, PALE, new_figure

GRADIENT = "#A6266E"  # of every number that goes backward
X, LABEL = 2.0, 0  # the example: its input, and its class
STEPS = ("a", "h", "o", "p", "loss", "do", "dw2", "dh", "da", "dw1", "update", "again")
NODES = {  # the number in a node: its name, and where the node stands
    "x": ("x", 0, 0), "a": ("a", 1.25, 0), "h": ("h", 2.5, 0),
    "o": ("o₁", 4.0, 0.62), "ob": ("o₂", 4.0, -0.62),
    "p": ("p₁", 5.3, 0.62), "pb": ("p₂", 5.3, -0.62), "loss": ("L", 6.5, 0),
}  # fmt: skip
EDGES = (  # from, to, the weight on it and its name
    ("x", "a", "w1", "w₁"), ("a", "h", "", ""), ("h", "o", "w2", "w₂₁"), ("h", "ob", "w2b", "w₂₂"),
    ("o", "p", "", ""), ("ob", "pb", "", ""), ("p", "loss", "", ""), ("pb", "loss", "", ""),
)  # fmt: skip


def run_pass(w1: float, w2: np.ndarray) -> dict[str, float]:
    """Every number of a forward and a backward pass: one example, one ReLU unit, no biases.

    By the formulas of section 2.5. Scores and probabilities are two, one a class, as their weights
    `w2` (2,): what belongs to the second class ends in b. `dw1` is the gradient of the loss by w1.
    """
    a = w1 * X
    h = max(a, 0.0)
    o = h * w2
    p = np.exp(o - o.max()) / np.exp(o - o.max()).sum()
    do = p - np.eye(2)[LABEL]
    dh = float(do @ w2)
    da = dh if a > 0 else 0.0
    numbers = {"x": X, "w1": w1, "a": a, "h": h, "loss": -np.log(p[LABEL])}
    numbers |= {"dh": dh, "da": da, "dw1": da * X}
    for name, pair in {"w2": w2, "o": o, "p": p, "do": do, "dw2": h * do}.items():
        numbers |= {name: pair[0], f"{name}b": pair[1]}
    return numbers


@live.opens
def backward_graph() -> live.Lab:
    """One training step of a tiny network, number by number."""
    figure, axes = new_figure(width=10, height=3.7, rect=(0.01, 0.01, 0.99, 0.9))
    axes.set(xlim=(-0.6, 7.1), ylim=(-1.2, 1.05))
    axes.set_axis_off()

    def compute(step: int, w1: float, learning_rate: float) -> live.Frame:
        first, second = (_written(numbers) for numbers in _two_passes(w1, learning_rate))
        new = {f"new_{name}": number for name, number in second.items()}
        words, key = first | new | {"rate": f"{learning_rate:g}"}, STEPS[step]
        title = text(f"mlp.step_{key}", **words)

        def draw():
            axes.set_title(title)
            _draw_graph(axes, second if step >= STEPS.index("update") else first, _seen(step))

        return live.Frame(draw, text("mlp.graph.alt", step=title), text(f"mlp.why_{key}", **words))

    steps = [(text("mlp.step_number", number=k + 1), k) for k in range(len(STEPS))]
    starts = [(f"{w:g}".replace("-", "−"), w) for w in (-0.5, 0.25, 0.5, 1.0, 2.0)]
    controls = {
        "step": live.slider("mlp.step", steps, 0),
        "w1": live.slider("mlp.w1", starts, 0.5),
        "learning_rate": live.slider("controls.learning_rate", (0.1, 0.5, 1.0, 2.0, 5.0), 0.5),
    }
    question = live.Question("mlp.graph_ask", ("larger", "smaller", "same"), measure=_moves)
    return live.Lab("backward_graph", controls, figure, compute, question=question)


def _two_passes(w1: float, learning_rate: float) -> tuple[dict, dict]:
    """The numbers before a step, and those after it."""
    first = run_pass(w1, np.array([1.0, -1.0]))
    w1, *w2 = (first[name] - learning_rate * first[f"d{name}"] for name in ("w1", "w2", "w2b"))
    return first, run_pass(w1, np.array(w2))


def _moves() -> str:
    """Where a step takes w₁ = 0.5: against its gradient."""
    slope = run_pass(0.5, np.array([1.0, -1.0]))["dw1"]
    return "larger" if slope < 0 else "smaller" if slope > 0 else "same"


def _written(numbers: dict[str, float]) -> dict[str, str]:
    """Four decimals where they are needed, and a true minus sign."""
    return {
        name: f"{round(float(number), 4) + 0.0:.4g}".replace("-", "−")
        for name, number in numbers.items()
    }


def _seen(step: int) -> Set[str]:
    """Names of the numbers that the graph shows at a step: after the update all is open again."""
    known = set(STEPS[: step + 1])
    if "update" in known:
        known = set(STEPS[:5]) if "again" in known else set()
    return known | {"x", "w1", "w2"}


def _draw_graph(axes: Axes, numbers: dict[str, str], seen: Set[str]) -> None:
    shown = {name: number for name, number in numbers.items() if name.removesuffix("b") in seen}
    for start, end, weight, name in EDGES:
        (_, x0, y0), (_, x1, y1) = NODES[start], NODES[end]
        axes.plot([x0, x1], [y0, y1], color=GREY if weight else PALE, linewidth=1.6, zorder=0)
        if weight:
            x = (x0 + x1) / 2 - 0.3 * abs(y1)
            y = (y0 + y1) / 2 + (-0.2 if y1 < 0 else 0.14)  # clear of the edge
            axes.text(x, y, f"{name} = {shown[weight]}", **CENTRED)
            _write_gradient(axes, x, y + (-0.2 if y1 < 0 else 0.2), name, shown.get(f"d{weight}"))
    for number, (name, x, y) in NODES.items():
        _draw_node(axes, x, y, name, shown.get(number))
        _write_gradient(axes, x, y - 0.42, name, shown.get(f"d{number}"))


def _draw_node(axes: Axes, x: float, y: float, name: str, value: str | None) -> None:
    edge = PALE if value is None else BLACK
    axes.plot([x], [y], "o", markersize=44, color="white", markeredgewidth=1.6,
              markeredgecolor=edge, zorder=1)  # fmt: skip
    axes.text(x, y + 0.1, name, color=GREY, fontsize=9, zorder=2, **CENTRED)
    axes.text(x, y - 0.07, value or "", fontweight="bold", fontsize=9.5, zorder=2, **CENTRED)


def _write_gradient(axes: Axes, x: float, y: float, name: str, value: str | None) -> None:
    if value is not None:
        axes.text(x, y, f"d{name} = {value}", color=GRADIENT, fontweight="bold", fontsize=9.5,
                  **CENTRED)  # fmt: skip
