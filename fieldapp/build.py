"""Which release this is: one hash over everything that a phone keeps of it; read once, at the start."""

from __future__ import annotations

import hashlib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
# Ops of this release and all since are accepted; raised only when a phone that old cannot be answered any more.
OLDEST_BUILD = ""


def build_hash(package: Path) -> str:
    """12 hex digits over all static files and templates of `package`: any change of one changes it."""
    whole = hashlib.sha256()
    for folder in ("static", "templates"):
        for path in sorted((package / folder).rglob("*")):
            if path.is_file():
                whole.update(f"{path.relative_to(package)}\0".encode())
                whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


BUILD = build_hash(PACKAGE)
