"""The Chinese lessons as a student sees them: no English in a picture or in what it says."""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import form_rules
import pytest
from figure_texts import english_words

from lesson_utils import claims

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def shown() -> dict[str, list[str]]:
    """Every text that a cell shows, by lesson and cell."""
    command = [sys.executable, "tests/shown_in_chinese.py"]
    environment = {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def faults(shown: dict[str, list[str]]) -> list[str]:
    return [
        f"{place}: {fault} in {text!r}"
        for place, texts in shown.items()
        for text in texts
        for fault in (*english_words(text), *form_rules.faults_of_chinese(text))
    ]


def test_every_lab_and_claim_of_the_lessons_is_looked_at(shown):
    code = "\n".join(place for place, texts in shown.items() if texts)
    for lesson in ("softmax_regression", "mlp", "generalization"):
        importlib.import_module(f"lesson_utils.lessons.{lesson}.claims")
        labs = importlib.import_module(f"lesson_utils.lessons.{lesson}.labs")
        assert [name for name in labs.__all__ if f": labs.{name}(" not in code] == []
    assert [name for name in claims.CLAIMS if f"'{name}'" not in code] == []


def test_no_picture_speaks_english(shown):
    assert faults(shown) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("训练损失（第一个网络），λ = 0", None),
        ("最低为 0.06，在 init scale = 3 处", "init"),
        ("η = 0.1, 批量大小 = 20", "a half-width mark beside Chinese"),
        ("用softmax", "no space between Chinese and Latin"),
    ],
)
def test_english_and_bad_typography_are_found(text, fault):
    found = faults({"here": [text]})
    assert fault in found[0] if fault else found == []


def test_both_readmes_list_the_same_targets():
    targets = [
        re.findall(r"^\| `make (\w+)`", (ROOT / name).read_text("utf-8"), re.MULTILINE)
        for name in ("README.md", "README.zh.md")
    ]
    assert targets[0] == targets[1] != []
