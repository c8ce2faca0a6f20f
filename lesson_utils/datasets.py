"""Small data sets, real or generated, all offline.

Every maker takes a seed and returns a `Dataset`; the same seed gives the same data. Real data are
split anew by each seed, except for a test set that no seed ever moves: it stays sealed.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from lesson_utils import tables
from lesson_utils.arguments import (
    must,
    require_fraction,
    require_integer,
    require_labels,
    require_number,
    require_seed,
    require_tensors,
    require_type,
    shown,
)

IRIS_FEATURES = ("sepal length", "sepal width", "petal length", "petal width")
SEALED_SEED = 20_000  # which examples are sealed is decided once, for all seeds


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples with labels, in three parts.

    Inputs are (n, d) float32; labels are (n,) int64, positions in `classes`. The labels of the
    generated polynomial data are float32 numbers, and its `classes` is empty.
    """

    name: str
    classes: tuple[str, ...]
    train_inputs: Tensor
    train_labels: Tensor
    validation_inputs: Tensor
    validation_labels: Tensor
    test_inputs: Tensor
    test_labels: Tensor

    @property
    def n_features(self) -> int:
        return self.train_inputs.shape[1]


def require_dataset(name: str, data):
    """A Dataset that a network can learn to classify; errors name the part that is wrong."""
    require_type(name, data, Dataset)
    if not data.classes:
        raise must(ValueError, name, "classes", repr(data.name))
    shapes = {"train": "n d", "validation": "m d", "test": "t d"}
    inputs = {part: getattr(data, f"{part}_inputs") for part in shapes}
    require_tensors(**{f"{name}.{part}_inputs": (inputs[part], shapes[part]) for part in shapes})
    if data.train_inputs.dtype != torch.get_default_dtype():
        got = str(data.train_inputs.dtype)
        raise must(TypeError, name, "inputs_of", got, kind=torch.get_default_dtype())
    for part in shapes:
        labels = getattr(data, f"{part}_labels")
        require_labels(f"{name}.{part}_labels", labels, len(inputs[part]), len(data.classes))


def made(maker, seed: int) -> Dataset:
    """The Dataset that a maker gives for a seed, checked."""
    if not callable(maker):
        raise must(TypeError, "maker", "maker", shown(maker), example="datasets.digits")
    found = maker(seed)
    require_dataset(f"maker({seed})", found)
    return found


def stacked(maker, seeds, *parts: str) -> list[Tensor]:
    """Parts of the data of S seeds, by the names of their fields: (S, ...) each."""
    data = [maker(seed) for seed in seeds]
    return [torch.stack([getattr(one, part) for one in data]) for part in parts]


def digits(seed: int = 0, *, train_size: int = 200, wrong_labels: float = 0.2) -> Dataset:
    """Handwritten digits, 8 x 8 pixels in [0, 1]: a training set, 500 to validate, 497 sealed.

    `train_size` is in 10 .. 800. The share `wrong_labels` of the training labels, and only of
    these, is replaced by a wrong class. Source: Alpaydin and Kaynak, UCI, as in scikit-learn.
    """
    require_integer("train_size", train_size, 10, 800)
    require_fraction("wrong_labels", wrong_labels)
    classes, sizes = tuple("0123456789"), (train_size, 500, 497)
    return _split("digits", classes, tables.digits(), seed, sizes, wrong_labels)


def iris(seed: int = 0, *, columns: tuple[int, ...] = (0, 1, 2, 3)) -> Dataset:
    """Iris flowers, 3 classes: 80 to train, 40 to validate, 30 sealed; lengths in cm.

    `columns` chooses some of `IRIS_FEATURES`. Source: Fisher (1936), as in scikit-learn.
    """
    if not isinstance(columns, tuple | list) or not columns:
        raise must(TypeError, "columns", "columns", shown(columns))
    for place, column in enumerate(columns):
        require_integer(f"columns[{place}]", column, 0, 3)
    inputs, labels = tables.iris()
    classes, table = ("setosa", "versicolor", "virginica"), (inputs[:, list(columns)], labels)
    return _split("iris", classes, table, seed, (80, 40, 30))


def tumours(seed: int = 0) -> Dataset:
    """Breast tumours, benign or malignant: 270 to train, 150 to validate, 149 sealed.

    The two inputs are the mean radius of the cell nuclei and their mean texture, each around 0 and
    with a spread of about 1. Source: Street et al. (1993), UCI, as in scikit-learn.
    """
    return _split("tumours", ("benign", "malignant"), tables.tumours(), seed, (270, 150, 149))


