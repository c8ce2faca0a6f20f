"""A student's account on the server, and the lessons in its home, before the server starts."""

import grp
import pwd
import re
import subprocess
import sys
from pathlib import Path

GROUP = "lesson-students"  # who is in it was made here: nobody logs in as another account
NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")


def read_class_list(path: Path) -> set[str]:
    """The names in a file, one a line; ValueError names the one that is no name of an account."""
    names = {line.strip() for line in path.read_text("utf-8").splitlines()} - {""}
    for name in sorted(names):
        if not NAME.fullmatch(name):
            raise ValueError(f"{path}: a name is a-z, then a-z, 0-9 or -, at most 31; got {name!r}")
    return names


def check_open(*paths: Path) -> None:
    """SystemExit where students could not read one of the paths, or run it."""
    for path in paths:
        folders = [folder for folder in path.resolve().parents if not folder.stat().st_mode & 0o001]
        if folders:
            raise SystemExit(f"students cannot reach {path}: {folders[-1]} is closed to them")


def make(name: str) -> pwd.struct_passwd:
    """The student's account, its home closed to all others; PermissionError if it is not ours."""
    subprocess.run(["groupadd", "--force", GROUP], check=True)
    try:
        account = pwd.getpwnam(name)
    except KeyError:
        command = ["useradd", "--create-home", "--shell", "/bin/bash", "--groups", GROUP, name]
        subprocess.run(command, check=True)
        account = pwd.getpwnam(name)
    if name not in grp.getgrnam(GROUP).gr_mem:
        raise PermissionError(f"{name} is an account of this machine, not one of a student")
    Path(account.pw_dir).chmod(0o700)
    return account


def deliver(lessons: Path, home: str, **identity) -> None:
    """Bring the lessons into a home, as its owner: a link that lies there leads nowhere else."""
    script = Path(__file__).with_name("lessons.py")
    command = [sys.executable, str(script), str(lessons), f"{home}/lessons"]
    subprocess.run(command, check=True, cwd="/", **identity)


def before_start(lessons: Path, spawner) -> None:
    """The hub calls it before it starts the server of a student; lessons that fail do not stop it.

    Raises PermissionError where the student's name is that of another account.
    """
    account = make(spawner.user.name)
    identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    try:
        deliver(lessons, account.pw_dir, **identity)
    except (OSError, subprocess.SubprocessError) as error:
        spawner.log.error("no lessons for %s: %s", spawner.user.name, error)
