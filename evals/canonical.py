"""A question in one line, to be compared with the label that a person wrote.

    count; component = iOS|Android; priority != Low; open; created 2013-10-01..2013-11-01; limit=5; by=status

The kind comes first. Names of one field are in any order and any case. Times are those of the asker's zone, the day
alone where it is midnight; either end may be missing. Bugs are meant unless `type any` or `type = …` is said.
`ask` alone: to be asked back.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from cadence.core.calendar import Span
from cadence.core.query import (
    AllOf,
    Among,
    AnyOf,
    Condition,
    Empty,
    InOpenSprint,
    Moved,
    Says,
    Unresolved,
    Was,
    Within,
)
from cadence.status.model.question import Question

ASK = "ask"
BUGS = "type = bug"
_TOLD = ("order=",)
"""Compared only where the label says it."""


@dataclass(frozen=True, slots=True)
class Reading:
    kind: str
    parts: frozenset[str]

    def agrees(self, said: "Reading") -> bool:
        """Whether this is what the label says."""
        told = {part.partition("=")[0] + "=" for part in said.parts if part.startswith(_TOLD)}
        mine = {
            part
            for part in self.parts
            if not part.startswith(_TOLD) or part.partition("=")[0] + "=" in told
        }
        return self.kind == said.kind and mine == said.parts


def labelled(line: str) -> Reading:
    kind, *parts = (part.strip() for part in line.casefold().split(";"))
    listed = {_ordered(part) for part in parts}
    without_types = kind in (ASK, "issue", "when", "who", "help", "news")
    if not without_types and not any(part.startswith("type ") for part in listed):
        listed.add(BUGS)
    return Reading(kind, frozenset(listed - {"type any"}))


def _ordered(part: str) -> str:
    for sign in (" != ", " = "):
        if sign in part:
            field, _, values = part.partition(sign)
            return f"{field}{sign}{'|'.join(sorted({v.casefold() for v in values.split('|')}))}"
    return part


def reading(question: Question | None, zone: ZoneInfo) -> Reading:
    if question is None:
        return Reading(ASK, frozenset())
    parts = {_condition(each.condition, zone) for each in question.filters}
    parts |= set(_rest(question, zone))
    if question.kind.value in ("issue", "when", "who", "news"):
        parts -= {BUGS}
    return Reading(question.kind.value, frozenset(part.casefold() for part in parts))


def _rest(question: Question, zone: ZoneInfo) -> list[str]:
    first = question.order[0] if question.order else None
    return [
        part
        for part in (
            f"keys={','.join(question.keys)}" if question.keys else "",
            f"words={' '.join(question.words).casefold()}" if question.words else "",
            f"by={question.by}" if question.by else "",
            f"events={','.join(question.events)}" if question.events else "",
            f"span={_span(question.span, zone)}" if question.span else "",
            f"limit={question.limit}" if question.limit else "",
            f"order={first.by} {'desc' if first.descending else 'asc'}" if first else "",
        )
        if part
    ]


def _condition(condition: Condition, zone: ZoneInfo) -> str:
    match condition:
        case Among(field=field, values=values, negated=negated):
            names = "|".join(sorted({value.casefold() for value in values}))
            return f"{field} {'!=' if negated else '='} {names}"
        case Empty(field=field, negated=negated):
            return f"{field} {'set' if negated else 'empty'}"
        case Within(moment=moment, span=span, negated=negated):
            return f"{'not ' if negated else ''}{moment} {_span(span, zone)}"
        case Unresolved(negated=negated):
            return "resolved" if negated else "open"
        case Says(words=words, summary_only=title, negated=negated):
            said = " ".join(words).casefold()
            return f"{'title' if title else 'text'} {'!~' if negated else '~'} {said}"
        case Moved(span=span):
            return f"reopened {_span(span, zone)}"
        case InOpenSprint(negated=negated):
            return "not in open sprint" if negated else "in open sprint"
        case Was(statuses=statuses):
            return f"was {'|'.join(statuses)}"
        case AnyOf(conditions=parts):
            return " OR ".join(sorted(_condition(part, zone) for part in parts))
        case AllOf(conditions=parts):
            return " AND ".join(sorted(_condition(part, zone) for part in parts))


def _span(span: Span, zone: ZoneInfo) -> str:
    return f"{_instant(span.start, zone)}..{_instant(span.end, zone)}"


def _instant(moment: datetime | None, zone: ZoneInfo) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(zone).replace(tzinfo=None)
    midnight = (local.hour, local.minute) == (0, 0)
    return local.date().isoformat() if midnight else local.isoformat(timespec="minutes")
