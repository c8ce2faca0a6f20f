"""Fence off the own process for good: no network, no new process, no files but one folder.

Works on Linux (seccomp and Landlock, without any privilege); `is_possible` says so. It does not
hide the code of this package: an answer that looks up the solution is flagged, not prevented.
"""

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from pathlib import Path

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_CLONE_THREAD = 0x10000
# Numbers of the system calls, by machine: audit architecture, clone, and what is refused: socket,
# fork, vfork, execve, execveat, kill and its kin, pidfd_send_signal, ptrace, process_vm_writev,
# setrlimit, prlimit64, io_uring_setup, chmod and chown in all forms, utimensat, setxattr, mount,
# umount, unshare, setns, chroot, pivot_root, reboot, init_module, finit_module, bpf.
_CALLS = {
    "x86_64": (0xC000003E, 56, (
        41, 57, 58, 59, 322, 62, 200, 234, 424, 101, 311, 160, 302, 425, 90, 91, 268, 452, 92, 93,
        94, 260, 132, 235, 261, 280, 129, 297, 188, 189, 190, 165, 166, 272, 308, 161, 155, 169,
        175, 313, 321,
    )),
    "aarch64": (0xC00000B7, 220, (
        198, 221, 281, 129, 130, 131, 424, 117, 271, 164, 261, 425, 52, 53, 452, 54, 55, 88, 5, 6,
        7, 40, 39, 97, 268, 51, 41, 142, 105, 273, 280, 138, 240,
    )),
}  # fmt: skip
_CLONE3 = 435
_FCNTL = {"x86_64": 72, "aarch64": 25}
_SIGNALS = (8, 10, 15)  # of fcntl, what sends them to others: F_SETOWN, F_SETSIG, F_SETOWN_EX
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_EXECUTE, _WRITE, _READ, _LIST, _TRUNCATE = 1, 2, 4, 8, 1 << 14
_ALL_RIGHTS = (1 << 15) - 1  # of Landlock's third version, Linux 6.2; all but ioctl


def is_possible() -> bool:
    """True where all of the fence stands."""
    return sys.platform == "linux" and platform.machine() in _CALLS and _landlock_version() >= 3


def limit(seconds: int, memory: int, output: int) -> None:
    """Hard limits: processor seconds, bytes of memory beyond today's, bytes of a file."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    most = memory + _mapped()
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _mapped() -> int:
    """Bytes of address space that this process has taken: gigabytes, with some builds of torch."""
    statistics = Path("/proc/self/statm")
    pages = int(statistics.read_text().split()[0]) if statistics.exists() else 0
    return pages * resource.getpagesize()


def close(own_folder: Path) -> None:
    """Close the fence: files can be written in `own_folder`, and read there and in Python's own.

    Raises OSError where the system refuses.
    """
    _call("prctl", _NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _restrict_files(own_folder)
    _restrict_calls()


def _restrict_files(own_folder: Path) -> None:
    rights = struct.pack("Q", _ALL_RIGHTS)
    ruleset = _call("syscall", _CREATE_RULESET, rights, len(rights), 0)
    package = Path(__file__).parents[1]
    readable = {sys.prefix, sys.base_prefix, str(package), *map(str, _site_packages())}
    readable |= {"/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/proc/self", "/sys/devices"}
    for path in sorted(readable):
        _allow(ruleset, path, _EXECUTE | _READ | _LIST)
    for path in ("/dev/null", "/dev/urandom", "/dev/random"):
        _allow(ruleset, path, _READ | _WRITE)
    _allow(ruleset, str(own_folder), _ALL_RIGHTS)
    _call("syscall", _RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _site_packages() -> list[Path]:
    """Where torch and numpy really lie: not always below the prefix."""
    return [Path(sys.modules[name].__file__).resolve().parents[1] for name in ("torch", "numpy")]


def _allow(ruleset: int, path: str, rights: int) -> None:
    if not os.path.exists(path):
        return
    descriptor = os.open(path, os.O_PATH)
    if not os.path.isdir(path):
        rights &= _EXECUTE | _READ | _WRITE | _TRUNCATE
    rule = struct.pack("=Qi", rights, descriptor)
    _call("syscall", _ADD_RULE, ruleset, 1, rule, 0)
    os.close(descriptor)


def _restrict_calls() -> None:
    architecture, clone, refused = _CALLS[platform.machine()]
    refuse = _ERROR | errno.EPERM
    program = [
        (0x20, 0, 0, 4), (0x15, 1, 0, architecture), (0x06, 0, 0, _KILL),  # another architecture
        (0x20, 0, 0, 0), (0x35, 0, 1, 0x40000000), (0x06, 0, 0, refuse),  # the x32 calls
    ]  # fmt: skip
    for number in refused:
        program += [(0x15, 0, 1, number), (0x06, 0, 0, refuse)]
    program += [(0x15, 0, 2 + 2 * len(_SIGNALS), _FCNTL[platform.machine()]), (0x20, 0, 0, 24)]
    for command in _SIGNALS:
        program += [(0x15, 0, 1, command), (0x06, 0, 0, refuse)]
    program += [(0x06, 0, 0, _ALLOW)]
    # glibc falls back from clone3 to clone, whose flags can be read: threads yes, processes no.
    program += [(0x15, 0, 1, _CLONE3), (0x06, 0, 0, _ERROR | errno.ENOSYS)]
    program += [(0x15, 0, 3, clone), (0x20, 0, 0, 16), (0x45, 1, 0, _CLONE_THREAD)]
    program += [(0x06, 0, 0, refuse), (0x06, 0, 0, _ALLOW)]
    code = b"".join(struct.pack("HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(code)
    header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    _call("prctl", _SECCOMP, _FILTER, header, 0, 0)


def _landlock_version() -> int:
    return ctypes.CDLL(None, use_errno=True).syscall(_CREATE_RULESET, None, 0, 1)


def _call(name: str, *arguments) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    wide = [ctypes.c_long(item) if isinstance(item, int) else item for item in arguments]
    result = getattr(libc, name)(*wide)
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{name}{arguments[:1]}: the fence does not close")
    return result
