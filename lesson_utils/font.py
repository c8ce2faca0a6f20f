"""The fonts of a figure: Chinese text needs one that ships with the package (see fonts/OFL.txt)."""

import dataclasses
import functools
from pathlib import Path

from lesson_utils.language import edition

CHINESE = "Lesson Sans SC"
FILE = Path(__file__).parent / "fonts" / "LessonSansSC.otf"


def families() -> list[str]:
    """Font families of a figure in the edition's language: for `rcParams["font.family"]`.

    Matplotlib takes from the later what the earlier lacks: Greek letters and signs of mathematics.
    """
    if edition() != "zh":
        return ["DejaVu Sans"]
    _register()
    return [CHINESE, "DejaVu Sans"]


@functools.cache
def _register() -> None:
    from matplotlib.font_manager import fontManager  # half a second that English need not wait

    fontManager.addfont(FILE)
    regular = fontManager.ttflist[-1]  # stands in for bold, too, without a warning
    fontManager.ttflist.append(dataclasses.replace(regular, weight=700))
