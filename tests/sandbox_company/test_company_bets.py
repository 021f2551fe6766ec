"""The sample company's bets: what is planted in them is what the portfolio room finds."""

import tomllib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cadence.config import Settings
from cadence.portfolio.model.board import Rule, Standing
from cadence.portfolio.model.files import Contents, Named, contents
from cadence.portfolio.model.trend import Course
from cadence.portfolio.service.importing import Importing
from cadence.portfolio.service.looking import Looking
from cadence.sandbox.company import bets as betting
from cadence.sandbox.company import cast as casting
from cadence.sandbox.company import settings as written
from fakes.bets import FakeBets

MOMENTS = [
    datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
    datetime(2027, 1, 2, 23, 59, tzinfo=UTC),
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
]
FOUND = {
    "healthy": set(),
    "flat": {Rule.FLAT},
    "exit met": {Rule.EXIT, Rule.FLAT},
    "falling confidence": {Rule.CONFIDENCE},
    "young": set(),
    "sunsetting": set(),
    "waiting": set(),
}
"""What is found about each kind of bet; what gets worse while it holds capacity is "stable or worse" too."""


@pytest.fixture(scope="module", params=MOMENTS, ids=str)
def now(request: pytest.FixtureRequest) -> datetime:
    moment: datetime = request.param
    return moment


@pytest.fixture(scope="module")
def standings(now: datetime) -> dict[str, Standing]:
    """By the kind of truth."""
    settings = Settings.model_validate(tomllib.loads(written.text(casting.read(now))))
    bets, zone = FakeBets(), ZoneInfo("Europe/Berlin")
    importing = Importing(bets=bets, zone=zone)
    named = tuple(Named(key=key, draft=each.draft) for key, each in settings.bets.items())
    importing.take_in(Contents(bets=named), source="cadence.toml", at=now)
    read = contents(betting.readings(seed=7, now=now), is_toml=False, find=lambda _: None)
    importing.take_in(read, source="bets.csv", at=now)
    looking = Looking(bets=bets, policy=settings.portfolio.policy, zone=zone)
    board = looking.board(at=now, audience=None)
    assert board.findings == ()
    by_key = {each.bet.key: each for each in board.standings}
    return {each.kind: by_key[each.key] for each in betting.planted()}


@pytest.mark.parametrize("kind", FOUND)
def test_what_is_planted_in_a_bet_is_found(kind: str, standings: dict[str, Standing]) -> None:
    assert {each.rule for each in standings[kind].findings} == FOUND[kind]


def test_bets_move_as_their_truths_say(standings: dict[str, Standing]) -> None:
    courses = {kind: each.motion.course for kind, each in standings.items()}
    assert courses["healthy"] is Course.GROWING
    assert courses["flat"] is Course.FLAT
    assert courses["exit met"] is Course.FALLING
    assert courses["young"] is Course.UNKNOWN
    assert courses["sunsetting"] is Course.GROWING


def test_a_bet_that_waits_has_neither_capacity_nor_an_owner(
    standings: dict[str, Standing],
) -> None:
    waiting = standings["waiting"].bet
    assert waiting.is_waiting
    assert waiting.owner is None


def test_owners_of_bets_are_people_of_the_company(
    now: datetime, standings: dict[str, Standing]
) -> None:
    people = {each.user_id for each in casting.read(now).people}
    owners = {each.bet.owner for each in standings.values()} - {None}
    assert owners
    assert owners <= people


def test_filters_of_bets_name_components_that_there_are(
    now: datetime, standings: dict[str, Standing]
) -> None:
    there = {(p.key, c.name) for p in casting.read(now).projects for c in p.components}
    named = {
        (project, component)
        for each in standings.values()
        if each.bet.jira
        for project in each.bet.jira.projects
        for component in each.bet.jira.components
    }
    assert named
    assert named <= there


def test_the_same_seed_brings_the_same_readings(now: datetime) -> None:
    readings = betting.readings(seed=7, now=now)
    assert betting.readings(seed=7, now=now) == readings
    assert betting.readings(seed=8, now=now) != readings
