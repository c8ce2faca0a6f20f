"""A class: lessons come into homes and leave work alone; students are kept apart."""

import asyncio
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
import nbformat
import pytest
import yaml
from tornado.httpclient import HTTPClientError
from traitlets.config import PyFileConfigLoader

from deploy import accounts, hub, lessons, servers
from deploy.student import Student

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "deploy" / "jupyterhub_config.py"


@pytest.fixture
def course(tmp_path):
    """Two folders: of the course, with one notebook, and of a student."""
    source, home = tmp_path / "source", tmp_path / "home"
    (source / "en").mkdir(parents=True)
    (source / "en" / "a.ipynb").write_text("first")
    return source, home


def edition(source: Path, home: Path, text: str) -> list[str]:
    """Deliver that edition of the notebook; what was written."""
    (source / "en" / "a.ipynb").write_text(text)
    return [path.relative_to(home).as_posix() for path in lessons.deliver(source, home)]


def contents(home: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (home / "en").iterdir()}


def test_lessons_come_once(course):
    assert edition(*course, "first") == ["en/a.ipynb"]
    assert edition(*course, "first") == []
    assert contents(course[1]) == {"a.ipynb": "first"}


def test_a_new_edition_replaces_what_nobody_has_changed(course):
    edition(*course, "first")
    assert edition(*course, "second") == ["en/a.ipynb"]
    assert contents(course[1]) == {"a.ipynb": "second"}


def test_a_new_edition_comes_beside_what_a_student_has_changed(course):
    source, home = course
    edition(source, home, "first")
    (home / "en" / "a.ipynb").write_text("mine")
    assert edition(source, home, "first") == []  # their work is no reason to bring it again
    assert edition(source, home, "second") == ["en/a_2.ipynb"]
    assert edition(source, home, "second") == []
    assert edition(source, home, "third") == ["en/a_2.ipynb"]
    (home / "en" / "a_2.ipynb").write_text("mine too")
    assert edition(source, home, "fourth") == ["en/a_3.ipynb"]
    expected = {"a.ipynb": "mine", "a_2.ipynb": "mine too", "a_3.ipynb": "fourth"}
    assert contents(home) == expected


def test_a_notebook_that_was_only_opened_is_replaced_and_one_that_was_run_is_not(course):
    source, home = course
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1\n2")])
    edition(source, home, nbformat.writes(notebook))
    own = home / "en" / "a.ipynb"
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    own.write_text(nbformat.writes(notebook, indent=4))  # as JupyterLab saves it
    assert edition(source, home, "second") == ["en/a.ipynb"]
    edition(source, home, nbformat.writes(notebook))
    notebook.cells[0].outputs = [nbformat.v4.new_output("stream", text="2")]
    own.write_text(nbformat.writes(notebook))
    assert edition(source, home, "third") == ["en/a_2.ipynb"]


def test_a_file_of_the_student_is_never_taken_for_a_lesson(course):
    source, home = course
    (home / "en").mkdir(parents=True)
    (home / "en" / "a.ipynb").write_text("was here before")
    (home / "en" / "own.ipynb").write_text("own")
    assert edition(source, home, "first") == ["en/a_2.ipynb"]
    (home / lessons.RECORD).write_text("broken {")
    assert edition(source, home, "second") == ["en/a_3.ipynb"]
    assert contents(home)["a.ipynb"] == "was here before"
    assert contents(home)["own.ipynb"] == "own"


def test_a_lesson_that_was_deleted_comes_anew(course):
    source, home = course
    edition(source, home, "first")
    (home / "en" / "a.ipynb").unlink()
    assert edition(source, home, "first") == ["en/a.ipynb"]


def test_a_link_in_the_place_of_a_lesson_is_replaced_and_not_followed(course, tmp_path):
    source, home = course
    edition(source, home, "first")
    outside = tmp_path / "outside"
    outside.write_text("first")
    (home / "en" / "a.ipynb").unlink()
    (home / "en" / "a.ipynb").symlink_to(outside)
    edition(source, home, "second")
    assert outside.read_text() == "first"


@pytest.mark.parametrize("name", ["Ada", "../ada", "a b", "-x", "", "x" * 40, "1a"])
def test_a_class_list_holds_names_of_accounts(name, tmp_path):
    path = tmp_path / "students.txt"
    path.write_text(f"ada\n{name}\n\nben-2\n")
    if name:
        with pytest.raises(ValueError, match="got"):
            accounts.read_class_list(path)
    else:
        assert accounts.read_class_list(path) == {"ada", "ben-2"}


