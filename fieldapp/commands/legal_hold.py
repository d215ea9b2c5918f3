"""Keep an order for a legal matter: nothing of it is archived while it is held. Rules: L3."""

from __future__ import annotations

from fieldapp.commands.form import CommandForm, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """Why; the journal keeps it, and only the landlord reads it."""

    comments = WrittenAtLength("Why must it be kept?", required="Write why it must be kept.")


def apply(order: WorksOrder, act: Act, *, comments: str) -> None:
    """Hold it."""
    order.legal_hold = True
