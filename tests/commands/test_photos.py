"""Photos in words: what one shows is said after it was taken, and may be said again."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from fieldapp.domain.lists import SIGNATURES
from fieldapp.extensions import db
from fieldapp.models import Evidence, JournalRow, Ticket
from tests import factories as make
from tests.commands.visiting import BLOB, SHA, attempt, booked, doer

pytestmark = pytest.mark.usefixtures("app")


def with_photo(kind: str = "after", caption: str = "") -> Ticket:
    """A visit on site with a photo."""
    visit = booked("on-site")
    taken = (("blob", BLOB), ("sha256", SHA), ("size", "10"), ("kind", kind), ("caption", caption))
    make.do(doer(visit), "add-photo", visit, *taken)
    return visit


def caption_of(visit: Ticket) -> str:
    """The words of its photo."""
    db.session.rollback()
    return db.session.scalars(select(Evidence).where(Evidence.ticket_id == visit.id)).one().caption


def test_a_photo_is_described_after_it_was_taken() -> None:
    """The journal keeps every wording, the photo the last. Rules: D1."""
    visit = with_photo()
    for words in ("The new valve", "The new valve, tested"):
        make.do(doer(visit), "caption-photo", visit, ("blob", BLOB), ("caption", words))
    assert caption_of(visit) == "The new valve, tested"
    query = select(JournalRow).where(JournalRow.command == "caption-photo").order_by(JournalRow.number)
    said = [dict(row.typed or [])["caption"] for row in db.session.scalars(query)]
    assert said == ["The new valve", "The new valve, tested"]


def test_a_photo_of_another_visit_is_not_described() -> None:
    """Rules: A8, D1."""
    with_photo(caption="As it was")
    theirs = booked("on-site")
    for blob in (BLOB, str(uuid.uuid4())):
        answer = attempt(theirs, "caption-photo", ("blob", blob), ("caption", "Mine"))
        assert (answer.outcome, answer.code) == ("refused", "no-such-file")
    assert db.session.scalars(select(Evidence.caption)).all() == ["As it was"]


def test_a_photo_that_was_taken_off_is_not_described() -> None:
    """Rules: D2."""
    visit = with_photo(caption="As it was")
    make.do(doer(visit), "remove-section", visit, ("blob", BLOB))
    assert attempt(visit, "caption-photo", ("blob", BLOB), ("caption", "Later")).outcome == "refused"
    assert caption_of(visit) == "As it was"


def test_the_landlords_photo_keeps_its_words() -> None:
    """Rules: D1, A8."""
    visit = booked("on-site")
    typed = (("blob", BLOB), ("sha256", SHA), ("size", "10"), ("kind", "other"), ("caption", "Survey"))
    make.do(make.user("landlord", visit.order.landlord), "add-photo", visit, *typed)
    assert attempt(visit, "caption-photo", ("blob", BLOB), ("caption", "Mine")).code == "no-such-file"
    assert caption_of(visit) == "Survey"


@pytest.mark.parametrize("kind", SIGNATURES)
def test_a_signature_keeps_the_name_that_was_signed(kind: str) -> None:
    """Rules: D1."""
    visit = with_photo(kind, "R. Wren")
    answer = attempt(visit, "caption-photo", ("blob", BLOB), ("caption", "Somebody else"))
    assert (answer.outcome, answer.code) == ("refused", "signed")
    assert caption_of(visit) == "R. Wren"


def test_what_is_not_there_is_refused_and_holds_nothing_up() -> None:
    """What a phone queued blindly must not come back to be corrected. Rules: D2."""
    answer = attempt(booked("on-site"), "remove-section", ("blob", BLOB))
    assert (answer.outcome, answer.code) == ("refused", "no-such-file")
