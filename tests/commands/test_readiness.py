"""What the rows of “Can I finish this job?” say is what `complete` refuses with, in every combination."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Collection, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from fieldapp.domain.readiness import FIELDS, OPERATIVE_SIGNATURE, SIGNATURE, TENANT_SIGNATURE
from fieldapp.extensions import db
from fieldapp.models import ListItem, Registration, Ticket, User
from fieldapp.models.connection import begin_writing
from fieldapp.queries.readiness import Readiness, readiness_of
from tests import factories as make
from tests.commands.lateness import cancel, completion, decide, send
from tests.commands.visiting import SHA, attempt, booked, doer, quantities
from tests.registering import ask_for_scheme, changed, registration

pytestmark = pytest.mark.usefixtures("app")

PHOTOS = ("before", "after", OPERATIVE_SIGNATURE, TENANT_SIGNATURE)
CERTIFICATE = "electrical-inspection"
OF_FILES = ("certificate", "photos", "signature")
REASON = (("no_signature", "nobody-in"),)
POLICIES = [
    dict(zip(("before_photos_asked", "completion_photos_asked", "signature_asked"), all_three, strict=True))
    for all_three in itertools.product((0, 1), (0, 1), ("none", "operative", "tenant", "both"))
]


def subsets(things: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Every choice of some of them, from none to all."""
    for size in range(len(things) + 1):
        yield from itertools.combinations(things, size)


def signable(visit: Ticket) -> None:
    """The landlord's list has the kinds of photo that signatures are."""
    known = {one.code for one in visit.order.landlord.list_items if one.list_name == "photo-kind"}
    for kind in {OPERATIVE_SIGNATURE, TENANT_SIGNATURE} - known:
        make.saved(ListItem(landlord_id=visit.landlord_id, list_name="photo-kind", code=kind, label=kind, position=90))
    db.session.expire_all()


def add(visit: Ticket, command: str, kind: str) -> None:
    """Record a file: its manifest, of which no byte has arrived."""
    file = (("blob", str(uuid.uuid4())), ("sha256", SHA), ("size", "10"))
    assert attempt(visit, command, *file, ("kind", kind)).outcome == "applied"


def rows_of(visit: Ticket, user: User) -> Readiness:
    db.session.expire_all()
    return readiness_of(user, visit, make.today(), ())


def expected(ready: Readiness) -> set[str]:
    """The parts of the form at which the rows say that completion is refused."""
    return {FIELDS[one.condition] for one in ready.rows if one.blocks and not one.met}


def keep_only(visit: Ticket, kinds: Collection[str]) -> None:
    """Of everything that was recorded only these kinds stand."""
    db.session.rollback()
    begin_writing(db.session)
    for one in (*visit.evidence, *visit.certificates):
        one.removed_at = None if one.kind in kinds else make.now()
    db.session.commit()


def registered(visit: Ticket, until: date) -> None:
    """The visit's operative is registered until a day."""
    db.session.rollback()
    (row,) = db.session.scalars(select(Registration).where(Registration.user_id == visit.operative_id))
    changed(row, expires_on=until)


def with_everything(policy: dict[str, object], until: date) -> Ticket:
    """An accepted visit, for two, on which everything that may be asked for was recorded."""
    visit = booked("accepted", lines=(("480115", 1),), **policy)
    changed(visit.order, two_to_attend=True)
    signable(visit)
    ask_for_scheme(visit)
    registration(doer(visit), until=until)
    for kind in PHOTOS:
        add(visit, "add-photo", kind)
    add(visit, "add-certificate", CERTIFICATE)
    return visit


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: " ".join(map(str, one.values())))
def test_no_refusal_at_completion_that_could_not_be_known_at_acceptance(policy: dict[str, object]) -> None:
    """In every combination the rows of an accepted visit name what completing it is refused for. Rules: C8, D1."""
    visit = with_everything(policy, make.today())
    every = [one.kind for one in rows_of(visit, doer(visit)).rows if one.condition in OF_FILES]
    for kinds in subsets(every):
        keep_only(visit, kinds)
        known = expected(rows_of(visit, doer(visit)))
        for reason in ((), REASON) if FIELDS[SIGNATURE] in known else ((),):
            refused = known - ({FIELDS[SIGNATURE]} if reason else set())
            # One that is taken ends the visit: of those only the one with everything is tried.
            if refused:
                answer = attempt(visit, "complete", *completion(visit), *reason)
                assert (answer.outcome, set(answer.fields)) == ("invalid", refused), (kinds, reason)
            assert refused or reason or len(kinds) == len(every)
    registered(visit, make.today() - timedelta(days=1))
    assert set(attempt(visit, "complete", *completion(visit)).fields) == expected(rows_of(visit, doer(visit)))
    registered(visit, make.today())
    assert expected(rows_of(visit, doer(visit))) == set()
    assert attempt(visit, "complete", *completion(visit)).outcome == "applied"


