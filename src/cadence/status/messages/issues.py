"""Issues as people see them: a card, a row, a history."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cadence.core.issue import Category, Issue, StatusChange
from cadence.core.message import (
    Block,
    Bullets,
    Card,
    Line,
    Link,
    Message,
    Moment,
    Paragraph,
    Table,
    Text,
    bold,
    line,
)
from cadence.core.words import listed
from cadence.status.messages.words import lasting

FEW = 5
"""Up to this many issues are shown as cards; more make a table."""

DAY = "{date_short_pretty}"

OUTCOME = {
    Category.TO_DO: "not started",
    Category.IN_PROGRESS: "in progress",
    Category.DONE: "done",
}


def evidence(
    issues: Sequence[Issue], *, browse: str, now: datetime, caption: str
) -> tuple[Block, ...]:
    """The issues, linked."""
    if not issues:
        return ()
    if len(issues) <= FEW:
        return tuple(card(issue, browse=browse, now=now) for issue in issues)
    return (table(issues, browse=browse, now=now, caption=caption),)


def card(issue: Issue, *, browse: str, now: datetime) -> Card:
    return Card(
        key=issue.key,
        url=address(issue, browse),
        title=issue.summary,
        facts=facts(issue, now=now),
    )


def address(issue: Issue, browse: str) -> str | None:
    return f"{browse}/browse/{issue.key}" if browse else None


def facts(issue: Issue, *, now: datetime) -> Line:
    """Where the issue stands, in a few words."""
    parts = [state(issue)]
    if issue.priority:
        parts.append(issue.priority)
    if issue.components:
        parts.append(listed(issue.components))
    if issue.fix_versions:
        parts.append(f"for {listed([version.name for version in issue.fix_versions])}")
    if issue.is_open:
        parts.append(f"open for {lasting(now - issue.created_at)}")
        if issue.assignee is None:
            parts.append("nobody assigned")
    return line(" · ".join(parts))


def state(issue: Issue) -> str:
    """The status, with the resolution where there is one: "Closed (Won't Fix)"."""
    if issue.resolution and issue.resolution.casefold() != issue.status.casefold():
        return f"{issue.status} ({issue.resolution})"
    return issue.status


def seen_before(issues: Sequence[Issue], *, browse: str) -> tuple[Block, ...]:
    """Earlier ones that are like the one that was asked about."""
    if not issues:
        return ()
    return (
        Paragraph(line(bold("Seen before?"))),
        Bullets(tuple(_earlier(issue, browse) for issue in issues)),
    )


def _earlier(issue: Issue, browse: str) -> Line:
    url = address(issue, browse)
    key = Link(issue.key, url) if url else bold(issue.key)
    over = issue.resolved_at
    since = (", ", Moment(over, DAY)) if over else (", reported ", Moment(issue.created_at, DAY))
    return line(key, f" {issue.summary} · {state(issue)}", *since)


def table(issues: Sequence[Issue], *, browse: str, now: datetime, caption: str) -> Table:
    return Table(
        caption=caption,
        columns=("Issue", "Title", "Priority", "Status", "Age"),
        rows=tuple(_row(issue, browse, now) for issue in issues),
        right=frozenset({4}),
    )


def _row(issue: Issue, browse: str, now: datetime) -> tuple[Line, ...]:
    url = address(issue, browse)
    age = (issue.resolved_at or now) - issue.created_at
    return (
        (Link(issue.key, url) if url else Text(issue.key),),
        line(issue.summary),
        line(issue.priority or "–"),
        line(state(issue)),
        line(lasting(max(age, timedelta(0)))),
    )


def histories(issue: Issue, changes: Sequence[StatusChange], *, browse: str) -> Message:
    """What happened to an issue, oldest first."""
    url = address(issue, browse)
    key = Link(issue.key, url, bold=True) if url else bold(issue.key)
    steps = (
        line(Moment(issue.created_at), "  reported"),
        *(_step(change) for change in changes),
    )
    return Message(
        summary=f"History of {issue.key}",
        blocks=(Paragraph(line(key, f" {issue.summary}")), Bullets(steps)),
    )


def _step(change: StatusChange) -> Line:
    what = "" if change.field == "status" else f"{change.field}: "
    return line(
        Moment(change.at), f"  {what}{change.before or 'nothing'} → {change.after or 'nothing'}"
    )
