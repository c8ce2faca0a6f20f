"""Every public function that computes, given what it cannot take: the error names the argument.

One argument at a time is replaced by junk, the others stay valid. Junk that an argument may take
(`legal`) must work, and all else must raise a ValueError or TypeError that says what must be.
"""

import importlib
import inspect
import math
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

import lesson_utils
from lesson_utils import compare, datasets, engine, from_scratch, models, statistics, training
from lesson_utils.lessons.generalization import norm_decay, polynomials, selection, stopping
from lesson_utils.lessons.softmax_regression import decisions
from lesson_utils.training import Randomness, Run, Setting

# ---- what an argument may be: a valid value, and which junk is legal


@dataclass(frozen=True)
class Argument:
    valid: object
    legal: Callable[[object], bool] = lambda value: False


def number(valid, low=0.0, high=1e9, *, above=False) -> Argument:
    def legal(value):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and (low < value if above else low <= value) and value <= high

    return Argument(valid, legal)


def whole(valid, low, high) -> Argument:
    return Argument(valid, lambda value: number(0, low, high).legal(value) and type(value) is int)


def word(valid, *allowed) -> Argument:
    return Argument(valid, lambda v: isinstance(v, str) and (not allowed or v in allowed))


def tensor(valid, *shape, types=(torch.float32,), finite=True, low=-math.inf, high=math.inf):
    """`shape` holds sizes, None for any size, ranges of them, and may start with `...`."""
    any_leading = shape[:1] == (...,)
    sizes = shape[any_leading:]

    def legal(value):
        if not isinstance(value, Tensor) or value.dtype not in types or not value.numel():
            return False
        if value.ndim < len(sizes) or (value.ndim > len(sizes) and not any_leading):
            return False
        ends = value.shape[value.ndim - len(sizes) :]
        inside = bool(((value >= low) & (value <= high)).all()) or (low, high) == ANY
        whole = not finite or bool(value.isfinite().all())
        return whole and inside and all(map(is_allowed, ends, sizes))

    return Argument(valid, legal)


def is_allowed(size: int, allowed: int | range | None) -> bool:
    return allowed is None or size == allowed or (isinstance(allowed, range) and size in allowed)


ANY = (-math.inf, math.inf)
REAL = (torch.float32, torch.float64, torch.int64)


def labels(valid, *shape, classes) -> Argument:
    return tensor(valid, *shape, types=(torch.int64,), low=0, high=classes - 1)


def array(valid, *ndims, length=None, finite=True, allowed=None) -> Argument:
    """Numbers in anything that numpy understands, with one of so many axes (none given: any)."""

    def legal(value):
        try:
            found = np.asarray(value)
        except (ValueError, TypeError, RuntimeError):
            return False
        if found.dtype.kind not in "iuf" or not found.size:
            return False
        fits = (not ndims or found.ndim in ndims) and length in (None, len(np.atleast_1d(found)))
        known = not finite or np.isfinite(found).all()
        return bool(fits and known and (allowed is None or allowed(found)))

    return Argument(valid, legal)


def only(valid, *kinds) -> Argument:
    return Argument(valid, lambda value: value is valid or isinstance(value, kinds))


def optional(argument: Argument) -> Argument:
    return replace(argument, legal=lambda value: value is None or argument.legal(value))


# ---- valid arguments

SCORES = torch.tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5], [0.2, 0.2, 0.6], [1.0, 0.0, 0.0]])
TRUE = torch.tensor([0, 2, 1, 1])
ROW = torch.tensor([0.5, -2.0, 3.0])
X, W1, b1, W2, b2 = (torch.ones(s) for s in [(3, 4), (4, 5), (1, 5), (5, 2), (1, 2)])

