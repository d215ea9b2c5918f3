"""What a phone sends later and what its page's form posts now is one command: the same state, the same words."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import DateTime, select
from werkzeug.datastructures import MultiDict

from fieldapp.commands.registry import COMMANDS
from fieldapp.domain import lifecycle
from fieldapp.domain.read_back import ReadDoubt
from fieldapp.extensions import db
from fieldapp.models import JournalRow, Ticket
from fieldapp.models.schema import Moment
from fieldapp.web.history import happenings
from tests import factories as make
from tests import pictures
from tests.api.sending import op, send
from tests.checking_client import CheckingClient
from tests.commands.bodies import bodies, state_for, typed_for
from tests.commands.lateness import Typed
from tests.commands.visiting import booked, doer
from tests.reading import reads
from tests.signing_in import hidden_fields
from tests.web.world import browser

ON_A_PHOTO = ("caption-photo", "remove-section")
ABOUT_A_FILE = (*ON_A_PHOTO, "confirm-certificate")
BY_FILE = ("add-photo", "add-document", "add-certificate")
# What differs between two visits of the same kind, whoever does what to them.
OF_ITS_OWN = {"reference", "blob_id", "op_id", "property_id"}
PICTURE = pictures.photo()
SENT = {row.command for row in lifecycle.TABLE if lifecycle.OPERATIVE in row.by} & COMMANDS.keys()
# The page whose form posts a command, where it is not the visit's own.
ELSEWHERE = {"complete": "/complete", "record-certificate": "/record-certificate/other", "vary": "/vary"}
# No page of the phone's has a form for these; the door takes them all the same.
WITHOUT_FORM = {"add-document", "caption-photo", "read-notes", "remove-section"}
LATER_THAN_NOW: Typed = (("arrived", "2100-01-01"), ("arrived", "10:00"))

# command: the visit's state, and something that is refused there.
WRONG: dict[str, tuple[str, Typed]] = {
    "accept": ("issued", (("own_reference", "x" * 61),)),
    "book": ("accepted", (("date", "2020-01-01"), ("slot", "am"))),
    "cannot-book": ("accepted", (("outcome", "callback"), ("called", "no"), ("reason", "no-answer"))),
    "rebook": ("booked", (("date", "2020-01-01"), ("slot", "am"), ("reason", "tenant"))),
    "no-appointment-needed": ("accepted", (("why", "because"),)),
    "break-appointment": ("booked", ()),
    "cancel-appointment": ("booked", (("reason", ""),)),
    "did-not-attend": ("booked", (("comments", "Van broke down"),)),
    "on-my-way": ("on-site", ()),
    "arrive": ("booked", LATER_THAN_NOW),
    "correct-arrival": ("on-site", (*LATER_THAN_NOW, ("reason", "Wrong tap"))),
    "no-access": ("booked", (("called", "no"),)),
    "follow-on": ("booked", (("why", "Part missing"), ("needed", "A tap"), ("booked", "yes"))),
    "needs-landlord": ("on-site", ()),
    "asbestos-alert": ("on-site", (("comments", " "),)),
    "complete": ("booked", (("comments", "done"),)),
    "vary": ("booked", (("reason", "addition"), ("code-1", "NONESUCH"), ("quantity-1", "2"))),
    "add-note": ("booked", (("needs_reply", "y"),)),
    "read-notes": ("booked", (("last", "the last"),)),
    "add-photo": ("on-site", (("kind", "selfie"),)),
    "add-document": ("on-site", (("kind", "novel"),)),
    "add-certificate": ("on-site", (("kind", "birth"),)),
    "record-certificate": ("on-site", (("kind", "other"), ("form", "plain"), ("engineer", "Jo Kestrel"))),
    "caption-photo": ("on-site", (("blob", str(uuid.UUID(int=7))), ("caption", "The new valve"))),
    "remove-section": ("on-site", (("blob", str(uuid.UUID(int=7))),)),
    "confirm-certificate": ("on-site", (("blob", str(uuid.UUID(int=7))), ("reason", "x" * 201))),
}


def test_every_command_of_a_phone_is_tried() -> None:
    """A new one is listed with what is typed, rightly and wrongly, before it is sent by anybody."""
    assert bodies().keys() >= SENT
    assert WRONG.keys() == SENT


@pytest.mark.parametrize("command", sorted(SENT))
def test_a_form_does_the_same_now_or_later(app: Flask, command: str) -> None:
    """Rules: O2."""
    state = state_for(command)
    sent, posted = prepared(app, command, state), prepared(app, command, state)
    answer = answered(app, sent, command, *body(sent, command))
    assert answer["outcome"] == "applied", answer
    page = post(app, posted, command, body(posted, command))
    assert page.status_code == 303, reads(page)
    assert what_is(sent) == what_is(posted)
    assert answer["ticket_state"] == posted.state


@pytest.mark.parametrize("command", sorted(WRONG))
def test_what_is_wrong_is_refused_in_the_same_words(app: Flask, command: str) -> None:
    """Rules: O2."""
    state, typed = WRONG[command]
    sent, posted = prepared(app, command, state), prepared(app, command, state)
    answer = answered(app, sent, command, *typed, *manifest(command))
    assert answer["outcome"] in ("invalid", "refused")
    page = post(app, posted, command, [*typed, *manifest(command)])
    assert page.status_code in (409, 422)
    for sentence in [one for many in answer.get("fields", {}).values() for one in many] or [answer["reason"]]:
        assert sentence.replace(sent.order.reference, posted.order.reference) in reads(page), sentence
    assert what_is(sent) == what_is(posted)


def prepared(app: Flask, command: str, state: str) -> Ticket:
    """A visit in a state; with a note to be read, or a file to be described, taken off or said to be right."""
    # A line that demands a certificate brings the form to add one.
    visit = booked(state, (("480115", 1),) if command == "add-certificate" else (("310403", 1),))
    if command == "read-notes":
        make.do(make.user("landlord", visit.order.landlord), "add-note", visit, ("text", "Key at number 4"))
    if command in ON_A_PHOTO:
        taken = [("blob", blob_of(visit)), *manifest("add-photo")[1:], ("kind", "after")]
        make.do(doer(visit), "add-photo", visit, *taken)
    if command == "confirm-certificate":
        file = [("blob", blob_of(visit)), *manifest("add-photo")[1:], ("kind", "other")]
        make.do(doer(visit), "add-certificate", visit, *file)
        visit.certificates[0].doubts = [dict.fromkeys(ReadDoubt._fields, "Other home")]
        db.session.commit()
    return visit


def blob_of(visit: Ticket) -> str:
    """The id of a visit's photo."""
    return str(uuid.UUID(int=visit.id))


