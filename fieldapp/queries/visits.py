"""The phone's pages as plain values: the cards of a day, and everything on the page of one visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby

from fieldapp.domain import lifecycle
from fieldapp.domain.dates import london_day, show_day
from fieldapp.domain.invoiceable import BARS
from fieldapp.domain.policies import Policy
from fieldapp.models import ListItem, Note, Ticket, User, WorksOrder
from fieldapp.models.conditions import TOLD, conditions
from fieldapp.queries import tickets
from fieldapp.queries.contacts import emergency_number
from fieldapp.queries.home_certificates import HomeCertificate, certificates_of_home
from fieldapp.queries.jobs import Jobs, jobs_of
from fieldapp.queries.offers import VARIED_AT, Offer, drawn, offers
from fieldapp.queries.order_details import Detail, details_of
from fieldapp.queries.visit_cards import VisitCard, card_of, held, tag_words
from fieldapp.queries.visit_parts import (
    Certificate,
    Earlier,
    LineRow,
    Number,
    Return,
    after_no_access,
    agreed_words,
    choices,
    earlier,
    label,
    line_of,
    numbers,
    proposed_return,
    reasons_for_no_appointment,
    slot_label,
)
from fieldapp.queries.visit_photos import WithPhotos

NO_CAUTIONS = "No recorded cautions exist"
READ_THE_NOTES = "Warning: read the notes"
# What a visit's commands depend on; the rest concerns an order's, and costs a query.
PICTURED = TOLD.keys() - {"issued-before", "invoiced", "additional-work", "within-limit", *BARS}


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
class VisitPage(WithPhotos):
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
    of_home: tuple[HomeCertificate, ...]

    @property
    def tag_words(self) -> str:
        """The state with what belongs to it: the slot of a booking, since when on site, when the end reached us."""
        return tag_words(self.card)

    @property
    def frozen(self) -> bool:
        """Whether the landlord has to decide something first (V2)."""
        return bool(self.card.held)

    @property
    def held_because(self) -> str:
        """What the landlord wrote when they put the order on hold; nothing where they decide on something else."""
        return self.order.back_with_landlord if self.order.status == "HLD" else ""

    @property
    def proposed(self) -> Return | None:
        """The day that the last visit left for this one (S5)."""
        return proposed_return(self.ticket)

    @property
    def details(self) -> tuple[Detail, ...]:
        """What the order says beside its work, as far as its landlord shows it to contractors (T3)."""
        return details_of(self.order, money=self.policy.rates_shown)

    @property
    def jobs(self) -> Jobs:
        """The order's lines as the desk reads them (T3)."""
        return jobs_of(self.order, money=self.policy.rates_shown)

    @property
    def recorded(self) -> tuple[LineRow, ...]:
        """The lines with what was completed, once this visit has completed the order."""
        if self.card.state != lifecycle.COMPLETED:
            return ()
        return tuple(line for line in self.lines if line.completed is not None)

    @property
    def no_signature(self) -> str:
        """Why nobody signed, in the landlord's words; empty where nothing was said."""
        return label(self.order, "no-signature-reason", self.ticket.no_signature)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The rows of the More sheet."""
        found = offers(self.picture, frozen=self.frozen, varied=may_be_varied(self.ticket))
        may_go_unasked = bool(reasons_for_no_appointment(self.order))
        return tuple(one for one in found if may_go_unasked or one.command != "no-appointment-needed")

    @property
    def drawn(self) -> dict[str, dict[str, object]]:
        """The lifecycle as the phone's script reads it."""
        return drawn(self.picture)

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The certificates that lines demand (C8), each type once."""
        asked: dict[str, Certificate] = {}
        filled_in = captured(self.order)
        for stored, line in zip(self.order.lines, self.lines, strict=True):
            if stored.certificate:
                kind = stored.certificate
                missing = kind not in self.ticket.certificates_held
                one = Certificate(kind, line.certificate, line.code, missing, kind in filled_in)
                asked.setdefault(kind, one)
        return tuple(asked.values())

    @property
    def files_received(self) -> int:
        """How many of the visit's own files we hold."""
        return sum(1 for one in self.files if one.received_at and not one.by_landlord)

    def may(self, command: str) -> bool:
        """Whether the table lets this person do a command in the visit's present state."""
        return self.card.state in self.picture.get(command, {})

    def not_while(self, command: str) -> str:
        """The other states, in which it is not."""
        return " ".join(state for state in lifecycle.TICKET_STATES if state not in self.picture.get(command, {}))

    def states_for(self, command: str) -> str:
        """The states in which a command is offered, for `data-when`."""
        return " ".join(self.picture.get(command, {}))


