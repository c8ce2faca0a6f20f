"""What a figure says, and which English of it has no place in the Chinese edition."""

import re

from matplotlib.figure import Figure
from matplotlib.text import Text

from lesson_utils import glossary

# Names and symbols that a Chinese textbook prints as they are.
NAMES = {
    "softmax", "relu", "sigmoid", "tanh", "none", "dropconnect", "dropout", "logits", "xor", "sgd",
    "iris", "id", "mlp", "mb", "kb", "ms", "cm", "log", "exp", "ln", "max", "min", "sign", "sd",
    "torch", "python", "numpy", "pytorch", "argmax", "nan", "float32", "true", "false",
    "recursionerror", "linux", "arm64", "db", "dw", "dh", "da", "do",
}  # fmt: skip
WORD = re.compile(r"[A-Za-z]{2,}\d*")


def figure_texts(figure: Figure) -> list[str]:
    """Every text that stands in a figure, hidden ones and labels of ticks included."""
    return [found for text in figure.findobj(Text) if (found := text.get_text().strip())]


def english_words(text: str) -> list[str]:
    """The English words of a Chinese text that neither the glossary's Chinese nor NAMES holds.

    Formulas between dollars, `code`, an --option, and a foreign name in brackets are not words.
    """
    plain = re.sub(r"\$[^$]*\$|`[^`]*`|--[\w-]+|（[A-Za-z][\w -]*）", "", text)
    return [word for word in WORD.findall(plain) if word.lower() not in allowed()]


def allowed() -> set[str]:
    names = {word.lower() for term in glossary.terms() for word in WORD.findall(term.zh)}
    return NAMES | names
