"""The forms of a visit as a person fills them in; each gives False where the page does not offer it."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from PIL import Image
from playwright.sync_api import FilePayload, Locator
from playwright.sync_api import TimeoutError as TookTooLong

from fieldapp.domain.dates import LONDON
from tests.soak.handset import Handset
from tests.soak.ledger import Job

SIZES = ((160, 120), (160, 120), (320, 240), (800, 600))
BUTTON = "button:not([type=button])"


def if_offered(tap: Callable[..., bool]) -> Callable[..., bool]:
    """A form that is taken away while one fills it in, by what is found to be queued already, was not offered."""

    @wraps(tap)
    def tapped(*arguments: Any) -> bool:
        try:
            return tap(*arguments)
        except TookTooLong:
            return False

    return tapped


def opened(handset: Handset, job: Job, command: str, screen: str = "") -> Locator | None:
    """A command's form on a visit's page, if it is shown."""
    handset.operative.open(job, screen)
    form = handset.page.locator(f'{screen and "#" + screen} form[data-command="{command}"]')
    return form.first if handset.wait(lambda: form.count() and form.first.is_visible(), 0.2) else None


@if_offered
def filled_in(handset: Handset, job: Job, command: str, screen: str, *fields: tuple[str, str]) -> bool:
    """Write into fields, by their selectors, and save; a radio button is checked."""
    form = opened(handset, job, command, screen)
    if form is None:
        return False
    for selector, value in fields:
        field = form.locator(selector)
        field.fill(value) if value else field.check()
    handset.saved(command, job, form.locator(BUTTON).last.click)
    return True


def note(handset: Handset, job: Job, text: str) -> bool:
    """Write a note."""
    return filled_in(handset, job, "add-note", "add-note", ("[name=text]", text))


def arrive(handset: Handset, job: Job) -> bool:
    """Tap "I've arrived"."""
    return filled_in(handset, job, "arrive", "")


def arrive_at(handset: Handset, job: Job, at: datetime) -> bool:
    """Write down when one arrived, and save it."""
    moment = (("[type=date]", at.date().isoformat()), ("[type=time]", at.strftime("%H:%M")))
    return filled_in(handset, job, "arrive", "arrive", *moment)


def no_access(handset: Handset, job: Job, text: str) -> bool:
    """Nobody was in."""
    return filled_in(handset, job, "no-access", "no-access", ("[name=called][value=no]", ""), ("[name=comments]", text))


@if_offered
def complete(handset: Handset, job: Job, text: str, quantity: str) -> bool:
    """Go through the steps of finishing."""
    page = handset.page
    page.goto(f"/field/tickets/{job.id}/complete")
    form = handset.operative.form("complete")
    if not handset.wait(lambda: form.count() and form.locator("[data-next]").first.is_visible(), 1):
        return False
    form.locator("[name=comments]").fill(text)
    form.locator("[data-next]:visible").first.click()
    form.locator("[name^=line-]").first.fill(quantity)
    while not form.locator("[data-last]").is_visible():
        form.locator("[data-next]:visible").first.click()
    handset.saved("complete", job, form.locator("[data-last]").click)
    page.wait_for_url(lambda url: "/complete" not in url)
    return True


def camera(handset: Handset, job: Job, kind: str) -> Locator | None:
    """The camera field of a visit's page."""
    handset.operative.open(job, "add-photo")
    field = handset.page.locator(f"#add-photo input[data-photo-kind={kind}]")
    return field if field.count() else None


def photo(handset: Handset, job: Job, kind: str, file: FilePayload) -> bool:
    """Take a photo."""
    field = camera(handset, job, kind)
    if field is None:
        return False
    handset.saved("add-photo", job, lambda: field.set_input_files(file))
    return True


def picture(seed: Any, name: str) -> FilePayload:
    """A picture like no other: the same seed gives the same bytes."""
    chance = random.Random(seed)
    size = chance.choice(SIZES)
    file = io.BytesIO()
    Image.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * 3)).save(file, "JPEG", quality=80)
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def put_right(handset: Handset, outcome: dict[str, Any]) -> None:
    """Give an arrival that came back the time that it is now; where the visit has no such form any more, give it up."""
    op = outcome["op"]
    handset.page.goto("/field/")
    if not arrive_at(handset, Job(op["ticket"], op["order"], ""), datetime.now(LONDON) - timedelta(minutes=1)):
        handset.page.goto("/field/outbox")
        handset.page.once("dialog", lambda dialog: dialog.accept())
        handset.page.locator("[data-discard]:visible").first.click()
