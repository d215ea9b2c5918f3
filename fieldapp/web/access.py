"""Who may open what: the one registry of every endpoint, and the guard that holds everybody to it.

A route that is not in it stops the start. Whose things an address names is said here and decided by the queries: what
is not yours is not found, in the same bytes as what does not exist. Command × role is `domain/lifecycle.py`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import Flask, abort, current_app, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from fieldapp.domain.lifecycle import ADMINISTRATOR, LANDLORD_ROLES, OFFICE, OPERATIVE, ROLES, SUPERVISOR
from fieldapp.domain.media import MOST_BYTES
from fieldapp.web import kept_form, sessions
from fieldapp.web.auth_forms import SignInForm


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may: everybody (`public`) or some roles; `own` is the kind of thing that the address names, if any.

    `asset` carries nothing personal and may be kept by any cache; `files` takes forms with files in them; `kept` forms
    are kept over signing in again.
    """

    roles: frozenset[str] = frozenset()
    public: bool = False
    own: str = ""
    asset: bool = False
    files: bool = False
    kept: bool = False


def only(*roles: str, own: str = "", files: bool = False, kept: bool = False) -> Access:
    """For people of these roles."""
    return Access(roles=frozenset(roles), own=own, files=files, kept=kept)


ASSET = Access(public=True, asset=True)
PUBLIC = Access(public=True)
# An address without a route: not found, or another method's, as Flask will say.
NOWHERE = Access(public=True)
SIGNED_IN = only(*ROLES)
A_FORM_WITH_FILES = 4 * MOST_BYTES

