"""The test client: every request stands alone, every page that comes back is checked."""

from __future__ import annotations

import contextvars
import os
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fieldapp.extensions import db
from tests.page_checks import faults

# What a page is made of does not depend on the database; reading it as a browser does is a sixth of the tests' time.
READS_PAGES = os.environ.get("TEST_DATABASE", "sqlite") == "sqlite"


class CheckingClient(FlaskClient):
    """A browser without script.

    A request runs in a context of its own, as on a server: it does not see the test's database session, nor `g`.
    What the test has not committed would not exist for it, so that is an error here.
    """

    def open(self, *args: Any, checked: bool = True, **kwargs: Any) -> TestResponse:
        """Send a request; `checked=False` for a page that is wrong on purpose."""
        pending = [*db.session.new, *db.session.dirty, *db.session.deleted]
        assert not pending, f"commit before a request: {pending}"
        db.session.rollback()
        kwargs.setdefault("base_url", self.application.extensions["settings"].public_url)
        kwargs.setdefault("buffered", True)
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if READS_PAGES and checked and response.mimetype == "text/html" and response.data and _is_page(response):
            wrong = faults(response.text, response.headers.get("Content-Security-Policy", ""))
            listed = "\n  ".join(wrong)
            assert not wrong, f"{response.request.method} {response.request.path} gave a page with faults:\n  {listed}"
        return response


def _is_page(response: TestResponse) -> bool:
    """Redirects carry a stub, and a part of a page asked for by a script has no head."""
    return not 300 <= response.status_code < 400 and "HX-Request" not in response.request.headers
