"""Labs whose sliders re-train networks, and show the whole track of the slider that is moved."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from lesson_utils import engine, live
from lesson_utils import training_words as words
from lesson_utils.controls import setting_sliders
from lesson_utils.curves import DASHED, draw_curves, draw_track, frame_curves, frame_track
from lesson_utils.known import nearest_first
from lesson_utils.language import sentences, text, written
from lesson_utils.predictions import Question, Track
from lesson_utils.run_cache import RUNS
from lesson_utils.settings import FIELDS, Setting
from lesson_utils.statistics import mean_interval
from lesson_utils.style import PURPLE, new_figure
from lesson_utils.training import Run

LOSSES = ("train_loss", "validation_loss")


class TrainingLab(live.Lab):
    """Sliders over fields of `Setting`; every position is trained with every seed.

    `sliders` maps a field to its positions; `base` holds the rest, and the first positions.
    `detail`, if given, makes a third panel: detail(axes) draws what stands still, and the
    `draw(run)` of what it returns makes what moves; its words(run), where it has them, join the
    alt text.
    """

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
        figure, self.panels = _panels(with_detail=detail is not None)
        self.detail = detail(self.panels[1]) if detail else None
        controls = setting_sliders(self.sliders, vars(base))
        question = question and self._measuring(question)
        super().__init__(name, controls, figure, buttons=self._buttons(), question=question)

    def _measuring(self, question: Question) -> Question:
        """A question about the track of the first slider at the starting setting."""
        field, positions = next(iter(self.sliders.items()))
        names = [written(position) for position in positions]
        settings = [replace(self.base, **{field: position}) for position in positions]

        def measure() -> Track:
            deque(self._fill(settings), maxlen=0)  # all of it
            runs = self.runs
            values = np.stack([runs[setting].final() for setting in settings])
            return Track(values, names, FIELDS[field].symbol)

        return replace(
            question, measure=measure, names=names, axis=text(FIELDS[field].words),
            limits=self.limits,
        )  # fmt: skip

    def _buttons(self) -> dict[str, Callable[[], None]]:
        return {"live.pin": self.pin, "live.clear": self.clear}

    @property
    def setting(self) -> Setting:
        return replace(self.base, **self.values)

    @property
    def runs(self) -> dict[Setting, Run]:
        """Every finished run of these data and seeds that is still kept."""
        return RUNS.known(self.data, self.seeds, parameters=self._with_parameters)

    def _keep(self, runs) -> None:
        RUNS.keep(self.data, runs, parameters=self._with_parameters)

    def _fill(self, settings) -> Iterator[tuple[dict[Setting, Run], float, float]]:
        """Train what is missing: every run as it stands, the share that is done, seconds left."""
        known, began = self.runs, time.monotonic()
        missing = [setting for setting in dict.fromkeys(settings) if setting not in known]
        options = {"seeds": self.seeds, "keep_parameters": self._with_parameters}
        for runs in engine.train_many(self.data, missing, **options) if missing else ():
            self._keep([run for run in runs if run.finished])
            done = _share_done(runs)
            elapsed = time.monotonic() - began
            left = elapsed * (1 - done) / done if done else elapsed
            yield known | dict(zip(missing, runs)), done, left

    @property
    def _with_parameters(self) -> bool:
        return self.detail is not None  # which draws them

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
        nearest = nearest_first(view.track, view.setting)
        for group in ([view.setting], [view.reference], nearest):
            for state in self._fill(group):
                yield self._frame(view, *state)
        yield self._frame(view, self.runs)

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
                self.detail.draw(current)

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
            xlabel=text(FIELDS[moved].words), limits=self.limits,
            positions=[written(position) for position in self.sliders[moved]],
        )  # fmt: skip

    def _draw_curves(self, run: Run, pinned: Run | None) -> None:
        behind = pinned and (
            words.pinned_label(pinned.setting, run.setting, self.sliders), pinned.epochs,
            pinned.validation_loss.mean(axis=0),
        )  # fmt: skip
        draw_curves(
            self.panels[0], self.say(run.setting), run.epochs, mean_interval(run.train_loss),
            mean_interval(run.validation_loss), behind, words.note(run, self.limits[1]),
        )  # fmt: skip

    def _draw_track(self, runs: list[Run | None], here: int, pinned: Run | None) -> None:
        finals = [_finals(runs, metric, len(self.seeds)) for metric in LOSSES]
        growing = [run for run in runs if run is None or not run.finished]
        note = text("figures.training", epoch=_least_epoch(runs)) if growing else ""
        draw_track(
            self.panels[-1], *(mean_interval(final, axis=1) for final in finals), here,
            None if pinned is None else pinned.final().mean(), note,
        )  # fmt: skip

    def say(self, setting: Setting) -> str:
        """The sliders' part of a setting: "p = 0.5, λ = 0"."""
        return words.setting_words(setting, self.sliders)

    def _status_words(self, request: live.Request, run: Run, reference: Run | None) -> str:
        said = words.status(run, said=self.say(run.setting), guessing=self.guessing)
        comparable = run.finished and not run.diverged.any()
        if not comparable or reference is None or reference.setting == run.setting:
            return said
        name = "tracks.pinned" if request.pinned else "tracks.default"
        against = text(name, setting=self.say(reference.setting))
        return sentences(said, words.verdict(run, reference, against))

    def _alt_words(self, request: live.Request, run: Run, runs: list[Run | None]) -> str:
        said = words.alt(run, said=self.say(run.setting))
        if hasattr(self.detail, "words"):
            said = sentences(said, self.detail.words(run))
        known = [other for other in runs if other is not None and other.finished]
        return said + (words.alt_track(runs, request.moved) if len(known) == len(runs) else "")


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
