"""The raise form's optional details: closed, kept when something fails, raised with the order."""

from __future__ import annotations

import re

import pytest

from fieldapp.models import Contract, Property, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.web.landlord_people import contract, officer
from tests.web.raising_people import home, newest, post

__all__ = ["contract", "home", "officer"]

DETAILS = {
    "access_am": "YNYNYN", "tenants": "Mr and Mrs Larkspur", "tenant_email": "larkspur@example.test",
    "work_programme": "RESP", "right_to_repair": "Y", "estimated_cost": "88.50",
}  # fmt: skip
OF_LINE = {"trade-1": "PLU", "budget_year-1": "2026", "invoiced-1": "N"}


def is_open(page: str, part: str) -> bool:
    """Whether a section that can be closed is open."""
    found = re.search(rf'<details [^>]*id="raise-{part}"([^>]*)>', page)
    assert found, part
    return " open" in found[1]


def test_details_are_closed_until_they_are_wanted(client: CheckingClient, officer: User, home: Property) -> None:
    """Rules: O1, T3."""
    page = client.get(f"/landlord/raise/{home.id}").text
    for part in ("details", "line_details-1", "line_details-2"):
        assert not is_open(page, part), part
    assert 'name="access_am" value=""' in page
    assert 'name="tenants"' in page


def test_an_order_is_raised_with_its_details(client: CheckingClient, officer: User, home: Property) -> None:
    """Rules: O1, T3."""
    answer = post(client, home, **DETAILS, **OF_LINE, **{"code-3": "310911", "status-3": "UNC"}, do="raise")
    assert answer.status_code == 303
    order = newest()
    assert order.details == {**DETAILS, "estimated_cost": 8850}
    assert [line.details for line in order.lines] == [
        {"trade": "PLU", "budget_year": "2026", "invoiced": "N"},
        {"status": "UNC"},
    ]


def test_what_was_typed_comes_back_when_another_field_fails(
    client: CheckingClient, officer: User, home: Property
) -> None:
    """And its section is open. Rules: O1, T3."""
    page = post(client, home, **DETAILS, **OF_LINE, description="", do="raise")
    assert page.status_code == 422
    for name, text in DETAILS.items():
        assert name == "right_to_repair" or f'name="{name}" value="{text}"' in page.text, name
    assert re.search(r'name="right_to_repair"><option value="">Not said</option><option value="Y" selected>', page.text)
    assert 'name="budget_year-1" value="2026"' in page.text
    assert is_open(page.text, "details")
    assert is_open(page.text, "line_details-1")
    assert not is_open(page.text, "line_details-2")


def test_each_faulty_detail_is_told_at_its_field(client: CheckingClient, officer: User, home: Property) -> None:
    """As it was typed, in its open section. Rules: O1, T3."""
    wrong = {"access_pm": "YYX", "invoiced_tax": "lots", "budget_year-1": "twenty-six", "confirmation": "perhaps"}
    page = post(client, home, **wrong, do="raise")
    assert page.status_code == 422
    assert '<a href="#raise-access_pm">Use only the letters Y and N, for example YYYYNN. X is neither.</a>' in page.text
    assert 'name="access_pm" value="YYX" aria-describedby="raise-access_pm-hint raise-access_pm-error"' in page.text
    assert 'id="raise-invoiced_tax-error"' in page.text
    assert 'id="raise-confirmation-error"' in page.text
    assert '<a href="#raise-line_details-1">Line 1, budget year: Use at most 9 characters.</a>' in page.text
    assert 'name="budget_year-1" value="twenty-six"' in page.text
    assert is_open(page.text, "details")
    assert is_open(page.text, "line_details-1")
    assert newest() is None


@pytest.mark.parametrize("kind", ["communal", "void"])
def test_where_nobody_lives_no_tenants_are_asked_for(
    client: CheckingClient, contract: Contract, officer: User, kind: str
) -> None:
    """Those sent all the same come back at their field. Rules: T1, T3."""
    place = make.home(contract.landlord, **{kind: True})
    page = client.get(f"/landlord/raise/{place.id}").text
    assert 'name="tenants"' not in page
    assert 'name="tenant_email"' not in page
    assert 'name="void_reference"' in page
    back = post(client, place, tenants="Mr D. Teasel", do="raise")
    assert (back.status_code, 'id="raise-tenants-error"' in back.text) == (422, True)
    assert 'name="tenants" value="Mr D. Teasel"' in back.text


def test_a_line_taken_off_takes_its_details_along(client: CheckingClient, officer: User, home: Property) -> None:
    """Rules: O1, T3."""
    two = {"code-2": "310911", "status-2": "UNC", **OF_LINE}
    page = post(client, home, **two, drop="1").text
    assert 'name="status-1" value="UNC"' in page
    assert 'name="trade-1" value=""' in page
