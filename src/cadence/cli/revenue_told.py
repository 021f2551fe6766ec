"""What became of an import, in words and as JSON."""

from typing import Any

import click

from cadence import config
from cadence.assembly.figures import Figures, figures_to_fill
from cadence.core.plain import clean
from cadence.delivery.clock import SystemClock
from cadence.revenue.model.intake.sheet import Rejected
from cadence.revenue.model.level import Taken
from cadence.revenue.service.importing import Imported

MOST_SHOWN = 20
"""Rejected rows on a terminal; --json has more."""


def to_fill() -> Figures:
    """Says so where the database had to be made: its address may hold a slip."""
    figures, is_new = figures_to_fill(config.read(), SystemClock())
    if is_new:
        click.echo("There was no database; it was made.", err=True)
    return figures


def imported_text(done: Imported, *, is_rehearsal: bool = False) -> str:
    told = rejected_text(done.rejected, done.rejections)
    if done.rejections:
        told.append(f"Nothing was imported: {_rows(done.rejections)} of {done.rows:,} rejected.")
    elif is_rehearsal:
        told.append(f"Nothing was stored; all of {_rows(done.rows)} could be taken in.")
    elif done.taken is None:
        told.append("It holds no rows; nothing was imported.")
    else:
        told.append(f"{_rows(done.rows)} of {done.form}{_months(done)}: {taken_text(done.taken)}")
    if done.rounded:
        many = "1 amount was" if done.rounded == 1 else f"{done.rounded:,} amounts were"
        told.append(f"{many} rounded to the cent.")
    return clean("\n".join(told))


def taken_text(taken: Taken) -> str:
    counts = (
        f"{taken.added:,} new, {taken.changed:,} changed, {taken.removed:,} removed, "
        f"{taken.unchanged:,} as they were."
    )
    if not taken.kept:
        return counts
    stay = (
        "1 amount of these months is not in it and stays; --whole takes it out."
        if taken.kept == 1
        else f"{taken.kept:,} amounts of these months are not in it and stay; --whole takes them out."
    )
    return f"{counts} {stay}"


def rejected_text(rejected: tuple[Rejected, ...], many: int) -> list[str]:
    lines = [f"line {each.line}: {each.reason}" for each in rejected[:MOST_SHOWN]]
    return [*lines, f"… and {many - MOST_SHOWN:,} more"] if many > MOST_SHOWN else lines


def imported_json(done: Imported) -> dict[str, Any]:
    return {
        "source": done.source,
        "form": done.form.value,
        "rows": done.rows,
        "months": [str(each) for each in done.months],
        **taken_json(done.taken),
        "rejections": done.rejections,
        "rejected": rejected_json(done.rejected),
        "rounded": done.rounded,
        "complete": done.is_whole,
    }


def taken_json(taken: Taken | None) -> dict[str, Any]:
    """`import` is null where nothing changed, or nothing was stored."""
    counts = taken or Taken(id=None)
    return {
        "stored": taken is not None,
        "import": counts.id,
        "new": counts.added,
        "changed": counts.changed,
        "removed": counts.removed,
        "unchanged": counts.unchanged,
        "kept": counts.kept,
    }


def rejected_json(rejected: tuple[Rejected, ...]) -> list[dict[str, Any]]:
    return [{"line": each.line, "reason": each.reason} for each in rejected]


def _rows(many: int) -> str:
    return "1 row" if many == 1 else f"{many:,} rows"


def _months(done: Imported) -> str:
    if not done.months:
        return ""
    first, last = done.months[0], done.months[-1]
    return f", {first}" if first == last else f", {first} to {last}"
