"""The stacked engine gives what the readable loop gives, for every kind of setting."""

import time
from dataclasses import replace

import numpy as np
import pytest
import torch

from lesson_utils import datasets, engine
from lesson_utils.training import METRICS, Setting, fit

SHORT = Setting(hidden=12, epochs=6, batch_size=32)
KINDS = [
    SHORT,
    replace(SHORT, hidden=0),
    replace(SHORT, hidden=0, weight_decay=0.1, dropconnect=0.3),
    replace(SHORT, layers=0),
    replace(SHORT, layers=2),
    replace(SHORT, layers=2, dropout=0.4, weight_decay=0.01, activation="tanh"),
    replace(SHORT, layers=3, dropout=0.2, activation="sigmoid"),
    replace(SHORT, layers=3, dropconnect=0.4, dropout=0.3, weight_decay=0.01),
    replace(SHORT, dropout=0.5),
    replace(SHORT, dropout=1.0),
    replace(SHORT, weight_decay=0.03, learning_rate=0.1),
    replace(SHORT, dropconnect=0.4),
    replace(SHORT, dropout=0.3, dropconnect=0.2, weight_decay=0.01),
    replace(SHORT, activation="tanh", dropout=0.2),
    replace(SHORT, activation="sigmoid"),
    replace(SHORT, activation="none"),
    replace(SHORT, init_scale=0.0),
    replace(SHORT, batch_size=1000, epochs=3),
    replace(SHORT, epochs=0),
]


@pytest.mark.parametrize("setting", KINDS, ids=str)
def test_a_stack_equals_the_readable_loop(setting):
    company = replace(setting, dropout=0.6, weight_decay=0.002)  # shares the stack
    run, _ = engine.train_all(datasets.digits, [setting, company], seeds=[3, 8], evaluate_every=4)
    for place, seed in enumerate(run.seeds):
        _, alone = fit(datasets.digits, setting, seed=seed, evaluate_every=4)
        for stacked, single in zip(run.parameters, alone.parameters, strict=True):
            torch.testing.assert_close(stacked[place], single[0], atol=1e-4, rtol=1e-4)
        np.testing.assert_array_equal(run.epochs, alone.epochs)
        for metric in METRICS:
            if setting.init_scale == 0 and "accuracy" in metric:
                continue  # all classes tie: argmax takes the first, the stack shares the hit
            np.testing.assert_allclose(
                getattr(run, metric)[place], getattr(alone, metric)[0], atol=1e-3, err_msg=metric
            )


@pytest.fixture
def double_precision():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def in_double(seed):
    data = datasets.digits(seed)
    inputs = {field: getattr(data, field).double() for field in vars(data) if "inputs" in field}
    return replace(data, **inputs)


@pytest.mark.parametrize("setting", KINDS, ids=str)
def test_a_full_run_at_a_large_rate_stays_equal(setting, double_precision):
    """80 epochs at η = 0.5 blow a rounding error of single precision up to 0.03: hence double."""
    setting = replace(setting, epochs=80)
    (run,) = engine.train_all(in_double, [setting], seeds=[4], evaluate_every=80)
    _, alone = fit(in_double, setting, seed=4, evaluate_every=80)
    for stacked, single in zip(run.parameters, alone.parameters, strict=True):
        torch.testing.assert_close(stacked, single, atol=1e-8, rtol=0)


@pytest.mark.parametrize("p", [0.0, 0.5])
def test_a_full_run_at_a_small_rate_stays_equal_in_single_precision(p):
    setting = Setting(dropout=p, weight_decay=0.001, learning_rate=0.05)
    (run,) = engine.train_all(datasets.digits, [setting], seeds=[4])
    _, alone = fit(datasets.digits, setting, seed=4, evaluate_every=80)
    for stacked, single in zip(run.parameters, alone.parameters, strict=True):
        torch.testing.assert_close(stacked, single, atol=1e-4, rtol=0)


