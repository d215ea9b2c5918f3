"""The one table, compared with the trade's own reading of it, cell by cell."""

from __future__ import annotations

import pytest

from fieldapp.domain import lifecycle
from fieldapp.domain.lifecycle import TICKET_STATES
from fieldapp.models.conditions import TOLD

# command: who, then state→state afterwards ("=" unchanged), for a landlord that asks for acceptance and leaves
# appointments optional, at a first no-access.
CELLS = """
accept                 office operative        issued→accepted
reject                 office                  issued→rejected
book                   office operative        accepted→booked
cannot-book            office operative        accepted→accepted
no-appointment-needed  office operative        accepted→booked
no-longer-required     office                  accepted→returned booked→returned
rebook                 office operative        booked→booked
break-appointment      office operative        booked→accepted
cancel-appointment     office operative        booked→accepted
allocate               office supervisor       issued→= accepted→= booked→=
did-not-attend         office operative        accepted→rejected booked→rejected
on-my-way              operative               accepted→= booked→=
arrive                 office operative        accepted→on-site booked→on-site
correct-arrival        office operative        on-site→= completed→= no-access→= incomplete→= returned→=
no-access              office operative        accepted→no-access booked→no-access on-site→no-access
follow-on              office operative        accepted→incomplete booked→incomplete on-site→incomplete
needs-landlord         office operative        accepted→returned booked→returned on-site→returned
asbestos-alert         office operative        accepted→returned booked→returned on-site→returned
complete               office operative        accepted→completed booked→completed on-site→completed
acknowledge            office                  cancelled→=
take-back              landlord                issued→returned accepted→returned booked→returned
remove-section         office operative        accepted→= booked→= on-site→=
"""
ALL_ROLES = ("operative", "office", "landlord")
CONDITIONS = frozenset({"operative-accepts", "arrived"})


def cells() -> list[tuple[str, str, str, str | None]]:
    """(command, role, state, state afterwards or None for refused) for every cell of the picture above."""
    found = []
    for row in CELLS.strip().splitlines():
        command, *words = row.split()
        moves = dict(word.split("→") for word in words if "→" in word)
        who = [word for word in words if "→" not in word]
        for role in ALL_ROLES:
            for state in TICKET_STATES:
                after = moves.get(state) if role in who else None
                found.append((command, role, state, state if after == "=" else after))
    return found


@pytest.mark.parametrize(("command", "role", "state", "after"), cells())
def test_each_cell_says_what_the_trade_expects(command: str, role: str, state: str, after: str | None) -> None:
    """A command leads where the trade expects, or is refused."""
    row = lifecycle.find(command, state, role, CONDITIONS)
    assert (row and (row.becomes or state)) == after


def test_every_visit_command_is_in_the_picture_or_open_to_all_states() -> None:
    """Nothing slipped into the table that the picture above does not show."""
    drawn = {row.split()[0] for row in CELLS.strip().splitlines()}
    on_tickets = {command for command in lifecycle.commands() if lifecycle.subject(command) == "ticket"}
    assert on_tickets - drawn == {
        "add-note", "read-notes", "give-back", "add-photo", "add-document", "add-certificate",
        "record-certificate", "caption-photo", "confirm-certificate",
    }  # fmt: skip


@pytest.mark.parametrize("state", TICKET_STATES)
def test_both_sides_may_always_add_a_note(state: str) -> None:
    """And say that they have read them. Rules: T5."""
    for command in ("add-note", "read-notes"):
        assert all(lifecycle.find(command, state, role, ()) for role in lifecycle.ROLES)


@pytest.mark.parametrize("state", TICKET_STATES)
def test_only_a_landlord_gives_back_and_only_what_is_archived(state: str) -> None:
    """Rules: L3."""
    ended = state in lifecycle.ENDED
    assert bool(lifecycle.find("give-back", state, "landlord", {"archived"})) is ended
    assert lifecycle.find("give-back", state, "landlord", ()) is None
    assert lifecycle.find("give-back", state, "office", {"archived"}) is None


