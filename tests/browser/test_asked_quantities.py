"""Quantities that the phone asks about before it saves them, without signal, and ways to begin a comment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from playwright.sync_api import Locator, Page

from fieldapp.models import User
from tests import factories as make
from tests.browser.expecting import expect
from tests.browser.operative import Operative, received, until
from tests.browser.test_finishing import COMMENTS, begin, finish, go_on, quantity, step, with_extra
from tests.live_server import LiveServer

# What the phone kept of a command that waited before it kept its words.
WITHOUT_WORDS = """() => new Promise((resolve) => {
  const opening = indexedDB.open("fieldapp");
  opening.onsuccess = () => {
    const transaction = opening.result.transaction(["outcomes"], "readwrite");
    const store = transaction.objectStore("outcomes");
    store.getAll().onsuccess = ({ target }) => target.result.forEach((one) => { delete one.op.typed; store.put(one); });
    transaction.oncomplete = () => { opening.result.close(); resolve(); };
  };
})"""


def finished_while_held(page: Page) -> tuple[Operative, User]:
    """A completion in pounds that waits for the landlord's officer."""
    operative = Operative.at_work(page, state="on-site")
    order = operative.visit.order
    officer = make.user("landlord", order.landlord)
    make.do(officer, "hold", order, ("comments", "Resident in hospital"))
    finish(operative, "£77")
    assert received(1, "complete")[0].outcome == "waiting"
    return operative, officer


def box(form: Locator, operative: Operative) -> Locator:
    """The box that settles what was asked of the first line."""
    return form.locator(f"[name=sure-line-{operative.visit.order.lines[0].id}]")


def test_a_sum_on_a_counted_line_is_asked_about_where_it_is_typed(phone_page: Page, live_server: LiveServer) -> None:
    """Without signal too; the box settles this number, and the office asks no more. Rules: C5."""
    operative = Operative.at_work(phone_page, state="on-site")
    with operative.without_signal():
        form = begin(operative)
        go_on(form)
        expect(box(form, operative)).to_be_hidden()
        quantity(operative).fill("£77")
        go_on(form)
        assert step(form) == 2
        expect(form.locator(".govuk-error-summary")).to_contain_text("310403 asks how many, not pounds.")
        expect(form.locator("[data-sure-words]:visible")).to_have_text("Yes, 77 items of 310403")
        box(form, operative).check()
        quantity(operative).fill("78")
        go_on(form)
        assert step(form) == 2, "a box ticked for 77 settled 78"
        expect(form.locator(".govuk-error-summary")).to_contain_text("310403: 78 items, 1 item ordered.")
        box(form, operative).check()
        go_on(form)
        assert step(form) == 3
        go_on(form)
        form.locator("[data-last]").click()
        expect(phone_page.locator("[data-saved-title]")).to_be_visible()
    row = received(1, "complete")[0]
    assert row.outcome == "applied"
    assert dict(row.typed)[f"sure-line-{operative.visit.order.lines[0].id}"] == "78"


def test_nothing_on_every_line_is_asked_about(phone_page: Page, live_server: LiveServer) -> None:
    """Rules: C4."""
    operative = Operative.at_work(phone_page, state="on-site")
    form = begin(operative)
    go_on(form)
    quantity(operative).fill("0")
    go_on(form)
    assert step(form) == 2
    expect(form.locator(".govuk-error-summary")).to_contain_text("Every quantity is 0.")
    form.locator("[name=sure-nothing]").check()
    go_on(form)
    assert step(form) == 3


def test_a_comment_that_says_nothing_is_refused_before_it_is_saved(phone_page: Page, live_server: LiveServer) -> None:
    """Rules: C2."""
    operative = Operative.at_work(phone_page, state="on-site")
    form = begin(operative)
    for said in ("1234567890", "Renewed", "Job complete, done"):
        form.locator("[name=comments]").fill(said)
        go_on(form)
        expect(form.locator(".govuk-error-summary")).to_contain_text("This does not say what was done.")
        assert step(form) == 1
    form.locator("[name=comments]").fill("Job complete: tap")
    go_on(form)
    assert step(form) == 2


def test_a_way_to_begin_is_put_before_what_is_written(phone_page: Page, live_server: LiveServer) -> None:
    """On its own it says nothing; filled in it goes. Rules: C2."""
    operative = Operative.at_work(phone_page, state="on-site")
    form = begin(operative)
    comments = form.locator("[name=comments]")
    comments.fill("")
    form.get_by_text("Ways to begin").click()
    form.locator("[data-begin]").first.click()
    expect(comments).to_have_value("Found …; renewed …")
    go_on(form)
    assert step(form) == 1
    comments.fill(COMMENTS)
    go_on(form)
    assert step(form) == 2


def test_what_waited_and_cannot_be_after_the_decision_is_corrected_in_its_form(
    phone_page: Page, live_server: LiveServer
) -> None:
    """It was received and waited; judged at last it comes back with every word, and goes once it is right.

    Rules: V2, O2.
    """
    operative, officer = finished_while_held(phone_page)
    make.do(officer, "release", operative.visit.order)
    phone_page.goto("/field/")
    until(lambda: [one for one in operative.stored("outcomes") if one["outcome"] == "invalid"])
    phone_page.goto(f"/field/tickets/{operative.visit.id}/complete")
    form = operative.form("complete")
    expect(form.locator(".govuk-error-summary")).to_contain_text("asks how many, not pounds.")
    expect(form.locator("[name=comments]")).to_have_value(COMMENTS)
    expect(quantity(operative)).to_have_value("£77")
    quantity(operative).fill("1")
    go_on(form)
    go_on(form)
    form.locator("[data-last]").click()
    until(lambda: any(row.outcome == "applied" for row in received(2, "complete")))


