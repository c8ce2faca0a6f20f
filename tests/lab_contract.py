"""What every lab keeps to, whatever it shows."""

import pytest


def check_moves(lab, moves) -> None:
    """Each move changes picture, status and alt text, and together they move every control."""
    assert {control for move in moves for control in move} == set(lab.controls)
    for move in moves:
        before = lab.png, lab.status, lab.alt
        lab.set(**move).settle()
        after = lab.png, lab.status, lab.alt
        assert all(new and new != old for new, old in zip(after, before, strict=True))


def check_absent_position(lab) -> None:
    """A value that no control has is named."""
    for control in lab.controls:
        with pytest.raises(ValueError, match="-77"):
            lab.set(**{control: -77})
