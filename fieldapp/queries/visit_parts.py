"""The parts of a visit's page: lines, files, numbers to call, and what came before; no page of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fieldapp.domain.dates import london_day, short_day
from fieldapp.domain.lifecycle import AWAY, REJECTED
from fieldapp.domain.list_entries import misfit
from fieldapp.domain.lists import SIGNATURES
from fieldapp.domain.money import sum_of
from fieldapp.domain.policies import Policy
from fieldapp.domain.units import UNIT_WORDS, measured
from fieldapp.models import Evidence, Line, ListItem, Ticket, WorksOrder
from fieldapp.queries.files import may_read_landlords
from fieldapp.queries.kept_files import KeptFile, kept_file

CURRENT_NUMBER = re.compile(r"(?<!\d)(0\d(?:[ \d]{8,12})\d)(?!\d)")


@dataclass(frozen=True)
class Number:
    """A telephone number to call, and where it is from (T4)."""

    number: str
    source: str


@dataclass(frozen=True)
class LineRow:
    """A line of the order as the phone shows it."""

    id: int
    code: str
    short: str
    long: str
    unit: str
    unit_words: str
    ordered: Decimal
    completed: Decimal | None
    is_price: bool
    extra: bool
    certificate: str
    rate_pence: int | None

    @property
    def ordered_words(self) -> str:
        """What was ordered: `2 metres`, or a price line's sum (C5)."""
        return self._words(self.ordered)

    @property
    def completed_words(self) -> str:
        """What was completed, in the same words."""
        return self._words(self.completed or Decimal(0))

    def _words(self, quantity: Decimal) -> str:
        return sum_of(quantity) if self.is_price else measured(quantity, self.unit)


@dataclass(frozen=True)
class FileRow:
    """A photo, document or certificate of the visit."""

    id: str
    sort: str
    kind: str
    caption: str
    taken_at: datetime | None
    received_at: datetime | None
    fault: str
    by_landlord: bool
    size: int
    shown: bool
    pages: int
    kept: KeptFile | None
    code: str

    @property
    def signed(self) -> bool:
        """Whether it is a signature: its caption is a name."""
        return self.sort == "photo" and self.code in SIGNATURES


@dataclass(frozen=True)
class Earlier:
    """What an earlier visit of the same order left behind."""

    day: date
    words: str


@dataclass(frozen=True)
class Certificate:
    """A certificate that a line demands: its type's code and words, the line's code, and whether it is missing.

    One that can be `captured` is filled in on the phone.
    """

    code: str
    words: str
    line: str
    missing: bool
    captured: bool = False


@dataclass(frozen=True)
class DoubtedFile:
    """A certificate whose file says otherwise than was recorded: its bytes' id, its words, and what it says."""

    blob: str
    words: str
    sentences: tuple[str, ...]
    by_landlord: bool
    readable: bool


def label(order: WorksOrder, list_name: str, code: str) -> str:
    """The landlord's words for a code of one of its lists; the code itself where it has none."""
    return next(
        (one.label for one in order.landlord.list_items if (one.list_name, one.code) == (list_name, code)), code
    )


def choices(order: WorksOrder, list_name: str) -> list[ListItem]:
    """The active entries of one of the landlord's lists."""
    return [one for one in order.landlord.list_items if one.list_name == list_name and one.active]


def to_check(ticket: Ticket) -> tuple[DoubtedFile, ...]:
    """Certificates whose files say otherwise than was recorded, until somebody says that they are right. Rules: D2."""
    theirs = {one.blob_id for one in ticket.evidence if one.by_landlord}
    unread = set() if may_read_landlords(ticket) else theirs
    said = [(one, label(ticket.order, "certificate", one.kind), one.blob_id) for one in ticket.certificates]
    return tuple(
        DoubtedFile(blob, words, found, by_landlord=blob in theirs, readable=blob not in unread)
        for one, words, blob in said
        if (found := tuple(one.open_doubts))
    )


def line_of(order: WorksOrder, line: Line, policy: Policy) -> LineRow:
    """A line as the phone shows it; its rate only where the policy shows rates. Rules: C4."""
    return LineRow(
        id=line.id,
        code=line.code,
        short=line.short,
        long=line.long,
        unit=line.unit,
        unit_words=UNIT_WORDS.get(line.unit, line.unit),
        ordered=line.ordered,
        completed=line.completed,
        is_price=line.is_price,
        extra=line.extra,
        certificate=label(order, "certificate", line.certificate) if line.certificate else "",
        rate_pence=line.rate_pence if policy.rates_shown else None,
    )


def files_of_visit(ticket: Ticket, theirs: Sequence[Evidence]) -> tuple[FileRow, ...]:
    """What the landlord has added to the order, as far as it may be read, and then the visit's own files. Rules: D2."""
    own = (row for row in ticket.evidence if not (row.removed_at or row.by_landlord))
    return tuple(file_of(ticket.order, row) for row in (*theirs, *own))


