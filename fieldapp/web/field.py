"""The phone's pages: today, tomorrow, one visit with its forms, what waits, and the prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.build import BUILD
from fieldapp.commands.op import Answer, Pairs
from fieldapp.commands.registry import COMMANDS
from fieldapp.domain import lifecycle
from fieldapp.domain.dates import london_day
from fieldapp.domain.numbers import row_number
from fieldapp.models import Rate, Ticket
from fieldapp.queries import day, finder, visit_parts, visits
from fieldapp.queries.rates_shown import rates_shown
from fieldapp.queries.readiness import readiness_of
from fieldapp.queries.tickets import next_day_with_visits, ticket_of
from fieldapp.queries.visit_parts import choices, reasons_for_no_appointment
from fieldapp.queries.visit_record import trail
from fieldapp.queries.waiting import waiting_on
from fieldapp.queries.words import NEXT_WORDS, STATE_WORDS
from fieldapp.web import certificate_sheet, command_door, completion_basket, variations_shown, waits
from fieldapp.web.completion_draft import CompletionDraft
from fieldapp.web.history import happenings
from fieldapp.web.landlord_lists import loaded_circumstances

blueprint = Blueprint("field", __name__, url_prefix="/field")

# The file's own fields come from whoever stores it, so these have no form of fields on the page.
BY_FILE = {"add-photo", "add-document", "remove-section", "caption-photo", "confirm-certificate"}
# Has pages of its own, one for each kind.
CERTIFICATE = "record-certificate"
FINISHING = "field/complete.html"
# So many rates stand on a page where no script shows more of them.
MOST = 50
# These ask on a screen that is there with another command's; every other has one where its own command may be done.
SCREEN_WITH = {
    "cannot-book": "book", "no-appointment-needed": "book", "break-appointment": "rebook",
    "cancel-appointment": "rebook", "needs-landlord": "follow-on", "asbestos-alert": "follow-on",
}  # fmt: skip
# Done by one tap, or on a page of their own.
NO_SCREEN = {"accept", "acknowledge", "on-my-way", "read-notes", "complete", CERTIFICATE, *BY_FILE} - {"add-photo"}


@blueprint.get("/")
def today() -> str:
    """Today's visits in slot order, the next one in sight."""
    now = datetime.now(UTC)
    page = visits.day_page(current_user, london_day(now), is_today=True)
    return render_template("field/today.html", page=page, now=now, **_standing())


@blueprint.get("/tomorrow")
def tomorrow() -> str:
    """The visits of the next day that has any."""
    now = datetime.now(UTC)
    following = next_day_with_visits(current_user, london_day(now))
    page = visits.day_page(current_user, following, is_today=False) if following else None
    return render_template("field/tomorrow.html", page=page, now=now, **_standing())


@blueprint.get("/tickets/<int:ticket_id>")
def visit(ticket_id: int) -> str:
    """One visit: what the operative needs to know, and every form but finishing."""
    return _visit("field/visit.html", _found(ticket_id))


@blueprint.get("/tickets/<int:ticket_id>/complete")
def complete(ticket_id: int) -> str:
    """Finishing: one form, whose steps a script shows one at a time."""
    return _visit(FINISHING, _found(ticket_id))


@blueprint.post("/tickets/<int:ticket_id>/complete/extra")
def extra_work(ticket_id: int) -> ResponseReturnValue:
    """Finishing as written so far, with a code of extra work looked for, added or taken off, where no script does it.

    Nothing is recorded. Rules: C7.
    """
    ticket = _found(ticket_id)
    draft, faults = completion_basket.pressed(ticket.order, CompletionDraft.posted(request.form), request.form)
    answer = Answer(id="", outcome="invalid", fields=dict(faults)) if faults else None
    return _visit(FINISHING, ticket, "complete", answer, draft), 422 if faults else 200


@blueprint.get("/tickets/<int:ticket_id>/complete/extra")
def extra_work_page(ticket_id: int) -> ResponseReturnValue:
    """Its address opened as a page: finishing."""
    return redirect(url_for("field.complete", ticket_id=_found(ticket_id).id), code=303)


@blueprint.get("/tickets/<int:ticket_id>/record-certificate/<kind>")
def certificate(ticket_id: int, kind: str) -> str:
    """The form of one kind of certificate. Rules: D2, C8."""
    return _certificate(_found(ticket_id), kind)


@blueprint.post("/tickets/<int:ticket_id>/record-certificate/<kind>")
def longer_certificate(ticket_id: int, kind: str) -> str:
    """The same as written so far, with one more row, where no script adds it; nothing is recorded."""
    return _certificate(_found(ticket_id), kind, certificate_sheet.LONGER)


@blueprint.post("/tickets/<int:ticket_id>/<command>")
def command(ticket_id: int, command: str) -> ResponseReturnValue:
    """A form posted without script: the same command as a phone's."""
    ticket = _found(ticket_id)
    if lifecycle.subject(command) != "ticket":
        abort(404)
    template = FINISHING if command == "complete" else "field/visit.html"

    def again(answer: Answer) -> ResponseReturnValue:
        status = command_door.STATUS.get(answer.outcome, 409)
        if command == CERTIFICATE and request.form.get("kind") in visits.captured(_found(ticket_id).order):
            return _certificate(_found(ticket_id), request.form["kind"], answer), status
        return _visit(template, _found(ticket_id), command, answer), status

    back = url_for("field.visit", ticket_id=ticket_id)
    return command_door.post(command, order=ticket.order_id, ticket=ticket_id, back=back, again=again)


