"""Contracts on the settings' pages, and where a contractor hears of new work."""

from __future__ import annotations

from typing import Any

import pytest

from fieldapp.extensions import db
from fieldapp.models import Contract, Schedule, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.web.settings_people import AT, administrator, colleague, contract, fresh, rows, save

__all__ = ["administrator", "colleague", "contract"]


def test_contracts_stand_in_a_list(client: CheckingClient, contract: Contract, administrator: User) -> None:
    """Another landlord's do not. Rules: O1, A8."""
    other = make.contract()
    page = reads(client.get(f"{AT}/contracts"))
    assert contract.site_code in page
    assert contract.contractor.name in page
    assert other.contractor.name not in page
    assert client.get(f"{AT}/contracts/{other.id}").status_code == 404


def test_a_contract_is_changed(client: CheckingClient, contract: Contract, administrator: User) -> None:
    """Pounds are typed, pence are kept; its own version moves. Rules: O1, V5."""
    book = make.saved(Schedule(landlord_id=contract.landlord_id, code="new-book", name="New book"))
    versions = contract.version, contract.landlord.version
    answer = save(
        client, f"contracts/{contract.id}", site_code="BM-9", site_contact="T. Plover",
        site_name="Brackwater east", site_address="4 Depot Road", appointments="compulsory",
        variation_limit_pence="250", schedules=[str(book.id)],
    )  # fmt: skip
    assert (answer.status_code, answer.location) == (303, f"{AT}/contracts")
    assert (fresh(contract).site_code, contract.site_contact) == ("BM-9", "T. Plover")
    assert (contract.site_name, contract.site_address) == ("Brackwater east", "4 Depot Road")
    assert contract.appointments_compulsory
    assert (contract.variation_limit_pence, contract.schedules) == (25000, [book])
    assert (contract.version, contract.landlord.version) == (versions[0] + 1, versions[1])
    (row,) = rows(contract.landlord, "change-contract")
    assert row.fields["Variation limit"] == ["£0.00", "£250.00"]
    assert row.fields["Schedules of rates"][1] == "New book (new-book)"
    assert 'value="250.00"' in client.get(f"{AT}/contracts/{contract.id}").text


def test_a_site_code_that_orders_name_stays(client: CheckingClient, contract: Contract, administrator: User) -> None:
    """Rules: F2."""
    make.order(contract)
    code = contract.site_code
    page = client.get(f"{AT}/contracts/{contract.id}")
    assert 'name="site_code"' not in page.text
    assert f"Site code {code}. It stays" in reads(page)
    assert save(client, f"contracts/{contract.id}", site_code="OTHER", site_contact="X").status_code == 303
    assert (fresh(contract).site_code, contract.site_contact) == (code, "X")


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"site_code": ""}, "Write the site code."),
        ({"variation_limit_pence": "lots"}, "Write pounds, for example 250 or 250.50."),
        ({"variation_limit_pence": ""}, "Write the limit, 0 if you decide every one yourselves."),
        ({"schedules": ["987654"]}, "Choose one of the list."),
        ({"email": "office"}, "Write an email address"),
        ({"email": ""}, "Write where the emails go"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    client: CheckingClient, contract: Contract, administrator: User, typed: dict[str, Any], fault: str
) -> None:
    contract.contractor.email = "old@example.test"
    db.session.commit()
    answer = save(client, f"contracts/{contract.id}", **{"site_contact": "Kept", **typed})
    assert answer.status_code == 422
    assert fault in reads(answer)
    assert 'value="Kept"' in answer.text
    assert fresh(contract).site_contact == ""


def test_a_site_code_of_another_contract_is_refused(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    second = make.contract(of=contract.landlord)
    answer = save(client, f"contracts/{contract.id}", site_code=second.site_code, email="a@example.test")
    assert f"Another contract has the site code {second.site_code}." in reads(answer)


def test_the_landlord_alone_switches_alerts_where_its_policy_says_so(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """Rules: A9."""
    page = client.get(f"{AT}/contracts/{contract.id}")
    assert "one address and one switch for all landlords" in reads(page)
    save(client, f"contracts/{contract.id}", email="work@example.test")
    assert (fresh(contract.contractor).email, contract.contractor.alerts) == ("work@example.test", True)
    save(client, f"contracts/{contract.id}", alerts=None)
    assert not fresh(contract.contractor).alerts
    assert rows(contract.landlord, "change-contract")[-1].fields == {"Send these emails": ["yes", "no"]}


def test_alerts_that_another_landlord_needs_stay_on_and_any_may_switch_them_on(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """Rules: A9."""
    make.contract(to=contract.contractor)
    save(client, f"contracts/{contract.id}", email="work@example.test")
    refused = save(client, f"contracts/{contract.id}", alerts=None)
    assert (refused.status_code, fresh(contract.contractor).alerts) == (422, True)
    assert "Other landlords of this firm rely on these emails too" in reads(refused)
    contract.contractor.alerts = False
    db.session.commit()
    assert save(client, f"contracts/{contract.id}", alerts="y").status_code == 303
    assert fresh(contract.contractor).alerts


def test_where_the_contractor_may_decide_the_landlord_does_not(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """Rules: A9."""
    contract.landlord.stored_policy = {**contract.landlord.stored_policy, "alerts_contractor_may_switch_off": True}
    db.session.commit()
    page = client.get(f"{AT}/contracts/{contract.id}")
    assert 'name="alerts"' not in page.text
    assert "The contractor decides about emails" in reads(page)
    save(client, f"contracts/{contract.id}", site_contact="X", email="x@example.test")
    assert (fresh(contract.contractor).email, contract.contractor.alerts) == ("", True)


def test_a_change_under_ones_hands_is_refused(
    client: CheckingClient, contract: Contract, administrator: User, colleague: CheckingClient
) -> None:
    typed = {"email": "a@example.test"}
    old = client.get(f"{AT}/contracts/{contract.id}").text.split('name="version" value="')[1].split('"')[0]
    assert save(colleague, f"contracts/{contract.id}", site_contact="Second", **typed).status_code == 303
    answer = save(client, f"contracts/{contract.id}", site_contact="Third", version=old, **typed)
    assert answer.status_code == 409
    assert "Saved now: Second You typed: Third" in reads(answer)
    assert fresh(contract).site_contact == "Second"


def test_a_contract_without_a_schedule_is_warned_of(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """It may have none all the same. Rules: O1."""
    said = "No schedule of rates: orders cannot have lines from one."
    kept = client.get(save(client, f"contracts/{contract.id}", site_contact="M. Dunnock").location)
    assert said not in reads(kept)
    answer = save(client, f"contracts/{contract.id}", schedules=None)
    assert answer.status_code == 303
    assert said in reads(client.get(answer.location))
    assert fresh(contract).schedules == []
