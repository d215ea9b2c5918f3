"""Decline a caution that a contractor's asbestos alert has proposed, with the reason. Rules: S6, T2."""

from __future__ import annotations

from fieldapp.commands import end_caution
from fieldapp.commands.cautions import changed_home, read_there
from fieldapp.commands.form import WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.domain.refusals import Refused
from fieldapp.extensions import db
from fieldapp.models import Property

CONFIRMED = Refused("confirmed", "This caution is confirmed already. To take it off, end it.")


class Form(end_caution.Form):
    """What was found instead."""

    reason = WrittenAtLength("What was found instead?", required="Write what was found, and who looked.")


def apply(_nothing: None, act: Act, *, home: int | None, caution: int | None, action: str, reason: str) -> Property:
    """Take the proposal off the home; one that was confirmed meanwhile stays. Gives the home."""
    place = changed_home(act, home)
    proposed = read_there(place, caution, action)
    if proposed.confirmed:
        raise CONFIRMED
    db.session.delete(proposed)
    return place
