"""A file that came with a form, for phones without script: its bytes, then its row. Evidence is recorded by commands.

Uploads come by `/api/uploads`; both doors meet in `gateways/originals` (bytes) and `commands/receiving` (rows).
"""

from __future__ import annotations

import logging
import uuid
from datetime import UTC, datetime
from typing import IO, BinaryIO, cast

from fieldapp.commands.receiving import receive
from fieldapp.domain.refusals import Refused
from fieldapp.extensions import db
from fieldapp.gateways.originals import TooLarge, seal
from fieldapp.gateways.storage import Storage, StorageDown, StorageFull
from fieldapp.models import User
from fieldapp.models.connection import begin_writing

log = logging.getLogger(__name__)
AWAY = "The office's file store cannot be reached, and nothing was saved by this. Keep the photo and try again later."
NO_ROOM = "The office's file store is full, and nothing was saved by this. Keep the photo and try again later."


def keep_file(storage: Storage, stream: IO[bytes], user: User, op_id: str | None = None) -> tuple[str, str, int]:
    """Keep a posted file; gives the id, SHA-256 and size that `add-photo` asks for.

    With the form's hidden `op_id` the same file in the same form gets the same id, however often it is posted. Refuses
    (`not-taken`, `too-large`, `storage-full`, `storage-down`) what cannot be kept: the person is still there to be
    told. Begins and commits a transaction of its own, so that bytes and row are safe before a command names them.
    """
    sender_id = user.id
    try:
        original = seal(storage, cast(BinaryIO, stream))
    except TooLarge as fault:
        raise Refused("too-large", str(fault)) from fault
    except StorageFull as fault:
        raise Refused("storage-full", NO_ROOM) from fault
    except StorageDown as fault:
        log.warning("the file store is away", exc_info=fault)
        raise Refused("storage-down", AWAY) from fault
    if original.fault:
        raise Refused("not-taken", original.fault)
    blob_id = str(uuid.uuid5(uuid.UUID(op_id), original.sha256) if op_id else uuid.uuid4())
    begin_writing(db.session)
    receive(db.session(), db.session.get_one(User, sender_id), blob_id, original, datetime.now(UTC))
    db.session.commit()
    return blob_id, original.sha256, original.size
