"""Small words that messages are made of."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from cadence.core.query import Among, Field, Moved, Unresolved, Within
from cadence.core.words import listed
from cadence.status.model.question import Filter, Question

MONTH = 30.44
"""Days in a month, on average."""


def counted(n: int, noun: str) -> str:
    """ "1 bug", "12 bugs", "1,204 bugs"."""
    return f"{n:,} {noun if n == 1 else plural(noun)}"


def plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def lasting(duration: timedelta) -> str:
    """A duration as people say it, in its largest fitting unit."""
    days = duration / timedelta(days=1)
    if days < 1:
        hours = round(duration / timedelta(hours=1))
        return counted(hours, "hour") if hours else "under an hour"
    if days < 14:
        return counted(round(days), "day")
    if days < 60:
        return counted(round(days / 7), "week")
    if days < 730:
        return counted(round(days / MONTH), "month")
    return counted(round(days / 365.25), "year")


def noun(question: Question) -> str:
    """What is asked about, in the singular: "bug", "story", or "issue" where no one type was asked for."""
    types = [
        condition.values
        for condition in (each.condition for each in question.filters)
        if isinstance(condition, Among) and condition.field is Field.TYPE and not condition.negated
    ]
    if len(types) == 1 and len(types[0]) == 1:
        return types[0][0].lower()
    return "issue"


def phrase(question: Question, n: int) -> str:
    """ "12 open bugs created last week where component is iOS and priority is High", "no open bugs …"."""
    state = [
        "resolved" if each.condition.negated else "open"
        for each in question.filters
        if isinstance(each.condition, Unresolved)
    ]
    times = [each.label for each in question.filters if _is_of_time(each)]
    rest = [each.label for each in question.filters if not _is_said(each)]
    name = noun(question)
    head = f"{n:,}" if n else "no"
    said = " ".join([head, *state, name if n == 1 else plural(name)])
    return " ".join([said, *([listed(times)] if times else []), *_clauses(rest, n)])


def _clauses(labels: Sequence[str], n: int) -> Iterator[str]:
    """The labels as parts of a sentence: "with no component", "that are unassigned", "where priority is High"."""
    grouped: dict[str, list[str]] = {}
    for label in labels:
        first, _, rest = label.partition(" ")
        before = {
            "has": "with",
            "text": "whose text",
            "is": "that is" if n == 1 else "that are",
            "was": "that was" if n == 1 else "that were",
        }.get(first)
        grouped.setdefault(before or "where", []).append(rest if before else label)
    for before, clauses in sorted(grouped.items()):
        yield f"{before} {listed(clauses)}"


def _is_of_time(each: Filter) -> bool:
    """What happened when, as in "created last week", "reopened in the past 14 days"."""
    moved = isinstance(each.condition, Moved) and not each.label.startswith(("is ", "was "))
    return moved or isinstance(each.condition, Within)


def _is_said(each: Filter) -> bool:
    """Whether the phrase says it in another place than among its where-clauses."""
    condition = each.condition
    if isinstance(condition, Unresolved) or _is_of_time(each):
        return True
    return (
        isinstance(condition, Among)
        and condition.field is Field.TYPE
        and not condition.negated
        and len(condition.values) == 1
    )
