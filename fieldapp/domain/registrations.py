"""Registrations of people: the schemes, until when one is good, and what is wrong with one as it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from fieldapp.domain.dates import day_and_year

# What two organisations have to mean alike: a landlord asks for one of these, a firm has people with it.
SCHEMES: Mapping[str, str] = {
    "gas-safe": "Gas Safe",
    "electrical": "Electrical",
    "oftec": "OFTEC",
    "hetas": "HETAS",
    "unvented": "Unvented hot water",
    "f-gas": "F-Gas",
    "asbestos": "Asbestos",
}
SOON = timedelta(days=30)
LONGEST = timedelta(days=3660)
IN_DATE, RUNS_OUT, ENDED = "in-date", "runs-out", "ended"


def scheme_words(code: str) -> str:
    """`Gas Safe registration`; a code that this release does not know stands for itself."""
    return f"{SCHEMES.get(code, code)} registration"


def standing(expires_on: date, today: date) -> str:
    """Whether a registration is in date, runs out within 30 days, or has ended; it is good on its last day."""
    if expires_on < today:
        return ENDED
    return RUNS_OUT if expires_on - today <= SOON else IN_DATE


def plain_number(typed: str) -> str:
    """A number as it is kept, so that one number has one form: `  ab 12 ` is `AB 12`."""
    return " ".join(typed.upper().split())


def day_fault(expires_on: date, today: date) -> str:
    """Why a registration cannot be good until this day; empty where it can."""
    if expires_on < today:
        return f"It ended on {day_and_year(expires_on, today)}. Write the day until which it is good now."
    if expires_on - today > LONGEST:
        return "That is more than ten years ahead. Correct the year."
    return ""
