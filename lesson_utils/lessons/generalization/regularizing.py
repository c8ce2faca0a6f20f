"""Labs of lesson 3 on restraining a model: weight decay, dropout, DropConnect, all together."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import torch

from lesson_utils import datasets, engine, live, models
from lesson_utils.language import text
from lesson_utils.lessons.generalization import norm_decay
from lesson_utils.lessons.generalization import regularizing_panels as panels
from lesson_utils.lessons.generalization.sealed import SealedLab
from lesson_utils.network import NetworkPanel
from lesson_utils.predictions import Question
from lesson_utils.stage import Canvas
from lesson_utils.statistics import mean_interval
from lesson_utils.style import new_figure
from lesson_utils.training import Run, Setting
from lesson_utils.training_lab import POSITIONS, TrainingLab


def weight_decay() -> TrainingLab:
    """λ, on digits with a fifth of the labels wrong, and how large the weights become."""
    sliders = {"weight_decay": POSITIONS["weight_decay"]}
    return TrainingLab("weight_decay", datasets.digits, sliders, detail=panels.WeightsPanel)


def dropout() -> TrainingLab:
    """Dropout p, on digits with a fifth of the labels wrong, and the units off in one batch."""
    sliders = {"dropout": POSITIONS["dropout"]}
    return TrainingLab(
        "dropout",
        datasets.digits,
        sliders,
        detail=panels.DroppedPanel,
        question=Question("regularizing.dropout_ask"),
    )


def regularization() -> SealedLab:
    """p, λ and hidden size on digits with a fifth of the labels wrong; the test set opens once."""
    return SealedLab("regularization", datasets.digits, POSITIONS)


SCALES = (0.0, 0.1, 0.25, 0.5, 1.0, 2.0)
DECAYS = (0.3, 1.0, 3.0)


def vanishing_norm() -> live.Lab:
    """Where did the norm go? A textbook's demonstration of weight decay, and its first weights."""
    figure, axes = new_figure(1, 2, left=0.08, right=0.985, bottom=0.16, top=0.9, wspace=0.25)
    canvas = Canvas(figure)
    steps = np.linspace(0, norm_decay.STEPS, norm_decay.EPOCHS + 1)
    norms = panels.NormPanel(axes[0], steps=norm_decay.STEPS)
    gain = panels.GainPanel(axes[1], SCALES)
    done: dict[tuple[float, float], norm_decay.Paths] = {}

    def paths(scale: float, decay: float) -> norm_decay.Paths:
        if (scale, decay) not in done:
            done[scale, decay] = norm_decay.train(weight_decay=decay, init_scale=scale)
        return done[scale, decay]

    def last_errors(decay: float) -> np.ndarray:
        known = [done.get((scale, decay)) for scale in SCALES]
        return np.array([np.nan if p is None else p.validation_error[:, -1].mean() for p in known])

    def frame(scale: float, decay: float) -> live.Frame:
        without, decayed = (paths(scale, value).norm.mean(axis=0) for value in (0.0, decay))
        formula = norm_decay.shrinking_norm(scale, decay, steps)
        errors = [last_errors(value) for value in (0.0, decay)]
        here = SCALES.index(scale)
        words = {
            "scale": f"{scale:g}", "decay": f"{decay:g}", "steps": norm_decay.STEPS,
            "norm": f"{decayed[-1]:.2f}", "formula": f"{formula[-1]:.2f}",
            "kept": f"{without[-1]:.2f}", "without": f"{errors[0][here]:.3g}",
            "error": f"{errors[1][here]:.3g}",
        }  # fmt: skip

        def draw():
            label = f"λ = {decay:g}"
            norms.update(f"initial scale {scale:g}", steps, without, decayed, label, formula)
            gain.update(*errors, label, here)

        return live.Frame(
            draw, text("regularizing.norm_alt", **words), text("regularizing.norm", **words)
        )

    def compute(init_scale: float, weight_decay: float) -> Iterator[live.Frame]:
        yield frame(init_scale, weight_decay)
        for other in SCALES:
            if not {(other, 0.0), (other, weight_decay)} <= done.keys():
                paths(other, 0.0), paths(other, weight_decay)
                yield frame(init_scale, weight_decay)

    controls = {
        "init_scale": live.slider("controls.init_scale", _named(SCALES), 1.0),
        "weight_decay": live.slider("controls.weight_decay", _named(DECAYS), 3.0),
    }
    return live.Lab("vanishing_norm", controls, canvas, compute)


HIDDEN_VALUE, THRESHOLD = 2.0, 1.0
MOST_DRAWS = 10_000


