"""Small images in a grid: examples, or the weights of a class as an image."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from lesson_utils.language import text
from lesson_utils.stage import Picture
from lesson_utils.style import BLUE, VERMILION, new_figure
from lesson_utils.training import Run

SHEET = (33, 35)  # pixels of ten images of 8 × 8, with gaps of one and room for names
SIGNED = LinearSegmentedColormap.from_list("signed", [VERMILION, "white", BLUE])


class RunImages:
    """For TrainingLab(detail=...): what softmax regression of ten digits has learnt.

    The weights (64, 10) of a run's first seed, 8 × 8 pixels a class, all on one signed scale.
    """

    def __init__(self, axes: Axes):
        self.axes = axes
        axes.set_axis_off()
        axes.imshow(np.full(SHEET, np.nan), vmin=-1, vmax=1)  # the axes take its shape
        for digit in range(10):
            top, left = _corner(digit)
            axes.text(left + 3.5, top - 1, str(digit), ha="center", va="bottom", fontsize=9)

    def draw(self, run: Run) -> None:
        weights = np.nan_to_num(run.parameters[0][0].numpy().astype(float))
        strongest = np.abs(weights).max() or 1.0
        sheet = np.full(SHEET, np.nan)
        for digit in range(10):
            top, left = _corner(digit)
            sheet[top : top + 8, left : left + 8] = weights[:, digit].reshape(8, 8) / strongest
        self.axes.imshow(sheet, cmap=SIGNED, vmin=-1, vmax=1, interpolation="nearest")
        self.axes.set_title(text("figures.weights", strongest=f"{strongest:.3g}"))

    def words(self, run: Run) -> str:
        return text("tracks.weights", strongest=f"{float(run.parameters[0][0].abs().max()):.3g}")


def _corner(digit: int) -> tuple[int, int]:
    """The first row and column of an image on the sheet: four in a row, each under its name."""
    return digit // 4 * 11 + 2, digit % 4 * 9


def framed_image(axes: Axes, image, *, left, top, width, height, colour, linewidth, **options):
    """An image, one of several on the same axes, in a frame; the vertical axis runs downwards."""
    extent = (left, left + width, top + height, top)
    axes.imshow(image, extent=extent, aspect="auto", interpolation="nearest", **options)
    across, down = np.array([0, 1, 1, 0, 0]), np.array([0, 0, 1, 1, 0])
    axes.plot(left + across * width, top + down * height, color=colour, linewidth=linewidth)


def image_row(images, titles) -> Picture:
    """n images (n, √d, √d) in a row, dark ink on white, a title above each."""
    figure, axes = new_figure(
        1, len(images), width=1.0 * len(images), height=1.25, left=0.01, right=0.99, top=0.8,
        bottom=0.02, wspace=0.15,
    )  # fmt: skip
    for axis, image, title in zip(np.atleast_1d(axes), images, titles, strict=True):
        axis.imshow(np.asarray(image), cmap="gray_r", interpolation="nearest")
        axis.set_axis_off()
        axis.set_title(title, fontsize=9, loc="center")
    return Picture(figure, text("pictures.images", count=len(images), titles=", ".join(titles)))
