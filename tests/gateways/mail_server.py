"""A mail server for tests: as much of SMTP as a client of ours speaks, and it keeps what it is sent."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Received:
    """What came: envelopes and messages, and the users and passwords with which somebody logged in."""

    messages: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[tuple[str, str, bool]] = field(default_factory=list)


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine; with a `context` it offers STARTTLS; `refuses` says 451 to addresses."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self, context: ssl.SSLContext | None = None, *, refuses: bool = False, host: str = "127.0.0.1"
    ) -> None:
        super().__init__((host, 0), _Conversation)
        self.context, self.refuses, self.received = context, refuses, Received()
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def stop(self) -> None:
        """End it and its socket."""
        self.shutdown()
        self.server_close()
        self.thread.join()


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer
    encrypted = False

    def handle(self) -> None:
        self.say("220 tests")
        while line := self.rfile.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            answer: Callable[[str], Any] | None = getattr(self, f"do_{verb.lower()}", None)
            if answer is None:
                self.say("502 not here")
            elif answer(rest) is False:
                return

    def finish(self) -> None:
        super().finish()
        if self.encrypted:
            self.connection.close()

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
        self.wfile.flush()

    def do_ehlo(self, _name: str) -> None:
        offers = "250-STARTTLS" if self.server.context and not self.encrypted else "250-8BITMIME"
        self.say("250-tests", offers, "250 AUTH PLAIN")

    def do_starttls(self, _rest: str) -> None:
        assert self.server.context
        self.say("220 go on")
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
        self.encrypted = True

    def do_auth(self, rest: str) -> None:
        _, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        self.server.received.logins.append((user, password, self.encrypted))
        self.say("235 welcome" if password == "hush" else "535 no")

    def do_mail(self, _rest: str) -> None:
        self.say("250 ok")

    def do_rcpt(self, rest: str) -> None:
        self.server.received.recipients.append(rest)
        self.say("451 later" if self.server.refuses else "250 ok")

    def do_rset(self, _rest: str) -> None:
        self.say("250 ok")

    def do_data(self, _rest: str) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.received.messages.append(b"".join(lines))
        self.say("250 taken")

    def do_quit(self, _rest: str) -> bool:
        self.say("221 bye")
        return False