def manifest(command: str) -> Typed:
    """The id, hash and size of a file, as a phone makes them."""
    if command not in BY_FILE:
        return ()
    return (("blob", str(uuid.uuid4())), ("sha256", pictures.sha256(PICTURE)), ("size", str(len(PICTURE))))


def body(visit: Ticket, command: str) -> list[tuple[str, str]]:
    """What is typed, with a file of its own."""
    if command in ABOUT_A_FILE:
        return [("blob", blob_of(visit)), *bodies()[command][1][1:]]
    made = dict(manifest(command))
    return [(name, made.get(name, value)) for name, value in typed_for(visit, command)]


def answered(app: Flask, visit: Ticket, command: str, *typed: tuple[str, str]) -> Any:
    """The answer to what was saved on the phone and is sent now."""
    return send(browser(app, doer(visit)), op(visit, command, *typed)).json["answers"][0]


def post(app: Flask, visit: Ticket, command: str, typed: list[tuple[str, str]]) -> Any:
    """As the page's form posts it; the door keeps a file itself, and makes its manifest."""
    phone: CheckingClient = browser(app, doer(visit))
    address = f"/field/tickets/{visit.id}/{command}"
    page = phone.get(f"/field/tickets/{visit.id}{ELSEWHERE.get(command, '')}").text
    own = hidden_fields(page, None if command in WITHOUT_FORM else address)
    told = {name for name, _ in typed}
    data = MultiDict([pair for pair in own.items() if pair[0] not in told])
    data.update([pair for pair in typed if not (command in BY_FILE and pair[0] in ("blob", "sha256", "size"))])
    if command in BY_FILE:
        data.add("file", (BytesIO(PICTURE), "one.jpg"))
    return phone.post(address, data=data)


def what_is(visit: Ticket) -> dict[str, Any]:
    """All that a visit and its order are, and what the journal says of them, without their own names and times."""
    db.session.rollback()
    make.unfenced()
    db.session.refresh(visit)
    order = visit.order
    db.session.refresh(order)
    rows = db.session.scalars(select(JournalRow).where(JournalRow.order_id == order.id).order_by(JournalRow.number))
    journal = rows.all()
    return {
        "order": plain(order),
        "visits": [plain(one) for one in order.tickets],
        "appointments": [plain(one) for one in visit.appointments],
        "notes": [plain(one) for one in order.notes],
        "evidence": [plain(one) for one in visit.evidence],
        "lines": [plain(one) for one in order.lines],
        "certificates": [plain(one) for one in visit.certificates],
        "cautions": [plain(one) for one in order.property.cautions],
        "proposed": [one.proposed_operative_id == visit.operative_id for one in order.tickets],
        "journal": [
            (one.command, one.outcome, one.code, one.reason.replace(order.reference, ""), one.fields) for one in journal
        ],
        "states": [(one.state_before, one.state_after, one.role) for one in journal],
        "words": [(one.words, one.outcome, sorted(one.facts)) for one in happenings(journal, order)],
    }


def plain(row: Any) -> dict[str, Any]:
    """A row's own columns; of a moment only whether there is one."""
    return dict(_plain(row))


def _plain(row: Any) -> Iterator[tuple[str, Any]]:
    for column in row.__table__.columns:
        if not (column.primary_key or column.foreign_keys or column.name in OF_ITS_OWN):
            value = getattr(row, column.name)
            moment = isinstance(column.type, (Moment, DateTime))
            yield column.name, value is not None if moment else value
