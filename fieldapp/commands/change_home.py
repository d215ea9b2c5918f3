"""Correct a home's address, kind or reference. Rules: O1."""

from __future__ import annotations

from fieldapp.commands import add_home
from fieldapp.commands.cautions import changed_home
from fieldapp.commands.form import WholeNumber
from fieldapp.commands.op import Act
from fieldapp.domain.refusals import Refused
from fieldapp.models import Property

CHANGED = Refused("changed", "Somebody else has changed this home or its cautions. Read it again, then change it.")


class Form(add_home.Form):
    """As when it is added, which one, and the version of it that the page showed."""

    home = WholeNumber("Home")
    version = WholeNumber("Version")


def apply(
    _nothing: None,
    act: Act,
    *,
    home: int | None,
    version: int | None,
    line_1: str,
    line_2: str,
    town: str,
    postcode: str,
    sort: str,
    reference: str,
) -> Property:
    """Its orders and visits show the new address from now on; phones fetch them again. Gives the home."""
    place = changed_home(act, home)
    if place.version - 1 != version:
        raise CHANGED
    add_home.describe(place, line_1, line_2, town, postcode, sort, reference)
    return place
