"""Signing in and out, one's own password, and the devices one is signed in on; no order is touched here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.domain.dates import LONDON
from fieldapp.domain.passwords import SAME, fault
from fieldapp.extensions import db
from fieldapp.gateways.passwords import COMMON, hashed, matches
from fieldapp.models import User
from fieldapp.models.connection import begin_writing
from fieldapp.queries.sessions import account, sessions_of
from fieldapp.web import kept_form, sessions
from fieldapp.web.access import home_of, may_go_to
from fieldapp.web.auth_forms import NewPasswordForm, SignInForm
from fieldapp.web.sign_in_tries import Tries

blueprint = Blueprint("auth", __name__)

FAILED = "The email or username and the password do not belong together. Check both and try again."
NOT_YOURS = "This is not the password you have now."


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """Everybody's way in: to one's own pages, or to sign in."""
    who = sessions.signed_in()
    return redirect(home_of(who.role) if who else "/sign-in", code=302)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask who it is; a good answer leads to where the person was going. Rules: A1, A7."""
    form = SignInForm()
    if request.method == "GET":
        form.next.data = request.args.get("next", "")
        who = sessions.signed_in()
        return redirect(_destination(form.next.data, who.role), code=302) if who else _asked(form)
    if not form.validate():
        return _asked(form, FAILED, 422)
    return _try(form)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session; also right for someone whose session has ended already."""
    if who := sessions.signed_in():
        begin_writing(db.session)
        sessions.end(who.session_id, _now())
        db.session.commit()
    answer = make_response(redirect("/sign-in", code=303))
    sessions.take_away(answer)
    return answer


@blueprint.route("/new-password", methods=["GET", "POST"])
def new_password() -> ResponseReturnValue:
    """Choose a password of one's own; every other device is signed out. Rules: A1, A4."""
    form = NewPasswordForm()
    if request.method == "POST" and form.validate() and _accepted(form, current_user):
        return _change_password(current_user.id, form)
    return _new_password(form, issued=current_user.must_change_password), 200 if request.method == "GET" else 422


@blueprint.get("/devices")
def devices() -> ResponseReturnValue:
    """Where one is signed in."""
    who, now = sessions.signed_in(), _now()
    rows = [row for row in sessions_of(current_user.id) if sessions.alive(row, now)]
    return render_template("auth/devices.html", sessions=rows, this=who.session_id if who else None, london=LONDON)


@blueprint.post("/devices/<int:session_id>/end")
def end_device(session_id: int) -> ResponseReturnValue:
    """Sign one of one's own devices out; it is out at its next request."""
    if session_id not in {row.id for row in sessions_of(current_user.id)}:
        abort(404)
    begin_writing(db.session)
    sessions.end(session_id, _now())
    db.session.commit()
    flash("Signed out on that device")
    return redirect("/devices", code=303)


def _try(form: SignInForm) -> ResponseReturnValue:
    """Count first, then look: tries made at once all count, and a stranger's name takes as long as one of ours."""
    tries = Tries(form.username.data, request.remote_addr or "")
    until = _count(tries)
    if until:
        answer = make_response(_asked(form, _wait(until), 429))
        answer.headers["Retry-After"] = str(max(1, int((until - _now()).total_seconds())))
        return answer
    user = account(form.username.data)
    if not matches(user.password_hash if user else None, form.password.data) or user is None:
        return _asked(form, FAILED, 422)
    return _let_in(user, form, tries)


def _count(tries: Tries) -> datetime | None:
    """Count this try, or give the moment until which none is let in."""
    begin_writing(db.session)
    until = tries.begin(_now())
    db.session.commit()
    return until


def _let_in(user: User, form: SignInForm, tries: Tries) -> Response:
    begin_writing(db.session)
    tries.forget()
    kind = sessions.kind_for(user.role, form.trust.data)
    token = sessions.begin(user, kind, _now())
    user_id, role, own_password_first = user.id, user.role, user.must_change_password
    db.session.commit()
    kept = _own_form(form.kept.data, user_id)
    if kept and own_password_first:
        answer = make_response(_new_password(NewPasswordForm(formdata=None, kept=form.kept.data), issued=True))
    elif kept:
        answer = make_response(kept.page())
    else:
        wanted = "" if form.kept.data else form.next.data
        answer = make_response(
            redirect("/new-password" if own_password_first else _destination(wanted, role), code=303)
        )
    sessions.hand_over(answer, token, kind)
    return answer


def _accepted(form: NewPasswordForm, user: User) -> bool:
    """Whether the old password is right and the new one will do; says on the form what is not."""
    if not matches(user.password_hash, form.current.data):
        form.current.errors = [NOT_YOURS]
    elif form.new.data == form.current.data:
        form.new.errors = [SAME]
    elif reason := fault(form.new.data, _own_words(user), COMMON):
        form.new.errors = [reason]
    return not form.errors


def _own_words(user: User) -> tuple[str, ...]:
    return (user.username, user.email, user.email.split("@")[0], user.name, *user.name.split())


def _change_password(user_id: int, form: NewPasswordForm) -> Response:
    """Write the new one, end every session, and begin this browser's anew with a new token."""
    who, now, stored = sessions.signed_in(), _now(), hashed(form.new.data)
    begin_writing(db.session)
    user = db.session.get_one(User, user_id)
    user.password_hash, user.must_change_password = stored, False
    sessions.end_all(user_id, now)
    kind = who.kind if who else "desk"
    token, to = sessions.begin(user, kind, now), home_of(user.role)
    db.session.commit()
    flash("Your new password is saved")
    kept = _own_form(form.kept.data, user_id)
    answer = make_response(kept.page() if kept else redirect(to, code=303))
    sessions.hand_over(answer, token, kind)
    return answer


def _own_form(sealed: str | None, user_id: int) -> kept_form.Kept | None:
    """The form that was kept, if it is this person's."""
    kept = kept_form.unsealed(sealed)
    return kept if kept and kept.is_of(user_id) else None


def _new_password(form: NewPasswordForm, *, issued: bool) -> str:
    return render_template("auth/new_password.html", form=form, issued=issued)


def _asked(form: SignInForm, failed: str = "", status: int = 200) -> tuple[str, int]:
    kept = kept_form.unsealed(form.kept.data)
    return render_template("auth/sign_in.html", form=form, failed=failed, told=kept.told if kept else ""), status


def _destination(wanted: str | None, role: str) -> str:
    return wanted if wanted and may_go_to(wanted, (role,)) else home_of(role)


def _wait(until: datetime) -> str:
    whole_minute = until + timedelta(seconds=59)
    return f"Too many tries. Wait until {whole_minute.astimezone(LONDON):%H:%M}, then try again."


def _now() -> datetime:
    return datetime.now(UTC)
