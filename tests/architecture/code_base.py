"""The rules, each a function from a tree to the sentences that say where it is broken."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.architecture.source import calls, files, imports, python

# What a part may import besides itself. `__init__` knows every other and may do anything.
RULES, TABLES = {"domain"}, {"domain", "models"}
INSIDE = TABLES | {"extensions"}
DOOR = INSIDE | {"commands", "queries", "gateways", "config", "build", "errors"}
MAY_IMPORT: Mapping[str, set[str]] = {
    "domain": set(),
    "models": RULES,
    "extensions": {"models"},
    "commands": INSIDE,
    "queries": INSIDE,
    # A leaf: it may know the rules' words, never tables or doors.
    "gateways": RULES | {"config"},
    "errors": INSIDE | {"commands", "gateways"},
    "web": DOOR,
    "api": DOOR,
    "dispatch": DOOR,
    "presets": TABLES,
    "demonstration": DOOR | {"presets"},
    # Operators' commands call what the dispatcher and the demonstration do.
    "cli": DOOR | {"dispatch", "demonstration", "presets"},
    # Programs of their own, started for each file, and what puts limits on them.
    "confined": set(),
    "imaging": RULES,
    "reading": RULES,
    "build": set(),
    "config": set(),
    "run": {"config"},
}
FORBIDDEN_NAMES = re.compile(r"(utils?|helpers?|commons?|managers?|services?|base|misc)")
# Only `perform` commits a change of an order, only `change` one of a setting; these write what is neither (`profile`:
# what a firm says of itself).
MAY_COMMIT = re.compile(
    r"fieldapp/(models/connection\.py|commands/(perform|profile|settings/change)\.py|cli/.*|dispatch/.*|demonstration/.*|web/(auth|sessions|keep_file)\.py|api/(uploads|contact)\.py)"
)
MAY_READ_ENVIRONMENT = {"fieldapp/__init__.py", "fieldapp/config.py", "fieldapp/run.py"}
SQL = {"select", "insert", "update", "delete", "text", "exists", "func", "literal_column", "union", "union_all"}
SQL_CALLS = re.compile(r"(.*\.)?session\.(execute|scalars?|query|stream\w*)")
ROW_BY_KEY = re.compile(r"db\.session\.(get|get_one)")
IMPURE_MODULES = re.compile(
    r"(flask|sqlalchemy|wtforms|marshmallow|werkzeug|jinja2|PIL|os|pathlib|io|socket|subprocess|tempfile|threading|random"
    r"|secrets|logging|time|urllib\.request|http)(\.|$)"
)
CLOCKS = re.compile(r"(.*\.)?(datetime\.(now|utcnow|today)|date\.today|time\.(time|monotonic|localtime))")
IMPORTED = re.compile(r'\{%-? from "[^"]+" import (?P<names>[^%]+?) -?%\}')
# What of a template is not words on the page, nor a remark.
TOLD = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
LIMITS = {".py": 300, ".js": 300, ".html": 200, ".css": 600}


def one_direction(root: Path) -> Iterator[str]:
    """A file imports from its own folder and from below: never sideways between doors, never up."""
    for module in python(root):
        if module.part == "__init__":
            continue
        if module.part not in MAY_IMPORT:
            yield f"{module.name}: {module.part} is a part that no rule knows"
            continue
        for node, name in imports(module):
            words = name.split(".")
            if words[0] == "fieldapp" and words[1] not in {module.part, *MAY_IMPORT[module.part]}:
                yield f"{module.at(node)}: {module.part} may not import {name}"


def no_import_in_functions(root: Path, folder: str = "fieldapp") -> Iterator[str]:
    """Imports stand at the top, where one sees what a file leans on."""
    for module in python(root, folder):
        for function in ast.walk(module.tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                for node in ast.walk(function):
                    if isinstance(node, ast.Import | ast.ImportFrom):
                        yield f"{module.at(node)}: an import inside a function"


def names_of_the_trade(root: Path, folder: str = "fieldapp") -> Iterator[str]:
    """No module or folder that could hold anything."""
    for file in files(root, folder):
        path = Path(file.name)
        code = path.suffix in (".py", ".js")
        for word in [*path.parts[:-1], *([path.stem] if code else [])]:
            if FORBIDDEN_NAMES.fullmatch(word):
                yield f"{file.name}: {word!r} says nothing about what is in it"


def sizes(root: Path, exceptions: Mapping[str, int], folder: str = "fieldapp") -> Iterator[str]:
    """No file over its limit, but for the exceptions and no more than they say; one that has shrunk leaves the list."""
    sources = {file.name: file for file in files(root, folder) if Path(file.name).suffix in LIMITS}
    for name, file in sources.items():
        limit = LIMITS[Path(name).suffix]
        if name in exceptions and file.lines <= limit:
            yield f"{name}: has {file.lines} lines and needs no exception any more"
        elif file.lines > exceptions.get(name, limit):
            yield f"{name}: {file.lines} lines, more than {exceptions.get(name, limit)}: split it"
    yield from (f"{name}: an exception for a file that is gone" for name in exceptions if name not in sources)


def templates_use_what_they_import(root: Path) -> Iterator[str]:
    """A template imports no macro that it does not name again; what it includes imports its own."""
    for file in files(root):
        if not file.name.endswith(".html"):
            continue
        rest = " ".join(TOLD.findall(IMPORTED.sub("", file.text)))
        for named in IMPORTED.finditer(file.text):
            for name in named["names"].removesuffix(" with context").split(","):
                known_as = name.split(" as ")[-1].strip()
                if not re.search(rf"(?<![\w-]){known_as}(?![\w-])", rest):
                    yield f"{file.name}: imports {known_as} and does not use it"


def worker_is_routing_only(root: Path) -> Iterator[str]:
    """The worker reads as a table: at most 100 lines."""
    for file in files(root):
        if file.name == "fieldapp/static/sw.js" and file.lines > 100:
            yield f"{file.name}: {file.lines} lines, more than 100"


def only_perform_commits(root: Path) -> Iterator[str]:
    """A change of an order is committed in one place, with its journal row."""
    for module in python(root):
        if not MAY_COMMIT.fullmatch(module.name):
            for call, name in calls(module):
                if name.split(".")[-1] in ("commit", "writing"):
                    yield f"{module.at(call)}: {name}() - only perform() commits"


def views_write_no_sql(root: Path) -> Iterator[str]:
    """Doors ask `queries`: what a person may see is decided there."""
    for module in python(root):
        if module.part not in ("web", "api"):
            continue
        for node, name in imports(module):
            if name.startswith("sqlalchemy.") and name.split(".")[-1] in SQL:
                yield f"{module.at(node)}: a view imports {name}"
        for call, name in calls(module):
            # A row by its key passes the queries by: for one's own bookkeeping only.
            by_key = ROW_BY_KEY.fullmatch(name) and not MAY_COMMIT.fullmatch(module.name)
            if by_key or SQL_CALLS.fullmatch(name):
                yield f"{module.at(call)}: a view calls {name}()"


def domain_is_pure(root: Path) -> Iterator[str]:
    """Rules know no framework, no I/O and no clock: they are given the time."""
    for module in python(root):
        if module.part != "domain":
            continue
        for node, name in imports(module):
            if IMPURE_MODULES.match(name):
                yield f"{module.at(node)}: domain imports {name}"
        for call, name in calls(module):
            if CLOCKS.fullmatch(name):
                yield f"{module.at(call)}: domain reads the clock by {name}()"


def one_reader_of_the_environment(root: Path) -> Iterator[str]:
    """Settings come from `config`, typed; nobody else reads the environment."""
    for module in python(root):
        if module.name in MAY_READ_ENVIRONMENT:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and dotted_environment(node):
                yield f"{module.at(node)}: reads the environment"


def dotted_environment(node: ast.Attribute) -> bool:
    """Whether `node` is `os.environ` or `os.getenv`."""
    return isinstance(node.value, ast.Name) and node.value.id == "os" and node.attr in ("environ", "getenv")
