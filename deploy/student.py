"""A student's browser, as far as a server can tell: logs in, runs a notebook, moves a slider."""

import asyncio
import json
import struct
import uuid
from collections.abc import Callable
from http.cookiejar import Cookie
from urllib.parse import quote

import httpx
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

SECONDS = 300  # for whatever a server is asked for
MESSAGE = 100 * 2**20


class Student:
    """One person at a hub; every method raises httpx.HTTPStatusError where it is refused."""

    def __init__(self, address: str, name: str):
        self.address, self.name = address, name
        self.base = f"/user/{name}"
        self.http = httpx.AsyncClient(base_url=address, follow_redirects=True, timeout=SECONDS)

    async def log_in(self, password: str) -> None:
        await self._get("/hub/login")
        form = {"username": self.name, "password": password, "_xsrf": self._xsrf("/hub/")}
        (await self.http.post("/hub/login", data=form)).raise_for_status()

    async def start_server(self) -> None:
        """Start the own server and wait until it shows JupyterLab."""
        await self._get(f"/hub/spawn/{self.name}")
        while not (await self._get(f"{self.base}/lab")).url.path.startswith(self.base):
            await asyncio.sleep(0.25)  # the hub's page that says: your server is starting

    async def read(self, path: str) -> dict:
        """A file of the own home, as the server gives it to JupyterLab."""
        return (await self._get(f"{self.base}/api/contents/{quote(path)}")).json()

    async def open_kernel(self, path: str) -> "Kernel":
        """A kernel for a notebook."""
        session = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        headers = {"X-XSRFToken": self._xsrf(f"{self.base}/")}
        url = f"{self.base}/api/sessions"
        answer = (await self.http.post(url, json=session, headers=headers)).raise_for_status()
        return await self.connect(f"{self.base}/api/kernels/{answer.json()['kernel']['id']}")

    async def connect(self, kernel: str) -> "Kernel":
        """The channels of the kernel at a path; HTTPClientError where its server refuses."""
        place = f"{kernel}/channels"
        cookies = "; ".join(f"{c.name}={c.value}" for c in self._cookies(place))
        url = self.address.replace("http", "ws", 1) + place
        request = HTTPRequest(url, headers={"Cookie": cookies}, request_timeout=SECONDS)
        return Kernel(kernel, await websocket_connect(request, max_message_size=MESSAGE))

    async def _get(self, path: str) -> httpx.Response:
        return (await self.http.get(path)).raise_for_status()

    def _cookies(self, path: str) -> list[Cookie]:
        return [cookie for cookie in self.http.cookies.jar if path.startswith(cookie.path)]

    def _xsrf(self, path: str) -> str:
        return next(c.value for c in self._cookies(path) if c.name == "_xsrf" and c.path == path)


class Kernel:
    """The messages of a kernel, and the widgets that it has opened: `widgets[id]` is a state."""

    def __init__(self, path: str, socket):
        self.path, self.socket, self.session = path, socket, uuid.uuid4().hex
        self.widgets: dict[str, dict] = {}

    async def run(self, code: str, cell: str = "") -> str:
        """Run a cell and return what it prints; RuntimeError with what it raises."""
        asked = self._send("execute_request", {"code": code, "store_history": True}, cell)
        printed, errors = [], []

        def is_done(message: dict) -> bool:
            content = message["content"]
            if message["parent_header"].get("msg_id") != asked:
                return False
            if message["msg_type"] == "stream":
                printed.append(content["text"])
            if message["msg_type"] == "error":
                errors.append("{ename}: {evalue}".format(**content))
            return content.get("execution_state") == "idle"

        await self.wait(is_done)
        if errors:
            raise RuntimeError(errors[0])
        return "".join(printed)

    def update(self, widget: str, **state) -> None:
        """Move a control, as its view in a browser does."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        self._send("comm_msg", {"comm_id": widget, "data": data})

    async def wait(self, is_done: Callable[[dict], bool], seconds: float = SECONDS) -> dict:
        """The first message that is what one waits for."""
        async with asyncio.timeout(seconds):
            while not is_done(message := self._read(await self.socket.read_message())):
                pass
        return message

    def parts(self, widget: str) -> list[str]:
        """A widget and all that it is made of."""
        below = self.widgets[widget].get("children", ())
        children = [child.removeprefix("IPY_MODEL_") for child in below]
        return [widget, *(part for child in children for part in self.parts(child))]

    def find(self, within: str, **state) -> str:
        """The part of a widget with that state."""
        return next(
            part for part in self.parts(within)
            if all(self.widgets[part].get(key) == value for key, value in state.items())
        )  # fmt: skip

    def lab(self, name: str) -> str:
        return next(
            widget for widget, state in self.widgets.items()
            if f"lab-{name}" in state.get("_dom_classes", ())
        )  # fmt: skip

    def _send(self, kind: str, content: dict, cell: str = "") -> str:
        header = {
            "msg_id": uuid.uuid4().hex, "msg_type": kind, "session": self.session,
            "username": "student", "version": "5.4", "date": "",
        }  # fmt: skip
        message = {
            "header": header, "parent_header": {}, "metadata": {"cellId": cell},
            "content": content, "buffers": [], "channel": "shell",
        }  # fmt: skip
        self.socket.write_message(json.dumps(message))
        return header["msg_id"]

    def _read(self, found: str | bytes | None) -> dict:
        if found is None:
            raise ConnectionError("the server has closed the connection to the kernel")
        if isinstance(found, bytes):  # the number of parts, where each begins; JSON is the first
            (count,) = struct.unpack_from("!I", found)
            first, end, *_ = (*struct.unpack_from(f"!{count}I", found, 4), None)
            found = found[first:end].decode()
        message = json.loads(found)
        self._note(message["msg_type"], message["content"])
        return message

    def _note(self, kind: str, content: dict) -> None:
        data = content.get("data", {})
        if kind == "comm_open":
            self.widgets[content["comm_id"]] = dict(data.get("state", {}))
        elif kind == "comm_msg" and data.get("method") == "update":
            self.widgets.setdefault(content["comm_id"], {}).update(data["state"])