def test_many_at_once_equal_each_alone():
    settings = [
        replace(SHORT, hidden=hidden, dropout=p, activation=activation)
        for hidden, p in ((0, 0.0), (5, 0.3), (12, 0.0), (12, 0.9))
        for activation in ("relu", "tanh")
    ]
    together = engine.train_all(datasets.digits, settings, seeds=range(3))
    for setting, run in zip(settings, together, strict=True):
        (alone,) = engine.train_all(datasets.digits, [setting], seeds=[2])
        assert run.setting == setting
        for stacked, single in zip(run.parameters, alone.parameters, strict=True):
            torch.testing.assert_close(stacked[2], single[0], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("data", [datasets.two_moons, datasets.xor, datasets.temperature])
def test_two_classes_and_few_features(data):
    setting = replace(SHORT, hidden=7)
    (run,) = engine.train_all(data, [setting], seeds=[1])
    _, alone = fit(data, setting, seed=1)
    for stacked, single in zip(run.parameters, alone.parameters, strict=True):
        torch.testing.assert_close(stacked, single, atol=1e-4, rtol=0)


def test_neighbours_share_data_start_order_and_noise():
    close = [replace(SHORT, dropout=p) for p in (0.5, 0.5000001)]
    first, second = engine.train_all(datasets.digits, close, seeds=range(2))
    np.testing.assert_allclose(first.final(), second.final(), atol=1e-3)


@pytest.mark.parametrize("field", ["dropout", "dropconnect"])
def test_nothing_is_dropped_at_p_0_and_everything_at_p_1(field, monkeypatch):
    """Seed 8 lost a unit at p = 0 wherever a neighbour in the stack had dropout."""
    draw = torch.Tensor.uniform_  # noise that holds an exact 0, as one draw in 16 million is
    monkeypatch.setattr(
        torch.Tensor, "uniform_", lambda t, **o: draw(t, **o).mul_(4).floor_().div_(4)
    )
    never, ever = (replace(SHORT, **{field: p}) for p in (0.0, 1.0))
    company = replace(SHORT, **{field: 0.5})
    (plain,) = engine.train_all(datasets.digits, [SHORT], seeds=[8])
    beside, gone, _ = engine.train_all(datasets.digits, [never, ever, company], seeds=[8])
    np.testing.assert_allclose(beside.validation_loss, plain.validation_loss, atol=1e-5)
    assert all(part.abs().max() > 0 for part in beside.parameters)
    torch.testing.assert_close(gone.parameters[0], engine.train_all(
        datasets.digits, [replace(SHORT, epochs=0)], seeds=[8])[0].parameters[0])  # fmt: skip


def test_accuracy_shares_a_tie_between_the_best_classes():
    (run,) = engine.train_all(datasets.digits, [replace(SHORT, init_scale=0.0)], seeds=[0])
    assert run.validation_accuracy[0, 0] == pytest.approx(0.1)


def test_a_divergent_run_is_reported_and_leaves_its_company_alone():
    wild = replace(SHORT, learning_rate=1e6, activation="none")
    calm = replace(SHORT, activation="none")
    runs = engine.train_all(datasets.digits, [wild, calm], seeds=range(3))
    assert runs[0].diverged.all()
    assert not runs[1].diverged.any()
    (alone,) = engine.train_all(datasets.digits, [calm], seeds=range(3))
    np.testing.assert_allclose(runs[1].final(), alone.final(), atol=1e-5)


def test_progress_grows_and_may_be_dropped():
    settings = [replace(SHORT, hidden=hidden, epochs=1000) for hidden in (12, 3)]
    progress = engine.train_many(datasets.digits, settings, seeds=[0])
    first = next(progress)
    assert list(first[0].epochs) == [0]
    grown = next(runs for runs in progress if len(runs[0].epochs) > 1)
    progress.close()
    assert not any(run.finished for run in (*first, *grown))
    with pytest.raises(StopIteration):
        next(progress)


def test_the_seconds_of_a_run_leave_out_what_the_caller_does(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(engine.time, "perf_counter", lambda: clock[0])
    seconds = []
    for (run,) in engine.train_many(datasets.digits, [SHORT], seeds=[0], evaluate_every=1):
        seconds.append(run.seconds)
        clock[0] += 100.0  # the caller draws
    assert seconds == [0.0, 0.0]  # the start; all the rest fits into a slice


@pytest.fixture
def two_threads():
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(threads)


def test_stacks_on_two_threads_give_what_one_thread_gives(two_threads):
    settings = [replace(SHORT, dropout=p, hidden=h) for p in (0.0, 0.3, 0.6) for h in (12, 20)]
    together = engine.train_all(datasets.digits, settings, seeds=range(2))
    assert [run.setting for run in together] == settings
    torch.set_num_threads(1)
    alone = engine.train_all(datasets.digits, settings, seeds=range(2))
    for first, second in zip(together, alone, strict=True):
        np.testing.assert_allclose(first.validation_loss, second.validation_loss, atol=1e-4)


def test_nothing_trains_while_the_caller_has_the_runs(two_threads):
    settings = [replace(SHORT, hidden=hidden, epochs=10_000) for hidden in (12, 13)]
    progress = engine.train_many(datasets.digits, settings, seeds=[0])
    next(runs for runs in progress if all(len(run.epochs) > 1 for run in runs))
    used = time.process_time()
    time.sleep(0.2)
    assert time.process_time() - used < 0.1
    progress.close()


def test_a_setting_at_the_edge_can_be_overtaken():
    edge = Setting(hidden=4096, layers=2, batch_size=1, epochs=10_000)
    progress = engine.train_many(datasets.digits, [edge], seeds=[0])
    next(progress)
    began = time.perf_counter()
    next(progress)
    assert time.perf_counter() - began < 5  # an epoch takes minutes


def test_runs_keep_their_parameters_where_asked():
    (whole,) = engine.train_all(datasets.digits, [SHORT], seeds=[0])
    (light,) = engine.train_all(datasets.digits, [SHORT], seeds=[0], keep_parameters=False)
    assert len(whole.parameters) == 4
    assert light.parameters == ()
    np.testing.assert_array_equal(light.final(), whole.final())


def test_the_callers_threads_and_gradients_are_left_as_they_were():
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        for _ in engine.train_many(datasets.digits, [SHORT], seeds=[0]):
            assert torch.get_num_threads() == 2
            assert torch.is_grad_enabled()
    finally:
        torch.set_num_threads(threads)
