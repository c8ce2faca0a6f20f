"""JupyterHub for a class on one server. `make class` starts it; docs/class.md says more.

As root on Linux every student has an account of the system, made at the first login, and cannot
read the files or the kernels of others. Without root it is for a look: all servers run as you.
"""

import functools
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT))

from deploy import accounts  # noqa: E402

c = get_config()  # noqa: F821

# What a teacher chooses.
CLASS_LIST = Path(os.environ.get("CLASS_LIST") or ROOT / "deploy" / "students.txt")
TEACHER = os.environ.get("CLASS_TEACHER", "")  # who sees the admin page: a name of the list
EDITION = os.environ.get("CLASS_EDITION", "en")
ADDRESS = os.environ.get("CLASS_ADDRESS", "http://127.0.0.1:8000")
LESSONS = Path(os.environ.get("CLASS_LESSONS") or ROOT / "classroom" / "students").resolve()
STATE = Path(os.environ.get("CLASS_STATE") or ROOT / "build" / "class").resolve()
MEMORY = os.environ.get("CLASS_MEMORY", "1.5G")  # of one student; enforced where systemd runs

IS_ROOT = os.geteuid() == 0 and sys.platform == "linux"
STATE.mkdir(parents=True, exist_ok=True)
STATE.chmod(0o700)

# Who may come: a name of the list; the password that is given first is the password from then on.
c.JupyterHub.authenticator_class = "firstuseauthenticator.FirstUseAuthenticator"
c.Authenticator.allowed_users = accounts.read_class_list(CLASS_LIST)
c.Authenticator.admin_users = {TEACHER} - {""}
c.FirstUseAuthenticator.create_users = False
c.FirstUseAuthenticator.dbm_path = str(STATE / "passwords.dbm")

# The hub, and the proxy before it: only the proxy is seen from outside.
port = urlsplit(ADDRESS).port
c.JupyterHub.bind_url = ADDRESS
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{port + 1}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{port + 2}"
c.ConfigurableHTTPProxy.command = [
    str(ROOT / "deploy" / "node_modules" / ".bin" / "configurable-http-proxy")
]
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.JupyterHub.db_url = f"sqlite:///{STATE / 'hub.sqlite'}"

# A student's server: one environment for all, which none of them can write.
server_config = ROOT / "deploy" / "jupyter_server_config.py"
first = min((path.name for path in (LESSONS / EDITION).glob("*.ipynb")), default=None)
if first is None:
    raise SystemExit(f"no lessons in {LESSONS / EDITION}: call make classroom first")
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.args = [f"--config={server_config}"]
if EDITION == "zh":
    c.Spawner.args += [f"--LabApp.app_settings_dir={ROOT / 'notebooks' / 'jupyterlab_zh'}"]
c.Spawner.default_url = f"/lab/tree/lessons/{EDITION}/{first}"
c.Spawner.environment = {"OMP_NUM_THREADS": "1"}  # kernels do not fight for the cores
c.Spawner.mem_limit = MEMORY
c.Spawner.start_timeout = 180  # thirty that start at once
c.Spawner.http_timeout = 120

if not IS_ROOT:  # all servers run as you
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = str(STATE / "homes" / "{username}")
    c.Spawner.pre_spawn_hook = lambda spawner: accounts.deliver(LESSONS, spawner.home_dir)
else:
    accounts.check_open(Path(sys.executable), server_config, LESSONS / EDITION / first)
    c.Spawner.pre_spawn_hook = functools.partial(accounts.before_start, LESSONS)
    if Path("/run/systemd/system").exists():
        c.JupyterHub.spawner_class = "systemd"
        c.SystemdSpawner.isolate_tmp = True
        c.SystemdSpawner.isolate_devices = True
    else:
        c.JupyterHub.spawner_class = "localprocess"

# A server that nobody uses for an hour ends, and frees its memory.
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600"],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]
