"""Which questions are due: each rule is a function whose docstring is the rule."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from cadence.core.agenda import Call, Outcome
from cadence.core.message import Choice, Line, Moment, line
from cadence.revenue.model.customer import Suggested, Whose
from cadence.revenue.model.indicator import SOURCE, LeadingIndicator, Standing, State
from cadence.revenue.model.resting import QUIET, Rest, rests
from cadence.revenue.model.risk import AtRisk, renewal

ANOTHER_WAY, KEEP, TARGET = "another way", "keep", "target"
TALK, OFFER, LET_GO = "talk", "offer", "let go"

OFF = ":off"
RISK, ACCOUNT = ":risk", "account:"
MOST_ACCOUNTS = 5
"""Calls about accounts in one review: who is asked ten things decides none."""


def indicator_call(standing: Standing, on: date) -> Call | None:
    """An indicator with an owner is short of its target and does not improve: its last twelve readings, four at least,
    show no significant trend to the better, and the last one is no older than five weeks."""
    indicator, last = standing.indicator, standing.last
    if standing.state is not State.SHORT or last is None or standing.is_stale(on):
        return None
    trend = standing.trend
    if indicator.owner is None or trend.a_month is None or standing.is_improving():
        return None
    does = "is getting worse" if standing.is_worsening() else "is not getting better"
    return Call(
        key=f"{indicator.subject}{OFF}",
        source=SOURCE,
        subject=indicator.subject,
        title=f"{indicator.name} is short of its target of {_target(indicator)} and {does}",
        question=f"What do we change about {indicator.name}, or what would change our mind?",
        why=_evidence(standing),
        options=(
            Choice("Try another way", ANOTHER_WAY, "and say which"),
            Choice("Keep at it until a date", KEEP, "it needs more time to show"),
            Choice("Set another target", TARGET, "this one is not the right one"),
        ),
        to=(indicator.owner,),
    )


def _evidence(standing: Standing) -> tuple[Line, ...]:
    indicator, last, trend = standing.indicator, standing.last, standing.trend
    assert last is not None, "it was asked for"  # noqa: S101 - a call is made of a reading
    return (
        line(
            f"{indicator.name}: {with_unit(indicator, last.value)} on {last.on.day} {last.on:%b %Y}, "
            f"target {_target(indicator)}"
        ),
        line(
            f"{trend.course.value} over the last {trend.readings} readings, "
            f"{signed(trend.a_month or Decimal(0))} a month (Mann–Kendall at 10 %, Theil–Sen)"
        ),
        line(
            f"It is the {indicator.definition}. Source: {last.source}, taken ",
            Moment(last.taken_at),
        ),
    )


def account_call(found: AtRisk, whose: Whose) -> Call:
    """An account that is at risk and renews within 90 days has somebody's name and a date, or is let go on purpose."""
    renews = renewal(found)
    return Call(
        key=f"{ACCOUNT}{found.account}{RISK}",
        source=SOURCE,
        subject=None,
        title=f"{found.account} is at risk: {', '.join(each.key for each in found.reasons)}",
        question=f"{found.account} renews soon and is at risk. Who does what about it?",
        why=(renews, *(each.words for each in found.reasons), line(told(whose(found.customer)))),
        options=(
            Choice("Talk to them", TALK, "somebody finds out what is wrong, and says by when"),
            Choice("Offer something else", OFFER, "a smaller plan, a longer term"),
            Choice("Let them go", LET_GO, "on purpose"),
        ),
    )


def told(found: Suggested) -> str:
    if not found.owner:
        return "Nobody answers for it."
    return f"Suggested: {found.owner}, who {found.why}."


def account_in(key: str) -> str | None:
    """The account that a call's key names."""
    if not (key.startswith(ACCOUNT) and key.endswith(RISK)):
        return None
    return key.removeprefix(ACCOUNT).removesuffix(RISK)


def due(
    standings: Iterable[Standing],
    at_risk: Iterable[AtRisk],
    *,
    whose: Whose,
    resting: Mapping[str, Rest],
    on: date,
) -> tuple[Call, ...]:
    """All that are due, but for those that rest: the indicators' first, then the accounts' that renew first.
    Those of `at_once` are asked now."""
    asked = [call for each in standings if (call := indicator_call(each, on))]
    about = [(each, account_call(each, whose)) for each in at_risk if each.renews_on]
    about.sort(key=lambda each: (each[0].renews_on or on, each[0].account))
    calls = (*asked, *(call for _, call in about))
    return tuple(each for each in calls if not rests(each.key, each.title, resting, on))


def at_once(calls: Sequence[Call]) -> tuple[Call, ...]:
    """About accounts no more than are decided in one review; the others wait."""
    accounts = [each for each in calls if account_in(each.key) is not None]
    later = accounts[MOST_ACCOUNTS:]
    return tuple(each for each in calls if each not in later)


def rest_until(outcome: Outcome, on: date) -> date:
    """Until the date that was named, else for four weeks: time for an answer to show."""
    return outcome.due_on or on + QUIET


def _target(indicator: LeadingIndicator) -> str:
    return with_unit(indicator, indicator.target or Decimal(0))


def with_unit(indicator: LeadingIndicator, value: Decimal) -> str:
    return f"{value.normalize():,f} {indicator.unit}".rstrip()


def signed(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.1')):+,f}".replace("-", "−")
