"""The tables behind `datasets`: files inside scikit-learn, read without its import (a second)."""

import csv
import gzip
import importlib.util
import io
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from lesson_utils.language import text

TUMOURS_CENTRE, TUMOURS_SCALE = (14.0, 19.0), (3.5, 4.3)  # about the mean and the spread


@cache
def digits() -> tuple[Tensor, Tensor]:
    """(1797, 64) pixels in [0, 1], and labels 0 to 9."""
    table = _rows("digits.csv.gz", 1797)
    return torch.tensor(table[:, :-1] / 16), torch.tensor(table[:, -1], dtype=torch.int64)


@cache
def iris() -> tuple[Tensor, Tensor]:
    """(150, 4) lengths in cm, and labels 0 to 2."""
    table = _rows("iris.csv", 151, skip=1)  # row 0 is a header
    return torch.tensor(table[:, :4]), torch.tensor(table[:, 4], dtype=torch.int64)


@cache
def tumours() -> tuple[Tensor, Tensor]:
    """(569, 2) mean radius and texture, scaled; 1 is malignant."""
    table = _rows("breast_cancer.csv", 570, skip=1)
    inputs = torch.tensor((table[:, :2] - TUMOURS_CENTRE) / TUMOURS_SCALE, dtype=torch.float32)
    return inputs, torch.tensor(1 - table[:, -1], dtype=torch.int64)  # in the file 0 is malignant


def _rows(file: str, count: int, *, skip: int = 0) -> np.ndarray:
    """The `count` rows of a data file inside scikit-learn but the first ones, as numbers."""
    package = importlib.util.find_spec("sklearn")
    if package is None:
        raise ModuleNotFoundError(text("data.missing", command="pip install scikit-learn"))
    path = Path(package.submodule_search_locations[0], "datasets", "data", file)
    try:
        content = path.read_bytes()
        decoded = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
        rows = list(csv.reader(io.StringIO(decoded)))
        if len(rows) != count:
            raise EOFError(f"{len(rows)} rows of {count}")
        return np.array(rows[skip:], dtype=np.float32)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        command = "pip install --force-reinstall scikit-learn"
        raise OSError(text("data.unreadable", path=path, error=error, command=command)) from error
