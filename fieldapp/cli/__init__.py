"""The door for operators: the flask command's own verbs."""

from __future__ import annotations

from flask import Flask

from fieldapp.cli.audit_verify import audit_verify
from fieldapp.cli.demonstration import demonstration
from fieldapp.cli.dispatch import dispatch
from fieldapp.cli.lifecycle import lifecycle
from fieldapp.cli.orders import orders
from fieldapp.cli.schedules import schedules
from fieldapp.cli.set_up import people, set_up

COMMANDS = (audit_verify, demonstration, dispatch, lifecycle, orders, people, schedules, set_up)


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in COMMANDS:
        app.cli.add_command(command)
