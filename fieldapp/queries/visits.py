"""The phone's pages as plain values: the cards of a day, and everything on the page of one visit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from fieldapp.domain import lifecycle
from fieldapp.domain.dates import LONDON, london_day, short_day, show_day, show_moment
from fieldapp.domain.policies import Policy
from fieldapp.models import Evidence, Line, ListItem, Note, Ticket, User, WorksOrder
from fieldapp.models.conditions import conditions
from fieldapp.queries import tickets
from fieldapp.queries.offers import Offer, drawn, offers
from fieldapp.queries.words import NEXT_WORDS, STATE_WORDS, UNIT_WORDS

NO_CAUTIONS = "No recorded cautions exist"
READ_THE_NOTES = "Warning: read the notes"
CURRENT_NUMBER = re.compile(r"(?<!\d)(0\d(?:[ \d]{8,12})\d)(?!\d)")
KEPT_STATES = lifecycle.TICKET_STATES


@dataclass(frozen=True)
class VisitCard:
    """One visit as a list shows it."""

    id: int
    order_id: int
    landlord_id: int
    reference: str
    state: str
    state_words: str
    slot: str
    line_1: str
    rest: str
    description: str
    emergency: bool
    due_at: datetime
    due_words: str
    cautions: int
    two_to_attend: bool
    certificates: tuple[str, ...]
    arrived_at: datetime | None
    received_at: datetime | None
    finished: bool
    next_words: str
    is_next: bool


@dataclass(frozen=True)
class Slot:
    """The visits of one slot of a day."""

    label: str
    cards: tuple[VisitCard, ...]


@dataclass(frozen=True)
class DayPage:
    """A day's visits in slot order; `pictures` is the lifecycle by landlord, for what is laid over them offline."""

    day: date | None
    slots: tuple[Slot, ...]
    total: int
    finished: int
    next_day: date | None
    pictures: dict[int, dict[str, dict[str, str | None]]]

    @property
    def drawn(self) -> dict[str, dict[str, object]]:
        """The lifecycle as the phone's script reads it; where landlords differ, the last one's."""
        return {command: row for picture in self.pictures.values() for command, row in drawn(picture).items()}


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


@dataclass(frozen=True)
class Earlier:
    """What an earlier visit of the same order left behind."""

    day: date
    words: str


@dataclass(frozen=True)
class Certificate:
    """A certificate that a line demands: its type's code and words, the line's code, and whether it is missing."""

    code: str
    words: str
    line: str
    missing: bool


@dataclass(frozen=True)
class VisitPage:
    """Everything that the page of one visit shows (T1, T2, T4, C8)."""

    card: VisitCard
    ticket: Ticket
    order: WorksOrder
    policy: Policy
    cautions: tuple[str, ...]
    asbestos: bool
    warning: str
    numbers: tuple[Number, ...]
    contact: str
    lines: tuple[LineRow, ...]
    certificates_missing: tuple[LineRow, ...]
    files: tuple[FileRow, ...]
    notes: tuple[Note, ...]
    earlier: Earlier | None
    office_telephone: str
    landlord_telephone: str
    emergency_telephone: str
    priority_words: str
    raised_words: str
    due_words: str
    slot_words: str
    no_access_so_far: int
    after_no_access: str
    picture: dict[str, dict[str, str | None]]
    photos_asked: int

    @property
    def tag_words(self) -> str:
        """The state with what belongs to it: the slot of a booking, since when on site, when the end reached us."""
        return tag_words(self.card)

    @property
    def frozen(self) -> bool:
        """Whether the landlord has to decide something first (V2)."""
        return self.order.status in lifecycle.FROZEN and self.card.state not in lifecycle.ENDED

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The rows of the More sheet."""
        return offers(self.picture, frozen=self.frozen)

    @property
    def drawn(self) -> dict[str, dict[str, object]]:
        """The lifecycle as the phone's script reads it."""
        return drawn(self.picture)

    @property
    def photos_taken(self) -> int:
        """How many photos of the finished work there are."""
        return sum(1 for one in self.ticket.evidence if (one.sort, one.kind, one.removed_at) == ("photo", "after", None))

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The certificates that lines demand (C8), each type once."""
        missing = {line.id for line in self.certificates_missing}
        asked: dict[str, Certificate] = {}
        for stored, line in zip(self.order.lines, self.lines, strict=True):
            if stored.certificate:
                asked.setdefault(
                    stored.certificate, Certificate(stored.certificate, line.certificate, line.code, line.id in missing)
                )
        return tuple(asked.values())

    @property
    def missing(self) -> int:
        """How many things are missing before the job can be finished, what was done always among them."""
        photos = 1 if self.photos_taken < self.photos_asked else 0
        return 1 + photos + sum(1 for one in self.certificates if one.missing)

    @property
    def files_received(self) -> int:
        """How many of the visit's own files we hold."""
        return sum(1 for one in self.files if one.received_at and not one.by_landlord)

    def may(self, command: str) -> bool:
        """Whether the table lets this person do a command in the visit's present state."""
        return self.card.state in self.picture.get(command, {})

    def states_for(self, command: str) -> str:
        """The states in which a command is offered, for `data-when`."""
        return " ".join(self.picture.get(command, {}))


