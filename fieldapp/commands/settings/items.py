"""Entries of a landlord's lists: add, edit, move, switch off and on; never deleted, and a code never changes."""

from __future__ import annotations

from sqlalchemy import select

from fieldapp.commands.settings.keeping import UNKNOWN, Changed, Keeping, version_of
from fieldapp.domain.asking import NOTHING_SAID, Asked, Faults, Values, differences
from fieldapp.domain.list_entries import asked_of, fact, facts_of, read_code, read_entry
from fieldapp.domain.lists import LISTS
from fieldapp.domain.refusals import Invalid, Refused
from fieldapp.models import ListItem

UP, DOWN = "up", "down"


def values_of(item: ListItem) -> Values:
    """What its form asks, as it stands."""
    return {one.name: item.label if one.name == "label" else fact(one, item.facts) for one in _asked(item)}


def version(item: ListItem) -> str:
    """The version that the forms of one entry carry."""
    return version_of([values_of(item), item.active])


def order_version(entries: list[ListItem]) -> str:
    """The version of a list's order, which the buttons that move its entries carry."""
    return version_of([one.id for one in entries])


def add(keeping: Keeping) -> Changed:
    """Add an entry at the end, under a code of one's own or one made from the label."""
    list_name = keeping.one("list")
    if list_name not in LISTS:
        raise UNKNOWN
    entries = _entries(keeping, list_name)
    taken = [one.code for one in entries]
    values, faults = read_entry(list_name, keeping.typed)
    code, code_faults = read_code(list_name, keeping.typed, values.get("label", ""), taken)
    if not faults:
        faults = _label_faults(entries, list_name, values["label"])
    if faults or code_faults:
        raise Invalid({**faults, **code_faults})
    item = ListItem(
        landlord_id=keeping.landlord.id, list_name=list_name, code=code, label=values["label"],
        position=max((one.position for one in entries), default=-1) + 1,
        facts=facts_of(list_name, values), active=True,
    )  # fmt: skip
    keeping.session.add(item)
    keeping.session.flush()
    fields = {"Code": [NOTHING_SAID, item.code], **differences(_asked(item), {}, values_of(item))}
    return Changed(thing=_thing(item), name=_name(item), fields=fields)


def edit(keeping: Keeping) -> Changed:
    """Change the label and the facts."""
    item = _found(keeping)
    values, faults = read_entry(item.list_name, keeping.typed)
    if not faults and item.active and values["label"].casefold() != item.label.casefold():
        faults = _label_faults(_entries(keeping, item.list_name), item.list_name, values["label"])
    if faults:
        raise Invalid(faults)
    before, name = values_of(item), _name(item)
    asked = {one.name for one in LISTS[item.list_name].facts}
    others = {key: value for key, value in item.facts.items() if key not in asked}
    item.label, item.facts = values["label"], {**others, **facts_of(item.list_name, values)}
    return Changed(thing=_thing(item), name=name, fields=differences(_asked(item), before, values_of(item)))


def move(keeping: Keeping) -> Changed:
    """Move an entry one place up or down; at the end of the list it stays."""
    item = keeping.row(ListItem, "item")
    entries = _entries(keeping, item.list_name)
    keeping.expect(f"order-of-{item.list_name}", order_version(entries))
    place = entries.index(item)
    to = place - 1 if keeping.one("direction") == UP else place + 1
    moved = 0 <= to < len(entries)
    if moved:
        entries[place], entries[to] = entries[to], entries[place]
        for position, one in enumerate(entries):
            one.position = position
    fields = {"Place": [str(place + 1), str(to + 1)]} if moved else {}
    return Changed(thing=f"order-of-{item.list_name}", name=_name(item), fields=fields)


def switch(keeping: Keeping) -> Changed:
    """Switch an entry off, so that it can be chosen no more, or on again; what names it keeps its label."""
    item = _found(keeping)
    before, after = item.active, keeping.one("active") == "y"
    if before and not after:
        _may_go(keeping, item)
    elif after and not before and _label_faults(_entries(keeping, item.list_name), item.list_name, item.label):
        raise Refused("same-label", f"Another entry is called “{item.label}”. Change the label of one of them first.")
    item.active = after
    words = {True: "on", False: "off"}
    fields = {"Switched": [words[before], words[after]]} if before != after else {}
    return Changed(thing=_thing(item), name=_name(item), fields=fields)


def _may_go(keeping: Keeping, item: ListItem) -> None:
    kind = LISTS[item.list_name]
    if item.code in kind.kept:
        raise Refused("kept", f"“{item.label}” is recorded by the program itself, so it stays on. Change its label.")
    if not kind.bare and not any(one.active for one in _entries(keeping, item.list_name) if one is not item):
        raise Refused("last", f"“{item.label}” is the last one that can be chosen. Switch another on first.")


def _label_faults(entries: list[ListItem], list_name: str, label: str) -> Faults:
    """Two entries that read the same cannot be told apart where one is chosen."""
    same = (one for one in entries if one.active and one.label.casefold() == label.casefold())
    if LISTS[list_name].labels_repeat or next(same, None) is None:
        return {}
    return {"label": [f"The list has “{label}” already. Write another label."]}


def _found(keeping: Keeping) -> ListItem:
    item = keeping.row(ListItem, "item")
    if item.list_name not in LISTS:
        raise UNKNOWN
    keeping.expect(_thing(item), version(item))
    return item


def _entries(keeping: Keeping, list_name: str) -> list[ListItem]:
    query = select(ListItem).where(ListItem.landlord_id == keeping.landlord.id, ListItem.list_name == list_name)
    return list(keeping.session.scalars(query.order_by(ListItem.position, ListItem.id)))


def _asked(item: ListItem) -> tuple[Asked, ...]:
    return asked_of(item.list_name)


def _thing(item: ListItem) -> str:
    return f"item-{item.id}"


def _name(item: ListItem) -> str:
    return f"{LISTS[item.list_name].title}: “{item.label}” ({item.code})"
