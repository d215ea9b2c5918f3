"""The code base keeps its rules, and each rule is seen to fail on a small tree that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.architecture import code_base
from tests.architecture.source import ROOT

# Files that are longer than they should be, and how long they may be; the list should shrink.
TOO_LONG: dict[str, int] = {}

Rule = Callable[[Path], Iterator[str]]
ALL: dict[str, Rule] = {
    "one direction": code_base.one_direction,
    "no import in functions": code_base.no_import_in_functions,
    "no import in functions of tests": partial(code_base.no_import_in_functions, folder="tests"),
    "names of the trade": code_base.names_of_the_trade,
    "names of the trade in tests": partial(code_base.names_of_the_trade, folder="tests"),
    "sizes": partial(code_base.sizes, exceptions=TOO_LONG),
    "sizes of tests": partial(code_base.sizes, exceptions={}, folder="tests"),
    "templates use what they import": code_base.templates_use_what_they_import,
    "the worker is routing only": code_base.worker_is_routing_only,
    "only perform commits": code_base.only_perform_commits,
    "views write no SQL": code_base.views_write_no_sql,
    "domain is pure": code_base.domain_is_pure,
    "one reader of the environment": code_base.one_reader_of_the_environment,
}
LONG = "x = 1\n" * 301
BROKEN: list[tuple[str, str, str]] = [
    ("one direction", "fieldapp/domain/claims.py", "from fieldapp.models import Ticket"),
    ("one direction", "fieldapp/web/desk.py", "from fieldapp.api.sync import envelope"),
    ("one direction", "fieldapp/web/desk.py", "import fieldapp.cli.seed"),
    ("one direction", "fieldapp/commands/accept.py", "from fieldapp.gateways.storage import Storage"),
    ("one direction", "fieldapp/queries/day.py", "from fieldapp.commands.perform import perform"),
    ("one direction", "fieldapp/models/ticket.py", "from fieldapp import create_app"),
    ("one direction", "fieldapp/gateways/storage.py", "from fieldapp.extensions import db"),
    ("one direction", "fieldapp/reports/monthly.py", "x = 1"),
    ("no import in functions", "fieldapp/web/desk.py", "def view():\n    from flask import g\n    return g"),
    ("no import in functions of tests", "tests/test_desk.py", "async def test_it():\n    import os"),
    ("names of the trade", "fieldapp/web/utils.py", ""),
    ("names of the trade", "fieldapp/common/dates.py", ""),
    ("names of the trade", "fieldapp/static/js/shared/helpers.js", ""),
    ("names of the trade in tests", "tests/helpers.py", ""),
    ("sizes", "fieldapp/web/desk.py", LONG),
    ("sizes", "fieldapp/static/js/page/field.js", LONG),
    ("sizes", "fieldapp/templates/desk/orders.html", LONG),
    ("sizes of tests", "tests/web/test_desk.py", LONG),
    (
        "templates use what they import",
        "fieldapp/templates/desk/home.html",
        '{%- from "m.html" import note as n -%}\nnote',
    ),
    (
        "templates use what they import",
        "fieldapp/templates/desk/home.html",
        '{% from "m.html" import note %}\n{#- Shows a note -#}<p>A note of {{ one.note_text }}</p>',
    ),
    ("the worker is routing only", "fieldapp/static/sw.js", "//\n" * 101),
    ("only perform commits", "fieldapp/commands/accept.py", "def apply(session):\n    session.commit()"),
    ("only perform commits", "fieldapp/web/desk.py", "db.session.commit()"),
    ("only perform commits", "fieldapp/queries/day.py", "db.session().commit()"),
    ("only perform commits", "fieldapp/queries/day.py", "with writing(db.session):\n    x = 1"),
    ("views write no SQL", "fieldapp/web/desk.py", "from sqlalchemy import select"),
    ("views write no SQL", "fieldapp/api/sync.py", "from sqlalchemy.sql.expression import func"),
    ("views write no SQL", "fieldapp/web/desk.py", "rows = db.session.execute(question).all()"),
    ("views write no SQL", "fieldapp/web/desk.py", "rows = db.session.scalars(question)"),
    ("views write no SQL", "fieldapp/web/desk.py", "order = db.session.get(WorksOrder, 7)"),
    ("domain is pure", "fieldapp/domain/claims.py", "from flask import current_app"),
    ("domain is pure", "fieldapp/domain/claims.py", "import sqlalchemy as sa"),
    ("domain is pure", "fieldapp/domain/claims.py", "def due():\n    return datetime.now(UTC)"),
    ("domain is pure", "fieldapp/domain/claims.py", "import datetime\ntoday = datetime.date.today()"),
    ("one reader of the environment", "fieldapp/web/desk.py", "import os\nx = os.environ['X']"),
]


@pytest.mark.parametrize("name", ALL)
def test_the_code_base_keeps_the_rule(name: str) -> None:
    broken = list(ALL[name](ROOT))
    assert not broken, "\n".join(["", *broken])


@pytest.mark.parametrize(("name", "path", "text"), BROKEN)
def test_the_rule_is_seen_to_fail(name: str, path: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(text)
    rule = partial(code_base.sizes, exceptions={}) if name == "sizes" else ALL[name]
    found = list(rule(tmp_path))
    assert len(found) == 1, found
    assert path in found[0]


def test_an_exception_for_a_size_is_held_to_what_it_says(tmp_path: Path) -> None:
    file = tmp_path / "fieldapp/web/desk.py"
    file.parent.mkdir(parents=True)
    file.write_text(LONG)
    exceptions = {"fieldapp/web/desk.py": 301}
    assert list(code_base.sizes(tmp_path, exceptions)) == []
    file.write_text(LONG + "y = 2\n")
    assert "302 lines, more than 301" in next(code_base.sizes(tmp_path, exceptions))
    file.write_text("x = 1\n")
    assert "needs no exception" in next(code_base.sizes(tmp_path, exceptions))
    file.unlink()
    assert "is gone" in next(code_base.sizes(tmp_path, exceptions))


def test_what_is_allowed_is_not_complained_about(tmp_path: Path) -> None:
    allowed = {
        "fieldapp/__init__.py": "from fieldapp.web import desk",
        "fieldapp/web/desk.py": "from fieldapp.queries import day\nfrom fieldapp.web.access import Access",
        "fieldapp/commands/perform.py": "from sqlalchemy import select\nsession.commit()",
        "fieldapp/domain/deadlines.py": "from datetime import datetime\n\n\ndef due(at: datetime): return at",
        "fieldapp/static/vendor/utils.js": LONG,
    }
    for name, text in allowed.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    for rule in (*(one for name, one in ALL.items() if name != "sizes"), partial(code_base.sizes, exceptions={})):
        assert list(rule(tmp_path)) == []
