"""What each kind of step of a plan does; a function has its kind's name. False means that it could not be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import FilePayload

from fieldapp.domain.dates import LONDON
from fieldapp.extensions import db
from fieldapp.models import Ticket
from tests import factories
from tests.browser.operative import look_away
from tests.soak import taps
from tests.soak.handset import Handset
from tests.soak.ledger import Job
from tests.soak.plan import Step

if TYPE_CHECKING:
    from tests.soak.soak import Soak

LANES = ("ops", "ops", "bytes", "bytes", "who")
KINDS = ("after", "before", "other")


def one_of(handset: Handset, step: Step) -> Job:
    """The visit that a step is about; the newest are visited most."""
    jobs = handset.jobs[-6:]
    return jobs[int(step.visit * len(jobs))]


def text_of(step: Step) -> str:
    """Words that no other step writes; every fifth step repeats somebody's words, as people do."""
    return f"Stopcock behind the bath panel, {step.number}" if step.number % 5 else "Rang, left a message"


def picture_of(soak: Soak, step: Step) -> FilePayload:
    """A picture of its own, or now and then one that was taken before."""
    number = step.number if step.lot > 0.25 else int(step.lot * 16)
    return taps.picture(f"{soak.seed} {number}", step.choice or "photo.jpg")


def note(_soak: Soak, handset: Handset, step: Step) -> bool:
    """A note, whatever the state of its visit."""
    return taps.note(handset, one_of(handset, step), text_of(step))


def photo(soak: Soak, handset: Handset, step: Step) -> bool:
    """A photo."""
    kind = KINDS[int(step.lot * len(KINDS))]
    return taps.photo(handset, one_of(handset, step), kind, picture_of(soak, step))


def arrive(_soak: Soak, handset: Handset, step: Step) -> bool:
    """An arrival."""
    return taps.arrive(handset, one_of(handset, step))


def arrive_last_year(_soak: Soak, handset: Handset, step: Step) -> bool:
    """An arrival before the order was raised: the office calls it invalid, and what follows waits until it is right."""
    return taps.arrive_at(handset, one_of(handset, step), datetime.now(LONDON) - timedelta(days=365))


def no_access(_soak: Soak, handset: Handset, step: Step) -> bool:
    """Nobody was in."""
    return taps.no_access(handset, one_of(handset, step), text_of(step))


def complete(_soak: Soak, handset: Handset, step: Step) -> bool:
    """A visit is finished, with a quantity."""
    text = f"Renewed the mixer tap and tested it, {step.number}"
    return taps.complete(handset, one_of(handset, step), text, str(1 + int(step.lot * 3)))


def late_no_access(soak: Soak, handset: Handset, step: Step) -> bool:
    """Finished, and then a card is left after all, from a page that was kept: the second will be refused."""
    job = one_of(handset, step)
    handset.phone.context.set_offline(True)
    done = complete(soak, handset, step) and taps.no_access(handset, job, text_of(step))
    handset.phone.context.set_offline(handset.silent)
    return done


def cancelled_meanwhile(soak: Soak, handset: Handset, step: Step) -> bool:
    """The landlord cancels an order that somebody may be working on."""
    look_away()
    order = db.session.get_one(Ticket, one_of(handset, step).id).order
    op = factories.op(soak.officer, "cancel", order, ("reason", "duplicate"))
    done = factories.perform_as(soak.officer, op).outcome == "applied"
    look_away()
    return done


def another_visit(soak: Soak, handset: Handset, _step: Step) -> bool:
    """The office gives one more visit, and the phone learns of it."""
    soak.allocate(handset.operative.user)
    handset.page.goto("/field/")
    handset.operative.wait_until_ready()
    return True


def no_signal(soak: Soak, handset: Handset, _step: Step) -> None:
    """A phone loses its signal."""
    handset.silent = True
    handset.phone.context.set_offline(True)
    soak.tally.outages += 1


def signal(_soak: Soak, handset: Handset, _step: Step) -> None:
    """And has it again."""
    handset.silent = False
    handset.phone.context.set_offline(False)


def server_stops(soak: Soak, _handset: Handset, _step: Step) -> None:
    """Nobody listens at the office."""
    soak.server.stop()
    soak.tally.outages += 1


def server_starts(soak: Soak, _handset: Handset, _step: Step) -> None:
    """And again."""
    soak.server.start()


def fault(soak: Soak, _handset: Handset, step: Step) -> None:
    """The next requests of a lane will go wrong."""
    soak.weather.expect(step.choice, LANES[int(step.visit * len(LANES))], 1 + int(step.lot * 3))


def repeat(soak: Soak, _handset: Handset, step: Step) -> None:
    """An old request comes again."""
    soak.weather.repeat(step.lot)


def send_now(_soak: Soak, handset: Handset, _step: Step) -> None:
    """An impatient tap."""
    handset.page.goto("/field/outbox")
    # Heard whether it is in sight or not: without anything that waits it is not shown.
    handset.page.locator("[data-send-now]").first.dispatch_event("click")


def pause(_soak: Soak, handset: Handset, step: Step) -> None:
    """Nothing, for a while."""
    handset.page.wait_for_timeout(step.lot * 1500)


def killed(soak: Soak, handset: Handset, _step: Step) -> None:
    """The battery dies, at whatever moment this is."""
    soak.tally.kills += 1
    handset.die()


def killed_while_saving(soak: Soak, handset: Handset, step: Step) -> bool:
    """The battery dies within a moment of the tap."""
    job = one_of(handset, step)
    tap = _tap_photo if step.choice == "photo" else _tap_note
    soak.ledger.perhaps.append((handset.operative.user.id, job.id, f"add-{step.choice}"))
    if not tap(soak, handset, job, step):
        return False
    killed(soak, handset, step)
    return True


def _tap_note(_soak: Soak, handset: Handset, job: Job, step: Step) -> bool:
    form = taps.opened(handset, job, "add-note", "add-note")
    if form is None:
        return False
    form.locator("[name=text]").fill(f"Every word of it, {step.number}. " * 100)
    form.locator(taps.BUTTON).last.evaluate("(button) => setTimeout(() => button.click())")
    handset.page.wait_for_timeout(step.lot * 60)
    return True


def _tap_photo(soak: Soak, handset: Handset, job: Job, step: Step) -> bool:
    field = taps.camera(handset, job, "other")
    if field is None:
        return False
    field.set_input_files(picture_of(soak, step))
    handset.page.wait_for_timeout(step.lot * 200)
    return True


def killed_while_sending(soak: Soak, handset: Handset, step: Step) -> bool:
    """The battery dies while the office works on what was sent."""
    lane, moment = step.choice.split()
    job = one_of(handset, step)
    with soak.weather.holding(lane, moment) as hold:
        write: Callable[..., bool] = note if lane == "ops" else photo
        if not write(soak, handset, step):
            return False
        handset.wait(hold.here.is_set, 2)
        soak.tally.kills += 1
        handset.die(meanwhile=hold.go_on.set)
    return job is not None


def next_person(soak: Soak, handset: Handset, step: Step) -> None:
    """The other one signs in on a phone, while work of the first may wait on it."""
    soak.weather.clear()
    other = next(person for person in soak.people if person.id != handset.operative.user.id)
    handset.hand_over(other, step.choice)
