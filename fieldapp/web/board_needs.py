"""What waits for the supervisor on a day, sorted, each with one thing to do; and what the phones last said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for

from fieldapp.domain.lifecycle import ISSUED
from fieldapp.models import Device, JournalRow, Ticket, User
from fieldapp.queries.board import BoardFacts
from fieldapp.web import spoken
from fieldapp.web.board_blocks import is_late
from fieldapp.web.done_words import DONE


@dataclass(frozen=True)
class Need:
    """One thing to look at: what it is, why, and a link or a number to call."""

    tone: str
    icon: str
    title: str
    text: str
    link: str
    words: str


@dataclass(frozen=True)
class Said:
    """What a person's phone last said, for the person's row."""

    tone: str
    icon: str
    words: str


@dataclass(frozen=True)
class Holding:
    """A phone that holds work which the office does not have."""

    title: str
    text: str
    telephone: str


def needs(facts: BoardFacts, now: datetime) -> list[Need]:
    """Emergencies not accepted, not given out, refused items, late visits, no access to be booked; in this order."""
    return [
        *(_emergency(one, now) for one in sorted(facts.emergencies, key=lambda one: one.state != ISSUED)),
        *(_refused(row) for row in facts.refused),
        *(_late(one, facts, now) for one in facts.visits if is_late(one, facts.day, now)),
        *(_to_rebook(one) for one in facts.to_rebook),
    ]


def phones(facts: BoardFacts, now: datetime) -> list[Holding]:
    """The phones that hold unsent work, the oldest first."""
    holding = [one for one in facts.devices if one.unsent]
    return [_holding(one, now) for one in sorted(holding, key=lambda one: one.oldest_at or one.contact_at)]


def said(person: User, facts: BoardFacts, now: datetime) -> Said:
    """The line under a person's name: refused items first, then what is unsent, then the last contact."""
    refused = sum(1 for row in facts.refused if row.actor_id == person.id)
    if refused:
        return Said("bad", "warning", f"{refused} refused")
    mine = [one for one in facts.devices if one.user_id == person.id]
    unsent = sum(one.unsent for one in mine)
    if unsent:
        return Said("wait", "phone", f"{unsent} unsent, {spoken.span(now - _oldest(mine))}")
    if not mine:
        return Said("plain", "phone", "Phone never seen")
    last = heard(person.id, facts.devices) or now
    return Said("good", "check", f"Sent {spoken.when(last, now)}")


def heard(person: int, devices: Iterable[Device]) -> datetime | None:
    """When a person's phones were last in contact."""
    return max((one.contact_at for one in devices if one.user_id == person), default=None)


def summary(visits: Sequence[Ticket]) -> Iterator[str]:
    """`17 visits`, `4 finished`, `2 on site`."""
    yield spoken.plural(len(visits), "visit")
    finished = sum(one.state == "completed" for one in visits)
    on_site = sum(one.state == "on-site" for one in visits)
    if finished:
        yield f"{finished} finished"
    if on_site:
        yield f"{on_site} on site"


def _emergency(ticket: Ticket, now: datetime) -> Need:
    place, text = ticket.order.property.line_1, ticket.order.description
    issued = ticket.state == ISSUED
    return Need(
        "bad", "alert", "Emergency not accepted" if issued else "Emergency not given out",
        f"{place}: {text} Due {spoken.when(ticket.due_at, now)}.",
        url_for("desk.visit", ticket_id=ticket.id) + ("#accept" if issued else "#allocate"),
        "Accept it" if issued else "Give it out",
    )  # fmt: skip


def _refused(row: JournalRow) -> Need:
    name, what = row.actor.name, DONE.get(row.command, row.command).lower()
    link = url_for("desk.visit", ticket_id=row.ticket_id) + f"#journal-{row.number}" if row.ticket_id else ""
    return Need("bad", "warning", f"{name}: 1 item not accepted ({what})", row.reason, link, "See why")


def _late(ticket: Ticket, facts: BoardFacts, now: datetime) -> Need:
    who = ticket.operative.name if ticket.operative else "Nobody"
    order = f" The order is {spoken.left(ticket.due_at, now)}." if ticket.due_at < now else ""
    title = f"{who} is late" if ticket.operative else "Nobody was sent"
    last = heard(ticket.operative_id or 0, facts.devices)
    silent = f" Last word from the phone {spoken.when(last, now)}." if last and now - last > timedelta(hours=1) else ""
    return Need(
        "warn", "clock", title, f"{ticket.order.property.line_1}, the slot has ended.{order}{silent}",
        url_for("desk.visit", ticket_id=ticket.id), "Open the visit",
    )  # fmt: skip


def _to_rebook(ticket: Ticket) -> Need:
    order = ticket.order
    limit = order.landlord.policy.no_access_limit
    so_far = f" {order.no_access_count} of {limit}" if limit and order.no_access_count else ""
    waits = "to be accepted and booked" if ticket.state == "issued" else "for a booking"
    return Need(
        "warn", "door", f"{order.property.line_1}: no access{so_far}", f"Visit {ticket.visit} waits {waits}.",
        url_for("desk.visit", ticket_id=ticket.id) + ("#accept" if ticket.state == "issued" else "#book"),
        f"{'Accept' if ticket.state == 'issued' else 'Book'} visit {ticket.visit}",
    )  # fmt: skip


def _holding(device: Device, now: datetime) -> Holding:
    since = spoken.span(now - (device.oldest_at or device.contact_at))
    return Holding(
        f"{device.user.name}’s phone holds {spoken.plural(device.unsent, 'unsent item')}",
        f"Oldest {since}. Last contact {spoken.when(device.contact_at, now)}.",
        device.user.telephone,
    )


def _oldest(devices: Iterable[Device]) -> datetime:
    return min(one.oldest_at or one.contact_at for one in devices if one.unsent)
