"""Tests of queries/addresses.py: homes found by the words of their address, as people type them."""

from __future__ import annotations

import pytest

from fieldapp.models import Landlord, Property
from fieldapp.queries.addresses import addressed
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app")


def home(landlord: Landlord, line_1: str, **facts: str) -> Property:
    return make.home(landlord, line_1=line_1, **facts)


@pytest.mark.parametrize("typed", ["O'Brien", "o’brien court", "2, O’Brien", "court o'b", "  O'BRIEN  ,  "])
@pytest.mark.parametrize("written", ["2 O’Brien Court", "2, O'Brien Court"])
def test_apostrophes_and_commas_are_no_matter(written: str, typed: str) -> None:
    """Of either kind, in what was typed and in what was written. Rules: L2."""
    landlord = make.landlord()
    meant, _ = home(landlord, written), home(landlord, "2 Briar Court")
    assert addressed([landlord.id], typed) == [meant.id]


def test_what_begins_as_it_was_typed_stands_first() -> None:
    """Also where a comma or more spaces were typed. Rules: L2."""
    landlord = make.landlord()
    within, first = home(landlord, "Flat 1, 12 Mill Lane"), home(landlord, "12 Mill Lane")
    for typed in ("12 Mill Lane", "12  mill, lane"):
        assert addressed([landlord.id], typed) == [first.id, within.id]


@pytest.mark.parametrize("typed", ["", "  ", " , ,"])
def test_nothing_typed_finds_nothing(typed: str) -> None:
    """Not every home there is."""
    landlord = make.landlord()
    home(landlord, "12 Mill Lane")
    assert addressed([landlord.id], typed) == []
