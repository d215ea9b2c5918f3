"""Carrying out what a row of the table says: the only place where a state or a status is assigned."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fieldapp.commands import certificate_row, completion_lines, mailing, variation_record
from fieldapp.commands.op import Act
from fieldapp.domain.lifecycle import ACCEPTED, AWAY, DECISIONS, ENDED, ISSUED, ON_SITE, OPEN, REJECTED, VARIED, Row
from fieldapp.models import Ticket, WorksOrder
from fieldapp.models.variation import undecided


def move(session: Session, row: Row, order: WorksOrder, ticket: Ticket | None, act: Act) -> None:
    """Move ticket and order to what `row` says, issue the next visit where it asks for one, and let the firm know."""
    told, before = None, order.status
    if row.subject == "order":
        _set_status(order, row.becomes, act)
        ending = next((one for one in order.tickets if one.state in OPEN), None) if row.ends_ticket else None
        if ending is not None and row.ends_ticket:
            _set_state(ending, row.ends_ticket, act)
            told = ending
        if row.command in DECISIONS and order.tickets:
            told = order.tickets[-1]
    elif ticket is not None:
        if row.becomes:
            _set_state(ticket, row.becomes, act)
        _set_status(order, row.order_becomes, act)
        if row.order_becomes == "RAI":
            order.back_with_landlord = row.command
    if row.next_visit:
        session.flush()
        told = issue_next(session, order, ticket, act)
    _settle_variation(row, order, before, act)
    order.version += 1
    if told is not None:
        mailing.write(session, row.command, told, act.received_at)


def _settle_variation(row: Row, order: WorksOrder, before: str, act: Act) -> None:
    """What is within the limit is authorised at once; what waits lapses if the order goes another way. Rules: V2."""
    asked = undecided(order) if row.command == "vary" else None
    if asked is not None and row.becomes is None:
        variation_record.authorise(asked, act, {}, by_itself=True)
    elif before in VARIED and order.status not in VARIED:
        variation_record.lapse(order, row.command, act)


def issue_next(session: Session, order: WorksOrder, last: Ticket | None, act: Act) -> Ticket:
    """Issue the next visit of an order to its contractor; one that is away has it rejected at once (A9)."""
    contractor = order.contract.contractor
    state = ISSUED if order.landlord.policy.acceptance_asked else ACCEPTED
    ticket = Ticket(
        order=order,
        landlord_id=order.landlord_id,
        contractor_id=contractor.id,
        visit=_next_number(session, order),
        state=state,
        state_at=act.done_at,
        due_at=order.due_at,
        two_to_attend=order.two_to_attend,
        issued_at=act.done_at,
        accepted_at=act.done_at if state == ACCEPTED else None,
        proposed_operative_id=last.operative_id if last else None,
        proposed_on=last.proposed_on if last else None,
        own_reference=last.own_reference if last else "",
    )
    session.add(ticket)
    order.back_with_landlord = ""
    if contractor.away_reason:
        ticket.reason, ticket.comments = AWAY, contractor.away_reason
        _set_state(ticket, REJECTED, act)
        _set_status(order, "RAI", act)
        order.back_with_landlord = "reject"
    return ticket


def _next_number(session: Session, order: WorksOrder) -> int:
    """Past the fence: a contractor sees no archived visit of the order, nor another firm's, and counts them all."""
    table = Ticket.__table__
    return (session.scalar(select(func.max(table.c.visit)).where(table.c.order_id == order.id)) or 0) + 1


def resume(order: WorksOrder, ticket: Ticket, state: str, act: Act) -> None:
    """Let an ended visit go on in `state`, its order with the contractor again; how it ended, the journal keeps."""
    if order.status == "COM":
        completion_lines.forget(order)
    if state != ON_SITE:
        # It came with the end, from whoever recorded that.
        ticket.arrived_at = ticket.arrival_received_at = None
    _set_state(ticket, state, act)
    _set_status(order, "ISS", act)
    ticket.ended_at = ticket.ended_received_at = ticket.completed_at = ticket.acknowledged_at = None
    ticket.archived_at, ticket.accepted_at = None, ticket.accepted_at or act.done_at
    ticket.outcome = ticket.reason = ticket.comments = ticket.operative_details = ""
    order.completed_at, order.back_with_landlord = None, ""


def _set_state(ticket: Ticket, state: str, act: Act) -> None:
    if ticket.state != state:
        ticket.state, ticket.state_at = state, act.done_at
    if state in ENDED:
        ticket.ended_at = ticket.ended_at or act.done_at
        ticket.ended_received_at = act.received_at


def _set_status(order: WorksOrder, status: str | None, act: Act) -> None:
    if status and order.status != status:
        cancelled = "CAN" in (order.status, status)
        order.status, order.status_at = status, act.done_at
        if cancelled:
            certificate_row.remedy_changed(order)
