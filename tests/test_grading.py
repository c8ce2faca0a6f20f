"""A folder of submissions is graded from outside, whatever the submissions try."""

import ast
import csv
import json
import os
import subprocess
import sys
import zipfile
from multiprocessing import forkserver
from pathlib import Path, PurePosixPath

import pytest

from lesson_utils import language
from lesson_utils.grading import __main__ as grading
from lesson_utils.grading import fence
from lesson_utils.grading.submissions import student_of

ROOT = Path(__file__).parents[1]
IMPORTS = """\
import torch
import torch.nn.functional as F
from lesson_utils import datasets, from_scratch
from lesson_utils.lessons.softmax_regression import checks
from lesson_utils.language import use_edition
use_edition("en")
"""
SOLVED = {
    "count_parameters": "def answer(features, classes):\n    return (features + 1) * classes",
    "softmax": "def answer(logits):\n    return torch.softmax(logits, dim=1)",
    "broadcast_shape": "def answer(a_shape, b_shape):\n    try:\n"
    "        return tuple(torch.broadcast_shapes(a_shape, b_shape))\n"
    "    except RuntimeError:\n        return None",
    "cross_entropy": "def answer(probabilities, labels):\n"
    "    return F.nll_loss(probabilities.log(), labels)",
    "accuracy": "def answer(scores, labels):\n"
    "    return (scores.argmax(1) == labels).float().mean()",
}
pytestmark = pytest.mark.skipif(not fence.is_possible(), reason="the fence needs Linux 6.2")


@pytest.fixture(autouse=True)
def _edition(monkeypatch):
    monkeypatch.setattr(language, "_used", "")


def cell(name: str, code: str) -> str:
    return f"{code}\n\nchecks.{name}(answer)"


def page(*cells: str, text: str = "") -> dict:
    code = [{"cell_type": "code", "source": source, "outputs": ["✓ right"]} for source in cells]
    return {"cells": [{"cell_type": "markdown", "source": text}, *code]}


def solved(**changed: str | None) -> dict:
    """A notebook with every answer right but those that are changed, or left out (None)."""
    answers = SOLVED | changed
    return page(IMPORTS, *(cell(name, code) for name, code in answers.items() if code is not None))


