"""What a firm is told of a visit outside the pages: in a letter, or on paper. Plain values, of one visit."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.domain.dates import LONDON, london_day, show_day, show_moment
from fieldapp.domain.lifecycle import ENDED
from fieldapp.models import Note, Ticket
from fieldapp.queries.contacts import emergency_number
from fieldapp.queries.order_details import Detail, at_the_door
from fieldapp.queries.visit_parts import LineRow, Number, agreed_words, label, line_of, numbers, slot_label
from fieldapp.queries.visits import warning_of


@dataclass(frozen=True)
class WrittenNote:
    """A note that stands, with who wrote it and when."""

    text: str
    who: str
    by_landlord: bool


@dataclass(frozen=True)
class Sheet:
    """One visit in words; `cautions` are actions, `warning` what is said where there is none (T1, T2)."""

    ticket_id: int
    reference: str
    own_reference: str
    purchase_order: str
    landlord: str
    landlord_telephone: str
    emergency_telephone: str
    firm: str
    firm_telephone: str
    state: str
    raised: str
    priority: str
    emergency: bool
    due: str
    two_to_attend: bool
    address: tuple[str, ...]
    place: str
    at_the_door: tuple[Detail, ...]
    contact: str
    numbers: tuple[Number, ...]
    cautions: tuple[str, ...]
    warning: str
    asbestos: bool
    description: str
    notes: tuple[WrittenNote, ...]
    lines: tuple[LineRow, ...]
    appointment: str

    @property
    def ended(self) -> bool:
        """Whether nobody is to attend on it any more."""
        return self.state in ENDED

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What a sheet on paper says in rows: the label, and what stands beside it (T8)."""
        return (
            ("Purchase order number", self.purchase_order or "None"),
            ("Your own reference", self.own_reference or "None"),
            ("Landlord", " – ".join(part for part in (self.landlord, self.landlord_telephone) if part)),
            *([("Landlord, emergencies", self.emergency_telephone)] if self.emergency_telephone else []),
            ("Priority", self.priority),
            ("Raised", self.raised),
            ("Due", self.due),
            ("Appointment", self.appointment or "Not booked"),
            ("Address", ", ".join(self.address)),
            ("Place", self.place or "Not said"),
            *((one.label, "; ".join(one.lines)) for one in self.at_the_door),
            ("Contact", self.contact or "No contact"),
            *(("Telephone", f"{one.number} ({one.source})") for one in self.numbers),
        )


def sheet_of(ticket: Ticket) -> Sheet:
    """The sheet of a visit that whoever asks may see. Rules: T1, T4, T8."""
    order, firm = ticket.order, ticket.contractor
    home, landlord = order.property, order.landlord
    style = landlord.policy.date_style
    return Sheet(
        ticket_id=ticket.id,
        reference=ticket.reference,
        own_reference=ticket.own_reference,
        purchase_order=order.purchase_order,
        landlord=landlord.name,
        landlord_telephone=landlord.telephone,
        emergency_telephone=emergency_number(order),
        firm=firm.name,
        firm_telephone=firm.telephone,
        state=ticket.state,
        raised=show_day(london_day(order.raised_at), style),
        priority=label(order, "priority", order.priority),
        emergency=order.emergency,
        due=show_moment(order.due_at, style),
        two_to_attend=order.two_to_attend,
        address=tuple(part for part in (home.line_1, home.line_2, home.town, home.postcode) if part),
        place=order.place,
        at_the_door=at_the_door(order),
        contact=order.contact_name,
        numbers=numbers(order),
        cautions=tuple(caution.action for caution in home.cautions),
        warning=warning_of(order),
        asbestos=any(caution.asbestos for caution in home.cautions),
        description=order.description,
        notes=tuple(_note(one, style) for one in reversed(order.notes) if one.current),
        lines=tuple(line_of(order, line, landlord.policy) for line in order.lines),
        appointment=_appointment(ticket, style),
    )


def _appointment(ticket: Ticket, style: str) -> str:
    if ticket.visit_on:
        return ", ".join(filter(None, (show_day(ticket.visit_on, style), slot_label(ticket), agreed_words(ticket))))
    standing = ticket.standing_appointment
    return "None needed for access" if standing and standing.state == "not-needed" else ""


def _note(note: Note, style: str) -> WrittenNote:
    side = "landlord" if note.by_landlord else "contractor"
    moment = note.written_at.astimezone(LONDON)
    return WrittenNote(
        note.text, f"{note.author.name}, {side}, {show_day(london_day(moment), style)} {moment:%H:%M}", note.by_landlord
    )