def expectation() -> live.Lab:
    """E[h′] = h by simulation, and what becomes of it behind the next non-linearity."""
    figure, axes = new_figure(1, 2, left=0.06, right=0.97, bottom=0.16, top=0.9, wspace=0.18)
    canvas = Canvas(figure)
    before = panels.RunningMeanPanel(
        axes[0], draws=MOST_DRAWS, limits=(0, 4), target=HIDDEN_VALUE, name="h = 2"
    )
    after = panels.RunningMeanPanel(
        axes[1], draws=MOST_DRAWS, limits=(0, 4), target=HIDDEN_VALUE - THRESHOLD,
        name="relu(h − 1) = 1",
    )  # fmt: skip

    def compute(dropout: float, draws: int, draw: int):
        generator = torch.Generator().manual_seed(draw)
        dropped = HIDDEN_VALUE * models.keep_mask((draws,), dropout, generator).numpy()  # h′
        activated = np.maximum(dropped - THRESHOLD, 0)
        expected = THRESHOLD * (1 + dropout)  # (1 - p) (2 / (1 - p) - 1)
        words = {
            "p": f"{dropout:g}", "draws": f"{draws:,}", "mean": f"{dropped.mean():.3f}",
            "after": f"{activated.mean():.3f}", "expected": f"{expected:g}",
        }  # fmt: skip

        def paint():
            before.update("mean of h′", dropped, HIDDEN_VALUE)
            after.update("mean of relu(h′ − 1)", activated, expected)

        yield live.Frame(
            paint, alt=text("regularizing.expectation_alt", **words),
            status=text("regularizing.expectation", **words),
        )  # fmt: skip

    controls = {
        "dropout": live.slider("controls.dropout", _named(POSITIONS["dropout"]), 0.2),
        "draws": live.slider("controls.draws", _named((1, 10, 100, 1000, MOST_DRAWS)), 100),
        "draw": live.slider("controls.draw", _named(range(10)), 0),
    }
    return live.Lab("expectation", controls, canvas, compute)


DROPPED = POSITIONS["dropout"]
DRAWN = Setting(hidden=6, epochs=60, batch_size=20)


def dropconnect() -> live.Lab:
    """Dropout beside DropConnect on one drawn network, and both trained over p."""
    figure, axes = new_figure(
        1, 3, width=10, height=3.2, width_ratios=[1, 1, 1.3], left=0.01, right=0.99, bottom=0.16,
        top=0.9, wspace=0.1,
    )  # fmt: skip
    canvas = Canvas(figure)
    networks = [NetworkPanel(panel, (4, DRAWN.hidden, 3)) for panel in axes[:2]]
    for panel, name in zip(axes, ("dropout: units gone", "DropConnect: arrows gone")):
        panel.set_title(name)
    tracks = panels.TwoTracksPanel(axes[2], DROPPED)
    fields = {"dropout": "dropout", "dropconnect": "dropconnect"}
    settings = {field: [Setting(**{field: p}) for p in DROPPED] for field in fields}
    done: dict[Setting, Run] = {}

    def frame(p: float, draw: int) -> live.Frame:
        weights = [matrix.numpy() for matrix in _drawn_weights()]
        generator = torch.Generator().manual_seed(draw)
        off_units = models.keep_mask((DRAWN.hidden,), p, generator).numpy() == 0
        off_edges = [models.keep_mask(w.shape, p, generator).numpy() == 0 for w in weights]
        bands = [_bands([done.get(setting) for setting in settings[field]]) for field in fields]
        here = DROPPED.index(p)
        losses = [f"{band[0][here]:.2f}".replace("nan", "…") for band in bands]
        words = dict(zip(fields, losses, strict=True)) | {
            "p": f"{p:g}", "units": int(off_units.sum()),
            "connections": int(sum(off.sum() for off in off_edges)),
        }  # fmt: skip
        progress = len(done) / len({setting for track in settings.values() for setting in track})

        def paint():
            networks[0].update(weights, off_nodes=[None, off_units, None])
            networks[1].update(weights, off_edges=off_edges)
            tracks.update(bands, here, "" if progress == 1 else "training …")

        return live.Frame(
            paint, text("regularizing.dropconnect_alt", **words),
            text("regularizing.dropconnect", **words), progress, 2 * (1 - progress),
        )  # fmt: skip

    def compute(dropout: float, draw: int) -> Iterator[live.Frame]:
        yield frame(dropout, draw)
        nearest = sorted(DROPPED, key=lambda p: abs(p - dropout))
        for p in nearest:
            wanted = [settings[field][DROPPED.index(p)] for field in fields]
            if any(setting not in done for setting in wanted):
                trained = engine.train_all(datasets.digits, wanted, evaluate_every=80)
                done.update(zip(wanted, trained, strict=True))
                yield frame(dropout, draw)

    controls = {
        "dropout": live.slider("controls.dropout", _named(DROPPED), 0.5),
        "draw": live.slider("controls.draw", _named(range(10)), 0),
    }
    return live.Lab("dropconnect", controls, canvas, compute)


@cache
def _drawn_weights() -> list[torch.Tensor]:
    """(4, 6) and (6, 3): a network trained on Iris, small enough to be drawn."""
    (run,) = engine.train_all(datasets.iris, [DRAWN], seeds=[0], evaluate_every=DRAWN.epochs)
    return [matrix[0] for matrix in run.parameters[::2]]


def _bands(known: list[Run | None]) -> np.ndarray:
    """(3, positions): mean, low and high of the last validation loss, NaN where not yet known."""
    unknown = (np.nan, np.nan, np.nan)
    return np.array([unknown if run is None else mean_interval(run.final()) for run in known]).T


def _named(positions) -> list[tuple[str, object]]:
    return [(f"{position:g}", position) for position in positions]
