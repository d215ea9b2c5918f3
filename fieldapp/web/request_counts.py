"""How many requests this process has answered, by status; nothing is shared between processes."""

from __future__ import annotations

from collections import Counter
from threading import Lock


class RequestCounts:
    """Counts that several threads add to."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_status: Counter[int] = Counter()

    def add(self, status: int) -> None:
        """One more answer with this status."""
        with self._lock:
            self._by_status[status] += 1

    def by_status(self) -> dict[int, int]:
        """The counts so far, by status."""
        with self._lock:
            return dict(sorted(self._by_status.items()))