@pytest.mark.skipif(
    os.geteuid() != 0 or sys.platform != "linux", reason="only root on Linux makes accounts"
)
def test_nobody_logs_in_as_an_account_of_the_machine():
    with pytest.raises(PermissionError, match="daemon is an account of this machine"):
        accounts.make("daemon")


def test_a_hub_for_a_test_takes_no_account_that_is_there():
    with (
        pytest.raises(ValueError, match="already an account of this machine: root"),
        hub.running(["root"]),
    ):
        pass


def test_what_is_closed_to_students_is_named(tmp_path):
    tmp_path.chmod(0o700)
    with pytest.raises(SystemExit, match=r"cannot reach .*file: .* is closed to them"):
        accounts.check_open(tmp_path / "file")
    accounts.check_open(Path("/usr/bin/env"))


@pytest.mark.parametrize("spawner", ["systemd", "localprocess", "simple"])
def test_every_setting_of_the_hub_exists(spawner, monkeypatch, tmp_path):
    jupyterhub = pytest.importorskip("jupyterhub.app", reason="make class installs it")
    monkeypatch.setenv("CLASS_STATE", str(tmp_path))
    monkeypatch.setenv("CLASS_LESSONS", str(ROOT / "notebooks"))
    monkeypatch.setattr(os, "geteuid", lambda: int(spawner == "simple"))
    monkeypatch.setattr(Path, "exists", lambda path: spawner == "systemd")
    monkeypatch.setattr(accounts, "check_open", lambda *paths: None)
    found = PyFileConfigLoader(str(CONFIG)).load_config()
    app = jupyterhub.JupyterHub(config=found)
    assert found.JupyterHub.spawner_class == spawner
    classes = {cls.__name__: cls for cls in [*app.classes, app.spawner_class]}
    classes |= {cls.__name__: cls for cls in (app.authenticator_class, app.proxy_class)}
    for section, settings in found.items():
        assert set(settings) <= set(classes[section].class_traits(config=True)), section


def test_every_setting_of_a_server_exists():
    from jupyter_server.serverapp import ServerApp

    classes = {cls.__name__: cls for cls in ServerApp.classes}
    found = PyFileConfigLoader(str(ROOT / "deploy" / "jupyter_server_config.py")).load_config()
    for section, settings in found.items():
        assert set(settings) <= set(classes[section].class_traits(config=True)), section


@pytest.fixture(scope="module")
def python() -> str:
    """A Python that every account can run, with the packages of this one."""
    pytest.importorskip("jupyterhub", reason="make setup installs it")
    if not (ROOT / "deploy" / "node_modules").exists():
        pytest.skip("make test installs the proxy")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if os.geteuid() != 0 or sys.platform != "linux":
        pytest.skip("only root on Linux makes accounts")
    if not is_open(CONFIG):
        pytest.skip(f"{ROOT} is closed to other accounts")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        found = next((p for p in (sys.executable, f"/usr/bin/{version}") if is_open(p)), None)
        if found is None:
            pytest.skip(f"{sys.executable} is closed to others, and there is no {version} beside")
        subprocess.run([found, "-m", "venv", "--without-pip", folder], check=True)
        packages = Path(folder) / "lib" / version / "site-packages" / "course.pth"
        packages.write_text("\n".join(path for path in sys.path if path.endswith("-packages")))
        for name in ("etc", "share"):
            (Path(folder) / name).symlink_to(Path(sys.prefix) / name)
        yield f"{folder}/bin/python"


def is_open(path: str | Path) -> bool:
    try:
        accounts.check_open(Path(path))
    except SystemExit:
        return False
    return Path(path).exists()


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """A course of one notebook, where students can read it."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        (Path(folder) / "en").mkdir()
        nbformat.write(nbformat.v4.new_notebook(), Path(folder) / "en" / "01_first.ipynb")
        yield folder


LOOK_AT = """
import os
from pathlib import Path
home = Path({home!r})
def attempt(what):
    try:
        return len(what()) and "read"
    except PermissionError:
        return "refused"
print(attempt(lambda: os.listdir(home)),
      attempt((home / "secret.txt").read_text),
      attempt(lambda: Path("/proc/{process}/environ").read_bytes()))
"""
OWN = """
import os
from pathlib import Path
Path.home().joinpath("secret.txt").write_text("mine")
server = os.environ["JUPYTERHUB_SERVICE_URL"]
print(Path.home(), os.getpid(), os.environ["JUPYTERHUB_API_TOKEN"], server)
"""
LISTEN = """
import time, zmq
from pathlib import Path
lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
ports = {int(line.split()[1].split(":")[1], 16) for line in lines if line.split()[3] == "0A"}
heard, ears = b"", zmq.Context()
poller = zmq.Poller()
for port in ports:
    ear = ears.socket(zmq.SUB)
    ear.subscribe(b"")
    ear.connect(f"tcp://127.0.0.1:{port}")
    poller.register(ear, zmq.POLLIN)
