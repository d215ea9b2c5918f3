"""Loading the demonstration: the foundations once, three weeks of work once, and each day that day's visits."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.demonstration import foundations, phones
from fieldapp.demonstration.leftovers import steps_of_leftovers
from fieldapp.demonstration.outcomes import SINCE_EMERGENCY
from fieldapp.demonstration.performing import Done, Performer, everybody
from fieldapp.demonstration.plans import emergency_of, steps_of_day, steps_of_weeks
from fieldapp.demonstration.working_days import after
from fieldapp.domain.dates import london_day
from fieldapp.gateways.storage import Storage
from fieldapp.models import User, WorksOrder
from fieldapp.models.connection import begin_writing


def load(storage: Storage, now: datetime) -> Done:
    """Bring the demonstration to the day of `now`. A second time on a day changes nothing.

    Today's plan has twelve visits for the first operative, the next working day's what is booked ahead. What earlier
    days left open is finished first, where nobody has touched it.
    """
    now = now.replace(second=0, microsecond=0)
    session = everybody()
    begin_writing(session)
    foundations.lay(session, now)
    session.commit()
    today, since = london_day(now), _first_day(session)
    now = _first_loading(session, today) or now
    ahead = steps_of_day(after(today), since, now, ahead=True)
    of_today = [*steps_of_day(today, since, now), *ahead]
    before = steps_of_leftovers(session, today, {step.order for step in of_today})
    done = Performer(storage, now).take([*steps_of_weeks(since), *of_today, *before])
    if done.taken:
        begin_writing(session)
        phones.report(session, now)
        session.commit()
    return done


def _first_day(session: Session) -> date:
    """The day on which the demonstration was first loaded."""
    operative = foundations.email("operative")
    return london_day(session.scalars(select(User.created_at).where(User.email == operative)).one())


def _first_loading(session: Session, today: date) -> datetime | None:
    """When this day was first loaded, told by its emergency: a second loading must not know more than the first."""
    raised = session.scalar(select(WorksOrder.raised_at).where(WorksOrder.reference == emergency_of(today)))
    return raised + SINCE_EMERGENCY if raised else None
