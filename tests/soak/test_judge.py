"""The judge finds what is wrong, each kind of it, and nothing where nothing is."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import pytest
from flask import Flask

from fieldapp.commands.op import Op
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.models import Blob, Ticket, User
from tests import factories
from tests.soak.judge import COUNTS, Verdict, judge
from tests.soak.ledger import Claim, Ledger

BYTES = b"a picture"
SHA256 = hashlib.sha256(BYTES).hexdigest()


class Day:
    """A phone's day: an arrival, two notes and a photo, all received; `verdict` is what the judge says of it."""

    def __init__(self, app: Flask) -> None:
        self.storage = app.extensions["storage"]
        self.ledger = Ledger()
        self.person: User = factories.user("operative")
        self.visit: Ticket = factories.ticket(
            "booked", under=factories.contract(to=self.person.contractor), operative=self.person
        )
        self.ops = [self.do("arrive"), self.note("first"), self.note("second"), self.photo()]

    def do(self, command: str, *typed: tuple[str, str]) -> Op:
        """An op, saved and received."""
        op = factories.op(self.person, command, self.visit, *typed, door="phone", device="phone 1")
        factories.perform_as(self.person, op)
        saved: dict[str, Any] = {
            "id": op.id, "seq": len(self.ledger.ops) + 1, "user": op.actor, "order": op.order, "ticket": op.ticket,
            "command": op.command, "typed": [list(pair) for pair in op.typed],
        }  # fmt: skip
        self.ledger.enter("phone 1", saved, "a step")
        return op

    def note(self, text: str) -> Op:
        """A note."""
        return self.do("add-note", ("text", text))

    def photo(self) -> Op:
        """A photo and its bytes."""
        blob = str(uuid.uuid4())
        self.ledger.enter_blobs([{"id": blob, "sha256": SHA256}])
        self.storage.put(original_key(SHA256), BYTES)
        facts = {"sha256": SHA256, "size": len(BYTES), "media_type": "image/jpeg", "received_at": factories.now()}
        factories.saved(Blob(id=blob, contractor_id=self.person.contractor_id, sent_by_id=self.person.id, **facts))
        size = str(len(BYTES))
        return self.do("add-photo", ("blob", blob), ("sha256", SHA256), ("size", size), ("kind", "after"))

    def claim(self, number: int) -> Claim:
        """What the phone claimed."""
        return self.ledger.ops[self.ops[number].id]

    def verdict(self) -> Verdict:
        """What the judge says."""
        return judge(self.ledger, self.storage)


@pytest.fixture
def day(app: Flask) -> Day:
    """A day on which nothing went wrong."""
    return Day(app)


def test_a_day_on_which_nothing_went_wrong(day: Day) -> None:
    assert day.verdict().sentences() == []


def never_came(day: Day) -> None:
    """Saved, and not in the journal."""
    claim = day.claim(1)
    day.ledger.ops["gone"] = Claim(**{**vars(claim), "id": "gone"})


def bytes_never_came(day: Day) -> None:
    """The record came, the file did not."""
    db.session.query(Blob).delete()
    db.session.commit()


def came_under_two_ids(day: Day) -> None:
    """The same words again, which no phone has written."""
    first = day.ops[1]
    op = factories.op(day.person, "add-note", day.visit, *first.typed, door="phone", done_at=first.done_at)
    factories.perform_as(day.person, op)


def other_bytes(day: Day) -> None:
    """Something else lies in storage."""
    day.storage.delete(original_key(SHA256))
    day.storage.put(original_key(SHA256), b"another picture")


def other_words(day: Day) -> None:
    """What was typed on the phone was something else."""
    day.claim(1).typed = [["text", "something else"]]


def overtaken(day: Day) -> None:
    """Saved first, received last."""
    day.claim(1).seq, day.claim(2).seq = day.claim(2).seq, day.claim(1).seq


def somebody_else(day: Day) -> None:
    """Written by one, received under the name of another."""
    day.claim(2).user += 1


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (never_came, "lost"),
        (bytes_never_came, "lost"),
        (came_under_two_ids, "duplicate"),
        (other_bytes, "wrong_bytes"),
        (other_words, "wrong_bytes"),
        (overtaken, "out_of_order"),
        (somebody_else, "wrong_person"),
    ],
)
def test_one_wrong_thing_is_found(day: Day, spoil: Any, kind: str) -> None:
    spoil(day)
    counts = day.verdict().counts()
    assert {name for name in COUNTS if counts[name]} == {kind}


def test_a_note_that_is_there_twice_is_found(day: Day) -> None:
    again = day.verdict()
    assert again.duplicate == []
    note = factories.perform_as(day.person, factories.op(day.person, "add-note", day.visit, ("text", "first")))
    assert note.outcome == "applied"
    assert len(day.verdict().duplicate) == 1
