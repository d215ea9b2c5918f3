"""How to reach the landlord: its address, which a gas record carries, and the numbers that visits show. Rules: O3, D2.

The journals of all releases call it `telephones`, so that is its name.
"""

from __future__ import annotations

from fieldapp.commands.settings.keeping import Changed, Keeping, version_of
from fieldapp.domain.asking import Asked, Values, differences, read
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Landlord

ASKED = (
    Asked(
        name="address",
        label="Address",
        hint="On one line, with the postcode. Stands on each certificate; a gas safety record needs it by law.",
        longest=200,
    ),
    Asked(name="telephone", label="Telephone", kind="telephone", longest=30, hint="Shown with each order of yours."),
    Asked(
        name="emergency_telephone",
        label="Emergency telephone",
        kind="telephone",
        longest=30,
        hint="Called before an emergency is rejected.",
    ),
)


def values_of(landlord: Landlord) -> Values:
    """Address and numbers as they stand."""
    return {one.name: getattr(landlord, one.name) for one in ASKED}


def version(landlord: Landlord) -> str:
    """The version that the form carries."""
    return version_of(values_of(landlord))


def change(keeping: Keeping) -> Changed:
    """Change any of them."""
    landlord = keeping.landlord
    before = values_of(landlord)
    keeping.expect("telephones", version(landlord))
    values, faults = read(ASKED, keeping.typed)
    if faults:
        raise Invalid(faults)
    for name, value in values.items():
        setattr(landlord, name, value)
    fields = differences(ASKED, before, values_of(landlord))
    return Changed(thing="telephones", name="Address and telephones", fields=fields)
