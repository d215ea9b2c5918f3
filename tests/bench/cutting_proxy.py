"""A TCP proxy that cuts half of the connections somewhere in the middle, by a seed."""

from __future__ import annotations

import random
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

# A connection that is to be cut is cut within so many bytes of what the phone sends, more often early than late; one
# that has sent less is cut when the answer to it comes, which nobody hears.
WITHIN = 150_000
PIECE = 16_384


@dataclass
class CuttingProxy:
    """From a port of its own to `target` on this machine; `open` connections came, `cut` of them were ended."""

    target: int
    seed: int
    open: int = 0
    cut: int = 0
    port: int = 0
    _random: random.Random = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """The same seed cuts the same connections after the same number of bytes."""
        self._random = random.Random(self.seed)

    @contextmanager
    def running(self) -> Iterator[CuttingProxy]:
        """Listen until the block ends."""
        with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
            self.port = listener.getsockname()[1]
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
            yield self

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                phone, _ = listener.accept()
                with self._lock:
                    self.open += 1
                    most = self._cut_after()
                threading.Thread(target=self._pass_on, args=(phone, most), daemon=True).start()

    def _cut_after(self) -> int | None:
        return int(WITHIN ** self._random.random()) if self._random.random() < 0.5 else None

    def _pass_on(self, phone: socket.socket, most: int | None) -> None:
        """Both ways until one side ends, or until it is cut."""
        with phone, socket.create_connection(("127.0.0.1", self.target)) as server, selectors.DefaultSelector() as both:
            both.register(phone, selectors.EVENT_READ, server)
            both.register(server, selectors.EVENT_READ, phone)
            left = most
            with suppress(OSError):
                while left is None or left > 0:
                    for one, _ in both.select():
                        source: socket.socket = one.fileobj  # type: ignore[assignment]
                        data = source.recv(PIECE if left is None else min(PIECE, left))
                        if not data:
                            return
                        if left is not None and source is server:
                            left = 0
                            break
                        one.data.sendall(data)
                        left = None if left is None else left - len(data)
                with self._lock:
                    self.cut += 1
