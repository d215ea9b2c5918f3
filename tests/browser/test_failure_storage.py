"""The failure matrix: the phone's own storage: full, about to be emptied, broken, or of another release."""

from __future__ import annotations

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.chromium import Phone
from tests.browser.operative import Operative, received, texts, until
from tests.browser.test_failure_photos import jpeg
from tests.live_server import LiveServer

# Keeps the connections that scripts have opened, so that a test can break them.
WATCH_CONNECTIONS = """window.connections = [];
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...asked) {
  const request = open.apply(this, asked);
  request.addEventListener("success", () => window.connections.push(request.result));
  return request;
};"""
COUNT_ASKING = """window.asked = 0;
const persist = StorageManager.prototype.persist;
StorageManager.prototype.persist = function () { window.asked += 1; return persist.call(this); };"""
UPGRADE = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("fieldapp", 2);
  opening.onupgradeneeded = () => opening.result.createObjectStore("of-the-next-release");
  opening.onsuccess = () => { opening.result.close(); resolve("upgraded"); };
  opening.onerror = () => reject(opening.error);
  setTimeout(() => reject(new Error("blocked")), 5000);
})"""
SMALL = 4_000_000
MANY = 8
# Chromium tells pages of the whole disk, whatever this origin is given.
TRUE_ROOM = f"""() => {{
  const told = StorageManager.prototype.estimate;
  StorageManager.prototype.estimate = async function () {{ return {{ ...(await told.call(this)), quota: {SMALL} }}; }};
}}"""
FILL = """(size) => new Promise((resolve, reject) => {
  const opening = indexedDB.open("of-other-use", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("bytes", {autoIncrement: true});
  opening.onsuccess = () => {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 65536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65536)));
    const transaction = opening.result.transaction("bytes", "readwrite", {durability: "strict"});
    transaction.objectStore("bytes").put(bytes);
    transaction.oncomplete = () => { opening.result.close(); resolve(); };
    transaction.onabort = () => reject(transaction.error);
  };
})"""
NEARLY_FULL = "This phone is nearly full: no room for photos."
LITTLE_ROOM = "StorageManager.prototype.estimate = async () => ({quota: 90e6, usage: 71e6});"
NOT_INSTALLED = "navigator.standalone = false;"


def nearly_full(phone: Phone, live_server: LiveServer) -> Operative:
    """On site, the screen for photos open, without signal, and with room for some 200 kB."""
    page = phone.page
    cdp = phone.context.new_cdp_session(page)
    # Before anything is stored: Chromium trusts for a while what it has once been told of the room.
    cdp.send("Storage.overrideQuotaForOrigin", {"origin": live_server.url, "quotaSize": SMALL})
    operative = Operative.at_work(page, state="on-site")
    operative.open(operative.visit, "add-photo")
    live_server.stop()

    def room() -> int:
        return SMALL - int(cdp.send("Storage.getUsageAndQuota", {"origin": live_server.url})["usage"])

    while room() > 250_000:
        page.evaluate(FILL, min(400_000, room() - 200_000))
    return operative


def choose_many(page: Page) -> None:
    photo = jpeg(Image.effect_noise((1600, 1200), 90).convert("RGB"))
    page.get_by_label("Choose several at once").first.set_input_files([photo] * MANY)
    expect(page.locator("[data-photo-words]")).to_contain_text(NEARLY_FULL, timeout=60_000)


def test_row_18_a_full_disk(killable_phone: Phone, live_server: LiveServer) -> None:
    """Row 18: disk full: clear message, no orphan, small saves still work."""
    operative = nearly_full(killable_phone, live_server)
    killable_phone.page.evaluate(TRUE_ROOM)
    choose_many(killable_phone.page)
    assert operative.stored("ops") == operative.stored("blobs") == operative.stored("uploads") == []
    operative.note(operative.visit, "Small enough")
    operative.expect_waiting(1)
    live_server.start()
    assert texts(received(1)) == ["Small enough"]


def test_row_18_a_disk_that_is_fuller_than_it_says(killable_phone: Phone, live_server: LiveServer) -> None:
    """Row 18: what does not fit leaves nothing behind, what was saved before it is whole."""
    operative = nearly_full(killable_phone, live_server)
    choose_many(killable_phone.page)
    kept = len(operative.stored("ops"))
    assert kept == len(operative.stored("blobs")) == len(operative.stored("uploads")) < MANY


@pytest.mark.parametrize(
    ("phone_is", "words"),
    [
        pytest.param(LITTLE_ROOM, NEARLY_FULL, id="row 18, little room"),
        pytest.param(NOT_INSTALLED, "home screen first", id="row 19, an iPhone without installation"),
    ],
)
def test_rows_18_and_19_the_camera_does_not_open_for_a_photo_that_could_be_lost(
    phone_page: Page, live_server: LiveServer, phone_is: str, words: str
) -> None:
    """Rows 18 and 19: 20 MB of room before the camera opens; not installed on iOS: told to install before capturing."""
    phone_page.add_init_script(phone_is)
    operative = Operative.at_work(phone_page, state="on-site")
    operative.open(operative.visit, "add-photo")
    phone_page.wait_for_timeout(500)
    phone_page.locator("#add-photo input[data-photo]").first.evaluate("(input) => input.click()")
    expect(phone_page.locator("[data-photo-words]")).to_contain_text(words)


def test_row_19_the_browser_is_asked_to_keep_what_is_stored(phone_page: Page, live_server: LiveServer) -> None:
    """Row 19: `persist()` asked at the first save, its answer visible."""
    phone_page.add_init_script(COUNT_ASKING)
    operative = Operative.at_work(phone_page)
    with operative.without_signal():
        operative.note(operative.visit, "Asked for room")
        assert phone_page.evaluate("window.asked") >= 1
        phone_page.goto("/field/outbox")
        expect(phone_page.locator("[data-persisted]")).to_contain_text("This phone")


def test_row_20_a_connection_to_the_database_that_dies(phone_page: Page, live_server: LiveServer) -> None:
    """Row 20: IndexedDB connection dies: reopened, nothing lost."""
    phone_page.add_init_script(WATCH_CONNECTIONS)
    operative = Operative.at_work(phone_page)
    operative.open(operative.visit, "add-note")
    operative.form("add-note").locator("[name=text]").fill("Through a dead connection")
    phone_page.wait_for_timeout(500)
    assert phone_page.evaluate("window.connections.forEach((one) => one.close()) ?? window.connections.length") > 0
    operative.save("add-note")
    assert texts(received(1)) == ["Through a dead connection"]
    operative.expect_all_sent()


def test_row_21_an_old_tab_does_not_block_an_upgrade(phone_page: Page, live_server: LiveServer) -> None:
    """Row 21: old tab blocks an upgrade of the database: resolved; the old tab goes on working."""
    operative = Operative.at_work(phone_page)
    operative.open(operative.visit, "add-note")
    operative.form("add-note").locator("[name=text]").fill("From the old tab")
    phone_page.wait_for_timeout(500)
    newer = phone_page.context.new_page()
    newer.goto("/offline")
    assert newer.evaluate(UPGRADE) == "upgraded"
    operative.save("add-note")
    until(lambda: operative.journal_has("From the old tab"))
    operative.expect_all_sent()
