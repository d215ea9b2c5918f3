"""Change what a home's caution says. Rules: O1, T1."""

from __future__ import annotations

from fieldapp.commands import add_caution
from fieldapp.commands.cautions import caution_at, changed_home, worded
from fieldapp.commands.form import WholeNumber
from fieldapp.commands.op import Act
from fieldapp.models import Property


class Form(add_caution.Form):
    """As when it is added, and which one."""

    caution = WholeNumber("Caution")


def apply(
    _nothing: None, act: Act, *, home: int | None, caution: int | None, code: str, action: str, detail: str
) -> Property:
    """Give the caution its new kind and words; whether it is confirmed stays. Gives the home."""
    place = changed_home(act, home)
    worded(act, caution_at(place, caution), code, action, detail)
    return place