REGISTRY: dict[str, Access] = {
    "shell.versioned": ASSET,
    "shell.worker": ASSET,
    "shell.offline": PUBLIC,
    "assets.stylesheet": ASSET,
    "assets.manifest": ASSET,
    "assets.favicon": ASSET,
    "assets.apple_touch_icon": ASSET,
    "health.alive": ASSET,
    "health.ready": ASSET,
    "health.metrics": ASSET,
    "auth.start": PUBLIC,
    "auth.sign_in": PUBLIC,
    "auth.sign_out": PUBLIC,
    "auth.new_password": SIGNED_IN,
    "auth.devices": SIGNED_IN,
    "auth.end_device": only(*ROLES, own="session"),
    "sync.whoami": SIGNED_IN,
    "sync.day": SIGNED_IN,
    # Whose orders a batch may name is decided op by op: the answer for another's is the one for none.
    "sync.ops": SIGNED_IN,
    "uploads.describe": SIGNED_IN,
    "uploads.create": SIGNED_IN,
    "uploads.show": only(*ROLES, own="upload"),
    "uploads.append": only(*ROLES, own="upload"),
    "uploads.terminate": only(*ROLES, own="upload"),
    "field.today": only(OPERATIVE),
    "field.tomorrow": only(OPERATIVE),
    "field.outbox": only(OPERATIVE),
    "field.price_list": only(OPERATIVE),
    "field.install": only(OPERATIVE),
    "field.visit": only(OPERATIVE, own="ticket"),
    "field.complete": only(OPERATIVE, own="ticket"),
    "field.extra_work": only(OPERATIVE, own="ticket"),
    "field.extra_work_page": only(OPERATIVE, own="ticket"),
    "field.certificate": only(OPERATIVE, own="ticket"),
    "field.longer_certificate": only(OPERATIVE, own="ticket"),
    "field.command": only(OPERATIVE, own="ticket", files=True),
    "field.command_page": only(OPERATIVE, own="ticket"),
    "desk.index": only(OFFICE, SUPERVISOR),
    # Whose visits were ticked is decided one by one: another's is as one that is none.
    "several.form": only(OFFICE, SUPERVISOR),
    "several.post": only(OFFICE, SUPERVISOR, kept=True),
    "order_search.at_desk": only(OFFICE, SUPERVISOR),
    "desk.visit": only(OFFICE, SUPERVISOR, own="ticket"),
    "desk.command": only(OFFICE, SUPERVISOR, own="ticket", files=True, kept=True),
    "desk.command_page": only(OFFICE, SUPERVISOR, own="ticket"),
    "completion.form": only(OFFICE, SUPERVISOR, own="ticket"),
    "completion.steps": only(OFFICE, SUPERVISOR, own="ticket", files=True, kept=True),
    "completion.steps_page": only(OFFICE, SUPERVISOR, own="ticket"),
    "completion.finish": only(OFFICE, SUPERVISOR, own="ticket", kept=True),
    "certificates.desk_form": only(OFFICE, SUPERVISOR, own="ticket"),
    "certificates.desk_post": only(OFFICE, SUPERVISOR, own="ticket", kept=True),
    "variations.at_desk": only(OFFICE, SUPERVISOR),
    "variations.of_landlord": only(*LANDLORD_ROLES),
    "variations.desk_form": only(OFFICE, SUPERVISOR, own="ticket"),
    "variations.desk_post": only(OFFICE, SUPERVISOR, own="ticket", kept=True),
    "variations.desk_withdraw": only(OFFICE, SUPERVISOR, own="ticket"),
    "variations.landlord_form": only(*LANDLORD_ROLES, own="order"),
    "variations.landlord_post": only(*LANDLORD_ROLES, own="order", kept=True),
    "variations.landlord_withdraw": only(*LANDLORD_ROLES, own="order"),
    "variations.decision": only(*LANDLORD_ROLES, own="order"),
    "variations.decide": only(*LANDLORD_ROLES, own="order", kept=True),
    "variations.decision_page": only(*LANDLORD_ROLES, own="order"),
    "variations.phone_form": only(OPERATIVE, own="ticket"),
    "variations.phone_post": only(OPERATIVE, own="ticket"),
    "profile.show": only(OFFICE, SUPERVISOR),
    "profile.set_alerts": only(OFFICE, SUPERVISOR, kept=True),
    "profile.out_of_office": only(OFFICE, SUPERVISOR, kept=True),
    "profile.back_in_office": only(OFFICE, SUPERVISOR, kept=True),
    "people.index": only(OFFICE, SUPERVISOR),
    "people.new": only(OFFICE, SUPERVISOR, own="person"),
    "people.add": only(OFFICE, SUPERVISOR, own="person", kept=True),
    "people.registration": only(OFFICE, SUPERVISOR, own="registration"),
    "people.update": only(OFFICE, SUPERVISOR, own="registration", kept=True),
    "people.end": only(OFFICE, SUPERVISOR, own="registration", kept=True),
    "printing.sheet": only(OFFICE, SUPERVISOR, own="ticket"),
    "printing.pdf": only(OFFICE, SUPERVISOR, own="ticket"),
    "printing.card": only(OFFICE, SUPERVISOR, own="ticket"),
    "printing.blank_card": only(OFFICE, SUPERVISOR),
    "landlord.index": only(*LANDLORD_ROLES),
    "order_search.of_landlord": only(*LANDLORD_ROLES),
    "landlord.late_work": only(*LANDLORD_ROLES),
    "landlord.order": only(*LANDLORD_ROLES, own="order"),
    "landlord.order_command": only(*LANDLORD_ROLES, own="order", files=True, kept=True),
    "landlord.order_command_page": only(*LANDLORD_ROLES, own="order"),
    "landlord.ticket_command": only(*LANDLORD_ROLES, own="ticket", files=True, kept=True),
    "landlord.ticket_command_page": only(*LANDLORD_ROLES, own="ticket"),
    "certificates.register": only(*LANDLORD_ROLES),
    "certificates.export": only(*LANDLORD_ROLES),
    "certificates.show": only(*LANDLORD_ROLES, own="certificate"),
    "raising.find": only(*LANDLORD_ROLES),
    "raising.form": only(*LANDLORD_ROLES, own="home"),
    "raising.post": only(*LANDLORD_ROLES, own="home", kept=True),
    "rates.field": only(OPERATIVE, own="contract"),
    "rates.desk": only(OFFICE, SUPERVISOR, own="contract"),
    "rates.landlord": only(*LANDLORD_ROLES, own="contract"),
    "settings.announcement_list": only(*LANDLORD_ROLES),
    "settings.new_announcement": only(*LANDLORD_ROLES),
    "settings.announcement": only(*LANDLORD_ROLES, own="announcement"),
    "settings.end_announcement": only(*LANDLORD_ROLES, own="announcement"),
    "settings.delete_announcement": only(*LANDLORD_ROLES, own="announcement"),
    "settings.overview": only(ADMINISTRATOR),
    "settings.lists": only(ADMINISTRATOR),
    "settings.entries": only(ADMINISTRATOR),
    "settings.new_entry": only(ADMINISTRATOR),
    "settings.entry": only(ADMINISTRATOR, own="item"),
    "settings.move_entry": only(ADMINISTRATOR, own="item"),
    "settings.switch_entry": only(ADMINISTRATOR, own="item"),
    "settings.telephone_numbers": only(ADMINISTRATOR),
    "settings.policies": only(ADMINISTRATOR),
    "settings.contracts": only(ADMINISTRATOR),
    "settings.contract": only(ADMINISTRATOR, own="contract"),
    "settings.schedule_list": only(ADMINISTRATOR),
    "settings.schedule": only(ADMINISTRATOR, own="schedule"),
    "settings.changes": only(ADMINISTRATOR),
    "appointments.by_day": only(OFFICE, SUPERVISOR),
    "invoices.index": only(OFFICE, SUPERVISOR),
    "notes.of_desk": only(OFFICE, SUPERVISOR),
    "notes.of_landlord": only(*LANDLORD_ROLES),
    "archive.index": only(*LANDLORD_ROLES),
    "homes.find": only(*LANDLORD_ROLES),
    "homes.home": only(*LANDLORD_ROLES, own="home"),
    "homes.command": only(*LANDLORD_ROLES, own="home", kept=True),
    "home_forms.add": only(*LANDLORD_ROLES),
    "home_forms.added": only(*LANDLORD_ROLES, kept=True),
    "home_forms.change": only(*LANDLORD_ROLES, own="home"),
    "home_forms.changed": only(*LANDLORD_ROLES, own="home", kept=True),
    "homes.command_page": only(*LANDLORD_ROLES, own="home"),
    "contacts.at_desk": only(OFFICE, SUPERVISOR, *LANDLORD_ROLES),
    "contacts.on_phone": only(OPERATIVE),
    "board.day": only(SUPERVISOR, OFFICE),
    "files.shown": only(*ROLES, own="file"),
    "files.small": only(*ROLES, own="file"),
    "files.view": only(*ROLES, own="file"),
    "files.page": only(*ROLES, own="file"),
    "files.original": only(*ROLES, own="file"),
    "files_of_order.archive": only(OFFICE, SUPERVISOR, *LANDLORD_ROLES, own="order"),
}
# With a password that somebody else issued, one may do nothing but choose one's own (A1).
WITH_ISSUED_PASSWORD = frozenset({"auth.new_password", "auth.sign_out"})
HOMES = {OPERATIVE: "/field/", SUPERVISOR: "/board/", OFFICE: "/desk/", **dict.fromkeys(LANDLORD_ROLES, "/landlord/")}


