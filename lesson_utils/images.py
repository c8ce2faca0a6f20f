"""Small images in a grid: examples, or the weights of a class as an image."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from lesson_utils.language import text
from lesson_utils.stage import Picture
from lesson_utils.style import BLUE, VERMILION, new_figure

SIGNED = LinearSegmentedColormap.from_list("signed", [VERMILION, "white", BLUE])


class WeightImages:
    """The weights (d, q) of each class as a picture of √d × √d pixels, all on one signed scale."""

    def __init__(self, axes: Axes, *, side: int = 8, columns: int = 4, names="0123456789"):
        self.axes, self.side, self.columns, self.names = axes, side, columns, names
        rows = -(-len(names) // columns)
        size = side + 1  # a gap of one pixel
        self.shape = rows * (size + 2), columns * size - 1
        axes.set_axis_off()
        axes.imshow(np.full(self.shape, np.nan), vmin=-1, vmax=1)  # the axes take its shape
        for place, name in enumerate(names):
            row, column = divmod(place, columns)
            axes.text(column * size + side / 2 - 0.5, row * (size + 2) + 1, name, ha="center",
                      va="bottom", fontsize=9)  # fmt: skip

    def draw(self, weights) -> None:
        weights = np.nan_to_num(np.asarray(weights, dtype=float))
        strongest = np.abs(weights).max() or 1.0
        sheet = np.full(self.shape, np.nan)
        for place in range(len(self.names)):
            row, column = divmod(place, self.columns)
            top, left = row * (self.side + 3) + 2, column * (self.side + 1)
            picture = weights[:, place].reshape(self.side, self.side) / strongest
            sheet[top : top + self.side, left : left + self.side] = picture
        self.axes.imshow(sheet, cmap=SIGNED, vmin=-1, vmax=1, interpolation="nearest")
        self.axes.set_title(text("figures.weights", strongest=f"{strongest:.3g}"))


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