TINY = Setting(hidden=2, epochs=1, batch_size=4, learning_rate=0.1, dropout=0.5)
moons = partial(datasets.two_moons, train_size=8)
DATA = moons(0)
RUN = engine.train_all(moons, [TINY], seeds=[0, 1])[0]
MODEL, _ = training.fit(DATA, TINY)
LOSSES = [5.0, 4.0, 6.0, 3.0, 4.0]
RIGHT = (torch.arange(60).view(5, 12) % 3 == 0).double().numpy()


def seeds(least=1) -> Argument:
    def legal(value):  # of the junk, no list of seeds is legal but one: a range
        return isinstance(value, range) and len(value) >= least

    return Argument([0, 1], legal)


seed = whole(0, 0, 2**31 - 1)
setting, run = only(TINY, Setting), only(RUN, Run)
fraction = partial(number, low=0, high=1)
classes, features = whole(3, 1, 1000), whole(4, 1, 10_000)
numbers_of_any_shape = tensor(ROW, ..., types=REAL)
noise = only(Randomness.of(0), Randomness)
of_one, of_each_seed = (
    tensor(DATA.validation_inputs, *shape, finite=False) for shape in ((None, 2), (2, None, 2))
)
plane = replace(of_one, legal=lambda value: of_one.legal(value) or of_each_seed.legal(value))
validation_labels = labels(DATA.validation_labels, 300, classes=2)


@dataclass(frozen=True)
class Case:
    function: Callable
    arguments: dict[str, Argument] = field(default_factory=dict)
    call: Callable | None = None  # where the arguments cannot be given by name


