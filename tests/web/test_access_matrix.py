"""Every route × method × role × {own, another contractor's, another landlord's}: it goes as the registry says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from fieldapp.build import BUILD
from fieldapp.domain.lifecycle import CONTRACTOR_ROLES, LANDLORD_ROLES, ROLES
from fieldapp.extensions import db
from fieldapp.models import Fence, User
from fieldapp.web import access
from fieldapp.web.access import REGISTRY, Access
from tests import factories
from tests.checking_client import CheckingClient
from tests.web.sameness import whole
from tests.web.world import Things, browser, missing, person, things

# What stands in an address beside the thing that it names.
BESIDE: dict[str, object] = {
    "build": BUILD,
    "path": "js/page/field.js",
    "name": "phone",
    "text": "2026-11-21",
    "command": "add-note",
}
BESIDE |= {"list_name": "slot", "kind": "other", "number": 1}
# A command that the table may offer at that address.
COMMANDS = {"landlord.order_command": "hold", "homes.command": "add-caution"}
COMMANDS |= {f"{endpoint}_page": command for endpoint, command in COMMANDS.items()}
COMMANDS |= {"variations.decide": "refuse-variation", "variations.decision_page": "refuse-variation"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TUS = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}


@dataclass
class World:
    """Whose things there are, as one person sees them."""

    app: Flask
    me: User
    own: Things
    another_contractors: Things
    another_landlords: Things

    def ask(self, who: User | None, method: str, address: str) -> TestResponse:
        """Send a request as somebody, with their form token where it changes something."""
        client = browser(self.app, who)
        headers = dict(TUS) if address.startswith("/api/uploads") else {}
        if method != "GET" and who:
            headers["X-CSRFToken"] = csrf(client)
        return client.open(address, method=method, headers=headers)


def csrf(client: CheckingClient) -> str:
    """The form token of whoever is signed in."""
    token: str = client.get("/api/whoami").json["csrf"]
    return token


def world(app: Flask, role: str) -> World:
    """A person of `role`, their own things, and those of others."""
    ours = factories.contract()
    beside = factories.contract(of=ours.landlord)
    foreign = factories.contract()
    me = person(role, ours)
    return World(
        app,
        me,
        things(ours, me),
        things(beside, factories.user("operative", beside.contractor)),
        things(foreign, factories.user("operative", foreign.contractor)),
    )


def routes(app: Flask) -> Iterator[tuple[Rule, str, Access]]:
    """Every route with each of its methods that anybody chose."""
    for rule in app.url_map.iter_rules():
        for method in METHODS:
            if method in (rule.methods or ()):
                yield rule, method, REGISTRY[rule.endpoint]


def address(app: Flask, rule: Rule, thing: Any = None) -> str:
    """The rule's address, `thing` standing for what it names."""
    named = {name for name in rule.arguments if name not in BESIDE}
    values = {name: BESIDE[name] for name in rule.arguments if name in BESIDE} | dict.fromkeys(named, thing)
    if rule.endpoint in COMMANDS:
        values["command"] = COMMANDS[rule.endpoint]
    values = {name: value for name, value in values.items() if name not in (rule.defaults or {})}
    built = rule.build(values, append_unknown=False)
    assert built, f"no address for {rule.rule} with {values}"
    return built[1]


