"""Tests of `flask audit-verify`: a journal tampered with by someone who has the database, but not the key."""

from __future__ import annotations

from datetime import timedelta, timezone
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from fieldapp.cli.audit_verify import audit_verify
from fieldapp.commands.journalling import key
from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.dispatch.sealing import seal
from fieldapp.extensions import db
from fieldapp.models import JournalRow, Ticket
from tests import factories


@pytest.fixture
def visit(app: Flask) -> Ticket:
    """A visit with a history of five commands; another one beside it."""
    visit = factories.ticket("on-site")
    factories.ticket("booked")
    return visit


@pytest.fixture
def chain(visit: Ticket) -> str:
    return f"order:{visit.order_id}"


def verify(app: Flask, *words: str) -> Result:
    db.session.rollback()
    return app.test_cli_runner().invoke(audit_verify, words)


def sealed() -> None:
    seal(session_for_everybody(), key(), factories.now())


def tamper(statement: str, **facts: object) -> None:
    """What someone with the database's password does: past the program, its fence and its triggers."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))
    db.session.execute(text(statement), facts)
    db.session.commit()


def length(chain: str) -> int:
    return db.session.query(JournalRow).filter_by(chain=chain).count()


def test_a_journal_that_nobody_touched_is_whole(app: Flask, visit: Ticket) -> None:
    sealed()
    answer = verify(app)
    assert answer.exit_code == 0
    assert "The journal is whole" in answer.output
    assert "1 seals" in answer.output


def test_an_empty_journal_is_whole(app: Flask) -> None:
    assert verify(app).exit_code == 0


@pytest.mark.parametrize(
    "change",
    [
        "outcome = 'refused'", "done_at = '2026-01-01 00:00:00'", "command = 'complete'", "actor_id = actor_id + 1",
        "reason = 'because'", "typed_sha256 = 'x'", "mac = 'x'",
    ],
)  # fmt: skip
def test_an_edited_row_is_found(app: Flask, chain: str, change: str) -> None:
    tamper(f"UPDATE journal SET {change} WHERE chain = :chain AND position = 3", chain=chain)
    answer = verify(app)
    assert answer.exit_code == 1
    assert f"{chain}, position 3: was changed" in answer.output


def test_what_was_typed_cannot_be_changed(app: Flask, chain: str) -> None:
    tamper("""UPDATE journal SET typed = '[["slot", "pm"]]' WHERE chain = :chain AND position = 3""", chain=chain)
    assert f"{chain}, position 3: what was typed was changed" in verify(app).output


def test_what_was_typed_may_be_emptied_by_a_purge(app: Flask, chain: str) -> None:
    tamper("UPDATE journal SET typed = NULL WHERE chain = :chain AND position = 3", chain=chain)
    assert verify(app).exit_code == 0


def test_a_deleted_row_is_found(app: Flask, chain: str) -> None:
    tamper("DELETE FROM journal WHERE chain = :chain AND position = 2", chain=chain)
    answer = verify(app)
    assert answer.exit_code == 1
    assert f"{chain}, position 2: is missing" in answer.output


def test_a_deleted_row_whose_gap_was_closed_is_found(app: Flask, chain: str) -> None:
    tamper("DELETE FROM journal WHERE chain = :chain AND position = 2", chain=chain)
    for position in range(3, length(chain) + 2):
        tamper(
            f"UPDATE journal SET position = {position - 1} WHERE chain = :chain AND position = {position}", chain=chain
        )
    answer = verify(app)
    assert answer.exit_code == 1
    assert f"{chain}, position 2: does not follow on the row before" in answer.output


def test_swapped_rows_are_found(app: Flask, chain: str) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        tamper(f"UPDATE journal SET position = {new} WHERE chain = :chain AND position = {old}", chain=chain)
    answer = verify(app)
    assert answer.exit_code == 1
    assert f"{chain}, position 2" in answer.output


def test_a_cut_tail_is_found_by_the_head(app: Flask, chain: str) -> None:
    last = length(chain)
    tamper("DELETE FROM journal WHERE chain = :chain AND position = :last", chain=chain, last=last)
    assert f"{chain}, position {last}: the chain ends before it" in verify(app).output


def cut_tail(chain: str) -> int:
    """Cut a chain's last row and set its head back: nothing in the chain itself shows it."""
    last = length(chain)
    tamper("DELETE FROM journal WHERE chain = :chain AND position = :last", chain=chain, last=last)
    tamper(
        "UPDATE chain_head SET length = :length, mac = "
        "(SELECT mac FROM journal WHERE chain = :chain AND position = :length) WHERE chain = :chain",
        chain=chain, length=last - 1,
    )  # fmt: skip
    return last


