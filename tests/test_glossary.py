"""The glossary: complete, in both languages, in step with its page, and used by the lessons."""

import re
from pathlib import Path

import pytest

from lesson_utils import glossary

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


def _without_spaces(words):
    return "".join(words.lower().split())
