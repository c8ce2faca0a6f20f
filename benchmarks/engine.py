"""The stacked engine against the loop that most courses run, and against the machine."""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from lesson_utils import datasets, engine
from lesson_utils.training import Setting

ONE = Setting(dropout=0.5)
TRACK = [Setting(dropout=tenths / 10) for tenths in range(10)]


def rows() -> Iterator[tuple[str, str, str]]:
    """(what, figure, note) lines; all times of one process."""
    cores = torch.get_num_threads()
    usual, one, one_of_five, track, on_all_cores = interleaved(
        [
            on_threads(1, lambda: usual_loop(ONE, seed=0)),
            on_threads(1, lambda: engine.train_all(datasets.digits, [ONE], seeds=[0])),
            on_threads(1, lambda: engine.train_all(datasets.digits, [ONE])),
            on_threads(1, lambda: engine.train_all(datasets.digits, TRACK)),
            on_threads(cores, lambda: engine.train_all(datasets.digits, TRACK)),
        ]
    )
    torch.set_num_threads(1)
    peak = gemm_peak()
    work = arithmetic(TRACK, seeds=5)
    (bare,) = interleaved([partial(products, TRACK, seeds=5)])
    yield "usual loop, one run", milliseconds(usual), "DataLoader + autograd + SGD"
    yield "one setting, one seed", milliseconds(one), f"{usual / one:.1f}x the usual loop"
    yield "one setting, five seeds", milliseconds(one_of_five), f"{5 * usual / one_of_five:.1f}x"
    yield "10 positions x 5 seeds", milliseconds(track), f"{50 * usual / track:.1f}x, one thread"
    yield (
        f"the same on {cores} threads", milliseconds(on_all_cores),
        f"{50 * usual / on_all_cores:.1f}x; {track / on_all_cores:.2f}x one thread",
    )  # fmt: skip
    yield "one-thread GEMM peak", f"{peak / 1e9:.0f} GFLOP/s", "1024 x 1024 float32"
    yield (
        "share of it, evaluation included",
        f"{work / track / peak:.0%}",
        "of the track, one thread",
    )
    yield "  the products alone, of those sizes", f"{work / bare / peak:.0%}", "what it could reach"
    yield from growth()
    torch.set_num_threads(cores)


def growth() -> Iterator[tuple[str, str, str]]:
    """What a model costs where there are many, and where they see more examples."""
    short = Setting(dropout=0.5, epochs=5)
    for count in (1, 10, 100, 1000):
        work = partial(engine.train_all, datasets.digits, [short] * count, seeds=[0])
        (seconds,) = interleaved([work], rounds=3)
        yield f"{count} models, 5 epochs", milliseconds(seconds / count), "a model"
    few, many = interleaved(
        [
            partial(engine.train_all, partial(datasets.digits, train_size=size), [short])
            for size in (80, 800)
        ]
    )
    yield "10 x the examples", f"{many / few:.1f}x", "the time, five seeds"


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms" if seconds < 0.01 else f"{seconds * 1e3:.0f} ms"


def on_threads(count: int, work: Callable) -> Callable:
    def run():
        torch.set_num_threads(count)
        work()

    return run


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


def products(settings: list[Setting], *, seeds: int, d: int = 64, q: int = 10) -> None:
    """Just the matrix products of a sweep on digits: as many and as large as the engine's."""
    setting, runs = settings[0], len(settings) * seeds
    h, n = setting.hidden, setting.batch_size
    X, W, V = torch.rand(runs, n, d), torch.rand(runs, d, h), torch.rand(runs, q, h)
    H, O = torch.rand(runs, n, h), torch.rand(runs, q, n)
    examples = torch.rand(seeds, d, 700)
    with engine.engine_mode():
        for _ in range(setting.epochs * 200 // n):
            torch.bmm(X, W), torch.bmm(V, H.mT), torch.bmm(O.mT, V)
            V.baddbmm_(O, H, beta=0), W.baddbmm_(X.mT, H, beta=0)
        for _ in range((setting.epochs // 5 + 1) * len(settings)):
            torch.bmm(V[:seeds], torch.bmm(W[:seeds].mT, examples))


def arithmetic(settings: list[Setting], *, seeds: int, d: int = 64, q: int = 10) -> float:
    """Operations of the matrix products of a sweep on digits, evaluations included."""
    total = 0
    for setting in settings:
        first, second = 2 * d * setting.hidden, 2 * setting.hidden * q
        trained = 200 * setting.epochs * (2 * first + 3 * second)
        evaluated = 700 * (setting.epochs // 5 + 1) * (first + second)
        total += trained + evaluated
    return total * seeds