CASES = [
    # from_scratch
    Case(from_scratch.softmax, {"logits": tensor(SCORES, ..., None, types=REAL)}),
    Case(from_scratch.one_hot, {"labels": labels(TRUE, None, classes=3), "classes": classes}),
    Case(from_scratch.cross_entropy, {
        "probabilities": tensor(SCORES, 4, range(3, 99), types=REAL, low=0, high=1),
        "labels": labels(TRUE, 4, classes=3),
    }),
    Case(from_scratch.accuracy, {
        "scores": tensor(SCORES, 4, range(3, 99), types=REAL), "labels": labels(TRUE, 4, classes=3),
    }),
    Case(from_scratch.l1_norm, {"vector": numbers_of_any_shape}),
    Case(from_scratch.l2_norm, {"vector": numbers_of_any_shape}),
    Case(from_scratch.relu, {"inputs": numbers_of_any_shape}),
    Case(from_scratch.relu_derivative, {"inputs": numbers_of_any_shape}),
    Case(from_scratch.mlp_forward, {
        "X": tensor(X, None, 4), "W1": tensor(W1, 4, 5), "b1": tensor(b1, 1, 5),
        "W2": tensor(W2, 5, 2), "b2": tensor(b2, 1, 2),
    }),
    Case(from_scratch.linear_backward, {"X": tensor(X, 3, None), "dO": tensor(W1[:3], 3, None)}),
    Case(from_scratch.dropout, {
        "inputs": tensor(ROW, 3), "probability": fraction(0.5), "noise": tensor(ROW, 3),
    }),
    Case(from_scratch.weight_decay_step, {
        "w": tensor(ROW, 3), "grad": tensor(ROW, 3), "learning_rate": number(0.1, above=True),
        "weight_decay": number(0.1),
    }),
    # datasets
    Case(datasets.digits, {
        "seed": seed, "train_size": whole(20, 10, 800), "wrong_labels": fraction(0.2),
    }),
    Case(datasets.iris, {"seed": seed, "columns": only((0, 1))}),
    Case(datasets.tumours, {"seed": seed}),
    *(
        Case(maker, {
            "seed": seed, "train_size": whole(8, 4, 100_000), "noise": number(0.1, 0, 1000),
        })
        for maker in (datasets.two_moons, datasets.xor, datasets.polynomial)
    ),
    Case(datasets.temperature, {"seed": seed, "train_size": whole(8, 4, 100_000)}),
    Case(datasets.healthy_probability, {"degrees_above_37": array(ROW)}),
    Case(datasets.cubic, {"x": array(ROW)}),
    Case(datasets.made, {"data": only(moons), "seed": seed}),
    # models
    Case(models.SoftmaxRegression, {
        "features": features, "classes": classes, "dropconnect": fraction(0.5), "noise": noise,
    }),
    Case(models.MLP, {
        "features": features, "hidden": whole(3, 1, 4096), "classes": classes,
        "activation": word("relu", *models.ACTIVATIONS), "dropout": fraction(0.5),
        "dropconnect": fraction(0.5), "noise": noise,
    }),
    Case(models.keep_mask, {
        "shape": Argument((2, 3), lambda shape: isinstance(shape, tuple | list) and not shape),
        "probability": fraction(0.5), "generator": only(Randomness.of(0).dropout, torch.Generator),
    }),
    Case(models.logits, {
        "weights": only(RUN.parameters), "setting": setting, "inputs": plane,
    }),
    Case(models.build, {
        "features": features, "classes": classes, "setting": setting, "random": noise,
    }),
    Case(models.initial_weights, {
        "features": features, "classes": classes, "setting": setting,
        "generator": only(Randomness.of(0).weights, torch.Generator),
    }),
    *(
        Case(function, {"model": only(MODEL, nn.Module)})
        for function in (models.weights, models.biases, models.as_matrices)
    ),
    # training, sweeps
    Case(Setting, {
        "hidden": whole(2, 0, 4096), "dropout": fraction(0.5), "weight_decay": number(0.1),
        "learning_rate": number(0.1, above=True), "batch_size": whole(4, 1, 100_000),
        "epochs": whole(1, 0, 10_000), "activation": word("relu", *models.ACTIVATIONS),
        "dropconnect": fraction(0.5), "init_scale": number(1.0),
    }),
    Case(Randomness.of, {"seed": seed}),
    Case(RUN.final, {"metric": word("train_loss", *training.METRICS)}),
    Case(training.fit, {
        "data": only(DATA), "setting": setting, "seed": seed,
        "evaluate_every": whole(1, 1, math.inf), "patience": optional(whole(1, 1, math.inf)),
    }),
    Case(training.evaluate, {"model": only(MODEL), "data": only(DATA)}),
    Case(training.k_fold, {
        "count": whole(8, 4, 100_000), "folds": whole(4, 2, 8), "seed": seed,
    }),
    *(
        Case(function, {
            "data": only(moons), "settings": only([TINY]), "seeds": seeds(),
            "evaluate_every": whole(1, 1, math.inf),
        })
        for function in (engine.train_many, engine.train_all)
    ),
    # what is done with runs and losses
    *(
        Case(function, {"losses": array(LOSSES, 1), "patience": whole(2, 1, math.inf)})
        for function in (stopping.rises_in_a_row, stopping.epochs_without_best)
    ),
    Case(stopping.best_until, {
        "losses": array(LOSSES, 1, allowed=lambda losses: len(losses) > 0),
        "stopped": whole(0, 0, 4),
    }),
    Case(selection.best_of_many, {
        "right": array(RIGHT, 2, allowed=lambda a: np.isin(a, (0, 1)).all() and a.shape[1] > 4),
        "examples": whole(4, 1, 11), "repetitions": whole(3, 1, 100_000), "seed": seed,
    }),
    Case(selection.cross_validate, {
        "data": only(DATA), "setting": setting, "folds": whole(4, 2, 8), "shuffle": seed,
    }),
    Case(statistics.mean_interval, {
        "values": array(LOSSES, finite=False), "axis": whole(0, -1, 0),
        "confidence": number(0.95, 0, 0.9999, above=True),
    }),
    # evidence
    Case(compare.paired, {
        "first_values": array(LOSSES, 1, length=5, finite=False),
        "second_values": array(LOSSES, 1, length=5, finite=False),
        "labels": only(("a", "b")), "metric": word("loss"),
        "margin": optional(number(0.1, above=True)),
    }),
    Case(compare.verdict_sentence, {
        "first_values": array(LOSSES, 1, length=5, finite=False),
        "second_values": array(LOSSES, 1, length=5, finite=False),
        "against": word("pinned"),
    }),
    Case(compare.Condition, {"label": word("a"), "measure": only(len, Callable)}),
    Case(compare.compare, {
        "first": setting, "second": setting, "data": only(moons),
        "metric": word("train_loss", *training.METRICS), "seeds": seeds(2), "plain": setting,
        "margin": optional(number(0.1, above=True)),
    }),
    Case(compare.what_differs, {"first": setting, "second": setting, "plain": setting}),
    Case(compare.words, {"label": word("metrics.train_loss")}),
    Case(compare.spaced, {"label": word("p = 0")}),
    Case(compare.spoken, {"label": word("p = 0")}),
    # decisions, norms, polynomials
    Case(decisions.fit_line, {
        "inputs": tensor(X, 3, None, types=REAL), "targets": tensor(ROW, 3, types=REAL),
    }),
    Case(decisions.line_outputs, {"inputs": tensor(X, None, 4), "weights": tensor(W1[0], 5)}),
    Case(decisions.cut, {
        "outputs": tensor(ROW, None, types=REAL), "thresholds": array((1.5, 2.5), 1, length=2),
        "codes": array((1, 3, 2), 1, length=3, allowed=lambda codes: len(set(codes.tolist())) == 3),
    }),
    Case(decisions.confusion, {
        "predicted": labels(TRUE, 4, classes=3), "labels": labels(TRUE, 4, classes=3),
        "classes": whole(3, 3, 1000),
    }),
    Case(decisions.coded_accuracy, {"seeds": seeds(), "codes": only((1, 3, 2))}),
    Case(decisions.illness_risk, {"seeds": seeds()}),
    Case(decisions.price, {"seeds": seeds(), "cost": number(10), "threshold": fraction(0.5)}),
    Case(norm_decay.train, {
        "weight_decay": number(1.0), "init_scale": number(1.0), "seeds": seeds(),
        "features": whole(3, 1, 10_000), "noise": number(0.1), "true_weight": number(1, -1e9, 1e9),
        "epochs": whole(1, 0, 10_000), "learning_rate": number(0.01, above=True),
    }),
    Case(norm_decay.shrinking_norm, {
        "init_scale": number(1.0), "weight_decay": number(1.0), "steps": array([1, 2]),
    }),
    Case(polynomials.fit_all_degrees, {
        "train_size": whole(20, 20, 10_000), "seeds": seeds(), "noise": number(0.3, 0, 1000),
    }),
]  # fmt: skip

