"""What a student may hand in at the doors of the library: every error names the argument.

Doors are `Setting`, `from_scratch`, the makers of data, `fit`, `k_fold` and
`train_many`. One argument at a time is replaced by what it may not be. Inside, nothing is checked.
"""

import math
import re
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch

from lesson_utils import datasets, engine, from_scratch, training
from lesson_utils.settings import FIELDS, Setting

NO_NUMBERS = [None, True, "three", [], {}, 1j, object(), math.nan, math.inf, -math.inf, -1, 10**400]
NO_SHARES = [*NO_NUMBERS, 1.5, 1e300]
NO_COUNTS = [*NO_NUMBERS, 2.5, 1e300, 10**30]
NO_STEPS = [None, True, "three", [], math.nan, math.inf, -1, 0, 2.5]
NO_SEEDS = [None, 3, "12", [], [0, 0], [-1], [0.5], [True], ["a"], [2**31]]
NO_TENSORS = [
    None, 3, "x", [1.0], np.ones((2, 2)), torch.tensor([]), torch.ones(0, 3), torch.ones(3, 0),
    torch.tensor([True]), torch.ones(2, 2).half(), torch.ones(2, 2, dtype=torch.complex64),
    torch.tensor([[1.0, math.nan], [1.0, 1.0]]), torch.tensor([-math.inf]),
]  # fmt: skip
NO_LABELS = [*NO_TENSORS, torch.ones(4), torch.tensor([0, 1, 2, 3]), torch.tensor([-1, 0, 1, 1])]

TINY = Setting(hidden=2, epochs=1, batch_size=4, learning_rate=0.1, dropout=0.5)
moons = partial(datasets.two_moons, train_size=8)
DATA = moons(0)
_, RUN = training.fit(DATA, TINY)
SCORES = torch.tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5], [0.2, 0.2, 0.6], [1.0, 0.0, 0.0]])
TRUE = torch.tensor([0, 2, 1, 1])
ROW = torch.tensor([0.5, -2.0, 3.0])
X, W1, b1, W2, b2 = (torch.ones(s) for s in [(3, 4), (4, 5), (1, 5), (5, 2), (1, 2)])

# door: each argument with a value that it may be, and values that it may not be
DOORS = {
    from_scratch.softmax: {"logits": (SCORES, NO_TENSORS)},
    from_scratch.one_hot: {"labels": (TRUE, NO_LABELS), "classes": (3, [*NO_COUNTS, 0])},
    from_scratch.cross_entropy: {
        "probabilities": (SCORES, [*NO_TENSORS, SCORES + 1, -SCORES, ROW]),
        "labels": (TRUE, [*NO_LABELS, TRUE[:3]]),
    },
    from_scratch.accuracy: {
        "scores": (SCORES, [*NO_TENSORS, ROW]), "labels": (TRUE, [*NO_LABELS, TRUE[:3]]),
    },
    from_scratch.relu: {"inputs": (ROW, NO_TENSORS)},
    from_scratch.relu_derivative: {"inputs": (ROW, NO_TENSORS)},
    from_scratch.mlp_forward: {
        "X": (X, [*NO_TENSORS, X.T, X[0]]), "W1": (W1, [*NO_TENSORS, W1.T]),
        "b1": (b1, [*NO_TENSORS, b1[0], b2]), "W2": (W2, [*NO_TENSORS, W2.T]),
        "b2": (b2, [*NO_TENSORS, b2[0], b1]),
    },
    from_scratch.linear_backward: {
        "X": (X, [*NO_TENSORS, X.T]), "dO": (torch.ones(3, 2), [*NO_TENSORS, torch.ones(2, 3)]),
    },
    from_scratch.dropout: {
        "inputs": (ROW, [*NO_TENSORS, ROW[:2]]), "probability": (0.5, NO_SHARES),
        "noise": (ROW.abs() / 4, [*NO_TENSORS, ROW[:2], ROW.double()]),
    },
    from_scratch.weight_decay_step: {
        "w": (ROW, [*NO_TENSORS, ROW[:2]]), "grad": (ROW, [*NO_TENSORS, ROW[:2]]),
        "learning_rate": (0.1, [*NO_NUMBERS, 0]), "weight_decay": (0.1, NO_NUMBERS),
    },
    datasets.digits: {
        "seed": (0, NO_COUNTS), "train_size": (20, [*NO_COUNTS, 9, 801]),
        "wrong_labels": (0.2, NO_SHARES),
    },
    datasets.iris: {"seed": (0, NO_COUNTS), "columns": ((0, 1), [None, 2, (), "01", (4,), (0.5,)])},
    datasets.tumours: {"seed": (0, NO_COUNTS)},
    **{
        maker: {
            "seed": (0, NO_COUNTS), "train_size": (8, [*NO_COUNTS, 3]), "noise": (0.1, NO_NUMBERS)
        }
        for maker in (datasets.two_moons, datasets.xor, datasets.polynomial)
    },
    datasets.temperature: {"seed": (0, NO_COUNTS), "train_size": (8, [*NO_COUNTS, 3])},
    training.fit: {
        "data": (DATA, [None, 3, "digits", [], torch.ones(3)]),
        "setting": (TINY, [None, 3, {}, Setting]),
        "seed": (0, NO_COUNTS), "evaluate_every": (1, NO_STEPS),
        "patience": (1, NO_STEPS[1:]),
    },
    training.k_fold: {
        "count": (8, [*NO_COUNTS, 1]), "folds": (4, [*NO_COUNTS, 1, 9]), "seed": (0, NO_COUNTS),
    },
    engine.train_many: {
        "maker": (moons, [None, 3, DATA, "digits"]),
        "settings": ([TINY], [None, TINY, [], ["relu"], "ab"]),
        "seeds": ([0, 1], NO_SEEDS), "evaluate_every": (1, NO_STEPS),
    },
}  # fmt: skip


