"""notebooks/build.py: one source becomes two notebooks, and outputs survive."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nbval.plugin import get_sanitize_patterns

from notebooks import build

SOURCE = """
# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# # Shrink
# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# # 收缩
# %%
weight = 2.0
# %% tags=["claim"]
round(weight * 0.9, 1)


# %%
weight = 2.0
"""

WIDGET = """
# %%
import base64
import ipywidgets

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Lab(ipywidgets.VBox):
    _ipython_display_ = None

    def _repr_mimebundle_(self, **options):
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        name = "application/vnd.jupyter.widget-view+json"
        return {name: view, "text/plain": repr(self), "image/png": PIXEL}


# %%
Lab([ipywidgets.FloatSlider(0.5, max=1)])
# %%
import os
import re
os.environ["LESSON_WAIT"], os.path.basename(os.getcwd())
# %%
print("at", object())
"""


@pytest.fixture
def folder(tmp_path):
    """A lesson folder with one source, not yet built."""
    (tmp_path / "source").mkdir()
    write(tmp_path, SOURCE)
    return tmp_path


def write(folder: Path, source: str) -> None:
    (folder / "source" / "01_lesson.py").write_text(source.lstrip(), encoding="utf-8")


def path(folder: Path, language: str = "en") -> Path:
    return folder / language / "01_lesson.ipynb"


def cells(folder: Path, language: str = "en") -> list:
    return build.read(path(folder, language)).cells


def run(folder: Path, *arguments: str) -> int:
    return build.main(list(arguments), folder)


def test_each_edition_gets_its_text_and_all_code(folder):
    assert run(folder) == 0
    english, chinese = cells(folder), cells(folder, "zh")
    code = ["weight = 2.0", "round(weight * 0.9, 1)", "weight = 2.0"]
    assert [cell.source for cell in english] == ["# Shrink", *code]
    assert [cell.source for cell in chinese] == ["# 收缩", *code]
    assert english[1:] == chinese[1:]


def test_only_metadata_for_students_is_kept(folder):
    run(folder)
    slide, plain, claim, _ = cells(folder)
    assert slide.metadata == {"slideshow": {"slide_type": "slide"}}
    assert plain.metadata == {}
    assert claim.metadata == {"tags": ["claim"]}


def test_ids_come_from_the_content_and_are_unique(folder):
    run(folder)
    before = [cell.id for cell in cells(folder)]
    assert len(set(before)) == 4
    write(folder, "# %%\n1 + 1\n\n" + SOURCE)
    run(folder)
    assert [cell.id for cell in cells(folder)][1:] == before


def test_a_build_is_reproducible_to_the_byte(folder):
    run(folder)
    first = path(folder).read_bytes()
    run(folder)
    assert path(folder).read_bytes() == first
    path(folder).unlink()
    run(folder)
    assert path(folder).read_bytes() == first


def test_check_passes_after_a_build_and_writes_nothing(folder, capsys):
    assert run(folder, "--check") == 1
    assert "en/01_lesson.ipynb: does not exist" in capsys.readouterr().err
    assert not path(folder).exists()
    run(folder)
    assert run(folder, "--check") == 0


def test_check_names_the_notebook_and_the_cell(folder, capsys):
    run(folder)
    write(folder, SOURCE.replace("收缩", "衰减"))
    assert run(folder, "--check") == 1
    assert capsys.readouterr().err == (
        "zh/01_lesson.ipynb: cell 1 differs: markdown cell '# 衰减'\n"
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda notebook: notebook["cells"].pop(), "has 3 cells, its source has 4"),
        (lambda notebook: notebook["metadata"].update(widgets={}), "not its metadata or layout"),
        (lambda notebook: notebook["cells"][2].update(source="0"), "cell 3 differs"),
    ],
)
def test_check_sees_an_edit_by_hand(folder, capsys, change, problem):
    run(folder)
    notebook = json.loads(path(folder).read_text(encoding="utf-8"))
    change(notebook)
    path(folder).write_text(json.dumps(notebook), encoding="utf-8")
    assert run(folder, "--check") == 1
    assert problem in capsys.readouterr().err


def test_a_notebook_without_source_is_reported(folder, capsys):
    run(folder)
    path(folder).rename(folder / "en" / "02_gone.ipynb")
    run(folder)
    assert "en/02_gone.ipynb: has no source" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (' lang="zh"', "", "lang=None"),
        ('lang="zh"', 'lang="fr"', "lang='fr'"),
        ("# %% tags", '# %% lang="en" tags', "code goes to both editions"),
        ("tags=", "hidden=", "['hidden']"),
    ],
)
def test_a_bad_source_is_refused_by_name_and_nothing_is_written(folder, capsys, old, new, problem):
    write(folder, SOURCE.replace(old, new))
    assert run(folder) == 1
    message = capsys.readouterr().err
    assert "01_lesson.py: " in message
    assert problem in message
    assert not path(folder).exists()


def test_outputs_survive_a_change_of_text_but_not_of_their_code(folder):
    assert run(folder, "--execute") == 0
    for language in build.LANGUAGES:
        _, _, claim, last = cells(folder, language)
        assert claim.outputs[0].data == {"text/plain": "1.8"}
        assert (claim.execution_count, last.execution_count) == (2, 3)
    executed = path(folder).read_bytes()

    write(folder, SOURCE.replace("# # 收缩", "# # 衰减"))
    assert run(folder) == 0
    assert path(folder).read_bytes() == executed
    assert cells(folder, "zh")[2].outputs

    write(folder, SOURCE.replace("0.9", "0.8"))
    run(folder)
    _, _, claim, last = cells(folder)
    assert (claim.outputs, claim.execution_count) == ([], None)
    assert last.execution_count == 3


def test_only_the_named_lesson_is_executed(folder):
    (folder / "source" / "02_other.py").write_text("# %%\n1 / 0\n", encoding="utf-8")
    assert run(folder, "--execute", "01_lesson") == 0
    assert cells(folder)[2].outputs


def test_an_unknown_lesson_is_refused(folder, capsys):
    with pytest.raises(SystemExit):
        run(folder, "--execute", "lesson_one")
    assert "no lesson lesson_one: there is 01_lesson" in capsys.readouterr().err


def test_a_failing_cell_fails_loudly_and_leaves_the_notebook_alone(folder, capsys):
    run(folder)
    before = path(folder).read_bytes()
    write(folder, SOURCE.replace("weight * 0.9", "weight / 0"))
    assert run(folder, "--execute") == 1
    message = capsys.readouterr().err
    assert "en/01_lesson.ipynb" in message
    assert "ZeroDivisionError" in message
    assert path(folder).read_bytes() == before


def test_a_widget_is_stored_as_its_picture_and_nbval_agrees(folder):
    write(folder, WIDGET)
    assert run(folder, "--execute") == 0
    _, lab, where, _ = cells(folder, "zh")
    assert set(lab.outputs[0].data) == {"image/png", "text/plain"}
    assert "widgets" not in build.read(path(folder)).metadata
    assert where.outputs[0].data["text/plain"] == "('1', 'zh')"

    assert nbval(folder).returncode == 0
    text = path(folder).read_text(encoding="utf-8").replace("(value=0.5", "(value=0.7")
    path(folder).write_text(text, encoding="utf-8")
    assert nbval(folder).returncode == 1


def nbval(folder: Path) -> subprocess.CompletedProcess:
    """`make test`'s comparison of stored outputs with fresh ones."""
    sanitize = Path(__file__).parent / "nbval_sanitize.cfg"
    options = ["--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-n", "0"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"--nbval-sanitize-with={sanitize}", folder],
        env=os.environ | {"LESSON_WAIT": "1"},
        cwd=folder,
        check=False,
        capture_output=True,
    )


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("<f at 0x7f01ab>", "<f at ADDRESS>"),
        ("30 runs in 0.9 s, 41 ms each", "30 runs in TIMING, TIMING each"),
        ("共 3 秒, 5 µs", "共 TIMING, TIMING"),
        ("21.5× faster, 12x faster, 快 3 倍", "SPEED-UP faster, SPEED-UP faster, 快 3 倍"),
        ("5 samples, 2 seeds, 3 m/s, p = 0.5", "5 samples, 2 seeds, 3 m/s, p = 0.5"),
    ],
)
def test_nbval_overlooks_timings_and_addresses_alone(text, compared):
    patterns = (Path(__file__).parent / "nbval_sanitize.cfg").read_text(encoding="ascii")
    for expression, replacement in get_sanitize_patterns(patterns):
        text = re.sub(expression, replacement, text)
    assert text == compared