NOT_HERE = {
    datasets.Dataset: "holds what it is given; checked by what trains on it",
    datasets.require_dataset: "is itself a check: test_data_that_cannot_be_learnt",
    models.connect: "the affine layer inside both networks: test_a_network_names_its_inputs",
    training.Run: "a result",
    training.Field: "a row of the table of fields",
    training.Randomness: "made by Randomness.of",
    training.train_epoch: "the inside of fit",
    training.is_evaluated: "the inside of fit and train_many",
    engine.engine_mode: "takes nothing",
    engine.Stack: "the inside of train_many",
    selection.Choices: "a result",
    compare.Comparison: "a result, made by paired",
    norm_decay.Paths: "a result",
    polynomials.Fits: "a result",
}

# ---- junk

PLAIN = [
    None, True, False, "three", "", b"1", 1j, [], (), {}, [1, "a"], [[1.0], [1.0, 2.0]], [None],
    object(), lambda *arguments, **options: None, range(2), math.nan, math.inf, -math.inf,
    -1, 0, 2.5, 1e300, -1e300, 10**30, 10**400, -(10**400),
    torch.empty(0), torch.empty(0, 3), torch.empty(3, 0), torch.tensor(1.0), torch.tensor(math.nan),
    np.array([]), np.array(["a"]), np.float64("nan"), TINY, RUN, DATA, replace(DATA, classes=()),
]  # fmt: skip


