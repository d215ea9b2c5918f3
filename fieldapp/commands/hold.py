"""Put an order on hold: what its contractor does waits until it is released. Rules: V1, V2."""

from __future__ import annotations

from fieldapp.commands.form import CommandForm, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """Why."""

    comments = WrittenAtLength("Why is it on hold?", required="Write why it is on hold.")


def apply(order: WorksOrder, act: Act, *, comments: str) -> None:
    """Keep why."""
    order.back_with_landlord = comments[:400]
