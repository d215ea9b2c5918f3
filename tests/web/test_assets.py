"""The style sheets, the manifest and the icons."""

from __future__ import annotations

import gzip
import hashlib
import re

import pytest

from fieldapp.build import BUILD, PACKAGE
from tests.checking_client import CheckingClient


@pytest.mark.parametrize("name", ["phone", "desk"])
def test_a_sheet_is_one_request_kept_for_a_year(client: CheckingClient, name: str) -> None:
    """All of a page's style comes at once, and is not asked for again in this build."""
    answer = client.get(f"/static/{BUILD}/{name}.css")
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "--fa-brand:#0a4d55" in answer.text
    assert len(gzip.compress(answer.data, mtime=0)) <= 20_000


def test_an_old_builds_sheet_is_asked_for_again(client: CheckingClient) -> None:
    """A page of an older build gets the present sheet, and no browser keeps it under the old name."""
    assert client.get("/static/000000000000/phone.css").headers["Cache-Control"] == "no-cache"


def test_a_sheet_asks_nobody_else(client: CheckingClient) -> None:
    """No font, picture or sheet comes from anywhere."""
    text = client.get(f"/static/{BUILD}/phone.css").text + client.get(f"/static/{BUILD}/desk.css").text
    assert not re.findall(r"url\(|@import", text)


def test_the_app_can_be_installed(client: CheckingClient) -> None:
    """The manifest names the start, and icons that are there."""
    manifest = client.get("/manifest.webmanifest").json
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/field/", "/", "standalone")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).mimetype == "image/png"
    for address in ("/favicon.ico", "/apple-touch-icon.png"):
        assert client.get(address).status_code == 200


def test_what_is_not_ours_is_what_its_readme_says() -> None:
    """A vendored file has the hash that stands beside its name."""
    vendor = PACKAGE / "static" / "vendor"
    named = re.findall(r"\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|", (vendor / "README.md").read_text())
    assert named
    for name, sha256 in named:
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == sha256
