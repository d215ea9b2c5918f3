"""Compares what phones claimed with what the office holds: its journal, its tables, and its storage."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select

from fieldapp.cli.journal_faults import Reading, faults
from fieldapp.commands.journalling import key
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.gateways.storage import Missing, Storage
from fieldapp.models import Blob, Evidence, JournalRow, Note, Ticket
from tests.browser.operative import journal
from tests.soak.ledger import Claim, Ledger

COUNTS = ("lost", "duplicate", "wrong_bytes", "out_of_order", "wrong_person", "broken_chain")


@dataclass
class Verdict:
    """What was found, by kind, each as a sentence."""

    lost: list[str] = field(default_factory=list)
    duplicate: list[str] = field(default_factory=list)
    wrong_bytes: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    wrong_person: list[str] = field(default_factory=list)
    broken_chain: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return {kind: len(getattr(self, kind)) for kind in COUNTS}

    def sentences(self) -> list[str]:
        """All of it."""
        return [f"{kind}: {sentence}" for kind in COUNTS for sentence in getattr(self, kind)]


def judge(ledger: Ledger, storage: Storage) -> Verdict:
    """Judge a soak that has come to rest."""
    rows = journal()
    by_id = {row.op_id: row for row in rows}
    verdict = Verdict(wrong_person=[*ledger.astray, *ledger.leaks], wrong_bytes=[*ledger.changed])
    for claim in ledger.ops.values():
        if row := by_id.get(claim.id):
            _compare(claim, row, verdict)
        else:
            verdict.lost.append(f"{claim}: is not in the journal, {ledger.left.get(claim.id, 'nor on the phone')}")
    strange = dict(_unclaimed(ledger, rows))
    verdict.duplicate += strange.values()
    verdict.out_of_order += _out_of_order(ledger, by_id)
    applied = [claim for claim in ledger.ops.values() if claim.id in by_id and by_id[claim.id].outcome == "applied"]
    _notes([row for row in rows if row.op_id not in strange], verdict)
    _photos(ledger, applied, storage, verdict)
    _ends(applied, by_id, verdict)
    verdict.broken_chain += faults(db.session(), key(), None, Reading())
    return verdict


def _compare(claim: Claim, row: JournalRow, verdict: Verdict) -> None:
    if row.actor_id != claim.user:
        verdict.wrong_person.append(f"{claim}: came from user {row.actor_id}")
    if claim.typed is not None and row.typed != claim.typed:
        verdict.wrong_bytes.append(f"{claim}: says {row.typed}")
    if (row.ticket_id, row.command) != (claim.ticket, claim.command):
        verdict.wrong_bytes.append(f"{claim}: is journalled as {row.command} of visit {row.ticket_id}")


def _unclaimed(ledger: Ledger, rows: list[JournalRow]) -> Iterator[tuple[str, str]]:
    """Op ids of rows that stand for no claim: the same words twice, or more than was cut off while being saved."""
    bodies = Counter(row.body_sha256 for row in rows)
    for row in rows:
        one = f"{row.command} of visit {row.ticket_id}, journal row {row.number}, {row.typed}"
        if row.op_id in ledger.ops:
            continue
        if bodies[row.body_sha256] > 1:
            yield row.op_id, f"{one}: is there {bodies[row.body_sha256]} times"
        elif (row.actor_id, row.ticket_id, row.command) not in ledger.perhaps:
            yield row.op_id, f"{one}: no phone has written it"


def _out_of_order(ledger: Ledger, by_id: dict[str, JournalRow]) -> Iterator[str]:
    lanes: defaultdict[tuple[str, int], list[Claim]] = defaultdict(list)
    for claim in ledger.ops.values():
        if claim.id in by_id:
            lanes[claim.phone, claim.order].append(claim)
    for claims in lanes.values():
        # What was put right has the place of what it replaces.
        claims.sort(key=lambda claim: (claim.seq, by_id[claim.id].number))
        for one, next_one in itertools.pairwise(claims):
            if by_id[one.id].number > by_id[next_one.id].number:
                yield f"{next_one}: came before {one}"


def _notes(rows: list[JournalRow], verdict: Verdict) -> None:
    """As many notes as were written, each with its words."""
    applied = [row for row in rows if (row.command, row.outcome) == ("add-note", "applied")]
    written = Counter((row.ticket_id, row.actor_id, dict(row.typed or [])["text"].strip()) for row in applied)
    of_people = select(Note).where(Note.by_landlord.is_(False), Note.type == "")
    there = Counter((note.ticket_id, note.author_id, note.text) for note in db.session.scalars(of_people))
    verdict.lost += [f"note {one}: is not there" for one in (written - there).elements()]
    verdict.duplicate += [f"note {one}: is there once more than written" for one in (there - written).elements()]


def _photos(ledger: Ledger, applied: list[Claim], storage: Storage, verdict: Verdict) -> None:
    blobs = {blob.id: blob for blob in db.session.scalars(select(Blob))}
    records = {row.blob_id: row for row in db.session.scalars(select(Evidence))}
    for claim in ledger.ops.values():
        if claim.command == "add-photo" and claim.typed is not None:
            _bytes(claim, ledger, blobs.get(claim.value("blob")), storage, verdict)
    for claim in applied:
        if claim.command == "add-photo":
            record = records.get(claim.value("blob"))
            if record is None or record.ticket_id != claim.ticket:
                verdict.lost.append(f"{claim}: the visit does not have it")


def _bytes(claim: Claim, ledger: Ledger, blob: Blob | None, storage: Storage, verdict: Verdict) -> None:
    if blob is None:
        verdict.lost.append(
            f"{claim}: its bytes have not come, {ledger.left.get(claim.id, 'and are not on the phone')}"
        )
        return
    if blob.sent_by_id != claim.user:
        verdict.wrong_person.append(f"{claim}: its bytes came from user {blob.sent_by_id}")
    try:
        with storage.open(original_key(blob.sha256)) as file:
            kept = hashlib.sha256(file.read()).hexdigest()
    except Missing:
        kept = "nothing"
    queued = ledger.blobs.get(blob.id, "")
    if not kept == queued == claim.value("sha256"):
        verdict.wrong_bytes.append(f"{claim}: the phone queued {queued}, the office keeps {kept}")


def _ends(applied: list[Claim], by_id: dict[str, JournalRow], verdict: Verdict) -> None:
    """A visit ended once, with the words of the op that ended it."""
    ends: defaultdict[int, list[Claim]] = defaultdict(list)
    for claim in applied:
        if claim.command in ("complete", "no-access"):
            ends[claim.ticket].append(claim)
    for ticket_id, claims in ends.items():
        ticket = db.session.get_one(Ticket, ticket_id)
        if len(claims) > 1:
            verdict.duplicate.append(f"{claims[1]}: visit {ticket_id} had ended")
        if (ticket.comments, ticket.state) != (claims[0].value("comments"), by_id[claims[0].id].state_after):
            verdict.lost.append(f"{claims[0]}: visit {ticket_id} is {ticket.state}, {ticket.comments!r}")
