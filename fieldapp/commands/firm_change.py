"""A change of a firm: its form, what it does, and what it has before it; who may is decided elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from fieldapp.commands.form import CommandForm
from fieldapp.models import Contractor


@dataclass(frozen=True)
class Office:
    """The firm, locked, whose office changes something, and the day it is."""

    firm: Contractor
    session: Session
    today: date


@dataclass(frozen=True)
class Change:
    """What is asked, and what is done."""

    form: type[CommandForm]
    apply: Callable[..., None]
