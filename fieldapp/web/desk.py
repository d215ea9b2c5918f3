"""The contractor's office: lists of visits, one visit with everything about it, and the forms the table offers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.op import Answer
from fieldapp.commands.registry import COMMANDS
from fieldapp.domain.dates import london_day
from fieldapp.domain.invoiceable import verdict
from fieldapp.domain.lifecycle import AT_WORK, COMPLETED, REJECTED, subject
from fieldapp.domain.money import pounds
from fieldapp.domain.numbers import row_number
from fieldapp.models import Ticket
from fieldapp.models.standing import claim_of
from fieldapp.queries import contacts, desk, registrations, visit_parts, visits
from fieldapp.queries.paging import Key, shown_count
from fieldapp.queries.readiness import readiness_of
from fieldapp.queries.tickets import ticket_of
from fieldapp.queries.visit_record import VisitRecord, visit_record
from fieldapp.queries.waiting import waiting_on
from fieldapp.queries.words import STATE_WORDS
from fieldapp.web import command_door, desk_home, kept_form, offers, overlaps, spoken, variations_shown, waits
from fieldapp.web.board_blocks import at_clock, slot_times
from fieldapp.web.certificates_shown import shown_certificates
from fieldapp.web.done_words import done_to
from fieldapp.web.files_shown import most_tiles, received, shown_files
from fieldapp.web.history import history
from fieldapp.web.late import still_waiting
from fieldapp.web.notes_shown import shown_notes
from fieldapp.web.offer_words import INVOICES, WORDS
from fieldapp.web.order_search import address_of_status

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

TAB_WORDS = {
    "new": "New",
    "follow-on": "Follow-on",
    "accepted": "Accepted",
    "cancelled": "Cancelled",
    "completed": "Completed",
    "closed": "Closed",
    "all": "All",
    "to-appoint": "To appoint",
    "appointed": "Appointed",
    "on-site": "On site",
    "overdue": "Overdue",
    "two-to-attend": "Two-person",
}
EMPTY = {
    "new": "No new visits. When a landlord issues work to you, it stands here to be accepted.",
    "follow-on": "No follow-on visits wait for you. They appear after a visit that could not be finished.",
    "accepted": "Nothing is accepted. Accept a visit from New or Follow-on.",
    "to-appoint": "Every accepted visit has its appointment settled.",
    "appointed": "No visit has an appointment. Book one from To appoint.",
    "on-site": "Nobody is on site now.",
    "overdue": "Nothing is overdue.",
    "cancelled": "No cancelled visit waits to be read.",
    "completed": "Nothing was completed lately. Older visits are under Closed.",
    "closed": "Nothing is closed yet.",
    "two-to-attend": "No open visit needs two people.",
    "all": "There are no visits yet. When a landlord issues work to you, it appears here.",
}
# The steps that a preview leads to, where the table offers them.
PREVIEWED = {
    "accept": "Accept",
    "reject": "Reject",
    "book": "Book a slot",
    "rebook": "Rebook",
    "acknowledge": "I’ve read this",
    "add-note": "Add a note",
}


# Done to the order, on the page of the visit that completed it.
# Visits whose firm will invoice the order, or may by now.
INVOICED_BY = (*AT_WORK, COMPLETED)
PART_OF_ORDER = ("record-invoice", "withdraw-invoice")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Home, one list of visits, or what a reference finds. Rules: L1, L2, L5."""
    typed = request.args.get("q", "").strip()[:100]
    if typed:
        return _found(typed)
    if "list" not in request.args:
        return desk_home.page(_now())
    return _list(request.args["list"])


def _list(tab: str) -> str:
    """A list, with the visit that is looked at beside it. Rules: L2, L4."""
    if tab not in desk.TABS:
        abort(404)
    now, after = _now(), request.args.get("after", "")
    counts = {name: shown_count(number) for name, number in desk.counts(current_user, now).items()}
    return render_template(
        "desk/list.html",
        tab=tab,
        page=desk.listed(current_user, tab, now, Key.read(after)),
        counts=counts,
        empty=EMPTY[tab],
        back=url_for("desk.index", list=tab, after=after or None),
        **_preview(request.args.get("preview")),
        **_words(now),
    )


