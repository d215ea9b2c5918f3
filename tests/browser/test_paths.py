"""A visit along each path of the table, as the people concerned; both desks tell the same story throughout."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from fieldapp.extensions import db
from fieldapp.models import Ticket, User, WorksOrder
from tests import factories as make
from tests.browser.chromium import DESK
from tests.browser.conftest import NewContext
from tests.browser.desks import Desk
from tests.browser.operative import Operative, look_away, until
from tests.live_server import LiveServer

TOMORROW = (make.today() + timedelta(days=1)).isoformat()


class Path:
    """A raised order, and everybody who is concerned with it."""

    def __init__(self, new_context: NewContext, phone_page: Page) -> None:
        contract = make.contract()
        order: WorksOrder = make.order(contract)
        self.number, self.home, self.site_code = order.id, order.property_id, contract.site_code
        self.operative_id = str(make.user("operative", contract.contractor).id)
        office, officer = make.user("office", contract.contractor), make.user("landlord", contract.landlord)
        look_away()
        self.phone_page = phone_page
        self.office = Desk(new_context(**DESK).new_page(), office, lambda ticket: f"/desk/tickets/{ticket}")
        self.landlord = Desk(new_context(**DESK).new_page(), officer, lambda order: f"/landlord/orders/{order}")

    @property
    def ticket(self) -> int:
        """The newest visit of the order."""
        db.session.rollback()
        found = db.session.query(Ticket).filter_by(order_id=self.number).order_by(Ticket.visit.desc()).first()
        assert found is not None
        number = int(found.id)
        db.session.rollback()
        return number

    def raise_by_form(self, note: str) -> None:
        """The officer raises another order for the home, and issues it at once."""
        page = self.landlord.page
        page.goto("/landlord/raise")
        page.locator("main [name=q]").fill("XB4 7QT")
        page.locator("main [name=q]").press("Enter")
        page.locator(f"main a[href='/landlord/raise/{self.home}']").click()
        page.locator("[name=description]").fill("Kitchen mixer tap leaking at the base")
        page.locator("[name=priority]").first.check()
        page.locator("[name=contract]").select_option(self.site_code)
        page.locator("[name=code-1]").fill("310403")
        page.locator("[name=quantity-1]").fill("1")
        page.locator("[name=note]").fill(note)
        page.locator("button[value=issue]").click()
        page.wait_for_url("**/landlord/orders/*")
        self.number = int(page.url.rpartition("/")[2].partition("?")[0])

    def landlord_does(self, command: str, **typed: str) -> None:
        """The officer does something to the order."""
        self.landlord.does(self.number, command, **typed)

    def office_does(self, command: str, **typed: str) -> None:
        """The office does something to the newest visit."""
        self.office.does(self.ticket, command, **typed)

    def booked(self) -> None:
        """The office accepts the newest visit, books tomorrow morning and gives it to the operative."""
        self.office_does("accept")
        self.office_does("book", date=TOMORROW, slot="am")
        self.office_does("allocate", operative=self.operative_id)

    def phone(self) -> Operative:
        """The operative's phone, signed in, on the newest visit."""
        operative = Operative(self.phone_page, db.session.get_one(User, int(self.operative_id)))
        operative.sign_in(ready=False)
        self.phone_page.goto(f"/field/tickets/{self.ticket}")
        return operative

    def now_is(self, state: str, status: str) -> None:
        """The newest visit and its order are in this state; both desks say so, and tell the same."""
        number = until(lambda: self._reached(state))
        assert self.office.state(number) == state
        assert self.landlord.state(self.number) == state
        assert self.landlord.page.locator("main").get_attribute("data-status") == status
        told = self.office.story(number)
        whole = self.landlord.story(self.number)
        # The raising of the order is the landlord's own business.
        assert told == whole[: len(told)]
        assert len(whole) - len(told) <= 1

    def _reached(self, state: str) -> int | None:
        number = self.ticket
        reached = db.session.get_one(Ticket, number).state == state
        db.session.rollback()
        return number if reached else None


@pytest.fixture
def path(new_context: NewContext, phone_page: Page, live_server: LiveServer) -> Path:
    """An order of a landlord with the usual policy."""
    return Path(new_context, phone_page)


def test_issued_accepted_no_access_follow_on_and_completed(path: Path) -> None:
    """Rules: S3, S5."""
    path.raise_by_form("Gate code 12")
    path.now_is("issued", "ISS")
    expect(path.office.page.locator("main")).to_contain_text("Gate code 12")
    path.booked()
    path.now_is("booked", "ISS")
    operative = path.phone()
    no_access(operative, "Knocked twice, card 0413 left")
    path.now_is("issued", "ISS")
    path.booked()
    operative.page.goto(f"/field/tickets/{path.ticket}")
    operative.save("arrive")
    path.now_is("on-site", "ISS")
    follow_on(operative)
    path.now_is("issued", "ISS")
    path.booked()
    complete(operative, path)
    path.now_is("completed", "COM")
    assert db.session.query(Ticket).filter_by(order_id=path.number).count() == 3


