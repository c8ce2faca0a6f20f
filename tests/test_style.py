"""The palette can be read: contrasts by the formula of WCAG 2.2, and with colour-blind eyes."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from lesson_utils import style
from lesson_utils.controls import FRONT

DARK = "#111111"  # the ground of JupyterLab's dark theme
SOFT = 0.86  # of the brightness of a picture on it: front/lab.css


# linear sRGB as it is seen: Machado, Oliveira, Fernandes (2009), severity 1
BLIND = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}  # fmt: skip
TO_XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
WHITE, EVERYBODY = np.sum(TO_XYZ, axis=1), np.eye(3)


def linear(colour) -> np.ndarray:
    return np.array(
        [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    )


def luminance(colour) -> float:
    return float(linear(colour) @ (0.2126, 0.7152, 0.0722))


def lab(colour, seen=EVERYBODY) -> np.ndarray:
    """CIELAB of a colour, seen with such eyes."""
    shares = TO_XYZ @ np.clip(seen @ linear(colour), 0, 1) / WHITE
    x, y, z = np.where(shares > 0.008856, np.cbrt(shares), 7.787 * shares + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


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


def test_lab_gives_the_published_values():
    np.testing.assert_allclose(lab("red"), [53.2, 80.1, 67.2], atol=0.1)
    for seen in BLIND.values():
        np.testing.assert_allclose(lab("#808080", np.array(seen)), [53.6, 0, 0], atol=0.1)


@pytest.mark.parametrize("eyes", BLIND)
def test_colours_of_one_picture_stay_apart_for_colour_blind_eyes(eyes):
    """2.3 is the least that anybody sees, side by side."""
    seen = np.array(BLIND[eyes])
    for colours, least in (
        ((style.TRAIN, style.VALIDATION), 80),  # curves; also weights, for and against
        (style.CLASSES[:3], 15),  # beside markers of their own
    ):
        for first, second in combinations(colours, 2):
            assert np.linalg.norm(lab(first, seen) - lab(second, seen)) > least
