"""Which changes there are of what a landlord keeps as data, and whose each is; how they are made is in `commands`."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.domain.lifecycle import ADMINISTRATOR, LANDLORD_ROLES

# Rules: O1, O3.
MAY_CHANGE: Mapping[str, tuple[str, ...]] = {
    "write-announcement": LANDLORD_ROLES,
    "edit-announcement": LANDLORD_ROLES,
    "end-announcement": LANDLORD_ROLES,
    "delete-announcement": LANDLORD_ROLES,
    "add-item": (ADMINISTRATOR,),
    "edit-item": (ADMINISTRATOR,),
    "move-item": (ADMINISTRATOR,),
    "switch-item": (ADMINISTRATOR,),
    "change-policy": (ADMINISTRATOR,),
    "change-contract": (ADMINISTRATOR,),
    "change-telephones": (ADMINISTRATOR,),
}
# What operators bring in from files, and in whose name it may be written down.
BY_FILE: Mapping[str, tuple[str, ...]] = {"import-schedule": (ADMINISTRATOR,)}
WRITTEN_DOWN = (*MAY_CHANGE, *BY_FILE)
