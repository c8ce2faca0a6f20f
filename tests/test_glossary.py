"""The glossary: complete, in both languages, in step with its page, and used by the lessons."""

import re
from pathlib import Path

import pytest

from lesson_utils import glossary
from lesson_utils.language import strings
from notebooks import build

ROOT = Path(__file__).parent.parent
REQUIRED = """
threshold 阈值 · softmax regression Softmax 回归 · label 标签 · one-hot encoding 独热编码 ·
norm 范数 · broadcasting 广播机制 · cross-entropy 交叉熵 · entropy 熵 · accuracy 准确率 ·
multilayer perceptron 多层感知机 · hidden layer 隐藏层 · activation function 激活函数 ·
monotonicity 单调性 · logits 未归一化的得分 · generalization 泛化 · underfitting 欠拟合 ·
overfitting 过拟合 · fine-tuning 微调 · hyperparameter 超参数 · validation set 验证集 ·
K-fold cross-validation K折交叉验证 · early stopping 早停 · consecutive epochs 连续周期 ·
weight decay 权重衰减 · regularization 正则化 · penalty term 惩罚项 · square root 平方根 ·
dropout 丢弃法 · inject noise 注入噪声 · DropConnect 丢连接
"""
TERMS = glossary.terms()
NOTES = {  # what the lecture notes teach, lesson by lesson, in their words
    1: "经验 因人而异 输出值的个数与类别数一致 输入层 输出层 12个权重 单层神经网络 最大者胜"
    " 概率分布 独热 张量 范数 欧氏距离 稀疏 Lasso 广播机制 交叉熵 熵 不确定性 意外程度"
    " 信息量 编码 准确率 线性映射",
    2: "隐藏层 激活函数 非线性 单调性 非单调 过冷过热 深度神经网络 4个像素 3张图片"
    " 神经元 狗、猫、蛇 未归一化的得分",
    3: "潜在 微调 没标签 死记硬背 K折交叉验证 连续周期 欠拟合 过拟合 泛化损失 模型复杂度"
    " 权重衰减 惩罚项 正则项 正则化系数 平方根 大脑 神经连接 注入噪声 平滑 鲁棒性 期望"
    " 没有信息传过去 全连接 DropConnect 断开电线 更细粒度 更灵活地控制模型复杂度",
}
NOT_OURS = ("瞎猜", "真相", "批次", "要紧的", "测不出差", "值得在意的差别", "丢连接概率")


@pytest.mark.parametrize("required", [" ".join(pair.split()) for pair in REQUIRED.split("·")])
def test_terms_of_the_curriculum_are_there(required):
    assert required in {f"{term.en} {term.zh}" for term in TERMS}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.en)
def test_term_is_whole(term):
    assert re.search("[\u4e00-\u9fff]", term.zh + term.meaning_zh)
    assert not re.search("[\u4e00-\u9fff]", term.en + term.meaning_en)
    assert term.meaning_en.endswith(".")
    assert term.meaning_zh.endswith("。")
    assert "|" not in term.meaning_en + term.meaning_zh, "it would end a cell of the table"
    assert set(term.lessons) <= {1, 2, 3}


def test_each_term_is_there_once():
    assert len({term.en for term in TERMS}) == len({term.zh for term in TERMS}) == len(TERMS)


def test_page_is_in_step():
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    message = "run: python -m lesson_utils.glossary > docs/glossary.md"
    assert page == glossary.page(), message


@pytest.mark.parametrize(("edition", "first"), [("en", "dropout"), ("zh", "丢弃法")])
def test_table_begins_with_the_language_of_the_edition(monkeypatch, edition, first):
    monkeypatch.setenv("LESSON_LANG", edition)
    shown = glossary.show(3)
    assert f"\n| {first} | " in shown._repr_markdown_()
    assert f"\n{first} · " in repr(shown)
    assert "threshold" not in repr(shown), "a word of lesson 1 only"


def test_unknown_lesson_is_named():
    with pytest.raises(ValueError, match="got 4"):
        glossary.show(4)


