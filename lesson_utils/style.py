"""One look for the whole course: a colour for each meaning, and figures without pyplot."""

import functools

import matplotlib
from matplotlib.figure import Figure

# Okabe and Ito's palette: distinct for colour-blind readers, and on a pale projector
BLUE, VERMILION, GREEN, AMBER = "#0072B2", "#D55E00", "#009E73", "#E69F00"
PURPLE, SKY, BLACK, GREY, PALE = "#CC79A7", "#56B4E9", "#222222", "#767676", "#DDDDDD"
TRAIN, VALIDATION, PINNED, TEST = BLUE, VERMILION, GREY, GREEN
# classes first in colours that are neither training's nor validation's: they stand beside curves
CLASSES = (GREEN, PURPLE, AMBER, SKY, BLUE, VERMILION, BLACK, GREY, "#F0E442", "#8B5E3C")

STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "axes.edgecolor": GREY,
    "axes.labelcolor": BLACK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": "#444444",
    "ytick.color": "#444444",
    "text.color": BLACK,
    "lines.linewidth": 2,
    "figure.dpi": 200,  # twice the pixels it is shown at: sharp on a projector
}


def styled(draw):
    """Run a drawing function in the style of the course."""

    @functools.wraps(draw)
    def wrapper(*args, **kwargs):
        with matplotlib.rc_context(STYLE):
            return draw(*args, **kwargs)

    return wrapper


@styled
def new_figure(rows: int = 1, columns: int = 1, *, width: float = 8, height: float = 3.2, **grid):
    """A figure of `width` x `height` hundreds of screen pixels, and its axes (as plt.subplots)."""
    figure = Figure(figsize=(width, height), layout=None)
    axes = figure.subplots(rows, columns, gridspec_kw=grid or None)
    return figure, axes
