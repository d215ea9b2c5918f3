"""The landlord's announcements: those shown now, coming and past; writing, editing, ending, deleting."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.op import Answer
from fieldapp.commands.settings.announcements import values_of, version
from fieldapp.domain.announcements import ASKED, COMING, CURRENT, PAST, asked_in, state_on
from fieldapp.domain.dates import show_day
from fieldapp.models import Announcement
from fieldapp.queries import announcements
from fieldapp.queries.paging import Key
from fieldapp.web.settings.pages import FormPage, blueprint, form, post, press, shared, today

TABS = {CURRENT: "Shown now", COMING: "Coming", PAST: "Past"}
EMPTY = {
    CURRENT: "Contractors are shown no announcement now. Write one and they see it when they sign in.",
    COMING: "No announcement is waiting for its day.",
    PAST: "No announcement has ended yet.",
}


@blueprint.get("/announcements")
def announcement_list() -> str:
    """One list of them. Rules: L1, O1."""
    tab = request.args.get("show", CURRENT)
    if tab not in TABS:
        abort(404)
    page = announcements.listed(current_user, tab, today(), Key.read(request.args.get("after", "")))
    return render_template(
        "landlord/settings/announcements.html", tab=tab, tabs=TABS, page=page, empty=EMPTY[tab],
        version=version, today=today(), **shared(),
    )  # fmt: skip


@blueprint.route("/announcements/new", methods=["GET", "POST"])
def new_announcement() -> ResponseReturnValue:
    """Write one."""

    def page(answer: Answer | None = None) -> str:
        return form(
            FormPage(
                heading="Write an announcement", here="announcements", back=_back(), button="Announce it",
                action=url_for("settings.new_announcement"), command="write-announcement",
                asked={"": ASKED}, stored={"starts": today().isoformat()},
                lead="Everybody in the offices of your contractors reads it when they sign in.",
            ),
            answer,
        )  # fmt: skip

    if request.method == "GET":
        return page()
    return post("write-announcement", [], back=_back()[1], said_so="The announcement is saved.", again=page)


@blueprint.route("/announcements/<int:announcement_id>", methods=["GET", "POST"])
def announcement(announcement_id: int) -> ResponseReturnValue:
    """Edit one that has not ended; a past one is read only."""

    def page(answer: Answer | None = None) -> str:
        row = _found(announcement_id)
        state = _state(row)
        if state == PAST:
            return render_template("landlord/settings/past_announcement.html", row=row, today=today(), **shared())
        since = show_day(row.starts_on, current_user.landlord.policy.date_style)
        notes = () if state == COMING else (f"Shown since {since}. That day can no longer change.",)
        return form(
            FormPage(
                heading="Edit the announcement", here="announcements", back=_back(state), command="edit-announcement",
                action=url_for("settings.announcement", announcement_id=row.id),
                asked={"": asked_in(state)}, stored=values_of(row), version=version(row), notes=notes,
            ),
            answer,
        )  # fmt: skip

    state = _state(_found(announcement_id))
    if request.method == "GET":
        return page()
    things = [("announcement", str(announcement_id))]
    return post("edit-announcement", things, back=_back(state)[1], said_so="The announcement is changed.", again=page)


@blueprint.post("/announcements/<int:announcement_id>/end")
def end_announcement(announcement_id: int) -> ResponseReturnValue:
    """Take one down now."""
    return _press("end-announcement", announcement_id, "The announcement is no longer shown.")


@blueprint.post("/announcements/<int:announcement_id>/delete")
def delete_announcement(announcement_id: int) -> ResponseReturnValue:
    """Delete one that has not begun."""
    return _press("delete-announcement", announcement_id, "The announcement is deleted.")


def _press(command: str, announcement_id: int, said_so: str) -> ResponseReturnValue:
    state = _state(_found(announcement_id))
    return press(command, [("announcement", str(announcement_id))], back=_back(state)[1], said_so=said_so)


def _found(number: int) -> Announcement:
    return announcements.announcement_of(current_user, number) or abort(404)


def _state(row: Announcement) -> str:
    return state_on(row.starts_on, row.ends_on, today())


def _back(state: str = CURRENT) -> tuple[str, str]:
    show = {} if state == CURRENT else {"show": state}
    return "Announcements", url_for("settings.announcement_list", **show)  # type: ignore[arg-type]
