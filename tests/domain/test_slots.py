"""Tests of domain/slots.py: on which days a slot is offered, and how that is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fieldapp.domain.slots import clash, days_words, limited, not_offered, offered

FRIDAY, SATURDAY = date(2026, 12, 25), date(2026, 11, 28)
CHRISTMAS = {FRIDAY}
WORKING = {"days": ["mon", "tue", "wed", "thu", "fri"], "holidays": False}
WEEKEND = {"days": ["sat", "sun"], "holidays": True}


@pytest.mark.parametrize(
    ("facts", "day", "expected"),
    [
        ({}, SATURDAY, True),
        ({}, FRIDAY, True),
        (WORKING, SATURDAY, False),
        (WORKING, date(2026, 12, 24), True),
        (WORKING, FRIDAY, False),
        ({**WORKING, "holidays": True}, FRIDAY, True),
        (WEEKEND, FRIDAY, True),
        (WEEKEND, date(2026, 12, 24), False),
        (WEEKEND, SATURDAY, True),
    ],
)
def test_a_slot_is_offered_on_its_days(facts: dict[str, Any], day: date, expected: bool) -> None:
    """A bank holiday is a day of its own; a slot that says nothing is offered every day. Rules: P1."""
    assert offered(facts, day, CHRISTMAS) is expected


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "every day"),
        ({"holidays": False}, "every day but bank holidays"),
        (WORKING, "Monday to Friday"),
        ({**WORKING, "holidays": True}, "Monday to Friday and bank holidays"),
        (WEEKEND, "Saturday, Sunday and bank holidays"),
        ({"days": ["mon", "wed", "thu", "fri"], "holidays": False}, "Monday and Wednesday to Friday"),
        ({"days": ["tue"], "holidays": False}, "Tuesday"),
    ],
)
def test_its_days_are_said_as_one_would(facts: dict[str, Any], words: str) -> None:
    assert days_words(facts) == words
    assert limited(facts) is (words != "every day")


def test_a_refusal_says_when_it_is_offered_and_what_the_day_is() -> None:
    """Rules: P1."""
    said = not_offered("8am–1pm", WORKING, FRIDAY, CHRISTMAS)
    assert said == "8am–1pm is offered Monday to Friday. 25 Dec 2026 is a bank holiday."
    assert not_offered("8am–1pm", WORKING, SATURDAY, CHRISTMAS).endswith("28 Nov 2026 is a Saturday.")


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        (("08:00", "13:00"), ("12:30", "16:30"), False),
        (("08:00", "13:00"), ("08:00", "13:00"), True),
        (("08:00", "13:00"), ("08:00", "23:59"), True),
        (("08:00", "13:00"), ("12:00", "14:00"), True),
        (("08:00", "13:00"), ("12:01", "14:00"), False),
        (("08:00", "13:00"), ("13:00", "14:00"), False),
        (("08:00", "13:00"), ("", ""), False),
        (("", ""), ("", ""), False),
        (("09:30", ""), ("09:30", ""), True),
        (("09:30", ""), ("10:30", ""), False),
        (("00:00", "00:00"), ("08:00", "13:00"), False),
    ],
)
def test_visits_clash_by_half_of_the_shorter_slot(one: tuple[str, str], other: tuple[str, str], clashes: bool) -> None:
    """Rules: P1."""
    assert clash(one, other) is clashes
    assert clash(other, one) is clashes
