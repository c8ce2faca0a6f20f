"""What a lab that trains says: in its status, in its alt text, in its figure."""

from collections.abc import Iterable

import numpy as np

from lesson_utils import compare
from lesson_utils.language import sentences, spaced, text, written
from lesson_utils.settings import FIELDS, Setting
from lesson_utils.training import Run


def setting_words(setting: Setting, fields: Iterable[str]) -> str:
    """Some fields of a setting, in the edition's language: "p = 0.5, λ = 0"."""
    parts = (f"{FIELDS[name].symbol} = {written(getattr(setting, name))}" for name in fields)
    return compare.spoken(", ".join(parts))


def status(run: Run, *, said: str, guessing: float) -> str:
    """How the training went; `said` is its setting, `guessing` the loss of a guess."""
    if not run.finished:
        words = text("tracks.training", epoch=int(run.epochs[-1]), epochs=run.setting.epochs)
    else:
        words = text(
            "tracks.trained", networks=len(run.seeds), seconds=f"{run.seconds:.2f}", setting=said
        )
    if run.diverged.any():
        count = int(run.diverged.sum())
        return sentences(words, text("tracks.diverged", count=count, seeds=len(run.seeds)))
    if not run.finished:
        return words
    words = sentences(words, text("tracks.loss", loss=f"{run.final().mean():.2f}"))
    train = run.final("train_loss").mean()
    if train <= 1.05 * guessing:  # a network that only guesses may end a hair above it
        return words
    return sentences(words, text("tracks.unsettled", loss=f"{train:.2f}", guess=f"{guessing:.2f}"))


def verdict(run: Run, reference: Run, against: str) -> str:
    """Whether its loss really differs from that of another run."""
    words = compare.verdict_sentence(reference.final(), run.final(), against=against)
    return words[:1].upper() + words[1:]


def alt(run: Run, *, said: str) -> str:
    return text(
        "tracks.alt", setting=said, epoch=int(run.epochs[-1]),
        train=f"{run.final('train_loss').mean():.2f}", validation=f"{run.final().mean():.2f}",
    )  # fmt: skip


def alt_track(runs: list[Run], moved: str) -> str:
    """Where on a finished track the loss is lowest."""
    best = min(runs, key=lambda run: np.nan_to_num(run.final().mean(), nan=np.inf))
    return text(
        "tracks.alt_track", slider=text(FIELDS[moved].words), best=f"{best.final().mean():.2f}",
        at=spaced(setting_words(best.setting, [moved])),
    )  # fmt: skip


def note(run: Run, top: float) -> str:
    """Says in the chart, which ends at `top`, what it cannot show."""
    if run.diverged.any():
        return text("figures.diverged")
    loss = run.final().mean()
    return text("figures.above", loss=f"{loss:.3g}") if loss > top else ""


def pinned_label(pinned: Setting, current: Setting, fields: Iterable[str]) -> str:
    """What differs in the pinned run, a line each: the end of a curve has little room."""
    differing = [
        setting_words(pinned, [name])
        for name in fields
        if getattr(pinned, name) != getattr(current, name)
    ]
    return "\n".join([text("figures.pinned"), *differing])
