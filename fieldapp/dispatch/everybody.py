"""The dispatcher's database session, which acts for every organisation; nothing else."""

from __future__ import annotations

from sqlalchemy.orm import Session

from fieldapp.extensions import db
from fieldapp.models.fence import KEY, Fence


def session_for_everybody() -> Session:
    """This context's session, with no fence but the system's."""
    session = db.session()
    session.info[KEY] = Fence.system()
    return session
