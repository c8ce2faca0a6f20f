"""A hub of its own for a test or a measurement: started, waited for, and cleared away."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECONDS = 60


@contextmanager
def running(
    names: Sequence[str], python: str = sys.executable
) -> Iterator[tuple[str, subprocess.Popen]]:
    """A hub for a class of these names: its address and its process. As root, accounts come and go.

    Raises RuntimeError, with the end of its log, where it does not start, and ValueError for a name
    that is an account already.
    """
    if taken := {account.pw_name for account in pwd.getpwall()} & set(names):
        raise ValueError(f"already an account of this machine: {', '.join(sorted(taken))}")
    state = Path(tempfile.mkdtemp(prefix="class-"))
    class_list, log = state / "students.txt", state / "log"
    class_list.write_text("\n".join(names), "utf-8")
    address = f"http://127.0.0.1:{three_free_ports()}"
    environment = os.environ | {
        "CLASS_STATE": str(state), "CLASS_LIST": str(class_list), "CLASS_ADDRESS": address,
    }  # fmt: skip
    command = [python, "-m", "jupyterhub", "--config", str(ROOT / "deploy/jupyterhub_config.py")]
    with log.open("w") as lines:
        hub = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=lines, stderr=lines)
    try:
        wait_for(hub, address, log)
        yield address, hub
    finally:
        hub.terminate()  # it ends its servers and its proxy
        try:
            hub.wait(SECONDS)
        finally:
            for name in names if os.geteuid() == 0 else ():
                subprocess.run(["userdel", "--force", "--remove", name], capture_output=True)
            shutil.rmtree(state)


def wait_for(hub: subprocess.Popen, address: str, log: Path) -> None:
    end = time.monotonic() + SECONDS
    while f"now running at {address}" not in log.read_text("utf-8"):
        if hub.poll() is not None or time.monotonic() > end:
            raise RuntimeError("\n".join(log.read_text("utf-8").splitlines()[-20:]))
        time.sleep(0.1)


def three_free_ports() -> int:
    """The first of three ports in a row that nobody uses: proxy, hub, the proxy's own."""
    while True:
        with socket.socket() as first, socket.socket() as second, socket.socket() as third:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
                third.bind(("127.0.0.1", port + 2))
            except (OSError, OverflowError):
                continue
        return port
