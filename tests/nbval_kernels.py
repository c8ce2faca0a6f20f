"""A pytest plugin: the kernels of nbval speak through files, not ports.

Two processes that start kernels at once may choose the same ports, and one kernel then dies.
"""

import tempfile

from jupyter_client import KernelManager
from nbval import kernel
from traitlets import default


class FileKernelManager(KernelManager):
    @default("transport")
    def _files(self):
        return "ipc"

    @default("ip")
    def _name_of_the_files(self):
        return f"{tempfile.mkdtemp()}/kernel"


kernel.KernelManager = FileKernelManager
