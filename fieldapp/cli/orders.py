"""`flask orders`: works orders in from a file, checked first, then raised one by one by the command."""

from __future__ import annotations

import csv
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from fieldapp.cli import order_file
from fieldapp.cli.order_file import Row
from fieldapp.commands.op import Op
from fieldapp.commands.perform import perform
from fieldapp.domain.csv_rows import Fault, Unreadable
from fieldapp.domain.lifecycle import LANDLORD_ROLES
from fieldapp.extensions import db
from fieldapp.models import Fence, User
from fieldapp.models.fence import KEY

orders = AppGroup("orders", help="Works orders from files.")
MOST_SHOWN = 50


@orders.command("template")
def template() -> None:
    """Print a CSV file with the header and one example row."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(order_file.COLUMNS)
    writer.writerow(order_file.COLUMNS.values())


@orders.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as", "username", required=True, help="Username of the landlord's officer in whose name they are raised."
)
@click.option("--keep-good", is_flag=True, help="Raise the good rows although others are bad.")
@click.option("--issue", is_flag=True, help="Issue each order to its contractor as well.")
def import_orders(file: Path, username: str, *, keep_good: bool, issue: bool) -> None:
    """Raise the orders of FILE. Importing the same file again changes nothing."""
    officer = _officer(username)
    good, faults, known = _checked(file, officer)
    for fault in faults[:MOST_SHOWN]:
        click.echo(f"line {fault.line}, {fault.column}: {fault.reason}", err=True)
    if len(faults) > MOST_SHOWN:
        click.echo(f"… and {len(faults) - MOST_SHOWN} more faults", err=True)
    if faults and not keep_good:
        raise click.ClickException(
            f"Nothing was imported: {len({fault.line for fault in faults})} rows are bad. "
            "Correct them, or use --keep-good to import the others."
        )
    late = _raise_all(good, officer, issue=issue)
    left_out = len({fault.line for fault in faults})
    click.echo(f"{len(good) - len(late)} orders raised, {known} already here, {left_out} bad rows left out.")
    if late:
        for fault in late[:MOST_SHOWN]:
            click.echo(f"line {fault.line}, {fault.column}: {fault.reason}", err=True)
        raise click.ClickException(
            f"{len(late)} orders were refused although they had been checked. Import the file again."
        )


def _officer(username: str) -> User:
    officer = db.session.scalar(select(User).where(User.username == username, User.active))
    if officer is None or officer.role not in LANDLORD_ROLES:
        raise click.ClickException(f"{username} is not a landlord's officer. Name one with --as.")
    db.session.info[KEY] = Fence(landlord_id=officer.landlord_id)
    return officer


def _checked(file: Path, officer: User) -> tuple[list[Row], list[Fault], int]:
    """The rows to raise, the faults of the others, and how many references are here already."""
    assert officer.landlord_id is not None
    here = order_file.known_references(officer.landlord_id)
    good: dict[str, Row] = {}
    faults: list[Fault] = []
    known = 0
    try:
        rows = list(order_file.read(file))
    except Unreadable as error:
        raise click.ClickException(f"{file.name}: {error}") from error
    with click.progressbar(rows, label="Checking") as shown:
        for line, cells in shown:
            if cells["reference"] in here:
                known += 1
                continue
            found = order_file.check(line, cells, officer)
            if isinstance(found, list):
                faults += found
            elif found.reference in good:
                faults.append(
                    Fault(line, "reference", f"{found.reference} stands in line {good[found.reference].line} as well.")
                )
            else:
                good[found.reference] = found
    db.session.rollback()
    return list(good.values()), faults, known


def _raise_all(rows: list[Row], officer: User, *, issue: bool) -> list[Fault]:
    refused: list[Fault] = []
    actor = officer.id
    with click.progressbar(rows, label="Raising") as shown:
        for row in shown:
            reason = _raise(row, actor, issue=issue)
            if reason:
                refused.append(Fault(row.line, "reference", reason))
    return refused


def _raise(row: Row, actor: int, *, issue: bool) -> str:
    """Raise (and issue) one order; gives why not, or nothing. That it is raised once, its reference sees to."""
    answer = perform(_op(actor, "raise", row.pairs))
    if answer.outcome == "applied" and issue:
        answer = perform(_op(actor, "issue", [], order=answer.order))
    return "" if answer.outcome == "applied" else answer.reason


def _op(actor: int, command: str, pairs: list[tuple[str, str]], order: int | None = None) -> Op:
    now = datetime.now(UTC)
    return Op(
        id=str(uuid.uuid4()), actor=actor, command=command, typed=pairs, done_at=now, sent_at=now,
        received_at=now, order=order, door="import",
    )  # fmt: skip
