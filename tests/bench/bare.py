"""The least that a Flask view can do to keep something: one row inserted and committed, same engine, same pragmas."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from flask import Flask, Response, jsonify
from flask_sqlalchemy import SQLAlchemy

from fieldapp.models import SignInFailure
from fieldapp.models.connection import begin_writing, prepare
from fieldapp.models.schema import Model

database = SQLAlchemy(model_class=Model)
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
database.init_app(app)
with app.app_context():
    prepare(database.engine)


@app.get("/healthz")
def alive() -> Response:
    """It is up."""
    return jsonify(ok=True)


@app.post("/insert")
def insert() -> Response:
    """Keep a row."""
    begin_writing(database.session)
    database.session.add(SignInFailure(subject="bare", failed_at=datetime.now(UTC)))
    database.session.commit()
    return jsonify(ok=True)
