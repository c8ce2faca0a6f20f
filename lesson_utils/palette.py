"""Pixels as a PNG with a palette; of a frame only what differs from its background is looked at."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

COLOURS = 256  # of a palette: a plot needs few, and the file shrinks to a third
STILL_COLOURS = 64  # of them for the background


@dataclass(frozen=True)
class Background:
    """A figure without what moves: RGBA pixels, as numbers and in a palette."""

    pixels: np.ndarray  # (height, width) uint32
    indices: np.ndarray  # (height, width) uint8
    palette: list[int]

    @classmethod
    def of(cls, pixels: np.ndarray) -> "Background":
        """From (height, width, 4) RGBA pixels."""
        indices, palette = in_palette(pixels, STILL_COLOURS)
        palette = palette + [0] * (3 * STILL_COLOURS - len(palette))
        return cls(as_numbers(pixels).copy(), indices, palette)


def encode(pixels: np.ndarray, background: Background) -> bytes:
    """RGBA pixels as a PNG with a palette; only what differs from the background is looked at."""
    numbers = as_numbers(pixels)
    changed = numbers != background.pixels
    indices, palette = background.indices.copy(), background.palette
    if changed.any():
        moved = numbers[changed].view(np.uint8).reshape(1, -1, 4)
        (places,), colours = in_palette(moved, COLOURS - STILL_COLOURS)
        indices[changed] = places + STILL_COLOURS
        palette = palette + colours
    return packed(indices, palette)


def in_palette(pixels: np.ndarray, colours: int) -> tuple[np.ndarray, list[int]]:
    """RGBA pixels as indices, (height, width) uint8, into a palette of at most so many colours."""
    image = Image.fromarray(pixels).convert("RGB")  # RGBA would blur pale colours
    image = image.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    return np.asarray(image), image.getpalette()[: 3 * colours]


def smaller(png: bytes) -> bytes:
    """The same picture in about two thirds of the bytes: for files, where time is no matter."""
    file = io.BytesIO()
    Image.open(io.BytesIO(png)).save(file, "PNG", compress_level=9)
    return file.getvalue()


def packed(indices: np.ndarray, palette: list[int]) -> bytes:
    image = Image.fromarray(indices)
    image.putpalette(palette)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def as_numbers(pixels: np.ndarray) -> np.ndarray:
    """(height, width, 4) uint8 as (height, width) uint32, without a copy."""
    return pixels.view(np.uint32)[..., 0]
