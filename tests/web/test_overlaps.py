"""Tests of web/overlaps.py: an operative who would have to be at two doors at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldapp.domain.dates import london_day, short_day
from fieldapp.extensions import db
from fieldapp.models import Contract, JournalRow, ListItem, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.web.desk_people import contract, fresh, office, operative, post

__all__ = ["contract", "office", "operative"]

DAY = london_day(make.now()) + timedelta(days=2)
WHY = "Same building, one after the other"


@pytest.mark.parametrize(("slot", "asked"), [("am", True), ("pm", False), ("short", True)])
def test_a_slot_that_overlaps_is_booked_with_a_reason(
    client: CheckingClient, contract: Contract, office: User, operative: User, slot: str, asked: bool
) -> None:
    """By half of the shorter slot; the other visit is named, and the reason stands in the journal. Rules: P1."""
    noon = ListItem(
        landlord_id=contract.landlord_id, list_name="slot", code="short", label="Noon–2pm", position=9,
        facts={"starts": "12:00", "ends": "14:00"},
    )  # fmt: skip
    make.saved(noon)
    other = make.ticket("booked", contract, operative, DAY)
    visit = make.ticket("accepted", contract, operative)
    typed = {"date": DAY.isoformat(), "slot": slot}
    page = post(client, visit.id, "book", **typed)
    assert page.status_code == (422 if asked else 303)
    if not asked:
        return
    where = f"{other.reference} at {other.order.property.line_1} on {short_day(DAY)}, 8am–1pm."
    assert f"Jo Kestrel already has {where}" in reads(page)
    assert fresh(visit).state == "accepted"
    assert post(client, visit.id, "book", **typed, overlap_reason=WHY).status_code == 303
    assert f"Why can both visits be done: {WHY}" in reads(client.get(f"/desk/tickets/{visit.id}"))


def test_the_reason_is_asked_for_only_then(
    client: CheckingClient, contract: Contract, office: User, operative: User
) -> None:
    """Another day, somebody else's visit and one that has ended are nobody's concern."""
    make.ticket("booked", contract, operative, DAY + timedelta(days=1))
    make.ticket("booked", contract, make.user("operative", contract.contractor), DAY)
    ended = make.ticket("booked", contract, operative, DAY)
    make.do(office, "no-longer-required", ended, ("reason", "fixed"))
    visit = make.ticket("accepted", contract, operative)
    assert "Why can both visits be done" not in reads(client.get(f"/desk/tickets/{visit.id}"))
    assert post(client, visit.id, "book", date=DAY.isoformat(), slot="am").status_code == 303
    changed = post(client, visit.id, "rebook", date=DAY.isoformat(), slot="pm", reason="tenant")
    assert changed.status_code == 303, "a visit is not in its own way"


def test_a_visit_without_a_slot_is_in_nobodys_way(
    client: CheckingClient, contract: Contract, office: User, operative: User
) -> None:
    """Rules: P1, P3."""
    communal = make.ticket("accepted", contract, operative)
    make.do(operative, "no-appointment-needed", communal, ("why", "communal"), ("date", DAY.isoformat()))
    visit = make.ticket("accepted", contract, operative)
    assert post(client, visit.id, "book", date=DAY.isoformat(), slot="am").status_code == 303


def test_who_is_given_a_visit_may_be_somewhere_else(
    client: CheckingClient, contract: Contract, office: User, operative: User
) -> None:
    """As the second of two, too."""
    first = make.user("operative", contract.contractor, name="Sam Wren")
    make.ticket("booked", contract, operative, DAY)
    visit = make.ticket("booked", contract, first, DAY, two_to_attend=True)
    typed = {"operative": str(first.id), "second_operative": str(operative.id)}
    page = post(client, visit.id, "allocate", **typed)
    assert page.status_code == 422
    assert "Jo Kestrel already has" in reads(page)
    assert post(client, visit.id, "allocate", **typed, overlap_reason=WHY).status_code == 303
    assert fresh(visit).second_operative_id == operative.id


def test_a_phone_is_never_refused_for_it(contract: Contract, operative: User) -> None:
    make.ticket("booked", contract, operative, DAY)
    visit = make.ticket("accepted", contract, operative)
    make.do(operative, "book", visit, ("date", DAY.isoformat()), ("slot", "am"), door="phone")
    rows = db.session.query(JournalRow).filter_by(ticket_id=visit.id, command="book").all()
    assert [row.outcome for row in rows] == ["applied"]


def test_a_slot_that_is_over_is_booked_with_a_warning(client: CheckingClient, contract: Contract, office: User) -> None:
    """Work is written down afterwards as well. Rules: P1."""
    facts = {"starts": "00:00", "ends": "00:00"}
    over = ListItem(
        landlord_id=contract.landlord_id, list_name="slot", code="dawn", label="Dawn", position=9, facts=facts
    )
    make.saved(over)
    visit = make.ticket("accepted", contract)
    assert post(client, visit.id, "book", date=make.today().isoformat(), slot="dawn").status_code == 303
    assert "This slot is already over." in reads(client.get(f"/desk/tickets/{visit.id}"))