def test_what_an_earlier_release_kept_without_its_words_is_said_and_holds_nothing_up(
    phone_page: Page, live_server: LiveServer
) -> None:
    """It cannot be corrected in its form: it is read as refused, and what comes after it goes. Rules: O2."""
    operative, officer = finished_while_held(phone_page)
    phone_page.evaluate(WITHOUT_WORDS)
    make.do(officer, "release", operative.visit.order)
    phone_page.goto("/field/")
    until(lambda: [one for one in operative.stored("outcomes") if one["outcome"] == "refused"])
    operative.note(operative.visit, "Key at number 4")
    received(1, "add-note")


def test_a_price_ten_times_what_was_ordered_is_asked_about(phone_page: Page, live_server: LiveServer) -> None:
    """A lost decimal point; of what is no quantity nothing else is asked. Rules: C4, C5."""
    operative = Operative.at_work(phone_page, state="on-site", lines=(("SQW", Decimal("1398.99")), ("SQW", 1)))
    form = begin(operative)
    go_on(form)
    said = form.locator(".govuk-error-summary li")
    for typed in ("99999999999999999999", "1e9"):
        quantity(operative).fill(typed)
        go_on(form)
        expect(said).to_have_count(1)
        expect(said).not_to_contain_text("tick the box")
    quantity(operative).fill("£139899")
    form.locator(f"[name=line-{operative.visit.order.lines[1].id}]").fill("90000")
    go_on(form)
    assert step(form) == 2
    expect(said).to_have_text(
        "SQW: £139,899.00 is at least 10 times what was ordered, £1,398.99. Correct it, or tick the box if it is right."
    )
    expect(form.locator("[data-sure-words]:visible")).to_have_text("Yes, £139,899.00 for SQW")
    box(form, operative).check()
    quantity(operative).fill("13989.90")
    go_on(form)
    assert step(form) == 2
    box(form, operative).check()
    go_on(form)
    assert step(form) == 3


def test_the_last_look_shows_what_was_settled(phone_page: Page, live_server: LiveServer) -> None:
    """Every row of it is there after a step that was refused and shown again. Rules: C1, C5."""
    operative = Operative.at_work(phone_page, state="on-site", lines=(("SQW", Decimal("1398.99")), ("310403", 1)))
    form = begin(operative)
    go_on(form)
    quantity(operative).fill("139899")
    form.locator(f"[name=line-{operative.visit.order.lines[1].id}]").fill("£45")
    form.get_by_role("link", name="Add extra work").click()
    phone_page.locator("[data-finder-words]").fill("310911")
    phone_page.locator('[data-price="310911"] [data-add-line]:visible').click()
    phone_page.locator("[data-extra-count]").click()
    form.locator("[name=agreed_by]").fill("P. Plover")
    form.locator("[name=agreed_on]").fill(make.today().isoformat())
    go_on(form)
    for one in form.locator("[data-sure] input:visible").all():
        one.check()
    go_on(form)
    go_on(form)
    expect(form.get_by_text("Outcome")).to_be_visible()
    expect(form.locator("[data-check-work] li:visible")).to_have_count(3)


def test_extra_work_is_some_and_was_agreed_before(phone_page: Page, live_server: LiveServer) -> None:
    """Nothing of it, or a day to come, is not saved; the last look says who agreed it, and when. Rules: C7."""
    operative, form = with_extra(phone_page, "310911")
    form.locator("[data-extra] [data-less]").click()
    quantity(operative).fill("0")
    form.locator("[name=agreed_by]").fill("P. Plover")
    form.locator("[name=agreed_on]").fill((make.today() + timedelta(days=1)).isoformat())
    go_on(form)
    said = form.locator(".govuk-error-summary li")
    expect(said).to_have_text(
        ["Write how much of 310911 you did, or remove it.", "The day it was agreed is in the future. Correct the day."]
    )
    form.locator("[data-extra] [data-more]").click()
    long_ago = make.today().replace(year=1999, month=2, day=3)
    form.locator("[name=agreed_on]").fill(long_ago.isoformat())
    go_on(form)
    assert step(form) == 3
    go_on(form)
    expect(form.locator("[data-check-row=agreed_by]")).to_contain_text("P. Plover")
    expect(form.locator("[data-check-row=agreed_on]")).to_contain_text("3 Feb 1999")


def test_a_clock_behind_the_order_stops_nobody_from_finishing(phone_page: Page, live_server: LiveServer) -> None:
    """By it the work was done before it was ordered; the office corrects it. Rules: S1, C3."""
    phone_page.clock.set_system_time(datetime.now(UTC) - timedelta(days=20))
    operative = Operative.at_work(phone_page)
    with operative.without_signal():
        form = begin(operative)
        for _ in range(3):
            go_on(form)
        form.locator("[data-last]").click()
        operative.expect_waiting(1)
    assert received(1, "complete")[0].outcome == "applied"