def two_moons(seed: int = 0, *, train_size: int = 100, noise: float = 0.15) -> Dataset:
    """Two interleaved half circles in the plane, with Gaussian noise of this standard deviation."""
    require_number("noise", noise, 1000)

    def draw(count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        labels = np.arange(count) % 2
        angles = random.uniform(0, np.pi, count)
        upper = np.stack([np.cos(angles) - 0.5, np.sin(angles) - 0.25], axis=1)
        inputs = np.where(labels[:, None] == 0, upper, -upper)
        return inputs + random.normal(0, noise, inputs.shape), labels

    return _generate("two moons", ("upper", "lower"), draw, seed, train_size)


def xor(seed: int = 0, *, train_size: int = 100, noise: float = 0.2) -> Dataset:
    """Four clouds at the corners of a square; opposite corners share a class."""
    require_number("noise", noise, 1000)

    def draw(count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        corners = np.array([[-1, -1], [1, 1], [-1, 1], [1, -1]])
        which = np.arange(count) % 4
        return corners[which] + random.normal(0, noise, (count, 2)), (which >= 2).astype(int)

    return _generate("xor", ("same signs", "opposite signs"), draw, seed, train_size)


def temperature(seed: int = 0, *, train_size: int = 200) -> Dataset:
    """Body temperature in °C and health: P(healthy) is highest at 37 and falls to both sides.

    P(healthy | t) = 0.95 exp(-((t - 37) / 1.5)^2): generated, not measured on patients. Inputs are
    degrees above 37.
    """

    def draw(count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        degrees = random.uniform(-4, 4, (count, 1))
        healthy = random.uniform(size=count) < healthy_probability(degrees[:, 0])
        return degrees, healthy.astype(int)

    return _generate("temperature", ("ill", "healthy"), draw, seed, train_size)


def healthy_probability(degrees_above_37: np.ndarray) -> np.ndarray:
    """The law behind `temperature`: P(healthy) for degrees above 37 °C."""
    exp = torch.exp if isinstance(degrees_above_37, Tensor) else np.exp
    return 0.95 * exp(-((degrees_above_37 / 1.5) ** 2))


def polynomial(seed: int = 0, *, train_size: int = 20, noise: float = 0.3) -> Dataset:
    """Noisy values of the cubic y = x - 2x² + 3x³ for x in [-1, 1]; labels are numbers.

    Scaled to [-1, 1] inputs after the polynomial example of Zhang et al., Dive into Deep Learning.
    """
    require_number("noise", noise, 1000)

    def draw(count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        x = random.uniform(-1, 1, (count, 1))
        return x, cubic(x[:, 0]) + random.normal(0, noise, count)

    return _generate("polynomial", (), draw, seed, train_size)


def cubic(x: np.ndarray) -> np.ndarray:
    """The law behind `polynomial`, without its noise."""
    return x - 2 * x**2 + 3 * x**3


def _generate(name, classes, draw, seed: int, train_size: int) -> Dataset:
    """The three parts of a data set that can be drawn at will; 300 to validate, 300 sealed."""
    require_integer("train_size", train_size, 4, 100_000)
    require_seed(seed)
    parts = []
    for count, stream in ((train_size, (seed, 0)), (300, (seed, 1)), (300, (SEALED_SEED, 2))):
        inputs, labels = draw(count, np.random.default_rng(stream))
        label_type = torch.int64 if classes else torch.float32
        parts += [torch.tensor(inputs, dtype=torch.float32), torch.tensor(labels, dtype=label_type)]
    return Dataset(name, classes, *parts)


def _split(name, classes, table, seed: int, sizes, wrong_labels: float = 0.0) -> Dataset:
    """Deal a table out by seed; as many examples as the last of the three sizes are sealed."""
    require_seed(seed)
    train, validation, sealed = sizes
    sealed_order = np.random.default_rng(SEALED_SEED).permutation(len(table[0]))
    random = np.random.default_rng(seed)
    dealt = random.permutation(sealed_order[:-sealed])
    parts = (dealt[:train], dealt[train : train + validation], sealed_order[-sealed:])
    tensors = [column[part] for part in parts for column in table]
    tensors[1] = _with_wrong_labels(tensors[1], len(classes), wrong_labels, random)
    return Dataset(name, classes, *tensors)


def _with_wrong_labels(labels: Tensor, classes: int, share: float, random) -> Tensor:
    chosen = random.permutation(len(labels))[: round(share * len(labels))]
    shift = random.integers(1, classes, len(chosen))  # never 0: a chosen label is always wrong
    labels = labels.clone()
    labels[chosen] = (labels[chosen] + torch.tensor(shift)) % classes
    return labels
