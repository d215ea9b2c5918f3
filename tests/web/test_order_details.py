"""An order's details wherever the order is shown: what has a value, to whom, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from fieldapp.domain.dates import london_day, show_day
from fieldapp.extensions import db
from fieldapp.models import Contract, Landlord, Ticket, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import sign_in
from tests.web.desk_people import contract

__all__ = ["contract"]

DETAILS: dict[str, Any] = {
    "access_am": "YNYNYN", "access_pm": "NNNNNN", "right_to_repair": "Y", "caused_by": "Frost", "tenants": "Mrs Pearl",
    "tenant_email": "pearl@example.test", "insurance_reference": "INS-1", "void_reference": "VD-2",
    "work_programme": "RESP", "recharge": "Tenant", "confirmation": "N",
    "order_printed": "Y", "tenant_ticket_printed": "N", "update_child_elements": "N",
}  # fmt: skip
SUMS = {"estimated_cost": 8850, "estimated_tax": 1770, "invoiced_cost": 9000, "invoiced_tax": 0}
MONEY = ("Estimated cost £88.50", "Estimated tax £17.70", "Invoiced cost £90.00", "Invoiced tax £0.00")
SAID = (
    "Access Mornings: Mon, Wed, Fri Afternoons: no day", "Right to repair Yes", "Caused by Frost", "Tenants Mrs Pearl",
    "Tenants’ email pearl@example.test", "Home telephone 01632 960 077", "Insurance reference INS-1",
    "Void reference VD-2", "Work programme RESP", "Recharge Tenant",
    "Confirmation No", "Works order printed Yes", "Tenant ticket printed No", "Update child elements No",
    "Location Loft", "Warning Yes: read the notes",
)  # fmt: skip
PERSONAL = ("Mrs Pearl", "pearl@example.test")
ROLES = ("operative", "office", "landlord")


@pytest.fixture
def visit(contract: Contract) -> Ticket:
    """A visit of an order that says everything."""
    return make.ticket(
        "booked", contract, details={**DETAILS, **SUMS}, place="Loft", home_telephone="01632 960 077", warning=True,
        purchase_order="PO-77",
    )  # fmt: skip


def seen_by(client: CheckingClient, role: str, visit: Ticket) -> str:
    """What somebody of that role reads on the visit's (or the order's) page."""
    answer = client.get(address_for(role, visit))
    assert answer.status_code == 200
    return reads(answer)


def address_for(role: str, visit: Ticket) -> str:
    folder, number = {
        "operative": ("field/tickets", visit.id), "office": ("desk/tickets", visit.id),
        "landlord": ("landlord/orders", visit.order_id),
    }[role]  # fmt: skip
    return f"/{folder}/{number}"


def signed_in(client: CheckingClient, role: str, contract: Contract, visit: Ticket | None = None) -> User:
    """Somebody of that role; an operative has the visit."""
    person: User = make.user(role, contract.landlord if role == "landlord" else contract.contractor)
    if visit and role == "operative":
        make.do(make.user("supervisor", contract.contractor), "allocate", visit, ("operative", str(person.id)))
    sign_in(client, person)
    return person


def money_shown(landlord: Landlord, *, shown: bool) -> None:
    landlord.stored_policy = {**landlord.stored_policy, "rates_shown": shown}
    db.session.commit()


@pytest.mark.parametrize("role", ROLES)
def test_every_detail_is_on_the_page(client: CheckingClient, contract: Contract, visit: Ticket, role: str) -> None:
    """With the order's version, and since when it has its status. Rules: T3, T1."""
    signed_in(client, role, contract, visit)
    words = seen_by(client, role, visit)
    db.session.refresh(visit.order)
    day = show_day(london_day(visit.order.status_at), contract.landlord.policy.date_style)
    of_order = (
        f"Order status Issued, since {day}", f"Version {visit.order.version}", "PO number PO-77",
        f"Property reference {visit.order.property.reference}", f"Contractor site {contract.site_code}",
    )  # fmt: skip
    for said in (*SAID, *of_order):
        assert said in words, said


