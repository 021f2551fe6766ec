"""An answer as one JSON object: the shape is documented in docs/asking.md and is kept stable."""

from datetime import datetime, timedelta
from typing import Any

from cadence.status.model.answer import Answer, AskedBack, Expectation, Reply
from cadence.status.model.question import Filter, Question

Json = dict[str, Any]

NAMELESS = "(none)"
"""The row of a breakdown for issues that hold nothing in that field."""


def as_json(reply: Reply, *, text: str, at: datetime) -> Json:
    """`text` is the whole answer as a person reads it; `at` when it was asked."""
    if isinstance(reply, Answer):
        return _answer(reply, text)
    understood: Json = {}
    if isinstance(reply, AskedBack):
        understood = {
            "filters": [_filter(each) for each in reply.understood.partly],
            "unread": list(reply.understood.unread),
            "suggestions": {each.said: list(each.nearest) for each in reply.understood.suggestions},
            "nearest": _question(reply.understood.nearest) if reply.understood.nearest else None,
        }
    return {
        "kind": None,
        "text": text,
        "keys": [],
        "count": None,
        "total": None,
        "complete": False,
        "understood": understood,
        "jql": "",
        "as_of": at.isoformat(),
        "source": "jira",
        "breakdown": None,
        "estimate": None,
        "asked_back": isinstance(reply, AskedBack),
    }


def _answer(answer: Answer, text: str) -> Json:
    return {
        "kind": answer.question.kind.value,
        "text": text,
        "keys": [issue.key for issue in answer.issues],
        "count": _count(answer),
        "total": answer.total,
        "complete": answer.complete,
        "understood": {
            **_question(answer.question),
            "corrected": dict(answer.corrected),
        },
        "jql": answer.basis.jql,
        "as_of": answer.basis.as_of.isoformat(),
        "source": answer.basis.source.value,
        "breakdown": _breakdown(answer),
        "estimate": _estimate(answer),
        "asked_back": False,
    }


def _count(answer: Answer) -> int:
    """What the answer states: "the five oldest" states five, "12 open bugs" states twelve, whatever is shown."""
    limit = answer.question.limit
    return min(limit, answer.total) if limit else answer.total


def _question(question: Question) -> Json:
    return {
        "kind": question.kind.value,
        "filters": [_filter(each) for each in question.filters],
        "keys": list(question.keys),
        "words": list(question.words),
        "by": question.by.value if question.by else None,
        "window": question.span_label or None,
        "events": [event.value for event in question.events],
        "limit": question.limit,
    }


def _filter(each: Filter) -> Json:
    return {"label": each.label, "assumed": each.assumed}


def _breakdown(answer: Answer) -> Json | None:
    if not answer.counts or answer.question.by is None:
        return None
    return {row.name or NAMELESS: row.count for row in answer.counts}


def _estimate(answer: Answer) -> Json | None:
    if answer.expectation:
        return _expectation(answer.expectation)
    return None


def _expectation(expected: Expectation) -> Json:
    return {
        "n": expected.n,
        "half_days": _days(expected.half),
        "most_days": _days(expected.most),
        "like": expected.like,
    }


def _days(duration: timedelta | None) -> float | None:
    return None if duration is None else round(duration / timedelta(days=1), 2)
