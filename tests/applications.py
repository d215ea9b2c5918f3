"""The application of each test: the same one again where its settings are the same, since it holds nothing of a test.

What makes an application dear is what it learns: its routes, its compiled templates and its statements.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from fieldapp import create_app
from fieldapp.config import Settings
from tests.checking_client import CheckingClient


@dataclass
class Made:
    """An application, and what it was made with: a test that changes that changes it for itself alone."""

    app: Flask
    config: dict[str, Any]
    extensions: dict[str, Any]

    def as_made(self) -> Flask:
        """It, with what tests have changed put back."""
        self.app.config.clear()
        self.app.config.update(self.config)
        self.app.extensions.clear()
        self.app.extensions.update(self.extensions)
        return self.app


class Applications:
    """The applications of one test process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "usual"
        self._templates = folder / "templates"
        self._templates.mkdir()
        self._usual: dict[Settings, Made] = {}

    def emptied(self) -> Path:
        """The folder of the usual application's database, files and mail, with nothing in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        return self.folder

    def on(self, settings: Settings) -> Flask:
        """An application with these settings; a test that adds a route to it asks for a new one."""
        if str(self.folder) not in settings.storage_url:
            return self.new(settings)
        if settings not in self._usual:
            app = self.new(settings)
            self._usual[settings] = Made(app, dict(app.config), dict(app.extensions))
        return self._usual[settings].as_made()

    def new(self, settings: Settings) -> Flask:
        """An application for one test alone."""
        app = create_app(settings)
        app.test_client_class = CheckingClient
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(self._templates))
        return app