def _preview(typed: str | None) -> dict[str, Any]:
    """The visit beside the list, if one is looked at; it stays, whichever list it has moved to."""
    if typed is None:
        return {"ticket": None}
    ticket = _record(row_number(typed) or 0).ticket
    steps = [(name, words) for name, words in PREVIEWED.items() if offers.may(current_user.role, ticket, name)]
    shown = visits.visit_page(current_user, ticket)
    return {"ticket": ticket, "order": ticket.order, "visit": shown, "steps": steps}


@blueprint.get("/tickets/<int:ticket_id>")
def visit(ticket_id: int) -> str:
    """Everything about one visit, and every form that the table offers now. Rules: T1."""
    return _visit(_record(ticket_id))


@blueprint.post("/tickets/<int:ticket_id>/<command>")
def command(ticket_id: int, command: str) -> ResponseReturnValue:
    """A command done in the office; what does not go comes back filled, with the sentence that says why."""
    record = _record(ticket_id)
    on_order = command in PART_OF_ORDER
    on_visit = subject(command) == "ticket" and (command in WORDS or command in (offers.ON_A_FILE, offers.CONFIRM_FILE))
    if not (on_order or on_visit):
        abort(404)

    def again(answer: Answer) -> ResponseReturnValue:
        page = _visit(_record(ticket_id), offers.Answered(command, answer))
        return page, command_door.STATUS.get(answer.outcome, 409)

    doubt = overlaps.doubt(current_user, record.ticket, command)
    if doubt and not kept_form.shown_again():
        return again(doubt)
    back = url_for("desk.visit", ticket_id=ticket_id)
    said = done_to(command, record.order.reference if on_order else record.ticket.reference)

    def taken() -> None:
        if command in overlaps.BOOKS:
            _warn_of_lateness(ticket_id)
        if command == "accept":
            _tell_of_return(ticket_id)
        if command == "allocate":
            _warn_of_registrations(ticket_id)

    return command_door.post(
        command, order=record.order.id, ticket=None if on_order else ticket_id, back=back, again=again, said=said,
        taken=taken, confirm=offers.must_confirm(command),
    )  # fmt: skip


@blueprint.get("/tickets/<int:ticket_id>/<command>")
def command_page(ticket_id: int, command: str) -> ResponseReturnValue:
    """A command's address opened as a page, as after a refusal: that of its visit."""
    ticket = ticket_of(current_user, ticket_id)
    if ticket is None or command not in COMMANDS:
        abort(404)
    return redirect(url_for("desk.visit", ticket_id=ticket_id), code=303)


def _tell_of_return(ticket_id: int) -> None:
    """Say for which day the last visit left this one: the form to book it has the date. Rules: S5."""
    ticket = ticket_of(current_user, ticket_id)
    meant = visit_parts.proposed_return(ticket) if ticket else None
    if meant:
        flash(f"{meant.words} Book it next: the date is filled in.")


def _warn_of_registrations(ticket_id: int) -> None:
    """Say so where nobody who has the visit now has a registration that its lines need. Rules: C8."""
    ticket = ticket_of(current_user, ticket_id)
    for said in registrations.warnings_of(ticket, london_day(_now())) if ticket else ():
        flash(said, "warn")


def _warn_of_lateness(ticket_id: int) -> None:
    """Say so where what was just booked is over, or begins or ends after the order is due."""
    ticket = ticket_of(current_user, ticket_id)
    if ticket is None or ticket.visit_on is None:
        return
    starts, ends = slot_times(ticket)
    now = _now()
    due = spoken.when(ticket.due_at, now)
    if at_clock(ticket.visit_on, ends or "23:59") < now:
        flash("This slot is already over. Change the appointment if you meant another.", "warn")
    if at_clock(ticket.visit_on, starts or "00:00") > ticket.due_at:
        flash(f"This is after its due time, {due}.", "warn")
    elif at_clock(ticket.visit_on, ends or "00:00") > ticket.due_at:
        flash(f"This slot ends after its due time, {due}.", "warn")


