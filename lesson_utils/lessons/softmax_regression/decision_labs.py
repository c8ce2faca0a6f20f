"""Labs on thresholds: where a number becomes a decision, and what a wrong one costs."""

from collections.abc import Sequence
from functools import cache, partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from lesson_utils import datasets, engine, live
from lesson_utils.language import class_names, text
from lesson_utils.lessons.softmax_regression import decisions
from lesson_utils.lessons.softmax_regression.claims import IRIS
from lesson_utils.style import BLACK, BLUE, CENTRED, CLASSES, GREY, VERMILION, new_figure

CODINGS = ((1, 2, 3), (1, 3, 2), (2, 1, 3))
LIMITS = (0.4, 3.6)
PLACES = np.arange(0.6, 3.45, 0.1).round(1).tolist()  # of a threshold
CUTS = np.linspace(0.01, 0.99, 99).round(2)
SEEDS = tuple(range(20))  # each with its own patients
CAP = 8  # of 100 patients: higher bars are broken off
HIGHEST = 1.5  # cost a patient
HEALTHY, ILL = CLASSES[:2]


@live.opens
def thresholds() -> live.Lab:
    """Linear regression on class codes, cut by two thresholds, beside softmax regression."""
    names = class_names(datasets.iris(0).classes)
    figure, axes = new_figure(
        1, 3, width=10, height=3.3, rect=(0.09, 0.16, 0.99, 0.84),
        width_ratios=[1.45, 1.1, 1.1], wspace=0.47,
    )  # fmt: skip
    axes[0].set(xlim=LIMITS, ylim=(-0.5, len(names) - 0.5), xlabel=text("thresholds.output"))
    axes[0].set_xticks(np.arange(0.5, LIMITS[1], 0.5))
    axes[0].set_yticks(range(len(names)), list(reversed(names)), fontsize=9)
    for axis in axes[1:]:
        _frame_confusion(axis, names)

    named = [(f"{value:.1f}", value) for value in PLACES]
    codings = [(", ".join(map(str, codes)), codes) for codes in CODINGS]
    controls = {
        "first": live.slider("controls.first_threshold", named, 1.2),
        "second": live.slider("controls.second_threshold", named, 2.9),
        "codes": live.slider("controls.codes", codings, (1, 2, 3)),
    }
    question = live.Question("thresholds.ask", ("most", "some", "few"), measure=_best_out_of_order)
    compute = partial(_thresholds_frame, axes)
    return live.Lab("thresholds", controls, figure, compute, question=question)


def most_right(codes: tuple[int, ...]) -> int:
    """How many flowers the best pair of thresholds gets right."""
    pairs = [(low, high) for low in PLACES for high in PLACES if low <= high]
    return max(int(decisions.coded_hits(0, codes, pair).sum()) for pair in pairs)


def _best_out_of_order() -> str:
    right = most_right((1, 3, 2))
    return "most" if right > 35 else "some" if right > 30 else "few"


@cache
def _softmax_counts() -> np.ndarray:
    """(q, q) how often softmax regression calls each true class each class: the highest score."""
    data, run = datasets.iris(0), engine.train_one(datasets.iris, IRIS, [0])
    predicted = run.probabilities(data.validation_inputs)[0].argmax(dim=1)
    return decisions.confusion(predicted, data.validation_labels, 3).numpy()


def _thresholds_frame(axes: Sequence[Axes], first, second, codes: tuple[int, ...]) -> live.Frame:
    pair, names = sorted((first, second)), class_names(datasets.iris(0).classes)
    labels, outputs = datasets.iris(0).validation_labels, decisions.coded_outputs(0, codes)
    counts = decisions.confusion(decisions.cut(outputs, pair, codes), labels, len(names)).numpy()
    words = {
        "first": f"{pair[0]:g}", "second": f"{pair[1]:g}", "of": len(labels),
        "right": counts.trace(), "softmax": _softmax_counts().trace(),
        "codes": ", ".join(map(str, codes)),
    }  # fmt: skip

    def draw():
        _draw_outputs(axes[0], outputs, labels.numpy(), pair, np.argsort(codes), names)
        _draw_confusion(axes[1], text("thresholds.by_cut", **words), counts)
        _draw_confusion(axes[2], text("thresholds.by_softmax", **words), _softmax_counts())

    return live.spoken("thresholds", draw, words)


