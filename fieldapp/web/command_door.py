"""The door for people's commands: a posted form becomes the same op as a phone's."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from flask import current_app, flash, redirect, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from fieldapp.commands.op import Answer, Op, Pairs
from fieldapp.commands.perform import perform, perform_all, rehearse
from fieldapp.domain.numbers import row_number
from fieldapp.domain.refusals import Refused
from fieldapp.web import kept_form, others
from fieldapp.web.keep_file import keep_file

# The tick that says it is the right visit, asked at a desk before what cannot be taken back.
CONFIRM = "confirm"
UNCONFIRMED = "Read the reference and the address, and tick the box if they are right."
# The version of the order that the page with the form was made of.
SEEN = "seen"
# The visit that the form stood beside, where one form is about many.
BESIDE = "visit"
NOT_TYPED = {"csrf_token", "op", CONFIRM, SEEN, BESIDE, kept_form.AGAIN}
TAKEN = ("applied", "waiting")
# What these record is the file itself.
ON_A_FILE = ("add-photo", "add-document", "add-certificate")
NO_FILE = "Choose a file."
# What a page with a form that was not taken answers with.
STATUS = {"invalid": 422, "refused": 409, "kept": 200}


def new_op_id() -> str:
    """A fresh id for a form being rendered: posting it twice does the thing once."""
    return str(uuid.uuid4())


def posted_op_id(name: str = "op") -> str:
    """The id that the posted form carries under a name; a fresh one where it carries none."""
    return _canonical(request.form.get(name)) or new_op_id()


def typed() -> Pairs:
    """The posted name/value pairs in order, without those that belong to this door alone."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_TYPED]


def confirmed() -> bool:
    """Whether the box was ticked."""
    return bool(request.form.get(CONFIRM))


def post(
    command: str,
    *,
    order: int | None,
    ticket: int | None,
    back: str,
    again: Callable[[Answer], Any],
    said: str = "Received by the office",
    taken: Callable[[], None] = lambda: None,
    confirm: bool = False,
) -> Response | Any:
    """Perform what was posted: say `said`, call `taken` and go `back` where it was, else show the form `again`.

    With `confirm` nothing is done, or written down, until the form's box is ticked.

    A file that came along is kept first. It is what `add-photo` and its like are about; beside any other command it is
    a photo of its own, recorded before.
    """
    sent = _Sent(current_user.id, order, ticket, posted_op_id())
    if kept_form.shown_again():
        return again(_kept(sent.form_id))
    if confirm and not confirmed():
        return again(Answer(id=sent.form_id, outcome="invalid", reason=UNCONFIRMED, fields={CONFIRM: [UNCONFIRMED]}))
    if command in ON_A_FILE:
        answers = [_record(sent, command, typed(), one, "blob") for one in _files()]
        answers = answers or [Answer(id=sent.form_id, outcome="invalid", reason=NO_FILE, fields={"blob": [NO_FILE]})]
    else:
        answers = [_record(sent, "add-photo", [], one, "photo") for one in _files()]
        if all(one.outcome in TAKEN for one in answers):
            answers.append(perform(sent.op(sent.form_id, command, typed())))
    answer = next((one for one in answers if one.outcome not in TAKEN), answers[-1])
    if answer.outcome not in TAKEN:
        return again(_told(answer, order))
    flash(answer.reason or said)
    taken()
    return redirect(back, code=303)


def perform_posted(
    command: str,
    pairs: Pairs,
    *,
    order: int | None = None,
    follows: bool = False,
    do: Callable[[Op], Answer] = perform,
) -> Answer:
    """Perform pairs that a view made of its form: once, however often the form is posted.

    The op's id is the form's own; with `follows` (a second command by the same tap) one that comes from it. `do` is
    what performs it, where that is not a command of the lifecycle.
    """
    form_id = posted_op_id()
    if kept_form.shown_again():
        return _kept(form_id)
    op_id = str(uuid.uuid5(uuid.UUID(form_id), command)) if follows else form_id
    return do(_Sent(current_user.id, order, None, form_id).op(op_id, command, pairs))


