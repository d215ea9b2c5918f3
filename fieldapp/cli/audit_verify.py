"""`flask audit-verify`: finds any edit, deletion, swap or cut tail in the journal, and exports its head; reads only."""

from __future__ import annotations

import json
from itertools import islice
from typing import IO

import click
from flask.cli import with_appcontext

from fieldapp.cli.journal_faults import Reading, faults, head_to_export
from fieldapp.commands.journalling import key
from fieldapp.dispatch.everybody import session_for_everybody

MOST_SHOWN = 20


@click.command("audit-verify")
@click.option("--head", type=click.File(), help="Compare with a head that was exported before.")
@click.option("--export", type=click.File("w", lazy=True), help="Write the head here, to be kept on another machine.")
@with_appcontext
def audit_verify(head: IO[str] | None, export: IO[str] | None) -> None:
    """Verify every chain of the journal and every seal. Ends with 1 at a fault, and exports nothing then."""
    reading = Reading()
    found = list(islice(faults(session_for_everybody(), key(), _exported(head), reading), MOST_SHOWN))
    if found:
        raise click.ClickException("The journal was tampered with.\n" + "\n".join(found))
    if export:
        json.dump(head_to_export(key(), reading), export)
    click.echo(f"The journal is whole: {reading.rows} rows in {len(reading.heads)} chains, {reading.seals} seals.")


def _exported(head: IO[str] | None) -> dict[str, object] | None:
    if head is None:
        return None
    try:
        exported = json.load(head)
    except ValueError as fault:
        raise click.UsageError("--head is not a file that --export has written.") from fault
    if not isinstance(exported, dict) or not {"heads", "seal", "mac"} <= exported.keys():
        raise click.UsageError("--head is not a file that --export has written.")
    return exported