def spoilt(valid: Tensor) -> list:
    """What a tensor becomes by one slip each."""
    holed, endless = valid.double(), valid.double()
    holed.view(-1)[-1], endless.view(-1)[0] = math.nan, -math.inf
    slips = [
        valid[None], valid[0], valid[:0], valid[..., :0], torch.cat([valid, valid]),
        torch.cat([valid, valid], dim=-1), valid.mT if valid.ndim == 2 else valid, valid.double(),
        valid.long(), valid.bool(), valid.half(), valid.int(), valid.to(torch.complex64),
        -valid - 1, valid + 1000, holed, holed.to(valid.dtype), endless, endless.to(valid.dtype),
    ]  # fmt: skip
    return [*slips, valid.numpy(), valid.tolist()]


def junk(valid) -> st.SearchStrategy:
    strategies = [st.sampled_from(PLAIN)]
    if isinstance(valid, Tensor):
        strategies.append(st.sampled_from(spoilt(valid)))
    if isinstance(valid, Tensor | np.ndarray | list | tuple):
        shapes = st.lists(st.integers(0, 5), max_size=4)
        fill = st.sampled_from([0, 1, -1, 2.5, 1e30, math.nan, math.inf])
        kinds = st.sampled_from([torch.float32, torch.float64, torch.int64, torch.bool])
        strategies.append(st.builds(made_of, shapes, fill, kinds))
    return st.one_of(strategies)


ARRAYS = Tensor | np.ndarray | list | tuple | range  # one may fit, but not to its partner


def made_of(shape, fill, kind) -> Tensor:
    return torch.full(shape, fill).to(kind)


PAIRS = [
    pytest.param(case, name, id=f"{case.function.__qualname__}-{name}")
    for case in CASES
    for name in case.arguments
]


def call(case: Case, **changes):
    arguments = {name: argument.valid for name, argument in case.arguments.items()} | changes
    result = (case.call or case.function)(**arguments)
    return list(result) if isinstance(result, Iterator) else result


def check_junk(strategy, legal, function, names, partners=()) -> None:
    """The function takes what is legal, and names one of its arguments otherwise."""

    @settings(derandomize=True, database=None, deadline=None, max_examples=50)
    @given(strategy)
    def check(value):
        fits = legal(value)
        try:
            function(value)
        except (ValueError, TypeError) as error:
            message = str(error)
        else:
            message = None
        assert (message is None) == fits, message
        if message is not None:
            known = (*names, *partners) if isinstance(value, ARRAYS) else names
            assert "must" in message, message
            assert any(name in message for name in known), message

    check()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # overflow: what comes out is not finite
@pytest.mark.parametrize(("case", "name"), PAIRS)
def test_junk_is_named(case, name):
    argument = case.arguments[name]
    check_junk(
        junk(argument.valid), argument.legal, lambda value: call(case, **{name: value}), [name],
        partners=case.arguments,
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.function.__qualname__)
def test_valid_arguments_work(case):
    call(case)


# ---- nothing is left out

OTHER_MODULES = {  # words, drawing, widgets, exercises
    "arguments", "claims", "forest", "curves", "exercise", "feedback", "glossary",
    "images", "language", "live", "network", "region_details", "regions", "stage", "style",
    "training_lab", "values", "worker",
}  # fmt: skip


def test_every_public_function_is_here():
    modules = [
        importlib.import_module(f"{package.__name__}.{module.name}")
        for package in (lesson_utils,)
        for module in pkgutil.iter_modules(package.__path__)
        if not module.ispkg and module.name not in OTHER_MODULES
    ]
    here = {case.function for case in CASES} | set(NOT_HERE)
    missing = [
        f"{module.__name__}.{name}"
        for module in modules
        for name, member in vars(module).items()
        if callable(member) and not name.startswith("_")
        and getattr(member, "__module__", "") == module.__name__ and member not in here
    ]  # fmt: skip
    assert len(modules) > 5
    assert not missing


