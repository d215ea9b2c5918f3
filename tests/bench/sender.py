"""The bytes lane of a phone, as static/js/shared/tus.js has it: announced, sent in pieces, resumed, confirmed."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

from tests.bench.client import Client
from tests.pictures import sha256
from tests.tus_phone import CHUNK, TUS, metadata

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
            "Host": signed_in.host, "Cookie": cookie, "X-CSRFToken": token, **TUS,
        }  # fmt: skip
        self.port, self.piece = port, FIRST
        self.connection: HTTPConnection | None = None

    def send(self, blob: str, data: bytes) -> None:
        """Until the office says that it has this very file."""
        url, offset, said = "", 0, None
        for _ in range(TRIES):
            try:
                if url:
                    offset = self._offset(url)
                else:
                    url, offset = self._create(blob, data)
                while offset < len(data):
                    offset = self._patch(url, data, offset)
                said = self._json("GET", url)
            except Lost:
                self.piece = max(LEAST, self.piece // 2)
                continue
            if said["received"] is True and (said["blob"], said["sha256"]) == (blob, sha256(data)):
                return
            url = ""
        raise AssertionError(f"{blob} did not arrive: {said}")

    def _create(self, blob: str, data: bytes) -> tuple[str, int]:
        told = metadata(blob=blob, sha256=sha256(data))
        answer, _ = self._ask("POST", "/api/uploads", {"Upload-Length": str(len(data)), "Upload-Metadata": told})
        if not answer.headers["Location"]:
            raise Lost
        return str(answer.headers["Location"]), int(answer.headers["Upload-Offset"])

    def _patch(self, url: str, data: bytes, offset: int) -> int:
        """Send the next piece, a larger one each time; gives where the next begins."""
        headers = {"Upload-Offset": str(offset), "Content-Type": CHUNK}
        answer, _ = self._ask("PATCH", url, headers, data[offset : offset + self.piece])
        reached = int(answer.headers["Upload-Offset"] or -1)
        if answer.status != 204 or reached <= offset:
            return self._offset(url)
        self.piece = min(MOST, 2 * self.piece)
        return reached

    def _offset(self, url: str) -> int:
        answer, _ = self._ask("HEAD", url, {})
        return int(answer.headers["Upload-Offset"])

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
