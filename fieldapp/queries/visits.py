"""The phone's pages as plain values: the cards of a day, and everything on the page of one visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from fieldapp.domain import lifecycle
from fieldapp.domain.dates import LONDON, london_day, show_day, show_moment
from fieldapp.domain.policies import Policy
from fieldapp.models import ListItem, Note, Ticket, User, WorksOrder
from fieldapp.models.conditions import TOLD, conditions
from fieldapp.queries import tickets
from fieldapp.queries.offers import Offer, drawn, offers
from fieldapp.queries.visit_parts import (
    Certificate,
    Earlier,
    FileRow,
    LineRow,
    Number,
    after_no_access,
    earlier,
    file_of,
    label,
    line_of,
    numbers,
    slot_label,
)
from fieldapp.queries.words import NEXT_WORDS, STATE_WORDS

NO_CAUTIONS = "No recorded cautions exist"
READ_THE_NOTES = "Warning: read the notes"
# What a visit's commands depend on; the rest concerns an order's, and costs a query.
PICTURED = TOLD.keys() - {"issued-before"}


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
    def drawn(self) -> dict[str, dict[str, dict[str, object]]]:
        """The lifecycle as the phone's script reads it, by landlord."""
        return {str(landlord): drawn(picture) for landlord, picture in self.pictures.items()}


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
        return sum(
            1 for one in self.ticket.evidence if (one.sort, one.kind, one.removed_at) == ("photo", "after", None)
        )

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
    upcoming = next((one.id for one in found if one.state not in lifecycle.ENDED), None)
    if is_today:
        found = _with_unscheduled(found, tickets.unscheduled(user))
    cards = [card_of(one, is_next=is_today and one.id == upcoming) for one in found]
    slots = tuple(Slot(label, tuple(group)) for label, group in groupby(cards, key=lambda card: card.slot))
    return DayPage(
        day=day,
        slots=slots,
        total=len(cards),
        finished=sum(card.finished for card in cards),
        next_day=tickets.next_day_with_visits(user, day),
        pictures={of: picture_of(one, user) for of, one in {one.landlord_id: one for one in found}.items()},
    )


def _with_unscheduled(booked: list[Ticket], unscheduled: list[Ticket]) -> list[Ticket]:
    """The day's visits with those that have no day yet: emergencies before all, the rest after all."""
    others = [one for one in unscheduled if one not in booked]
    urgent = [one for one in others if one.order.emergency]
    return [*urgent, *booked, *(one for one in others if one not in urgent)]


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
            dict.fromkeys(label(order, "certificate", line.certificate) for line in order.lines if line.certificate)
        ),
        arrived_at=ticket.arrived_at,
        received_at=ticket.ended_received_at,
        finished=ticket.state in lifecycle.ENDED,
        next_words=NEXT_WORDS.get(ticket.state, ""),
        is_next=is_next,
    )


def tag_words(card: VisitCard) -> str:
    """A visit's state with what belongs to it: `Booked 8am–1pm`, `On site since 09:52`."""
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
    lines = tuple(line_of(order, line, policy) for line in order.lines)
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
        numbers=numbers(order),
        contact=order.contact_name,
        lines=lines,
        certificates_missing=tuple(
            line
            for stored, line in zip(order.lines, lines, strict=True)
            if stored.certificate and stored.certificate not in held
        ),
        files=tuple(file_of(order, one) for one in kept),
        notes=tuple(note for note in reversed(order.notes) if note.current),
        earlier=earlier(ticket),
        office_telephone=ticket.contractor.telephone,
        landlord_telephone=order.landlord.telephone,
        emergency_telephone=order.landlord.emergency_telephone,
        priority_words=label(order, "priority", order.priority),
        raised_words=show_day(london_day(order.raised_at), policy.date_style),
        due_words=show_moment(order.due_at, policy.date_style),
        slot_words=slot_label(ticket),
        no_access_so_far=order.no_access_count,
        after_no_access=after_no_access(ticket, policy),
        picture=picture_of(ticket, user),
        photos_asked=policy.completion_photos_asked,
    )


def picture_of(ticket: Ticket, user: User) -> dict[str, dict[str, str | None]]:
    """The lifecycle as this phone replays it: for this person, under this landlord's policy."""
    # Whoever replays has recorded the arrival by then, if anybody has.
    return lifecycle.picture(user.role, conditions(ticket.order, ticket, PICTURED) | {"arrived"})


def choices(order: WorksOrder, list_name: str) -> list[ListItem]:
    """The active entries of one of the landlord's lists."""
    return [one for one in order.landlord.list_items if one.list_name == list_name and one.active]


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%H:%M}"