end = time.time() + 1
while time.time() < end:
    for ear, _ in poller.poll(100):
        heard += b"".join(ear.recv_multipart())
print(len(ports) > 2, b"my result" in heard)
ears.destroy(linger=0)
"""
WRITE = """
import os, jupyterhub
from pathlib import Path
print(os.access(Path(jupyterhub.__file__).parent, os.W_OK), os.access({root!r}, os.W_OK))
"""


def test_students_cannot_read_each_others_files_or_kernels(python, lesson, monkeypatch):
    monkeypatch.setenv("CLASS_LESSONS", lesson)
    names = [f"lesson-test-{secrets.token_hex(4)}" for _ in range(2)]
    with hub.running(names, python) as (address, _):
        asyncio.run(two_students(*(Student(address, name) for name in names)))


async def two_students(first: Student, second: Student) -> None:
    mine, theirs = await asyncio.gather(at_work(first), at_work(second))
    home, process, _, server = (await mine.run(OWN)).split()
    _, _, token, _ = (await theirs.run(OWN)).split()
    look = LOOK_AT.format(home=home, process=process)
    assert (await mine.run(look)).split() == ["read"] * 3
    assert (await theirs.run(look)).split() == ["refused"] * 3
    speak = "import time\nfor _ in range(15): print('my result', flush=True); time.sleep(0.1)"
    listening, _ = await asyncio.gather(theirs.run(LISTEN), mine.run(speak))
    assert listening.split() == ["True", "False"]  # there are ports, and none tells anything
    written = await theirs.run(WRITE.format(root=str(ROOT / "lesson_utils")))
    assert written.split() == ["False", "False"]

    file = f"{first.base}/api/contents/secret.txt"
    assert (await first.http.get(file)).json()["content"] == "mine"
    assert (await second.http.get(file)).status_code in (403, 404)
    async with httpx.AsyncClient(headers={"Authorization": f"token {token}"}) as api:
        assert (await api.get(f"{server}api/contents/secret.txt")).status_code == 403
        assert (await api.get(f"{second.address}{second.base}/api/contents")).status_code == 200
    await first.connect(mine.path)
    with pytest.raises(HTTPClientError, match="403"):
        await second.connect(mine.path)


async def at_work(student: Student):
    """The kernel of a student who has logged in, and has the lesson."""
    await student.log_in(f"the password of {student.name}")
    with pytest.raises(httpx.HTTPStatusError, match="403"):
        await Student(student.address, student.name).log_in("a guess of somebody else")
    await student.start_server()
    assert (await student.read("lessons/en/01_first.ipynb"))["content"] is not None
    return await student.open_kernel("lessons/en/01_first.ipynb")


def test_requests_and_the_table_of_servers_follow_the_measurement():
    page = (ROOT / "docs" / "class.md").read_text("utf-8")
    assert servers.tables() in page
    numbers = re.findall(r"\d[\d,]*", servers.tables().partition("\n\n")[2])
    chinese = (ROOT / "docs" / "class.zh.md").read_text("utf-8").partition("<!-- end -->")[0]
    assert re.findall(r"\d[\d,]*", chinese)[-len(numbers) + 2 :] == numbers[2:]
    student = yaml.safe_load((ROOT / "deploy" / "values.yaml").read_text("utf-8"))["singleuser"]
    guaranteed, limit = (float(student["memory"][k].rstrip("G")) for k in ("guarantee", "limit"))
    assert servers.MEMORY / 1000 <= guaranteed < limit
    assert student["cpu"]["guarantee"] == servers.SHARE / servers.dragging_a_core()


def test_a_container_brings_the_lessons_and_then_starts_the_server(tmp_path):
    course, home, programs = (tmp_path / name for name in ("course", "home", "programs"))
    (course / "deploy").mkdir(parents=True)
    (course / "classroom" / "students" / "en").mkdir(parents=True)
    (course / "classroom" / "students" / "en" / "a.ipynb").write_text("first")
    for name in ("start.sh", "lessons.py"):
        shutil.copy(ROOT / "deploy" / name, course / "deploy")
    programs.mkdir()
    (programs / "jupyterhub-singleuser").write_text('#!/bin/sh\necho "$@"\n')
    (programs / "jupyterhub-singleuser").chmod(0o755)
    (programs / "python").symlink_to(sys.executable)
    environment = {"HOME": str(home), "PATH": f"{programs}:{os.defpath}"}
    command = [str(course / "deploy" / "start.sh"), "--port=8888"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "--port=8888"
    assert (home / "lessons" / "en" / "a.ipynb").read_text() == "first"
