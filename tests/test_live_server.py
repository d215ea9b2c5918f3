"""The saboteur breaks what it is told to break, and the application behind it has worked or not accordingly."""

from __future__ import annotations

import http.client
from collections.abc import Iterator

import pytest
from flask import Flask, request
from werkzeug.wrappers import Response

from tests.live_server import DROP, LiveServer, after_commit, free_port, free_ports, instead_of


@pytest.fixture
def kept() -> list[bytes]:
    """What the application has received and kept."""
    return []


@pytest.fixture
def server(kept: list[bytes]) -> Iterator[LiveServer]:
    """A small application that keeps what it is sent."""
    app = Flask(__name__)

    @app.post("/ops")
    def keep() -> str:
        kept.append(request.get_data())
        return "received"

    server = LiveServer(app, free_port())
    server.start()
    yield server
    server.stop()


def post(server: LiveServer, body: bytes = b"x" * 300_000) -> tuple[int, bytes]:
    """Send `body` on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request("POST", "/ops", body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_unharmed(server: LiveServer, kept: list[bytes]) -> None:
    assert post(server) == (200, b"received")
    assert kept == [b"x" * 300_000]
    assert server.saboteur.seen[0].status == 200


def test_an_answer_instead(server: LiveServer, kept: list[bytes]) -> None:
    server.saboteur.before = instead_of("POST", "/ops", Response("broken", 500), times=1)
    assert post(server) == (500, b"broken")
    assert kept == []
    assert post(server) == (200, b"received")
    assert server.saboteur.count("POST", "/ops") == 2


def test_an_answer_lost_after_the_work_is_done(server: LiveServer, kept: list[bytes]) -> None:
    server.saboteur.after = after_commit("POST", "/ops")
    with pytest.raises(http.client.RemoteDisconnected):
        post(server)
    assert len(kept) == 1
    assert post(server) == (200, b"received")


def test_a_connection_lost_before_the_work(server: LiveServer, kept: list[bytes]) -> None:
    server.saboteur.before = instead_of("POST", "/ops", DROP)
    with pytest.raises(http.client.RemoteDisconnected):
        post(server)
    assert kept == []
    server.saboteur.reset()
    assert post(server) == (200, b"received")


def test_an_outage(server: LiveServer) -> None:
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        post(server)
    server.start()
    assert post(server) == (200, b"received")


def test_ports_that_are_drawn_together_differ() -> None:
    assert len(set(free_ports(200))) == 200
