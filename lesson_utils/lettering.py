"""Words of a picture, drawn once and kept as pixels: their glyphs cost more than all its curves."""

from functools import lru_cache

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg

MARGIN = 4  # pixels around words, for glyphs that reach beyond their box


class Lettering:
    """Takes the place of a renderer's `draw_text`, and keeps the pixels of its newest words."""

    def __init__(self, renderer: RendererAgg, *, kept: int = 64):
        self._renderer, self._plain = renderer, renderer.draw_text
        self._image = lru_cache(kept)(self._drawn)

    def __call__(self, gc, x, y, s, prop, angle, ismath=False, mtext=None) -> None:
        if angle or ismath:
            return self._plain(gc, x, y, s, prop, angle, ismath, mtext)
        left, below = np.floor(x), np.floor(self._renderer.height - y)
        part = round((x - left) * 64), round((self._renderer.height - y - below) * 64)
        image, depth = self._image(s, prop.copy(), gc.get_rgb(), *part)
        self._renderer.draw_image(gc, left - MARGIN, below - depth, image)

    def _drawn(self, words: str, prop, colour, x: int, y: int) -> tuple[np.ndarray, int]:
        """RGBA, upside down, of words that start `x`, `y` 64ths into a pixel; and their depth."""
        width, height, descent = self._renderer.get_text_width_height_descent(words, prop, False)
        depth = int(descent) + MARGIN
        size = int(width) + 2 * MARGIN, int(height) + 2 * MARGIN
        small = RendererAgg(*size, self._renderer.dpi)
        gc = small.new_gc()
        gc.set_alpha(colour[3])
        gc.set_foreground(colour, isRGBA=True)
        small.draw_text(gc, MARGIN + x / 64, size[1] - depth - y / 64, words, prop, 0)
        return np.asarray(small.buffer_rgba())[::-1].copy(), depth
