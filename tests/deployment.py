"""The deployment that tests run: its settings, and whether a missing tool may be shrugged off."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from fieldapp.config import Settings, file_url

# In CI nothing is skipped: what is missing fails.
IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")


def settings_on(database_url: str, folder: Path, **changes: Any) -> Settings:
    """Settings of a deployment of nobody's: fixed keys, everything that is kept is kept in `folder`."""
    settings = Settings(
        secret_key="secret-key-of-the-tests-0123456789",
        audit_key="audit-key-of-the-tests-0123456789",
        database_url=database_url,
        storage_url=file_url(folder / "storage"),
        mail_url=file_url(folder / "mail"),
        public_url="http://localhost:8000",
        environment="testing",
        # Tests do not wait for second thoughts, but for those about them.
        undo_seconds=0,
    )
    return replace(settings, **changes)
