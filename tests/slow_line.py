"""A slow and distant line between phone and office: a TCP proxy with a rate and a round trip."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE = 1460


@dataclass
class Lane:
    """One direction: so many bytes a second, shared by all connections piece by piece."""

    rate: float
    free: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def carry(self, size: int) -> float:
        """Wait for a turn, and until so many bytes are on the line; gives when that was."""
        with self.lock:
            self.free = done = max(self.free, time.monotonic()) + size / self.rate
        time.sleep(max(0.0, done - time.monotonic()))
        return done


@dataclass
class SlowLine:
    """From `port` to `target` on this machine, at `rate` bytes a second each way and `trip` seconds there and back."""

    port: int
    target: int
    rate: float = 50_000.0
    trip: float = 0.4

    @contextmanager
    def running(self) -> Iterator[SlowLine]:
        """Listen until the block ends."""
        self._up, self._down = Lane(self.rate), Lane(self.rate)
        with socket.create_server(("127.0.0.1", self.port), backlog=64) as listener:
            # What a phone has written is on the line, not in this machine's memory.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * PIECE)
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
            yield self
            listener.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                phone, _ = listener.accept()
                threading.Thread(target=self._pass_on, args=(phone,), daemon=True).start()

    def _pass_on(self, phone: socket.socket) -> None:
        """Both ways until both sides have ended; to connect takes a round trip of its own."""
        with suppress(OSError), phone, socket.create_connection(("127.0.0.1", self.target)) as server:
            time.sleep(self.trip)
            ways = [(phone, server, self._up), (server, phone, self._down)]
            threads = [threading.Thread(target=self._carry, args=way, daemon=True) for way in ways]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

    def _carry(self, source: socket.socket, to: socket.socket, lane: Lane) -> None:
        travelling: queue.Queue[tuple[float, bytes]] = queue.Queue()
        arriving = threading.Thread(target=self._arrive, args=(travelling, to), daemon=True)
        arriving.start()
        with suppress(OSError):
            while data := source.recv(PIECE):
                travelling.put((lane.carry(len(data)) + self.trip / 2, data))
        travelling.put((time.monotonic() + self.trip / 2, b""))
        arriving.join()

    def _arrive(self, travelling: queue.Queue[tuple[float, bytes]], to: socket.socket) -> None:
        with suppress(OSError):
            while True:
                due, data = travelling.get()
                time.sleep(max(0.0, due - time.monotonic()))
                if not data:
                    to.shutdown(socket.SHUT_WR)
                    return
                to.sendall(data)
