"""Finding and locking a home and one of its cautions: shared by the commands that change them."""

from __future__ import annotations

from sqlalchemy import select

from fieldapp.commands.form import CommandForm, WholeNumber, Written
from fieldapp.commands.op import Act
from fieldapp.domain.refusals import Refused
from fieldapp.extensions import db
from fieldapp.models import Caution, ListItem, Property

UNKNOWN_HOME = Refused("unknown", "This home is not known here. Find it by its address.")
GONE = Refused("gone", "This caution is no longer there: somebody else has ended it. Read what is there now.")
CHANGED = Refused("changed", "Somebody else has changed this caution. Read it again, then decide.")


class OfHome(CommandForm):
    """Which home; the page says it, nobody types it."""

    home = WholeNumber("Home")


class OfCaution(OfHome):
    """Which of its cautions, and what it said when it was decided on."""

    caution = WholeNumber("Caution")
    action = Written("Caution")


def changed_home(act: Act, home: int | None) -> Property:
    """The acting landlord's home, locked; whatever is kept of it is to be fetched again."""
    query = select(Property).where(Property.id == home, Property.landlord_id == act.actor.landlord_id)
    found = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise UNKNOWN_HOME
    found.version += 1
    return found


def caution_at(home: Property, caution: int | None) -> Caution:
    """One of a home's cautions."""
    found = next((one for one in home.cautions if one.id == caution), None)
    if found is None:
        raise GONE
    return found


def read_there(home: Property, caution: int | None, action: str) -> Caution:
    """One of a home's cautions, which still says what was read when it was decided on."""
    found = caution_at(home, caution)
    if found.action != action:
        raise CHANGED
    return found


def worded(act: Act, caution: Caution, code: str, action: str, detail: str) -> None:
    """Give a caution its kind and words; without words of its own it says those of the landlord's list. Rules: T1."""
    kind = db.session.scalars(
        select(ListItem).where(
            ListItem.landlord_id == act.actor.landlord_id, ListItem.list_name == "caution", ListItem.code == code
        )
    ).one()
    caution.code, caution.detail = code, detail
    caution.action = action or str(kind.facts.get("action") or kind.label)
    caution.asbestos = bool(kind.facts.get("asbestos"))
