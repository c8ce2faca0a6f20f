"""Every claim of the lessons holds with seeds that no lesson shows, and that chose nothing."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from registry import CLAIMS

from benchmarks import claims as power
from lesson_utils import claims, datasets, engine, language
from lesson_utils.claims import Claim, claim, say, show
from lesson_utils.compare import Condition
from lesson_utils.training import Setting

ROOT = Path(__file__).parents[1]


def test_claims_hold_with_other_seeds():
    """In one loop: claims share settings, and each is trained once a process."""
    failed = [
        f"{one.name}: {found}"
        for one in CLAIMS.values()
        if (found := one.run(claims.TEST_SEEDS[: len(one.seeds)])).verdict != one.expected
    ]
    assert len(CLAIMS) > 30
    assert not failed, "\n".join(failed)


def test_lessons_show_what_is_claimed():
    """The sentences on their pages, which nbval compares with what their cells measure."""
    shown, strings = {}, language.strings()
    for path in sorted((ROOT / "notebooks" / "en").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if found := re.match(r"claims\.(?:show|say)\(([^)]*)\)", cell.source):
                names = re.findall(r'"(\w+)"', found[1])
                sentences = cell.outputs[-1].data["text/plain"].splitlines()
                shown |= dict(zip(names, sentences, strict=True))
    assert set(shown) == set(CLAIMS)
    for name, sentence in shown.items():
        said = re.escape(strings[f"compare.{CLAIMS[name].expected}"]["en"])
        assert re.search(re.sub(r"\\{\w+\\}", ".+", said), sentence), (name, sentence)


def test_the_page_on_truth_counts_every_claim_as_it_stands():
    """What `make claims` has counted there; a claim that is new or changed has to be counted."""
    table = power.TABLE.search(power.PAGE.read_text("utf-8"))[0].removeprefix(power.HEAD)
    counts = dict(re.findall(r"^\| (\w+) \|.* (\d+) of 20 \|$", table, re.MULTILINE))
    code = "from benchmarks import claims; print(*claims.all_claims())"  # in the lessons' order
    names = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).split()
    rows = [power.row(CLAIMS[name], counts.get(name, 0)) for name in names]
    assert table.splitlines() == rows, "run: make claims"
    assert min(map(int, counts.values())) >= power.ENOUGH


def test_seeds_of_labs_lessons_and_tests_never_meet():
    blocks = [claims.LAB_SEEDS, claims.SHOWN_SEEDS, claims.TEST_SEEDS, claims.FRESH_SEEDS]
    for one in CLAIMS.values():
        assert 20 <= len(set(one.seeds)) == len(one.seeds) <= len(claims.TEST_SEEDS)
        assert set(one.seeds) <= set(range(claims.LAB_SEEDS.stop, claims.TEST_SEEDS.start))
    for place, block in enumerate(blocks):
        for other in blocks[place + 1 :]:
            assert not set(block) & set(other)


def test_unknown_claim_names_near_ones():
    with pytest.raises(KeyError, match="dropout_helps"):
        show("dropout_help")
    with pytest.raises(ValueError, match="Name one or more"):
        say()


def test_a_claim_has_one_name_and_a_margin_where_it_says_that_nothing_matters():
    with pytest.raises(ValueError, match="'dropout_helps'"):
        claim("dropout_helps", Setting(), Setting(), expected="lower")
    for one in CLAIMS.values():
        assert one.expected in ("lower", "higher", "none", "diverged"), one.name
        assert (one.margin is not None) == (one.expected == "none"), one.name
        assert one.margin is None or one.margin > 0


def test_conditions_make_a_claim_and_are_measured_once_a_block(monkeypatch):
    monkeypatch.setattr("lesson_utils.claims.CLAIMS", {})
    calls = []

    def measure(seeds):
        calls.append(seeds)
        return [0.01 * seed for seed in seeds]

    small = Condition("small", measure)
    large = Condition("large", lambda seeds: [1 + 0.02 * seed for seed in seeds])
    made = claim("sizes", small, large, expected="higher")
    same = claim("same", large, small, expected="lower")
    assert made.holds()
    assert same.holds()
    assert made.holds(range(3))
    assert calls == [tuple(claims.SHOWN_SEEDS), (0, 1, 2)]


def test_settings_of_claims_are_trained_with_the_same_seeds():
    first, second = Setting(epochs=2, hidden=4), Setting(epochs=3, hidden=4, dropout=0.5)
    found = Claim("x", first, second, "lower", seeds=range(3), metric="train_loss").run()
    runs = engine.train_all(datasets.digits, [first, second], seeds=range(3), evaluate_every=9)
    expected = runs[1].final("train_loss") - runs[0].final("train_loss")
    assert found.differences == pytest.approx(expected, abs=1e-6)
    assert found.labels == ("hidden = 4, p = 0, epochs = 2", "hidden = 4, p = 0.5, epochs = 3")
    assert found.metric == "metrics.train_loss"


def test_a_measure_gives_a_number_for_each_seed():
    short = Condition("short", lambda seeds: [1.0])
    with pytest.raises(ValueError, match="measure of 'short' must"):
        Claim("x", short, short, "lower").run()


def test_say_is_what_show_says_without_a_figure(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda item, **options: shown.append(item))
    names = ("textbook_decay_helps", "textbook_decay_from_zeros")
    said = say(*names)
    assert repr(said) == repr(show(*names)) == "\n".join(CLAIMS[n].run().sentence for n in names)
    said._ipython_display_()
    (words,) = shown
    assert words["text/plain"] == repr(said)
    assert words["text/markdown"].count("- ") == 2
    shown.clear()
    show(*names)._ipython_display_()
    picture, words = shown
    assert picture.alt == words["text/plain"]
    assert len(picture.figure.axes) == 2