def _draw_outputs(axes: Axes, outputs, labels, pair, order, names) -> None:
    """A row for each true class; `order` says which class each interval stands for."""
    edges = [LIMITS[0], *pair, LIMITS[1]]
    for place, left, right in zip(order, edges, edges[1:]):
        axes.axvspan(left, right, color=CLASSES[place], alpha=0.16, linewidth=0)
        if right - left > 0.55:
            middle, above = (left + right) / 2, len(names) - 0.42
            axes.text(middle, above, names[place], ha="center", fontsize=9)
    rows = len(names) - 1 - labels  # the first class on top
    heights = rows + np.random.default_rng(0).uniform(-0.24, 0.24, len(rows))
    axes.scatter(
        outputs.clip(*LIMITS), heights, s=22, linewidths=0.5, edgecolors="white",
        color=[CLASSES[label] for label in labels], zorder=3,
    )  # fmt: skip
    for threshold in pair:
        axes.axvline(threshold, color=BLACK, linewidth=1.6)


def _frame_confusion(axes: Axes, names: Sequence[str]) -> None:
    axes.imshow(np.ones((len(names), len(names), 3)), aspect="auto")
    axes.set_xticks(range(len(names)), names, fontsize=9)
    axes.set_yticks(range(len(names)), names, fontsize=9)
    axes.set(xlabel=text("thresholds.predicted"), ylabel=text("thresholds.true"))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _draw_confusion(axes: Axes, title: str, counts: np.ndarray) -> None:
    """Counts (q, q): how often each true class (row) was called each class (column)."""
    share = counts / counts.sum(axis=1, keepdims=True).clip(1)
    hits = np.eye(len(counts), dtype=bool)[:, :, None]
    ink = 1 - np.where(hits, to_rgb(BLUE), to_rgb(VERMILION))
    axes.imshow(1 - 0.75 * share[:, :, None] * ink, aspect="auto")
    axes.set_title(title)
    for (row, column), count in np.ndenumerate(counts):
        axes.text(column, row, count, fontsize=11, color=BLACK if count else GREY, **CENTRED)


@live.opens
def costs() -> live.Lab:
    """A missed illness costs more than a false alarm: the best threshold leaves argmax."""
    figure, axes = new_figure(1, 2, width=9, rect=(0.03, 0.16, 0.98, 0.88), wspace=0.16)
    _frame_patients(axes[0])
    axes[1].axvline(0.5, color=GREY, linewidth=1.2, linestyle="--")
    axes[1].text(0.49, 0.98 * HIGHEST, "argmax", color=GREY, fontsize=9, ha="right", va="top")
    axes[1].set(xlim=(0, 1), ylim=(0, HIGHEST), xlabel=text("controls.threshold"))
    axes[1].set_title(text("costs.price"))

    controls = {
        "cost": live.slider("controls.cost", (1, 2, 5, 10, 20), 10),
        "threshold": live.slider("controls.threshold", [(f"{t:.2f}", float(t)) for t in CUTS], 0.5),
    }
    question = live.Question("costs.ask", ("below", "at", "above"), measure=_cheapest)
    return live.Lab("costs", controls, figure, partial(_costs_frame, axes), question=question)


@cache
def mistakes_at_cuts() -> tuple[np.ndarray, np.ndarray]:
    """Shares (T,) of all patients, at each of CUTS: ill ones sent home, healthy ones treated."""
    risk, ill = decisions.illness_risk(SEEDS)
    treated = risk > CUTS[:, None, None]
    return (ill & ~treated).mean(axis=(1, 2)), (~ill & treated).mean(axis=(1, 2))


def _cheapest() -> str:
    missed, alarms = mistakes_at_cuts()
    best = CUTS[(10 * missed + alarms).argmin()]
    return "at" if abs(best - 0.5) < 0.05 else "below" if best < 0.5 else "above"


