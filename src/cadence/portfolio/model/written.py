"""Bets as they are written in a file: a section or a row each, checked into a draft."""

import re
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from cadence.portfolio.model.asks import MOST, MOST_PLACES
from cadence.portfolio.model.bet import Direction, Horizon, Metric, Stage
from cadence.portfolio.model.criterion import ExitCriterion, criteria
from cadence.portfolio.model.draft import Draft
from cadence.portfolio.model.jira import JiraFilter, jira_filter

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""By which files name bets."""
LONGEST_KEY = 60
LONGEST_NAME = 100
USER = re.compile(r"[UW][A-Z0-9]{2,30}")
DECISION = re.compile(r"(?:D-)?([1-9][0-9]{0,8})", re.IGNORECASE)


def _key(value: str) -> str:
    if not KEY.fullmatch(value) or len(value) > LONGEST_KEY:
        raise ValueError(
            f"“{value[:40]}” must be of small letters, digits and hyphens, {LONGEST_KEY} at most"
        )
    return value


def _user(value: str) -> str:
    if not USER.fullmatch(value):
        raise ValueError("must be a person's id, such as U012AB3CD (profile → Copy member ID)")
    return value


def _visible(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        raise ValueError("must not be empty")
    return text


def _figure(value: Any) -> Any:
    """A float of the file as the figure that was written; of a row, with or without a sign of percent."""
    if isinstance(value, str):
        return value.removesuffix("%").strip()
    return str(value) if isinstance(value, float) else value


def _lines(value: Any) -> str:
    """Several texts as one, or a text as it is."""
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    if not isinstance(value, str):
        raise ValueError("must be text, or a list of texts")  # noqa: TRY004 - pydantic takes this one
    return value


def _criteria(value: Any) -> tuple[ExitCriterion, ...]:
    return criteria(_lines(value))


def _filter(value: Any) -> JiraFilter | None:
    return jira_filter(_lines(value))


def _decisions(value: Any) -> tuple[int, ...]:
    """Numbers, or "D-12, D-30"."""
    said = value.split(",") if isinstance(value, str) else value
    if not isinstance(said, list | tuple):
        raise ValueError('must be a list of numbers, or such as "D-12, D-30"')  # noqa: TRY004 - as above
    found = [DECISION.fullmatch(str(each).strip()) for each in said]
    if not all(found):
        raise ValueError('must be a list of numbers, or such as "D-12, D-30"')
    return tuple(dict.fromkeys(int(each[1]) for each in found if each))


def _small(value: Any) -> Any:
    return value.strip().casefold() if isinstance(value, str) else value


def _large(value: Any) -> Any:
    return value.strip().upper() if isinstance(value, str) else value


Key = Annotated[str, AfterValidator(_key)]
User = Annotated[str, AfterValidator(_user)]
Name = Annotated[str, AfterValidator(_visible), Field(max_length=LONGEST_NAME)]
Figure = Annotated[
    Decimal,
    BeforeValidator(_figure),
    Field(allow_inf_nan=False, ge=-MOST, le=MOST, decimal_places=MOST_PLACES),
]
Percent = Annotated[
    Decimal,
    BeforeValidator(_figure),
    Field(allow_inf_nan=False, ge=0, le=100, decimal_places=MOST_PLACES),
]
Criteria = Annotated[tuple[ExitCriterion, ...], BeforeValidator(_criteria)]


class BetEntry(BaseModel):
    """`[bets.<key>]`."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    name: Name
    owner: User | None = None
    """A Slack user id."""
    horizon: Annotated[Horizon, BeforeValidator(_large)]
    stage: Annotated[Stage, BeforeValidator(_small)] = Stage.LEARN
    metric: Name | None = None
    """What its outcome is measured by."""
    unit: Annotated[str, Field(max_length=20)] = ""
    baseline: Figure | None = None
    target: Figure | None = None
    better: Annotated[Direction, BeforeValidator(_small)] = Direction.UP
    """The direction in which the metric gets better."""
    counted: Annotated[str, Field(max_length=200)] = ""
    """What Jira counts the metric by: "open P1 bugs in Checkout"."""
    capacity: Percent = Decimal(0)
    """Percent of the capacity of all; 0 where it waits for some."""
    exit: Criteria = ()
    """"outcome below 20 for 4 weeks": any of them met, it is asked about."""
    success: Criteria = ()
    """All of them met, it may end."""
    jira: Annotated[JiraFilter | None, BeforeValidator(_filter)] = None
    """"project = PAY; component = Checkout", with component, label, version or epic."""
    decisions: Annotated[tuple[int, ...], BeforeValidator(_decisions)] = ()

    @model_validator(mode="after")
    def _metric_is_whole(self) -> Self:
        of_metric = {"unit", "baseline", "target", "better", "counted"}
        if self.metric is None and (given := sorted(of_metric & self.model_fields_set)):
            raise ValueError(f"{given[0]} is given but no metric: say what is measured")
        return self

    @property
    def draft(self) -> Draft:
        return Draft(
            name=self.name,
            owner=self.owner,
            horizon=self.horizon,
            stage=self.stage,
            metric=self._metric(),
            capacity=self.capacity,
            exits=self.exit,
            successes=self.success,
            jira=self.jira,
            decisions=self.decisions,
        )

    def _metric(self) -> Metric | None:
        if self.metric is None:
            return None
        return Metric(
            name=self.metric,
            unit=self.unit,
            baseline=self.baseline,
            target=self.target,
            direction=self.better,
            counted=self.counted,
        )
