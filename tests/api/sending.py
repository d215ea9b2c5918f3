"""What a phone keeps of a command, and how it sends what it has kept."""

from __future__ import annotations

import uuid
from typing import Any

from fieldapp.models import Ticket
from tests import factories as make
from tests.checking_client import CheckingClient


def op(visit: Ticket, command: str, *typed: tuple[str, str], **facts: Any) -> dict[str, Any]:
    """A queued command as the phone sends it."""
    moment = make.now().isoformat()
    return {
        "id": str(uuid.uuid4()), "seq": 1, "order": visit.order_id, "ticket": visit.id, "command": command,
        "typed": [list(pair) for pair in typed], "done_at": moment, "sent_at": moment, "tz": "Europe/London",
        "build": "test", **facts,
    }  # fmt: skip


def send(client: CheckingClient, *ops: Any, **envelope: Any) -> Any:
    """Post a batch with a fresh token; gives the answer."""
    token = client.get("/api/whoami").json["csrf"]
    return client.post("/api/ops", json={"ops": list(ops), **envelope}, headers={"X-CSRFToken": token})
