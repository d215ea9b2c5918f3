"""Whatever is done to an order, sent too late and decided about it, in whatever order: its invariants hold."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta

import pytest

from fieldapp.domain.lifecycle import OPEN
from fieldapp.models import LateCommand, Ticket, User
from tests import factories as make
from tests.commands.lateness import NO_ACCESS, PHOTO, Typed, completion, expect_invariants, late_rows
from tests.commands.visiting import booked

pytestmark = pytest.mark.usefixtures("app")
STEPS = 30
TYPED: dict[str, Typed] = {
    "accept": (),
    "book": (("date", make.today().isoformat()), ("slot", "am")),
    "arrive": (),
    "no-access": NO_ACCESS,
    "follow-on": (("why", "Part missing"), ("needed", "A tap"), ("booked", "no"), ("prevented", "No stock")),
    "needs-landlord": (("comments", "Wall must be made safe"),),
    "did-not-attend": (("reason", "staff"),),
    "add-photo": PHOTO,
}
LANDLORDS: dict[str, Typed] = {
    "cancel": (("reason", "duplicate"),),
    "cancel-visit": (("reason", "duplicate"),),
    "re-issue": (),
    "reopen": (("comments", "Again"),),
    "hold": (("comments", "Check the lease"),),
    "release": (),
    "take-back": (("comments", "Somebody else goes"),),
}


class Turns:
    """People of both sides who do what the dice say, on any visit of one order."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.first = booked(evidence_after_completion=False, no_access_limit=2)
        self.order = self.first.order
        under = self.first.contractor
        self.officer = make.user("landlord", self.order.landlord)
        self.office = make.user("office", under)
        self.operatives: list[User] = [self.first.operative or self.office, make.user("operative", under)]

    def take(self) -> None:
        """One step: the landlord's, the contractor's, or a decision."""
        self.dice.choice((self.landlord, self.contractor, self.contractor, self.decide))()

    def landlord(self) -> None:
        command = self.dice.choice(list(LANDLORDS))
        on = self.visit() if command == "take-back" else self.order
        make.perform_as(self.officer, make.op(self.officer, command, on, *LANDLORDS[command]))

    def contractor(self) -> None:
        command, visit = self.dice.choice([*TYPED, "complete", "complete", "allocate"]), self.visit()
        by = self.dice.choice([self.office, *self.operatives])
        if command == "allocate":
            typed: Typed = (("operative", str(self.dice.choice(self.operatives).id)),)
            by = self.office
        else:
            typed = tuple(completion(visit)) if command == "complete" else TYPED[command]
            typed = tuple((name, self.file()) if name == "blob" else (name, value) for name, value in typed)
        earlier = make.now() - timedelta(minutes=self.dice.randrange(60))
        times = {"done_at": earlier, "sent_at": make.now(), "received_at": make.now()}
        make.perform_as(by, make.op(by, command, visit, *typed, **times))

    def decide(self) -> None:
        undecided = [one for one in late_rows() if not one.decision]
        if undecided:
            chosen = self.dice.choice(undecided)
            self.post([one for one in undecided if one.ticket_id == chosen.ticket_id][: self.dice.choice((1, 9))])

    def post(self, late: list[LateCommand]) -> None:
        command = self.dice.choice(("honour", "honour", "decline"))
        typed = [*(("late", one.op_id) for one in late), ("reason", "The wrong house")]
        answer = make.perform_as(self.officer, make.op(self.officer, command, self.order, *typed))
        assert answer.outcome == "applied" or answer.code in ("not-yet", "out-of-turn"), answer

    def file(self) -> str:
        """The id of a file, as a phone makes it: every time another."""
        return str(uuid.UUID(int=self.dice.getrandbits(128), version=4))

    def visit(self) -> Ticket:
        chosen: Ticket = self.dice.choice(self.order.tickets)
        return chosen


@pytest.mark.parametrize("seed", range(8))
def test_no_decision_breaks_an_order(seed: int) -> None:
    """One open visit at most, statuses and journal as they must be, after every step. Rules: O2, V1."""
    turns = Turns(seed)
    for _ in range(STEPS):
        turns.take()
        expect_invariants(turns.order)
    assert all(one.state in OPEN or one.ended_at for one in turns.order.tickets)


def test_the_dice_lead_to_decisions() -> None:
    """A walk in which nothing came late would prove nothing."""
    turns = Turns(1)
    for _ in range(150):
        turns.take()
    assert {one.decision for one in late_rows()} >= {"honoured", "declined"}