def init_app(app: Flask) -> None:
    """Put up the guard; raises RuntimeError for a route that the registry does not know."""
    check(app)
    app.before_request(guard)


def check(app: Flask) -> None:
    """Refuse to start with a route that nobody has thought about."""
    unknown = sorted({rule.endpoint for rule in app.url_map.iter_rules()} - REGISTRY.keys())
    if unknown:
        raise RuntimeError(f"not in the registry of web/access.py: {', '.join(unknown)}")


def guard() -> ResponseReturnValue | None:
    """Before every request: who asks, may they, is the form ours."""
    access = REGISTRY[request.endpoint] if request.endpoint else NOWHERE
    if access.asset:
        return None
    if access.files:
        request.max_content_length = A_FORM_WITH_FILES
    who = sessions.signed_in()
    if access is NOWHERE:
        return None
    if not access.public:
        if who is None:
            return keep_and_ask() if access.kept else turn_away()
        if who.must_change_password and request.endpoint not in WITH_ISSUED_PASSWORD:
            return turn_away("/new-password")
        if who.role not in access.roles:
            abort(404)
    try:
        sessions.check_csrf()
    except CSRFError:
        # Signed in anew meanwhile, in another window: the page is of an earlier session of the same person.
        form = kept_form.posted() if access.kept else None
        if who is None or form is None or not form.is_of(who.user_id):
            raise
        return form.page()
    sessions.note_use()
    return None


def keep_and_ask() -> ResponseReturnValue:
    """Ask who it is on a page that carries the posted form; one that cannot be kept only keeps where to go back to."""
    form = kept_form.posted()
    if form is None:
        return redirect("/sign-in?" + urlencode({"next": request.path}), code=303)
    asked = SignInForm(formdata=None, kept=form.sealed())
    return render_template("auth/sign_in.html", form=asked, failed="", told=form.told), 401


def turn_away(to: str = "") -> ResponseReturnValue:
    """Send a person to sign in, or to `to`; tell a phone that nobody is signed in."""
    if request.path.startswith("/api/"):
        return jsonify(code="signed-out", reason="Sign in to go on."), 401
    if to or request.method not in ("GET", "HEAD"):
        return redirect(to or "/sign-in", code=303)
    return redirect("/sign-in?" + urlencode({"next": request.full_path.rstrip("?")}), code=302)


def home_of(role: str) -> str:
    """Where people of a role begin."""
    return HOMES[role]


def may_go_to(path: str, roles: Collection[str]) -> bool:
    """Whether `path` is a page of this site that these roles may open; never what a browser could read as another's."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return False
    try:
        endpoint, _ = current_app.url_map.bind("").match(urlsplit(path).path, method="GET")
    except (HTTPException, RequestRedirect, ValueError):
        return False
    access = REGISTRY[endpoint]
    return bool(access.roles & set(roles)) and not path.startswith("/api/")
