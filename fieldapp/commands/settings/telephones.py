"""The landlord's own telephone numbers, which visits show. Rules: O3."""

from __future__ import annotations

from fieldapp.commands.settings.keeping import Changed, Keeping, version_of
from fieldapp.domain.asking import Asked, Values, differences, read
from fieldapp.domain.refusals import Invalid
from fieldapp.models import Landlord

ASKED = (
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
    """The numbers as they stand."""
    return {"telephone": landlord.telephone, "emergency_telephone": landlord.emergency_telephone}


def version(landlord: Landlord) -> str:
    """The version that the form carries."""
    return version_of(values_of(landlord))


def change(keeping: Keeping) -> Changed:
    """Change one or both."""
    landlord = keeping.landlord
    before = values_of(landlord)
    keeping.expect("telephones", version(landlord))
    values, faults = read(ASKED, keeping.typed)
    if faults:
        raise Invalid(faults)
    landlord.telephone, landlord.emergency_telephone = values["telephone"], values["emergency_telephone"]
    return Changed(thing="telephones", name="Telephone numbers", fields=differences(ASKED, before, values_of(landlord)))
