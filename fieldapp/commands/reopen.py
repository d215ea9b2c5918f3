"""Reopen an order that was completed or cancelled wrongly; its visits stay as they ended. Rules: O1."""

from __future__ import annotations

from fieldapp.commands import completion_lines, note_row
from fieldapp.commands.form import CommandForm, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import WorksOrder


class Form(CommandForm):
    """Why."""

    comments = WrittenAtLength("Why is it reopened?", required="Write why it is reopened.")


def apply(order: WorksOrder, act: Act, *, comments: str) -> None:
    """Leave why as a note, which whoever goes next reads; the next completion counts the lines anew."""
    if order.status == "COM":
        completion_lines.forget(order)
    order.completed_at, order.back_with_landlord = None, "reopen"
    note_row.leave_for_contractor(order, act, comments)
