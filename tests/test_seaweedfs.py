"""Starting the tests' S3 store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.seaweedfs import SeaweedFS


def test_a_server_that_ends_is_started_once_more(tmp_path: Path) -> None:
    """What it said is told when that ends too."""
    program, starts = tmp_path / "weed", tmp_path / "starts"
    program.write_text(f"#!/bin/sh\necho started >> {starts}\necho port in use\nexit 1\n")
    program.chmod(0o700)
    with pytest.raises(RuntimeError, match="did not start: port in use"):
        SeaweedFS.start(program)
    assert starts.read_text() == "started\n" * 2
