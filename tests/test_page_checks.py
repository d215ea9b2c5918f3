"""The page checks let a good page pass and see each fault."""

from __future__ import annotations

import pytest

from tests.page_checks import faults

POLICY = "default-src 'self'; script-src 'nonce-abc'"
GOOD = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Sign in – Fieldapp</title>
<script type="module" src="/static/js/page/field.js" nonce="abc"></script></head>
<body><h1>Sign  in</h1>
<script type="application/json" data-lifecycle>{"arrive": {}}</script>
<svg aria-hidden="true"><title>Padlock</title><use href="#padlock"></use></svg>
<form method="post" action="/sign-in"><input type="hidden" name="csrf_token" value="x">
<label for="username">User name</label><input id="username" name="username" aria-describedby="hint">
<p id="hint">As on your badge</p>
<label>Password <input type="password" name="password"></label><button type="submit">Sign in</button></form>
<template><table><tr><td><a href="#">One</a></td></tr></table></template>
</body></html>"""

CHANGES = [
    ("<!DOCTYPE html>", "", "expected-doctype"),
    (' lang="en"', "", "no lang"),
    ("<h1>Sign  in</h1>", "", "0 h1"),
    ("<h1>Sign  in</h1>", "<h1>Sign in</h1><h1>Again</h1>", "2 h1"),
    ("<title>Sign in", "<title>Welcome", "does not begin with"),
    ("</form>", "", "not HTML"),
    ("<p id=", "<b><p></b><p id=", "not HTML"),
    ('id="hint"', 'id="username"', "stands 2 times"),
    ('aria-describedby="hint"', 'aria-describedby="tip"', "names 'tip'"),
    ('<label for="username">', '<label for="user">', "a label is for 'user'"),
    ('<label for="username">User name</label>', "", "no label for the field 'username'"),
    ('<label for="username">User name</label>', '<label for="username"> </label>', "no label for the field 'username'"),
    ("<label>Password", "<label>", "no label for the field 'password'"),
    (' nonce="abc"', "", "no nonce"),
    (' nonce="abc"', ' nonce="xyz"', "no nonce"),
    ('<script type="application/json" data-lifecycle>', "<script>", "no nonce"),
    ("<h1>", '<h1 style="color: red">', "forbids the attribute style"),
    ("<h1>", '<h1 onclick="go()">', "forbids the attribute onclick"),
    ('href="#"', 'href="javascript:go()"', "forbids href"),
    ("<p id=", '<img src="/a.jpg"><p id=', "no alt"),
    (">Sign in</button>", "></button>", "nothing to read on button"),
    ('name="csrf_token"', 'name="token"', "no csrf_token"),
]


def test_a_good_page_passes() -> None:
    assert faults(GOOD, POLICY) == []
    assert faults(GOOD.replace("<title>", "<title>Error: "), POLICY) == []


@pytest.mark.parametrize(("good", "bad", "fault"), CHANGES)
def test_a_fault_is_seen(good: str, bad: str, fault: str) -> None:
    assert good in GOOD
    found = faults(GOOD.replace(good, bad, 1), POLICY)
    assert any(fault in one for one in found), found