def test_every_route_is_in_the_registry_and_nothing_else_is(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(REGISTRY)


@pytest.mark.adds_routes
def test_a_route_that_nobody_has_thought_about_stops_the_start(app: Flask) -> None:
    app.add_url_rule("/new", "new", lambda: "")
    with pytest.raises(RuntimeError, match="new"):
        access.check(app)


def test_every_address_that_names_something_says_whose(app: Flask) -> None:
    for rule, _method, entry in routes(app):
        if rule.arguments - BESIDE.keys():
            assert entry.own or entry.public, rule
        assert entry.public or entry.roles, rule


def test_a_stranger_is_sent_to_sign_in(app: Flask) -> None:
    """Pages redirect, the phone's door answers 401, and it makes no difference what exists."""
    here = world(app, "operative")
    for rule, method, entry in routes(app):
        if entry.public:
            continue
        for thing in (here.own.of(entry.own), missing(entry.own)) if entry.own else (None,):
            answer = here.ask(None, method, to := address(app, rule, thing))
            if to.startswith("/api/"):
                assert (answer.status_code, answer.json["code"]) == (401, "signed-out"), (method, to)
            else:
                assert answer.status_code == (302 if method == "GET" else 303), (method, to)
                assert answer.headers["Location"].startswith("/sign-in"), (method, to)


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_not_open_does_not_exist_for_it(app: Flask, role: str) -> None:
    """Rules: A8"""
    here = world(app, role)
    for rule, method, entry in routes(app):
        if entry.public or role in entry.roles:
            continue
        answer = here.ask(here.me, method, to := address(app, rule, here.own.of(entry.own) if entry.own else None))
        nowhere = here.ask(here.me, method, "/api/nowhere" if to.startswith("/api/") else "/nowhere")
        assert whole(answer) == whole(nowhere), (method, to)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_ones_own_does_not_exist(app: Flask, role: str) -> None:
    """Rules: A8"""
    expect_strangers_things_missing(app, role)


@pytest.mark.parametrize("role", ["operative", "office", "landlord"])
def test_the_queries_alone_would_hide_it_as_well(app: Flask, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the second fence down; that it holds alone is seen in tests/models/test_fence.py. Rules: A8"""
    monkeypatch.setattr("fieldapp.web.sessions.Fence", lambda **_whose: Fence.system())
    expect_strangers_things_missing(app, role)


def expect_strangers_things_missing(app: Flask, role: str) -> None:
    """Whatever names a thing answers for another's as for one that does not exist."""
    here = world(app, role)
    for rule, method, entry in routes(app):
        if not entry.own or role not in entry.roles:
            continue
        nothing = here.ask(here.me, method, address(app, rule, missing(entry.own)))
        assert nothing.status_code == 404, (method, rule)
        for theirs in foreign_to(here, role, entry):
            answer = here.ask(here.me, method, to := address(app, rule, theirs.of(entry.own)))
            assert whole(answer) == whole(nothing), (method, to)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_ones_own_can_be_opened(app: Flask, role: str) -> None:
    """A change without its fields is refused or asked again, but never as if the thing were not there."""
    here = world(app, role)
    for rule, method, entry in routes(app):
        if entry.public or role not in entry.roles:
            continue
        for mine in owned_by(here, role, entry):
            answer = here.ask(here.me, method, to := address(app, rule, mine.of(entry.own) if entry.own else None))
            fine = answer.status_code < 400 if method == "GET" else answer.status_code not in (401, 403, 404, 405, 500)
            assert fine, (method, to, answer.status_code)


def foreign_to(here: World, role: str, entry: Access) -> list[Things]:
    """Another contractor's visits at the same landlord are that landlord's own; sessions and uploads are a person's."""
    if role in LANDLORD_ROLES and entry.own not in ("session", "upload"):
        return [here.another_landlords]
    return [here.another_contractors, here.another_landlords]


def owned_by(here: World, role: str, entry: Access) -> list[Things]:
    """What the person may open."""
    if role in LANDLORD_ROLES and entry.own and entry.own not in ("session", "upload"):
        return [here.own, here.another_contractors]
    return [here.own]


def test_an_operative_sees_the_visits_allocated_to_them_and_no_colleagues(app: Flask) -> None:
    """Rules: A8"""
    here = world(app, "operative")
    colleague = factories.user("operative", here.me.contractor)
    for rule, method, entry in routes(app):
        if entry.own in ("ticket", "order", "file") and "operative" in entry.roles:
            nothing = here.ask(colleague, method, address(app, rule, missing(entry.own)))
            answer = here.ask(colleague, method, to := address(app, rule, here.own.of(entry.own)))
            assert whole(answer) == whole(nothing), (method, to)
            assert answer.status_code == 404


def test_every_change_needs_a_form_token(app: Flask) -> None:
    for role in ("operative", "office", "supervisor", "administrator"):
        here = world(app, role)
        client = browser(app, here.me)
        for rule, method, entry in routes(app):
            if method != "GET" and (entry.public or role in entry.roles):
                to = address(app, rule, here.own.of(entry.own) if entry.own else None)
                answer = client.open(to, method=method, headers=TUS if to.startswith("/api/uploads") else {})
                assert answer.status_code == 403, (method, to)


def test_with_an_issued_password_nothing_else_opens(app: Flask) -> None:
    """Rules: A1"""
    for role in (*CONTRACTOR_ROLES, "landlord"):
        here = world(app, role)
        here.me.must_change_password = True
        db.session.commit()
        for rule, method, entry in routes(app):
            if method == "GET" and not entry.public and rule.endpoint != "auth.new_password":
                to = address(app, rule, here.own.of(entry.own) if entry.own else None)
                answer = here.ask(here.me, method, to)
                assert answer.status_code == 401 or answer.headers["Location"] == "/new-password", to
