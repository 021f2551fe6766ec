"""A bet as a JSON object, whose shape is kept stable. Figures are strings, as they were given."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from cadence.core.agenda import Call
from cadence.core.plain import plain_line
from cadence.portfolio.model.bet import Bet, Event, Metric, Reading
from cadence.portfolio.model.board import Board, Finding, Load, Standing
from cadence.portfolio.model.columns import Pile
from cadence.portfolio.model.criterion import ExitCriterion
from cadence.portfolio.model.trend import Motion

Json = dict[str, Any]


def bet_json(bet: Bet) -> Json:
    return {
        "number": bet.number,
        "key": bet.key,
        "name": bet.name,
        "owner": bet.owner,
        "horizon": bet.horizon.value,
        "stage": bet.stage.value,
        "stage_since": bet.stage_since.isoformat(),
        "metric": _metric(bet.metric) if bet.metric else None,
        "capacity": _figure(bet.capacity),
        "exit": [_criterion(each) for each in bet.exits],
        "success": [_criterion(each) for each in bet.successes],
        "jira": str(bet.jira) if bet.jira else None,
        "decisions": [f"D-{number}" for number in bet.decisions],
    }


def standing_json(standing: Standing) -> Json:
    latest = {
        metric: reading_json(reading)
        for metric in standing.bet.metrics()
        if (reading := standing.latest(metric))
    }
    return {
        **bet_json(standing.bet),
        "latest": latest,
        "motion": _motion(standing.motion),
        "jira_work": _load(standing.load) if standing.load else None,
        "findings": [_finding(each) for each in standing.findings],
    }


def board_json(board: Board, columns: tuple[Pile, ...], calls: tuple[Call, ...]) -> Json:
    return {
        "read_at": _at(board.read_at),
        "complete": not board.gaps,
        "gaps": list(board.gaps),
        "columns": [
            {
                "title": each.title,
                "note": each.note,
                "bets": [standing_json(standing) for standing in each.standings],
            }
            for each in columns
        ],
        "findings": [_finding(each) for each in board.findings],
        "calls": [_call(each) for each in calls],
    }


def reading_json(reading: Reading) -> Json:
    return {
        "metric": reading.metric,
        "on": reading.on.isoformat(),
        "value": _figure(reading.value),
        "source": reading.source,
        "by": reading.by,
        "at": _at(reading.at),
    }


def event_json(event: Event) -> Json:
    return {
        "at": _at(event.at),
        "what": event.what.value,
        "by": event.by,
        "words": event.words,
        "changes": [
            {"field": each.field, "before": each.before, "after": each.after}
            for each in event.changes
        ],
        "decision": f"D-{event.decision}" if event.decision else None,
    }


def _metric(metric: Metric) -> Json:
    return {
        "name": metric.name,
        "unit": metric.unit,
        "baseline": None if metric.baseline is None else _figure(metric.baseline),
        "target": None if metric.target is None else _figure(metric.target),
        "better": metric.direction.value,
        "counted": metric.counted or None,
    }


def _criterion(criterion: ExitCriterion) -> Json:
    return {
        "metric": criterion.metric,
        "comparison": criterion.compared.value,
        "value": _figure(criterion.value),
        "days": criterion.days,
    }


def _motion(motion: Motion) -> Json:
    slope = motion.slope
    return {
        "course": motion.course.value,
        "since": motion.since.isoformat() if motion.since else None,
        "readings": motion.readings,
        "gain": _figure(slope.gain) if slope else None,
        "first": slope.first.isoformat() if slope else None,
        "last": slope.last.isoformat() if slope else None,
        "chance": round(slope.chance, 4) if slope else None,
    }


def _load(load: Load) -> Json:
    return {
        "open": load.open,
        "in_progress": load.in_progress,
        "delivered": load.delivered,
        "bugs": load.bugs,
        "new_bugs": load.new_bugs,
        "days": load.days,
        "jql": load.jql,
        "read_at": _at(load.read_at),
    }


def _finding(finding: Finding) -> Json:
    return {
        "rule": finding.rule.value,
        "says": finding.says,
        "why": list(finding.why),
        "since": finding.since.isoformat() if finding.since else None,
    }


def _call(call: Call) -> Json:
    return {
        "key": call.key,
        "title": call.title,
        "question": call.question,
        "why": [plain_line(each) for each in call.why],
        "options": [each.value for each in call.options],
        "to": list(call.to),
    }


def _figure(value: Decimal) -> str:
    return f"{value:f}"


def _at(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
