"""One look for the whole course: a colour for each meaning, and figures without pyplot or rcParams.

rcParams belong to the student and to the whole process: a look set there by the thread that draws
labs would show in a student's own plot. So the axes of the course carry their look themselves.
"""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lesson_utils.font import families

# Okabe and Ito's hues, distinct for colour-blind readers, made dark enough to be read on white:
# `WORDS` at a contrast of 4.5 : 1 or more, every class at 3 : 1 or more (a test computes them)
BLUE, VERMILION, GREEN, PURPLE = "#0072B2", "#BD4B00", "#007F5C", "#A84A84"
AMBER, SKY, BLACK, GREY = "#B07A00", "#3A93CC", "#222222", "#707070"
PALE = "#DDDDDD"  # for what only decorates: never for words, nor for a line that says something
TRAIN, VALIDATION, PINNED, TEST = BLUE, VERMILION, GREY, GREEN
WORDS = (BLUE, VERMILION, GREEN, PURPLE, BLACK, GREY)
# classes first in colours that are neither training's nor validation's: they stand beside curves
CLASSES = (GREEN, PURPLE, AMBER, SKY, BLUE, VERMILION, BLACK, GREY, "#8F8600", "#8B5E3C")
CENTRED = {"ha": "center", "va": "center"}  # of words at a point
DPI = 200  # twice the pixels that a figure is shown at, until a screen says what it needs


class CourseAxes(Axes):
    """Axes with the look of the course, whatever rcParams are set: an explicit option wins."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.heading = self.set_title("")
        self.set_facecolor("white")
        self.grid(False)
        for side, spine in self.spines.items():
            spine.set(edgecolor=GREY, linewidth=0.8, visible=side in ("left", "bottom"))
        self.tick_params(
            which="both",
            colors="#444444",
            labelsize=10,
            labelfontfamily=families(),
            width=0.8,
            length=3.5,
        )
        for axis in (self.xaxis, self.yaxis):
            axis.label.set(**_words())

    names = ()  # of positions 0, 1, 2, ... on the horizontal axis, where it has some

    def set_xticks(self, ticks, labels=None, **options):
        if labels is not None and list(ticks) == list(range(len(labels))):
            self.names = list(labels)
        return super().set_xticks(ticks, labels, **options)

    def _update_line_limits(self, line):
        if self.get_autoscale_on():  # in a lab axes stand fixed: a sixth of making what moves
            super()._update_line_limits(line)

    def plot(self, *args, **options):
        return super().plot(*args, **({"linewidth": 2} | options))

    def text(self, x, y, words, **options):
        return super().text(x, y, words, **(_words() | options))

    def annotate(self, words, xy, **options):
        return super().annotate(words, xy, **(_words() | options))

    def set_title(self, words, **options):
        """On the left above the axes, unless `loc` says otherwise."""
        return super().set_title(words, **(_words() | {"loc": "left", "fontsize": 10.5} | options))


def _words() -> dict:
    return {"fontfamily": families(), "fontsize": 10, "fontweight": "normal", "color": BLACK}


def new_figure(
    rows: int = 1, columns: int = 1, *, width: float = 8, height: float = 3.2,
    rect: tuple[float, float, float, float] | None = None, **grid,
):  # fmt: skip
    """A figure of `width` x `height` hundreds of screen pixels, and its axes (as plt.subplots).

    `rect` is where the axes lie: (left, bottom, right, top) as shares of the figure.
    """
    figure = Figure(figsize=(width, height), dpi=DPI, facecolor="white", layout=None)
    grid |= dict(zip(("left", "bottom", "right", "top"), rect or ()))
    axes = figure.subplots(
        rows, columns, gridspec_kw=grid or None, subplot_kw={"axes_class": CourseAxes}
    )
    return figure, axes
