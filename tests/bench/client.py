"""A client of one connection that keeps its cookies: small enough not to be what is measured."""

from __future__ import annotations

import http.client
import json
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from tests.signing_in import PASSWORD, hidden_fields


class Client:
    """One browser's worth of HTTP."""

    def __init__(self, port: int) -> None:
        self.host = f"localhost:{port}"
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def get(self, path: str) -> str:
        """The body of a page."""
        return self._send("GET", path, None, {})

    def post(self, path: str, document: Any, token: str = "") -> Any:
        """Post JSON; gives the JSON that comes back."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        return json.loads(self._send("POST", path, json.dumps(document), headers))

    def sign_in(self, username: str) -> str:
        """Sign in as a person does; gives the token to send with."""
        fields = {**hidden_fields(self.get("/sign-in")), "username": username, "password": PASSWORD}
        self._send("POST", "/sign-in", urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
        return str(json.loads(self.get("/api/whoami"))["csrf"])

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> str:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, {"Host": self.host, "Cookie": cookie, **headers})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        return text
