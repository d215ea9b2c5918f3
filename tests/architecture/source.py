"""The code base as data: its Python modules as syntax trees, its other files as lines."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """One file; `name` is its path below the tree's root."""

    root: Path
    name: str

    @cached_property
    def text(self) -> str:
        """What is in it."""
        return (self.root / self.name).read_text()

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, self.name)

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())

    @property
    def part(self) -> str:
        """The part of the application it belongs to: `web` for fieldapp/web/desk.py, `run` for fieldapp/run.py."""
        return Path(self.name).parts[1].removesuffix(".py")

    def at(self, node: ast.AST) -> str:
        """Where a finding is, as editors like it."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


def python(root: Path, folder: str = "fieldapp") -> list[Source]:
    """The Python files of `folder`."""
    return [one for one in files(root, folder) if one.name.endswith(".py")]


def files(root: Path, folder: str = "fieldapp") -> list[Source]:
    """The files of `folder` that we wrote: not what was bought in."""
    paths = sorted(path for path in (root / folder).rglob("*") if path.is_file())
    names = [path.relative_to(root) for path in paths]
    return [Source(root, name.as_posix()) for name in names if not {"vendor", "__pycache__"} & set(name.parts)]


def imports(module: Source) -> Iterator[tuple[ast.stmt, str]]:
    """Each name that the module imports, in full: `from flask import g` gives `flask.g`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def dotted(node: ast.AST) -> str:
    """`db.session.commit` for that expression; calls and other things in between are left out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    if isinstance(node, ast.Call):
        return dotted(node.func)
    return node.id if isinstance(node, ast.Name) else ""


def calls(module: Source) -> Iterator[tuple[ast.Call, str]]:
    """Each call in the module, with the dotted name of what is called."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)
