"""A phone that sends files by tus, request by request, as a test tells it."""

from __future__ import annotations

import uuid
from base64 import b64encode
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.checking_client import CheckingClient
from tests.pictures import sha256
from tests.signing_in import sign_in

TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = "application/offset+octet-stream"


def metadata(**pairs: str) -> str:
    """Upload-Metadata of these pairs."""
    return ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in pairs.items())


class TusPhone:
    """One signed-in person's phone."""

    def __init__(self, app: Flask, user: Any) -> None:
        self.client: CheckingClient = app.test_client()  # type: ignore[assignment]
        sign_in(self.client, user)
        self.csrf = self.client.get("/api/whoami").get_json()["csrf"]

    def ask(self, method: str, url: str, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
        """A request with what every one of them carries."""
        return self.client.open(
            url, method=method, headers={**TUS, "X-CSRFToken": self.csrf, **(headers or {})}, **more
        )

    def create(self, data: bytes, blob: str | None = None, **announced: str) -> TestResponse:
        """Announce a file; `announced` replaces what would be said of it."""
        facts = {"length": str(len(data)), "sha256": sha256(data), "blob": blob or str(uuid.uuid4()), **announced}
        length = facts.pop("length")
        return self.ask("POST", "/api/uploads", {"Upload-Length": length, "Upload-Metadata": metadata(**facts)})

    def patch(self, url: str, data: bytes, offset: int, **more: Any) -> TestResponse:
        """Send a piece."""
        return self.ask("PATCH", url, {"Upload-Offset": str(offset)}, data=data, content_type=CHUNK, **more)

    def send(self, data: bytes, blob: str | None = None) -> str:
        """Send a whole file in one piece; gives its blob's id."""
        blob = blob or str(uuid.uuid4())
        made = self.create(data, blob)
        assert made.status_code == 201, made.text
        if data:
            answer = self.patch(made.headers["Location"], data, 0)
            assert answer.status_code == 204, answer.text
        return blob

    def state(self, url: str) -> Any:
        """What the server says of an upload."""
        return self.ask("GET", url).get_json()
