"""Searching for works orders: how far a criterion reaches, and by which index it is looked up."""

from __future__ import annotations

from fieldapp.domain.order_search import Criterion
from fieldapp.extensions import db
from fieldapp.models import Contract, Property
from fieldapp.queries.order_criteria import lookups, scope_of
from tests import factories as make
from tests.statements import on_sqlite, plan
from tests.web.desk_people import contract
from tests.web.test_order_search import Looking, look

__all__ = ["contract", "look"]


def test_an_address_means_every_home_that_has_its_words(look: Looking, contract: Contract) -> None:
    """However many: neither the list nor the count leaves one out; two letters are words as well. Rules: L5."""
    visits = [make.ticket("accepted", contract) for _ in range(2)]
    homes = [Property(landlord_id=contract.landlord_id, reference=f"NM-{number}", line_1=f"{number} Aa Road",
                      town="Marlow", postcode="XB9 9XX") for number in range(210)]  # fmt: skip
    db.session.add_all(homes)
    db.session.flush()
    # The last by their street's words: a list that is cut short leaves them out.
    for visit, home in zip(visits, sorted(homes, key=lambda one: one.line_1)[-2:], strict=True):
        visit.order.property_id = home.id
    db.session.commit()
    expected = {visit.order_id for visit in visits}
    assert look(("address", "aa road")) == look(("address", "Aa")) == expected
    assert "<b>2 orders.</b>" in look.page(("address", "aa road"), do="count")
    assert look(("address", "a b c d e f g h road")) == look(("address", "aa road , , , , , , , marlow zz")) == set()
    assert look(("address", ",")) == set()


def test_a_contract_is_looked_up_by_its_index(contract: Contract) -> None:
    """A small one's orders are found without a walk through all orders; nobody else's are among them. Rules: L5, A8."""
    mine = make.ticket("accepted", contract).order_id
    make.ticket("accepted", make.contract(contract.landlord))
    scope = scope_of(make.user("office", contract.contractor))
    [query] = lookups(scope, [Criterion(field="contract", text=contract.site_code.lower())])
    assert list(db.session.scalars(query)) == [mine]
    if on_sqlite():
        assert "ix_works_order_contract_id" in plan(query)
