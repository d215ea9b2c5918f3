"""End an order's legal hold: its visits are archived again when their time is over. Rules: L3."""

from __future__ import annotations

from fieldapp.commands.form import CommandForm
from fieldapp.commands.op import Act
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """Nothing is asked."""


def apply(order: WorksOrder, act: Act) -> None:
    """Hold it no more."""
    order.legal_hold = False