@pytest.mark.parametrize("status", lifecycle.ORDER_STATUSES)
def test_a_legal_hold_begins_and_ends_in_any_status(status: str) -> None:
    """Rules: L3."""
    held = frozenset({"on-legal-hold"})
    assert lifecycle.find("legal-hold", status, "landlord", ())
    assert lifecycle.find("legal-hold", status, "landlord", held) is None
    assert lifecycle.find("end-legal-hold", status, "landlord", held)
    assert lifecycle.find("end-legal-hold", status, "landlord", ()) is None
    assert lifecycle.find("legal-hold", status, "office", ()) is None


@pytest.mark.parametrize("state", lifecycle.ENDED)
def test_evidence_after_the_end_only_while_it_is_owed(state: str) -> None:
    """Rules: D2."""
    assert lifecycle.find("add-photo", state, "operative", {"evidence-owed"})
    assert lifecycle.find("add-photo", state, "operative", ()) is None
    assert lifecycle.find("add-photo", state, "landlord", ())


@pytest.mark.parametrize("state", TICKET_STATES)
def test_a_file_is_said_to_be_right_where_one_may_be_added(state: str) -> None:
    """By its landlord always, else what waits to be checked would wait for ever. Rules: D2."""
    assert lifecycle.find("confirm-certificate", state, "landlord", ())
    for role in lifecycle.CONTRACTOR_ROLES:
        may = lifecycle.find("confirm-certificate", state, role, ())
        assert bool(may) is (state in lifecycle.AT_WORK)
        ended = lifecycle.find("confirm-certificate", state, role, {"evidence-owed"})
        assert bool(ended) is (state != lifecycle.ISSUED)


def test_arrival_waits_for_an_appointment_where_one_is_compulsory() -> None:
    """Rules: P6."""
    assert lifecycle.find("arrive", "accepted", "operative", {"appointment-owed"}) is None
    assert lifecycle.find("complete", "accepted", "operative", {"appointment-owed"}) is None
    assert lifecycle.find("arrive", "booked", "operative", {"appointment-owed"})


def test_no_access_ends_a_visit_returns_it_or_keeps_it_by_policy() -> None:
    """Rules: S3."""
    first = lifecycle.find("no-access", "booked", "operative", ())
    assert first
    assert (first.becomes, first.next_visit, first.order_becomes) == ("no-access", True, None)
    second = lifecycle.find("no-access", "booked", "operative", {"no-access-limit-reached"})
    assert second
    assert (second.becomes, second.next_visit, second.order_becomes) == ("no-access", False, "RAI")
    kept = lifecycle.find("no-access", "booked", "operative", {"no-access-keeps-visit", "no-access-limit-reached"})
    assert kept
    assert (kept.becomes, kept.next_visit, kept.order_becomes) == ("accepted", False, None)


def test_an_operative_accepts_only_where_the_policy_lets_them() -> None:
    """Rules: T6."""
    assert lifecycle.find("accept", "issued", "operative", ()) is None
    assert lifecycle.find("accept", "issued", "operative", {"operative-accepts"})


def test_orders_move_as_the_works_order_portal_says() -> None:
    """Rules: V1, V2."""
    for command, before, after in (
        ("issue", "RAI", "ISS"),
        ("hold", "ISS", "HLD"),
        ("release", "HLD", "ISS"),
        ("cancel", "IVR", "CAN"),
        ("reopen", "COM", "RAI"),
        ("mark-paid", "COM", "CLO"),
        ("vary", "ISS", "IVR"),
        ("vary", "COM", "CVR"),
    ):
        row = lifecycle.find(command, before, "landlord", ())
        assert row, command
        assert row.becomes == after
    assert lifecycle.find("cancel", "COM", "landlord", ()) is None
    assert lifecycle.find("authorise-variation", "IVR", "landlord", ()) is None
    assert lifecycle.find("issue", "RAI", "office", ()) is None


def test_the_phones_picture_is_the_table() -> None:
    """What a phone replays over a kept page says the same as the server will."""
    picture = lifecycle.picture("operative", CONDITIONS)
    assert picture["arrive"] == {"accepted": "on-site", "booked": "on-site"}
    assert picture["add-note"]["completed"] is None
    assert "take-back" not in picture


def test_every_condition_of_the_table_is_known() -> None:
    """A misspelt condition would never hold."""
    named = {name for command in lifecycle.commands() for name in lifecycle.conditions_of(command)}
    assert named == set(TOLD)