def test_a_tail_cut_together_with_its_head_is_found_by_the_seal(app: Flask, chain: str) -> None:
    sealed()
    cut_tail(chain)
    answer = verify(app)
    assert answer.exit_code == 1
    assert "seal 1" in answer.output
    assert "are not those that were sealed" in answer.output


def test_a_tail_cut_with_head_and_seals_is_found_by_the_exported_head(app: Flask, chain: str, tmp_path: Path) -> None:
    sealed()
    exported = str(tmp_path / "head.json")
    assert verify(app, "--export", exported).exit_code == 0
    last = cut_tail(chain)
    tamper("DELETE FROM seal")
    assert verify(app).exit_code == 0, "nothing on this machine can know"
    answer = verify(app, "--head", exported)
    assert answer.exit_code == 1
    assert f"{chain}, position {last}: was there when the head was exported, and is not now" in answer.output
    assert "seal 1: was there when the head was exported" in answer.output


def test_a_journal_that_has_grown_since_fits_its_exported_head(app: Flask, chain: str, tmp_path: Path) -> None:
    sealed()
    exported = str(tmp_path / "head.json")
    verify(app, "--export", exported)
    factories.ticket("booked")
    sealed()
    assert verify(app, "--head", exported).exit_code == 0


def test_an_exported_head_that_was_changed_is_found(app: Flask, chain: str, tmp_path: Path) -> None:
    exported = tmp_path / "head.json"
    verify(app, "--export", str(exported))
    exported.write_text(exported.read_text().replace(f'"{chain}", {length(chain)}', f'"{chain}", {length(chain) - 1}'))
    assert "the exported head: was changed" in verify(app, "--head", str(exported)).output


def test_a_file_that_is_no_head_is_told_so(app: Flask, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    for content in ("{}", "not json"):
        other.write_text(content)
        assert verify(app, "--head", str(other)).exit_code == 2


def test_a_deleted_or_edited_seal_is_found(app: Flask, visit: Ticket) -> None:
    for _ in range(3):
        sealed()
    tamper("UPDATE seal SET heads = 7 WHERE number = 2")
    assert "seal 2" in verify(app).output
    tamper("DELETE FROM seal WHERE number = 2")
    assert "a seal before it is missing" in verify(app).output


def test_nothing_is_exported_from_a_journal_with_a_fault(app: Flask, chain: str, tmp_path: Path) -> None:
    tamper("UPDATE journal SET reason = 'x' WHERE chain = :chain AND position = 1", chain=chain)
    exported = tmp_path / "head.json"
    assert verify(app, "--export", str(exported)).exit_code == 1
    assert not exported.exists()


def test_a_phone_in_another_zone_is_no_fault(app: Flask, visit: Ticket) -> None:
    office = factories.user("office", visit.order.contract.contractor)
    moment = factories.now().astimezone(timezone(timedelta(hours=5, minutes=30)))
    one = factories.op(office, "add-note", visit, ("text", "Parked outside"), done_at=moment, received_at=moment)
    factories.perform_as(office, one)
    answer = verify(app)
    assert answer.exit_code == 0, answer.output
