"""The landlord's documents on the phone: kept, said to be there when they are, read without signal, and dropped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from fieldapp.extensions import db
from fieldapp.models import Evidence
from fieldapp.queries import kept_files
from tests import factories, papers
from tests.browser.expecting import expect
from tests.browser.operative import Operative, look_away, until
from tests.documents import add_document
from tests.live_server import LiveServer

KEPT = """async (user) => {
  const cache = await caches.open(`pages-${user}`);
  const paths = (await cache.keys()).map((request) => new URL(request.url).pathname);
  return paths.filter((path) => path.startsWith("/files/"));
}"""
DROP = "async ([user, url]) => (await caches.open(`pages-${user}`)).delete(url)"
DRAWN = "(images) => images.map((image) => [image.complete, image.naturalWidth > 0])"
WORDS = "Asbestos survey"


def kept(operative: Operative) -> list[str]:
    """The addresses of files that the phone holds for its operative."""
    return sorted(operative.page.evaluate(KEPT, operative.user.id))


def documents(page: Page) -> Locator:
    """The card of documents on a visit's page."""
    return page.locator("[data-landlord-documents]")


@pytest.fixture
def operative(phone_page: Page, live_server: LiveServer) -> Iterator[Operative]:
    """An operative on whose visit the landlord has put a survey of three pages."""
    user = factories.user("operative")
    contract = factories.contract(to=user.contractor)
    visit = factories.ticket("booked", under=contract, operative=user)
    add_document(visit, papers.document(3), WORDS)
    found = Operative(phone_page, user, [visit])
    look_away()
    found.sign_in()
    yield found
    look_away()


def test_the_landlords_survey_is_read_without_signal(operative: Operative) -> None:
    """Every page of it, on a phone that was only signed in and put away. Rules: D2."""
    page = operative.page
    operative.open(operative.visit)
    expect(documents(page)).to_have_attribute("data-documents-met", "yes", timeout=20_000)
    with operative.without_signal():
        operative.open(operative.visit)
        expect(documents(page).locator("[data-file-state]")).to_have_text("Downloaded")
        documents(page).get_by_role("link", name=WORDS).click()
        expect(page.locator("h1")).to_contain_text(WORDS)
        expect(page.locator("[data-pages] img")).to_have_count(3)
        for image in page.locator("[data-pages] img").all():
            image.scroll_into_view_if_needed()
        until(lambda: page.locator("[data-pages] img").evaluate_all(DRAWN) == [[True, True]] * 3)
        page.locator(".fa-back").click()
        expect(page.locator("h1")).to_contain_text(operative.visit.order.property.line_1)


def test_what_is_not_here_yet_is_not_said_to_be(operative: Operative) -> None:
    """Read back from the cache: what the browser has dropped is not on this phone any more. Rules: D2."""
    page = operative.page
    operative.open(operative.visit)
    expect(documents(page)).to_have_attribute("data-documents-met", "yes", timeout=20_000)
    last = [one for one in kept(operative) if one.endswith("/pages/3")]
    assert len(last) == 1
    with operative.without_signal():
        page.evaluate(DROP, [operative.user.id, *last])
        operative.open(operative.visit)
        expect(documents(page).locator("[data-file-state]")).to_have_text("Not yet on this phone")
        expect(documents(page)).to_have_attribute("data-documents-met", "no")
    # With signal it comes again by itself.
    operative.open(operative.visit)
    expect(documents(page)).to_have_attribute("data-documents-met", "yes", timeout=20_000)


def test_what_has_no_room_is_not_said_to_be_coming(operative: Operative, monkeypatch: pytest.MonkeyPatch) -> None:
    """The phone's share is full with the first survey: the second is read with signal. Rules: D2."""
    page = operative.page
    operative.open(operative.visit)
    expect(documents(page)).to_have_attribute("data-documents-met", "yes", timeout=20_000)
    first = next(one for one in db.session.query(Evidence) if kept_files.kept_file(one))
    monkeypatch.setattr(kept_files, "MOST_OF_A_PHONE", kept_files.kept_file(first).size)  # type: ignore[union-attr]
    look_away()
    add_document(operative.visit, papers.document(2), "Plan")
    look_away()
    operative.open(operative.visit)
    states = documents(page).locator("[data-file-state]")
    expect(states).to_have_text(["Downloaded", "Too large for this phone: read it with signal"], timeout=20_000)
    asked = page.locator('[data-readiness="0"] [data-condition="documents"] small')
    expect(asked).to_have_text("1 of 2 on this phone. 1 too large for it: read with signal.")


def test_nobody_waits_for_the_files_of_the_one_before(operative: Operative, live_server: LiveServer) -> None:
    """One that hangs for the one before does not keep the next person's from coming. Rules: D2."""
    survey = add_document(operative.visit, papers.document(), "Plan")
    under = operative.visit.order.contract
    other = factories.user("operative", operative.user.contractor)
    visit = factories.ticket("booked", under=under, operative=other)
    add_document(visit, papers.document(), WORDS)
    look_away()
    hanging, released = threading.Event(), threading.Event()

    def hang(environ: dict[str, Any]) -> None:
        if environ["PATH_INFO"] == f"/files/{survey}/view":
            hanging.set()
            released.wait(60)

    live_server.saboteur.before = hang
    try:
        operative.page.goto("/field/")
        until(hanging.is_set)
        operative.context.clear_cookies()
        following = Operative(operative.page, other, [visit])
        following.sign_in()
        until(lambda: len(kept(following)) == 3, 20)
    finally:
        released.set()


def test_files_go_with_the_pages_and_at_signing_out(operative: Operative) -> None:
    """Nothing of the landlord's stays on a phone that somebody has put away. Rules: D2."""
    page = operative.page
    until(lambda: len(kept(operative)) == 5, 20)
    page.goto("/field/")
    page.locator(".fa-account summary").first.click()
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/sign-in*")
    until(lambda: kept(operative) == [], 10)


def test_a_long_report_is_saved_whole_without_signal(phone_page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    """Of 22 pages twenty are drawn: the phone keeps the first, and the original itself. Rules: D2."""
    operative = Operative.at_work(phone_page)
    data = papers.document(22)
    survey = add_document(operative.visit, data, WORDS)
    look_away()
    phone_page.goto("/field/")
    operative.open(operative.visit)
    expect(documents(phone_page)).to_have_attribute("data-documents-met", "yes", timeout=20_000)
    assert [one.removeprefix(f"/files/{survey}") for one in kept(operative)] == ["", "/original", "/small", "/view"]
    with operative.without_signal():
        phone_page.goto(f"/files/{survey}/view")
        expect(phone_page.locator("[data-not-all-pages]")).to_contain_text("20 of 22 pages shown")
        expect(phone_page.locator("[data-not-all-pages]")).to_contain_text("Without signal: page 1")
        expect(phone_page.locator("[data-pages-missing]")).to_have_text(
            "19 pages could not be loaded. Open this page again with signal."
        )
        expect(phone_page.locator("[data-pages] img").filter(visible=True)).to_have_count(1)
        expect(phone_page.locator(".fa-page-numbers a").filter(visible=True)).to_have_count(1)
        with phone_page.expect_download() as coming:
            phone_page.get_by_role("link", name="Save the whole file").click()
        coming.value.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == data
