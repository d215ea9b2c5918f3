"""Tests of commands/mailing.py and dispatch/mail.py: from the landlord's command to the letter in the folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select, update

from fieldapp.config import Settings
from fieldapp.dispatch import loop
from fieldapp.extensions import db
from fieldapp.gateways.mail import FolderMail, NotSent
from fieldapp.models import Caution, Contract, Note, Outgoing, Ticket, User
from tests import factories as make
from tests.applications import Applications


@pytest.fixture
def contract(app: Flask) -> Contract:
    return make.contract(to=make.contractor(email="office@sorrel.test", name="Sorrel Repairs"))


@pytest.fixture
def officer(contract: Contract) -> User:
    return make.user("landlord", contract.landlord, name="Ada Field")


@pytest.fixture
def letters(applications: Applications) -> Callable[[], list[EmailMessage]]:
    """Sends what is due; gives the letters that have been sent so far, the oldest first."""

    def sent() -> list[EmailMessage]:
        loop.run(Event(), once=True)
        make.unfenced()
        files = sorted((applications.folder / "mail").glob("*.eml"), key=lambda one: one.stat().st_mtime_ns)
        return [message_from_bytes(one.read_bytes(), policy=policy.default) for one in files]

    return sent


def rows() -> list[Outgoing]:
    db.session.rollback()
    return list(db.session.scalars(select(Outgoing).order_by(Outgoing.id)))


def words(letter: EmailMessage, kind: str = "plain") -> str:
    body = letter.get_body((kind,))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")


Letters = Callable[[], list[EmailMessage]]


def test_new_work_is_told_to_its_firm(contract: Contract, officer: User, letters: Letters, settings: Settings) -> None:
    """Rules: A9, T1"""
    order = make.order(contract, purchase_order="PO 55", place="Kitchen", priority="emergency", emergency=True)
    make.saved(
        Caution(
            landlord_id=order.landlord_id, property_id=order.property_id, code="dog", action="Call before you knock",
            detail="Bitten by the dog in 2019",
        )
    )  # fmt: skip
    make.do(officer, "issue", order, ("note", "The key is in the safe & the code is 12"))
    letter = letters()[0]
    assert letter["To"] == "office@sorrel.test"
    assert letter["Subject"].startswith(f"Emergency: Accept or reject {order.reference} visit 1, due ")
    link = f"{settings.public_url}/desk/tickets/{order.tickets[0].id}"
    for said in (
        f"{order.reference} · visit 1", "Emergency, 24 hours", order.property.line_1, "XB4 7QT", "Kitchen",
        "07700 900 482", "Mrs P. Larkspur", "Kitchen mixer tap leaking", "Call before you knock", "PO 55", "Ada Field",
    ):  # fmt: skip
        assert said in words(letter), said
        assert said in words(letter, "html"), said
    assert "safe & the code" in words(letter)
    assert "safe &amp; the code" in words(letter, "html")
    assert link in words(letter)
    assert f'href="{link}"' in words(letter, "html")
    assert "Bitten" not in words(letter) + words(letter, "html")


def test_no_caution_is_said_in_the_same_words_as_on_a_page(contract: Contract, officer: User, letters: Letters) -> None:
    """Rules: T1, T2"""
    make.do(officer, "issue", make.order(contract))
    make.do(officer, "issue", make.order(contract, warning=True))
    plain, warned = (words(one) for one in letters())
    assert "No recorded cautions exist" in plain
    assert "That does not mean there is none" in plain
    assert "Warning: read the notes" in warned
    assert "No recorded cautions exist" not in warned


def test_what_is_written_down_are_ids_only(contract: Contract, officer: User) -> None:
    order = make.order(contract)
    make.do(officer, "issue", order)
    row, visit = rows()[0], order.tickets[0]
    assert (row.kind, row.facts) == (
        "mail",
        {"what": "issue", "order": order.id, "ticket": visit.id, "contractor": contract.contractor_id},
    )


def test_what_is_not_committed_is_not_told(contract: Contract, officer: User) -> None:
    """The row is of the command's own transaction: refused, it writes nothing."""
    order = make.order(contract)
    make.do(officer, "issue", order)
    make.perform_as(officer, make.op(officer, "issue", order))
    assert len(rows()) == 1


