"""The guides for teachers are in step with the lessons, and with each other."""

import re
from pathlib import Path

import pytest

from lesson_utils.exercises import attempt
from lesson_utils.lessons.generalization import labs as third
from lesson_utils.lessons.mlp import labs as second
from lesson_utils.lessons.softmax_regression import labs as first
from notebooks import build

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "notebooks" / "source").glob("*.py"))
GUIDES = {"en": "teaching.md", "zh": "teaching.zh.md"}
ROW = re.compile(r"^\| (?P<first>\d\.\d)(?:–(?P<last>\d\.\d))? .*?\| (?P<minutes>\d+) \|", re.M)


def guide(edition: str) -> str:
    return (ROOT / "docs" / GUIDES[edition]).read_text("utf-8")


def core_sections(source: Path, edition: str) -> list[str]:
    """Numbers of the sections that are not optional."""
    text = "\n".join(cell.source for cell in build.build(source, edition, None).cells)
    headings = re.findall(r"^## (\d\.\d) (.*)$", text, re.M)
    return [n for n, title in headings if not re.search("optional|选读", title)]


@pytest.mark.parametrize("edition", GUIDES)
def test_the_plan_names_every_section_and_fits_into_ninety_minutes(edition):
    rows = list(ROW.finditer(guide(edition)))
    for number, source in enumerate(SOURCES, 1):
        mine = [row for row in rows if row["first"].startswith(f"{number}.")]
        planned = []
        for row in mine:
            first, last = (int((row[key] or row["first"])[2:]) for key in ("first", "last"))
            planned += [f"{number}.{place}" for place in range(first, last + 1)]
        assert planned == core_sections(source, edition)
        assert 80 <= sum(int(row["minutes"]) for row in mine) <= 90


def test_the_guides_say_the_same_numbers():
    tables = [[row.groups() for row in ROW.finditer(guide(edition))] for edition in GUIDES]
    assert tables[0] == tables[1]
    wrong_guesses = [re.findall(r"^- (?:\*[^*]|“)", guide(edition), re.M) for edition in GUIDES]
    assert len(wrong_guesses[0]) == len(wrong_guesses[1]) >= 12


def test_the_guides_know_the_limit_of_an_answer():
    assert attempt.SECONDS == 3
    seconds = {"en": "stopped after three seconds", "zh": "三秒后被中断"}
    assert all(words in guide(edition) for edition, words in seconds.items())


SETTINGS = [  # where a guide sends a class: lab, control, position, and its words in both guides
    (first.costs, "cost", 20, "at c = 20", "把 c 调到 20"),
    (second.activation_switch, "hidden", 32, "at 32 units", "取 32 个单元"),
    (second.boundary, "hidden", 3, "at 3 units", "3 个单元时"),
    (third.best_of_many, "models", 100, "From 1 model to 100", "从 1 个模型到 100 个"),
    (third.early_stopping, "patience", 10, "with patience 10", "耐心值取 10"),
    (third.regularization, "hidden", 16, "With 16 units in place of 64", "64 个单元换成 16 个"),
]


@pytest.mark.parametrize(("make", "control", "position", "english", "chinese"), SETTINGS)
def test_a_guide_sends_a_class_only_where_a_slider_goes(make, control, position, english, chinese):
    assert english in guide("en")
    assert chinese in guide("zh")
    options = make().controls[control].options
    assert position in [o[1] if isinstance(o, tuple) else o for o in options]
