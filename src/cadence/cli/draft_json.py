"""Drafts as one JSON object: the shape is documented in docs/decisions.md and is kept stable."""

from collections.abc import Sequence
from typing import Any

from cadence.decisions.model.decision import Option, Part, Party
from cadence.decisions.model.draft import Draft

Json = dict[str, Any]


def as_json(drafts: Sequence[Draft]) -> Json:
    return {"found": bool(drafts), "decisions": [_decision(each) for each in drafts]}


def _decision(draft: Draft) -> Json:
    """People are named by their user ids. `quotes` has every field; of one without support, none."""
    body = draft.body
    return {
        "title": body.title,
        "decided": body.decided,
        "context": body.context,
        "options": [_option(each) for each in body.options],
        "reasons": list(body.reasons),
        "consequences": list(body.consequences),
        "decider": _person(body.decider) if body.decider else None,
        "consulted": [_person(each) for each in body.consulted],
        "informed": [_person(each) for each in body.informed],
        "reversibility": body.reversibility.value if body.reversibility else None,
        "review_on": body.review_on.isoformat() if body.review_on else None,
        "reopen_if": body.reopen_if,
        "scope": {
            "area": body.scope.area,
            "product": body.scope.product,
            "project": body.scope.project,
            "epic": body.scope.epic,
        },
        "links": list(body.links),
        "decisive": draft.decisive,
        "score": draft.score,
        "by": draft.by,
        "quotes": {part.value: list(draft.resting_on(part)) for part in Part},
    }


def _option(option: Option) -> Json:
    return {"text": option.text, "chosen": option.is_chosen, "why": option.why}


def _person(party: Party) -> str:
    return party.user or party.name
