"""An operative's phone that sends files, and what the office then holds."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldapp.extensions import db
from fieldapp.gateways.storage import FolderStorage
from fieldapp.models import Blob, User
from tests import factories, pictures
from tests.tus_phone import TusPhone

PHOTO = pictures.photo_with_a_past()


@pytest.fixture
def operative(app: Flask) -> User:
    return factories.user()


@pytest.fixture
def phone(app: Flask, operative: User) -> TusPhone:
    return TusPhone(app, operative)


@pytest.fixture
def storage(app: Flask) -> FolderStorage:
    made = app.extensions["storage"]
    assert isinstance(made, FolderStorage)
    return made


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