def day_page(user: User, day: date, *, is_today: bool) -> DayPage:
    """The visits of a day (today's with those that have no day yet), by slot. Rules: P7, A8."""
    if is_today:
        found = _with_unscheduled(tickets.of_today(user, day), tickets.unscheduled(user))
    else:
        found = tickets.of_day(user, day)
    upcoming = _upcoming(found, day) if is_today else None
    cards = [card_of(one, is_next=one is upcoming) for one in found]
    slots = tuple(Slot(label, tuple(group)) for label, group in groupby(cards, key=lambda card: card.slot))
    return DayPage(
        day=day,
        slots=slots,
        total=len(cards),
        finished=sum(card.finished for card in cards),
        next_day=tickets.next_day_with_visits(user, day),
        pictures={of: picture_of(one, user) for of, one in {one.landlord_id: one for one in found}.items()},
    )


def _upcoming(found: list[Ticket], day: date) -> Ticket | None:
    """What to do next: an emergency to accept, else what one is at, else the first of the day; nothing that is held."""
    going = [one for one in found if one.state not in lifecycle.ENDED and not held(one)]
    urgent = (one for one in going if one.order.emergency and one.state == lifecycle.ISSUED)
    begun = (one for one in going if one.state == lifecycle.ON_SITE)
    of_day = (one for one in going if one.visit_on == day)
    return next(chain(urgent, begun, of_day), None)


def _with_unscheduled(booked: list[Ticket], unscheduled: list[Ticket]) -> list[Ticket]:
    """The day's visits with those that have no day yet: emergencies before all, the rest after all."""
    others = [one for one in unscheduled if one not in booked]
    urgent = [one for one in others if one.order.emergency]
    return [*urgent, *booked, *(one for one in others if one not in urgent)]


def visit_page(user: User, ticket: Ticket) -> VisitPage:
    """Everything on the page of a visit that `user` may see."""
    order, card = ticket.order, card_of(ticket)
    policy = order.landlord.policy
    lines = tuple(line_of(order, line, policy) for line in order.lines)
    cautions = order.property.cautions
    return VisitPage(
        card=card,
        ticket=ticket,
        order=order,
        policy=policy,
        cautions=tuple(caution.action for caution in cautions),
        asbestos=any(caution.asbestos for caution in cautions),
        warning=warning_of(order),
        numbers=numbers(order),
        contact=order.contact_name,
        lines=lines,
        notes=tuple(note for note in reversed(order.notes) if note.current),
        earlier=earlier(ticket),
        office_telephone=ticket.contractor.telephone,
        landlord_telephone=order.landlord.telephone,
        emergency_telephone=emergency_number(order),
        priority_words=card.priority_words,
        raised_words=show_day(london_day(order.raised_at), policy.date_style),
        due_words=card.due_words,
        slot_words=", ".join(filter(None, (slot_label(ticket), agreed_words(ticket)))),
        no_access_so_far=order.no_access_count,
        after_no_access=after_no_access(ticket, policy),
        picture=picture_of(ticket, user),
        of_home=certificates_of_home(order),
    )


def may_be_varied(ticket: Ticket) -> bool:
    """Whether a phone offers to ask for a variation at a visit; the command judges what else bars it. Rules: V3."""
    return ticket.state in VARIED_AT and ticket.order.status in ("ISS", "COM")


def warning_of(order: WorksOrder) -> str:
    """What is said where no caution is recorded; nothing where there is one. Rules: T1, T2."""
    if order.property.cautions:
        return ""
    return READ_THE_NOTES if order.warning else NO_CAUTIONS


def captured(order: WorksOrder) -> dict[str, ListItem]:
    """The kinds of certificate that can be filled in for an order, by their codes (D2)."""
    return {one.code: one for one in choices(order, "certificate") if one.facts.get("captured")}


def picture_of(ticket: Ticket, user: User) -> dict[str, dict[str, str | None]]:
    """The lifecycle as this phone replays it: for this person, under this landlord's policy."""
    # Whoever replays has recorded the arrival by then, if anybody has.
    return lifecycle.picture(user.role, conditions(ticket.order, ticket, PICTURED) | {"arrived"})
