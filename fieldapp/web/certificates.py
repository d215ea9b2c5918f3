"""The register of certificates and one certificate for the landlord, and the form of one at a contractor's desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.op import Answer
from fieldapp.domain.certificates import OUTCOME_WORDS
from fieldapp.domain.dates import london_day
from fieldapp.domain.spreadsheets import MARK, line
from fieldapp.models import Certificate, Ticket
from fieldapp.queries import certificates
from fieldapp.queries.certificate_papers import paper_of
from fieldapp.queries.files import evidence_of
from fieldapp.queries.paging import Key, shown_count
from fieldapp.queries.tickets import ticket_of
from fieldapp.web import certificate_sheet, command_door, spoken
from fieldapp.web.certificates_shown import comes_off
from fieldapp.web.done_words import done_to

blueprint = Blueprint("certificates", __name__)

TAB_WORDS = {
    "overdue": "Overdue",
    "due-30": "Due in 30 days",
    "due-60": "60 days",
    "due-90": "90 days",
    "to-put-right": "To put right",
    "all": "All",
}
EMPTY = {
    "overdue": "Nothing is overdue: every certificate that ends has a newer one in time.",
    "to-put-right": "Nothing waits to be put right.",
    "all": "There are no certificates yet. They appear here when a contractor records one on a visit.",
}
NOT_DUE = "Nothing is due in these days."
HEADS = (
    "Home", "Address", "Certificate", "Number", "Date", "Next due", "Outcome", "To put right by", "Done by",
    "Registration", "Contractor", "Order",
)  # fmt: skip


@blueprint.get("/landlord/certificates")
def register() -> str:
    """What is overdue, what is due, and all there is, by home. Rules: C8, D2."""
    tab, words, today = _asked()
    now = datetime.now(UTC)
    return render_template(
        "landlord/certificates.html",
        tab=tab,
        typed=words,
        page=certificates.listed(current_user, tab, today, words, Key.read(request.args.get("after", ""))),
        counts={name: shown_count(number) for name, number in certificates.counts(current_user, today).items()},
        tab_words=TAB_WORDS,
        labels=certificates.labels(current_user),
        empty=f"No certificate here is of a home named “{words}”." if words else EMPTY.get(tab, NOT_DUE),
        now=now,
        **_words(today),
    )


@blueprint.get("/landlord/certificates.csv")
def export() -> Response:
    """The same list, all of it, for a spreadsheet; sent while it is read."""
    tab, words, today = _asked()
    labels = certificates.labels(current_user)
    pages = certificates.every(current_user, tab, today, words, lambda one: _cells(one, labels))
    answer = Response(stream_with_context(_lines(pages)), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"certificates-{tab}-{today}.csv")
    return answer


@blueprint.get("/landlord/certificates/<int:certificate_id>")
def show(certificate_id: int) -> str:
    """One certificate: what it says, its file, and what is to be put right. Rules: D2."""
    one = certificates.one_of_landlord(current_user, certificate_id) or abort(404)
    file = evidence_of(current_user, one.blob_id)
    return render_template(
        "landlord/certificate.html",
        one=one,
        paper=paper_of(one),
        file=file,
        comes_off=comes_off(one.ticket, file),
        new_op=command_door.new_op_id,
        **_words(london_day(datetime.now(UTC))),
    )


@blueprint.get("/desk/tickets/<int:ticket_id>/record-certificate/<kind>")
def desk_form(ticket_id: int, kind: str) -> str:
    """The form of one kind of certificate, filled in at the desk. Rules: D2, C8."""
    return _desk(_ticket(ticket_id), kind)


@blueprint.post("/desk/tickets/<int:ticket_id>/record-certificate/<kind>")
def desk_post(ticket_id: int, kind: str) -> ResponseReturnValue:
    """Record it; or write the page anew with one more row."""
    ticket = _ticket(ticket_id)
    if "add" in request.form:
        return _desk(ticket, kind, certificate_sheet.LONGER)

    def again(answer: Answer) -> ResponseReturnValue:
        return _desk(_ticket(ticket_id), kind, answer), command_door.STATUS.get(answer.outcome, 409)

    back = url_for("desk.visit", ticket_id=ticket_id)
    said = done_to("record-certificate", ticket.reference)
    return command_door.post(
        "record-certificate", order=ticket.order_id, ticket=ticket_id, back=back, again=again, said=said
    )


def _asked() -> tuple[str, str, date]:
    """Which list is asked for, of which homes, and the day it is."""
    tab = request.args.get("list", certificates.OVERDUE)
    if tab not in certificates.TABS:
        abort(404)
    return tab, request.args.get("q", "").strip()[:100], london_day(datetime.now(UTC))


def _lines(pages: Iterator[Sequence[certificates.Cells]]) -> Iterator[str]:
    head = MARK + line(HEADS)
    for rows in pages:
        yield head + "".join(line(one) for one in rows)
        head = ""


def _cells(one: Certificate, labels: dict[str, str]) -> certificates.Cells:
    by = one.put_right_by if one.faulty_since else None
    return (
        one.property.reference, one.property.address, labels.get(one.kind, one.kind), one.number, str(one.done_on),
        str(one.expires_on or ""), OUTCOME_WORDS[one.outcome], str(by or ""), one.engineer, one.registration,
        one.ticket.contractor.name, one.ticket.reference,
    )  # fmt: skip


def _words(today: date) -> dict[str, Any]:
    return {"today": today, "say": spoken, "outcome_words": OUTCOME_WORDS}


def _ticket(ticket_id: int) -> Ticket:
    return ticket_of(current_user, ticket_id) or abort(404)


def _desk(ticket: Ticket, kind: str, posted: certificate_sheet.Posted = None) -> str:
    sheet = certificate_sheet.sheet_of(current_user, ticket, kind, posted) or abort(404)
    return render_template(
        "desk/certificate.html", sheet=sheet, ticket=ticket, order=ticket.order, new_op=command_door.new_op_id
    )
