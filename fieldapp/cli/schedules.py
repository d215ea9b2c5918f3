"""`flask schedules`: rates in from a file, checked as a whole first, then written all at once or not at all."""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.commands.op import Pairs
from fieldapp.commands.settings import schedules as importing
from fieldapp.commands.settings.schedules import COMMAND, Faulty, Imported
from fieldapp.dispatch.everybody import session_for_everybody
from fieldapp.domain import schedules as schedule_file
from fieldapp.domain.csv_rows import Fault, Unreadable
from fieldapp.domain.refusals import Refused
from fieldapp.domain.schedules import FileRow, day_words
from fieldapp.domain.settings import BY_FILE
from fieldapp.models import Landlord, User
from fieldapp.models.connection import writing

schedules = AppGroup("schedules", help="Schedules of rates from files.")
MOST_SHOWN = 50
LONGEST_CODE, LONGEST_NAME = 40, 120


@schedules.command("template")
def template() -> None:
    """Print a CSV file with the header and one example row."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(schedule_file.COLUMNS)
    writer.writerow(schedule_file.COLUMNS.values())


@schedules.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--landlord", "landlord_code", required=True, help="Code of the landlord whose rates they are.")
@click.option("--schedule", "schedule_code", required=True, help="Code of the schedule; made where it is not there.")
@click.option("--name", default="", help="The schedule's name.")
@click.option("--as", "username", default="", help="The landlord's administrator under whose name it is written down.")
@click.option("--contract", "sites", multiple=True, help="Site code of a contract that works to it. May be repeated.")
@click.option("--correct", is_flag=True, help="Change versions that are here and differ from the file.")
def import_schedule(
    file: Path, landlord_code: str, schedule_code: str, name: str, username: str, sites: tuple[str, ...], *,
    correct: bool,
) -> None:  # fmt: skip
    """Bring the rates of FILE into a schedule. Importing the same file again changes nothing."""
    _check_length("--schedule", schedule_code, LONGEST_CODE)
    _check_length("--name", name, LONGEST_NAME)
    rows, faults = _read(file)
    session = session_for_everybody()
    try:
        with writing(session):
            # Its sender first, then the landlord, as every change of a setting locks them.
            actor = _administrator(session, username, landlord_code)
            landlord = _landlord(session, landlord_code)
            done = importing.bring_in(
                session, landlord, schedule_code, rows, faults=faults, name=name, sites=sites, correct=correct
            )
            if actor and done.changed:
                importing.write_down(session, actor, done, _named(file, rows), datetime.now(UTC))
    except Refused as no:
        raise click.ClickException(f"Nothing was imported. {no.sentence}") from no
    except Faulty as bad:
        raise _told(bad.faults) from bad
    _say(schedule_code, done)


def _check_length(option: str, text: str, longest: int) -> None:
    if len(text) > longest or (option == "--schedule" and not text.strip()):
        raise click.BadParameter(f"Use 1 to {longest} characters.", param_hint=option)


def _read(file: Path) -> tuple[list[FileRow], list[Fault]]:
    try:
        with file.open(newline="", encoding="utf-8-sig") as opened:
            return schedule_file.read(opened)
    except Unreadable as error:
        raise click.ClickException(f"{file.name}: {error}") from error


def _administrator(session: Session, username: str, landlord_code: str) -> User | None:
    if not username:
        return None
    query = select(User).where(User.username == username, User.active).with_for_update(of=User)
    person = session.scalar(query)
    of = person.landlord.code if person and person.landlord else ""
    if person is None or of != landlord_code or person.role not in BY_FILE[COMMAND]:
        raise Refused("unknown", f"{username} is no administrator of {landlord_code}. Name one with --as.")
    return person


def _landlord(session: Session, code: str) -> Landlord:
    query = select(Landlord).where(Landlord.code == code).with_for_update(key_share=True)
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise Refused("unknown", f"There is no landlord with the code {code}.")
    return found


def _named(file: Path, rows: Sequence[FileRow]) -> Pairs:
    """The file as the journal names it."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return [("file", file.name), ("sha256", digest), ("rows", str(len(rows)))]


def _told(faults: Sequence[Fault]) -> click.ClickException:
    """Say what is wrong, row by row; gives the error that ends the command."""
    for fault in faults[:MOST_SHOWN]:
        click.echo(f"line {fault.line}, {fault.column}: {fault.reason}", err=True)
    if len(faults) > MOST_SHOWN:
        click.echo(f"… and {len(faults) - MOST_SHOWN:,} more faults", err=True)
    bad = len({fault.line for fault in faults})
    return click.ClickException(f"Nothing was imported: {bad:,} rows are bad. Correct them and import the file again.")


def _say(code: str, done: Imported) -> None:
    planned = done.plan
    click.echo(
        f"{code}: {planned.codes:,} new codes, {planned.versions:,} new versions, {len(planned.ended):,} ended, "
        f"{len(planned.corrected):,} corrected, {planned.unchanged:,} unchanged."
    )
    for before, after in planned.ended[:MOST_SHOWN]:
        last = day_words(after.valid_to) if after.valid_to else ""
        click.echo(f"{after.code} from {day_words(before.valid_from)} now ends on {last}: a later version begins.")
    if len(planned.ended) > MOST_SHOWN:
        click.echo(f"… and {len(planned.ended) - MOST_SHOWN:,} more")
    for words, (before_words, after_words) in done.fields.items():
        click.echo(f"{words}: {before_words} → {after_words}")
