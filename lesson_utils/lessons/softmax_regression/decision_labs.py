"""Labs on thresholds: where a number becomes a decision."""

from collections.abc import Iterator

import numpy as np
import torch

from lesson_utils import datasets, engine, live
from lesson_utils.language import text
from lesson_utils.lessons.softmax_regression.decision_panels import (
    ConfusionPanel,
    PricePanel,
    RiskPanel,
    ThresholdPanel,
)
from lesson_utils.lessons.softmax_regression.decisions import (
    confusion,
    cut,
    fit_line,
    illness_risk,
    line_outputs,
)
from lesson_utils.stage import Canvas
from lesson_utils.style import new_figure
from lesson_utils.training import Setting

CODINGS = ((1, 2, 3), (1, 3, 2), (2, 1, 3))
FLOWERS = Setting(hidden=0, learning_rate=0.2, batch_size=20, epochs=400)


def thresholds() -> live.Lab:
    """Linear regression on class codes, cut by two thresholds, beside softmax regression."""
    data = datasets.iris(0)
    labels, q = data.validation_labels, len(data.classes)
    figure, axes = new_figure(
        1, 3, width=10, height=3.3, width_ratios=[1.7, 1, 1],
        left=0.09, right=0.99, bottom=0.16, top=0.84, wspace=0.47,
    )  # fmt: skip
    line = ThresholdPanel(axes[0], labels, names=data.classes, limits=(0.4, 3.6))
    by_cut, by_softmax = (ConfusionPanel(axis, names=data.classes) for axis in axes[1:])
    fits = {codes: fit_line(data.train_inputs, torch.tensor(codes)[data.train_labels])
            for codes in CODINGS}  # fmt: skip
    softmax_counts = confusion(softmax_choice(data), labels, q)

    def compute(first: float, second: float, codes: tuple) -> Iterator[live.Frame]:
        pair = sorted((first, second))
        outputs = line_outputs(fits[codes], data.validation_inputs)
        counts = confusion(cut(outputs, pair, codes), labels, q)
        right, softmax_right = int(counts.trace()), int(softmax_counts.trace())
        words = {
            "first": f"{pair[0]:g}", "second": f"{pair[1]:g}", "of": len(labels), "right": right,
            "softmax": softmax_right, "codes": ", ".join(map(str, codes)),
        }  # fmt: skip

        def draw():
            line.update(outputs, pair, np.argsort(codes))
            by_cut.update(f"thresholds: {right} of {len(labels)}", counts)
            by_softmax.update(f"softmax: {softmax_right} of {len(labels)}", softmax_counts)

        yield live.Frame(draw, text("thresholds.alt", **words), text("thresholds.status", **words))

    positions = [(f"{value:.1f}", float(value)) for value in np.arange(0.6, 3.45, 0.1).round(1)]
    controls = {
        "first": live.slider("controls.first_threshold", positions, 1.2),
        "second": live.slider("controls.second_threshold", positions, 2.9),
        "codes": live.slider(
            "controls.codes", [(", ".join(map(str, codes)), codes) for codes in CODINGS], (1, 2, 3)
        ),
    }
    return live.Lab("thresholds", controls, Canvas(figure), compute)


def softmax_choice(data: datasets.Dataset) -> torch.Tensor:
    """(n,) what softmax regression makes of the validation examples: the highest score wins."""
    (run,) = engine.train_all(
        lambda seed: data, [FLOWERS], seeds=[0], evaluate_every=FLOWERS.epochs
    )
    return run.probabilities(data.validation_inputs)[0].argmax(dim=1)


def costs() -> live.Lab:
    """A missed illness costs more than a false alarm: the best threshold leaves argmax."""
    risk, ill = (values.ravel() for values in illness_risk(tuple(range(20))))
    figure, axes = new_figure(
        1, 2, width=9, left=0.03, right=0.98, bottom=0.16, top=0.88, wspace=0.16
    )
    bins = np.linspace(0, 1, 26)
    counts = [np.histogram(risk[ill == side], bins)[0] / len(risk) * 100 for side in (False, True)]
    patients = RiskPanel(axes[0], *counts, cap=8)
    cuts = np.linspace(0.01, 0.99, 99).round(2)
    missed = np.array([(ill & (risk <= cut)).mean() for cut in cuts])
    alarms = np.array([(~ill & (risk > cut)).mean() for cut in cuts])
    prices_panel = PricePanel(axes[1], cuts, highest=1.5)

    def compute(cost: int, threshold: float) -> Iterator[live.Frame]:
        prices = cost * missed + alarms
        place, argmax = (int(np.abs(cuts - value).argmin()) for value in (threshold, 0.5))
        words = {
            "cost": cost, "threshold": f"{threshold:.2f}",
            "missed": f"{100 * missed[place]:.1f}", "alarms": f"{100 * alarms[place]:.1f}",
            "price": f"{prices[place]:.2f}", "argmax": f"{prices[argmax]:.2f}",
            "best": f"{cuts[prices.argmin()]:.2f}", "lowest": f"{prices.min():.2f}",
            "theory": f"{1 / (1 + cost):.2f}",
        }  # fmt: skip

        def draw():
            patients.update(threshold)
            prices_panel.update(prices, threshold, 1 / (1 + cost))

        yield live.Frame(draw, text("costs.alt", **words), text("costs.status", **words))

    controls = {
        "cost": live.slider("controls.cost", [(f"{c}", c) for c in (1, 2, 5, 10, 20)], 10),
        "threshold": live.slider(
            "controls.threshold", [(f"{t:.2f}", float(t)) for t in cuts], 0.5
        ),
    }  # fmt: skip
    return live.Lab("costs", controls, Canvas(figure), compute)
