"""One style sheet for the phone and one for the desk, the manifest, and the icons that browsers ask for by name."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from flask import Blueprint, Response, jsonify, send_from_directory

from fieldapp.build import BUILD, PACKAGE
from fieldapp.web import shown

blueprint = Blueprint("assets", __name__)
# Every page needs a style sheet, and every page shows values.
shown.add_to(blueprint)

STATIC = PACKAGE / "static"
A_YEAR = 365 * 24 * 3600
SHARED = ("vendor/govuk-frontend.css", "css/tokens.css", "css/parts.css")
SHEETS = {
    "phone": (*SHARED, "css/phone.css"),
    "desk": (*SHARED, "css/desk.css", "css/record.css", "css/home.css", "css/board.css"),
}
THEME = "#083a41"


@blueprint.app_template_global()
def phone_stylesheet() -> str:
    """The address of the phone's style sheet in this build; under /static/, where the worker looks for shell files."""
    return f"/static/{BUILD}/phone.css"


@blueprint.app_template_global()
def desk_stylesheet() -> str:
    """The address of the desk's style sheet in this build."""
    return f"/static/{BUILD}/desk.css"


@blueprint.get("/static/<build>/phone.css", defaults={"name": "phone"})
@blueprint.get("/static/<build>/desk.css", defaults={"name": "desk"})
def stylesheet(build: str, name: str) -> Response:
    """A style sheet, joined from its files; kept for a year under the present build."""
    response = Response(joined(name), content_type="text/css; charset=utf-8")
    if build == BUILD:
        response.cache_control.public, response.cache_control.immutable = True, True
        response.cache_control.max_age = A_YEAR
    else:
        response.cache_control.no_cache = True
    return response


@cache
def joined(name: str) -> str:
    """The files of a sheet in their order, without our comments; a pure function of the files."""
    text = "\n".join((STATIC / path).read_text(encoding="utf-8") for path in SHEETS[name])
    # The vendor's declaration would stand alone: what we join and send is UTF-8 anyway.
    text = text.replace('@charset "UTF-8";', "").lstrip("\ufeff")
    return re.sub(r"/\*.*?\*/\n?", "", text, flags=re.DOTALL)


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """What makes it installable; nothing in it is anybody's."""
    response = jsonify(MANIFEST)
    response.content_type = "application/manifest+json"
    response.cache_control.max_age = 3600
    return response


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The mark, for browsers that ask without being told."""
    return _icon("favicon.ico")


@blueprint.get("/apple-touch-icon.png")
def apple_touch_icon() -> Response:
    """The mark for an iPhone's home screen, at the address where it looks by itself."""
    return _icon("apple-touch-icon.png")


def _icon(name: str) -> Response:
    return send_from_directory(STATIC / "icons", name, max_age=24 * 3600)


def _png(name: str, size: int, purpose: str = "any") -> dict[str, str]:
    return {
        "src": f"/static/{BUILD}/icons/{name}.png",
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


def _shortcut(name: str, url: str) -> dict[str, Any]:
    return {"name": name, "url": url, "icons": [_png("icon-192", 192)]}


MANIFEST: dict[str, Any] = {
    "id": "/field/",
    "name": "Fieldapp",
    "short_name": "Fieldapp",
    "description": "Today's visits, with or without signal.",
    "lang": "en-GB",
    "dir": "ltr",
    "scope": "/",
    "start_url": "/field/",
    "display": "standalone",
    "orientation": "any",
    "background_color": "#e9efef",
    "theme_color": THEME,
    "categories": ["business", "productivity"],
    "icons": [
        _png("icon-192", 192),
        _png("icon-512", 512),
        _png("icon-maskable-192", 192, "maskable"),
        _png("icon-maskable-512", 512, "maskable"),
    ],
    "shortcuts": [
        _shortcut("Today", "/field/"),
        _shortcut("Tomorrow", "/field/tomorrow"),
        _shortcut("What is waiting to send", "/field/outbox"),
        _shortcut("Prices", "/field/prices"),
    ],
}