def test_an_order_issued_again_comes_with_its_note(contract: Contract, officer: User, letters: Letters) -> None:
    """Rules: A9, O1"""
    office = make.user("office", contract.contractor)
    visit = make.ticket("issued", contract)
    make.do(office, "reject", visit, ("reason", "wrong-trade"), ("comments", "Needs a gas engineer"))
    make.do(officer, "re-issue", visit.order, ("note", "The boiler was seen to"))
    (letter,) = letters()
    assert f"{visit.order.reference} visit 2" in letter["Subject"]
    assert "has issued this order to you again" in words(letter)
    assert "The boiler was seen to" in words(letter)


def test_a_visit_that_follows_on_is_new_work(contract: Contract, letters: Letters) -> None:
    """Rules: A9, S3"""
    visit = make.ticket("booked", contract, make.user("operative", contract.contractor))
    make.do(visit.operative, "no-access", visit, ("called", "no"), ("comments", "Nobody in"))
    (letter,) = letters()
    assert letter["Subject"].startswith(f"Accept or reject {visit.order.reference} visit 2")
    assert "follows on from visit 1" in words(letter)


def test_work_that_is_accepted_on_issue_is_to_be_booked(letters: Letters, app: Flask) -> None:
    """Rules: T10, A9"""
    under = make.contract(make.landlord(acceptance_asked=False), make.contractor(email="office@sorrel.test"))
    visit = make.ticket("issued", under)
    (letter,) = letters()
    assert letter["Subject"].startswith(f"Book {visit.order.reference} visit 1")


@pytest.mark.parametrize("command", ["cancel", "cancel-visit"])
def test_cancelled_work_is_told(contract: Contract, officer: User, letters: Letters, command: str) -> None:
    """Rules: T9, A9"""
    visit = make.ticket("booked", contract)
    if command == "cancel":
        make.do(officer, "hold", visit.order, ("comments", "Wait"))
    make.do(officer, command, visit.order, ("reason", "duplicate"), ("comments", "See C2"))
    (letter,) = letters()
    assert letter["Subject"] == f"Do not attend: {visit.order.reference} visit 1 is cancelled"
    assert "Why: Raised twice. See C2" in words(letter)
    assert "It was booked for: " in words(letter, "html").replace("<b>", "")


def test_an_order_without_an_open_visit_is_cancelled_in_silence(contract: Contract, officer: User) -> None:
    make.do(officer, "cancel", make.order(contract), ("reason", "duplicate"))
    assert rows() == []


@pytest.mark.parametrize("facts", [{"alerts": False}, {"email": ""}])
def test_who_wants_no_letters_when_they_are_sent_gets_none(
    contract: Contract, officer: User, letters: Letters, facts: dict[str, object]
) -> None:
    """Rules: A9"""
    make.do(officer, "issue", make.order(contract))
    for name, value in facts.items():
        setattr(contract.contractor, name, value)
    db.session.commit()
    assert letters() == []
    assert rows()[0].done_at is not None


def test_who_has_acted_meanwhile_is_not_told_to_act(contract: Contract, officer: User, letters: Letters) -> None:
    make.ticket("booked", contract)
    assert letters() == []


def test_an_absent_firm_that_has_rejected_it_is_not_told(officer: User, contract: Contract) -> None:
    """Rules: A9"""
    contract.contractor.away_reason = "Closed"
    db.session.commit()
    make.do(officer, "issue", make.order(contract))
    assert rows() == []


def test_a_letter_holds_nothing_that_is_another_firms(contract: Contract, officer: User, letters: Letters) -> None:
    """Rules: A8"""
    order = make.order(contract)
    other = make.contract(contract.landlord)
    make.saved(
        Note(
            landlord_id=order.landlord_id, contractor_id=other.contractor_id, order_id=order.id, author_id=officer.id,
            text="For the other firm only", written_at=make.now(), received_at=make.now(),
        )
    )  # fmt: skip
    make.do(officer, "issue", order)
    (letter,) = letters()
    assert "For the other firm only" not in words(letter) + words(letter, "html")