def enter(door, arguments):
    result = door(**arguments)
    return list(result) if hasattr(result, "__next__") else result


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__qualname__)
def test_a_door_names_what_may_not_enter(door):
    valid = {name: good for name, (good, _) in DOORS[door].items()}
    enter(door, valid)
    for name, (_, values) in DOORS[door].items():
        for value in values:
            with pytest.raises((ValueError, TypeError)) as error:
                enter(door, valid | {name: value})
            assert re.search(rf"\b{name}\b", str(error.value)), (name, value, str(error.value))
            assert "must" in str(error.value)


def test_a_door_speaks_the_language_of_the_edition(monkeypatch):
    monkeypatch.setenv("LESSON_LANG", "zh")
    for door, arguments in DOORS.items():
        valid = {name: good for name, (good, _) in arguments.items()}
        for name, (_, values) in arguments.items():
            for value in values[:2]:
                with pytest.raises((ValueError, TypeError), match=rf"{name}.* 必须") as error:
                    enter(door, valid | {name: value})
                assert not re.search("must|have|got", str(error.value))


def test_every_public_function_of_from_scratch_is_a_door():
    public = {
        member for name, member in vars(from_scratch).items()
        if callable(member) and getattr(member, "__module__", "") == from_scratch.__name__
    }  # fmt: skip
    assert public <= set(DOORS)


def test_a_setting_names_the_field_the_value_and_the_range():
    bad = {
        "activation": ["swish", None, 3], "learning_rate": [*NO_NUMBERS, 0.0],
        "dropout": NO_SHARES, "dropconnect": NO_SHARES,
        "weight_decay": NO_NUMBERS, "init_scale": NO_NUMBERS,
        "hidden": [*NO_COUNTS, 4097], "layers": [*NO_COUNTS, 9], "epochs": [*NO_COUNTS, 10_001],
        "batch_size": [*NO_COUNTS, 0],
    }  # fmt: skip
    assert set(bad) == set(FIELDS)
    for name, values in bad.items():
        for value in values:
            with pytest.raises((ValueError, TypeError), match=rf"^{name} must be .*, got "):
                Setting(**{name: value})


LEARNERS = [
    lambda data: training.fit(data, TINY),
    lambda data: training.fit(lambda seed: data, TINY),
    lambda data: engine.train_all(lambda seed: data, [TINY], seeds=[0]),
]


@pytest.mark.parametrize("learn", LEARNERS)
def test_data_that_cannot_be_learnt(learn):
    slips = {
        "train_inputs": math.nan, "validation_inputs": math.inf, "test_inputs": math.nan,
        "train_labels": 2, "validation_labels": -1, "test_labels": 9,
    }  # fmt: skip
    for part, value in slips.items():
        spoiled = getattr(DATA, part).clone()
        spoiled.view(-1)[3] = value
        with pytest.raises(ValueError, match=rf"{part}(\[.*\])? must .*got {value}"):
            learn(replace(DATA, **{part: spoiled}))
        for slip in (getattr(DATA, part)[:0], getattr(DATA, part)[None], None):
            with pytest.raises((ValueError, TypeError), match=r"_(inputs|labels) must"):
                learn(replace(DATA, **{part: slip}))


def test_data_of_another_kind_are_named():
    words = "must have classes as labels, not numbers, got 'polynomial'"
    with pytest.raises(ValueError, match=words):
        training.fit(datasets.polynomial, TINY)
    parts = ("train_inputs", "validation_inputs", "test_inputs")
    in_double = replace(DATA, **{part: getattr(DATA, part).double() for part in parts})
    with pytest.raises(TypeError, match="data must hold inputs of torch.float32"):
        training.fit(in_double, TINY)
    with pytest.raises(ValueError, match="maker must give the same shapes"):
        engine.train_all(lambda seed: moons(seed, train_size=8 + seed), [TINY], seeds=[0, 1])


def test_a_diverged_network_is_never_right():
    lost = replace(RUN, parameters=tuple(part * math.nan for part in RUN.parameters))
    assert lost.hits(DATA.validation_inputs, DATA.validation_labels).sum() == 0
    wild = replace(TINY, learning_rate=1e9, activation="none", epochs=30)
    _, run = training.fit(DATA, wild)
    assert run.diverged.all()
    assert run.final("train_accuracy") == run.final("validation_accuracy") == 0


def test_a_run_without_its_parameters_is_named():
    with pytest.raises(ValueError, match="run must hold its parameters"):
        replace(RUN, parameters=()).weight_vector()


def test_data_and_runs_compare_and_hash_by_identity():
    assert DATA == DATA
    assert moons(0) != DATA
    assert len({RUN, RUN, replace(RUN)}) == 2
