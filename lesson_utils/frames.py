"""What travels between a hand and a picture: a request on the way there, frames on the way back."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace

from lesson_utils.language import sentences, text
from lesson_utils.predictions import Guess

LONG_SECONDS = 90


@dataclass(frozen=True)
class Request:
    """What a student asks for: the values of the controls, which one moved last, what is pinned.

    `density` is how many pixels of the screen show one of the 100 that an inch of the figure has.
    """

    values: Mapping[str, object]
    moved: str
    pinned: Mapping[str, object] | None = None
    guess: Guess | None = None
    density: float = 2.0


@dataclass(frozen=True)
class Frame:
    """What a lab shows: `draw` makes what moves (see `stage`); alt and status say it in words.

    `progress` in [0, 1] is the share that is done; `seconds_left` is an estimate. `still` sets up
    the axes where they depend on a control: once for each `key`.
    """

    draw: Callable[[], None]
    alt: str
    status: str
    progress: float = 1.0
    seconds_left: float = 0.0
    key: Hashable = None
    still: Callable[[], None] | None = None
    outcome: str = ""  # what became of the student's guess

    @property
    def said(self) -> str:
        """The status; and how long it still takes, where that is long."""
        if self.seconds_left < LONG_SECONDS:
            return self.status
        minutes = f"{self.seconds_left / 60:.0f}"
        return sentences(self.status, text("live.left", minutes=minutes))

    @property
    def unfinished(self) -> "Frame":
        """The same before something more: no result is said yet, as it is said once."""
        return replace(self, progress=min(self.progress, 0.99))


def spoken(key: str, draw: Callable, words: Mapping, done=1.0, seconds=1.0) -> Frame:
    """A frame that says the strings `key`.status and, as alt text, `key`.alt.

    `done` is the share of the lab's work that is done, `seconds` about what all of it takes.
    """
    alt, status = text(f"{key}.alt", **words), text(f"{key}.status", **words)
    return Frame(draw, alt, status, done, seconds * (1 - done))


def frames_or_error(frames: Callable, request: Request) -> Iterator[Frame | BaseException]:
    """The frames of a request, with what became of the guess; it is measured behind the first."""
    guess = request.guess
    known = guess is not None and guess.is_measured
    try:
        frame = None
        for frame in frames(request):
            if guess is None:
                yield frame
            elif known:
                yield replace(frame, outcome=guess.outcome)
            else:
                yield frame.unfinished
        if frame is not None and guess is not None and not known:
            yield replace(frame, outcome=guess.outcome)
    except GeneratorExit:
        raise
    except BaseException as error:  # SystemExit too: one lab fails, not the thread of all
        yield error
