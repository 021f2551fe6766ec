"""What every Occurrences store does: both databases, and the fake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from builders import an_occurrence
from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.ritual_occurrences import SqlOccurrences
from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.rituals.model.occurrence import Entry, Stage, Step
from cadence.rituals.store.occurrences import Occurrences
from fakes.ritual_occurrences import FakeOccurrences
from kept_stores import STORES, kept_in

MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@dataclass
class Kept:
    store: Occurrences
    make: Callable[..., None]


@pytest.fixture(params=STORES)
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    for store, make in kept_in(request, FakeOccurrences, SqlOccurrences):
        yield Kept(store, make)


def a_line(step: Step = Step.OPENED, **fields: Any) -> Entry:
    plain: dict[str, Any] = {"ritual": "weekly", "on": MONDAY, "at": NINE, "process": "web.1:7"}
    return Entry(step=step, **({"done": True} | plain | fields))


# --- occurrences ---------------------------------------------------------------------------------


def test_an_occurrence_comes_back_whole(kept: Kept) -> None:
    whole = an_occurrence(
        stage=Stage.PUBLISHED,
        why="said",
        opened_at=NINE,
        closed_at=NINE + WEEK,
        published_at=NINE + 2 * WEEK,
        digest_ts="1763380800.000100",
    )
    kept.make(kept.store.create(whole))
    assert kept.store.occurrence("weekly", MONDAY) == whole


def test_of_one_date_there_is_one(kept: Kept) -> None:
    kept.make(kept.store.create(an_occurrence()))
    kept.make(kept.store.create(an_occurrence(version=2)))
    assert kept.store.occurrences("weekly") == (an_occurrence(),)


def test_what_is_not_there_is_none(kept: Kept) -> None:
    assert kept.store.occurrence("weekly", MONDAY) is None
    assert kept.store.before("weekly", MONDAY) is None


def test_the_newest_comes_first(kept: Kept) -> None:
    dates = [MONDAY + n * WEEK for n in range(4)]
    kept.make(*(kept.store.create(an_occurrence(on)) for on in dates))
    kept.make(kept.store.create(an_occurrence(ritual="other")))
    assert [each.on for each in kept.store.occurrences("weekly", limit=2)] == dates[:1:-1]
    earlier = kept.store.occurrences("weekly", before=dates[2])
    assert [each.on for each in earlier] == [dates[1], dates[0]]


def test_the_one_before_is_the_last_that_was_published(kept: Kept) -> None:
    stages = (Stage.PUBLISHED, Stage.PUBLISHED, Stage.SKIPPED, Stage.OPEN)
    dates = [MONDAY + n * WEEK for n in range(4)]
    for on, stage in zip(dates, stages, strict=True):
        kept.make(kept.store.create(an_occurrence(on, stage=stage)))
    before = kept.store.before("weekly", dates[3])
    assert before is not None
    assert before.on == dates[1]
    assert kept.store.before("weekly", dates[0]) is None


def test_a_step_is_taken_once(kept: Kept) -> None:
    kept.make(kept.store.create(an_occurrence()))
    opened = an_occurrence(stage=Stage.OPEN, opened_at=NINE)
    kept.make(kept.store.move(opened, was=Stage.DUE))
    assert kept.store.occurrence("weekly", MONDAY) == opened
    with pytest.raises(Overtaken):
        kept.make(kept.store.move(replace(opened, opened_at=NINE + WEEK), was=Stage.DUE))
    assert kept.store.occurrence("weekly", MONDAY) == opened


def test_what_is_not_there_is_not_moved(kept: Kept) -> None:
    with pytest.raises(Overtaken):
        kept.make(kept.store.move(an_occurrence(stage=Stage.OPEN), was=Stage.DUE))


def test_unfinished_is_what_waits_to_be_opened_closed_or_published(kept: Kept) -> None:
    closing = NINE + timedelta(days=1)
    dates = {stage: MONDAY + n * timedelta(days=1) for n, stage in enumerate(Stage)}
    for stage, on in dates.items():
        kept.make(kept.store.create(an_occurrence(on, stage=stage, due_at=NINE, closes_at=closing)))
    before = kept.store.unfinished(closing - timedelta(seconds=1))
    assert [each.stage for each in before] == [Stage.DUE, Stage.CLOSED]
    after = kept.store.unfinished(closing)
    assert [each.stage for each in after] == [Stage.DUE, Stage.OPEN, Stage.CLOSED]
    assert kept.store.unfinished(NINE - WEEK) == ()


# --- the ledger ----------------------------------------------------------------------------------


def test_the_ledger_tells_the_newest_first(kept: Kept) -> None:
    lines = [a_line(Step.DUE), a_line(Step.OPENED), a_line(Step.ASKED, whom="UDANA", done=False)]
    kept.make(kept.store.note(*lines[:2]), kept.store.note(lines[2]))
    assert kept.store.ledger() == tuple(reversed(lines))
    assert kept.store.ledger(limit=1) == (lines[2],)


def test_the_ledger_tells_of_one_ritual_and_one_date(kept: Kept) -> None:
    mine, other = a_line(), a_line(ritual="other")
    later = a_line(on=MONDAY + WEEK)
    kept.make(kept.store.note(mine, other, later))
    assert kept.store.ledger(ritual="weekly") == (later, mine)
    assert kept.store.ledger(ritual="weekly", on=MONDAY) == (mine,)
    assert kept.store.ledger(ritual="nothing") == ()


def test_a_failure_is_written_at_once(kept: Kept) -> None:
    failed = a_line(Step.FAILED, done=False, why="opening: Slack could not be reached \0")
    kept.store.write(failed)
    kept.make(kept.store.note())
    (line,) = kept.store.ledger()
    assert line.why.startswith("opening: Slack could not be reached")


def test_a_database_that_is_away_is_not_an_empty_one() -> None:
    away = SqlOccurrences(make_engine("postgresql://cadence@127.0.0.1:1/cadence"))
    for store in (FakeOccurrences(is_down=True), away):
        with pytest.raises(StoreUnavailable):
            store.occurrences("weekly")
        with pytest.raises(StoreUnavailable):
            store.write(a_line())
