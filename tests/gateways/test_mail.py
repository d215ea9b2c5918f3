"""Tests of gateways/mail.py: a server and a folder are held to the same; a server's own follows."""

from __future__ import annotations

import os
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest

from fieldapp.config import SettingsError
from fieldapp.gateways.mail import FolderMail, Letter, Mail, NotSent, SmtpMail, mail_from
from tests.gateways.mail_server import MailServer

LETTER = Letter(
    to="office@sorrel.test",
    subject="Accept or reject C1/1 – £5",
    text="Renew the tap.\n.\nMind the “dog” – it’s loud.\n",
    html="<p>Renew the tap.</p>",
    message_id="issue-7-3@repairs.example.org",
)
HOST = "repairs.example.org"


@pytest.fixture
def server() -> Iterator[MailServer]:
    one = MailServer()
    yield one
    one.stop()


@pytest.fixture(params=["smtp", "file"])
def way(request: pytest.FixtureRequest, server: MailServer, tmp_path: Path) -> tuple[Mail, Callable[[], list[bytes]]]:
    """A way out, and what came of it: its messages."""
    folder = tmp_path / "made on first use" / "mail"
    url = f"smtp://127.0.0.1:{server.port}" if request.param == "smtp" else folder.as_uri()

    def sent() -> list[bytes]:
        return server.received.messages if request.param == "smtp" else [one.read_bytes() for one in folder.iterdir()]

    return cast(Mail, mail_from(url, HOST)), sent


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def test_a_letter_arrives_as_it_was_written(way: tuple[Mail, Callable[[], list[bytes]]]) -> None:
    mail, sent = way
    mail.send(LETTER)
    message = read(sent()[0])
    assert (message["To"], message["Subject"]) == (LETTER.to, LETTER.subject)
    assert message["From"] == "fieldapp@repairs.example.org"
    assert message["Message-ID"] == "<issue-7-3@repairs.example.org>"
    assert message["Date"].datetime.tzinfo is not None
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert html
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().strip() == LETTER.html


def test_the_same_letter_again_can_be_recognised(way: tuple[Mail, Callable[[], list[bytes]]]) -> None:
    mail, sent = way
    mail.send(LETTER)
    mail.send(LETTER)
    assert {read(one)["Message-ID"] for one in sent()} == {"<issue-7-3@repairs.example.org>"}


def test_no_text_can_add_a_header(way: tuple[Mail, Callable[[], list[bytes]]]) -> None:
    mail, sent = way
    mail.send(replace(LETTER, subject="Accept\r\nBcc: everybody@example.org", text="x\r\n\r\nBcc: all@example.org\n"))
    message = read(sent()[0])
    assert message["Bcc"] is None
    assert message["Subject"] == "Accept Bcc: everybody@example.org"


def test_a_folder_never_shows_half_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        FolderMail(tmp_path, "us@example.org").send(LETTER)
    assert list(tmp_path.glob("*.eml")) == []


def test_a_server_that_refuses_or_is_away_is_no_success(tmp_path: Path) -> None:
    one = MailServer(refuses=True)
    mail = SmtpMail("127.0.0.1", one.port, "us@example.org")
    with pytest.raises(NotSent, match="451"):
        mail.send(LETTER)
    one.stop()
    with pytest.raises(ConnectionRefusedError):
        mail.send(LETTER)


def test_a_wrong_password_is_said_without_it(server: MailServer) -> None:
    mail = mail_from(f"smtp://us:wrong%21@127.0.0.1:{server.port}", HOST)
    with pytest.raises(NotSent, match="535") as fault:
        cast(Mail, mail).send(LETTER)
    assert "wrong" not in str(fault.value)
    assert server.received.logins == [("us", "wrong!", False)]


def test_a_password_leaves_this_machine_encrypted_or_not_at_all(server: MailServer) -> None:
    """127.0.0.2 is this machine too, but not one of the names that are known to be."""
    SmtpMail("127.0.0.1", server.port, "us@example.org", "us", "hush").send(LETTER)
    assert len(server.received.logins) == 1
    away = MailServer(host="127.0.0.2")
    with pytest.raises(NotSent, match="no encryption"):
        SmtpMail("127.0.0.2", away.port, "us@example.org", "us", "hush").send(LETTER)
    away.stop()
    assert (away.received.logins, away.received.messages) == ([], [])


@pytest.fixture
def encrypting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A server with a certificate that this process trusts."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    one = MailServer(context)
    yield one
    one.stop()


def test_what_is_offered_is_encrypted_before_the_password(encrypting: MailServer) -> None:
    cast(Mail, mail_from(f"smtp://us:hush@localhost:{encrypting.port}", HOST)).send(LETTER)
    assert encrypting.received.logins == [("us", "hush", True)]
    assert len(encrypting.received.messages) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    encrypting: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(ssl.SSLCertVerificationError):
        cast(Mail, mail_from(f"smtp://us:hush@localhost:{encrypting.port}", HOST)).send(LETTER)
    assert encrypting.received.logins == []


def test_an_address_says_what_it_means() -> None:
    assert mail_from(None, HOST) is None
    assert mail_from("smtp://us%40example.org:p%40ss@mail.example.org", "localhost:8000") == SmtpMail(
        "mail.example.org", 587, "fieldapp@localhost", "us@example.org", "p@ss"
    )
    assert mail_from("smtps://mail.example.org?from=repairs@example.org", HOST) == SmtpMail(
        "mail.example.org", 465, "repairs@example.org", tls=True
    )


@pytest.mark.parametrize(
    "url",
    ["pop3://us:hush@host", "smtp://", "smtp://us:hush@host:port", "file://host/mail", "smtp://us:hush@h?from=nobody",
     "smtp://us:hüsh@host", "hush"],
)  # fmt: skip
def test_what_is_no_way_out_stops_the_start_without_a_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^MAIL_URL") as fault:
        mail_from(url, HOST)
    assert "hush" not in str(fault.value)


def test_no_password_is_shown() -> None:
    assert "hush" not in repr(mail_from("smtp://us:hush@mail.example.org", HOST))
