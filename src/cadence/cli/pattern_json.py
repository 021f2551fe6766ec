"""A pattern as a JSON object, whose shape is kept stable. No field names anybody but a lead."""

from datetime import UTC, datetime
from typing import Any

from cadence.patterns.model.finding import Finding
from cadence.patterns.model.pattern import (
    Entry,
    Escalated,
    Ownership,
    Pattern,
    Untested,
    Verified,
)
from cadence.patterns.model.scan import Looked

Json = dict[str, Any]


def finding_json(finding: Finding, *, label: str | None, sentence: str) -> Json:
    """`label`: of its pattern; None for what has no number."""
    tested = finding.tested
    return {
        "id": label,
        "kind": tested.kind.value,
        "area": tested.area,
        "sentence": sentence,
        "keys": list(tested.keys),
        "rate": tested.rate,
        "baseline": round(tested.baseline, 2),
        "window_days": tested.window_days,
        "p_value": tested.p_value,
        "q_value": finding.q_value,
        "since": at_json(tested.since),
    }


def pattern_json(pattern: Pattern) -> Json:
    """The figures of its latest finding, and what came of it."""
    return {
        **finding_json(pattern.finding, label=pattern.label, sentence=pattern.sentence),
        "state": pattern.state.value,
        "name": pattern.name,
        "told": pattern.told,
        "projects": list(pattern.projects),
        "all_keys": list(pattern.keys),
        "method": pattern.finding.tested.method,
        "opened_at": at_json(pattern.opened_at),
        "found_at": at_json(pattern.found_at),
        "changed_at": at_json(pattern.changed_at),
        "again": pattern.again,
        "escalated": _escalated(pattern.escalated) if pattern.escalated else None,
        "owned": _owned(pattern.ownership) if pattern.ownership else None,
        "verified": _verified(pattern.verified) if pattern.verified else None,
        "untested": _untested(pattern.untested) if pattern.untested else None,
        "not_a_pattern": pattern.no_pattern.value if pattern.no_pattern else None,
        "merged_into": f"P-{pattern.merged_into}" if pattern.merged_into else None,
        "decisions": [f"D-{number}" for number in pattern.decisions],
    }


def looked_json(looked: Looked) -> Json:
    return {
        "at": at_json(looked.at),
        "as_of": at_json(looked.as_of),
        "areas": looked.areas,
        "tested": looked.tested,
        "findings": looked.findings,
        "untested": [{"area": each.area, "why": each.why} for each in looked.whole_areas],
        "not_yet_tested": [
            {"area": each.area, "kinds": sorted(each.kinds), "why": each.why}
            for each in looked.kinds_of_areas
        ],
    }


def entry_json(entry: Entry) -> Json:
    return {
        "at": at_json(entry.at),
        "step": entry.step.value,
        "by": entry.by,
        "says": entry.says,
        "facts": dict(entry.facts),
    }


def at_json(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _escalated(told: Escalated) -> Json:
    return {
        "to": told.to,
        "name": told.name,
        "level": told.level,
        "at": at_json(told.at),
        "answer_by": at_json(told.answer_by) if told.answer_by else None,
    }


def _owned(owned: Ownership) -> Json:
    return {
        "by": owned.by,
        "at": at_json(owned.at),
        "cause": owned.cause.value,
        "action": owned.action,
        "until": owned.until.isoformat(),
        "tested": owned.tested,
    }


def _verified(verified: Verified) -> Json:
    return {
        "at": at_json(verified.at),
        "verdict": verified.verdict.value,
        "before": verified.before,
        "before_days": verified.before_days,
        "after": verified.after,
        "after_days": verified.after_days,
        "p_value": verified.p_value,
    }


def _untested(untested: Untested) -> Json:
    return {"since": at_json(untested.since), "why": untested.why}
