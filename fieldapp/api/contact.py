"""Keeping what a phone said of itself; not a change of any order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fieldapp.extensions import db
from fieldapp.models import Device
from fieldapp.models.connection import begin_writing


def keep(user_id: int, device: str, envelope: dict[str, Any], received_at: datetime) -> None:
    """Write down the phone's state as of this contact (`/api/ops` with or without ops)."""
    session = db.session()
    begin_writing(session)
    row = session.get(Device, (device, user_id)) or Device(id=device, user_id=user_id, unsent=0)
    phone = envelope["phone"] or {}
    row.contact_at, row.build = received_at, envelope["build"]
    row.unsent, row.oldest_at = phone.get("unsent", 0), phone.get("oldest")
    row.persisted, row.room_bytes = phone.get("persisted"), phone.get("room")
    row.skew_seconds = _skew(envelope["ops"], received_at)
    session.add(row)
    session.commit()


def _skew(ops: list[Any], received_at: datetime) -> int:
    """By how many seconds the phone's clock is slow, as its ops tell; 0 where they do not."""
    for op in ops:
        try:
            sent_at = datetime.fromisoformat(op["sent_at"].replace("Z", "+00:00"))
            return int((received_at - sent_at) / timedelta(seconds=1))
        except (TypeError, KeyError, ValueError, AttributeError):
            continue
    return 0
