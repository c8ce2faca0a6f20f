"""The palette can be read: contrasts by the formula of WCAG 2.2, relative luminance."""

import pytest
from matplotlib.colors import to_rgb

from lesson_utils import style
from lesson_utils.controls import FRONT

DARK = "#111111"  # the ground of JupyterLab's dark theme
SOFT = 0.86  # of the brightness of a picture on it: front/lab.css


def luminance(colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first, second) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def soft(colour) -> tuple:
    return tuple(SOFT * c for c in to_rgb(colour))


def test_the_formula_gives_the_published_extremes():
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#777777", "white") == pytest.approx(4.48, abs=0.005)  # just fails, famously


@pytest.mark.parametrize("shown", [to_rgb, soft])
def test_words_have_4_5_and_lines_3_on_white_and_on_the_soft_ground(shown):
    for colour in style.WORDS:
        assert contrast(shown(colour), shown("white")) >= 4.5
    for colour in style.CLASSES:
        assert contrast(shown(colour), shown("white")) >= 3


def test_a_picture_is_no_glare_in_the_dark():
    assert contrast(soft("white"), DARK) < 0.75 * contrast("white", DARK)
    css = (FRONT / "lab.css").read_text("utf-8")
    assert f"brightness({SOFT})" in css
