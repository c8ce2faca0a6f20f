"""The pictures of a lab as layers to lay on each other: what many share is stored once."""

import base64
import hashlib
import html
import io
import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from lesson_utils.language import edition
from lesson_utils.live import Lab, Request
from lesson_utils.stage import Stage

COLOURS = 64  # of one layer: lines, a band and the blends at their edges
LIKE = 0.6  # of the pixels that a panel draws: where fewer differ from an older one, these are kept
AXES = "application/x-axes"  # how a lab names, among its outputs, what axes_html says
EMPTY = {
    "en": "The axes of the next picture. Nothing is drawn on them yet.",
    "zh": "下一张图的坐标轴，图上还什么都没有画。",
}
Layer = tuple[str, int, int]  # a file, and where it lies: left, top


class Layers:
    """The pictures of one lab, as files in `folder`; `cuts` are where panels begin and end."""

    def __init__(self, cuts: Sequence[int], folder: Path):
        self.cuts, self.folder = cuts, folder
        self._older: dict[tuple, tuple[np.ndarray, Layer]] = {}  # the last panel that stands alone

    def write(self, stage: Stage) -> list[Layer]:
        """What a stage has painted last: what stands still; for each panel what is drawn over it,
        or an older panel and what differs from it.
        """
        still, pixels = stage.still, stage.pixels.view(np.uint32)[..., 0]
        ground = self._layer(still, np.ones_like(still, bool), 0)
        found = [ground]
        for left, right in itertools.pairwise(self.cuts):
            panel = pixels[:, left:right]
            drawn = panel != still[:, left:right]
            older, layer = self._older.get((ground, left), (None, None))
            differs = drawn if older is None else panel != older
            if older is None or differs.sum() > LIKE * drawn.sum():
                found.append(self._layer(panel, drawn, left))
                self._older[ground, left] = panel.copy(), found[-1]
            else:
                found += [layer, self._layer(panel, differs, left)]
        return [layer for layer in found if layer]

    def _layer(self, panel: np.ndarray, seen: np.ndarray, left: int) -> Layer | None:
        """The pixels of a panel that are to be seen; None where there are none."""
        rows, columns = (np.flatnonzero(seen.any(axis)) for axis in (1, 0))
        if not len(rows):
            return None
        box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        file = write(np.where(seen[box], panel[box], 0), self.folder)
        return file, int(left + columns[0]), int(rows[0])


class Album:
    """What a lab shows at its settings: each picture, each layer and each table once."""

    def __init__(self, written: Layers):
        self.written = written
        self.layers: dict[Layer, int] = {}
        self.tables: dict[str, int] = {}  # that of a track is the same at every position
        self.pictures: dict[tuple, int] = {}

    def keep(self, lab: Lab, request: Request) -> int:
        """The number of the picture that the lab shows in the end, asked for this."""
        *_, frame = lab.frames(request)
        lab.stage.paint(frame.draw, key=frame.key, still=frame.still)
        layers = tuple(number(self.layers, layer) for layer in self.written.write(lab.stage))
        tables = tuple(number(self.tables, table_html(table)) for table in lab.stage.tables)
        return number(self.pictures, (layers, frame.alt, frame.status, tables))


def number(found: dict, one) -> int:
    """Its number among those found so far."""
    return found.setdefault(one, len(found))


def table_html(table: dict) -> str:
    """Without the closing tags that HTML can do without: a deck has thousands of rows."""
    head = "".join(f"<th scope=col>{html.escape(name)}" for name in table["head"])
    rows = "".join(f"<tr><td>{'<td>'.join(map(html.escape, row))}" for row in table["rows"])
    caption = html.escape(table["caption"])
    return f"<table><caption>{caption}</caption><thead><tr>{head}<tbody>{rows}</table>"


def axes_html(lab: Lab) -> str:
    """A picture of what stands still in a lab: it gives nothing away. "" where that is nothing."""
    frame = next(iter(lab.frames(lab.request())))
    lab.stage.paint(frame.draw, key=frame.key, still=frame.still)
    still = lab.stage.still
    if still.min() == still.max():
        return ""
    height, width = still.shape
    data = base64.b64encode(webp(still)).decode()
    return (
        f'<img alt="{EMPTY[edition()]}" width="{width}" height="{height}" '
        f'src="data:image/webp;base64,{data}">'
    )


def write(pixels: np.ndarray, folder: Path) -> str:
    """The name of a WebP file, from its content, with (height, width) RGBA pixels as numbers."""
    form = repr((pixels.shape, COLOURS)).encode()
    name = f"{hashlib.sha256(form + pixels.tobytes()).hexdigest()[:16]}.webp"
    if not (folder / name).exists():
        (folder / name).write_bytes(webp(pixels))
    return name


def webp(pixels: np.ndarray) -> bytes:
    """(height, width) RGBA pixels as numbers, in few colours; 0 is to be seen through."""
    colours = Image.fromarray(pixels.view(np.uint8).reshape(*pixels.shape, 4)).convert("RGB")
    colours = colours.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    shown = np.asarray(colours.convert("RGBA")).copy()
    shown[pixels == 0] = 0
    file = io.BytesIO()
    Image.fromarray(shown).save(file, "WEBP", lossless=True, method=6)
    return file.getvalue()
