"""A frame alone, outside a kernel: what its parts take of the processor."""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

from lesson_utils.lessons.generalization import labs
from lesson_utils.palette import encode

ROUNDS = 5


def rows() -> Iterator[tuple[str, str, str]]:
    """(what, figure, note) lines: medians over the frames of a trained track."""
    for density, screen in ((1.0, "a plain screen"), (2.0, "a fine screen")):
        yield from of_screen(density, screen)


def of_screen(density: float, screen: str) -> Iterator[tuple[str, str, str]]:
    lab = labs.regularization()
    lab.screen.density = density
    lab.settle()
    frames = []
    for _, p in lab.controls["dropout"].options:
        frames.append([*lab.frames(lab.set(dropout=p).request())][-1])
        lab.settle()
    pictures = []
    for frame in frames:  # once, so that every word has been drawn
        lab.stage.paint(frame.draw, key=frame.key, still=frame.still)
        pictures.append(lab.stage.pixels.copy())
    paint = [partial(lab.stage.paint, f.draw, key=f.key, still=f.still) for f in frames]
    note = f"median of {len(frames)} positions, {ROUNDS} rounds"
    yield f"a paint for {screen}", milliseconds(paint), note
    yield "  of it making what moves", milliseconds([partial(made, lab, f) for f in frames]), ""
    encoded = [partial(encode, pixels, lab.stage._background()) for pixels in pictures]
    yield "  of it encode, as PNG", milliseconds(encoded), f"{len(lab.png) / 1e3:.0f} kB"
    lab.close()


def made(lab, frame) -> None:
    """What moves, made and taken off the figure again."""
    with lab.stage.moving(frame.draw):
        pass


def milliseconds(works: list[Callable]) -> str:
    """Median processor time of a work."""
    taken = []
    for work in works * ROUNDS:
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return f"{statistics.median(taken) * 1e3:.1f} ms"
