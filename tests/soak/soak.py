"""Does the steps of a plan on phones and the office, and lets everything come to rest at the end."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fieldapp.models import Contract, User
from tests import factories
from tests.browser.operative import look_away
from tests.live_server import LiveServer
from tests.soak import steps, taps
from tests.soak.handset import Handset
from tests.soak.ledger import Job, Ledger
from tests.soak.plan import Step
from tests.soak.weather import Weather

STATES = ("booked", "on-site", "accepted")
DRAINED = 60


@dataclass
class Tally:
    """What was done, beside what phones claimed."""

    steps: int = 0
    skipped: int = 0
    kills: int = 0
    outages: int = 0


class Soak:
    """Two people, their visits, one phone that they share and one of the second's own."""

    def __init__(self, seed: int, live_server: LiveServer, files: Mapping[str, str]) -> None:
        self.seed, self.server = seed, live_server
        self.weather = Weather(live_server.saboteur, files)
        self.ledger, self.tally = Ledger(), Tally()
        self.handsets: list[Handset] = []
        self.contract: Contract = factories.contract()
        self.people: list[User] = [factories.user("operative", self.contract.contractor) for _ in range(2)]
        self.officer: User = factories.user("landlord", self.contract.landlord)
        self.visits: dict[int, list[Job]] = {person.id: [] for person in self.people}

    def begin(self, handsets: list[Handset], visits: int) -> None:
        """Everybody has some visits to make, and signs in on a phone."""
        self.handsets = handsets
        for person, number in itertools.product(self.people, range(visits)):
            self.allocate(person, STATES[number % len(STATES)])
        for handset, person in zip(handsets, self.people, strict=False):
            handset.turn_on()
            handset.give_to(person)

    def allocate(self, person: User, state: str = "booked") -> None:
        """The office gives somebody one more visit, of an order of its own."""
        look_away()
        secret = f"Resident {sum(map(len, self.visits.values())):05d}."
        ticket = factories.ticket(state, under=self.contract, operative=person, contact_name=secret)
        self.visits[person.id].append(Job(ticket.id, ticket.order_id, secret))
        look_away()

    def go(self, plan: Iterator[Step], *, most: int, until: float) -> None:
        """Do so many steps, or as many as there is time for."""
        for step in itertools.islice(plan, most):
            if time.monotonic() > until:
                break
            handset = self.handsets[step.phone]
            handset.step = str(step)
            self.tally.steps += 1
            try:
                done = getattr(steps, step.kind.replace("-", "_"))(self, handset, step)
            except Exception as error:
                error.add_note(f"seed {self.seed}, {step}")
                raise
            # A form that a visit does not offer, or a page that was not kept.
            self.tally.skipped += done is False

    def come_to_rest(self) -> None:
        """Signal is back, nothing is broken any more, everybody who has work on a phone signs in and sends it."""
        self.server.stop()
        self.server.start()
        self.weather.clear()
        for handset in self.handsets:
            handset.step = "the end"
            steps.signal(self, handset, Step(0, "signal", 0, "", 0, 0))
            self._drain(handset)
            other = next(person for person in self.people if person.id != handset.operative.user.id)
            if handset.waiting(other.id):
                handset.hand_over(other, "session ends")
                self._drain(handset)

    def _drain(self, handset: Handset) -> None:
        """Until nothing of this person waits; for ever is too long, and what is still there is the judge's business."""
        user = handset.operative.user.id
        until = time.monotonic() + DRAINED
        while time.monotonic() < until:
            for outcome in handset.held()["outcomes"]:
                if outcome["outcome"] == "invalid" and outcome["op"]["user"] == user:
                    taps.put_right(handset, outcome)
            handset.page.goto("/field/outbox")
            # Heard whether it is in sight or not: it goes from the screen the moment that nothing waits.
            handset.page.locator("[data-send-now]").first.dispatch_event("click")
            if handset.wait(lambda: not handset.waiting(user), 2):
                break
        held = handset.held()
        self.ledger.enter_held(handset.name, held, "found at the end")
        self.ledger.left_on(handset.name, held)
