"""The bytes lane of a phone, as static/js/shared/tus.js has it: announced, sent in pieces, resumed, confirmed."""

from __future__ import annotations

import json
from base64 import b64encode
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

from tests.bench.client import Client
from tests.pictures import sha256

FIRST, LEAST, MOST = 131_072, 32_768, 4_194_304
# A cut answer and a busy office are tried again so often before the measurement gives up.
TRIES = 500


class Lost(Exception):
    """The connection ended, or the office was busy: go on from what it says it has."""


class Sender:
    """Sends files for somebody who has signed in, over the port that is given."""

    def __init__(self, signed_in: Client, token: str, port: int) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in signed_in.cookies.items())
        self.headers = {
            "Host": signed_in.host, "Cookie": cookie, "X-CSRFToken": token, "Tus-Resumable": "1.0.0",
        }  # fmt: skip
        self.port = port
        self.connection: HTTPConnection | None = None

    def send(self, blob: str, data: bytes) -> None:
        """Until the office says that it has this very file."""
        url, said = "", None
        for _ in range(TRIES):
            try:
                url = url or self._create(blob, data)
                self._pieces(url, data)
                said = self._json("GET", url)
            except Lost:
                continue
            if said["received"] is True and (said["blob"], said["sha256"]) == (blob, sha256(data)):
                return
            url = ""
        raise AssertionError(f"{blob} did not arrive: {said}")

    def _create(self, blob: str, data: bytes) -> str:
        pairs = {"blob": blob, "sha256": sha256(data)}
        metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in pairs.items())
        answer, _ = self._ask("POST", "/api/uploads", {"Upload-Length": str(len(data)), "Upload-Metadata": metadata})
        url = answer.headers["Location"]
        if not url:
            raise Lost
        return str(url)

    def _pieces(self, url: str, data: bytes) -> None:
        """What is missing, in pieces that grow while all goes well; what a cut has left is asked for."""
        offset, piece = self._offset(url), FIRST
        while offset < len(data):
            headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
            try:
                answer, _ = self._ask("PATCH", url, headers, data[offset : offset + piece])
                reached = int(answer.headers["Upload-Offset"] or -1)
            except Lost:
                offset, piece = self._offset(url), max(LEAST, piece // 2)
                continue
            if answer.status == 204 and reached > offset:
                offset, piece = reached, min(MOST, 2 * piece)
            else:
                offset = self._offset(url)

    def _offset(self, url: str) -> int:
        for _ in range(TRIES):
            try:
                answer, _ = self._ask("HEAD", url, {})
            except Lost:
                continue
            return int(answer.headers["Upload-Offset"])
        raise Lost

    def _json(self, method: str, url: str) -> Any:
        return json.loads(self._ask(method, url, {})[1])

    def _ask(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None = None
    ) -> tuple[HTTPResponse, bytes]:
        """A request over the connection that is open, or a new one."""
        self.connection = self.connection or HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            self.connection.request(method, url, body, {**self.headers, **headers})
            answer = self.connection.getresponse()
            read = answer.read()
        except (OSError, HTTPException) as cut:
            self.close()
            raise Lost from cut
        if answer.getheader("Connection") == "close":
            self.close()
        if answer.status >= 500:
            raise Lost
        return answer, read

    def close(self) -> None:
        """The next request opens another connection."""
        if self.connection:
            self.connection.close()
            self.connection = None