def _costs_frame(axes: Sequence[Axes], cost: int, threshold: float) -> live.Frame:
    missed, alarms = mistakes_at_cuts()
    prices = cost * missed + alarms
    place, argmax = (int(np.abs(CUTS - value).argmin()) for value in (threshold, 0.5))
    words = {
        "cost": cost, "threshold": f"{threshold:.2f}",
        "missed": f"{100 * missed[place]:.1f}", "alarms": f"{100 * alarms[place]:.1f}",
        "price": f"{prices[place]:.2f}", "argmax": f"{prices[argmax]:.2f}",
        "best": f"{CUTS[prices.argmin()]:.2f}", "lowest": f"{prices.min():.2f}",
        "theory": f"{1 / (1 + cost):.2f}",
    }  # fmt: skip

    def draw():
        _draw_cut(axes[0], threshold)
        _draw_prices(axes[1], prices, place, words)

    return live.spoken("costs", draw, words)


def _frame_patients(axes: Axes) -> None:
    """Who gets which probability of illness: bars of the healthy above, of the ill below."""
    risk, ill = map(np.ravel, decisions.illness_risk(SEEDS))
    edges = np.linspace(0, 1, 26)
    for side, colour, sign in ((~ill, HEALTHY, 1), (ill, ILL, -1)):
        counts = np.histogram(risk[side], edges)[0] / len(risk) * 100
        axes.bar(edges[:-1], sign * np.minimum(counts, CAP), width=1 / 25, align="edge",
                 color=colour, edgecolor="white", linewidth=0.6)  # fmt: skip
        for edge, count in zip(edges[:-1][counts > CAP], counts[counts > CAP]):
            break_mark = [sign * 0.84 * CAP, sign * 0.9 * CAP]  # and how high the bar would be
            axes.plot([edge, edge + 0.04], break_mark, color="white", linewidth=3)
            axes.text(edge + 0.02, sign * 0.6 * CAP, f"{count:.0f}", color="white", fontsize=9,
                      rotation=90, **CENTRED)  # fmt: skip
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.text(0.98, 0.5 * CAP, text("costs.healthy"), color=HEALTHY, ha="right", va="top")
    axes.text(0.7, -0.7 * CAP, text("costs.ill"), color=ILL, va="bottom")
    axes.set(xlim=(0, 1), ylim=(-1.35 * CAP, 1.15 * CAP), xlabel=text("costs.risk"), yticks=())
    axes.set_title(text("costs.patients", cap=CAP))
    axes.spines["left"].set_visible(False)


def _draw_cut(axes: Axes, threshold: float) -> None:
    axes.axvline(threshold, color=BLACK)
    sides = (("home", "right", threshold > 0.2), ("treated", "left", threshold < 0.85))
    for key, align, seen in sides:
        word = f" {text(f'costs.{key}')} " if seen else ""
        axes.text(threshold, -1.25 * CAP, word, ha=align, va="center", fontsize=9)


def _draw_prices(axes: Axes, prices, place: int, words: dict) -> None:
    """Cost a patient over the thresholds: where we are, the lowest, and where the rule puts it."""
    theory, best = float(words["theory"]), CUTS[prices.argmin()]
    axes.axvline(theory, color=GREY, linewidth=1.2, linestyle=":")
    axes.text(theory + 0.01, 0.9 * HIGHEST, f"1/(1+c) = {words['theory']}", color=GREY, fontsize=9,
              va="top")  # fmt: skip
    axes.plot(CUTS, prices, color=BLACK)
    axes.plot(CUTS[place], min(prices[place], HIGHEST), "o", color=VERMILION, markersize=10)
    low = prices.min() > 0.15 * HIGHEST  # else the mark stands above the lowest: no room below
    mark, near, far = ("^", -0.03, -0.1) if low else ("v", 0.03, 0.1)
    axes.plot(best, prices.min() + near * HIGHEST, mark, color=BLACK, markersize=9)
    height = prices.min() + far * HIGHEST
    axes.text(best + 0.02, height, text("costs.lowest", **words), color=BLACK, fontsize=9)