def test_a_server_that_is_away_is_asked_again_with_the_same_message(
    contract: Contract, officer: User, letters: Letters, app: Flask
) -> None:
    make.do(officer, "issue", make.order(contract))
    mail = app.extensions["mail"]
    app.extensions["mail"] = Failing(mail)
    assert len(letters()) == 1
    assert rows()[0].done_at is None
    assert "NotSent: the connection broke" in rows()[0].last_error
    app.extensions["mail"] = mail
    db.session.execute(update(Outgoing).values(due_at=make.now() - timedelta(seconds=1)))
    db.session.commit()
    assert len(letters()) == 1, "the same Message-ID, and so the same file"
    assert (rows()[0].done_at is not None, rows()[0].attempts) == (True, 2)


class Failing:
    """Sends, and says that it did not: what a connection that breaks at the last moment looks like."""

    def __init__(self, through: FolderMail) -> None:
        self.through = through

    def send(self, letter: object) -> None:
        self.through.send(letter)
        raise NotSent("the connection broke")


def test_what_never_goes_is_given_up(contract: Contract, officer: User, letters: Letters, app: Flask) -> None:
    make.do(officer, "issue", make.order(contract))
    db.session.execute(update(Outgoing).values(attempts=44))
    db.session.commit()
    app.extensions["mail"] = Failing(app.extensions["mail"])
    letters()
    assert rows()[0].done_at is not None


class TestWithoutMail:
    """A deployment without MAIL_URL."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, mail_url=None)

    def test_nothing_piles_up(self, contract: Contract, officer: User) -> None:
        make.do(officer, "issue", make.order(contract))
        assert rows() == []

    def test_what_was_written_down_before_is_done_with(
        self, contract: Contract, officer: User, letters: Letters, app: Flask
    ) -> None:
        visit: Ticket = make.ticket("issued", contract)
        make.saved(
            Outgoing(
                kind="mail", due_at=make.now(),
                facts={"what": "issue", "ticket": visit.id, "contractor": visit.contractor_id},
            )
        )  # fmt: skip
        assert letters() == []
        assert rows()[0].done_at is not None


def test_what_was_decided_of_a_variation_is_told(contract: Contract, officer: User, letters: Letters) -> None:
    """With the lines and the reason. Rules: A9, V5."""
    visit = make.ticket("booked", contract)
    manager, desk = make.user("contract-manager", contract.landlord), make.user("office", contract.contractor)
    letters()
    make.do(desk, "vary", visit.order, ("reason", "addition"), ("code-1", "310911"), ("quantity-1", "2"))
    make.do(manager, "refuse-variation", visit.order, ("variation", "1"), ("reason", "Within the first price"))
    told = letters()[-1]
    assert str(told["subject"]).startswith("Variation refused: ")
    for kind in ("plain", "html"):
        for said in ("refused", "310911 added, 2", "Within the first price", f"/desk/tickets/{visit.id}"):
            assert said in words(told, kind), said


def test_a_letter_is_about_the_variation_that_was_decided(contract: Contract, officer: User, letters: Letters) -> None:
    """Also where the next one was decided before it was sent. Rules: A9, V5."""
    visit = make.ticket("booked", contract)
    manager, desk = make.user("contract-manager", contract.landlord), make.user("office", contract.contractor)
    letters()
    for number, quantity in (("1", "2"), ("2", "5")):
        typed = (("reason", "addition"), ("code-1", "310911"), ("quantity-1", quantity))
        make.do(desk, "vary", visit.order, *typed)
        no = (("variation", number), ("reason", f"Reason {number}"))
        make.do(manager, "refuse-variation", visit.order, *no)
    first, second = letters()[-2:]
    assert ("310911 added, 2" in words(first), "Reason 1" in words(first)) == (True, True)
    assert ("310911 added, 5" in words(second), "Reason 2" in words(second)) == (True, True)