def perform_each(command: str, of: Sequence[tuple[str, int, int, Pairs]]) -> list[Answer]:
    """Perform a command on several visits, each by itself: its op's id, the order, the visit, and what was typed."""
    return perform_all(_each(command, of))


def rehearse_each(command: str, of: Sequence[tuple[str, int, int, Pairs]]) -> list[Answer]:
    """What `perform_each` would be answered now; nothing is done."""
    return [rehearse(one) for one in _each(command, of)]


def rehearsed(command: str, pairs: Pairs, *, order: int, ticket: int) -> Answer:
    """What the command would be answered with these pairs now; nothing is done."""
    form_id = posted_op_id()
    return rehearse(_Sent(current_user.id, order, ticket, form_id).op(form_id, command, pairs))


def take_files(*, order: int, ticket: int) -> list[Answer]:
    """Keep and record the files of a form that is still being filled in, once, however often it is posted.

    `photo-after` is a photo of that kind, `certificate-<kind>` a certificate; answers are of those only.
    """
    sent = _Sent(current_user.id, order, ticket, posted_op_id())
    files = request.files.items(multi=True)
    return [_taken(sent, name, file) for name, file in files if file and file.filename]


def seen() -> int | None:
    """The version of the order that the posted form's page was made of."""
    return row_number(request.form.get(SEEN, ""))


def _each(command: str, of: Sequence[tuple[str, int, int, Pairs]]) -> list[Op]:
    sent = [(_Sent(current_user.id, order, ticket, op_id), pairs) for op_id, order, ticket, pairs in of]
    return [one.op(one.form_id, command, pairs) for one, pairs in sent]


def _kept(form_id: str) -> Answer:
    """The answer to a form that comes back after signing in again: nothing was done."""
    return Answer(id=form_id, outcome="kept", reason=kept_form.SHOWN_AGAIN)


def _told(answer: Answer, order: int | None) -> Answer:
    """A refusal says first what somebody else did since the page was made."""
    version = seen()
    if answer.outcome != "refused" or order is None or version is None:
        return answer
    return replace(answer, reason=f"{others.told(current_user, order, version)} {answer.reason}".strip())


@dataclass(frozen=True)
class _Sent:
    """Who posted, about what, and the form's own id."""

    actor: int
    order: int | None
    ticket: int | None
    form_id: str

    def op(self, op_id: str, command: str, pairs: Pairs) -> Op:
        """The op of a command: done, sent and received now."""
        moment = datetime.now(UTC)
        return Op(
            id=op_id,
            actor=self.actor,
            command=command,
            typed=pairs,
            done_at=moment,
            sent_at=moment,
            received_at=moment,
            order=self.order,
            ticket=self.ticket,
            seen=seen(),
        )


def _files() -> list[tuple[str, FileStorage]]:
    """The posted files that are not empty, with the kind of photo that a name says (`photo-after` → `after`)."""
    return [
        (name.removeprefix("photo-") if name.startswith("photo-") else "", file)
        for name, file in request.files.items(multi=True)
        if file and file.filename
    ]


def _taken(sent: _Sent, name: str, file: FileStorage) -> Answer:
    sort, _, kind = name.partition("-")
    command, field = ("add-certificate", name) if sort == "certificate" else ("add-photo", "photos")
    return _record(sent, command, [], (kind, file), field)


def _record(sent: _Sent, command: str, pairs: Pairs, named: tuple[str, FileStorage], field: str) -> Answer:
    """Keep a posted file and record it on the visit, once, however often it is posted; `field` is told of its fault."""
    kind, file = named
    try:
        blob, sha256, size = keep_file(current_app.extensions["storage"], file.stream, current_user, sent.form_id)
    except Refused as no:
        return Answer(
            id=sent.form_id, outcome="invalid", code=no.code, reason=no.sentence, fields={field: [no.sentence]}
        )
    of_file = [("blob", blob), ("sha256", sha256), ("size", str(size)), *([("kind", kind)] if kind else [])]
    return perform(sent.op(blob, command, [*pairs, *of_file]))


def _canonical(op_id: str | None) -> str | None:
    try:
        return str(uuid.UUID(op_id)) if op_id else None
    except ValueError:
        return None
