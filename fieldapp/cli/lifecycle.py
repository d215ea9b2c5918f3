"""`flask lifecycle`: the one table as the README shows it."""

from __future__ import annotations

from collections.abc import Iterable

import click

from fieldapp.domain.lifecycle import TABLE, Row


@click.command("lifecycle")
def lifecycle() -> None:
    """Print the lifecycle table in Markdown."""
    click.echo(markdown(), nl=False)


def markdown() -> str:
    """The table: for each command what it is done to, when, what follows, by whom, and under which conditions."""
    head = "| command | of | while | becomes | by | only if |\n|---|---|---|---|---|---|\n"
    return head + "".join(f"| {' | '.join(_cells(row))} |\n" for row in TABLE)


def _cells(row: Row) -> Iterable[str]:
    ordered = f", order {row.order_becomes}" if row.order_becomes else ""
    following = ", next visit issued" if row.next_visit else ""
    conditions = [*row.needs, *(f"not {one}" for one in row.unless)]
    return (
        f"`{row.command}`",
        row.subject,
        " ".join(row.when) or "–",
        f"{row.becomes or 'unchanged'}{ordered}{following}",
        " ".join(row.by) if len(row.by) < 6 else "both sides",
        ", ".join(conditions),
    )
