"""Add a home, a block or a communal place to the landlord's own. Rules: O1."""

from __future__ import annotations

from sqlalchemy import func, select

from fieldapp.commands.form import CommandForm, FixedRadio, Postcode, Written
from fieldapp.commands.op import Act
from fieldapp.domain.homes import KINDS, SORTS, one_line
from fieldapp.domain.refusals import Invalid
from fieldapp.extensions import db
from fieldapp.models import Landlord, Property


class Form(CommandForm):
    """Where it is and what it is."""

    line_1 = Written("Address, first line", required="Write the first line of the address, for example 12 Kiln Lane.")
    line_2 = Written("Address, second line (optional)")
    town = Written("Town (optional)", longest=80)
    postcode = Postcode("Postcode", required="Write the postcode.")
    sort = FixedRadio("What is it?", list(SORTS.items()), required="Choose what it is.")
    reference = Written("Your reference", longest=40, required="Write the reference by which you know it.")


def apply(
    _nothing: None, act: Act, *, line_1: str, line_2: str, town: str, postcode: str, sort: str, reference: str
) -> Property:
    """Keep it, unless the reference or the whole address is another's. Gives the home."""
    made = Property(landlord_id=act.actor.landlord_id)
    describe(made, line_1, line_2, town, postcode, sort, reference)
    db.session.add(made)
    return made


def describe(home: Property, line_1: str, line_2: str, town: str, postcode: str, sort: str, reference: str) -> None:
    """Give a home its address, kind and reference; Invalid names the home that has them already."""
    # One at a time for each landlord: two that take the same reference at once meet here, not in the database.
    db.session.get_one(Landlord, home.landlord_id, with_for_update={"key_share": True})
    others = select(Property).where(Property.landlord_id == home.landlord_id, Property.id != (home.id or 0))
    with db.session.no_autoflush:
        known = db.session.scalar(others.where(func.lower(Property.reference) == func.lower(reference)).limit(1))
        near = db.session.scalars(others.where(Property.postcode == postcode)).all()
    if known:
        raise Invalid({"reference": [f"{known.reference} is {known.address} already. Write another reference."]})
    home.line_1, home.line_2, home.town, home.postcode = line_1, line_2, town, postcode
    home.reference, home.communal, home.void = reference, *KINDS[sort]
    same = next((one for one in near if one_line(one.address) == one_line(home.address)), None)
    if same:
        raise Invalid({"line_1": [f"{same.address} is there already: its reference is {same.reference}."]})
