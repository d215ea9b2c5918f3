"""Completed work that demands a certificate is paid once the certificate's file is here, and both sides read why."""

from __future__ import annotations

import uuid

import pytest

from fieldapp.extensions import db
from fieldapp.models import Blob, Contract, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.invoicing import recorded
from tests.reading import reads
from tests.signing_in import sign_in_instead
from tests.web.landlord_people import contract, officer

__all__ = ["contract", "officer"]
SHA = "a" * 64
WAITS = "Payment waits until the file is received of:"


@pytest.fixture
def visit(contract: Contract) -> Ticket:
    """A visit completed on the strength of a certificate that was written down, its file still on the phone."""
    visit = make.ticket("on-site", contract, make.user("operative", contract.contractor), lines=(("480115", 1),))
    send(visit, visit.order.lines[0].certificate)
    make.do(
        make.user("office", contract.contractor), "complete", visit, ("comments", "Tested each circuit, all passed"),
        (f"line-{visit.order.lines[0].id}", "1"),
    )  # fmt: skip
    return visit


def send(visit: Ticket, kind: str) -> str:
    blob = str(uuid.uuid4())
    made = (("blob", blob), ("sha256", SHA), ("size", "9"), ("kind", kind))
    make.do(make.user("office", visit.contractor), "add-certificate", visit, *made)
    return blob


def receive(visit: Ticket, blob: str) -> None:
    make.saved(
        Blob(
            id=blob, landlord_id=visit.landlord_id, contractor_id=visit.contractor_id, sha256=SHA, size=9,
            media_type="application/pdf", state="shown", received_at=make.now(), sent_by_id=visit.operative_id,
        )
    )  # fmt: skip


def pay(officer: User, visit: Ticket) -> tuple[str, str]:
    db.session.refresh(visit.order)
    paid_on = ("paid_on", make.today().isoformat())
    answer = make.perform_as(officer, make.op(officer, "mark-paid", visit.order, paid_on))
    return answer.outcome, answer.reason


def test_payment_waits_for_the_bytes(client: CheckingClient, visit: Ticket, officer: User) -> None:
    """The completion does not. Rules: C8, F4."""
    blob = visit.evidence[0].blob_id
    outcome, reason = pay(officer, visit)
    assert (outcome, "payment waits until it is sent" in reason) == ("refused", True)
    page = client.get(f"/landlord/orders/{visit.order_id}")
    assert WAITS in reads(page)
    assert "mark-paid" not in page.text
    sign_in_instead(client, make.user("office", visit.contractor))
    assert WAITS in reads(client.get(f"/desk/tickets/{visit.id}"))
    receive(visit, blob)
    assert WAITS not in reads(client.get(f"/desk/tickets/{visit.id}"))
    assert pay(officer, visit) == ("applied", "")


def test_another_file_of_its_kind_will_do(visit: Ticket, officer: User) -> None:
    """The phone is lost: the office sends the certificate from its own copy. Rules: C8, D2."""
    receive(visit, send(visit, visit.evidence[0].kind))
    assert pay(officer, visit) == ("applied", "")


def test_neither_a_photo_nor_what_was_taken_off_will_do(visit: Ticket, officer: User) -> None:
    """Rules: C8, D2."""
    [certificate] = visit.evidence
    kind, office = certificate.kind, make.user("office", visit.contractor)
    receive(visit, certificate.blob_id)
    certificate.removed_at = make.now()
    db.session.commit()
    photo = str(uuid.uuid4())
    make.do(office, "add-photo", visit, ("blob", photo), ("sha256", SHA), ("size", "9"), ("kind", "after"))
    row = next(one for one in visit.evidence if one.sort == "photo")
    row.kind = kind
    db.session.commit()
    receive(visit, photo)
    assert pay(officer, visit)[0] == "refused"


def test_an_invoice_that_comes_after_payment_waits_for_no_review(visit: Ticket, officer: User) -> None:
    """Orders were paid before their additional work had to be cleared; nobody reviews them any more. Rules: F4, C7."""
    receive(visit, visit.evidence[0].blob_id)
    assert pay(officer, visit)[0] == "applied"
    visit.order.extra_review = "owed"
    db.session.commit()
    recorded(visit)


def test_what_demands_none_waits_for_none(contract: Contract, officer: User) -> None:
    """Rules: F4."""
    visit = make.ticket("on-site", contract)
    did = (("comments", "Renewed the tap and tested it"), (f"line-{visit.order.lines[0].id}", "1"))
    make.do(make.user("office", contract.contractor), "complete", visit, *did)
    assert pay(officer, visit) == ("applied", "")