@pytest.mark.parametrize("role", ROLES)
def test_what_was_not_said_is_not_there(client: CheckingClient, contract: Contract, role: str) -> None:
    """Rules: T3."""
    visit = make.ticket("booked", contract, details={"work_programme": "RESP"})
    signed_in(client, role, contract, visit)
    words = seen_by(client, role, visit)
    assert "Work programme RESP" in words
    for label in ("Access Mornings", "Right to repair", "Tenants", "Home telephone", "Confirmation", "Estimated cost",
                  "Recharge"):  # fmt: skip
        assert label not in words, label


@pytest.mark.parametrize(("role", "shown", "sees"), [
    ("operative", False, False), ("operative", True, True), ("office", False, False), ("office", True, True),
    ("landlord", False, True),
])  # fmt: skip
def test_sums_are_for_whom_the_policy_shows_money(
    client: CheckingClient, contract: Contract, visit: Ticket, role: str, *, shown: bool, sees: bool
) -> None:
    """And always for the landlord. Rules: T3, C4."""
    money_shown(contract.landlord, shown=shown)
    signed_in(client, role, contract, visit)
    words = seen_by(client, role, visit)
    assert [said in words for said in MONEY] == [sees] * len(MONEY)


@pytest.mark.parametrize("kind", ["communal", "void"])
@pytest.mark.parametrize("role", ROLES)
def test_where_nobody_lives_nobody_is_named(
    client: CheckingClient, contract: Contract, visit: Ticket, role: str, kind: str
) -> None:
    """Not even where the home was emptied after the order was raised. Rules: T1, T3."""
    setattr(visit.order.property, kind, True)
    visit.order.contact_name = visit.order.contact_telephone = ""
    db.session.commit()
    signed_in(client, role, contract, visit)
    words = seen_by(client, role, visit)
    assert "Void reference VD-2" in words
    for said in (*PERSONAL, "Home telephone"):
        assert said not in words, said


@pytest.mark.parametrize("role", ROLES)
def test_nobody_else_sees_any_of_it(client: CheckingClient, contract: Contract, visit: Ticket, role: str) -> None:
    """Another firm, an operative without the visit, another landlord. Rules: A8."""
    stranger = contract if role == "operative" else make.contract()
    signed_in(client, role, stranger)
    answer = client.get(address_for(role, visit))
    assert answer.status_code == 404
    for said in (*PERSONAL, "INS-1", "RESP"):
        assert said not in answer.text


def test_a_job_sheet_says_what_is_needed_at_the_door(client: CheckingClient, contract: Contract, visit: Ticket) -> None:
    """And no more than that. Rules: T8, T3."""
    signed_in(client, "office", contract)
    sheet = client.get(f"/desk/tickets/{visit.id}/job-sheet")
    assert sheet.status_code == 200
    words = reads(sheet)
    for said in ("Access Mornings: Mon, Wed, Fri; Afternoons: no day", "Right to repair Yes", "Caused by Frost",
                 "Place Loft"):  # fmt: skip
        assert said in words, said
    for said in (*PERSONAL, "£88.50", "INS-1"):
        assert said not in words, said


def lines_with(visit: Ticket, *details: dict[str, str]) -> None:
    for line, said in zip(visit.order.lines, details, strict=True):
        line.details = said
    db.session.commit()


@pytest.mark.parametrize("role", ["office", "landlord"])
def test_lines_have_the_columns_that_any_of_them_needs(client: CheckingClient, contract: Contract, role: str) -> None:
    """Else their table stays narrow. Rules: T3."""
    visit = make.ticket("booked", contract, lines=(("310403", 1), ("310911", 2)))
    signed_in(client, role, contract)
    narrow = client.get(address_for(role, visit)).text
    lines_with(visit, {}, {"trade": "PLU", "liability": "AUT", "budget": "AMP", "status": "UNC", "invoiced": "N"})
    wide = client.get(address_for(role, visit)).text
    for label, words in (("Trade", "PLU"), ("Liability", "AUT"), ("Budget", "AMP"), ("Status", "UNC"),
                         ("Invoiced", "No")):  # fmt: skip
        head = f'<th scope="col">{label}</th>'
        assert (head in narrow, head in wide) == (False, True), label
        assert f'data-label="{label}">{words}</td>' in wide
        assert f'data-label="{label}">–</td>' in wide
    assert "Budget year" not in wide
