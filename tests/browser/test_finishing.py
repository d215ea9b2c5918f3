"""Finishing a job on the phone: what is checked before it is saved, what is said after, and how it is put right."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from playwright.sync_api import Locator, Page

from fieldapp.commands import arrival, completion_lines
from fieldapp.commands.op import Act
from fieldapp.domain.dates import LONDON
from fieldapp.domain.money import read_quantity
from fieldapp.domain.refusals import Invalid
from tests import factories as make
from tests.browser.expecting import expect
from tests.browser.operative import Operative, look_away, received, until
from tests.live_server import LiveServer

COMMENTS = "Renewed the mixer tap and tested it for ten minutes, no leak"
DECIMALS = "Use at most two decimals, for example 2.25."
# A form as it was before the phone knew the rule.
UNCHECKED = "document.querySelectorAll('[data-quantity]').forEach((field) => field.removeAttribute('data-quantity'))"


def begin(operative: Operative) -> Locator:
    """Open finishing, and write what was done."""
    operative.page.goto(f"/field/tickets/{operative.visit.id}/complete")
    form = operative.form("complete")
    form.locator("[data-next]").wait_for()
    form.locator("[name=comments]").fill(COMMENTS)
    return form


def step(form: Locator) -> int:
    """The number of the step that is shown."""
    return int(form.locator("fieldset[data-step]:visible").first.get_attribute("data-step") or 0)


def go_on(form: Locator) -> None:
    """Tap Next."""
    form.locator("[data-next]").click()


def quantity(operative: Operative) -> Locator:
    """The quantity of the first ordered line."""
    return operative.form("complete").locator(f"[name=line-{operative.visit.order.lines[0].id}]")


def finish(operative: Operative, typed: str) -> None:
    """Finish with a quantity that this phone does not check."""
    form = begin(operative)
    operative.page.evaluate(UNCHECKED)
    go_on(form)
    quantity(operative).fill(typed)
    go_on(form)
    go_on(form)
    form.locator("[data-last]").click()
    expect(operative.page.locator("[data-saved-title]")).to_be_visible()


def with_extra(page: Page, code: str) -> tuple[Operative, Locator]:
    """Somebody who finishes, at the work, with extra work of a code."""
    operative = Operative.at_work(page, state="on-site")
    form = begin(operative)
    go_on(form)
    form.get_by_role("link", name="Add extra work").click()
    page.locator("[data-finder-words]").fill(code)
    page.locator(f'[data-price="{code}"] [data-add-line]:visible').click()
    page.locator("[data-extra-count]").click()
    return operative, form


def says(form: Locator, sentence: str) -> None:
    """The form says it in its one box."""
    expect(form.page.locator(".govuk-error-summary")).to_have_count(1)
    expect(form.locator(".govuk-error-summary")).to_contain_text(sentence)


def test_what_the_office_did_not_accept_is_not_called_received(phone_page: Page, live_server: LiveServer) -> None:
    """After an arrival that was received, a completion that comes back is "Not accepted", with why and a way to it."""
    operative = Operative.at_work(phone_page)
    operative.arrive(operative.visit)
    received(1, "arrive")
    operative.expect_all_sent()
    finish(operative, "1.234")
    assert received(1, "complete")[0].outcome == "invalid"
    expect(phone_page.locator("[data-saved-title]")).to_have_text("Not accepted")
    expect(phone_page.locator("[data-saved-wrong]")).to_contain_text(DECIMALS)
    expect(phone_page.locator("[data-stage=received]")).not_to_have_attribute("data-done", "")
    expect(phone_page.locator("[data-stage=received] [data-stage-detail]")).to_have_text(
        re.compile(r"^Not accepted \d\d:\d\d$")
    )
    phone_page.reload()
    expect(phone_page.locator("[data-saved-title]")).to_have_text("Not accepted")
    phone_page.locator("[data-saved-correct]").click()
    expect(operative.form("complete")).to_be_visible()
    assert phone_page.url.endswith("/complete")


def test_each_stage_tells_its_own_time_or_nothing(phone_page: Page, live_server: LiveServer) -> None:
    """Received, no stage says that something has yet to happen; the times are those of what was saved last."""
    phone_page.clock.install(time=datetime.now(UTC) - timedelta(minutes=90))
    operative = Operative.at_work(phone_page)
    operative.arrive(operative.visit)
    received(1, "arrive")
    operative.expect_all_sent()
    phone_page.clock.set_system_time(datetime.now(UTC))
    finish(operative, "1")
    assert received(1, "complete")[0].outcome == "applied"
    expect(phone_page.locator("[data-saved-title]")).to_have_text("Received by the office")
    expect(phone_page.locator("[data-stage][data-done]")).to_have_count(3)
    now = phone_page.evaluate("Date.now()")
    spoken = "(minute) => new Date(minute).toTimeString().slice(0, 5)"
    lately = [phone_page.evaluate(spoken, now - back * 60_000) for back in (0, 1)]
    details = phone_page.locator("[data-stage-detail]").all_text_contents()
    assert details[0] in lately, details
    assert details[1] == ""
    assert details[2] in lately, details


def test_a_quantity_is_refused_on_the_phone_in_the_offices_words(phone_page: Page, live_server: LiveServer) -> None:
    """A step with a quantity that cannot be right is not left, nothing is saved, and the sentence is the server's."""
    operative = Operative.at_work(phone_page, state="on-site")
    form = begin(operative)
    go_on(form)
    for typed in ("", "two", "-1", "1000000.01", "1.234", "£ 2.005", "1,5", "0,500", "1e3"):
        number, sentence = read_quantity(typed)
        assert number is None
        quantity(operative).fill(typed)
        go_on(form)
        says(form, str(sentence))
        expect(quantity(operative)).to_have_attribute("aria-invalid", "true")
        expect(quantity(operative)).to_have_accessible_description(str(sentence))
        assert step(form) == 2
    quantity(operative).fill("£1,234.50")
    go_on(form)
    form.locator("[name^=sure-line]").check()
    go_on(form)
    expect(form.locator(".govuk-error-summary")).to_have_count(0)
    assert step(form) == 3
    assert operative.stored("ops") == []


