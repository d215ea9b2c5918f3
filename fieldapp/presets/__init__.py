"""The presets that ship: a landlord's policies and lists as data, and a new landlord made from one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from fieldapp.domain.policies import Policy
from fieldapp.models import Landlord, ListItem

NAMES = ("rocc", "nec")
LABELLED = ("code", "label")


@cache
def preset(name: str) -> dict[str, Any]:
    """A preset: `policy`, and `lists` of entries with their code, label and facts."""
    text = (Path(__file__).resolve().parent / f"{name}.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


def landlord_from(name: str, /, **facts: str) -> Landlord:
    """A new landlord with the policies and lists of a preset; `facts` are its columns, `code` and `name` at least."""
    shipped = preset(name)
    landlord = Landlord(stored_policy=Policy.from_mapping(shipped["policy"]).to_mapping(), **facts)
    for list_name, entries in shipped["lists"].items():
        for position, entry in enumerate(entries):
            more = {key: value for key, value in entry.items() if key not in LABELLED}
            item = ListItem(
                list_name=list_name, code=entry["code"], label=entry["label"], position=position, facts=more
            )
            landlord.list_items.append(item)
    return landlord