def file_of(order: WorksOrder, row: Evidence) -> FileRow:
    """A file with when its bytes reached us, if they have."""
    lists = {"photo": "photo-kind", "document": "document-type", "certificate": "certificate"}
    return FileRow(
        id=row.blob_id,
        sort=row.sort,
        kind=label(order, lists[row.sort], row.kind),
        caption=row.caption,
        taken_at=row.taken_at,
        received_at=row.blob.received_at if row.blob else None,
        fault=row.blob.fault if row.blob else "",
        by_landlord=row.by_landlord,
        size=row.size,
        shown=bool(row.blob and row.blob.state == "shown"),
        pages=row.blob.pages if row.blob else 0,
        kept=kept_file(row) if row.by_landlord else None,
        code=row.kind,
    )


def numbers(order: WorksOrder) -> tuple[Number, ...]:
    """Numbers to call, first the one of a current note, with where each is from. Rules: T4."""
    found = [
        Number(
            match[1].strip(),
            f"From the {'landlord' if note.by_landlord else 'contractor'}’s note of {_spoken(note.written_at)}",
        )
        for note in reversed(order.notes)
        if note.current and (match := CURRENT_NUMBER.search(note.telephone or note.text))
    ]
    if order.contact_telephone:
        found.append(Number(order.contact_telephone, "Contact" if not found else "Old"))
    elif order.home_telephone:
        found.append(Number(order.home_telephone, "Home"))
    return _once(found)


def _once(numbers: Sequence[Number]) -> tuple[Number, ...]:
    return tuple({one.number.replace(" ", ""): one for one in reversed(numbers)}.values())[::-1]


def _spoken(moment: datetime) -> str:
    return short_day(london_day(moment))


def earlier(ticket: Ticket) -> Earlier | None:
    """The last visit before this one that left a comment."""
    before = [one for one in ticket.order.tickets if one.visit < ticket.visit and one.comments]
    if not before:
        return None
    last: Any = before[-1]
    return Earlier(london_day(last.ended_at or last.issued_at), last.comments)


@dataclass(frozen=True)
class Return:
    """When the visit before this one meant to come back, and whether that was agreed with the resident (S5)."""

    day: date
    booked: bool

    @property
    def words(self) -> str:
        """`The return was booked for 27 Nov.`"""
        meant = "was booked for" if self.booked else "is expected on"
        return f"The return {meant} {short_day(self.day)}."


def proposed_return(ticket: Ticket) -> Return | None:
    """The day that the last visit left for this one, as long as none is booked. Rules: S5."""
    before = [one for one in ticket.order.tickets if one.visit < ticket.visit]
    if ticket.proposed_on is None or ticket.visit_on or not before or before[-1].outcome != "follow-on-contractor":
        return None
    return Return(ticket.proposed_on, booked=not before[-1].reason)


def after_no_access(ticket: Ticket, policy: Policy) -> str:
    """What will follow if nobody opens, before it is saved. Rules: S3."""
    if not policy.no_access_ends_visit:
        return "The appointment is broken and this visit comes back to your firm to book."
    if 0 < policy.no_access_limit <= ticket.order.no_access_count + 1:
        return "This is the last no-access on this order. It goes back to the landlord."
    number = "First" if ticket.order.no_access_count == 0 else "Another"
    following = f"visit {ticket.visit + 1} comes back to your firm to book"
    return f"{number} no-access on this order. This visit ends and {following}."


def why_rejected(ticket: Ticket) -> str:
    """The reason of a rejected visit in its landlord's words, or that its firm was away; empty for any other visit."""
    if ticket.state != REJECTED:
        return ""
    if ticket.reason == AWAY:
        return f"Out of office: {ticket.comments}"
    chosen = label(ticket.order, "rejection-reason", ticket.reason)
    return label(ticket.order, "did-not-attend-reason", ticket.reason) if chosen == ticket.reason else chosen


def agreed_words(ticket: Ticket) -> str:
    """What was agreed within the slot, where its landlord asks for it: `from 09:30, 2 units`. Rules: P6."""
    standing = ticket.standing_appointment
    if standing is None or not ticket.visit_on or not ticket.order.landlord.policy.slot_start_time_asked:
        return ""
    units = f"{standing.units} unit{'s' if standing.units > 1 else ''}"
    return f"from {ticket.slot_starts}, {units}" if ticket.slot_starts else units


def slot_label(ticket: Ticket) -> str:
    """The landlord's words for the visit's slot; what to do first where it has none."""
    if ticket.slot:
        return label(ticket.order, "slot", ticket.slot)
    if ticket.visit_on:
        return "Any time"
    return "To accept or to book"


def reasons_for_no_appointment(order: WorksOrder) -> list[ListItem]:
    """The landlord's reasons why none is needed, as far as they fit the order. Rules: P3."""
    emergency, communal = order.emergency, order.property.communal
    return [
        one
        for one in order.landlord.list_items
        if one.list_name == "not-required-reason"
        and one.active
        and not misfit(one.facts, emergency=emergency, communal=communal)
    ]
