"""`cadence bets show`: one bet with its readings and its history, without asking Jira."""

import json
from collections.abc import Iterator
from datetime import date

import click

from cadence import config
from cadence.assembly.bets import existing_portfolio
from cadence.cli.bet_json import event_json, reading_json, standing_json
from cadence.cli.bets_named import bet_named
from cadence.core.plain import clean, moment
from cadence.delivery.clock import SystemClock
from cadence.portfolio.messages.words import course, outcome
from cadence.portfolio.model.bet import CONFIDENCE, OUTCOME, Bet, Event, Reading
from cadence.portfolio.model.board import Standing
from cadence.portfolio.model.figures import day, figure, percent

SHOWN = 12
"""Readings of each metric, the latest; --json has all."""


@click.command("show")
@click.argument("bet", metavar="BET")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def show_bet(*, bet: str, as_object: bool) -> None:
    """Show one bet, by its number, key or name."""
    clock = SystemClock()
    portfolio = existing_portfolio(config.read(), clock)
    looking, now = portfolio.looking, clock.now()
    standing = looking.standing(bet_named(portfolio.store, bet), at=now)
    history = portfolio.store.history(standing.bet.number)
    if as_object:
        shown = {
            **standing_json(standing),
            "readings": [reading_json(each) for each in standing.readings],
            "history": [event_json(each) for each in history],
        }
        click.echo(json.dumps(shown, ensure_ascii=False))
    else:
        told = (
            *_facts(standing),
            *_moves(standing, looking.day(now)),
            *_readings(standing),
            *_history(history),
        )
        click.echo(clean("\n".join(told)))


def _facts(standing: Standing) -> Iterator[str]:
    bet = standing.bet
    key = f" ({bet.key})" if bet.key else ""
    yield f"{bet.number}  {bet.name}{key}"
    yield f"{bet.horizon}, {bet.stage} since {day(bet.stage_since)}, {percent(bet.capacity)} of capacity"
    yield f"Owner: {bet.owner or 'nobody'}"
    yield outcome(standing)
    for what, criteria in (("Exit", bet.exits), ("Success", bet.successes)):
        if criteria:
            yield f"{what}: {'; '.join(map(str, criteria))}"
    if bet.jira:
        yield f"Jira: {bet.jira}"
    if bet.decisions:
        yield f"Decisions: {', '.join(f'D-{number}' for number in bet.decisions)}"


def _moves(standing: Standing, today: date) -> Iterator[str]:
    if moves := course(standing, today):
        yield f"The outcome is {moves}." if standing.motion.slope else f"{moves.capitalize()}."
    for finding in standing.findings:
        yield f"To decide: {finding.says}. {' '.join(finding.why)}"


def _readings(standing: Standing) -> Iterator[str]:
    for metric in standing.bet.metrics():
        known = standing.of(metric)
        if known:
            yield f"\nReadings of {metric}:"
            yield from (_reading(standing.bet, each) for each in known[-SHOWN:])
        if len(known) > SHOWN:
            yield f"  … and {len(known) - SHOWN} earlier ones."


def _reading(bet: Bet, reading: Reading) -> str:
    unit = "%" if reading.metric == CONFIDENCE else ""
    if reading.metric == OUTCOME and bet.metric:
        unit = bet.metric.unit
    by = f", {reading.by}" if reading.by else ""
    return f"  {reading.on}  {figure(reading.value, unit)}  ({reading.source}{by})"


def _history(history: tuple[Event, ...]) -> Iterator[str]:
    if history:
        yield "\nHistory, newest first:"
    for each in history:
        what = f"{each.what}{f', {each.words}' if each.words else ''}"
        yield f"  {moment(each.at)}  {what}{f' by {each.by}' if each.by else ''}"
        for change in each.changes:
            yield f"      {change.field}: {change.before or 'nothing'} → {change.after or 'nothing'}"