def test_chinese_lines_are_joined_without_a_gap():
    source = (
        '# %% [markdown] lang="en"\n# one\n# two\n\n# %% [markdown] lang="zh"\n'
        "# 第一行，\n# 接着**粗体**。\n# $x$ 是数。\n# **再来**\n# MLP 很好\n#\n"
        "# - 甲，\n#   乙\n# - 丙\n#\n# > 引文\n# > 接着\n#\n"
        "# 从 0 数起：\n# 3 个，\n# λ 和\n# −1。\n# 如下：\n# 1. 一\n#\n"
        "# | 表 |\n# |---|\n# | 中 |\n#\n# $$y$$\n"
    )
    cells = build.read_source(source)
    english, chinese = (build.edition(cells, language).cells[0].source for language in ("en", "zh"))
    assert english == "one\ntwo"
    assert chinese == (
        "第一行，接着**粗体**。$x$ 是数。**再来**\nMLP 很好\n\n"
        "- 甲，乙\n- 丙\n\n> 引文接着\n\n"
        "从 0 数起：3 个，λ 和\n−1。如下：\n1. 一\n\n| 表 |\n|---|\n| 中 |\n\n$$y$$"
    )


COMMENTED = """\
# %%
# en: Shrink
# en: the weight.
# zh: 缩小权重。
weight = 2.0  # en: before | zh: 之前
if weight:
    # en: by a tenth
    # zh: 减少一成
    weight *= 0.9  # (1,)
use_edition("en")
"""