def day_page(user: User, day: date, *, is_today: bool) -> DayPage:
    """The visits of a day (today's with those that have no day yet), by slot. Rules: P7, A8."""
    found = tickets.of_day(user, day)
    if is_today:
        found = [*found, *(one for one in tickets.unscheduled(user) if one not in found)]
    upcoming = next((one.id for one in found if one.state not in lifecycle.ENDED), None)
    cards = [card_of(one, is_next=is_today and one.id == upcoming) for one in found]
    slots = tuple(Slot(label, tuple(group)) for label, group in groupby(cards, key=lambda card: card.slot))
    return DayPage(
        day=day,
        slots=slots,
        total=len(cards),
        finished=sum(card.finished for card in cards),
        next_day=tickets.next_day_with_visits(user, day),
        pictures={one.landlord_id: picture_of(one, user) for one in found},
    )


def card_of(ticket: Ticket, *, is_next: bool = False) -> VisitCard:
    """A visit as lists show it."""
    order, home = ticket.order, ticket.order.property
    return VisitCard(
        id=ticket.id,
        order_id=order.id,
        landlord_id=order.landlord_id,
        reference=ticket.reference,
        state=ticket.state,
        state_words=STATE_WORDS[ticket.state],
        slot=slot_label(ticket),
        line_1=home.line_1,
        rest=home.rest,
        description=order.description,
        emergency=order.emergency,
        due_at=order.due_at,
        due_words=show_moment(order.due_at, order.landlord.policy.date_style),
        cautions=len(home.cautions),
        two_to_attend=order.two_to_attend,
        certificates=tuple(
            dict.fromkeys(_label(order, "certificate", line.certificate) for line in order.lines if line.certificate)
        ),
        arrived_at=ticket.arrived_at,
        received_at=ticket.ended_received_at,
        finished=ticket.state in lifecycle.ENDED,
        next_words=NEXT_WORDS.get(ticket.state, ""),
        is_next=is_next,
    )


def tag_words(card: VisitCard) -> str:
    """A visit's state with what belongs to it: `Booked 8am–1pm`, `On site since 09:52`, `Completed · received 09:41`."""
    if card.state == lifecycle.BOOKED and card.slot:
        return f"{card.state_words} {card.slot}"
    if card.state == lifecycle.ON_SITE and card.arrived_at:
        return f"{card.state_words} since {_clock(card.arrived_at)}"
    if card.finished and card.received_at:
        return f"{card.state_words} · received {_clock(card.received_at)}"
    return card.state_words


