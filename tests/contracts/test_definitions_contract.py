"""What every Definitions store does: both databases, and the fake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from builders import a_definition, a_ritual
from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.ritual_definitions import SqlDefinitions
from cadence.core.agenda import Ask, Comparison, Condition, Sort
from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.message import Choice
from cadence.rituals.model.ritual import Closing, Origin, Participants, State, Version
from cadence.rituals.model.schedule import Monthly, OnHoliday, Pause, Weekly
from cadence.rituals.store.definitions import Definitions
from fakes.ritual_definitions import FakeDefinitions
from kept_stores import STORES, kept_in

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class Kept:
    """A store, and what makes its changes: one transaction for all of them."""

    store: Definitions
    make: Callable[..., None]


@pytest.fixture(params=STORES)
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    for store, make in kept_in(request, FakeDefinitions, SqlDefinitions):
        yield Kept(store, make)


def of_file(key: str = "weekly", at: datetime = NOON, **fields: Any) -> Version:
    return a_definition(a_ritual(key, **fields), origin=Origin.FILE, by=None, at=at)


# --- versions ------------------------------------------------------------------------------------


def test_a_definition_comes_back_whole(kept: Kept) -> None:
    ritual = a_ritual(
        recurrence=Monthly(nth=-1, every=3, first_month=3),
        at=time(9, 30),
        zone=ZoneInfo("Asia/Kathmandu"),
        starts=date(2026, 1, 1),
        holidays=("DE-BE", "US"),
        days_off=(date(2026, 12, 24),),
        weekdays=frozenset({0, 1, 2}),
        on_holiday=OnHoliday.BEFORE,
        pauses=(Pause(start=date(2026, 12, 20), end=date(2027, 1, 7), why="Christmas"),),
        participants=Participants(people=("UDANA",), groups=("@leads",), owners=True),
        asks=(
            Ask(
                name="state",
                label="Where does it stand?",
                sort=Sort.CHOICE,
                choices=(Choice("Well", "well"), Choice("Badly", "badly", "say why")),
            ),
            Ask(
                name="why",
                label="Why?",
                only_if=Condition(ask="state", comparison=Comparison.IS, value="badly"),
            ),
        ),
        sources=("portfolio",),
        closing=Closing(days=2, at=time(12)),
        reminders=(timedelta(hours=4), timedelta(hours=1)),
        template="portfolio-review",
    )
    version = a_definition(ritual, note="made from a template")
    kept.make(kept.store.define(version, next_at=NOON))
    assert kept.store.version("weekly", 1) == version
    standing = kept.store.standing("weekly")
    assert standing is not None
    assert (standing.version, standing.state, standing.next_at) == (version, State.ON, NOON)


def test_the_last_version_counts_and_the_earlier_ones_are_kept(kept: Kept) -> None:
    first, second = a_definition(), a_definition(a_ritual(title="Review"), 2)
    kept.make(kept.store.define(first, next_at=NOON))
    kept.make(kept.store.define(second, next_at=NOON + DAY))
    assert kept.store.versions("weekly") == (second, first)
    standing = kept.store.standing("weekly")
    assert standing is not None
    assert standing.version == second


@pytest.mark.parametrize("number", [1, 3])
def test_a_version_that_is_not_the_next_one_is_overtaken(kept: Kept, number: int) -> None:
    kept.make(kept.store.define(a_definition(), next_at=NOON))
    with pytest.raises(Overtaken):
        kept.make(kept.store.define(a_definition(number=number), next_at=NOON))
    assert len(kept.store.versions("weekly")) == 1


def test_an_edit_does_not_take_back_a_pause_that_was_quicker(kept: Kept) -> None:
    kept.make(kept.store.define(a_definition(), next_at=NOON))
    edited = kept.store.define(a_definition(number=2), next_at=NOON)
    kept.make(kept.store.put("weekly", State.PAUSED, why="by Dana", next_at=None))
    with pytest.raises(Overtaken):
        kept.make(edited)
    found = kept.store.standing("weekly")
    assert found is not None
    assert (found.state, found.why, found.version.number) == (State.PAUSED, "by Dana", 1)
    kept.make(kept.store.define(a_definition(number=2), next_at=None, state=State.PAUSED))


def test_a_second_version_of_nothing_is_overtaken(kept: Kept) -> None:
    with pytest.raises(Overtaken):
        kept.make(kept.store.define(a_definition(number=2), next_at=NOON))
    assert kept.store.standing("weekly") is None


def test_what_is_not_there_is_none(kept: Kept) -> None:
    assert kept.store.standing("weekly") is None
    assert kept.store.version("weekly", 1) is None
    assert kept.store.versions("weekly") == ()


# --- what is due ---------------------------------------------------------------------------------


def test_due_are_those_that_are_on_the_longest_due_first(kept: Kept) -> None:
    for key, at in (("c", NOON), ("a", NOON - DAY), ("b", NOON + DAY), ("d", None)):
        kept.make(kept.store.define(a_definition(a_ritual(key)), next_at=at))
    kept.make(
        kept.store.define(a_definition(a_ritual("p")), next_at=NOON, state=State.PAUSED),
    )
    assert kept.store.due(NOON) == (("a", NOON - DAY), ("c", NOON))
    assert kept.store.due(NOON, limit=1) == (("a", NOON - DAY),)


def test_only_one_moves_it_on(kept: Kept) -> None:
    kept.make(kept.store.define(a_definition(), next_at=NOON))
    kept.make(kept.store.schedule("weekly", was=NOON, next_at=NOON + DAY))
    kept.make(kept.store.schedule("weekly", was=NOON, next_at=NOON + 2 * DAY))
    standing = kept.store.standing("weekly")
    assert standing is not None
    assert standing.next_at == NOON + DAY


def test_what_was_never_due_can_be_scheduled_too(kept: Kept) -> None:
    kept.make(kept.store.define(a_definition(), next_at=None))
    kept.make(kept.store.schedule("weekly", was=None, next_at=NOON))
    assert kept.store.due(NOON) == (("weekly", NOON),)


def test_a_pause_says_why(kept: Kept) -> None:
    kept.make(kept.store.define(a_definition(), next_at=NOON))
    kept.make(kept.store.put("weekly", State.PAUSED, why="reorganisation", next_at=None))
    standing = kept.store.standing("weekly")
    assert standing is not None
    assert (standing.state, standing.why) == (State.PAUSED, "reorganisation")
    assert kept.store.due(NOON + 99 * DAY) == ()


# --- seeding -------------------------------------------------------------------------------------


def test_a_seed_defines_what_is_new_and_leaves_what_is_the_same(kept: Kept) -> None:
    both = [(of_file("a"), NOON + DAY), (of_file("b"), NOON + 2 * DAY)]
    assert kept.store.seed(both) == ("a", "b")
    assert kept.store.seed([(of_file("a", NOON + DAY), NOON + 5 * DAY), both[1]]) == ()
    first, second = kept.store.all()
    assert (first.next_at, second.next_at) == (NOON + DAY, NOON + 2 * DAY)
    assert first.version.number == 1


def test_a_seed_makes_a_version_of_what_changed(kept: Kept) -> None:
    kept.store.seed([(of_file(), NOON + DAY)])
    assert kept.store.seed([(of_file(title="Review"), NOON + 2 * DAY)]) == ("weekly",)
    (standing,) = kept.store.all()
    assert (standing.version.number, standing.version.ritual.title) == (2, "Review")
    assert standing.next_at == NOON + 2 * DAY
    assert [each.number for each in kept.store.versions("weekly")] == [2, 1]


def test_what_fell_due_while_nothing_ran_stays_due_through_a_seed(kept: Kept) -> None:
    kept.store.seed([(of_file(), NOON - DAY)])
    kept.store.seed([(of_file(title="Review"), NOON + DAY)])
    assert kept.store.due(NOON) == (("weekly", NOON - DAY),)


def test_what_is_in_the_file_no_more_ends_and_begins_again_with_it(kept: Kept) -> None:
    kept.store.seed([(of_file(), NOON + DAY)])
    assert kept.store.seed([]) == ("weekly",)
    assert kept.store.seed([]) == ()
    (ended,) = kept.store.all()
    assert (ended.state, ended.next_at) == (State.ENDED, None)
    assert kept.store.seed([(of_file(), NOON + DAY)]) == ("weekly",)
    (again,) = kept.store.all()
    assert (again.state, again.why, again.next_at) == (State.ON, "", NOON + DAY)


def test_a_seed_leaves_those_from_slack_alone(kept: Kept) -> None:
    kept.make(kept.store.define(a_definition(), next_at=NOON))
    assert kept.store.seed([]) == ()
    standing = kept.store.standing("weekly")
    assert standing is not None
    assert standing.state is State.ON


def test_a_pause_by_hand_outlasts_a_seed(kept: Kept) -> None:
    kept.store.seed([(of_file(), NOON + DAY)])
    kept.make(kept.store.put("weekly", State.PAUSED, why="holidays", next_at=None))
    kept.store.seed([(of_file(recurrence=Weekly(weekdays=frozenset({2}))), NOON + DAY)])
    standing = kept.store.standing("weekly")
    assert standing is not None
    assert (standing.state, standing.why, standing.next_at) == (State.PAUSED, "holidays", None)
    assert standing.version.number == 2


def test_what_slack_defined_is_the_files_once_it_stands_there(kept: Kept) -> None:
    kept.make(kept.store.define(a_definition(), next_at=NOON + DAY))
    assert kept.store.seed([(of_file(), NOON + DAY)]) == ("weekly",)
    standing = kept.store.standing("weekly")
    assert standing is not None
    assert (standing.version.number, standing.version.origin) == (2, Origin.FILE)


def test_no_version_is_lost_through_odd_characters(kept: Kept) -> None:
    ritual = a_ritual(title="odd \0 title 🗓️", purpose="“quoted”\n")
    kept.make(kept.store.define(a_definition(ritual), next_at=None))
    version = kept.store.version("weekly", 1)
    assert version is not None
    assert version == replace(a_definition(ritual), ritual=ritual)


def test_a_database_that_is_away_is_not_an_empty_one() -> None:
    away = SqlDefinitions(make_engine("postgresql://cadence@127.0.0.1:1/cadence"))
    for store in (FakeDefinitions(is_down=True), away):
        for read in (store.all, lambda store=store: store.due(NOON)):
            with pytest.raises(StoreUnavailable):
                read()