def test_extra_work_needs_who_agreed_it_and_when_on_the_phone(phone_page: Page, live_server: LiveServer) -> None:
    """With a row of extra work both are asked before the step is left, in the server's words; then all is shown."""
    operative = Operative.at_work(phone_page, state="on-site")
    with pytest.raises(Invalid) as refused:
        completion_lines.add_extra(operative.visit.order, {}, "", None, done_on=make.today(), today=make.today())
    form = begin(operative)
    go_on(form)
    phone_page.locator("a[href='#find']").click()
    phone_page.locator("[data-add-line]:visible").first.click()
    phone_page.locator("#find .fa-act a").click()
    go_on(form)
    for name, sentences in refused.value.fields.items():
        says(form, sentences[0])
        expect(form.locator(f"[name={name}]")).to_have_attribute("aria-invalid", "true")
    form.locator("[name=agreed_by]").fill("The landlord's officer")
    form.locator("[name=agreed_on]").fill(datetime.now(UTC).date().isoformat())
    go_on(form)
    assert step(form) == 3
    go_on(form)
    expect(form.locator("[data-check-work] li")).to_have_count(2)
    expect(form.locator("[data-check-work] li").last).to_contain_text("Extra: ")
    expect(form.locator("[data-check-evidence]")).to_contain_text("0 photos")


@pytest.mark.parametrize(("command", "name"), [("complete", "completed"), ("arrive", "arrived")])
def test_a_time_in_the_future_is_refused_on_the_phone(
    phone_page: Page, live_server: LiveServer, command: str, name: str
) -> None:
    """A typed time later than now is said to be so before anything is saved, in the server's words."""
    operative = Operative.at_work(phone_page, state="on-site" if command == "complete" else "booked")
    if command == "complete":
        form = begin(operative)
    else:
        operative.open(operative.visit, "arrive")
        form = phone_page.locator("#arrive form[data-command=arrive]")
    there = phone_page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    later = (datetime.now(LONDON) + timedelta(days=1)).replace(second=0, microsecond=0)
    assert there in ("UTC", "Europe/London")
    typed = later.astimezone(UTC if there == "UTC" else LONDON)
    with pytest.raises(Invalid) as refused:
        arrival.check(operative.visit, cast("Act", SimpleNamespace(received_at=datetime.now(UTC))), name, later)
    form.locator(f"[type=date][name={name}]").fill(typed.date().isoformat())
    form.locator(f"[type=time][name={name}]").fill(typed.strftime("%H:%M"))
    (go_on(form) if command == "complete" else form.locator("button:not([type=button])").last.click())
    says(form, refused.value.fields[name][0])
    assert operative.stored("ops") == []


