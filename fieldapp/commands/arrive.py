"""Record the arrival at a visit. Rules: S1, P6."""

from __future__ import annotations

from datetime import datetime

from fieldapp.commands.arrival import record_arrival
from fieldapp.commands.form import CommandForm, MomentField
from fieldapp.commands.op import Act
from fieldapp.models import Ticket


class Form(CommandForm):
    """When: now, unless another time is typed."""

    arrived = MomentField("When did you arrive?")


def apply(ticket: Ticket, act: Act, *, arrived: datetime | None) -> None:
    """Keep the arrival, apart from when it reached us."""
    record_arrival(ticket, act, arrived)
