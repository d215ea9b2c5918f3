"""The conditions of finishing, one by one; that `complete` refuses with them is in tests/commands/test_readiness.py."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from fieldapp.domain.policies import Policy
from fieldapp.domain.readiness import Attending, Condition, Demand, Standing, conditions, photos_asked, refusals
from fieldapp.domain.registrations import day_fault, plain_number, standing

DAY = date(2026, 3, 4)
GAS = Demand(line="570101", kind="gas-compliance", label="Gas record", scheme="gas-safe")


def found(policy: Policy | None = None, **facts: Any) -> list[Condition]:
    return list(conditions(Standing(policy=policy or Policy(), day=DAY, **facts)))


def of(name: str, rows: list[Condition]) -> Condition:
    (row,) = [one for one in rows if one.name == name]
    return row


def test_a_landlord_without_the_policies_asks_for_nothing() -> None:
    assert found() == []
    assert photos_asked(Policy.from_mapping({})) == {}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(0, 0, {}), (0, 2, {"after": 2}), (1, 0, {"before": 1}), (1, 2, {"before": 1, "after": 2})],
)
def test_a_policy_asks_for_photos_of_each_kind(before: int, after: int, expected: dict[str, int]) -> None:
    """Rules: D1."""
    policy = Policy(before_photos_asked=before, completion_photos_asked=after)
    assert photos_asked(policy) == expected
    assert {one.kind: one.asked for one in found(policy)} == expected


def test_lines_that_demand_the_same_certificate_are_named_together() -> None:
    """Rules: C8."""
    lines = [Demand(line=code, kind="eicr", label="Electrical report") for code in ("1", "2")]
    (row,) = found(demands=lines)
    assert (row.what, row.met, row.detail) == ("Electrical report", False, "Lines 1, 2 need it.")
    assert row.refusal == "Missing: Electrical report. Lines 1, 2 cannot be completed without it. Add it first."
    assert found(demands=lines, certificates=frozenset({"eicr"}))[0].met


@pytest.mark.parametrize(
    ("people", "met", "said"),
    [
        ([], False, "Nobody has this visit yet: send somebody with Gas Safe registration."),
        ([Attending(name="J. Smith")], False, "J. Smith has no Gas Safe registration on record: to be added"),
        ([Attending(name="J. Smith", until={"oftec": DAY})], False, "J. Smith has no Gas Safe registration on record"),
        ([Attending(name="J. Smith", until={"gas-safe": DAY})], True, "J. Smith, until 4 Mar."),
        (
            [Attending(name="J. Smith", until={"gas-safe": DAY - timedelta(days=1)})], False,
            "Gas Safe registration of J. Smith ended 3 Mar: to be renewed, or someone else sent.",
        ),
        (
            [Attending(name="A. Mate"), Attending(name="J. Smith", until={"gas-safe": date(2027, 1, 2)})], True,
            "J. Smith, until 2 Jan 2027.",
        ),
    ],
)  # fmt: skip
def test_one_of_those_who_attend_has_the_registration_on_the_day(people: list[Attending], met: bool, said: str) -> None:
    """It is good on its last day. Rules: C8."""
    row = of("registration", found(demands=[GAS], people=people))
    assert row.met is met
    assert row.detail.startswith(said)


def test_for_want_of_a_registration_only_an_operative_is_refused() -> None:
    """Nothing of a person stands in the refusal, which a landlord may read. Rules: C8."""
    rows = found(demands=[GAS], certificates=frozenset({"gas-compliance"}), people=[Attending(name="J. Smith")])
    (said,) = refusals(rows, by_operative=True)["registration"]
    assert said.startswith("Gas record needs Gas Safe registration, and nobody on this visit has one in date.")
    assert "Smith" not in said
    assert refusals(rows, by_operative=False) == {}


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [("none", []), ("operative", ["signature-operative"]), ("tenant", ["signature-tenant"]),
     ("both", ["signature-operative", "signature-tenant"])],
)  # fmt: skip
def test_a_signature_is_there_or_its_reason_is(asked: str, kinds: list[str]) -> None:
    policy = Policy(signature_asked=asked)
    assert [one.kind for one in found(policy) if not one.met] == kinds
    assert [one for one in found(policy, no_signature="nobody-in") if not one.met] == []
    assert [one for one in found(policy, photos=dict.fromkeys(kinds, 1)) if not one.met] == []


def test_a_second_person_is_warned_of_and_never_refused() -> None:
    """Nobody could be allocated any more once somebody is on site."""
    colleague = Attending(name="C. Colleague", given=False)
    for people in ([], [Attending(name="J. Smith")], [Attending(name="J. Smith"), colleague]):
        rows = found(two_to_attend=True, people=people)
        assert [one.met for one in rows] == [False]
        assert refusals(rows, by_operative=True) == {}
    both = [Attending(name="J. Smith"), Attending(name="A. Mate")]
    assert found(two_to_attend=True, people=both)[0].met
    assert found(people=[]) == []


def test_a_registration_is_good_on_its_last_day_and_runs_out_within_30() -> None:
    days = {-1: "ended", 0: "runs-out", 30: "runs-out", 31: "in-date"}
    assert {after: standing(DAY + timedelta(days=after), DAY) for after in days} == days


def test_a_day_that_cannot_be_right_is_said() -> None:
    assert day_fault(DAY, DAY) == ""
    assert "It ended on 3 Mar." in day_fault(DAY - timedelta(days=1), DAY)
    assert "more than ten years ahead" in day_fault(date(2206, 3, 4), DAY)
    assert plain_number("  ab  12 ") == "AB 12"
