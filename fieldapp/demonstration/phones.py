"""What the operatives' phones last said, so that the board has something to show; the first operative's is your own."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.demonstration.foundations import email
from fieldapp.demonstration.performing import BUILD, NAMESPACE
from fieldapp.models import Device, User

# Account: minutes since the last contact, items that the phone still holds, minutes since the oldest.
SAID = {
    "operative2": (190, 4, 190),
    "operative3": (4, 0, 0),
    "operative4": (2, 0, 0),
    "operative5": (1, 1, 6),
}


def report(session: Session, now: datetime) -> None:
    """Write down what each phone said, as of the day's first loading. The caller commits."""
    for account, (contact, unsent, oldest) in SAID.items():
        user = session.scalars(select(User).where(User.email == email(account))).one()
        key = str(uuid.uuid5(NAMESPACE, f"phone:{account}"))
        device = session.get(Device, (key, user.id)) or Device(id=key, user_id=user.id)
        device.contact_at = now - timedelta(minutes=contact)
        device.unsent = unsent
        device.oldest_at = now - timedelta(minutes=oldest) if unsent else None
        device.persisted = True
        device.build = BUILD
        session.add(device)
