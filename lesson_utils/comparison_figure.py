"""A paired comparison as a figure: a line for each seed, and the mean difference."""

import numpy as np

from lesson_utils.style import GREY, PALE, PINNED, TRAIN, VALIDATION, new_figure, styled


@styled
def draw(first_values, second_values, mean, interval, *, labels, metric):
    """Figure of pairs (S,) and (S,), their mean difference and its interval (low, high).

    Runs that are not finite leave no line, and the figure says how many there are.
    """
    figure, (pairs, difference) = new_figure(1, 2, width=7, height=2.8, width_ratios=[3, 2])
    figure.subplots_adjust(left=0.11, right=0.97, bottom=0.19, top=0.86, wspace=0.34)
    colour = TRAIN if metric.startswith("Training") else VALIDATION
    finite = np.isfinite(first_values) & np.isfinite(second_values)
    draw_pairs(pairs, first_values[finite], second_values[finite], labels, metric, colour)
    if finite.all():
        draw_difference(difference, second_values - first_values, mean, interval, colour)
        difference.set_xlabel(metric)
    else:
        difference.set_axis_off()
        note = f"{(~finite).sum()} of {len(finite)} pairs\ndiverged (no finite value)"
        difference.text(
            0.5, 0.5, note, ha="center", color=VALIDATION, transform=difference.transAxes
        )
    return figure


def draw_pairs(axes, first, second, labels, metric, colour):
    """A thin line for each seed, and the two means."""
    axes.plot([0, 1], [first, second], color=PALE, linewidth=1.2, zorder=1)
    for place, (values, own) in enumerate(((first, PINNED), (second, colour))):
        axes.plot([place] * len(values), values, "o", color=own, markersize=4, alpha=0.6)
        if len(values):
            sides = [place - 0.09, place + 0.09]
            axes.plot(sides, [values.mean()] * 2, color=own, linewidth=3, zorder=4)
    axes.set(xlim=(-0.35, 1.35), xticks=[0, 1], ylabel=metric, title="each line is one seed")
    axes.set_xticklabels(labels)


def draw_difference(axes, differences, mean, interval, colour):
    """Each seed's difference, the mean with its interval, and zero: the line of no difference."""
    axes.axvline(0, color=GREY, linewidth=1)
    spread = np.linspace(-0.22, 0.22, len(differences))
    axes.plot(differences, spread - 0.45, "o", color=GREY, markersize=4, alpha=0.6)
    axes.plot(interval, [0.35, 0.35], color=colour, linewidth=3, solid_capstyle="butt")
    axes.plot(mean, 0.35, "o", color=colour, markersize=8, markeredgecolor="white", zorder=4)
    axes.set(ylim=(-0.9, 0.9), yticks=[0.35, -0.45], title="right minus left, 95% interval")
    axes.set_yticklabels(["mean", "seeds"])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, -0.05 * (high - low)), max(high, 0.05 * (high - low)))
