"""A visit as lists show it: its card, with what must be known before it is opened; no page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fieldapp.domain import lifecycle
from fieldapp.domain.dates import LONDON, show_moment
from fieldapp.models import Ticket
from fieldapp.queries.visit_parts import label, slot_label
from fieldapp.queries.words import FROZEN_WORDS, HELD_ADVICE, NEXT_WORDS, STATE_WORDS


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
    priority_words: str
    emergency: bool
    due_at: datetime
    due_words: str
    cautions: int
    two_to_attend: bool
    read_the_notes: bool
    held: str
    held_advice: str
    certificates: tuple[str, ...]
    arrived_at: datetime | None
    received_at: datetime | None
    finished: bool
    next_words: str
    is_next: bool

    @property
    def due_briefly(self) -> str:
        """When it is due as a card says it: to the minute only where hours count."""
        return self.due_words if self.emergency else self.due_words.rsplit(" ", 1)[0]


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
        priority_words=label(order, "priority", order.priority),
        emergency=order.emergency,
        due_at=order.due_at,
        due_words=show_moment(order.due_at, order.landlord.policy.date_style),
        cautions=len(home.cautions),
        two_to_attend=order.two_to_attend,
        read_the_notes=order.warning,
        held=held(ticket),
        held_advice=HELD_ADVICE[ticket.state == lifecycle.ON_SITE] if held(ticket) else "",
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


def held(ticket: Ticket) -> str:
    """What a visit is marked with while the landlord has to decide something before it can go on. Rules: V1, V2."""
    return "" if ticket.state in lifecycle.ENDED else FROZEN_WORDS.get(ticket.order.status, "")


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%H:%M}"
