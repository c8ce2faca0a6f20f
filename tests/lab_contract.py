"""What every lab keeps to, whatever it shows."""

from types import SimpleNamespace

import pytest
import torch

from lesson_utils import mistakes
from lesson_utils.predictions import shape
from lesson_utils.training import fit


def check_lab(make, moves, measured: str | None) -> None:
    """It asks first, and its question comes to `measured`: an answer, or the shape of a track.

    Each move changes picture, status and alt text, and together they move every control.

    The line that the lab shows opens it again as it stands; a value that no control has is named.
    """
    lab = make().settle()
    assert lab.question
    if measured:
        found = lab.question.measure()
        assert (found if isinstance(found, str) else shape(found.values)) == measured
    assert {control for move in moves for control in move} == set(lab.controls)
    for move in moves:
        before = lab.png, lab.status, lab.alt
        lab.set(**move).settle()
        after = lab.png, lab.status, lab.alt
        assert all(new and new != old for new, old in zip(after, before, strict=True))
    again = eval(lab.code, {"labs": SimpleNamespace(**{lab.name: make})})
    assert again.values == lab.values != lab.defaults
    for control in lab.controls:
        with pytest.raises(ValueError, match="-77"):
            lab.set(**{control: -77})


def check_mistakes(lab, maker, start, moved) -> None:
    """The lab of mistakes, opened at the setting `moved`, against networks of the readable loop."""
    data, right = maker(0), {}
    for setting in (start, moved):
        model, _ = fit(maker, setting, seed=0)
        with torch.no_grad():
            chances = model(data.validation_inputs).softmax(dim=1)
        answers = zip(chances, data.validation_labels, strict=True)
        right[setting] = [int(row.argmax()) == int(label) for row, label in answers]
    both = list(zip(right[start], right[moved], strict=True))
    lab.settle()
    assert f"<b>{right[moved].count(False)} of {len(both)}</b>" in lab.status
    assert f"{both.count((False, True))} won, {both.count((True, False))} lost" in lab.status
    wrong = [place for place, hit in enumerate(right[moved]) if not hit]
    surest = max(wrong, key=lambda place: float(chances[place].max()))
    assert mistakes.answers(maker, moved).worst_first[0] == surest
