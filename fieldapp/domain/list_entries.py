"""One entry of a landlord's list: what its form asks, how it is read, its code, and whether it fits an order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from fieldapp.domain.asking import FLAG, Asked, Faults, Values, read, said
from fieldapp.domain.lists import ANY, CODE, COMMUNAL, EMERGENCY, LABEL, LISTS, LONGEST_CODE, MISFITS


def asked_of(list_name: str) -> tuple[Asked, ...]:
    """What the form of an entry asks: its label and its facts."""
    return (LABEL, *LISTS[list_name].facts)


def read_entry(list_name: str, typed: Mapping[str, Any]) -> tuple[Values, Faults]:
    """An entry's label and facts as typed, and what is wrong, by field. Rules: P1, T1."""
    kind = LISTS[list_name]
    values, faults = read(asked_of(list_name), typed)
    return values, faults or kind.check(values)


def facts_of(list_name: str, values: Values) -> Values:
    """The facts as they are stored: what was left empty, or says what its absence says, is not there."""
    facts = {one.name: one for one in LISTS[list_name].facts}
    return {
        name: value
        for name, value in values.items()
        if name in facts and value != facts[name].absent and (facts[name].kind == FLAG or value not in (None, ""))
    }


def fact(one: Asked, stored: Mapping[str, Any]) -> Any:
    """One fact of an entry, from its facts as they are stored."""
    return stored.get(one.name, one.absent)


def all_facts(list_name: str, stored: Mapping[str, Any]) -> Values:
    """Every fact of an entry, also of one that was stored with fewer, or is not there at all."""
    return {one.name: fact(one, stored) for one in LISTS[list_name].facts}


def misfit(facts: Mapping[str, Any], *, emergency: bool, communal: bool) -> str:
    """Why a reason for no appointment is none for such an order; empty where it fits. Rules: P3."""
    fits = {EMERGENCY: emergency, COMMUNAL: communal}.get(facts.get("only", ANY), True)
    return "" if fits else MISFITS[facts["only"]]


def proposed_code(label: str, taken: Collection[str]) -> str:
    """A code made from a label, another than those taken: `No access!` gives `no-access`, then `no-access-2`."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: LONGEST_CODE - 4].strip("-") or "item"
    used = {one.lower() for one in taken}
    number, code = 2, stem
    while code in used:
        number, code = number + 1, f"{stem}-{number}"
    return code


def read_code(list_name: str, typed: Mapping[str, Any], label: str, taken: Collection[str]) -> tuple[str, Faults]:
    """The code of a new entry, as typed or made from the label, and what is wrong with it."""
    asked = LISTS[list_name].code
    values, faults = read((asked,), typed)
    code = values.get("code") or ""
    if not faults and code and not CODE.fullmatch(code):
        faults = {"code": ["Use letters, digits and dashes, beginning with a letter or digit."]}
    elif code.lower() in {one.lower() for one in taken}:
        faults = {"code": [f"The list has {said(asked, code)} already. Write another one."]}
    return code or proposed_code(label, taken), faults