def test_what_nobody_asks_for_refuses_nothing() -> None:
    """A visit with nothing on it is completed, by a phone that knows of no signatures. Rules: C8."""
    visit = booked("on-site")
    assert rows_of(visit, doer(visit)).rows == ()
    assert attempt(visit, "complete", *completion(visit)).outcome == "applied"


def test_why_nobody_signed_stands_on_the_visit_only_where_nobody_did() -> None:
    visit, signed = (booked("on-site", signature_asked="tenant") for _ in range(2))
    assert "Add it, or say why" in attempt(visit, "complete", *completion(visit)).fields["no_signature"][0]
    assert attempt(visit, "complete", *completion(visit), ("no_signature", "no-such")).outcome == "invalid"
    assert attempt(visit, "complete", *completion(visit), *REASON).outcome == "applied"
    assert visit.no_signature == "nobody-in"
    signable(signed)
    add(signed, "add-photo", TENANT_SIGNATURE)
    assert attempt(signed, "complete", *completion(signed), *REASON).outcome == "applied"
    assert signed.no_signature == ""


def test_a_landlords_own_photo_is_none_of_the_contractors() -> None:
    """Rules: D1."""
    visit = booked("on-site", completion_photos_asked=1)
    officer = make.user("landlord", visit.order.landlord)
    file = (("blob", str(uuid.uuid4())), ("sha256", SHA), ("size", "10"), ("kind", "after"))
    make.do(officer, "add-photo", visit, *file)
    assert expected(rows_of(visit, doer(visit))) == {"photos"}
    assert "photos" in attempt(visit, "complete", *completion(visit)).fields


def test_an_office_is_not_refused_for_want_of_a_registration_and_a_mate_with_one_is_enough() -> None:
    """Rules: C8."""
    visit, helped = (booked("on-site", lines=(("480115", 1),)) for _ in range(2))
    for one in (visit, helped):
        ask_for_scheme(one)
        add(one, "add-certificate", CERTIFICATE)
    office = make.user("office", visit.contractor)
    assert list(attempt(visit, "complete", *completion(visit)).fields) == ["registration"]
    assert [one.blocks for one in rows_of(visit, office).of("registration")] == [False]
    make.do(office, "complete", visit, *completion(visit))
    mate = make.user("operative", helped.contractor)
    registration(mate)
    changed(helped, second_operative_id=mate.id)
    assert attempt(helped, "complete", *completion(helped)).outcome == "applied"


def test_a_registration_that_was_ended_or_is_of_another_firm_does_not_count() -> None:
    """Rules: C8."""
    visit = booked("on-site", lines=(("480115", 1),))
    ask_for_scheme(visit)
    changed(registration(doer(visit)), removed=True)
    registration(doer(visit), contractor_id=make.contractor().id)
    assert [one.met for one in rows_of(visit, doer(visit)).of("registration")] == [False]
    assert "registration" in attempt(visit, "complete", *completion(visit)).fields


def test_a_line_of_which_nothing_was_done_needs_nothing() -> None:
    """Rules: C8."""
    visit = booked("on-site", lines=(("480115", 1),))
    ask_for_scheme(visit)
    answer = attempt(
        visit, "complete", ("comments", "Heater was gone already"), *quantities(visit, "0"), ("sure-nothing", "0")
    )
    assert answer.outcome == "applied"


def test_a_registration_is_judged_on_the_day_of_the_work_and_for_the_day_it_is_booked() -> None:
    """Rules: C8."""
    under = make.contract()
    operative = make.user("operative", under.contractor)
    later = make.today() + timedelta(days=9)
    visit = make.ticket("booked", under, operative, day=later, lines=(("480115", 1),))
    ask_for_scheme(visit)
    registration(operative, until=later - timedelta(days=1))
    (row,) = rows_of(visit, operative).of("registration")
    assert (row.met, "ended" in row.detail) == (False, True)
    add(visit, "add-certificate", CERTIFICATE)
    assert attempt(visit, "complete", *completion(visit)).outcome == "applied", "it is good today"


def test_a_landlord_that_accepts_late_work_meets_the_firms_registrations() -> None:
    """Whether an operative was registered does not depend on who looks, though a landlord reads none. Rules: O2."""
    visit = booked(lines=(("480115", 1),))
    ask_for_scheme(visit)
    registration(doer(visit))
    cancel(visit)
    file = (("blob", str(uuid.uuid4())), ("sha256", SHA), ("size", "10"), ("kind", CERTIFICATE))
    assert attempt(visit, "add-certificate", *file).outcome == "applied", "evidence is still taken"
    late = [send(visit, "arrive"), send(visit, "complete", *completion(visit))]
    answer = decide(visit, "honour", *late, reason="Thank you")
    assert answer.outcome == "applied", answer
    assert visit.state == "completed"