def test_correcting_opens_the_step_and_the_field_that_is_wrong(phone_page: Page, live_server: LiveServer) -> None:
    """The form that came back shows the step with the fault, and one box; its field is marked, described, focused."""
    operative = Operative.at_work(phone_page, state="on-site")
    finish(operative, "1.234")
    received(1, "complete")
    phone_page.locator("[data-saved-correct]").click()
    form = operative.form("complete")
    expect(quantity(operative)).to_be_focused()
    assert step(form) == 2
    expect(quantity(operative)).to_have_value("1.234")
    expect(quantity(operative)).to_have_attribute("aria-invalid", "true")
    expect(quantity(operative)).to_have_accessible_description(DECIMALS)
    says(form, DECIMALS)
    expect(phone_page.locator("[data-received]")).to_be_hidden()
    quantity(operative).fill("1.25")
    go_on(form)
    go_on(form)
    form.locator("[data-last]").click()
    expect(phone_page.locator("[data-saved-title]")).to_have_text("Received by the office")
    expect(phone_page.locator("[data-saved-wrong]")).to_be_hidden()
    assert [row.outcome for row in received(2, "complete")] == ["invalid", "applied"]


def test_the_browsers_back_goes_a_step_back(phone_page: Page, live_server: LiveServer) -> None:
    """Without signal: Back shows the step before with what was typed, also after a look at the price book."""
    operative = Operative.at_work(phone_page, state="on-site")
    with operative.without_signal():
        form = begin(operative)
        go_on(form)
        quantity(operative).fill("3")
        phone_page.locator("a[href='#find']").click()
        phone_page.go_back()
        expect(quantity(operative)).to_be_visible()
        go_on(form)
        expect(form.locator("fieldset[data-step='3']")).to_be_visible()
        phone_page.go_back()
        expect(quantity(operative)).to_have_value("3")
        expect(quantity(operative)).to_be_visible()
        phone_page.go_back()
        expect(form.locator("[name=comments]")).to_be_visible()
        expect(form.locator("[name=comments]")).to_have_value(COMMENTS)
        go_on(form)
        phone_page.locator("[data-back]").click()
        expect(form.locator("[name=comments]")).to_be_visible()


def test_extra_work_of_a_draft_is_known_as_a_price_again(phone_page: Page, live_server: LiveServer) -> None:
    """The draft knows the code only, and the book the rest: pounds are not asked about. Rules: C5, C7."""
    operative, form = with_extra(phone_page, "SQW")
    form.locator("[name=extra-SQW]").fill("450")
    until(lambda: "450" in str(operative.stored("drafts")))
    phone_page.goto(f"/field/tickets/{operative.visit.id}/complete")
    row = form.locator("[data-extra=SQW]")
    expect(row).to_have_attribute("data-price-line", "")
    go_on(form)
    form.locator("[name=agreed_by]").fill("P. Plover")
    form.locator("[name=agreed_on]").fill(make.today().isoformat())
    go_on(form)
    assert step(form) == 3


def test_finishing_opened_again_says_that_it_is_finished(phone_page: Page, live_server: LiveServer) -> None:
    """Without signal the page is the one of before: it says what this phone has saved, not what the office had."""
    operative = Operative.at_work(phone_page, state="on-site")
    with operative.without_signal():
        finish(operative, "1")
        phone_page.goto(f"/field/tickets/{operative.visit.id}/complete")
        expect(operative.form("complete")).to_be_hidden()
        expect(phone_page.locator("span[data-when]:visible")).to_have_text(
            "You have finished this visit. It is saved on this phone or with the office."
        )


def test_times_that_cannot_be_are_refused_on_the_phone(phone_page: Page, live_server: LiveServer) -> None:
    """Before the order was raised, and finished before one arrived, in the server's words. Rules: S1, C3."""
    operative = Operative.at_work(phone_page)
    form = begin(operative)
    there = phone_page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")

    def write(name: str, at: datetime) -> None:
        typed = at.astimezone(UTC if there == "UTC" else LONDON)
        form.locator(f"[type=date][name={name}]").fill(typed.date().isoformat())
        form.locator(f"[type=time][name={name}]").fill(typed.strftime("%H:%M"))

    now = datetime.now(UTC).replace(second=0, microsecond=0)
    ages = now.replace(year=1999, month=2, day=3)
    act = cast("Act", SimpleNamespace(received_at=now, done_at=now))
    with pytest.raises(Invalid) as early:
        arrival.check(operative.visit, act, "arrived", ages)
    write("arrived", ages)
    go_on(form)
    says(form, early.value.fields["arrived"][0])
    write("arrived", now - timedelta(hours=1))
    write("completed", now - timedelta(hours=2))
    operative.visit.arrived_at = now - timedelta(hours=1)
    with pytest.raises(Invalid) as turned:
        arrival.finished(operative.visit, act, now - timedelta(hours=2))
    look_away()
    go_on(form)
    says(form, turned.value.fields["completed"][0])
    write("completed", now)
    go_on(form)
    assert step(form) == 2
