"""Long sessions and fast hands: a thousand changes, and the same answers afterwards."""

import dataclasses
import functools
import gc
import os
import random
import re
import subprocess
import sys
import threading
import time

import ipywidgets as widgets
import numpy as np
import psutil
import pytest
import torch

from lesson_utils import datasets, engine, live
from lesson_utils import training_lab as tracks
from lesson_utils.lessons.generalization import labs as generalization
from lesson_utils.lessons.generalization.common import STOPS
from lesson_utils.run_cache import RUNS, RunCache
from lesson_utils.training import Setting, fit
from lesson_utils.worker import give_memory_back


def shake(lab: live.Lab, changes: int, hand: random.Random) -> None:
    """Move controls and press buttons at random, sometimes waiting for the answer."""
    controls = list(lab.controls.values())
    buttons = [w for w in all_widgets(lab) if isinstance(w, widgets.Button)]
    for _ in range(changes):
        if hand.random() < 0.15:
            hand.choice(buttons).click()
        else:
            control = hand.choice(controls)
            control.value = hand.choice([value for _, value in control.options])
        if hand.random() < 0.02:
            lab.settle()
    lab.settle()


def all_widgets(parent):
    for child in getattr(parent, "children", ()):
        yield child
        yield from all_widgets(child)


def short_lab() -> tracks.TrainingLab:
    """The lab of all regularisers, with runs short enough for a thousand changes."""
    return tracks.TrainingLab("short", datasets.digits, STOPS, base=Setting(epochs=20))


def memory() -> float:
    gc.collect()
    give_memory_back()  # free memory that glibc keeps is no growth
    return psutil.Process().memory_info().rss


def lab_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "lesson-labs"]


def test_a_thousand_changes_leave_one_thread_little_memory_and_the_right_answer(monkeypatch):
    monkeypatch.setattr(RUNS, "limit", 100_000)  # soon full: then memory must stay level
    hand = random.Random(7)
    lab = short_lab().settle()
    shake(lab, 300, hand)
    for decay in lab.sliders["weight_decay"]:
        lab.set(weight_decay=decay, dropout=0.1).set(dropout=0.2).settle()
    assert 90_000 < RUNS.size <= 100_000
    before = memory()
    shake(lab, 700, hand)
    assert memory() < 1.05 * before
    assert len(lab_threads()) == 1

    lab.clear()
    lab.set(dropout=0.3, weight_decay=0.01, hidden=16).settle()
    fresh = short_lab().set(dropout=0.3, weight_decay=0.01, hidden=16).settle()
    assert (lab.values, lab.alt) == (fresh.values, fresh.alt)
    lab.close()
    fresh.close()


def test_labs_share_their_runs_and_the_cache_is_read_while_the_worker_fills_it(monkeypatch):
    RUNS.clear()
    first = short_lab().settle()
    monkeypatch.setattr(engine, "train_many", None)  # a second lab has nothing left to train
    second = short_lab().settle()
    assert second.runs.keys() == first.runs.keys()
    assert not any(run.parameters for run in second.runs.values())  # curves only
    monkeypatch.undo()
    (run,) = engine.train_all(datasets.digits, [Setting(epochs=5)], seeds=[0])
    done = threading.Event()

    def fill():
        for seed in range(2000):
            RUNS.keep(datasets.digits, [dataclasses.replace(run, seeds=(seed,))], parameters=False)
        done.set()

    threading.Thread(target=fill).start()
    while not done.is_set():
        assert len(first.runs) == len(second.runs)
    first.close()
    second.close()


def test_a_run_with_parameters_stays_whole_and_its_bytes_are_counted():
    (run,) = engine.train_all(datasets.digits, [Setting(epochs=5)], seeds=[0])
    cache = RunCache(10**6)
    cache.keep(datasets.digits, [run], parameters=True)
    whole = cache.size
    assert whole > sum(tensor.nbytes for tensor in run.parameters)
    cache.keep(datasets.digits, [run], parameters=False)
    assert cache.size == whole
    assert cache.known(datasets.digits, (0,), parameters=True)[run.setting].parameters
    assert cache.known(datasets.digits, (1,), parameters=True) == {}


def test_what_is_shown_last_is_the_last_settings_own_run():
    lab = generalization.regularization()
    positions = lab.sliders["dropout"]
    for step in range(20):
        lab.set(dropout=positions[step % len(positions)])
    lab.set(dropout=0.7).settle()
    losses = [
        fit(datasets.digits, Setting(dropout=0.7), seed=seed, evaluate_every=80)[1].final()[0]
        for seed in range(5)
    ]
    np.testing.assert_allclose(lab.runs[lab.setting].final(), losses, atol=5e-3)
    assert f"{np.mean(losses):.2f}" in lab.alt
    lab.close()


def test_a_lab_at_the_edge_says_how_long_it_takes_and_is_overtaken_at_once(monkeypatch):
    monkeypatch.delenv("LESSON_WAIT", raising=False)
    many = functools.partial(datasets.digits, train_size=800)
    sliders = {"hidden": (4, 4096), "epochs": (5, 10_000)}
    lab = tracks.TrainingLab("edge", many, sliders, base=Setting(hidden=4, epochs=5), seeds=(0, 1))
    lab.settle().set(epochs=10_000).set(hidden=4096)
    shares = set()
    end = time.monotonic() + 120
    while len(shares) < 3 and time.monotonic() < end:
        if "hidden units = 4096" in lab.alt and lab.screen.frame["busy"]:
            shares.add(lab.screen.frame["progress"])
        time.sleep(0.05)
    assert re.search(r"Training, epoch \d+ of 10000 … About \d+ more minutes", lab.status)
    assert len(shares) == 3
    assert max(shares) < 0.1
    began = time.monotonic()
    lab.set(hidden=4).set(epochs=5)
    while "epochs = 5" not in lab.alt:
        assert time.monotonic() < began + 5  # a slice and a paint; the setting takes an hour
        time.sleep(0.01)
    lab.close()


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_seed_gives_the_same_bits_twice_on_one_and_two_threads(threads):
    before = torch.get_num_threads()
    setting = Setting(dropout=0.5, epochs=30)
    (reference,) = engine.train_all(datasets.digits, [setting])
    torch.set_num_threads(threads)
    try:
        (again,) = engine.train_all(datasets.digits, [setting])
    finally:
        torch.set_num_threads(before)
    for first, second in zip(reference.parameters, again.parameters, strict=True):
        assert torch.equal(first, second)


@pytest.mark.parametrize("edition", ["en", "zh"])
def test_both_editions_show_the_same_numbers(edition, monkeypatch):
    monkeypatch.setenv("LESSON_LANG", edition)
    lab = generalization.regularization().set(dropout=0.5).settle()
    (alone,) = engine.train_all(datasets.digits, [Setting(dropout=0.5)])
    np.testing.assert_array_equal(lab.runs[lab.setting].final(), alone.final())
    lab.close()


def test_the_process_ends_while_a_lab_trains():
    code = (
        "from lesson_utils.lessons.generalization import labs\n"
        "lab = labs.regularization()\n"
        "lab.set(hidden=128)\n"
        "print('end')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=os.environ
    )
    assert (ended.returncode, ended.stdout.strip(), ended.stderr.strip()) == (0, "end", "")
