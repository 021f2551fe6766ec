"""A decision as a JSON object: the shape is documented in docs/decision-log.md and is kept stable."""

from datetime import UTC, datetime
from typing import Any

from cadence.decisions.model.decision import Body, Decision, Event, Party, Quote, Revision, Scope

Json = dict[str, Any]


def decision_json(decision: Decision) -> Json:
    origin = decision.origin
    return {
        "ref": decision.ref,
        "number": decision.number,
        "status": decision.status.value,
        **body_json(decision.body),
        "revision": decision.revision,
        "decided_at": _at(decision.decided_at),
        "recorded_at": _at(decision.recorded_at),
        "recorded_by": _party(decision.recorded_by),
        "supersedes": [f"D-{number}" for number in decision.supersedes],
        "superseded_by": f"D-{decision.superseded_by}" if decision.superseded_by else None,
        "origin": {
            "kind": origin.kind.value,
            "channel": origin.channel,
            "thread": origin.thread,
            "permalink": origin.permalink,
            "source": origin.source,
        },
        "quotes": [_quote(each) for each in decision.quotes],
    }


def body_json(body: Body) -> Json:
    return {
        "title": body.title,
        "decided": body.decided,
        "context": body.context,
        "options": [
            {"text": each.text, "chosen": each.is_chosen, "why": each.why} for each in body.options
        ],
        "reasons": list(body.reasons),
        "consequences": list(body.consequences),
        "decider": _party(body.decider),
        "consulted": [_party(each) for each in body.consulted],
        "informed": [_party(each) for each in body.informed],
        "reversibility": body.reversibility.value if body.reversibility else None,
        "review_on": body.review_on.isoformat() if body.review_on else None,
        "reopen_if": body.reopen_if,
        "scope": _scope(body.scope),
        "links": list(body.links),
    }


def revision_json(revision: Revision) -> Json:
    return {
        "revision": revision.revision,
        "at": _at(revision.at),
        "by": _party(revision.by),
        "why": revision.why,
        "body": body_json(revision.body),
    }


def event_json(event: Event) -> Json:
    return {
        "at": _at(event.at),
        "what": event.what.value,
        "by": _party(event.by),
        "words": event.words,
        "other": f"D-{event.other}" if event.other else None,
    }


def _quote(quote: Quote) -> Json:
    return {
        "part": quote.part.value,
        "text": quote.text,
        "by": _party(Party(name=quote.name, user=quote.user)),
        "at": _at(quote.at),
        "channel": quote.channel,
        "ts": quote.ts,
        "permalink": quote.permalink,
        "standing": quote.standing.value,
    }


def _scope(scope: Scope) -> Json:
    return {
        "area": scope.area,
        "product": scope.product,
        "project": scope.project,
        "epic": scope.epic,
    }


def _party(party: Party | None) -> Json | None:
    return {"name": party.name, "user": party.user} if party else None


def _at(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
