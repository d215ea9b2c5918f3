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


def session_for_firm(contractor_id: int) -> Session:
    """The same session, seeing what one contractor may see: for what is sent to that contractor. Rules: A8."""
    session = db.session()
    session.rollback()
    session.info[KEY] = Fence(contractor_id=contractor_id)
    return session
