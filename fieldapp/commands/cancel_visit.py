"""Cancel only the open visit of an order, which goes back to being raised. Rules: O1, T9."""

from __future__ import annotations

from fieldapp.commands import cancel
from fieldapp.commands.op import Act
from fieldapp.models import WorksOrder


class Form(cancel.Form):
    """As when the whole order is cancelled."""


def apply(order: WorksOrder, act: Act, *, reason: str, comments: str) -> None:
    """Keep the reason on the visit, as when the whole order is cancelled; what becomes of the order is the table's."""
    cancel.apply(order, act, reason=reason, comments=comments)
