"""Every change of a landlord's settings by its name; whose each is stands in `domain/settings.py`."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.commands.settings import announcements, contract, items, policy, telephones
from fieldapp.commands.settings.keeping import Alter

SETTINGS: Mapping[str, Alter] = {
    "write-announcement": announcements.write,
    "edit-announcement": announcements.edit,
    "end-announcement": announcements.end,
    "delete-announcement": announcements.delete,
    "add-item": items.add,
    "edit-item": items.edit,
    "move-item": items.move,
    "switch-item": items.switch,
    "change-policy": policy.change,
    "change-contract": contract.change,
    "change-telephones": telephones.change,
}