def test_rejected_and_issued_again(path: Path) -> None:
    """Rules: T7."""
    path.landlord_does("issue", note="")
    path.office_does("reject", reason=reason(path, "rejection-reason"), comments="Not our trade")
    path.now_is("rejected", "RAI")
    path.landlord_does("re-issue", note="Please go after all")
    path.now_is("issued", "ISS")


def test_cancelled_and_acknowledged(path: Path) -> None:
    """Rules: T9."""
    path.landlord_does("issue", note="")
    path.booked()
    path.landlord_does("cancel", reason=reason(path, "landlord-cancel-reason"))
    path.now_is("cancelled", "CAN")
    path.office_does("acknowledge")
    path.now_is("cancelled", "CAN")


def test_a_second_no_access_goes_to_the_landlord(path: Path) -> None:
    """Rules: S3."""
    path.landlord_does("issue", note="")
    path.booked()
    operative = path.phone()
    no_access(operative, "Nobody in, card left")
    path.now_is("issued", "ISS")
    path.booked()
    operative.page.goto(f"/field/tickets/{path.ticket}")
    no_access(operative, "Nobody in again, card left")
    path.now_is("no-access", "RAI")
    path.landlord_does("re-issue", note="Resident is back on Monday")
    path.now_is("issued", "ISS")


def test_an_asbestos_alert_is_answered_and_issued_again(path: Path) -> None:
    """Rules: S6, T2."""
    path.landlord_does("issue", note="")
    path.booked()
    operative = path.phone()
    operative.open(ticket_at(path), "asbestos-alert")
    form = operative.form("asbestos-alert")
    form.locator("[name=comments]").fill("Board behind the boiler is broken")
    operative.save("asbestos-alert")
    path.now_is("returned", "RAI")
    expect(path.landlord.page.locator("main")).to_contain_text("asbestos is suspected here")
    path.landlord_does("re-issue", note="Surveyed, board removed")
    path.now_is("issued", "ISS")
    expect(path.office.page.locator("main")).to_contain_text("Surveyed, board removed")


def test_out_of_office_rejects_what_is_issued(path: Path) -> None:
    """Rules: A9."""
    page = path.office.page
    page.goto("/desk/profile")
    page.locator("form[action$='out-of-office'] [name=reason]").fill("Closed until Monday")
    page.locator("form[action$='out-of-office'] button").click()
    expect(page.locator("main")).to_contain_text("rejected")
    box = page.locator("main [type=checkbox][name=confirm]")
    if box.count():
        box.check()
    page.locator("main form[action$='out-of-office'] button").last.click()
    expect(page.locator("body")).to_contain_text("Out of office: every visit sent to you is rejected.")
    path.landlord_does("issue", note="")
    path.now_is("rejected", "RAI")
    path.office.open(path.ticket)
    expect(page.locator("main")).to_contain_text("Closed until Monday")
    page.goto("/desk/profile")
    page.locator("form[action$='back-in-office'] button").click()
    path.landlord_does("re-issue", note="")
    path.now_is("issued", "ISS")


def reason(path: Path, name: str) -> str:
    """The first entry of one of the landlord's lists."""
    order = db.session.get_one(WorksOrder, path.number)
    code = next(one.code for one in order.landlord.list_items if one.list_name == name)
    look_away()
    return code


def ticket_at(path: Path) -> Ticket:
    """The newest visit, to open its page."""
    return db.session.get_one(Ticket, path.ticket)


def no_access(operative: Operative, comments: str) -> None:
    """Leave a card."""
    page = operative.page
    page.goto(page.url.partition("#")[0] + "#no-access")
    form = operative.form("no-access")
    form.locator("[name=called][value=no]").check()
    form.locator("[name=comments]").fill(comments)
    operative.save("no-access")


def follow_on(operative: Operative) -> None:
    """It cannot be finished today."""
    page = operative.page
    page.goto(page.url.partition("#")[0] + "#follow-on")
    form = operative.form("follow-on")
    form.locator("[name=why]").fill("The valve is seized")
    form.locator("[name=needed]").fill("A new valve, ordered today")
    form.locator("[name=booked][value=yes]").check()
    form.locator("[name=return_date]").fill(TOMORROW)
    operative.save("follow-on")


def complete(operative: Operative, path: Path) -> None:
    """Finish the newest visit on the phone."""
    page = operative.page
    page.goto(f"/field/tickets/{path.ticket}/complete")
    form = operative.form("complete")
    form.locator("[data-next]").wait_for()
    form.locator("[name=comments]").fill("Renewed the mixer tap and tested it for ten minutes, no leak")
    while not form.locator("[data-last]").is_visible():
        form.locator("[data-next]:visible").first.click()
    form.locator("[data-last]").click()
