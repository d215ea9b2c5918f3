"""Issue an order again after a visit came back; the visit number goes on. Rules: O1, S3, S6."""

from __future__ import annotations

from fieldapp.commands import issue
from fieldapp.commands.op import Act
from fieldapp.models import WorksOrder


class Form(issue.Form):
    """As when issuing."""


def apply(order: WorksOrder, act: Act, *, note: str) -> None:
    """Leave the note and start counting no-accesses afresh."""
    issue.apply(order, act, note=note)
    order.no_access_count = 0