def test_every_argument_is_here():
    for case in CASES:
        assert set(inspect.signature(case.function).parameters) == set(case.arguments), case


# ---- data

BAD_PARTS = [
    ("train_inputs", math.nan), ("validation_inputs", math.inf), ("test_inputs", math.nan),
    ("train_labels", 2), ("validation_labels", -1), ("test_labels", 9),
]  # fmt: skip
LEARNERS = {
    "fit": lambda data: training.fit(data, TINY),
    "fit, a maker": lambda data: training.fit(lambda seed: data, TINY),
    "evaluate": lambda data: training.evaluate(MODEL, data),
    "train_all": lambda data: engine.train_all(lambda seed: data, [TINY], seeds=[0]),
    "cross_validate": lambda data: selection.cross_validate(data, TINY, folds=2),
}


@pytest.mark.parametrize(("part", "value"), BAD_PARTS)
@pytest.mark.parametrize("learner", LEARNERS.values(), ids=LEARNERS)
def test_data_that_cannot_be_learnt(learner, part, value):
    spoiled = getattr(DATA, part).clone()
    spoiled.view(-1)[3] = value
    with pytest.raises(ValueError, match=rf"data.*{part} must .*got {value}"):
        learner(replace(DATA, **{part: spoiled}))


@pytest.mark.parametrize("part", [part for part, _ in BAD_PARTS])
@pytest.mark.parametrize("learner", LEARNERS.values(), ids=LEARNERS)
def test_parts_of_another_shape_are_named(learner, part):
    for slip in (getattr(DATA, part)[:0], getattr(DATA, part)[None], None):
        with pytest.raises((ValueError, TypeError), match="data.*_(inputs|labels) must"):
            learner(replace(DATA, **{part: slip}))


def test_data_of_another_kind_are_named():
    with pytest.raises(ValueError, match="data.* must have classes, got 'polynomial'"):
        training.fit(datasets.polynomial, TINY)
    parts = ("train_inputs", "validation_inputs", "test_inputs")
    in_double = replace(DATA, **{part: getattr(DATA, part).double() for part in parts})
    with pytest.raises(TypeError, match="data must hold inputs of torch.float32"):
        training.fit(in_double, TINY)
    with pytest.raises(ValueError, match="data must have the same shapes"):
        engine.train_all(lambda seed: moons(seed, train_size=8 + seed), [TINY], seeds=[0, 1])


def test_a_seed_counts_once():
    with pytest.raises(ValueError, match="seeds must be 1 or more different numbers"):
        engine.train_all(moons, [TINY], seeds=[3, 3])


# ---- networks


@pytest.mark.parametrize("model", [nn.Linear(3, 2), nn.Linear(2, 1), nn.Flatten(0)], ids=str)
def test_a_model_that_does_not_fit_the_data_is_named(model):
    with pytest.raises(ValueError, match=r"model must turn inputs \(n, 2\) into scores \(n, 2\)"):
        training.evaluate(model, DATA)


def test_a_network_names_its_inputs():
    check_junk(junk(DATA.train_inputs), tensor(None, ..., 2, finite=False).legal, MODEL, ["inputs"])


def test_a_diverged_network_is_never_right():
    lost = replace(RUN, parameters=tuple(weight * math.nan for weight in RUN.parameters))
    assert lost.hits(DATA.validation_inputs, DATA.validation_labels).sum() == 0
    wild = replace(TINY, learning_rate=1e9, activation="none", epochs=30)
    _, run = training.fit(DATA, wild)
    assert run.diverged.all()
    assert run.final("train_accuracy") == run.final("validation_accuracy") == 0


def test_a_run_without_its_weights_is_named():
    with pytest.raises(ValueError, match="run must hold its parameters"):
        replace(RUN, parameters=()).weight_vector()
