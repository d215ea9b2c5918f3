"""Record a caution for a home: what a visitor must know and do. Rules: O1, T1."""

from __future__ import annotations

from fieldapp.commands.cautions import OfHome, changed_home, worded
from fieldapp.commands.form import ListChoice, Written, WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.models import Caution, Property


class Form(OfHome):
    """Its kind, what a visitor is to do, and why."""

    code = ListChoice("Kind", "caution", required="Choose the kind.")
    action = Written("What must a visitor do?")
    detail = WrittenAtLength("Why? (optional)")


def apply(_nothing: None, act: Act, *, home: int | None, code: str, action: str, detail: str) -> Property:
    """Add the caution, confirmed; phones fetch the home's visits again. Gives the home."""
    place = changed_home(act, home)
    made = Caution(landlord_id=place.landlord_id, confirmed=True)
    worded(act, made, code, action, detail)
    place.cautions.append(made)
    return place
