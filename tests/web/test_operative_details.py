"""Who attended: asked in a closed fold at each end of a visit, on phone and desk, and shown to both sides."""

from __future__ import annotations

import re

from fieldapp.models import Contract, User
from tests import factories as make
from tests.checking_client import CheckingClient
from tests.reading import reads
from tests.signing_in import hidden_fields, sign_in, sign_in_instead
from tests.web.desk_people import contract, office, operative, post

__all__ = ["contract", "office", "operative"]

ENDS = ("no-access", "follow-on", "needs-landlord", "asbestos-alert")
FOLD = r'<details class="govuk-details"( open)?><summary[^>]*><span[^>]*>Include operative details \(optional\)'


def folds(page: str) -> list[str]:
    """Of each fold whether it is open."""
    return re.findall(FOLD, page)


def test_the_phone_asks_in_a_closed_fold_at_each_end(
    client: CheckingClient, contract: Contract, operative: User
) -> None:
    """Rules: S7."""
    visit = make.ticket("on-site", contract, operative)
    sign_in(client, operative)
    page = client.get(f"/field/tickets/{visit.id}")
    for command in ENDS:
        assert re.search(rf'<input[^>]*id="{command}-operative_details"(?![^>]* required)', page.text), command
    assert folds(page.text) == [""] * len(ENDS)
    assert folds(client.get(f"/field/tickets/{visit.id}/complete").text) == [""]


def test_what_was_written_comes_back_in_an_open_fold(
    client: CheckingClient, contract: Contract, operative: User
) -> None:
    """Rules: S7."""
    visit = make.ticket("on-site", contract, operative)
    sign_in(client, operative)
    address = f"/field/tickets/{visit.id}/complete"
    own = hidden_fields(client.get(address).text, address)
    page = client.post(address, data={**own, "comments": "done", "operative_details": "S. Wren"})
    assert page.status_code == 422
    assert folds(page.text) == [" open"]
    assert 'value="S. Wren"' in page.text


def test_the_desk_asks_too_and_both_sides_read_it(client: CheckingClient, contract: Contract, office: User) -> None:
    """In the visit's record and in what happened. Rules: S7."""
    visit, silent = (make.ticket("on-site", contract) for _ in range(2))
    typed = {"comments": "Scaffold needed"}
    assert post(client, visit.id, "needs-landlord", **typed, operative_details="R. Dunlin").status_code == 303
    assert post(client, silent.id, "needs-landlord", **typed).status_code == 303
    said = "Names of the operatives who attended, if the landlord should see them: R. Dunlin"
    for one, seen in ((visit, True), (silent, False)):
        words = reads(client.get(f"/desk/tickets/{one.id}"))
        assert ("Attended R. Dunlin" in words, said in words, "Attended" in words) == (seen, seen, seen)
    sign_in_instead(client, make.user("landlord", contract.landlord))
    words = reads(client.get(f"/landlord/orders/{visit.order_id}"))
    assert "Attended R. Dunlin" in words
    assert said in words
