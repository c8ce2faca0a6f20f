"""Labs whose sliders re-train networks, and show the whole track of the slider that is moved."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from lesson_utils import compare, engine, live
from lesson_utils.curves import DASHED, draw_curves, draw_track, frame_curves, frame_track
from lesson_utils.language import sentences, text
from lesson_utils.predictions import Question, Track
from lesson_utils.statistics import mean_interval
from lesson_utils.style import PURPLE, new_figure
from lesson_utils.training import Run, Setting

# names of axes, and the usual positions on a slider
AXES = {
    "dropout": "dropout p", "weight_decay": "weight decay λ", "hidden": "hidden units",
    "learning_rate": "learning rate η", "batch_size": "batch size", "epochs": "epochs",
    "dropconnect": "DropConnect p", "init_scale": "initial scale",
    "activation": "activation σ",
}  # fmt: skip
POSITIONS = {
    "dropout": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    "weight_decay": (0.0, 0.0003, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1),
    "hidden": (4, 8, 16, 32, 64, 128),
}
CACHED_RUNS = 600


class TrainingLab(live.Lab):
    """Sliders over fields of `Setting`; every position is trained with every seed.

    `sliders` maps a field to its positions; `base` holds the rest, and the first positions.
    `detail`, if given, makes a third panel: detail(axes) draws what stands still, and the
    `draw(run)` of what it returns makes what moves; its words(run), where it has them, join the
    alt text.
    """

    keeps_weights = False  # of every run, where there is no `detail` that needs them

    def __init__(
        self,
        name: str,
        data: Callable,
        sliders: Mapping[str, Sequence],
        *,
        base: Setting = Setting(),
        seeds: Sequence[int] = range(5),
        limits: tuple[float, float] = (0.0, 2.0),
        detail: Callable | None = None,
        question: Question | None = None,
    ):
        self.data, self.base, self.seeds, self.limits = data, base, tuple(seeds), limits
        self.sliders = {field: tuple(positions) for field, positions in sliders.items()}
        self.guessing = float(np.log(len(data(self.seeds[0]).classes)))  # the loss of guessing
        self._runs: OrderedDict[Setting, Run] = OrderedDict()
        self._lock = threading.Lock()
        figure, self.panels = _panels(with_detail=detail is not None)
        self.detail = detail(self.panels[1]) if detail else None
        controls = {
            field: live.slider(
                f"controls.{field}",
                [(written(position), position) for position in positions],
                getattr(base, field),
            )
            for field, positions in self.sliders.items()
        }
        question = question and self._measuring(question)
        super().__init__(name, controls, figure, buttons=self._buttons(), question=question)

    def _measuring(self, question: Question) -> Question:
        """A question about the track of the first slider at the starting setting."""
        field, positions = next(iter(self.sliders.items()))
        names = [written(position) for position in positions]
        settings = [replace(self.base, **{field: position}) for position in positions]

        def measure() -> Track:
            missing = [setting for setting in settings if setting not in self.runs]
            if missing:
                self._keep(deque(self._training(missing), maxlen=1).pop())
            values = np.stack([self.runs[setting].final() for setting in settings])
            return Track(values, names, compare.SYMBOLS[field])

        return replace(
            question, measure=measure, names=names, axis=text(f"controls.{field}"),
            limits=self.limits,
        )  # fmt: skip

    def _buttons(self) -> dict[str, Callable[[], None]]:
        return {"live.pin": self.pin, "live.clear": self.clear}

    @property
    def moved(self) -> str:
        return self._moved

    @property
    def setting(self) -> Setting:
        return replace(self.base, **self.values)

    @property
    def runs(self) -> dict[Setting, Run]:
        """Every finished run that the lab still holds."""
        with self._lock:
            return dict(self._runs)

    def pin(self) -> None:
        """Keep the current run in grey, to compare with."""
        self._pinned = self.values
        self.restart()

    def clear(self) -> None:
        self._pinned = None
        self.restart()

    def frames(self, request: live.Request) -> Iterator[live.Frame]:
        """The current setting first, then what it is compared with, then the rest of its track."""
        view = _View(self, request)
        known = self.runs
        self._keep([known[s] for s in [*view.track, view.reference] if s in known])
        nearest = sorted(view.track, key=lambda other: abs(view.track.index(other) - view.here))
        for group in ([view.setting], [view.reference], nearest):
            known = self.runs
            missing = [s for s in dict.fromkeys(group) if s not in known]
            if not missing:
                continue
            began = time.monotonic()
            for runs in self._training(missing):
                self._keep([run for run in runs if run.finished])
                done = _share_done(runs)
                left = (time.monotonic() - began) * (1 - done) / max(done, 1e-3)
                yield self._frame(view, known | dict(zip(missing, runs)), done, left)
        yield self._frame(view, self.runs)

    def _training(self, settings: list[Setting]) -> Iterator[list[Run]]:
        keep = self.keeps_weights or self.detail is not None
        return engine.train_many(self.data, settings, seeds=self.seeds, keep_parameters=keep)

    def _keep(self, runs) -> None:
        with self._lock:
            for run in runs:
                self._runs[run.setting] = run
                self._runs.move_to_end(run.setting)
            while len(self._runs) > CACHED_RUNS:
                self._runs.popitem(last=False)

    def _frame(self, view: "_View", known, progress=1.0, seconds_left=0.0) -> live.Frame:
        runs = [known.get(setting) for setting in view.track]
        current, pinned = runs[view.here], known.get(view.pinned)

        def draw():
            self._draw_curves(current, pinned)
            self._draw_track(runs, view.here, pinned)
            if view.sketch:
                axes = self.panels[-1]
                axes.plot(view.sketch, color=PURPLE, label=text("predict.sketched"), **DASHED)
            if self.detail:
                getattr(self.detail, "draw", getattr(self.detail, "update", None))(current)

        return live.Frame(
            draw, self._alt_words(view.request, current, runs),
            self._status_words(view.request, current, pinned or known.get(self.base)),
            progress, seconds_left, key=(view.request.moved, view.setting.epochs),
            still=lambda: self._set_up(view.request.moved, view.setting.epochs),
        )  # fmt: skip

    def _set_up(self, moved: str, epochs: int) -> None:
        """The axes, which depend on the slider that moves and on the length of the training."""
        frame_curves(self.panels[0], epochs=epochs, limits=self.limits, guess=self.guessing)
        frame_track(
            self.panels[-1], title=text("figures.final_loss", seeds=len(self.seeds)),
            xlabel=text(f"controls.{moved}"), limits=self.limits,
            positions=[written(position) for position in self.sliders[moved]],
        )  # fmt: skip

    def _draw_curves(self, run: Run, pinned: Run | None) -> None:
        behind = pinned and (
            _pinned_label(pinned.setting, run.setting, self.sliders), pinned.epochs,
            pinned.validation_loss.mean(axis=0),
        )  # fmt: skip
        draw_curves(
            self.panels[0], self.say(run.setting), run.epochs, mean_interval(run.train_loss),
            mean_interval(run.validation_loss), behind, self._note(run),
        )  # fmt: skip

    def _draw_track(self, runs: list[Run | None], here: int, pinned: Run | None) -> None:
        finals = [_finals(runs, metric, len(self.seeds)) for metric in LOSSES]
        growing = [run for run in runs if run is None or not run.finished]
        note = text("figures.training", epoch=_least_epoch(runs)) if growing else ""
        draw_track(
            self.panels[-1], *(mean_interval(final, axis=1) for final in finals), here,
            None if pinned is None else pinned.final().mean(), note,
        )  # fmt: skip

    def write(self, setting: Setting) -> str:
        """The sliders' part of a setting in symbols: "p = 0.5, λ = 0"."""
        parts = ((compare.SYMBOLS[field], getattr(setting, field)) for field in self.sliders)
        return ", ".join(f"{symbol} = {written(value)}" for symbol, value in parts)

    def _note(self, run: Run) -> str:
        """Says in the chart what its frame cannot show."""
        if run.diverged.any():
            return text("figures.diverged")
        loss = run.final().mean()
        return text("figures.above", loss=f"{loss:.3g}") if loss > self.limits[1] else ""

    def say(self, setting: Setting) -> str:
        """The same for a sentence, in the edition's language."""
        return compare.spoken(self.write(setting))

    def _status_words(self, request: live.Request, run: Run, reference: Run | None) -> str:
        words = [
            text("tracks.trained", networks=len(self.seeds), seconds=f"{run.seconds:.2f}",
                 setting=self.say(run.setting))
            if run.finished else
            text("tracks.training", epoch=int(run.epochs[-1]), epochs=run.setting.epochs)
        ]  # fmt: skip
        diverged = int(run.diverged.sum())
        if diverged:
            words.append(text("tracks.diverged", count=diverged, seeds=len(self.seeds)))
        elif run.finished:
            words.append(text("tracks.loss", loss=f"{run.final().mean():.2f}"))
            train, guess = run.final("train_loss").mean(), self.guessing
            if train > 1.05 * guess:  # a network that only guesses may end a hair above it
                words.append(text("tracks.unsettled", loss=f"{train:.2f}", guess=f"{guess:.2f}"))
            if reference and reference.setting != run.setting:
                name = "tracks.pinned" if request.pinned else "tracks.default"
                against = text(name, setting=self.say(reference.setting))
                verdict = compare.verdict_sentence(reference.final(), run.final(), against=against)
                words.append(verdict[:1].upper() + verdict[1:])
        return sentences(*words)

    def _alt_words(self, request: live.Request, run: Run, runs: list[Run | None]) -> str:
        known = [other for other in runs if other is not None and other.finished]
        words = text(
            "tracks.alt", setting=self.say(run.setting), epoch=int(run.epochs[-1]),
            train=f"{run.final('train_loss').mean():.2f}",
            validation=f"{run.final().mean():.2f}",
        )  # fmt: skip
        if hasattr(self.detail, "words"):
            words = sentences(words, self.detail.words(run))
        if len(known) < len(runs):
            return words
        best = min(known, key=lambda other: np.nan_to_num(other.final().mean(), nan=np.inf))
        moved = request.moved
        return words + text(
            "tracks.alt_track", slider=text(f"controls.{moved}"), best=f"{best.final().mean():.2f}",
            at=f"{compare.SYMBOLS[moved]} = {written(getattr(best.setting, moved))}",
        )  # fmt: skip


