"""A server that a real browser talks to, and a saboteur between the two that tests tell what to break."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Response
from werkzeug.wsgi import get_input_stream

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Before = Callable[[Environ], "Response | Drop | None"]
After = Callable[[Environ, int], "Response | Drop | None"]


class Drop:
    """Instead of an answer: the connection is closed, as when the signal is lost.

    Chromium sends such a request again itself when it went out on a connection opened beforehand: drop more than once
    where the page must notice, and count what came in.
    """


DROP = Drop()


@dataclass
class Seen:
    """A request that reached the saboteur, and the status that the application (if asked) gave."""

    method: str
    path: str
    status: int | None = None


@dataclass
class Saboteur:
    """WSGI middleware. `before` may answer instead of the application, `after` replaces or drops an answer whose work
    the application has done and committed. Both may block, and are called from the server's threads.
    """

    application: Flask
    before: Before | None = None
    after: After | None = None
    seen: list[Seen] = field(default_factory=list)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on, unless a test wants otherwise."""
        request = Seen(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        self.seen.append(request)
        environ["wsgi.input"] = body = get_input_stream(environ)
        environ["wsgi.input_terminated"] = True
        instead = self.before(environ) if self.before else None
        if instead is None:
            answer = Response.from_app(self.application, environ, buffered=True)
            request.status = answer.status_code
            instead = (self.after(environ, answer.status_code) if self.after else None) or answer
        # What nobody has read would reset the connection before the browser has read the answer.
        body.read()
        if isinstance(instead, Drop):
            # Werkzeug's handler ends the connection on this error without a word.
            raise ConnectionError("dropped on purpose")
        return instead(environ, start_response)

    def reset(self) -> None:
        """Stop breaking things."""
        self.before = self.after = None

    def count(self, method: str, path: str) -> int:
        """How many requests of `method` to exactly `path` have come in."""
        return sum(1 for one in self.seen if (one.method, one.path) == (method, path))


def instead_of(method: str, path: str, answer: Response | Drop, times: int = 1_000_000) -> Before:
    """A `before` that gives `answer` to the first `times` requests of `method` to paths that begin with `path`."""
    take = _counted(method, path, times)
    return lambda environ: answer if take(environ) else None


def after_commit(method: str, path: str, answer: Response | Drop = DROP, times: int = 1) -> After:
    """An `after` that loses or replaces the first `times` answers to `method` `path`: the work is done, unheard."""
    take = _counted(method, path, times)
    return lambda environ, _status: answer if take(environ) else None


def _counted(method: str, path: str, times: int) -> Callable[[Environ], bool]:
    left, lock = [times], threading.Lock()

    def take(environ: Environ) -> bool:
        with lock:
            meant = environ["REQUEST_METHOD"] == method and environ["PATH_INFO"].startswith(path) and left[0] > 0
            left[0] -= meant
            return meant

    return take


class QuietHandler(WSGIRequestHandler):
    """Says nothing: tests read their own log. One request a connection, so that `stop()` leaves none that answers."""

    protocol_version = "HTTP/1.0"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


class LiveServer:
    """The application on a port of the loopback, in threads of this process; `stop()` and `start()` make an outage."""

    def __init__(self, application: Flask, port: int) -> None:
        self.port = port
        self.url = f"http://localhost:{port}"
        self.saboteur = Saboteur(application)
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen; requests are served until `stop()`."""
        self._server = make_server("127.0.0.1", self.port, self.saboteur, threaded=True, request_handler=QuietHandler)
        # An open connection of a browser must not keep the test run from ending.
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self._server.block_on_close = False  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening: connections are refused."""
        if self._server and self._thread:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = self._thread = None


def free_port() -> int:
    """A port below those that the kernel hands to outgoing connections, so that it is still free after an outage."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """As many of them, no two alike: each is held until the last is drawn."""
    ports = []
    with ExitStack() as held:
        for port in random.sample(range(20_000, 32_000), 200 + count):
            probe = held.enter_context(socket.socket())
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                ports.append(port)
            if len(ports) == count:
                return ports
    raise RuntimeError("no free port")
