"""Release an order from hold: what waited is judged now, with its own times. Rules: V2."""

from __future__ import annotations

from fieldapp.commands.form import CommandForm
from fieldapp.commands.op import Act
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """Nothing is asked."""


def apply(order: WorksOrder, act: Act) -> None:
    """Forget why it was on hold; the journal keeps it."""
    order.back_with_landlord = ""
