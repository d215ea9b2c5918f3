"""create_app(): the one file that knows every other."""

from __future__ import annotations

import os

from flask import Flask

from fieldapp import cli, errors
from fieldapp.api import sync, uploads
from fieldapp.build import PACKAGE
from fieldapp.config import Settings, from_environ
from fieldapp.extensions import compress, csrf, db, login, migrate
from fieldapp.gateways.mail import mail_from
from fieldapp.gateways.storage_url import storage_from
from fieldapp.models import connection
from fieldapp.web import (
    access,
    appointments,
    archive,
    assets,
    auth,
    board,
    certificates,
    completion,
    contacts,
    desk,
    field,
    files,
    headers,
    health,
    home_forms,
    homes,
    invoices,
    landlord,
    logs,
    order_files,
    order_search,
    people,
    printing,
    profile,
    raising,
    rates,
    sessions,
    several,
    shell,
    variations,
    waiting_notes,
)
from fieldapp.web import (
    settings as settings_pages,
)

BLUEPRINTS = (
    assets.blueprint,
    shell.blueprint,
    auth.blueprint,
    health.blueprint,
    field.blueprint,
    files.blueprint,
    order_files.blueprint,
    desk.blueprint,
    several.blueprint,
    profile.blueprint,
    people.blueprint,
    printing.blueprint,
    board.blueprint,
    landlord.blueprint,
    order_search.blueprint,
    raising.blueprint,
    rates.blueprint,
    settings_pages.blueprint,
    appointments.blueprint,
    waiting_notes.blueprint,
    archive.blueprint,
    homes.blueprint,
    home_forms.blueprint,
    contacts.blueprint,
    invoices.blueprint,
    certificates.blueprint,
    variations.blueprint,
    completion.blueprint,
    sync.blueprint,
    uploads.blueprint,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application for `settings`, by default those of the environment; an unsafe setting stops the start."""
    settings = settings or from_environ(os.environ)
    # Static files are served under their build, by web/shell.py.
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        AUDIT_KEY=settings.audit_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        WTF_CSRF_TIME_LIMIT=None,
        SENDS_MAIL=settings.mail_url is not None,
    )
    app.extensions["settings"] = settings
    app.extensions["storage"] = storage_from(settings.storage_url, settings.s3_keys)
    app.extensions["mail"] = mail_from(settings.mail_url, settings.public_host)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(PACKAGE.parent / "migrations"))
    login.init_app(app)
    csrf.init_app(app)
    compress.init_app(app)
    with app.app_context():
        connection.prepare(db.engine)
    for part in (headers, logs, sessions, errors):
        part.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    cli.init_app(app)
    # Last: it refuses to start with a route that it does not know.
    access.init_app(app)
    return app
