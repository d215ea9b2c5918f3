"""What makes it an app: static files under their build, the worker with its shell list, and the page for no signal."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, send_from_directory

from fieldapp.build import BUILD, PACKAGE

blueprint = Blueprint("shell", __name__)

STATIC = PACKAGE / "static"
A_YEAR = 365 * 24 * 3600
SHELL_FOLDERS = ("js/page", "js/shared", "js/sw")
# The desk's scripts are not for the phone; the kill switch takes the worker's place, it is no part of it.
NOT_IN_SHELL = {
    "js/page/board.js",
    "js/page/finding.js",
    "js/page/refused.js",
    "js/page/viewer.js",
    "js/sw/kill-switch.js",
}


@blueprint.app_template_global()
def asset(path: str) -> str:
    """The address of a static file in this build: it never changes under a kept page."""
    return f"/static/{BUILD}/{path}"


@blueprint.get("/static/<build>/<path:path>")
def versioned(build: str, path: str) -> Response:
    """A static file; kept for a year under the present build, asked for again under any other or none."""
    if not re.fullmatch(r"[0-9a-f]{12}", build):
        path = f"{build}/{path}"
    response = send_from_directory(STATIC, path)
    if build == BUILD:
        response.cache_control.public, response.cache_control.no_cache = True, None
        response.cache_control.max_age, response.cache_control.immutable = A_YEAR, True
    else:
        response.cache_control.no_cache = True
    return response


@blueprint.get("/sw.js")
def worker() -> Response:
    """The worker, told its build and its shell; imports lead to this build's files."""
    response = Response(_worker(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@blueprint.get("/offline")
def offline() -> str:
    """What the worker shows where there is neither network nor a kept copy; nothing personal on it."""
    return render_template("field/offline.html")


@cache
def _worker() -> str:
    source = (STATIC / "sw.js").read_text()
    source = re.sub(r"""(from\s+|import\s*\(?\s*)(["'])\./js/""", rf"\1\2/static/{BUILD}/js/", source)
    return f"const BUILD = {json.dumps(BUILD)};\nconst SHELL = {json.dumps(shell_list())};\n{source}"


def shell_list() -> list[str]:
    """Every address that the app needs to open without signal."""
    scripts = (path for folder in SHELL_FOLDERS for path in sorted((STATIC / folder).glob("*.js")))
    paths = [_relative(path) for path in scripts] + ["icons/icon-192.png", "vendor/signature_pad.js"]
    sheet = current_app.jinja_env.globals["phone_stylesheet"]
    return ["/offline", str(sheet()), *(asset(path) for path in paths if path not in NOT_IN_SHELL)]  # type: ignore[operator]


def _relative(path: Path) -> str:
    return path.relative_to(STATIC).as_posix()
