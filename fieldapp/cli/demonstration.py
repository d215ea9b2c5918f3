"""`flask demonstration load`: fills a development database with invented landlords, homes and work."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from fieldapp.demonstration.load import load


@click.group()
def demonstration() -> None:
    """The demonstration, for development only."""


@demonstration.command("load")
@with_appcontext
def load_demonstration() -> None:
    """Load it, or add the day's visits; run again on the same day, it adds nothing."""
    if not current_app.extensions["settings"].is_development:
        raise click.ClickException("The demonstration's accounts have a password that everybody knows: not here.")
    done = load(current_app.extensions["storage"], datetime.now(UTC))
    for sentence in done.refused:
        click.echo(f"The demonstration could not take a step. {sentence}", err=True)
    click.echo(f"The demonstration took {done.taken} steps." if done.taken else "The demonstration is up to date.")
