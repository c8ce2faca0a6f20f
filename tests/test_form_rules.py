"""Each rule of form catches what it is there for; the package's own Chinese keeps them, too."""

import re
from pathlib import Path

import form_rules
import pytest

from lesson_utils import glossary
from lesson_utils.language import strings
from notebooks import build

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.zh.md", *sorted(ROOT.glob("docs/*.zh.md"))]
PAIR = '# %% [markdown] lang="en"\n# {}\n# %% [markdown] lang="zh"\n# {}\n'


def pair(english: str, chinese: str) -> str:
    lines = (words.replace("\n", "\n# ").replace("# \n", "#\n") for words in (english, chinese))
    return PAIR.format(*lines)


def quiz(title: str, right: str, words: str, mark: str) -> str:
    """A question for each letter of `right`, the one that is right."""
    text = f"## {title}\n\n"
    for number, letter in enumerate(right, 1):
        text += f"**{number}. {words}**\n\n"
        for option in "ABC":
            sign = "✅" if option == letter else "❌"
            text += (
                f"<details><summary>{option}. {words}</summary>\n\n{sign} {mark}\n\n</details>\n\n"
            )
    return text.rstrip()


GOOD = (
    pair("## 1.1 A step (optional)", "## 1.1 一步（选读）")
    + pair("**Predict first.** Is −1 `a, b`?", "**先预测，再动手**。是 −1、softmax，还是 $P(猫)$？")
    + pair("**What you see.** Yes.", "**观察与结论**。K折，**对**。")
    + pair("**By hand.** 2.", "**手算**。P(患病) 是 2。")
    + pair("### Exercise 1.1: twice", "### 练习 1.1：两倍")
    + '# %% tags=["exercise"]\n# en: Two ways.\n# zh: 两种办法。\n'
    + "x = 1  # en: one of all | zh: 一\n"
    + pair(
        quiz("Quiz", "ABCABC", "Why so", "It is."), quiz("小测验", "ABCABC", "为什么", "就是这样。")
    )
    + pair("## Takeaways", "## 本课小结")
    + pair("## Where to read on", "## 延伸阅读")
)
FAULTS = (
    ("### Exercise 1.1: twice", "### Exercise 1.2: twice", "with the en headings [(1, 2)]"),
    ("### 练习 1.1：两倍", "**练习 1。** 两倍", "another form"),
    ('# %% tags=["exercise"]', "# %%", "0 exercises"),
    ("**Predict first.**", "**Predict before you move it.**", "write **Predict first.**"),
    ("**先预测，再动手**。", "**先猜，再动手：**", "write **先预测，再动手**。"),
    ("**观察与结论**。", "**看到了什么。**", "write **观察与结论**。"),
    ("**手算**。", "**手算。** ", "write **手算**。"),
    ("step (optional)", "step, optional", "end it with ' (optional)'"),
    ("## Takeaways", "## Three things", "the last sections are"),
    ("**对**", "*对*", "italics on Chinese: '对'"),
    ("K折，**对**", "K折， **对**", "a gap after a full-width mark"),
    ("是 −1、", "是 −1, 还有", "a half-width mark beside Chinese"),
    ("K折，", "K折 对，", "a gap between Chinese characters"),
    ("K折，", "(K折)", "half-width brackets"),
    ("−1、softmax", "−1、用softmax", "no space between Chinese and Latin"),
    ("Is −1", "Is -1", "a hyphen for a minus"),
    (
        "# en: Two ways.\n# zh: 两种办法。",
        "# Two ways of it.",
        "a comment of the other edition in zh",
    ),
    ("# en: one of all | zh: 一", "# 一", "a comment of the other edition in en"),
    ("x = 1", 'x = "no new best"', "words of one language in code: 'no new best'"),
    ("C. Why so", "C. Why so.", "ends without a full stop"),
)


def problems(source: str) -> str:
    cells = build.read_source(source)
    return "\n".join(found for rule in form_rules.FORM_RULES for found in rule(cells)) or "FINE"


def test_a_lesson_in_form_has_no_problems():
    assert problems(GOOD) == "FINE"


@pytest.mark.parametrize(("old", "new", "problem"), FAULTS)
def test_a_rule_catches_its_fault(old, new, problem):
    assert old in GOOD
    assert problem in problems(GOOD.replace(old, new, 1))


def test_a_quiz_whose_letters_lean_is_found():
    text = quiz("Quiz", "BBBBAC", "Why so", "It is.")
    assert "B is right in 4 of 6" in problems(pair(text, "中文"))


def test_a_quiz_whose_right_answers_are_the_longest_is_found():
    text = quiz("Quiz", "ABCABC", "Why so", "It is.")
    text = re.sub(r"Why so(</summary>\n\n✅)", r"Why it is so\1", text)
    assert "the longest in questions [1, 2, 3, 4, 5, 6]" in problems(pair(text, "中文"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_chinese_pages_keep_chinese_typography(path):
    assert [*form_rules.faults_of_markdown(path.read_text("utf-8"))] == []


def test_strings_and_glossary_keep_chinese_typography():
    texts = [re.sub(r"\{\w*\}|`[^`]*`|<[^>]*>", "\0", words["zh"]) for words in strings().values()]
    texts += [words for term in glossary.terms() for words in (term.zh, term.meaning_zh)]
    assert [fault for text in texts for fault in form_rules.faults_of_chinese(text)] == []
