"""Your own question: any two settings, on data of the course or your own, guessed, then measured.

own_question(Setting(), Setting(dropout=0.2))
own_question(Setting(), Setting(hidden=8), own_data(X, y))
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict

import numpy as np
import torch

from lesson_utils import datasets, engine, forest, live
from lesson_utils.arguments import as_array, must, require_type, shown
from lesson_utils.compare import Comparison, what_differs
from lesson_utils.language import text
from lesson_utils.predictions import Question
from lesson_utils.settings import Setting
from lesson_utils.style import new_figure
from lesson_utils.training import METRICS

SEEDS = range(200, 240)  # of their own, like all that judge
COUNTS = (5, 10, 20, 40)
STEP = 5  # seeds trained together; the picture grows by as many
ANSWERS = ("lower", "higher", "unclear", "diverged")
MAKERS = {
    maker.__name__: maker
    for maker in (
        datasets.digits, datasets.iris, datasets.tumours, datasets.two_moons, datasets.xor,
        datasets.temperature,
    )
}  # fmt: skip


def own_data(inputs, labels, *, name: str = "own data") -> Callable[[int], datasets.Dataset]:
    """Maker of datasets from your arrays: inputs (n, d) of numbers, and n labels of any kind.

    A fifth is sealed as test set; of the rest, each seed deals a quarter out for validation.
    Columns are scaled to mean 0 and deviation 1 of the training examples. ValueError or TypeError
    name what is wrong: shapes, NaN, fewer than 20 examples or 2 classes.
    """
    inputs, classes, places = _checked(inputs, labels)
    pool = len(inputs) - len(inputs) // 5
    order = np.random.default_rng(0).permutation(len(inputs))

    def maker(seed: int) -> datasets.Dataset:
        dealt = np.random.default_rng(seed).permutation(order[:pool])
        parts = (dealt[pool // 4 :], dealt[: pool // 4], order[pool:])
        mean, deviation = inputs[parts[0]].mean(axis=0), inputs[parts[0]].std(axis=0)
        scaled = (inputs - mean) / np.where(deviation > 0, deviation, 1)
        tables = (torch.tensor(scaled, dtype=torch.float32), torch.tensor(places))
        examples = [table[part] for part in parts for table in tables]
        return datasets.Dataset(name, tuple(map(str, classes)), *examples)

    return maker


def _checked(inputs, labels) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Inputs (n, d), the classes (q,), and for each example the place of its class (n,)."""
    inputs = as_array("inputs", inputs, "n d")
    labels = np.asarray(labels.detach() if isinstance(labels, torch.Tensor) else labels)
    if labels.shape != inputs.shape[:1]:
        raise must(ValueError, "labels", "shape", str(labels.shape), shape=inputs.shape[:1])
    if labels.dtype.kind == "f" and not np.isfinite(labels).all():
        raise must(ValueError, "labels", "finite", str(labels[~np.isfinite(labels)][0]))
    try:
        classes, places = np.unique(labels, return_inverse=True)
    except TypeError:  # they cannot be put in order
        kinds = sorted({type(label).__name__ for label in labels})
        raise must(ValueError, "labels", "one_kind", ", ".join(kinds)) from None
    if len(inputs) < 20 or not 2 <= len(classes) <= 100:
        got = text("arguments.sizes", examples=len(inputs), classes=len(classes))
        raise must(ValueError, "inputs, labels", "own_sizes", got)
    return inputs, classes, places


class OwnQuestion(live.Lab):
    """Two settings with the same seeds: more seeds make the interval narrower.

    Made by `own_question`. `comparison` is what was measured last.
    """

    def __init__(self, first: Setting, second: Setting, data: str | Callable):
        self.data = MAKERS[data] if isinstance(data, str) else data
        self.settings, self.comparison = (first, second), None
        self._values: dict[int, np.ndarray] = {}
        source = repr(data) if isinstance(data, str) else "data"
        self._line = f"own_question({_code(first)}, {_code(second)}, {source})"
        figure, self.axes = new_figure(width=7, height=1.7, left=0.27, right=0.97, bottom=0.36)
        controls = {
            "seeds": live.slider("controls.seeds", COUNTS, 20),
            "metric": live.choice(
                "controls.metric", [(text(f"metrics.{m}"), m) for m in METRICS], "validation_loss"
            ),
        }
        asked = self._line.encode()
        if not isinstance(data, str):  # the line does not say which
            example = datasets.made(data, SEEDS[0])
            asked += example.train_inputs.numpy().tobytes() + example.train_labels.numpy().tobytes()
        name = f"own_question_{zlib.crc32(asked):08x}"  # each question is asked once
        question = Question("own.own_ask", ANSWERS, self._measured)
        super().__init__(name, controls, figure, self._compute, question=question)

    @property
    def code(self) -> str:
        return self._line

    def _compute(self, seeds: int, metric: str) -> Iterator[live.Frame]:
        for count in range(STEP, seeds + 1, STEP):
            for _ in self._train(SEEDS[count - STEP : count]):
                if count > STEP:
                    yield self._frame(count - STEP, seeds, metric)
            yield self._frame(count, seeds, metric)

    def _train(self, seeds) -> Iterator[None]:
        """Until every metric of these seeds is known; may be dropped at any yield."""
        if all(seed in self._values for seed in seeds):
            return
        every = max(1, *(setting.epochs for setting in self.settings))
        runs = []
        for grown in engine.train_many(self.data, self.settings, seeds=seeds, evaluate_every=every):
            runs = grown
            yield
        finals = np.array([[run.final(metric) for metric in METRICS] for run in runs])
        self._values |= {seed: finals[:, :, place] for place, seed in enumerate(seeds)}

    def _compare(self, count: int, metric: str) -> Comparison:
        row = METRICS.index(metric)
        first, second = np.array([self._values[seed][:, row] for seed in SEEDS[:count]]).T
        labels = what_differs(*self.settings, self.settings[0])
        return Comparison(first, second, labels, f"metrics.{metric}")

    def _measured(self) -> str:
        for count in range(STEP, 21, STEP):
            for _ in self._train(SEEDS[count - STEP : count]):
                pass
        return self._compare(20, "validation_loss").verdict

    def _frame(self, count: int, seeds: int, metric: str) -> live.Frame:
        comparison = self.comparison = self._compare(count, metric)

        def still():
            self.axes.relim()  # the last row is gone already
            self.axes.autoscale(True)
            forest.draw_panel(self.axes, [comparison])

        return live.Frame(
            lambda: None, comparison.sentence, comparison.sentence, count / seeds,
            key=(count, metric), still=still,
        )  # fmt: skip


def own_question(first: Setting, second: Setting, data: str | Callable = "digits") -> OwnQuestion:
    """Lab that asks what the second setting does to the first, and measures it over 20 seeds.

    `data` is the name of a maker in `datasets`, or a maker, as `own_data` gives. ValueError or
    TypeError where the settings are the same, or the data cannot be learnt.
    """
    for name, setting in (("first", first), ("second", second)):
        require_type(name, setting, Setting)
    if first == second:
        raise must(ValueError, "first, second", "differ", _code(first))
    if isinstance(data, str) and data not in MAKERS or not isinstance(data, str | Callable):
        raise must(ValueError, "data", "maker_or", shown(data), names=", ".join(MAKERS))
    return OwnQuestion(first, second, data)


def _code(setting: Setting) -> str:
    """The shortest line that makes a setting."""
    plain = asdict(Setting())
    changed = {name: value for name, value in asdict(setting).items() if value != plain[name]}
    return f"Setting({', '.join(f'{name}={value!r}' for name, value in changed.items())})"
