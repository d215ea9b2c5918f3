"""Where a day's visits stand on the board, and how: columns of a quarter of an hour, lanes where visits overlap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, zip_longest

from fieldapp.domain import lifecycle
from fieldapp.domain.dates import LONDON
from fieldapp.models import Landlord, Ticket
from fieldapp.queries.visit_cards import held
from fieldapp.queries.visit_parts import slot_label
from fieldapp.web import spoken

FIRST_HOUR, LAST_HOUR = 7, 18
COLUMNS = (LAST_HOUR - FIRST_HOUR) * 4
# Narrower than an hour and a half nothing can be read.
NARROWEST = 6
QUARTER = timedelta(minutes=15)
# A phone that said nothing for so long while its visit runs: nobody knows.
SILENCE = timedelta(hours=1)
FINISHED = {
    lifecycle.COMPLETED: ("good", "check", "Finished"),
    lifecycle.NO_ACCESS: ("warn", "door", "No access"),
    lifecycle.INCOMPLETE: ("plain", "return", "Coming back"),
    lifecycle.RETURNED: ("plain", "pause", "Back with the landlord"),
    lifecycle.REJECTED: ("plain", "cross", "Not attended"),
    lifecycle.CANCELLED: ("plain", "cross", "Cancelled"),
}


@dataclass(frozen=True)
class Block:
    """A visit on the board: `at` is its first column (1 is 07:00), `length` how many it takes, `lane` its line."""

    ticket: Ticket
    at: int
    length: int
    lane: int
    tone: str
    icon: str
    words: str
    last: str
    received: str = ""

    @property
    def held(self) -> str:
        """The mark of a visit whose order is on hold, or waits for the decision on a variation. Rules: V2."""
        return held(self.ticket)


@dataclass(frozen=True)
class Span:
    """From when to when a visit is shown."""

    ticket: Ticket
    start: datetime
    end: datetime


def blocks(
    visits: Sequence[Ticket], day: date, now: datetime, *, second: int | None = None, heard: datetime | None = None
) -> tuple[Block, ...]:
    """The visits of one person, or of nobody, as blocks.

    `second` is the id of a person whose visits as the second of two are marked so; `heard` is when their phone spoke.
    """
    spans = sorted(spread(visits, day, now), key=lambda one: (one.start, one.ticket.id))
    ends: list[int] = []
    placed = []
    for span, (at, length) in zip(spans, _fitted([columns(one, day) for one in spans]), strict=True):
        lane = next((number for number, end in enumerate(ends) if end <= at), len(ends))
        ends[lane : lane + 1] = [at + length]
        goes_along = second is not None and span.ticket.second_operative_id == second
        looks = look(span.ticket, day, now, heard, is_second=goes_along)
        placed.append(Block(span.ticket, at, length, lane + 1, *looks))
    return tuple(placed)


def spread(visits: Sequence[Ticket], day: date, now: datetime) -> list[Span]:
    """When each visit is: as it happened, or its share of what is left of the slot."""
    happened = [Span(one, one.arrived_at, _until(one, day, now)) for one in visits if one.arrived_at]
    without_day = [one for one in visits if not one.arrived_at and one.visit_on != day]
    spans = [*happened, *(Span(one, now, max(one.due_at, now)) for one in without_day)]
    waiting = [one for one in visits if not one.arrived_at and one.visit_on == day]
    for slot, group in groupby(sorted(waiting, key=lambda one: (slot_times(one), one.due_at, one.id)), key=slot_times):
        shared = list(group)
        begin, end = at_clock(day, slot[0] or "08:00"), at_clock(day, slot[1] or "17:00")
        taken = [one.ticket.ended_at or now for one in happened if slot_times(one.ticket) == slot]
        begin = max([begin, *taken])
        share = max((end - begin) / len(shared), QUARTER * NARROWEST)
        spans += [Span(one, begin + share * at, begin + share * (at + 1)) for at, one in enumerate(shared)]
    return spans


def columns(span: Span, day: date) -> tuple[int, int]:
    """The first column and the length of a span, kept within the board and wide enough to read."""
    opening = at_clock(day, f"{FIRST_HOUR:02d}:00")
    at = min(max(round((span.start - opening) / QUARTER), 0), COLUMNS - NARROWEST)
    end = min(max(round((span.end - opening) / QUARTER), at + NARROWEST), COLUMNS)
    return at + 1, end - at


def _fitted(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """End each block where the next begins, if enough of it is left to read; else they take two lanes."""
    for (at, length), following in zip_longest(places, places[1:]):
        room = following[0] - at if following else length
        yield at, room if NARROWEST <= room < length else length


def now_column(day: date, now: datetime) -> int | None:
    """The column of the line of now; None on another day, or outside the board's hours."""
    column = int((now - at_clock(day, f"{FIRST_HOUR:02d}:00")) // QUARTER) + 1
    return column if 1 <= column <= COLUMNS else None


def look(
    ticket: Ticket, day: date, now: datetime, heard: datetime | None, *, is_second: bool = False
) -> tuple[str, str, str, str, str]:
    """Tone, icon, first line, last line of a block, and what was received later than it happened."""
    reference = f"{ticket.order.reference}{f' · {ticket.visit}' if ticket.visit > 1 else ''}"
    if ticket.state in FINISHED:
        tone, icon, words = FINISHED[ticket.state]
        ended = ticket.ended_at or ticket.state_at
        later = _received(ended, ticket.ended_received_at, now)
        return tone, icon, words, _ended(ticket, ended, now), later
    if is_second:
        return "second", "people", "Second person", reference, ""
    if ticket.state == lifecycle.ON_SITE and ticket.arrived_at:
        later = _received(ticket.arrived_at, ticket.arrival_received_at, now)
        return "on", "pin", f"On site {spoken.when(ticket.arrived_at, now)}", reference, later
    return (*_waiting(ticket, day, now, heard), reference, "")


def is_late(ticket: Ticket, day: date, now: datetime) -> bool:
    """Whether the visit's slot has ended and nobody has arrived."""
    if ticket.state not in (lifecycle.ACCEPTED, lifecycle.BOOKED) or ticket.visit_on != day:
        return False
    return now > at_clock(day, slot_times(ticket)[1] or "23:59")


def slot_times(ticket: Ticket) -> tuple[str, str]:
    """When the visit's slot begins and ends, `08:00` and `13:00`; empty where it has none."""
    return slot_span(ticket.order.landlord, ticket.slot, ticket.slot_starts)


def slot_span(landlord: Landlord, slot: str, starts: str = "") -> tuple[str, str]:
    """The same of any slot of a landlord, and the start that was agreed within it."""
    facts: Mapping[str, object] = next(
        (one.facts for one in landlord.list_items if (one.list_name, one.code) == ("slot", slot)), {}
    )
    return starts or str(facts.get("starts", "")), str(facts.get("ends", ""))


def at_clock(day: date, text: str) -> datetime:
    """The moment at which London's clock shows `text` on a day."""
    hours, minutes = text.split(":")[:2]
    return datetime.combine(day, time(int(hours) % 24, int(minutes)), LONDON)


def _until(ticket: Ticket, day: date, now: datetime) -> datetime:
    """Until when a visit that somebody went to lasts, as far as we know."""
    if ticket.ended_at:
        return ticket.ended_at
    last = at_clock(day, slot_times(ticket)[1] or "00:00") if ticket.visit_on == day else now
    return max(last, now)


def _waiting(ticket: Ticket, day: date, now: datetime, heard: datetime | None) -> tuple[str, str, str]:
    label = slot_label(ticket)
    if is_late(ticket, day, now):
        return "late", "clock", "Late, not arrived"
    begun = ticket.visit_on == day and at_clock(day, slot_times(ticket)[0] or "23:59") < now
    if begun and ticket.operative_id and heard and now - heard > SILENCE:
        return "wait", "phone", f"No word since {spoken.when(heard, now)}"
    if ticket.order.emergency:
        return "bad", "alert", f"Emergency, {spoken.when(ticket.due_at, now)}"
    if ticket.operative_id is None:
        return "open", "open", label
    if ticket.state == lifecycle.ISSUED:
        return "booked", "calendar", "Not accepted yet"
    return "booked", "calendar", f"On the way {spoken.when(ticket.on_my_way_at, now)}" if ticket.on_my_way_at else label


def _ended(ticket: Ticket, ended: datetime, now: datetime) -> str:
    """`at 10:40`; with its beginning where that lies before the board's first hour, so that no place shows it."""
    begun = ticket.arrived_at
    if begun is None or begun.astimezone(LONDON).hour >= FIRST_HOUR:
        return f"at {spoken.when(ended, now)}"
    return f"{spoken.when(begun, now)} to {spoken.when(ended, now)}"


def _received(happened: datetime, received: datetime | None, now: datetime) -> str:
    if received is None or received - happened < timedelta(minutes=1):
        return ""
    return f"received {spoken.when(received, now)}"
