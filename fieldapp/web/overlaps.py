"""Whether an operative would have to be at two doors at once: a desk is asked why, and may do it all the same.

Only a desk is asked: what a phone sends later has happened already.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from fieldapp.commands.form import CommandForm
from fieldapp.commands.op import Answer
from fieldapp.commands.registry import COMMANDS
from fieldapp.domain import slots
from fieldapp.domain.dates import short_day
from fieldapp.models import Ticket, User
from fieldapp.queries import desk
from fieldapp.queries.visit_parts import slot_label
from fieldapp.web import command_door, offers
from fieldapp.web.board_blocks import slot_span, slot_times
from fieldapp.web.landlord_lists import loaded_circumstances

REASON = "overlap_reason"
BOOKS = ("book", "rebook")
WHAT_NOW = "Choose another slot or another person, or say below why both can be done."


@dataclass(frozen=True)
class _Meant:
    """Who would be where, when: `begins` and `ends` as `08:00`."""

    people: Collection[int]
    day: date
    begins: str
    ends: str


def doubt(user: User, ticket: Ticket, command: str) -> Answer | None:
    """`invalid`, naming the other visit, where what was posted overlaps with it and no reason is given; else None."""
    if command not in (*BOOKS, "allocate") or not offers.may(user.role, ticket, command):
        return None
    form = COMMANDS[command].form(command_door.typed(), loaded_circumstances(ticket.order))
    if not form.validate() or form.data[REASON]:
        return None
    meant = _meant(ticket, form, command)
    if meant is None or not meant.people:
        return None
    given = desk.given_on(user, meant.people, meant.day, but=ticket.id)
    others = [one for one in given if slots.clash(slot_times(one), (meant.begins, meant.ends))]
    if not others:
        return None
    said = f"{_said(others[0], meant)}{f', and {len(others) - 1} more' if len(others) > 1 else ''}. {WHAT_NOW}"
    return Answer(id=command_door.new_op_id(), outcome="invalid", reason=said, fields={REASON: [said]})


def _meant(ticket: Ticket, form: CommandForm, command: str) -> _Meant | None:
    has = {ticket.operative_id, ticket.second_operative_id}
    if command in BOOKS:
        typed = form.data
        begins, ends = slot_span(ticket.order.landlord, typed["slot"], typed["starts"])
        return _Meant([one for one in has if one], typed["date"], begins, ends)
    if ticket.visit_on is None:
        return None
    given = {form.data["operative"], form.data["second_operative"]} - has
    return _Meant([one for one in given if one], ticket.visit_on, *slot_times(ticket))


def _said(other: Ticket, meant: _Meant) -> str:
    """`Jo Kestrel already has C123456/1 · visit 1 at 14 Kiln Lane on 22 Nov, 8am–1pm`."""
    names = [one.name for one in (other.operative, other.second_operative) if one and one.id in meant.people]
    have = "has" if len(names) == 1 else "have"
    where = f"{other.reference} at {other.order.property.line_1}"
    return f"{' and '.join(names)} already {have} {where} on {short_day(meant.day)}, {slot_label(other)}"
