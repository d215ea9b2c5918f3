"""Confirm a caution that a contractor's asbestos alert has proposed. Rules: S6, T2."""

from __future__ import annotations

from fieldapp.commands.cautions import OfCaution, changed_home, read_there
from fieldapp.commands.op import Act
from fieldapp.models import Property


class Form(OfCaution):
    """Which one; it stays as it is until it is changed."""


def apply(_nothing: None, act: Act, *, home: int | None, caution: int | None, action: str) -> Property:
    """The caution is no longer a proposal. Gives the home."""
    place = changed_home(act, home)
    read_there(place, caution, action).confirmed = True
    return place
