"""What happens to requests between phones and the office: answers lost or replaced, bodies cut, requests repeated."""

from __future__ import annotations

import io
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from werkzeug.wrappers import Response

from tests.live_server import DROP, Drop, Environ, Saboteur

LANES = {"/api/ops": "ops", "/api/uploads": "bytes", "/api/whoami": "who"}
AFTERWARDS = "soak.afterwards"
ANSWERS: Mapping[str, Callable[[], Response | Drop]] = {
    "nothing": lambda: DROP,
    "500": lambda: Response("broken", 500),
    "401": lambda: Response('{"code": "signed-out"}', 401, content_type="application/json"),
    "redirect": lambda: Response("", 302, {"Location": "/sign-in"}),
    "portal": lambda: Response("<h1>Welcome to the café</h1>", 200, content_type="text/html"),
    "busy": lambda: Response("busy", 503, {"Retry-After": "1"}),
    "404": lambda: Response("not here", 404, content_type="text/html"),
    "empty": lambda: Response("{}", 200, content_type="application/json"),
}


class Hold:
    """A request that is stopped on its way, before or after its work is done, until `go_on`."""

    def __init__(self, lane: str, moment: str) -> None:
        self.lane, self.moment = lane, moment
        self.here, self.go_on = threading.Event(), threading.Event()

    def stop(self, lane: str, moment: str) -> None:
        """Stop the first request of the lane."""
        if (lane, moment) == (self.lane, self.moment) and not self.here.is_set():
            self.here.set()
            self.go_on.wait(10)


class Weather:
    """Sits in the saboteur. `files` are served in the place of the application's, by the end of their path."""

    def __init__(self, saboteur: Saboteur, files: Mapping[str, str]) -> None:
        self.application, self.files = saboteur.application, files
        self.coming: list[tuple[str, str]] = []
        self.done: Counter[str] = Counter()
        self.passed: deque[tuple[Environ, bytes]] = deque(maxlen=40)
        self.hold: Hold | None = None
        self.lock = threading.Lock()
        self.threads: list[threading.Thread] = []
        saboteur.before, saboteur.after = self.before, self.after

    def expect(self, fault: str, lane: str, times: int) -> None:
        """The next `times` requests of a lane meet a fault."""
        with self.lock:
            self.coming += [(lane, fault)] * times

    def clear(self) -> None:
        """Nothing more goes wrong; what was let loose comes to its end."""
        with self.lock:
            self.coming.clear()
        while self.threads:
            self.threads.pop().join(20)

    @contextmanager
    def holding(self, lane: str, moment: str) -> Iterator[Hold]:
        """The next request of a lane is held until the end of the block."""
        self.hold = Hold(lane, moment)
        yield self.hold
        self.hold.go_on.set()
        self.hold = None

    def repeat(self, lot: float) -> None:
        """A request that came before comes again now, as a proxy may send it."""
        if self.passed:
            environ, body = self.passed[int(lot * len(self.passed))]
            self.done["repeated"] += 1
            self._send_again(environ, body).join(20)

    def before(self, environ: Environ) -> Response | Drop | None:
        """A request has come in."""
        path = environ["PATH_INFO"]
        for ending, text in self.files.items():
            if path.endswith(ending):
                return Response(text, content_type="text/javascript")
        lane = lane_of(path)
        if lane is None:
            return None
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(body)
        if environ["REQUEST_METHOD"] in ("POST", "PATCH"):
            self.passed.append((dict(environ), body))
        if self.hold:
            self.hold.stop(lane, "before")
        fault = self._next(lane)
        return self._meet(fault, environ, body) if fault else None

    def after(self, environ: Environ, _status: int) -> Response | Drop | None:
        """Its work is done."""
        lane = lane_of(environ["PATH_INFO"])
        if self.hold and lane:
            self.hold.stop(lane, "after")
        instead = environ.get(AFTERWARDS)
        return ANSWERS[instead]() if instead else None

    def _next(self, lane: str) -> str | None:
        with self.lock:
            for index, (meant, fault) in enumerate(self.coming):
                if meant == lane:
                    del self.coming[index]
                    self.done[fault] += 1
                    return fault
        return None

    def _meet(self, fault: str, environ: Environ, body: bytes) -> Response | Drop | None:
        moment, _, answer = fault.partition(" ")
        if moment == "before":
            return ANSWERS[answer]()
        if moment == "after":
            environ[AFTERWARDS] = answer
        elif moment == "twice":
            again = self._send_again(environ, body)
            if not answer:
                again.join(20)
        elif moment == "cut":
            # The first half came; nobody is there any more to be answered.
            environ["wsgi.input"], environ[AFTERWARDS] = io.BytesIO(body[: len(body) // 2]), "nothing"
        elif moment == "emptied":
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(), "0"
        return None

    def _send_again(self, environ: Environ, body: bytes) -> threading.Thread:
        """In a thread of its own, as the server's requests are: the test's context is not theirs."""
        again: dict[str, Any] = {**environ, "wsgi.input": io.BytesIO(body)}
        thread = threading.Thread(target=Response.from_app, args=(self.application, again, True), daemon=True)
        thread.start()
        self.threads.append(thread)
        return thread


def lane_of(path: str) -> str | None:
    """Which of a phone's lanes a path belongs to; pages and files belong to none."""
    return next((lane for start, lane in LANES.items() if path.startswith(start)), None)