def graded(tmp_path, pages: dict[str, dict]) -> dict[str, dict[str, dict]]:
    """Rows of the table, by student and exercise."""
    folder = tmp_path / "class"
    folder.mkdir()
    for name, content in pages.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(content), encoding="utf-8")
    assert grading.main([str(folder), "--lesson", "1"]) == 0
    rows: dict = {}
    with (tmp_path / "class_graded" / "grades.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["student"], {})[row["exercise"]] = row
    return rows


HOSTILE = {
    "hard_coded": "def answer(logits):\n    return torch.softmax(logits, 1) if logits[0, 0] in "
    "(1, 0, 1000) else torch.tensor([[0.1, 0.9]])",
    "endless": "def answer(logits):\n    while True:\n        try:\n            pass\n"
    "        except BaseException:\n            pass",
    "endless_cell": "answer = 1\nwhile True:\n    answer += 1",
    "deaf": "import signal\ndef answer(logits):\n    signal.setitimer(signal.ITIMER_REAL, 0)\n"
    "    while True:\n        pass",
    "fake_checks": "class checks:\n    softmax = staticmethod(lambda answer: '✓ right')\n"
    "def answer(logits):\n    return logits",
    "patched": "from lesson_utils.exercises.exercise import Exercise\n"
    "import lesson_utils.exercises.attempt as a\n"
    "Exercise.judge = Exercise._judge = lambda *x: 'right'\n"
    "def answer(logits):\n    return logits",
    "progress": "from lesson_utils.exercises import progress\n"
    "progress._latest['softmax'] = 'right'\n"
    "def answer(logits):\n    return logits",
    "forged": 'import os\nfor d in range(3, 20):\n    try:\n        os.write(d, b\'{"exercise": '
    '"softmax", "status": "right", "outcomes": [], "refused": "", "is_stub": false}\\n\')\n'
    "    except OSError:\n        pass\ndef answer(logits):\n    return logits",
    "exits": "import os\ndef answer(logits):\n    os._exit(0)",
    "eats_memory": "def answer(logits):\n    return torch.ones(10**10).sum() + logits",
    "equal_to_all": "class Same:\n    def __eq__(self, other): return True\n"
    "    def __array__(self, *a, **k): raise KeyboardInterrupt\n"
    "def answer(logits):\n    return Same()",
}


def test_a_class_is_graded_and_what_is_hostile_gets_no_point(tmp_path, monkeypatch):
    monkeypatch.setattr(grading, "SECONDS", {"notebook": 60, "processor": 15, "answer": 2})
    pages = {"good": solved(), "deleted": solved(accuracy=None)}
    pages |= {name: solved(softmax=code) for name, code in HOSTILE.items()}
    pages["reference"] = solved(softmax="answer = checks.softmax.reference")
    pages["library"] = solved(
        softmax="def answer(logits):\n    return from_scratch.softmax(logits)"
    )
    pages["renamed"] = solved(
        softmax="from lesson_utils import from_scratch as fs\n"
        "def answer(logits):\n    return fs.softmax(logits)"
    )
    pages["honest"] = solved(
        accuracy="def answer(scores, labels):\n    probabilities = from_scratch.softmax(scores)\n"
        "    return (probabilities.argmax(1) == labels).float().mean()"
    )
    pages["helpers"] = page(
        IMPORTS, "import math\ndef whole(number):\n    return math.floor(number)",
        "def product(a, b):\n    return whole(a * b)",
        cell("count_parameters", "def answer(features, classes):\n"
             "    return product(features + 1, classes)"),
    )  # fmt: skip
    pages["fullwidth"] = solved(softmax="def answer(logits)：\n    return logits")
    pages["chinese"] = page(
        IMPORTS.replace('"en"', '"zh"'),
        cell("softmax", "def answer(logits):\n    return torch.exp(logits)"),
        text="第 1 课 · 从线性回归到分类",
    )
    pages["empty"] = {"nothing": 1}
    rows = graded(tmp_path, pages)
    assert set(rows) == set(pages)
    assert all(rows["good"][name]["points"] == "1" for name in SOLVED)
    for name in HOSTILE:
        assert rows[name]["softmax"]["points"] == "0", rows[name]["softmax"]
        if name not in ("deaf", "exits", "forged"):  # these end their own process early
            assert rows[name]["accuracy"]["points"] == "1", (name, rows[name]["accuracy"])
    assert rows["endless"]["softmax"]["mistake"] == "time_up"
    assert rows["deleted"]["accuracy"]["mistake"] == "missing"
    assert rows["fullwidth"]["softmax"]["mistake"] != "remembers"
    assert rows["reference"]["softmax"]["look at"] == "looks up the solution"
    assert rows["library"]["softmax"]["look at"] == "looks up the solution"
    assert rows["renamed"]["softmax"]["look at"] == "looks up the solution"
    assert rows["good"]["softmax"]["look at"] == rows["honest"]["accuracy"]["look at"] == ""
    assert (
        rows["honest"]["accuracy"]["points"] == rows["helpers"]["count_parameters"]["points"] == "1"
    )
    assert "uses os" in rows["exits"]["softmax"]["look at"]
    assert rows["chinese"]["softmax"]["message"].startswith("你只算了指数")
    pages = sorted((tmp_path / "class_graded" / "pages").glob("*.html"))
    assert len(pages) == len(rows)
    (chinese,) = [path for path in pages if "chinese" in path.name]
    assert "还不对" in chinese.read_text(encoding="utf-8")
    (wide,) = [path for path in pages if "fullwidth" in path.name]
    assert "U+FF1A" in wide.read_text(encoding="utf-8")


TOUCHES = """\
import ctypes, fcntl, os, platform, socket, struct, subprocess
from pathlib import Path
tried = {{}}
def attempt(name, function):
    try:
        function()
        tried[name] = "done"
    except BaseException as error:
        tried[name] = type(error).__name__
attempt("read", lambda: Path({victim!r}).read_text())
attempt("write", lambda: Path({victim!r}).write_text("mine"))
attempt("create", lambda: Path({folder!r}, "new").write_text("mine"))
attempt("remove", lambda: os.remove({victim!r}))
attempt("chmod", lambda: os.chmod({victim!r}, 0o777))
attempt("connect", lambda: socket.create_connection(("127.0.0.1", 9)))
attempt("udp", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
attempt("shell", lambda: subprocess.run(["true"]))
attempt("fork", os.fork)
attempt("kill", lambda: os.kill(os.getppid(), 0))
attempt("own_signals", lambda: fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid()))
def queue():
    number = {{"x86_64": 129, "aarch64": 138}}[platform.machine()]
    libc, info = ctypes.CDLL(None, use_errno=True), struct.pack("iii116x", 0, 0, -1)
    if libc.syscall(number, os.getppid(), 0, info) < 0:
        raise OSError(ctypes.get_errno(), "queue")
attempt("queue_signal", queue)
attempt("own", lambda: Path("mine.txt").write_text("mine"))
tried["files"] = len(os.listdir("/proc/self/fd"))
tried["told"] = Path("/proc/self/environ").read_text() + str(os.environ)
answer = str(tried)

checks.interval_by_hand(answer, 17, 3)
"""


def test_the_fence_keeps_files_network_and_processes_away(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSWORD", "of the teacher")
    grading.forks.cache_clear()
    forkserver._forkserver._stop()  # the next one starts with that variable
    victim = tmp_path / "other_student.ipynb"
    victim.write_text("precious")
    code = TOUCHES.format(victim=str(victim), folder=str(tmp_path))
    code = code.replace("checks.interval_by_hand(answer, 17, 3)", "checks.softmax(answer)")
    code = code.replace("answer = str(tried)", "def answer(logits):\n    return str(tried)")
    notebook = grading.Notebook.of(page(IMPORTS, code))
    report = grading.run(notebook, seed=1, fenced=True)
    tried = ast.literal_eval(report["softmax"]["outcomes"][0]["value"])
    assert tried.pop("own") == "done"
    assert tried.pop("files") == 5  # the streams, the report, and this listing
    assert "teacher" not in tried.pop("told")
    assert set(tried.values()) == {"PermissionError"}, tried
    assert victim.read_text() == "precious"
    assert [path.name for path in tmp_path.iterdir()] == ["other_student.ipynb"]


def test_the_limit_of_memory_counts_from_what_torch_has_taken():
    code = """
import mmap
from lesson_utils.grading import fence
taken = mmap.mmap(-1, 4 << 30)
fence.limit(60, 1 << 29, 1 << 20)
mine = bytearray(1 << 28)
try:
    bytearray(1 << 30)
except MemoryError:
    print("refused")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "refused\n", done.stderr


@pytest.mark.parametrize(
    ("place", "student"),
    [
        ("Mia Li_1234567_assignsubmission_file_/01.ipynb", "Mia Li"),
        ("王小明_99_assignsubmission_file/01.ipynb", "王小明"),
        ("limia_LATE_4711_99887_01_softmax.ipynb", "limia"),
        ("limia_4711_99887_01_softmax.ipynb", "limia"),
        ("mia/01_softmax_regression.ipynb", "mia"),
        ("mia.ipynb", "mia"),
    ],
)
def test_the_student_is_named_as_moodle_and_canvas_do(place, student):
    assert student_of(PurePosixPath(place)) == student


def test_a_file_that_cannot_be_read_ends_nothing(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "good.ipynb").write_text(json.dumps(solved()), encoding="utf-8")
    (folder / "deep.ipynb").write_text("[" * 100_000, encoding="utf-8")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 cut off")
    surrogate = "def answer(logits):\n    raise ValueError(chr(0xd800))"
    (folder / "surrogate.ipynb").write_text(json.dumps(solved(softmax=surrogate)), "utf-8")
    nested = solved(softmax="not " * 50_000 + "1")
    (folder / "nested.ipynb").write_text(json.dumps(nested), encoding="utf-8")
    (folder / "folder.ipynb").mkdir()
    (folder / "link.ipynb").symlink_to("nowhere")
    monkeypatch.chdir(folder)
    assert grading.main([".", "--lesson", "1"]) == 0
    with (tmp_path / "class_graded" / "grades.csv").open(encoding="utf-8-sig") as file:
        found = [*csv.DictReader(file)]
    rows = [row for row in found if row["exercise"] == "softmax"]
    assert [(row["file"], row["points"]) for row in rows] == [
        ("broken.zip", "0"), ("deep.ipynb", "0"), ("good.ipynb", "1"), ("nested.ipynb", "0"),
        ("surrogate.ipynb", "0"),
    ]  # fmt: skip
    others = [row["points"] for row in found if row["exercise"] == "accuracy"]
    assert others == ["0", "0", "1", "1", "1"]
    assert "no notebook" in rows[0]["message"]
    for option in ("--lesson=9", "--processes=0"):
        with pytest.raises(SystemExit):
            grading.main([".", option])
        assert option[-1] in capsys.readouterr().err


def test_a_zip_is_read_and_formulas_stay_words(tmp_path, capsys):
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("=HYPERLINK(1)_7_assignsubmission_file_/a.ipynb", json.dumps(solved()))
        file.writestr("__MACOSX/a.ipynb", "x")
    assert grading.main([str(archive), "--seed", "5"]) == 0
    table = (tmp_path / "export_graded" / "grades.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK(1)" in table
    assert table.count("\n") == 1 + len(grading.of_lesson(1, []))
    assert "[##############################] 1/1" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_named(tmp_path, capsys):
    assert grading.main([str(tmp_path / "none")]) == 2
    assert "none" in capsys.readouterr().err


def test_without_a_fence_nothing_runs_unless_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(fence, "is_possible", lambda: False)
    assert grading.main([str(tmp_path)]) == 2
    assert "--without-fence" in capsys.readouterr().err


def test_it_runs_as_a_module():
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "lesson_utils.grading", "--help"]
    found = subprocess.run(command, capture_output=True, text=True, env=here)
    assert "FOLDER" in found.stdout or "folder" in found.stdout
