"""The phone's door: batches of ops, each answered by itself, and what a phone is told to keep."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from fieldapp.commands.command import Command
from fieldapp.commands.registry import COMMANDS
from fieldapp.extensions import db
from fieldapp.models import Device, JournalRow, Ticket
from tests import factories as make
from tests.api.sending import op, send
from tests.checking_client import CheckingClient
from tests.signing_in import sign_in

DEVICE = "5a0c6c1e-93b4-4a75-8d34-2f3b5a9e7c11"


@pytest.fixture
def visit(app: object) -> Ticket:
    """A booked visit of today, given to an operative."""
    under = make.contract()
    return make.ticket("booked", under, make.user("operative", under.contractor))


@pytest.fixture
def phone(client: CheckingClient, visit: Ticket) -> CheckingClient:
    """The operative's phone, signed in."""
    sign_in(client, visit.operative)
    return client


def outcomes(answer: Any) -> list[str]:
    """The outcomes of a batch."""
    return [one["outcome"] for one in answer.json["answers"]]


@pytest.mark.parametrize("body", [b"", b'{"ops": [', b'{"ops": []} '], ids=["emptied", "cut", "changed"])
def test_a_batch_that_was_spoiled_on_the_way_is_sent_again(phone: CheckingClient, body: bytes) -> None:
    """Another body than the one that was hashed is `body-mismatch`, which the phone retries; never `malformed`."""
    hashed = base64.b64encode(hashlib.sha256(b'{"ops": []}').digest()).decode()
    headers = {"X-CSRFToken": phone.get("/api/whoami").json["csrf"], "Content-Digest": f"sha-256=:{hashed}:"}
    answer = phone.post("/api/ops", data=body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (400, "body-mismatch")
    whole = phone.post("/api/ops", data=b'{"ops": []}', content_type="application/json", headers=headers)
    assert (whole.status_code, whole.json) == (200, {"answers": []})


def test_a_days_work_arrives_in_one_batch(phone: CheckingClient, visit: Ticket) -> None:
    """Each op echoes its id and says where the visit stands."""
    line = visit.order.lines[0].id
    ops = [
        op(visit, "arrive"),
        op(visit, "add-note", ("text", "Riser key FB2")),
        op(visit, "complete", ("comments", "Renewed the tap"), (f"line-{line}", "1")),
    ]
    answer = send(phone, *ops, user=visit.operative_id)
    assert answer.status_code == 200
    assert [one["id"] for one in answer.json["answers"]] == [one["id"] for one in ops]
    assert [one["ticket_state"] for one in answer.json["answers"]] == ["on-site", "on-site", "completed"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_batch_sent_twice_is_done_once(phone: CheckingClient, visit: Ticket) -> None:
    """The answer was lost, the phone sends again."""
    one = op(visit, "add-note", ("text", "Riser key FB2"))
    assert outcomes(send(phone, one)) == outcomes(send(phone, one)) == ["applied"]
    db.session.rollback()
    assert len(db.session.scalars(select(JournalRow).where(JournalRow.op_id == one["id"])).all()) == 1


def test_after_an_invalid_op_only_its_order_waits(phone: CheckingClient, visit: Ticket) -> None:
    """Others arrive; what is behind is not journalled."""
    other = make.ticket("booked", visit.order.contract, visit.operative)
    behind = op(visit, "add-note", ("text", "Later"))
    answer = send(phone, op(visit, "complete", ("comments", "done")), behind, op(other, "arrive"))
    assert outcomes(answer) == ["invalid", "behind", "applied"]
    db.session.rollback()
    assert db.session.scalar(select(JournalRow).where(JournalRow.op_id == behind["id"])) is None


def test_a_refused_op_does_not_hold_up_its_order(phone: CheckingClient, visit: Ticket) -> None:
    """Each later op is judged by itself."""
    assert outcomes(send(phone, op(visit, "accept"), op(visit, "arrive"))) == ["refused", "applied"]


@pytest.mark.parametrize("broken", [
    {"typed": "text"}, {"typed": [["a"]]}, {"done_at": "yesterday"}, {"done_at": "2026-11-21T10:00:00"}, {"id": "7"},
    {"command": 7}, {"ticket": "12; DROP TABLE"}, {"ticket": 2**40}, {"typed": [["text", "\x00"]]}, {"tz": 7},
])  # fmt: skip
def test_a_malformed_op_is_answered_by_itself(phone: CheckingClient, visit: Ticket, broken: dict[str, Any]) -> None:
    """The rest goes on."""
    bad = {**op(visit, "add-note", ("text", "x")), **broken}
    first, second = send(phone, bad, op(visit, "arrive")).json["answers"]
    assert (first["outcome"], first["code"]) == ("refused", "malformed")
    assert first["id"] == (bad["id"] if "id" not in broken else None)
    assert second["outcome"] == "applied"


def test_what_is_no_op_at_all_is_answered_too(phone: CheckingClient, visit: Ticket) -> None:
    """Not even an object."""
    assert [one.get("code") for one in send(phone, 7, None, op(visit, "arrive")).json["answers"]] == [
        "malformed",
        "malformed",
        None,
    ]


def test_an_unreadable_envelope_is_refused_whole(phone: CheckingClient) -> None:
    """The status speaks of the envelope."""
    token = phone.get("/api/whoami").json["csrf"]
    answer = phone.post("/api/ops", data="{", headers={"X-CSRFToken": token, "Content-Type": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (400, "malformed")


def test_another_persons_items_are_not_taken(phone: CheckingClient, visit: Ticket) -> None:
    """Nothing is stored under the wrong name."""
    answer = send(phone, op(visit, "arrive"), user=(visit.operative_id or 0) + 1)
    assert (answer.status_code, answer.json["code"]) == (409, "other-user")
    db.session.rollback()
    assert visit.state == "booked"


def test_without_a_token_nothing_is_done(phone: CheckingClient, visit: Ticket) -> None:
    """The phone fetches a new one and sends again."""
    answer = phone.post("/api/ops", json={"ops": [op(visit, "arrive")]})
    assert (answer.status_code, answer.json["code"]) == (403, "csrf")


def test_signed_out_is_said_in_json(client: CheckingClient, visit: Ticket) -> None:
    """A sign-in page must not pass for success."""
    for path in ("/api/whoami", "/api/day"):
        answer = client.get(path)
        assert (answer.status_code, answer.json["code"]) == (401, "signed-out")


def test_an_op_that_breaks_the_server_is_a_retry(
    phone: CheckingClient, visit: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its order waits, the others arrive."""
    other = make.ticket("booked", visit.order.contract, visit.operative)

    def burst(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(COMMANDS, "add-note", Command("add-note", COMMANDS["add-note"].form, burst, ""))
    answer = send(phone, op(visit, "add-note", ("text", "x")), op(visit, "arrive"), op(other, "arrive"))
    assert outcomes(answer) == ["retry", "behind", "applied"]


def test_the_office_hears_what_a_phone_holds(phone: CheckingClient, visit: Ticket) -> None:
    """With every contact, ops or none."""
    oldest = make.now() - timedelta(hours=3)
    send(
        phone,
        device=DEVICE,
        build="abc",
        phone={"unsent": 4, "oldest": oldest.isoformat(), "persisted": True, "room": 10**9},
    )
    db.session.rollback()
    told = db.session.scalars(select(Device)).one()
    assert (told.unsent, told.oldest_at, told.persisted, told.build) == (4, oldest, True, "abc")


def test_the_day_names_every_visit_page_with_its_etag(phone: CheckingClient, visit: Ticket) -> None:
    """Today's, and those of the next day that has any; nobody else's."""
    next_day = make.ticket("booked", visit.order.contract, visit.operative, day=make.today() + timedelta(days=4))
    make.ticket("booked", visit.order.contract, visit.operative, day=make.today() + timedelta(days=5))
    make.ticket("booked", visit.order.contract, make.user("operative", visit.contractor))
    day = phone.get("/api/day").json
    assert {one["id"] for one in day["tickets"]} == {visit.id, next_day.id}
    own = f"/field/tickets/{visit.id}"
    assert day["tickets"][0]["urls"] == [own, f"{own}/complete", f"{own}/vary"]
    assert "/field/" in {one["url"] for one in day["pages"]}


def etag(phone: CheckingClient) -> str:
    """The etag of the only visit."""
    return phone.get("/api/day").json["tickets"][0]["etag"]


@pytest.mark.parametrize("what", ["order", "property", "contract", "landlord"])
def test_a_version_that_moves_moves_the_etag(phone: CheckingClient, visit: Ticket, what: str) -> None:
    """Whatever is shown of an order is fetched anew when it changes."""
    before = etag(phone)
    assert before == etag(phone)
    changed: Any = {
        "order": visit.order,
        "property": visit.order.property,
        "contract": visit.order.contract,
        "landlord": visit.order.landlord,
    }[what]
    changed.version += 1
    db.session.commit()
    assert etag(phone) != before


@pytest.mark.parametrize("what", ["operative's name", "firm's name", "firm's telephone"])
def test_a_name_that_the_page_shows_moves_the_etag(phone: CheckingClient, visit: Ticket, what: str) -> None:
    """The text to the resident names who comes, and for whom; the office's number stands on the page."""
    before = etag(phone)
    whose, column = what.split("'s ")
    setattr(visit.operative if whose == "operative" else visit.contractor, column, "Changed")
    db.session.commit()
    assert etag(phone) != before


def test_a_note_of_the_landlord_moves_the_etag(phone: CheckingClient, visit: Ticket) -> None:
    """Through the order's version, like every command."""
    before = etag(phone)
    make.do(make.user("landlord", visit.order.landlord), "add-note", visit, ("text", "Riser key FB2"))
    assert etag(phone) != before


def test_what_was_decided_later_is_told(phone: CheckingClient, visit: Ticket) -> None:
    """A waiting op that was applied on release."""
    officer = make.user("landlord", visit.order.landlord)
    make.do(officer, "hold", visit.order, ("comments", "Check the lease"))
    arrive = op(visit, "arrive")
    assert outcomes(send(phone, arrive)) == ["waiting"]
    make.do(officer, "release", visit.order)
    assert phone.get("/api/day").json["decided"] == [
        {"id": arrive["id"], "outcome": "applied", "reason": "", "fields": {}}
    ]


@pytest.mark.parametrize(
    ("command", "outcome", "reason"), [("honour", "applied", ""), ("decline", "refused", "Declined: The wrong house")]
)
def test_what_was_decided_about_late_work_is_told(
    phone: CheckingClient, visit: Ticket, command: str, outcome: str, reason: str
) -> None:
    """The newest decision is the one that counts. Rules: O2."""
    officer = make.user("landlord", visit.order.landlord)
    make.do(officer, "hold", visit.order, ("comments", "Check the lease"))
    arrive = op(visit, "arrive")
    assert outcomes(send(phone, arrive)) == ["waiting"]
    make.do(officer, "cancel", visit.order, ("reason", "duplicate"))
    assert [one["outcome"] for one in phone.get("/api/day").json["decided"]] == ["refused"]
    make.do(officer, command, visit.order, ("late", arrive["id"]), ("reason", "The wrong house"))
    decided = {"id": arrive["id"], "outcome": outcome, "reason": reason, "fields": {}}
    assert phone.get("/api/day").json["decided"] == [decided]


def test_what_cannot_be_after_the_decision_is_told_by_its_fields(phone: CheckingClient, visit: Ticket) -> None:
    """So that the phone can have it corrected. Rules: V2, O2."""
    officer = make.user("landlord", visit.order.landlord)
    make.do(officer, "hold", visit.order, ("comments", "Check the lease"))
    line = f"line-{visit.order.lines[0].id}"
    complete = op(visit, "complete", ("comments", "Renewed the mixer tap"), (line, "£77"))
    assert outcomes(send(phone, complete)) == ["waiting"]
    make.do(officer, "release", visit.order)
    (decided,) = phone.get("/api/day").json["decided"]
    assert (decided["outcome"], list(decided["fields"])) == ("invalid", [f"sure-{line}"])


def test_a_decision_is_told_from_when_it_was_made(phone: CheckingClient, visit: Ticket) -> None:
    """Not from when the work came. Rules: O2."""
    operative, officer = visit.operative, make.user("landlord", visit.order.landlord)
    assert operative
    make.do(officer, "cancel", visit.order, ("reason", "duplicate"))
    long_ago = make.now() - timedelta(days=21)
    times = {"done_at": long_ago, "sent_at": long_ago, "received_at": long_ago}
    late = make.op(operative, "arrive", visit, **times)
    assert make.perform_as(operative, late).code == "too-late"
    assert phone.get("/api/day").json["decided"] == []
    make.do(officer, "decline", visit.order, ("late", late.id), ("reason", "The wrong house"))
    assert [one["id"] for one in phone.get("/api/day").json["decided"]] == [late.id]


def test_a_decision_is_told_however_long_the_command_had_to_wait(phone: CheckingClient, visit: Ticket) -> None:
    """An order may be on hold for weeks. Rules: V2."""
    operative, officer = visit.operative, make.user("landlord", visit.order.landlord)
    assert operative
    make.do(officer, "hold", visit.order, ("comments", "Check the lease"))
    long_ago = make.now() - timedelta(days=30)
    waiting = make.op(operative, "arrive", visit, done_at=make.now(), sent_at=long_ago, received_at=long_ago)
    assert make.perform_as(operative, waiting).outcome == "waiting"
    make.do(officer, "release", visit.order)
    assert [one["id"] for one in phone.get("/api/day").json["decided"]] == [waiting.id]