class _View:
    """A request in settings: of the track, where on it, and compared with what."""

    def __init__(self, lab: TrainingLab, request: live.Request):
        self.request, moved = request, request.moved
        self.setting = replace(lab.base, **request.values)
        self.track = [replace(self.setting, **{moved: p}) for p in lab.sliders[moved]]
        self.here = self.track.index(self.setting)
        self.pinned = replace(lab.base, **request.pinned) if request.pinned else None
        self.reference = self.pinned or lab.base
        on_first = moved == next(iter(lab.sliders))
        self.sketch = request.guess.sketch if request.guess and on_first else None


def _panels(*, with_detail: bool):
    """The figure and its axes: curves, a detail if there is one, the track."""
    widths = [1.2, 1, 1] if with_detail else [1.25, 1]
    return new_figure(
        1, len(widths), width=10.5 if with_detail else 8, width_ratios=widths, left=0.085,
        right=0.99, bottom=0.16, top=0.9, wspace=0.22,
    )  # fmt: skip


LOSSES = ("train_loss", "validation_loss")


def written(position) -> str:
    """A position of a slider in a figure: numbers short, words as they are."""
    return position if isinstance(position, str) else f"{position:g}"


def _finals(runs: list[Run | None], metric: str, seeds: int) -> np.ndarray:
    """(positions, S) the last known value of each run, NaN before it has begun."""
    unknown = np.full(seeds, np.nan)
    return np.stack(
        [run.final(metric) if run is not None and len(run.epochs) else unknown for run in runs]
    )


def _least_epoch(runs: list[Run | None]) -> int:
    return min(int(run.epochs[-1]) if run is not None and len(run.epochs) else 0 for run in runs)


def _share_done(runs: list[Run]) -> float:
    done = sum(run.epochs[-1] if len(run.epochs) else 0 for run in runs)
    return float(done / max(1, sum(run.setting.epochs for run in runs)))


def _pinned_label(pinned: Setting, current: Setting, fields) -> str:
    """What differs in the pinned run, a line each: the end of a curve has little room."""
    differing = [
        f"{compare.SYMBOLS[field]} = {written(getattr(pinned, field))}"
        for field in fields
        if getattr(pinned, field) != getattr(current, field)
    ]
    return "\n".join([text("figures.pinned"), *differing])
