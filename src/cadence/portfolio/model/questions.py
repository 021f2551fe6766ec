"""What the rules found, as questions to the portfolio's owners: with what it costs and what waits instead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cadence.core.agenda import Call
from cadence.core.message import Choice, Line, line
from cadence.core.words import counted
from cadence.portfolio.model.asks import SOURCE
from cadence.portfolio.model.bet import CONFIDENCE, OUTCOME, Horizon, Stage
from cadence.portfolio.model.board import Board, Finding, Rule, Standing
from cadence.portfolio.model.figures import percent
from cadence.portfolio.model.policy import Policy

DOUBLE, SHIFT, SUNSET, KEEP, END = "double", "shift", "sunset", "keep", "end"
LEARN, EARN = "learn", "earn"
MIX, BETS = "mix", "bets"

STAGES: Mapping[str, Stage] = {
    SUNSET: Stage.SUNSETTING,
    END: Stage.ENDED,
    LEARN: Stage.LEARN,
    EARN: Stage.EARN,
}
"""Options by which a bet changes its stage when they are decided."""

ABOUT_BETS = tuple(rule for rule in Rule if rule not in (Rule.BALANCE, Rule.STRAY))

MOST_WAITING = 5
"""Alternatives that a question names."""

_DOUBLE = Choice("Double down", DOUBLE, "More capacity, since more will move it")
_SHIFT = Choice("Shift", SHIFT, "The same aim by another way, or capacity to another bet")
_SUNSET = Choice("Sunset", SUNSET, "Wind it down; it stands in the Sunsetting column")
_KEEP = Choice("Keep until a date", KEEP, "Say until when, and what would change our mind")
_END = Choice("End it", END, "It is done; what it holds is free")
_LEARN = Choice("Back to learning", LEARN, "It has yet to show that it earns")
_EARN = Choice("Let it earn", EARN, "The evidence is there")
_MIX = Choice("Change the target", MIX, "The mix is right, its target is not")
_BETS = Choice("Make bets of it", BETS, "Work that matters has an owner and an outcome")

OPTIONS: Mapping[Rule, tuple[Choice, ...]] = {
    Rule.EXIT: (_SUNSET, _SHIFT, _DOUBLE, _KEEP),
    Rule.SUCCESS: (_END, _DOUBLE, _KEEP),
    Rule.FLAT: (_DOUBLE, _SHIFT, _SUNSET, _KEEP),
    Rule.CONFIDENCE: (_DOUBLE, _SHIFT, _SUNSET, _KEEP),
    Rule.MISMATCH: (_LEARN, _EARN, _SUNSET, _KEEP),
    Rule.BALANCE: (_SHIFT, _MIX, _KEEP),
    Rule.STRAY: (_BETS, _SHIFT, _KEEP),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A question that was answered and is not asked again yet."""

    since: datetime
    until: datetime


def calls(board: Board, policy: Policy, quiet: Mapping[str, Quiet]) -> tuple[Call, ...]:
    """One about each bet of which something is found, the most capacity first, then those about the whole.

    Nobody is asked three times about one bet: the question is that of the first finding, in the order of `Rule`, the
    others are evidence, and it stays the same question while findings come and go. What was answered is asked again
    when its quiet is over, or at once where an exit or success criterion was met, or confidence fell, after the answer.
    """
    about_bets = (
        _about(standing, due, board, policy)
        for standing in _by_capacity(board.standings)
        if (due := [each for each in standing.findings if _is_due(each, quiet)])
    )
    about_all = (_overall(each, board, policy) for each in board.findings if _is_due(each, quiet))
    return (*about_bets, *about_all)


def keys_about(call: str, bet: int | None) -> tuple[str, ...]:
    """Those that an answer to the call with this key answers: all about its bet, or it alone."""
    if bet is None:
        return (call,)
    return tuple(f"bet:{bet}:{rule}" for rule in ABOUT_BETS)


def _is_due(finding: Finding, quiet: Mapping[str, Quiet]) -> bool:
    known = quiet.get(finding.key)
    if known is None:
        return True
    came_later = finding.since is not None and finding.since > known.since.date()
    return came_later and finding.rule in (Rule.EXIT, Rule.SUCCESS, Rule.CONFIDENCE)


def _about(standing: Standing, found: Sequence[Finding], board: Board, policy: Policy) -> Call:
    bet, first = standing.bet, found[0]
    return Call(
        key=bet.ref,
        source=SOURCE,
        subject=bet.ref,
        title=f"{bet.name}: {'; '.join(each.says for each in found)}",
        question=_question(standing, first),
        why=tuple(_evidence(standing, found, board)),
        options=_options(standing, found),
        to=policy.owners,
    )


