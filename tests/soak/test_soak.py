"""The soak: two people, two phones, everything going wrong at once; and the two programs that must not pass it."""

from __future__ import annotations

import os
import secrets
import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.build import PACKAGE
from fieldapp.commands import perform
from fieldapp.commands.op import Answer, Op
from fieldapp.models import JournalRow
from tests.soak.conftest import Soaked
from tests.soak.judge import Verdict
from tests.soak.report import Report, runs

pytestmark = pytest.mark.browser

# In this seed's first steps everything happens at least once.
SHORT_SEED, SHORT_STEPS = 1845, 26
OUTBOX = PACKAGE / "static" / "js" / "shared" / "outbox.js"
SEND = "    const response = await post(user, batch);\n"
DELETE_FIRST = '    await transact(["ops"], "readwrite", (ops) => { batch.forEach((op) => ops.delete(op.seq)); });\n'


def must_be_clean(report: Report, verdict: Verdict) -> None:
    """Keep the figures, and fail with everything that was found."""
    runs.append(report)
    assert report.skipped < report.steps / 3
    assert not verdict.sentences(), f"make soak SEED={report.seed}\n" + "\n".join(verdict.sentences())


def test_a_short_soak(soaked: Soaked) -> None:
    """Nothing lost, nothing twice, nothing on the wrong job, whatever is killed, cut or repeated."""
    report, verdict = soaked(SHORT_SEED, steps=SHORT_STEPS, visits=3)
    must_be_clean(report, verdict)
    assert report.ops > 5
    assert report.kills > 1
    assert report.cuts > 3


@pytest.mark.soak
@pytest.mark.parametrize("_number", range(int(os.environ.get("SOAK_SEEDS") or 5)))
def test_a_long_soak(soaked: Soaked, _number: int) -> None:
    """The same for minutes, from a seed of its own each time, or from the one that was given."""
    given = os.environ.get("SOAK_SEED")
    seed = int(given) if given else secrets.randbelow(1_000_000)
    must_be_clean(*soaked(seed, seconds=60 * float(os.environ.get("SOAK_MINUTES") or 2)))


def test_a_server_that_ignores_op_ids_does_not_pass(soaked: Soaked, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes again is done again: the judge finds it twice."""
    once = perform._once

    def again(session: Session, op: Op) -> Answer:
        known = session.scalar(select(JournalRow.number).where(JournalRow.op_id == op.id))
        return replace(once(session, replace(op, id=str(uuid.uuid4())) if known else op), id=op.id)

    monkeypatch.setattr(perform, "_once", again)
    mix = {"note": 10, "photo": 3, "repeat": 8, "fault": 5}
    report, verdict = soaked(3, steps=20, mix=mix, number=1, visits=2)
    assert report.duplicate, verdict.sentences()


def test_a_client_that_deletes_before_sending_does_not_pass(soaked: Soaked) -> None:
    """What was taken off the phone before it was answered never comes: the judge misses it."""
    source = OUTBOX.read_text()
    assert source.count(SEND) == 1
    mix = {"note": 10, "fault": 5, "no-signal": 5, "signal": 5, "killed-while-sending": 2}
    files = {"/js/shared/outbox.js": source.replace(SEND, DELETE_FIRST + SEND)}
    report, verdict = soaked(3, steps=16, mix=mix, number=1, visits=2, files=files)
    assert report.lost, verdict.sentences()
