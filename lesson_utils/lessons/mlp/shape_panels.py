"""The matrices of a network with one hidden layer, drawn to scale."""

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from lesson_utils.style import BLACK, BLUE, GREY, styled

GAP = 1.6  # between two matrices, in entries
DATA, PARAMETERS = "#EDEDED", "#BBD9EC"


class ShapesPanel:
    """X W₁ + b₁ → H and H W₂ + b₂ → O, one square an entry; parameters are blue.

    `largest` are the largest shapes that `update` will get: the scale stays that of these.
    """

    @styled
    def __init__(self, axes: Axes, largest: dict[str, tuple[int, int]]):
        axes.set_axis_off()
        axes.set_aspect("equal")
        self.cells = PolyCollection([], edgecolor="white", linewidth=0.8, animated=True)
        axes.add_collection(self.cells, autolim=False)
        self.title = axes.set_title("", animated=True)
        self.words = [
            axes.text(0, 0, "", va="center", ha="center", animated=True) for _ in range(24)
        ]
        right, bottom = self.update(largest)
        axes.set(xlim=(-0.5, right + 0.5), ylim=(bottom, 0))

    def update(self, shapes: dict[str, tuple[int, int]]) -> tuple[float, float]:
        """`shapes` of X, W₁, b₁, H, W₂, b₂, O: (rows, columns) each. Returns (right, bottom)."""
        squares, colours, words = [], [], []
        bottom, widest = 0.0, 0.0
        for names, signs in (("X W₁ b₁ H", "· + →"), ("H W₂ b₂ O", "· + →")):
            row = [(name, *shapes[name]) for name in names.split()]
            tallest = max(rows for _, rows, _ in row)
            middle, left = bottom - 1.5 - tallest / 2, 0.0
            for (name, rows, columns), sign in zip(row, [*signs.split(), ""], strict=True):
                top = middle + rows / 2
                squares += [_square(left + j, top - i) for i in range(rows) for j in range(columns)]
                is_parameter = name[0] in "Wb"
                colours += [PARAMETERS if is_parameter else DATA] * (rows * columns)
                size = f"{rows}×{columns}"
                words.append((left + columns / 2, top + 0.75, name, BLACK, 11))
                words.append(
                    (left + columns / 2, top - rows - 0.7, size, BLUE if is_parameter else GREY, 9)
                )
                words.append((left + columns + GAP / 2, middle, sign, GREY, 12))
                left += columns + GAP
            bottom, widest = middle - tallest / 2 - 1.6, max(widest, left - GAP)
        self.cells.set_verts(squares)
        self.cells.set_facecolor(colours)
        self._write(words)
        counts = [rows * columns for name, (rows, columns) in shapes.items() if name[0] in "Wb"]
        self.title.set_text(f"{' + '.join(map(str, counts))} = {sum(counts)} parameters")
        return widest, bottom

    def _write(self, words: list[tuple]) -> None:
        for artist in self.words:
            artist.set_text("")
        for artist, (x, y, word, colour, size) in zip(self.words, words, strict=False):
            artist.set(position=(x, y), text=word, color=colour, fontsize=size)


def _square(left: float, top: float) -> list[tuple[float, float]]:
    return [(left, top), (left + 1, top), (left + 1, top - 1), (left, top - 1)]
