"""Give a visit to an operative, or to two where two attend; nobody takes it back."""

from __future__ import annotations

from sqlalchemy.orm import object_session

from fieldapp.commands import appointment
from fieldapp.commands.form import CommandForm, WholeNumber, Written
from fieldapp.commands.op import Act
from fieldapp.domain.lifecycle import OPERATIVE
from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.models import Allocation, Ticket, User


class Form(CommandForm):
    """Who goes, and who goes along."""

    operative = WholeNumber("Operative")
    second_operative = WholeNumber("Second operative")
    overlap_reason = Written(appointment.WHY_BOTH)


def apply(
    ticket: Ticket, act: Act, *, operative: int | None, second_operative: int | None, overlap_reason: str
) -> None:
    """Set the operatives; that they once had the visit is kept. `overlap_reason` is for the journal."""
    if second_operative is not None and operative == second_operative:
        raise Invalid({"second_operative": ["Choose two different people."]})
    _check(ticket, "operative", operative)
    _check(ticket, "second_operative", second_operative)
    _check_changes(ticket, operative, second_operative)
    ticket.operative_id, ticket.second_operative_id = operative, second_operative
    session = object_session(ticket)
    if session is None:
        raise RuntimeError("a ticket is allocated within a session")
    for person in filter(None, (operative, second_operative)):
        if not session.query(Allocation.id).filter_by(ticket_id=ticket.id, operative_id=person).first():
            session.add(
                Allocation(
                    landlord_id=ticket.landlord_id,
                    contractor_id=ticket.contractor_id,
                    ticket_id=ticket.id,
                    operative_id=person,
                    since=act.done_at,
                )
            )


def _check(ticket: Ticket, field: str, person: int | None) -> None:
    session = object_session(ticket)
    user = session.get(User, person) if session is not None and person is not None else None
    if person is not None and (
        user is None or not user.active or user.role != OPERATIVE or user.contractor_id != ticket.contractor_id
    ):
        raise Invalid({field: ["Choose one of your operatives."]})


def _check_changes(ticket: Ticket, operative: int | None, second: int | None) -> None:
    """Giving it out as it stands is nothing done, and no row of the journal shall say otherwise."""
    if (ticket.operative_id, ticket.second_operative_id) != (operative, second):
        return
    if ticket.operative is None:
        raise Invalid({"operative": ["Choose an operative."]})
    names = " and ".join(one.name for one in (ticket.operative, ticket.second_operative) if one)
    raise Refused("no-change", f"{names} {'have' if ticket.second_operative else 'has'} it already.")
