"""The stacked engine against the loop that most courses run, and against the machine."""

import statistics
import time
from collections.abc import Callable, Iterator

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from lesson_utils import datasets, engine
from lesson_utils.training import Setting

ONE = Setting(dropout=0.5)
TRACK = [Setting(dropout=tenths / 10) for tenths in range(10)]


def rows() -> Iterator[tuple[str, str, str]]:
    """(what, figure, note) lines; all times of one process, one torch thread."""
    torch.set_num_threads(1)
    usual, one, one_of_five, track = interleaved(
        [
            lambda: usual_loop(ONE, seed=0),
            lambda: engine.train_all(datasets.digits, [ONE], seeds=[0]),
            lambda: engine.train_all(datasets.digits, [ONE]),
            lambda: engine.train_all(datasets.digits, TRACK),
        ]
    )
    peak = gemm_peak()
    share = arithmetic(TRACK, seeds=5) / track / peak
    yield "usual loop, one run", f"{usual * 1e3:.0f} ms", "DataLoader + autograd + SGD"
    yield "one setting, one seed", f"{one * 1e3:.0f} ms", f"{usual / one:.1f}x the usual loop"
    yield (
        "one setting, five seeds",
        f"{one_of_five * 1e3:.0f} ms",
        f"{5 * usual / one_of_five:.1f}x",
    )
    yield "10 positions x 5 seeds", f"{track * 1e3:.0f} ms", f"{50 * usual / track:.1f}x"
    yield "one-thread GEMM peak", f"{peak / 1e9:.0f} GFLOP/s", "1024 x 1024 float32"
    yield "share of it, evaluation included", f"{share:.0%}", "of the track"


def interleaved(works: list[Callable], rounds: int = 5) -> list[float]:
    """Median seconds of each; taken in turns, so that noise of the machine meets all alike."""
    times = [[] for _ in works]
    for _ in range(rounds):
        for work, seconds in zip(works, times, strict=True):
            began = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - began)
    return [statistics.median(seconds[1:]) for seconds in times]  # the first is a warm-up


def usual_loop(setting: Setting, *, seed: int) -> None:
    """What most courses run: the same network, data, epochs and evaluations."""
    torch.manual_seed(seed)
    data = datasets.digits(seed)
    model = nn.Sequential(
        nn.Linear(64, setting.hidden), nn.ReLU(), nn.Dropout(setting.dropout),
        nn.Linear(setting.hidden, 10),
    )  # fmt: skip
    examples = TensorDataset(data.train_inputs, data.train_labels)
    loader = DataLoader(examples, batch_size=setting.batch_size, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=setting.learning_rate)
    loss_function = nn.CrossEntropyLoss()
    for epoch in range(setting.epochs + 1):
        if epoch % 5 == 0:
            with torch.no_grad():
                model.eval()
                for inputs, labels in (
                    (data.train_inputs, data.train_labels),
                    (data.validation_inputs, data.validation_labels),
                ):
                    logits = model(inputs)
                    loss_function(logits, labels).item()
                    (logits.argmax(dim=1) == labels).float().mean().item()
        if epoch == setting.epochs:
            break
        model.train()
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss_function(model(inputs), labels).backward()
            optimizer.step()


def gemm_peak(size: int = 1024, repeats: int = 10) -> float:
    """Floating-point operations a second of a large product on one thread: the best of three."""
    left, right = torch.rand(size, size), torch.rand(size, size)
    left @ right
    best = 0.0
    for _ in range(3):
        began = time.perf_counter()
        for _ in range(repeats):
            left @ right
        best = max(best, 2 * size**3 * repeats / (time.perf_counter() - began))
    return best


def arithmetic(settings: list[Setting], *, seeds: int, d: int = 64, q: int = 10) -> float:
    """Operations of the matrix products of a sweep on digits, evaluations included."""
    total = 0
    for setting in settings:
        first, second = 2 * d * setting.hidden, 2 * setting.hidden * q
        trained = 200 * setting.epochs * (2 * first + 3 * second)
        evaluated = 700 * (setting.epochs // 5 + 1) * (first + second)
        total += trained + evaluated
    return total * seeds
