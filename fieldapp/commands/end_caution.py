"""End a home's caution: it is shown no more; the journal keeps what it said and why it ended. Rules: O1, T1."""

from __future__ import annotations

from fieldapp.commands.cautions import OfCaution, changed_home, read_there
from fieldapp.commands.form import WrittenAtLength
from fieldapp.commands.op import Act
from fieldapp.extensions import db
from fieldapp.models import Property


class Form(OfCaution):
    """Why it no longer holds."""

    reason = WrittenAtLength("Why does it no longer hold?", required="Write why it no longer holds.")


def apply(_nothing: None, act: Act, *, home: int | None, caution: int | None, action: str, reason: str) -> Property:
    """Take the caution off the home, if it still says what was read. Gives the home."""
    place = changed_home(act, home)
    db.session.delete(read_there(place, caution, action))
    return place