@blueprint.get("/tickets/<int:ticket_id>/<command>")
def command_page(ticket_id: int, command: str) -> ResponseReturnValue:
    """A command's address opened as a page, as after a refusal: that of its visit."""
    ticket = _found(ticket_id)
    if command not in COMMANDS or lifecycle.subject(command) != "ticket":
        abort(404)
    return redirect(url_for("field.visit", ticket_id=ticket.id), code=303)


@blueprint.get("/outbox")
def outbox() -> str:
    """What waits on this phone; filled by the phone itself, which alone knows."""
    return render_template("field/outbox.html", **_standing())


@blueprint.get("/prices")
def price_list() -> str:
    """The price book of one contract of the firm, searched. Rules: C7."""
    words, now = request.args.get("q", "")[:200], datetime.now(UTC)
    contracts = finder.contracts_of(current_user)
    wanted = row_number(request.args.get("contract", ""))
    under = next((one for one in contracts if one.id == wanted), contracts[0] if contracts else None)
    found = finder.search(under, words, london_day(now), limit=MOST) if under else None
    return render_template(
        "field/prices.html", words=words, contracts=contracts, under=under, found=found, on=london_day(now),
        recent=finder.recent_rates(current_user, under, london_day(now)) if under and not words else [],
        rates_shown=bool(under and rates_shown(current_user, under.landlord)),
    )  # fmt: skip


@blueprint.get("/install")
def install() -> str:
    """How to put the app on the home screen."""
    return render_template("field/install.html")


def _standing() -> dict[str, Any]:
    """What lists of visits need beside the visits: the words, and whom to call."""
    firm = current_user.contractor
    office = firm.telephone if firm else ""
    return {"words": STATE_WORDS, "next_words": NEXT_WORDS, "ended": lifecycle.ENDED, "office": office}


def _found(ticket_id: int) -> Ticket:
    return ticket_of(current_user, ticket_id) or abort(404)


def _visit(
    template: str,
    ticket: Ticket,
    posted: str | None = None,
    answer: Answer | None = None,
    draft: CompletionDraft | None = None,
) -> str:
    page, today = visits.visit_page(current_user, ticket), london_day(datetime.now(UTC))
    forms = _forms(page, posted, draft.typed() if draft else command_door.typed())
    return render_template(
        template, visit=page, forms=forms, posted=posted, answer=answer, op_id=command_door.new_op_id,
        words=STATE_WORDS, choices=lambda name: choices(ticket.order, name),
        book=_book(ticket, today), rates=_typed_rates(ticket, forms, today),
        version=day.etag_of(ticket, current_user, BUILD, today, page.theirs),
        ready=readiness_of(current_user, ticket, today, page.theirs),
        variation=None if template == FINISHING else variations_shown.newest(current_user, ticket.order),
        trail=[] if template == FINISHING else happenings(trail(current_user, ticket), ticket.order),
        to_check=visit_parts.to_check(ticket),
        waits=waits.said_of(waiting_on(ticket), ticket.order), waits_words=waits.words_of(ticket.order),
        has_screen=posted is not None and has_screen(page, posted),
        draft=draft, found=completion_basket.found_for(ticket.order, draft) if draft else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Book:
    """The price book that finishing searches: its address, and the day whose rates count."""

    url: str
    day: date


def _book(ticket: Ticket, today: date) -> Book:
    """The book of the visit's contract; a visit of a later day is kept with that day's rates. Rules: C7."""
    return Book(f"/field/rates/{ticket.order.contract_id}.json", max(today, ticket.visit_on or today))


def _typed_rates(ticket: Ticket, forms: dict[str, Any], today: date) -> list[Rate]:
    """The rates of the extra work in a form that came back."""
    codes = list(forms["complete"].extra.typed) if "complete" in forms else []
    return list(finder.with_codes(ticket.order.contract, codes, _book(ticket, today).day).values()) if codes else []


def has_screen(page: visits.VisitPage, command: str) -> bool:
    """Whether the visit's page has a screen on which what was posted can be shown again."""
    if command == "no-appointment-needed" and not reasons_for_no_appointment(page.order):
        return False
    if command == "add-certificate" and not page.certificates:
        return False
    return command not in NO_SCREEN and SCREEN_WITH.get(command, command) in page.picture


def _certificate(ticket: Ticket, kind: str, posted: certificate_sheet.Posted = None) -> str:
    sheet = certificate_sheet.sheet_of(current_user, ticket, kind, posted) or abort(404)
    page, today = visits.visit_page(current_user, ticket), london_day(datetime.now(UTC))
    return render_template(
        "field/certificate.html", visit=page, sheet=sheet, words=STATE_WORDS, op_id=command_door.new_op_id,
        version=day.etag_of(ticket, current_user, BUILD, today, page.theirs),
    )  # fmt: skip


def _forms(page: visits.VisitPage, posted: str | None, typed: Pairs) -> dict[str, Any]:
    """A form for every command that the table lets this person do in some state; the posted one as it came."""
    around = loaded_circumstances(page.order)
    forms = {
        name: COMMANDS[name].form(typed if name == posted else None, around)
        for name in page.picture
        if name in COMMANDS and name not in {*BY_FILE, CERTIFICATE}
    }
    if posted in forms:
        forms[posted].validate()
    return forms
