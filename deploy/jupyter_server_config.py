"""Of each student's own server: on one machine and in the image alike."""

c = get_config()  # noqa: F821

# The sockets of a kernel are files of the student. To TCP ports of this machine, which is the
# default, every student on it could connect, and read what the kernel of another one prints.
c.KernelManager.transport = "ipc"

# A kernel that is left alone for half an hour ends, also one whose tab stays open overnight.
c.MappingKernelManager.cull_idle_timeout = 1800
c.MappingKernelManager.cull_interval = 60
c.MappingKernelManager.cull_connected = True
