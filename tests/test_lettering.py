"""Words kept as pixels look like words that matplotlib draws, wherever they stand."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from lesson_utils.lettering import Lettering
from lesson_utils.style import new_figure

WORDS = ("jf p = 0.5, λ = 0", "验证损失 gÅ", "two\nlines", "$x^2$", "")


@pytest.mark.parametrize(
    "style", [{}, {"alpha": 0.4, "color": "#BD4B00"}, {"rotation": 90}], ids=str
)
def test_kept_words_equal_plain_ones_to_a_rounding(style, monkeypatch):
    monkeypatch.setenv("LESSON_LANG", "zh")
    figure, axes = new_figure(width=4, height=3)
    axes.set_axis_off()
    for place, words in enumerate(WORDS):
        axes.text(0.013 + 0.17 * place, 0.1 + 0.137 * place, words, **style)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    plain = np.array(canvas.buffer_rgba(), int)
    renderer = canvas.get_renderer()
    renderer.draw_text = kept = Lettering(renderer)
    for _ in range(2):
        canvas.draw()
        assert abs(np.array(canvas.buffer_rgba(), int) - plain).max() <= 2
    assert (plain < 250).any()
    if not style.get("rotation"):
        assert kept._image.cache_info().hits > 0
