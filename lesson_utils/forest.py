"""Comparisons as one picture, a forest plot: a row each, the difference with its interval."""

import numpy as np

from lesson_utils.compare import words
from lesson_utils.language import edition, text

ROW = 0.55  # inches, as is what follows
AXES = 5.2
FRAME = 0.75  # of a panel: its axis and its title
ALIKE = 10  # rows on one axis differ in scale by less than this factor


def display(comparisons, *, drawn: bool = True) -> None:
    """Show the picture, and under it a sentence for each comparison."""
    import IPython.display as ipython

    said = sentences(comparisons)
    plain = "\n".join(said)
    if drawn:
        from lesson_utils.stage import Picture

        ipython.display(Picture(draw(comparisons), alt=plain))
    markdown = plain if len(said) == 1 else "\n".join(f"- {line}" for line in said)
    ipython.display({"text/plain": plain, "text/markdown": markdown}, raw=True)


def sentences(comparisons) -> list[str]:
    """The sentence of each comparison; where data are mixed it begins with its own."""
    mixed = _mixed(comparisons)
    return [_on_its_data(one, one.sentence, mixed) for one in comparisons]


def draw(comparisons):
    """Figure with a panel for each metric, and for each scale of it."""
    from lesson_utils.style import new_figure

    panels = _panels(comparisons)
    height = sum(ROW * len(rows) + FRAME for rows in panels)
    ratios = [len(rows) for rows in panels]
    mixed = _mixed(comparisons)
    left = max(_width(_label(comparison, mixed)) for comparison in comparisons)
    figure, axes = new_figure(
        len(panels), 1, width=AXES + left, height=height, height_ratios=ratios,
        left=left / (AXES + left), right=0.97, bottom=0.55 / height, top=1 - 0.3 / height,
        hspace=FRAME / (ROW * len(comparisons) / len(panels)),
    )  # fmt: skip
    for panel, rows in zip(np.atleast_1d(axes), panels, strict=True):
        draw_panel(panel, rows, mixed)
    return figure


def _panels(comparisons) -> list[list]:
    """Rows that share an axis: of one metric, and of scales that can be read on it."""
    panels: list[list] = []
    for comparison in comparisons:
        for rows in panels:
            scales = [_scale(one) for one in (*rows, comparison) if not any(one.diverged)]
            alike = not scales or max(scales) < ALIKE * min(scales)
            if rows[0].metric == comparison.metric and alike:
                rows.append(comparison)
                break
        else:
            panels.append([comparison])
    return panels


def _scale(comparison) -> float:
    """How far the interval and the margin of a row reach from zero."""
    return max(np.abs([*comparison.interval, comparison.margin or 0]).max(), 1e-9)


def draw_panel(axes, rows, mixed: bool = False) -> None:
    """Zero, and for each row its seeds, its margin, the mean and the 95 % interval.

    Where data are `mixed`, the labels of the rows begin with them.
    """
    from lesson_utils.style import GREY, TRAIN, VALIDATION

    axes.axvline(0, color=GREY, linewidth=1, zorder=1)
    colour = TRAIN if rows[0].metric.startswith("metrics.train") else VALIDATION
    for place, row in enumerate(rows):
        if any(row.diverged):
            count = int((~np.isfinite(row.differences)).sum())
            note = text("compare.pairs_diverged", count=count, pairs=len(row.differences))
            middle = {"transform": axes.get_yaxis_transform(), "va": "center", "ha": "center"}
            axes.text(0.5, place, note, color=colour, fontsize=9, **middle)
        else:
            _draw_row(axes, place, row, colour)
    axes.set(ylim=(len(rows) - 0.4, -0.6), yticks=range(len(rows)))
    axes.set_yticklabels([_label(row, mixed) for row in rows], fontsize=9)
    axes.tick_params(axis="y", length=0)
    axes.locator_params(axis="x", nbins=6)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(text("compare.axis", metric=_inside(words(rows[0].metric))))
    low, high = axes.get_xlim()
    room = 0.06 * (high - low)
    axes.set_xlim(min(low, -room), max(high, room))


def _draw_row(axes, place: int, row, colour: str) -> None:
    from lesson_utils.style import BLACK, GREY, PALE

    if row.margin is not None:
        band = {"color": PALE, "alpha": 0.6, "linewidth": 0, "zorder": 0}
        axes.fill_betweenx([place - 0.42, place + 0.42], -row.margin, row.margin, **band)
        margin = text("compare.margin", margin=f"{row.margin:g}")
        ground = {"facecolor": "#EBEBEB", "edgecolor": "none", "pad": 1}  # zero's line ends there
        words = {"ha": "center", "va": "top", "fontsize": 9, "color": BLACK, "bbox": ground}
        axes.text(0, place - 0.4, margin, **words)
    jitter = place + 0.22 + 0.1 * np.linspace(-1, 1, len(row.differences))
    axes.plot(row.differences, jitter, "o", color=GREY, markersize=3, alpha=0.4, zorder=2)
    axes.plot(row.interval, [place] * 2, color=colour, linewidth=3, solid_capstyle="butt")
    axes.plot(row.mean, place, "o", color=colour, markersize=8, markeredgecolor="white", zorder=4)


def _mixed(comparisons) -> bool:
    """Whether they are on different data; conditions name none."""
    return len({comparison.data for comparison in comparisons} - {""}) > 1


def _on_its_data(comparison, said: str, mixed: bool) -> str:
    if not (mixed and comparison.data):
        return said
    return text("compare.on", data=words(comparison.data), said=_inside(said))


def _label(comparison, mixed: bool) -> str:
    first, second = map(words, comparison.labels)
    return f"{_on_its_data(comparison, first, mixed)}\n→ {second}"


def _width(label: str) -> float:
    """Inches that a label takes: a Chinese character is nearly twice as wide as another."""
    lines = label.split("\n")
    return 0.2 + max(sum(0.075 if letter < "\u2e80" else 0.13 for letter in line) for line in lines)


def _inside(metric: str) -> str:
    """A metric's name inside a phrase: English names begin with a capital only in front."""
    return metric[:1].lower() + metric[1:] if edition() == "en" else metric
