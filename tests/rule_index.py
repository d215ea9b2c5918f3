"""Which test holds which rule, read from docstrings; `python -m tests.rule_index` writes docs/rules.md."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "rules.md"
OFFLINE = ROOT / "docs" / "offline.md"
ROW = re.compile(r"Rows? (\d+)(?:,? and (\d+))?[^:]*: (.+)")
BEGIN, END = "<!-- rows -->\n", "<!-- /rows -->"
NAMED = re.compile(r"Rules: ([A-Z]\d+(?:, [A-Z]\d+)*)\.?")
HEAD = """# Rules and the tests that hold them

A test names the rules it holds at the end of its docstring, two at most. This page is made from them by
`python -m tests.rule_index`; a test fails while it is out of date.

| rule | tests |
|---|---|
"""


def rules_of(source: str) -> dict[str, list[str]]:
    """Test function → the rules its docstring names."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            named = NAMED.search(ast.get_docstring(node) or "")
            if named:
                found[node.name] = named[1].split(", ")
    return found


def index(tests: Path) -> dict[str, list[str]]:
    """Rule → the tests that name it, as `file::test`, sorted."""
    held = defaultdict(list)
    for path in sorted(tests.rglob("test_*.py")):
        for test, rules in rules_of(path.read_text()).items():
            for rule in rules:
                held[rule].append(f"{path.relative_to(tests).as_posix()}::{test}")
    return dict(sorted(held.items(), key=lambda pair: (pair[0][0], int(pair[0][1:]))))


def page(held: dict[str, list[str]]) -> str:
    """The index as a page."""
    return HEAD + "".join(
        f"| {rule} | {'<br>'.join(f'`{test}`' for test in tests)} |\n" for rule, tests in held.items()
    )


def failures(tests: Path) -> dict[int, list[str]]:
    """Row of the failure matrix → the tests that hold it, as `file::test`, with what is required in the first."""
    held, rows = defaultdict(list), {}
    files = {path: ast.parse(path.read_text()) for path in sorted(tests.rglob("test_*.py"))}
    for node in (node for file in files.values() for node in ast.walk(file) if isinstance(node, ast.FunctionDef)):
        if named := ROW.match(ast.get_docstring(node) or ""):
            rows[node.name] = [int(row) for row in named.groups()[:2] if row]
    for path, file in files.items():
        for test in tests_in(file):
            for row in rows.get(test, ()):
                held[row].append(f"{path.relative_to(tests).as_posix()}::{test}")
    return dict(sorted(held.items()))


def tests_in(file: ast.Module) -> list[str]:
    """The functions of a file, and what it takes over from others, which is run there as well."""
    taken = [name.name for node in file.body if isinstance(node, ast.ImportFrom) for name in node.names]
    return taken + [node.name for node in file.body if isinstance(node, ast.FunctionDef)]


def offline_page(text: str, held: dict[int, list[str]]) -> str:
    """docs/offline.md with its table of failures made anew."""
    before, _, rest = text.partition(BEGIN)
    rows = "".join(f"| {row} | {'<br>'.join(f'`{test}`' for test in tests)} |\n" for row, tests in held.items())
    return f"{before}{BEGIN}| row | tests |\n|---|---|\n{rows}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    OFFLINE.write_text(offline_page(OFFLINE.read_text(), failures(ROOT / "tests")))
    PAGE.write_text(page(index(ROOT / "tests")))
