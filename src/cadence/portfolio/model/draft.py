"""What a file or a form says of a bet, before it is one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cadence.portfolio.model.bet import Bet, Changed, Horizon, Metric, Stage
from cadence.portfolio.model.criterion import ExitCriterion
from cadence.portfolio.model.figures import figure, percent
from cadence.portfolio.model.jira import JiraFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Checked: every value is one that a bet may have."""

    name: str
    owner: str | None = None
    """A user id."""
    horizon: Horizon
    stage: Stage = Stage.LEARN
    metric: Metric | None = None
    capacity: Decimal = Decimal(0)
    exits: tuple[ExitCriterion, ...] = ()
    successes: tuple[ExitCriterion, ...] = ()
    jira: JiraFilter | None = None
    decisions: tuple[int, ...] = ()


FIELDS = tuple(Draft.__dataclass_fields__)


def as_draft(bet: Bet) -> Draft:
    return Draft(**{name: getattr(bet, name) for name in FIELDS})


def applied(
    draft: Draft, *, number: int, on: date, was: Bet | None = None, key: str | None = None
) -> Bet:
    """The bet that this draft makes, or makes of what it was; a stage that changed is in it since that day."""
    values = {name: getattr(draft, name) for name in FIELDS}
    if was is None:
        return Bet(number=number, stage_since=on, key=key, **values)
    since = was.stage_since if was.stage is draft.stage else on
    return replace(was, stage_since=since, **values)


def merged(said: Draft, said_before: Draft, now: Draft) -> Draft:
    """What a file changes: each field that it says otherwise than before; the others stay as they are now, whoever
    changed them since."""
    values = {
        name: getattr(said, name)
        for name in FIELDS
        if getattr(said, name) != getattr(said_before, name)
    }
    return replace(now, **values)


def changes(before: Bet | None, after: Bet) -> tuple[Changed, ...]:
    """Field by field, as people read them."""
    found = (
        Changed(field=name, before=shown(before) if before else "", after=shown(after))
        for name, shown in _SHOWN.items()
    )
    return tuple(each for each in found if each.before != each.after)


def _of_metric(shown: Callable[[Metric], str]) -> Callable[[Bet], str]:
    return lambda bet: shown(bet.metric) if bet.metric else ""


def _aim(value: Decimal | None, unit: str) -> str:
    return "" if value is None else figure(value, unit)


_SHOWN: Mapping[str, Callable[[Bet], str]] = {
    "name": lambda bet: bet.name,
    "owner": lambda bet: bet.owner or "",
    "horizon": lambda bet: bet.horizon.value,
    "stage": lambda bet: bet.stage.value,
    "metric": _of_metric(lambda metric: metric.name),
    "unit": _of_metric(lambda metric: metric.unit),
    "baseline": _of_metric(lambda metric: _aim(metric.baseline, metric.unit)),
    "target": _of_metric(lambda metric: _aim(metric.target, metric.unit)),
    "better": _of_metric(lambda metric: metric.direction.value),
    "counted": _of_metric(lambda metric: metric.counted),
    "capacity": lambda bet: percent(bet.capacity),
    "exit criteria": lambda bet: "; ".join(map(str, bet.exits)),
    "success criteria": lambda bet: "; ".join(map(str, bet.successes)),
    "Jira": lambda bet: str(bet.jira or ""),
    "decisions": lambda bet: ", ".join(f"D-{number}" for number in bet.decisions),
}
"""By the name of each field, how people read it."""
