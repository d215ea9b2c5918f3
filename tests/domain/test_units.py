"""Tests of domain/units.py."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fieldapp.domain.units import measured


@pytest.mark.parametrize(
    ("quantity", "unit", "words"),
    [
        ("1", "HR", "1 hour"),
        ("2.50", "SM", "2.5 square metres"),
        ("1", "NO", "1"),
        ("9", "NO", "9"),
        ("3", "WEEK", "3 WEEK"),
    ],
)
def test_a_quantity_is_said_with_its_unit(quantity: str, unit: str, words: str) -> None:
    """What is counted singly is its number; a unit that nobody knows stays as it is. Rules: C4."""
    assert measured(Decimal(quantity), unit) == words
