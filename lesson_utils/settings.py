"""What a student may choose before training: `Setting`, and one table of its fields."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from lesson_utils import models
from lesson_utils.arguments import (
    must,
    require_choice,
    require_fraction,
    require_integer,
    require_number,
)


@dataclass(frozen=True)
class Field:
    """A field of `Setting`: how it is written, and what is allowed.

    `symbol` stands where room is short, `words` is the key of its name in strings.toml, and
    `require(name, value)` raises a ValueError or TypeError that names the field and its range.
    """

    name: str
    symbol: str
    require: Callable[[str, object], None]

    @property
    def words(self) -> str:
        return f"controls.{self.name}"


def _whole(low: int, high: int) -> Callable:
    return partial(require_integer, low=low, high=high)


_FIELDS = (  # all that is said of the fields of `Setting`, in their order
    Field("hidden", "hidden", _whole(0, 4096)),
    Field("layers", "layers", _whole(0, 8)),
    Field("dropout", "p", require_fraction),
    Field("weight_decay", "λ", require_number),
    Field("learning_rate", "η", partial(require_number, above=True)),
    Field("batch_size", "batch", _whole(1, 100_000)),
    Field("epochs", "epochs", _whole(0, 10_000)),
    Field("activation", "σ", partial(require_choice, allowed=models.ACTIVATIONS)),
    Field("dropconnect", "p(connections)", require_fraction),
    Field("init_scale", "init scale", require_number),
)
MOST_NOISE = 10_000_000  # 40 MB
FIELDS: dict[str, Field] = {field.name: field for field in _FIELDS}


@dataclass(frozen=True)
class Setting:
    """Everything that a student may choose before training; ValueError names what is not allowed.

    `weight_decay` is λ of L + (λ/2)‖W‖², on weights and not on biases. `init_scale` multiplies
    initial weights drawn with standard deviation 1/√(inputs of the layer).
    Dropout drops units of every hidden layer, DropConnect single connections that leave them; the
    inputs stay. `models.MLP` says more.
    """

    hidden: int = 64  # units of a hidden layer; 0 is softmax regression
    layers: int = 1  # hidden layers of that many units each
    dropout: float = 0.0  # p, the chance that a hidden unit is dropped, [0, 1]
    weight_decay: float = 0.0  # λ >= 0
    learning_rate: float = 0.5  # η > 0
    batch_size: int = 50
    epochs: int = 80
    activation: str = "relu"
    dropconnect: float = 0.0  # the chance that a connection is dropped, [0, 1]
    init_scale: float = 1.0

    def __post_init__(self):
        for name, field in FIELDS.items():
            field.require(name, getattr(self, name))
        if self.connection_noise > MOST_NOISE:
            count, most = f"{self.connection_noise:,}", f"{MOST_NOISE:,}"
            got = f"{self.dropconnect:g}"
            raise must(ValueError, "dropconnect", "dropconnect", got, count=count, most=most)

    @property
    def connection_noise(self) -> int:
        """How many numbers DropConnect draws at a step for one run with ten classes."""
        if self.dropconnect == 0 or not self.widths:
            return 0
        return self.batch_size * self.hidden * (self.hidden * (self.layers - 1) + 10)

    @property
    def widths(self) -> tuple[int, ...]:
        """The units of each hidden layer; none where there are no units."""
        return (self.hidden,) * (self.layers if self.hidden else 0)
