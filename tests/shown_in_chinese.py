"""Run the Chinese lessons in haste and print, as JSON, every text that their pictures show.

    python tests/shown_in_chinese.py

Networks are trained for one epoch, claims are given numbers that nobody measured: words do not
depend on them. A process of its own, so that no other test meets such runs in a cache.
"""

import ast
import contextlib
import io
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

os.environ |= {"LESSON_WAIT": "1", "LESSON_LANG": "zh"}

import numpy as np
from figure_texts import figure_texts

from lesson_utils import claims, engine, forest, live
from lesson_utils.stage import Picture, Stage
from lesson_utils.training import METRICS, is_evaluated
from lesson_utils.training_lab import TrainingLab
from notebooks import build

SOURCES = Path(__file__).parents[1] / "notebooks" / "source"
shown: dict[str, set[str]] = defaultdict(set)
place = ""


def hasty(train_many):
    """`engine.train_many` for one epoch, stretched to the length that was asked for."""

    def train(maker, settings, *, seeds=range(5), evaluate_every=5, keep_parameters=True):
        short = [replace(setting, epochs=min(setting.epochs, 1)) for setting in settings]
        *_, runs = train_many(maker, list(dict.fromkeys(short)), seeds=seeds, evaluate_every=1)
        found = {run.setting: run for run in runs}
        yield [
            stretched(found[one], setting, evaluate_every)
            for one, setting in zip(short, settings, strict=True)
        ]

    return train


def stretched(run, setting, every: int):
    last = setting.epochs
    epochs = np.array([epoch for epoch in range(last + 1) if is_evaluated(epoch, last, every)])
    curves = {
        name: getattr(run, name)[:, np.minimum(epochs, len(run.epochs) - 1)] for name in METRICS
    }
    return replace(run, setting=setting, epochs=epochs, **curves)


def without_measuring() -> None:
    random = np.random.default_rng(0)
    claims._trained = lambda setting, data, seeds: random.random((len(METRICS), len(seeds)))
    claims._measured = lambda condition, seeds: random.random(len(seeds))


def watched(moving):
    """`Stage.moving`, which notes the texts of every frame."""

    @contextlib.contextmanager
    def watch(stage, draw):
        with moving(stage, draw) as artists:
            shown[place].update(figure_texts(stage.figure))
            yield artists

    return watch


def look_at(value) -> None:
    if isinstance(value, live.Lab):
        look_at_lab(value)
    elif isinstance(value, Picture):
        shown[place] |= {*figure_texts(value.figure), value.alt}
    elif isinstance(value, claims.Evidence):
        shown[place] |= {*figure_texts(forest.draw(value.comparisons)), *value.sentences}


def look_at_lab(lab: live.Lab) -> None:
    """With each control at both of its ends, compared with how it opened."""
    if isinstance(lab, TrainingLab):
        lab.pin()
    for name, control in lab.controls.items():
        positions = [value for _, value in control.options]
        shown[place] |= {control.description, *(words for words, _ in control.options)}
        for position in (positions[0], positions[-1], lab.defaults[name]):
            lab.set(**{name: position}).settle()
            shown[place] |= {lab.alt, lab.status, *cells_of(lab.stage.tables)}
    if lab.question:
        form = lab.question.as_form()
        shown[place] |= {form["words"], *form["options"], form["sketch"]["axis"]}
    lab.close()


def cells_of(tables: list[dict]) -> Iterator[str]:
    for table in tables:
        yield table["caption"]
        for row in (table["head"], *table["rows"]):
            yield from map(str, row)


def run_lesson(source: Path) -> None:
    global place
    names: dict = {}
    for cell in build.edition(build.read_source(source.read_text("utf-8")), "zh").cells:
        if cell.cell_type != "code":
            continue
        *before, last = ast.parse(cell.source).body
        place = f"{source.stem}: {ast.unparse(last)}"
        value = None
        if isinstance(last, ast.Expr):
            exec(compile(ast.Module(before, []), place, "exec"), names)
            value = eval(compile(ast.Expression(last.value), place, "eval"), names)
        else:
            exec(compile(ast.Module([*before, last], []), place, "exec"), names)
        look_at(value)


if __name__ == "__main__":
    live.Lab.density = 1.0  # pixels do not matter here
    engine.train_many = hasty(engine.train_many)
    Stage.moving = watched(Stage.moving)
    without_measuring()
    with contextlib.redirect_stdout(io.StringIO()):
        for source in sorted(SOURCES.glob("*.py")):
            run_lesson(source)
    print(json.dumps({name: sorted(texts) for name, texts in shown.items()}, ensure_ascii=False))
