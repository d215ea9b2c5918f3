"""Sending mail: to a server, or into a folder where each message is a file; what is written in it is not known here."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from fieldapp.config import LOOPBACK, SettingsError

# Of each answer of the server; all of them together stay below a dispatcher's lease.
SECONDS = 10.0
PORTS = {"smtp": 587, "smtps": 465}
FORMS = "smtp://user:password@host:587, smtps://… or file:///folder"


class NotSent(Exception):
    """The server did not take the message; the same one may be sent again later."""


@dataclass(frozen=True)
class Letter:
    """One message to one address. `message_id` (without brackets) stays the same however often it is sent."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str


class Mail(Protocol):
    """A way out for letters. When `send` returns, somebody else holds the message, or the disk does."""

    def send(self, letter: Letter) -> None:
        """Send it; raises NotSent, or OSError where there is no connection or no disk."""
        ...


@dataclass(frozen=True)
class SmtpMail:
    """A mail server, by TLS from the start or, where it offers that, from STARTTLS on."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False

    def send(self, letter: Letter) -> None:
        """See Mail."""
        message = composed(letter, self.sender)
        try:
            with self._connected() as server:
                self._introduce(server)
                server.send_message(message)
        except smtplib.SMTPException as fault:
            raise NotSent(f"{type(fault).__name__}: {fault}") from fault

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        with (
            smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
            if self.tls
            else smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        ) as server:
            server.ehlo()
            if not self.tls and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            yield server

    def _introduce(self, server: smtplib.SMTP) -> None:
        """Log in, where there is a user; a password never leaves this machine unencrypted."""
        if not self.user:
            return
        if not isinstance(server.sock, ssl.SSLSocket) and self.host not in LOOPBACK:
            raise NotSent("The mail server offers no encryption, so it was not told the password.")
        server.login(self.user, self.password)


@dataclass(frozen=True)
class FolderMail:
    """A folder in which each message is a file, `<Message-ID>.eml`; the same message again takes its own place."""

    folder: Path
    sender: str

    def send(self, letter: Letter) -> None:
        """See Mail."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9.@-]", "_", letter.message_id)
        # Not *.eml, so that whoever reads the folder sees whole messages only.
        draft = self.folder / f".{name}.partial"
        with draft.open("wb") as file:
            file.write(composed(letter, self.sender).as_bytes())
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.folder / f"{name}.eml")


def mail_from(url: str | None, public_host: str) -> Mail | None:
    """The way out that MAIL_URL names, None where it names none; `?from=` is the sender, else `fieldapp@` our host.

    Raises SettingsError, which never repeats the URL, for it may hold a password.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingsError(f"MAIL_URL is none of {FORMS}") from None
    sender = parse_qs(parts.query).get("from", [f"fieldapp@{urlsplit(f'//{public_host}').hostname}"])[0]
    if "@" not in sender or not sender.isprintable():
        raise SettingsError("MAIL_URL: from= is not an address")
    if parts.scheme == "file" and parts.netloc in ("", "localhost") and parts.path.startswith("/"):
        return FolderMail(Path(unquote(parts.path)), sender)
    if parts.scheme in PORTS and parts.hostname:
        return _server(parts, port or PORTS[parts.scheme], sender)
    raise SettingsError(f"MAIL_URL is none of {FORMS}")


def _server(parts: SplitResult, port: int, sender: str) -> SmtpMail:
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():
        raise SettingsError("MAIL_URL: servers take users and passwords in ASCII only")
    return SmtpMail(parts.hostname or "", port, sender, user, password, tls=parts.scheme == "smtps")


def composed(letter: Letter, sender: str) -> EmailMessage:
    """The message as it is sent: plain text, and the same as HTML. Nothing in it can add a header of its own."""
    message = EmailMessage(policy.SMTP)
    message["Message-ID"] = f"<{letter.message_id}>"
    message["Date"] = format_datetime(datetime.now(UTC))
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = " ".join(letter.subject.split())
    # Nobody reads answers to it, and no out-of-office program shall write one (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