def test_an_edition_keeps_its_comments_and_its_name():
    cells = build.read_source(COMMENTED)
    english, chinese = (build.edition(cells, language).cells[0] for language in ("en", "zh"))
    assert english.source == (
        "# Shrink\n# the weight.\nweight = 2.0  # before\nif weight:\n    # by a tenth\n"
        '    weight *= 0.9  # (1,)\nuse_edition("en")'
    )
    assert chinese.source == (
        "# 缩小权重。\nweight = 2.0  # 之前\nif weight:\n    # 减少一成\n"
        '    weight *= 0.9  # (1,)\nuse_edition("zh")'
    )


def test_outputs_survive_another_wording_of_a_comment():
    cells, others = (
        build.read_source(source)
        for source in (COMMENTED, COMMENTED.replace("之前", "原来").replace("# en: Shrink\n", ""))
    )
    ids = {build.edition(c, lang).cells[0].id for c in (cells, others) for lang in ("en", "zh")}
    assert len(ids) == 1
    plain = COMMENTED.replace("weight = 2.0  # en", "weight = 3.0  # en")
    assert build.edition(build.read_source(plain), "en").cells[0].id not in ids


def test_notes_for_the_teacher_are_folded():
    source = "".join(
        f'# %% [markdown] lang="{language}" slideshow={{"slide_type": "notes"}}\n# {words}\n\n'
        for language, words in (("en", "Ask."), ("zh", "提问。"))
    )
    cells = build.read_source(source)
    sources = [build.edition(cells, language).cells[0].source for language in ("en", "zh")]
    assert sources == [
        "<details><summary>For the teacher</summary>\n\nAsk.\n\n</details>",
        "<details><summary>给老师</summary>\n\n提问。\n\n</details>",
    ]
