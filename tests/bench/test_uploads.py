"""Files on their way in: 1,000 of them while half of the connections are cut, and what a photo costs the server."""

from __future__ import annotations

import os
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldapp.config import Settings
from fieldapp.domain.media import recognise
from fieldapp.extensions import db
from fieldapp.gateways.originals import original_key
from fieldapp.models import Blob, Outgoing
from tests import factories as make
from tests import pictures
from tests.bench.client import Client
from tests.bench.conftest import served
from tests.bench.cutting_proxy import CuttingProxy
from tests.bench.sender import Sender

FILES, PHONES, PHOTOS = 1000, 4, 60
Measured = Callable[[str, float], None]


def photo_of(size: int, seed: int) -> bytes:
    """What passes for a JPEG of so many bytes, no two alike."""
    head = pictures.photo(16, 12)
    return head + random.Random(seed).randbytes(size - len(head))


def test_a_thousand_files_while_half_of_the_connections_are_cut(
    app: Flask, settings: Settings, measured: Measured
) -> None:
    """Each once, with its own bytes, and one picture to be drawn of it."""
    sizes = random.Random(7)
    files = {str(uuid.uuid4()): photo_of(sizes.randrange(20_000, 120_000), seed) for seed in range(FILES)}
    names = list(files)
    people = [make.user("operative").username for _ in range(PHONES)]
    db.session.rollback()
    with served(settings, "app:app"), CuttingProxy(settings.port, seed=7).running() as proxy:
        signed_in = [Client(settings.port) for _ in people]
        tokens = [client.sign_in(name) for client, name in zip(signed_in, people, strict=True)]

        def work(number: int) -> None:
            sender = Sender(signed_in[number], tokens[number], proxy.port)
            for name in names[number::PHONES]:
                sender.send(name, files[name])
            sender.close()

        begun = time.perf_counter()
        with ThreadPoolExecutor(PHONES) as pool:
            list(pool.map(work, range(PHONES)))
        seconds = time.perf_counter() - begun
        for client in signed_in:
            client.close()
    print(f"\n{proxy.cut} of {proxy.open} connections were cut; {FILES / seconds:.0f} files a second")
    held = db.session.execute(select(Blob.id, Blob.sha256)).all()
    there = Counter(row.id for row in held)
    storage = app.extensions["storage"]
    wrong = 0
    for row in held:
        with storage.open(original_key(row.sha256)) as file:
            wrong += file.read() != files[row.id]
    drawn = db.session.scalar(select(func.count()).select_from(Outgoing)) or 0
    measured("uploads through cuts: lost", len(files.keys() - there.keys()))
    measured("uploads through cuts: there twice", len(held) - len(there) + abs(drawn - FILES))
    measured("uploads through cuts: wrong bytes", wrong)
    measured("uploads through cuts: connections cut", 100 * proxy.cut / proxy.open)
    measured("uploads through cuts: 1,000 files", seconds)


@pytest.mark.usefixtures("app")
def test_a_photo_costs_the_server_little(settings: Settings, measured: Measured) -> None:
    """All of its requests by all web processes, decoding being somebody else's."""
    photos = {str(uuid.uuid4()): photo_of(300_000, seed) for seed in range(PHOTOS)}
    assert recognise(next(iter(photos.values()))) == ("image/jpeg", "")
    name = make.user("operative").username
    db.session.rollback()
    with served(settings, "app:app") as master:
        client = Client(settings.port)
        sender = Sender(client, client.sign_in(name), settings.port)
        # What a process does once, at its first files.
        for seed in range(10):
            sender.send(str(uuid.uuid4()), photo_of(300_000, 1000 + seed))
        before = cpu_seconds(master)
        for blob, data in photos.items():
            sender.send(blob, data)
        spent = cpu_seconds(master) - before
        sender.close()
        client.close()
    measured("upload: server CPU a photo", 1000 * spent / PHOTOS)


def cpu_seconds(master: int) -> float:
    """What a process and its children have used, in user and system time, as Linux counts it."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    ticks = 0
    for process in (str(master), *children):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
