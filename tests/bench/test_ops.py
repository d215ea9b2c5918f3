"""1,000 ops in batches of 20 by 8 clients, against a bare view that inserts one row, under the same gunicorn."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from fieldapp.config import Settings
from fieldapp.extensions import db
from fieldapp.models import JournalRow, Note, Ticket
from tests import factories as make
from tests.bench.client import Client
from tests.bench.conftest import served

CLIENTS, OPS, BATCH = 8, 1000, 20
Measured = Callable[[str, float], None]


def note(visit: dict[str, int], text: str) -> dict[str, Any]:
    """An op as a phone sends it."""
    moment = make.now().isoformat()
    return {
        "id": str(uuid.uuid4()), "seq": 1, **visit, "command": "add-note", "typed": [["text", text]], "done_at": moment,
        "sent_at": moment, "tz": "Europe/London", "build": "bench",
    }  # fmt: skip


@pytest.mark.usefixtures("app")
def test_a_thousand_ops_by_eight_phones(settings: Settings, measured: Measured) -> None:
    """None lost, none twice; so many a second against a bare insert."""
    under = make.contract()
    people = [make.user("operative", under.contractor) for _ in range(CLIENTS)]
    visits = [[_ids(make.ticket("booked", under, person)) for _ in range(5)] for person in people]
    names = [person.username for person in people]
    shares = [_batches(visits[number], number) for number in range(CLIENTS)]
    db.session.rollback()
    with served(settings, "app:app"):
        clients = [Client(settings.port) for _ in range(CLIENTS)]
        tokens = [client.sign_in(name) for client, name in zip(clients, names, strict=True)]

        def work(number: int) -> list[str]:
            sent = []
            waiting = [op for batch in shares[number] for op in batch]
            while waiting:
                batch = waiting[:BATCH]
                answer = clients[number].post("/api/ops", {"ops": batch}, tokens[number])
                if answer.get("code") == "busy":
                    time.sleep(0.5)
                    continue
                again = {one["id"] for one in answer["answers"] if one["outcome"] in ("retry", "behind")}
                waiting = [op for op in batch if op["id"] in again] + waiting[BATCH:]
                sent += [one["outcome"] for one in answer["answers"] if one["id"] not in again]
            return sent

        seconds, outcomes = _timed(work)
        for client in clients:
            client.close()
    with served(settings, "tests.bench.bare:app"):
        bare = [Client(settings.port) for _ in range(CLIENTS)]
        bare_seconds, _ = _timed(lambda number: [str(bare[number].post("/insert", {})) for _ in range(OPS // CLIENTS)])
        for client in bare:
            client.close()
    print(f"\n{OPS / seconds:.0f} ops a second; a bare view: {OPS / bare_seconds:.0f} requests a second")
    assert Counter(outcomes) == {"applied": OPS}
    texts = Counter(db.session.scalars(select(Note.text)))
    ids = Counter(db.session.scalars(select(JournalRow.op_id).where(JournalRow.door == "phone")))
    asked = {op["typed"][0][1] for share in shares for batch in share for op in batch}
    measured("ops: lost", len(asked - set(texts)) + OPS - len(ids))
    measured("ops: done twice", sum(texts.values()) - len(texts))
    measured("ops: throughput against a bare insert", bare_seconds / seconds)


def _ids(visit: Ticket) -> dict[str, int]:
    return {"ticket": visit.id, "order": visit.order_id}


def _batches(visits: list[dict[str, int]], client: int) -> list[list[dict[str, Any]]]:
    """A client's share of the ops, in batches."""
    ops = [note(visits[number % len(visits)], f"note {client}.{number}") for number in range(OPS // CLIENTS)]
    return [ops[start : start + BATCH] for start in range(0, len(ops), BATCH)]


def _timed(work: Callable[[int], list[str]]) -> tuple[float, list[str]]:
    """The seconds that all clients took together, and what they heard."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        heard = [one for share in pool.map(work, range(CLIENTS)) for one in share]
    return time.perf_counter() - begun, heard