def visit_page(user: User, ticket: Ticket) -> VisitPage:
    """Everything on the page of a visit that `user` may see."""
    order = ticket.order
    policy = order.landlord.policy
    kept = tuple(one for one in ticket.evidence if not one.removed_at)
    lines = tuple(_line(order, line, policy) for line in order.lines)
    held = {one.kind for one in kept if one.sort == "certificate"}
    cautions = order.property.cautions
    return VisitPage(
        card=card_of(ticket),
        ticket=ticket,
        order=order,
        policy=policy,
        cautions=tuple(caution.action for caution in cautions),
        asbestos=any(caution.asbestos for caution in cautions),
        warning=READ_THE_NOTES if order.warning and not cautions else "" if cautions else NO_CAUTIONS,
        numbers=_numbers(order),
        contact=order.contact_name,
        lines=lines,
        certificates_missing=tuple(
            line
            for stored, line in zip(order.lines, lines, strict=True)
            if stored.certificate and stored.certificate not in held
        ),
        files=tuple(_file(order, one) for one in kept),
        notes=tuple(note for note in reversed(order.notes) if note.current),
        earlier=_earlier(ticket),
        office_telephone=ticket.contractor.telephone,
        landlord_telephone=order.landlord.telephone,
        emergency_telephone=order.landlord.emergency_telephone,
        priority_words=_label(order, "priority", order.priority),
        raised_words=show_day(london_day(order.raised_at), policy.date_style),
        due_words=show_moment(order.due_at, policy.date_style),
        slot_words=slot_label(ticket),
        no_access_so_far=order.no_access_count,
        after_no_access=_after_no_access(ticket, policy),
        picture=picture_of(ticket, user),
        photos_asked=policy.completion_photos_asked,
    )


def picture_of(ticket: Ticket, user: User) -> dict[str, dict[str, str | None]]:
    """The lifecycle as this phone replays it: for this person, under this landlord's policy."""
    # Whoever replays has recorded the arrival by then, if anybody has.
    return lifecycle.picture(user.role, conditions(ticket.order, ticket) | {"arrived"})


def slot_label(ticket: Ticket) -> str:
    """The landlord's words for the visit's slot; what to do first where it has none."""
    if ticket.slot:
        return _label(ticket.order, "slot", ticket.slot)
    if ticket.visit_on:
        return "Any time"
    return "To accept or to book"


def choices(order: WorksOrder, list_name: str) -> list[ListItem]:
    """The active entries of one of the landlord's lists."""
    return [one for one in order.landlord.list_items if one.list_name == list_name and one.active]


def _label(order: WorksOrder, list_name: str, code: str) -> str:
    return next(
        (one.label for one in order.landlord.list_items if (one.list_name, one.code) == (list_name, code)), code
    )


def _line(order: WorksOrder, line: Line, policy: Policy) -> LineRow:
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
        certificate=_label(order, "certificate", line.certificate) if line.certificate else "",
        rate_pence=line.rate_pence if policy.rates_shown else None,
    )


def _file(order: WorksOrder, row: Evidence) -> FileRow:
    lists = {"photo": "photo-kind", "document": "document-type", "certificate": "certificate"}
    return FileRow(
        id=row.blob_id,
        sort=row.sort,
        kind=_label(order, lists[row.sort], row.kind),
        caption=row.caption,
        taken_at=row.taken_at,
        received_at=row.blob.received_at if row.blob else None,
        fault=row.blob.fault if row.blob else "",
        by_landlord=row.by_landlord,
        size=row.size,
    )


def _numbers(order: WorksOrder) -> tuple[Number, ...]:
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


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%H:%M}"


def _spoken(moment: datetime) -> str:
    return short_day(london_day(moment))


def _earlier(ticket: Ticket) -> Earlier | None:
    before = [one for one in ticket.order.tickets if one.visit < ticket.visit and one.comments]
    if not before:
        return None
    last: Any = before[-1]
    return Earlier(london_day(last.ended_at or last.issued_at), last.comments)


def _after_no_access(ticket: Ticket, policy: Policy) -> str:
    """What will follow if nobody opens, before it is saved. Rules: S3."""
    if not policy.no_access_ends_visit:
        return "The appointment is broken and this visit comes back to your firm to book."
    if 0 < policy.no_access_limit <= ticket.order.no_access_count + 1:
        return "This is the last no-access on this order. It goes back to the landlord."
    number = "First" if ticket.order.no_access_count == 0 else "Another"
    following = f"visit {ticket.visit + 1} comes back to your firm to book"
    return f"{number} no-access on this order. This visit ends and {following}."
