"""Looks for what was changed in the journal behind its back: chains, heads, seals, and a head that was exported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.commands.journalling import facts_of
from fieldapp.dispatch.sealing import Heads, heads_digest, heads_of, seal_facts
from fieldapp.domain import journal
from fieldapp.models import ChainHead, JournalRow, Seal

ROWS_AT_ONCE = 500


@dataclass
class Reading:
    """What one pass over the journal has seen, for the summary and for the next head to export."""

    rows: int = 0
    seals: int = 0
    heads: Heads = field(default_factory=dict)
    last_seal: tuple[int, str] = (0, "")


def faults(session: Session, key: bytes, exported: dict[str, Any] | None, reading: Reading) -> Iterator[str]:
    """Every fault, as a sentence that names chain and position, chains first; fills `reading` on the way.

    All is read in one snapshot: a journal that grows meanwhile is not a fault.
    """
    _take_snapshot(session)
    kept = {chain: (position, mac) for chain, position, mac in exported["heads"]} if exported else {}
    yield from _chain_faults(session, key, kept, reading)
    yield from _seal_faults(session, key, reading)
    if exported:
        yield from _export_faults(session, key, exported)


def head_to_export(key: bytes, reading: Reading) -> dict[str, Any]:
    """Where all chains end, to be kept elsewhere; signed, so that a changed file is noticed."""
    facts = {
        "heads": [[chain, *reading.heads[chain]] for chain in sorted(reading.heads)],
        "seal": list(reading.last_seal),
    }
    return {**facts, "mac": journal.link(key, "head", facts)}


def _chain_faults(session: Session, key: bytes, kept: Heads, reading: Reading) -> Iterator[str]:
    rows = session.scalars(
        select(JournalRow).order_by(JournalRow.chain, JournalRow.position).execution_options(yield_per=ROWS_AT_ONCE)
    )
    for chain, members in groupby(rows, key=lambda row: row.chain):
        yield from _links(chain, members, key, kept, reading)
    heads = {head.chain: (head.length, head.mac) for head in session.scalars(select(ChainHead))}
    for chain in sorted({*heads, *reading.heads, *kept}):
        position, mac = reading.heads.get(chain, (0, ""))
        length = heads.get(chain, (0, ""))[0]
        if heads.get(chain, (0, "")) != (position, mac):
            yield f"{chain}, position {position + 1}: the chain ends before it, and its head says {length}"
        if chain in kept:
            yield f"{chain}, position {kept[chain][0]}: was there when the head was exported, and is not now"


def _links(chain: str, rows: Iterable[JournalRow], key: bytes, kept: Heads, reading: Reading) -> Iterator[str]:
    """Walk one chain; after a fault the walk goes on from the row as it stands."""
    position, mac = 0, ""
    for row in rows:
        where = f"{chain}, position {row.position}"
        if row.position != position + 1:
            yield f"{chain}, position {position + 1}: is missing"
        elif row.previous_mac != mac:
            yield f"{where}: does not follow on the row before"
        if journal.link(key, row.previous_mac, facts_of(row)) != row.mac:
            yield f"{where}: was changed"
        # A purge empties what was typed; anything else there must be what came.
        elif row.typed is not None and journal.digest(row.typed) != row.typed_sha256:
            yield f"{where}: what was typed was changed"
        position, mac = row.position, row.mac
        if kept.get(chain) == (position, mac):
            del kept[chain]
        reading.rows += 1
    reading.heads[chain] = (position, mac)


def _seal_faults(session: Session, key: bytes, reading: Reading) -> Iterator[str]:
    """Walk the seals, and recompute each from the rows that it covered."""
    mac, since = "", 0
    for number, seal in enumerate(session.scalars(select(Seal).order_by(Seal.number)), start=1):
        where = f"seal {seal.number} of {seal.sealed_at:%Y-%m-%d %H:%M}"
        if seal.number != number or seal.previous_mac != mac:
            yield f"{where}: a seal before it is missing"
            return
        if journal.link(key, mac, seal_facts(seal)) != seal.mac:
            yield f"{where}: was changed"
        heads = _heads_between(session, since, seal.last_journal_number)
        if (len(heads), heads_digest(heads)) != (seal.heads, seal.heads_sha256):
            yield f"{where}: rows {since + 1} to {seal.last_journal_number} are not those that were sealed"
        mac, since = seal.mac, seal.last_journal_number
        reading.seals, reading.last_seal = number, (seal.number, seal.mac)


def _heads_between(session: Session, after: int, until: int) -> Heads:
    rows = session.execute(
        select(JournalRow.chain, JournalRow.position, JournalRow.mac)
        .where(JournalRow.number > after, JournalRow.number <= until)
        .order_by(JournalRow.number)
    )
    return heads_of((row.chain, row.position, row.mac) for row in rows)


def _export_faults(session: Session, key: bytes, exported: dict[str, Any]) -> Iterator[str]:
    facts = {"heads": exported["heads"], "seal": exported["seal"]}
    if journal.link(key, "head", facts) != exported["mac"]:
        yield "the exported head: was changed, or was signed with another AUDIT_KEY"
    number, mac = exported["seal"]
    if number and session.scalar(select(Seal.mac).where(Seal.number == number)) != mac:
        yield f"seal {number}: was there when the head was exported, and is not now"


def _take_snapshot(session: Session) -> None:
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
