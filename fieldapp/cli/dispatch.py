"""`flask dispatch`: runs the way out until it is told to stop."""

from __future__ import annotations

import signal
from threading import Event

import click
from flask.cli import with_appcontext

from fieldapp.dispatch.loop import run


@click.command("dispatch")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@with_appcontext
def dispatch(once: bool) -> None:
    """Do what commands have written down to be done: any number of these may run at once."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(stop, once=once)
