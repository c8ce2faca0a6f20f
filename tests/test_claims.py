"""Every claim of the lessons holds with seeds that no lesson shows."""

import pytest
from registry import CLAIMS

from lesson_utils.claim import claim, say, show
from lesson_utils.compare import Condition
from lesson_utils.training import Setting

OTHER_SEEDS = range(100, 120)


@pytest.mark.parametrize("name", CLAIMS)
def test_claim_holds_with_other_seeds(name):
    comparison = CLAIMS[name].run(OTHER_SEEDS)
    assert comparison.verdict == CLAIMS[name].expected, comparison


@pytest.mark.parametrize("name", CLAIMS)
def test_lesson_shows_what_is_claimed_over_ten_seeds_or_more(name):
    seeds = CLAIMS[name].seeds
    assert len(seeds) >= 10
    assert not set(seeds) & set(OTHER_SEEDS)
    comparison = show(name)
    assert comparison.verdict == CLAIMS[name].expected, comparison


def test_unknown_claim_names_near_ones():
    with pytest.raises(KeyError, match="dropout_helps"):
        show("dropout_help")


def test_names_are_given_once():
    with pytest.raises(ValueError, match="'dropout_helps'"):
        claim("dropout_helps", Setting(), Setting(), expected="none")


def test_expected_verdict_is_checked():
    with pytest.raises(ValueError, match="lower"):
        claim("new", Setting(), Setting(), expected="better")
    assert "new" not in CLAIMS


def test_conditions_make_a_claim(monkeypatch):
    monkeypatch.setattr("lesson_utils.claim.CLAIMS", {})
    small = Condition("small", lambda seeds: [0.01 * seed for seed in seeds])
    large = Condition("large", lambda seeds: [1 + 0.02 * seed for seed in seeds])
    assert claim("sizes", small, large, expected="higher").run().verdict == "higher"


def test_say_is_what_show_says_without_a_figure():
    said = say("textbook_decay_helps", "textbook_decay_from_zeros")
    lines = repr(said).splitlines()
    assert lines == [
        show(f"textbook_decay_{end}").sentence for end in ("helps", "from_zeros")
    ]
    assert said._repr_markdown_().count("- ") >= 2
