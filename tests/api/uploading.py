"""An operative's phone that sends files, and what the office then holds."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldapp.extensions import db
from fieldapp.gateways.storage import FolderStorage
from fieldapp.models import Blob, Ticket, User
from tests import factories, pictures
from tests.tus_phone import TusPhone

PHOTO = pictures.photo_with_a_past()


@pytest.fixture
def operative(app: Flask) -> User:
    return factories.user()


@pytest.fixture
def visit(operative: User) -> Ticket:
    """A visit on site, given to the operative."""
    return factories.ticket("on-site", operative=operative, under=factories.contract(to=operative.contractor))


@pytest.fixture
def phone(app: Flask, operative: User) -> TusPhone:
    return TusPhone(app, operative)


@pytest.fixture
def storage(app: Flask) -> FolderStorage:
    made = app.extensions["storage"]
    assert isinstance(made, FolderStorage)
    return made


def recorded(actor: User, visit: Ticket, data: bytes, kind: str = "after", caption: str = "") -> str:
    """The record of a photo, its bytes still on the phone; gives its id."""
    blob_id = str(uuid.uuid4())
    factories.do(
        actor, "add-photo", visit, ("blob", blob_id), ("sha256", pictures.sha256(data)), ("size", str(len(data))),
        ("kind", kind), ("caption", caption),
    )  # fmt: skip
    return blob_id


def begun(phone: TusPhone, data: bytes = PHOTO, blob: str | None = None) -> str:
    return phone.create(data, blob).headers["Location"]


def only_blob() -> Blob:
    db.session.rollback()
    return db.session.scalars(select(Blob)).one()


def count(table: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def files_in(storage: FolderStorage, folder: str) -> list[str]:
    return [path.name for path in (storage.root / folder).rglob("*") if path.is_file()]
