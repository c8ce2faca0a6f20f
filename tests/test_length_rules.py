"""The rules of length count what they say, and catch what they are there for."""

import length_rules
import pytest

from notebooks import build

LESSON = """\
# %% [markdown] lang="en"
# **Time.** The core: 10 minutes. Exercises and quiz: 5. Optional parts: 5.
# %% [markdown] lang="zh"
# **用时**。核心部分 10 分钟，练习和小测验 5 分钟，选读部分 5 分钟。
# %% [markdown] lang="en"
# ## A
# WORDS
# %% [markdown] lang="zh"
# ## 甲
# %%
first = 1
# %% tags=["lab"]
first
# %% [markdown] lang="en"
# ### B (optional)
# %% [markdown] lang="zh"
# ### 乙（选读）
# %% tags=["lab"]
second = first
# %% [markdown] lang="en"
# ## C
# %% [markdown] lang="zh"
# ## 丙
# %% tags=["exercise"]
third = first
""".replace("WORDS", "word " * 1080)


def problems(source: str) -> list[str]:
    cells = build.read_source(source)
    return [found for rule in length_rules.LENGTH_RULES for found in rule(cells)]


def test_a_lesson_that_counts_rightly_has_no_problems():
    assert problems(LESSON) == []
    counted = length_rules.minutes(build.read_source(LESSON))
    words = 1080 + 12 + 2  # the line on time, and the headings of the core
    assert counted["core"] == pytest.approx(words / 180 + 0.5 + 3)
    assert counted["tasks"] == 4
    assert counted["optional"] == pytest.approx(2 / 180 + 3)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("The core: 10", "The core: 20", "en: say once that the parts take about 10, 4, 3"),
        ("核心部分 10", "核心部分 20", "zh: say once that the parts take about 10, 4, 3"),
        ("word word", "word " * 20_000, "the core takes 1"),
        ("third = first", "third = second", "the core needs 'second' of an optional part"),
    ],
)
def test_a_rule_catches_its_fault(old, new, problem):
    assert any(problem in found for found in problems(LESSON.replace(old, new, 1)))