@pytest.mark.parametrize("lesson", [1, 2, 3])
def test_each_lesson_uses_its_terms(lesson):
    sources = list((ROOT / "notebooks" / "source").glob(f"{lesson:02}_*.py"))
    if not sources:
        pytest.skip("the lesson is not written yet")
    text = _without_spaces(sources[0].read_text("utf-8").replace("\n# ", " "))
    unused = [
        name
        for term in glossary.show(lesson).terms
        for name in (term.en, term.zh)
        if _without_spaces(name) not in text
    ]
    assert not unused


@pytest.mark.parametrize("lesson", [1, 2, 3])
def test_a_term_stands_with_its_english_before_it_is_used(lesson):
    assert late_introductions(chinese_prose(lesson), lesson) == []


def test_a_term_without_its_english_is_found():
    text = "# 泛化（generalization）\n\n早停是什么？早停（early stopping）就是……\n过拟合"
    assert set(late_introductions(text, 3)) == {"早停", "过拟合"}


@pytest.mark.parametrize("lesson", [1, 2, 3])
def test_one_word_for_one_thing(lesson):
    """Another name is told once, where the term is introduced; some words are not the course's."""
    text = chinese_prose(lesson)
    assert {name for name in other_names() if text.count(name) > 1} == set()
    assert {word for word in NOT_OURS if word in text} == set()


@pytest.mark.parametrize("lesson", NOTES)
def test_every_word_of_the_lecture_notes_is_taught(lesson):
    text = _without_spaces(chinese_prose(lesson, quotations=True))
    assert [word for word in NOTES[lesson].split() if word.lower() not in text] == []


def test_strings_use_the_words_of_the_glossary():
    found = {
        (word, key)
        for key, words in strings().items()
        for word in {*NOT_OURS, *other_names()}
        if word in words["zh"]
    }
    assert found == set()


def chinese_prose(lesson: int, *, quotations: bool = False) -> str:
    """What a lesson says in Chinese, without its goals and notes for the teacher."""
    (source,) = (ROOT / "notebooks" / "source").glob(f"{lesson:02}_*.py")
    cells = build.edition(build.read_source(source.read_text("utf-8")), "zh").cells
    cells[0].source = re.sub(r"^\d\. .*$", "", cells[0].source, flags=re.M)
    text = "\n".join(
        cell.source
        for cell in cells
        if cell.cell_type == "markdown"
        and cell.metadata.get("slideshow", {}).get("slide_type") != "notes"
    )
    text = text.replace("**", "")
    return text if quotations else re.sub("“[^”]*”", "“”", text)


def late_introductions(text: str, lesson: int) -> list[str]:
    """The terms new in this lesson that running text uses before their English stands by them.

    Headings and tables may use a term before.
    """
    running = re.sub(r"^[#|].*$", _blank, text, flags=re.M)
    late = []
    for term in TERMS:
        if min(term.lessons) != lesson or term.en.lower() in term.zh.lower():
            continue
        zh, en = re.escape(term.zh), re.escape(term.en)
        stands = re.search(rf"{zh}（(?:[^（）]*，)?{en}|（{zh}，{en}|{en}（{zh}", text, re.I)
        longer = [re.escape(t.zh) for t in TERMS if term.zh in t.zh and t.zh != term.zh]
        plain = re.sub("|".join(longer), _blank, running) if longer else running
        used = plain.find(term.zh)
        if used >= 0 and (stands is None or used < stands.start()):
            late.append(term.zh)
    return late


def other_names() -> set[str]:
    """What the glossary says a term is also called; a single character proves nothing."""
    named = [re.findall("也叫([^。（；]+)", term.meaning_zh) for term in TERMS]
    names = {name.strip() for found in named for name in "、".join(found).split("、")}
    return {name for name in names if len(name) > 1}


def _blank(match: re.Match) -> str:
    return " " * len(match[0])


def _without_spaces(words):
    return "".join(words.lower().split())