def _question(standing: Standing, finding: Finding) -> str:
    bet = standing.bet
    match finding.rule:
        case Rule.EXIT:
            return "What was to end this bet has come about. Sunset it, or go on, and how?"
        case Rule.SUCCESS:
            return "This bet has achieved what it was for. End it, or go on, and for what?"
        case Rule.FLAT:
            return (
                f"This bet holds {percent(bet.capacity)} of capacity and its outcome does not get better. "
                "Double down, shift, sunset, or keep it, until when?"
            )
        case Rule.CONFIDENCE:
            return (
                "Its owner is less sure of it. Double down, shift, sunset, or keep it, until when?"
            )
        case _:
            return f"It is in stage “{bet.stage}”. Which stage is right?"


def _options(standing: Standing, found: Sequence[Finding]) -> tuple[Choice, ...]:
    """Those of every finding, without the stage that it is in; to keep it comes last."""
    now = standing.bet.stage
    if now is Stage.SUNSETTING:
        return (_END, _LEARN, _EARN, _KEEP)
    every = (each for finding in found for each in OPTIONS[finding.rule] if each is not _KEEP)
    offered = (each for each in dict.fromkeys(every) if STAGES.get(each.value) is not now)
    return (*offered, _KEEP)


def _evidence(standing: Standing, found: Sequence[Finding], board: Board) -> Iterator[Line]:
    yield from (line(why) for finding in found for why in finding.why)
    yield from map(line, _beside(standing, found))
    if found[0].rule is not Rule.SUCCESS:
        yield from map(line, _cost(standing, board))


def _beside(standing: Standing, found: Sequence[Finding]) -> Iterator[str]:
    """What else is known, where the findings themselves do not say it."""
    sure = standing.latest(CONFIDENCE)
    if sure is not None and all(each.rule is not Rule.CONFIDENCE for each in found):
        yield f"Its owner's confidence was {percent(sure.value)} on {sure.on.day} {sure.on:%b %Y}."
    if standing.latest(OUTCOME) is None and standing.bet.metric is not None:
        yield f"There is no reading of {standing.bet.metric.name}."
    if load := standing.load:
        yield (
            f"Jira: {counted(load.delivered, 'issue')} resolved in {load.days} days, {load.in_progress:,} in progress, "
            f"{counted(load.bugs, 'open bug')}, {load.new_bugs:,} new."
        )


def _cost(standing: Standing, board: Board) -> Iterator[str]:
    """The opportunity cost: what it holds, and what waits for capacity."""
    bet = standing.bet
    if bet.capacity <= 0:
        return
    yield f"It holds {percent(bet.capacity)} of capacity{_as_much_as(standing, board)}."
    waiting = [each.bet for each in board.waiting if each.bet.number != bet.number]
    if not waiting:
        yield "No other bet waits for capacity."
        return
    names = ", ".join(f"{each.name} ({each.horizon})" for each in waiting[:MOST_WAITING])
    more = len(waiting) - MOST_WAITING
    yield f"Waiting for capacity: {names}{f' and {more} more' if more > 0 else ''}."


def _as_much_as(standing: Standing, board: Board) -> str:
    held = board.capacity()
    horizon = standing.bet.horizon
    in_horizon = sum((each.bet.capacity for each in board.column(horizon)), Decimal(0))
    if not standing.bet.is_running or held <= 0 or in_horizon <= 0:
        return ""
    share = (standing.bet.capacity / in_horizon * 100).quantize(Decimal(1))
    return f", {percent(share)} of what {horizon} has"


def _overall(finding: Finding, board: Board, policy: Policy) -> Call:
    title, question = _WHOLE[finding.rule]
    return Call(
        key=finding.key,
        source=SOURCE,
        title=f"{title}: {finding.says}",
        question=question,
        why=tuple(map(line, (*finding.why, *_held(finding, board)))),
        options=OPTIONS[finding.rule],
        to=policy.owners,
    )


_WHOLE: Mapping[Rule, tuple[str, str]] = {
    Rule.BALANCE: ("The mix", "Shift capacity between the horizons, or change what is aimed at?"),
    Rule.STRAY: ("Work with no bet", "Make bets of it, shift it, or keep it as it is, until when?"),
}


def _held(finding: Finding, board: Board) -> Iterator[str]:
    if finding.rule is not Rule.BALANCE:
        return
    for horizon in Horizon:
        held = [f"{each.bet.name} {percent(each.bet.capacity)}" for each in board.column(horizon)]
        yield f"{horizon}: {', '.join(held) or 'no bet'}."
    leaving = [f"{each.bet.name} {percent(each.bet.capacity)}" for each in board.sunsetting]
    if leaving:
        yield f"Sunsetting: {', '.join(leaving)}."


def _by_capacity(standings: Iterable[Standing]) -> list[Standing]:
    return sorted(standings, key=lambda each: (-each.bet.capacity, each.bet.number))
