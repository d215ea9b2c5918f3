"""Policies on the settings' page: each is asked, in words, and held to its range."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from fieldapp.domain.asking import FLAG
from fieldapp.domain.policies import Policy
from fieldapp.domain.policy_words import ASKED
from fieldapp.models import Contract, User
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.web.settings_people import AT, administrator, colleague, contract, fresh, rows, save

__all__ = ["administrator", "colleague", "contract"]


def test_every_policy_has_its_words_and_its_kind() -> None:
    """Rules: O1."""
    kinds = {bool: {FLAG}, int: {"whole", "pounds"}, str: {"choice"}}
    assert sorted(one.name for one in ASKED) == sorted(field.name for field in fields(Policy))
    for one in ASKED:
        default = getattr(Policy(), one.name)
        assert one.kind in kinds[type(default)], one.name
        assert one.label
        assert one.kind != "choice" or default in dict(one.choices), one.name


def test_the_page_shows_what_holds_and_saving_it_untouched_changes_nothing(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    before, counted = contract.landlord.policy, contract.landlord.version
    answer = save(client, "policies")
    assert "Nothing was changed" in reads(client.get(answer.location))
    assert (fresh(contract.landlord).policy, contract.landlord.version) == (before, counted)
    assert rows(contract.landlord, "change-policy") == []


def test_policies_are_changed_with_what_was_and_is(
    client: CheckingClient, contract: Contract, administrator: User
) -> None:
    """Kept pages of phones follow the landlord's version. Rules: O1."""
    counted = contract.landlord.version
    answer = save(
        client, "policies", no_access_limit="3", rates_shown="y", acceptance_asked=None, date_style="nec",
        variation_limit_pence="£1,250.50",
    )  # fmt: skip
    assert (answer.status_code, answer.location) == (303, f"{AT}/policies")
    policy = fresh(contract.landlord).policy
    assert (policy.no_access_limit, policy.rates_shown, policy.acceptance_asked) == (3, True, False)
    assert (policy.date_style, policy.variation_limit_pence) == ("nec", 125050)
    assert contract.landlord.version == counted + 1
    (row,) = rows(contract.landlord, "change-policy")
    assert row.fields["Contractors accept visits"] == ["yes", "no"]
    assert row.fields["Variation limit of a new contract"] == ["£0.00", "£1,250.50"]
    assert row.fields["Dates are written"] == ["14/07/2026", "14-JUL-2026"]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"no_access_limit": "-1"}, "Write a whole number."),
        ({"no_access_limit": "21"}, "Write a whole number between 0 and 20."),
        ({"no_access_limit": ""}, "Write a number, 0 for no limit."),
        ({"completed_days": "0"}, "Write a whole number between 1 and 3,650."),
        ({"archive_days": "ten"}, "Write a whole number."),
        ({"date_style": "american"}, "Choose how dates are written."),
        ({"operative_sees": None}, "Choose what an operative sees."),
        ({"variation_limit_pence": "1.005"}, "Use at most two decimals"),
        ({"variation_limit_pence": "NaN"}, "Write pounds, for example 250 or 250.50."),
        ({"variation_limit_pence": "-1"}, "Write pounds between 0 and 1,000,000."),
    ],
)
def test_what_is_out_of_range_is_refused_at_its_field(
    client: CheckingClient, contract: Contract, administrator: User, typed: dict[str, Any], fault: str
) -> None:
    """Rules: S3, L3."""
    before = contract.landlord.policy
    answer = save(client, "policies", **{"rates_shown": "y", **typed})
    assert answer.status_code == 422
    assert fault in reads(answer)
    assert 'name="rates_shown" value="y" id="change-policy-rates_shown" aria-describedby' in answer.text
    assert fresh(contract.landlord).policy == before


def test_a_change_under_ones_hands_is_refused(
    client: CheckingClient, contract: Contract, administrator: User, colleague: CheckingClient
) -> None:
    old = client.get(f"{AT}/policies").text.split('name="version" value="')[1].split('"')[0]
    assert save(colleague, "policies", no_access_limit="5").status_code == 303
    answer = save(client, "policies", no_access_limit="1", version=old)
    assert answer.status_code == 409
    assert "Saved now: 5 You typed: 1" in reads(answer)
    assert fresh(contract.landlord).policy.no_access_limit == 5