def _found(typed: str) -> ResponseReturnValue:
    if of_status := address_of_status(typed):
        return redirect(of_status, code=303)
    rows = desk.found(current_user, typed)
    if len(rows) == 1:
        return redirect(url_for("desk.visit", ticket_id=rows[0].id), code=303)
    return render_template("desk/found.html", rows=rows, typed=typed, **_words(_now()))


def _record(ticket_id: int) -> VisitRecord:
    return visit_record(current_user, ticket_id) or abort(404)


def _visit(record: VisitRecord, answered: offers.Answered | None = None) -> str:
    ticket, order = record.ticket, record.order
    prefix = url_for("desk.visit", ticket_id=ticket.id)
    asked_of_order = answered is not None and answered.command in PART_OF_ORDER
    on_visit, waiting = None if asked_of_order else answered, waiting_on(ticket)
    groups = offers.of_visit(current_user.role, ticket, prefix, on_visit, kept=waits.kept_once(waiting))
    invoicing = _invoicing(ticket, prefix, answered if asked_of_order else None)
    shown, now = visits.visit_page(current_user, ticket), _now()
    files = shown_files(ticket, shown.theirs)
    operatives = desk.operatives(current_user) if offers.has(groups, "allocate") else []
    return render_template(
        "desk/visit.html",
        record=record,
        ticket=ticket,
        order=order,
        visit=shown,
        groups=groups,
        answered=answered,
        invoicing=invoicing,
        invoices=[one for one in order.invoices if one.contractor_id == ticket.contractor_id],
        payments=contacts.payments(order),
        back_offer=offers.answered_in([*groups, *invoicing]),
        history=history(record),
        **variations_shown.parts_of(current_user, order, now),
        notes=shown_notes(order.notes, current_user, everything=request.args.get("notes") == "all"),
        waits_for_landlord=still_waiting(record),
        waits=waits.said_of(waiting, order),
        waits_words=waits.words_of(order),
        files=files,
        certificates=shown_certificates(current_user, ticket, order),
        to_fill_in=visits.captured(order).values(),
        photos_received=received(files),
        most_tiles=most_tiles(),
        # What another firm goes on with after this visit is not this firm's to invoice.
        verdict=verdict(claim_of(order)) if ticket.state in INVOICED_BY else None,
        operatives=operatives,
        doubts=registrations.doubts(ticket, operatives, london_day(now)),
        ready=readiness_of(current_user, ticket, london_day(now), shown.theirs),
        at_work=ticket.state in AT_WORK,
        call_first=order.emergency and (offers.has(groups, "reject") or ticket.state == REJECTED),
        may_remove=bool(visits.picture_of(ticket, current_user).get(offers.ON_A_FILE, {}).keys() & {ticket.state}),
        may_confirm=offers.may(current_user.role, ticket, offers.CONFIRM_FILE),
        new_op=command_door.new_op_id,
        **_words(now),
    )


def _invoicing(ticket: Ticket, prefix: str, answered: offers.Answered | None) -> list[offers.Group]:
    """The forms about the order's invoices, on the visit that completed it."""
    if ticket.state != COMPLETED and answered is None:
        return []
    found = offers.of_order(current_user.role, ticket.order, prefix, answered)
    return [one for one in found if one.title == INVOICES]


def _words(now: datetime) -> dict[str, Any]:
    """What every page of the desk says things with."""
    return {
        "now": now,
        "today": london_day(now),
        "say": spoken,
        "state_words": STATE_WORDS,
        "tab_words": TAB_WORDS,
        "slot_label": visit_parts.slot_label,
        "pounds": pounds,
    }


def _now() -> datetime:
    return datetime.now(UTC)
