"""Labs whose sliders re-train networks, and show the whole track of the slider that is moved."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from lesson_utils import compare, engine, live
from lesson_utils.curves import CurvesPanel, TrackPanel
from lesson_utils.language import sentences, text
from lesson_utils.stage import Canvas
from lesson_utils.statistics import mean_interval
from lesson_utils.style import new_figure
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
    `detail`, if given, makes a third panel: detail(axes).update(run); its words(run), where it has
    them, join the alt text.
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
    ):
        self.data, self.base, self.seeds, self.limits = data, base, tuple(seeds), limits
        self.sliders = {field: tuple(positions) for field, positions in sliders.items()}
        self.moved = next(iter(self.sliders))
        self.pinned: Setting | None = None
        self._runs: OrderedDict[Setting, Run] = OrderedDict()
        self._framed = None  # what the frame of the figure was last made for
        self._make_panels(detail, len(data(self.seeds[0]).classes))
        controls = {
            field: live.slider(
                f"controls.{field}",
                [(written(position), position) for position in positions],
                getattr(base, field),
            )
            for field, positions in self.sliders.items()
        }
        super().__init__(name, controls, self.canvas, self._train, buttons=self._buttons())

    def _buttons(self) -> dict[str, Callable[[], None]]:
        return {"live.pin": self.pin, "live.clear": self.clear}

    def _make_panels(self, detail, classes: int) -> None:
        widths = [1.25, 1] if detail is None else [1.2, 1, 1]
        figure, axes = new_figure(
            1, len(widths), width=8 if detail is None else 10.5,
            width_ratios=widths, left=0.085, right=0.99, bottom=0.16, top=0.9, wspace=0.22,
        )  # fmt: skip
        self.canvas = Canvas(figure)
        self.curves = CurvesPanel(
            axes[0], epochs=self.base.epochs, limits=self.limits, guess=np.log(classes)
        )
        self.track = TrackPanel(axes[-1], limits=self.limits)
        self.detail = detail(axes[1]) if detail else None

    @property
    def setting(self) -> Setting:
        return replace(self.base, **self.values)

    @property
    def runs(self) -> dict[Setting, Run]:
        """Every finished run that the lab still holds."""
        return dict(self._runs)

    def pin(self) -> None:
        """Keep the current run in grey, to compare with."""
        self.pinned = self.setting
        self.restart()

    def clear(self) -> None:
        self.pinned = None
        self.restart()

    def _changed(self, change) -> None:
        self.moved = next(f for f, control in self.controls.items() if control is change["owner"])
        super()._changed(change)

    def _train(self, **values) -> Iterator[live.Frame]:
        """The current setting first, then the rest of the track, nearest first."""
        setting, moved = replace(self.base, **values), self.moved
        reference = self.pinned or self.base
        track = [replace(setting, **{moved: position}) for position in self.sliders[moved]]
        here = track.index(setting)
        growing: dict[Setting, Run] = {}

        def frame(progress=1.0, seconds_left=0.0):
            runs = [self._runs.get(s) or growing.get(s) for s in track]
            return self._frame(moved, runs, here, progress, seconds_left)

        self._keep(self._runs[s] for s in [*track, reference] if s in self._runs)
        nearest = sorted(track, key=lambda other: abs(track.index(other) - here))
        for group in ([setting], [reference], nearest):
            missing = [s for s in dict.fromkeys(group) if s not in self._runs]
            if not missing:
                continue
            began = time.monotonic()
            for runs in engine.train_many(self.data, missing, seeds=self.seeds):
                growing = dict(zip(missing, runs))
                self._keep(run for run in runs if run.finished)
                done = _share_done(runs)
                yield frame(done, (time.monotonic() - began) * (1 - done) / max(done, 1e-3))
        yield frame()

    def _keep(self, runs) -> None:
        for run in runs:
            kept = run if self.detail or self.keeps_weights else replace(run, weights=())
            self._runs[run.setting] = kept
            self._runs.move_to_end(run.setting)
        while len(self._runs) > CACHED_RUNS:
            self._runs.popitem(last=False)

    def _frame(self, moved, runs, here, progress, seconds_left) -> live.Frame:
        current = runs[here]
        pinned = self._runs.get(self.pinned)
        status = self._status_words(current, pinned or self._runs.get(self.base))
        alt = self._alt_words(moved, current, runs)

        def draw():
            self._draw(moved, current, runs, here, pinned)

        return live.Frame(draw, alt, status, progress, seconds_left)

    def _draw(self, moved, current: Run, runs, here: int, pinned: Run | None) -> None:
        setting = current.setting
        if self._framed != (moved, setting.epochs):
            self._framed = (moved, setting.epochs)
            names = [written(position) for position in self.sliders[moved]]
            title = f"loss after training, {len(self.seeds)} seeds"
            self.track.rename(title, AXES[moved], names)
            self.curves.rescale(setting.epochs, self.limits)
            self.canvas.refresh()
        self.curves.update(
            self.write(setting), current.epochs,
            mean_interval(current.train_loss), mean_interval(current.validation_loss),
            pinned and (_pinned_label(pinned.setting, setting, self.sliders), pinned.epochs,
                        pinned.validation_loss.mean(axis=0)),
            self._note(current),
        )  # fmt: skip
        finals = [_finals(runs, metric, len(self.seeds)) for metric in LOSSES]
        training = [run for run in runs if run is None or not run.finished]
        note = f"training … epoch {_least_epoch(runs)}" if training else ""
        self.track.update(
            *(mean_interval(final, axis=1) for final in finals), here,
            None if pinned is None else pinned.final().mean(), note,
        )  # fmt: skip
        if self.detail:
            self.detail.update(current)

    def write(self, setting: Setting) -> str:
        """The sliders' part of a setting in symbols: "p = 0.5, λ = 0"."""
        parts = ((compare.SYMBOLS[field], getattr(setting, field)) for field in self.sliders)
        return ", ".join(f"{symbol} = {written(value)}" for symbol, value in parts)

    def _note(self, run: Run) -> str:
        """Says in the chart what its frame cannot show."""
        if run.diverged.any():
            return "diverged"
        loss = run.final().mean()
        return f"loss {loss:.3g}\nabove the chart ↑" if loss > self.limits[1] else ""

    def say(self, setting: Setting) -> str:
        """The same for a sentence, in the edition's language."""
        return compare.spoken(self.write(setting))

    def _status_words(self, run: Run, reference: Run | None) -> str:
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
            train, guess = run.final("train_loss").mean(), self.curves.guess
            if train > 1.05 * guess:  # a network that only guesses may end a hair above it
                words.append(text("tracks.unsettled", loss=f"{train:.2f}", guess=f"{guess:.2f}"))
            if reference and reference.setting != run.setting:
                is_pinned = reference.setting == self.pinned
                name = "tracks.pinned" if is_pinned else "tracks.default"
                against = text(name, setting=self.say(reference.setting))
                verdict = compare.verdict(reference.final(), run.final(), against=against)
                words.append(verdict[:1].upper() + verdict[1:])
        return sentences(*words)

    def _alt_words(self, moved: str, run: Run, runs: list[Run | None]) -> str:
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
        return words + text(
            "tracks.alt_track", slider=text(f"controls.{moved}"), best=f"{best.final().mean():.2f}",
            at=f"{compare.SYMBOLS[moved]} = {written(getattr(best.setting, moved))}",
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
    return "\n".join(["pinned", *differing])
