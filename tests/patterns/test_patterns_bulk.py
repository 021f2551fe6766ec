"""What a machine created or changed is told from what people did, by its pace alone."""

from datetime import UTC, datetime, timedelta

from cadence.patterns.model import bulk

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


def every(step: timedelta, times: int, start: datetime = MORNING) -> list[datetime]:
    return [start + step * n for n in range(times)]


def test_a_hundred_in_two_minutes_are_an_import() -> None:
    imported = every(timedelta(seconds=1), 100)
    usual = every(timedelta(hours=7), 200, MORNING - timedelta(days=40))
    (span,) = bulk.imports([*usual, *imported])
    assert all(bulk.within([span], each) for each in imported)
    assert sum(bulk.within([span], each) for each in usual) <= 1


def test_people_in_a_hurry_are_no_import() -> None:
    """Fourteen in seven minutes: as fast as a bug bash ever was in ten years of a real tracker, and some."""
    assert bulk.imports(every(timedelta(seconds=30), 14)) == ()


def test_what_trickles_at_an_imports_ends_belongs_to_it() -> None:
    slow = every(timedelta(seconds=60), 30)
    fast = every(timedelta(seconds=5), 60, MORNING + timedelta(minutes=30))
    (span,) = bulk.imports([*slow, *fast])
    assert span.start == MORNING
    assert all(each in span for each in fast)


def test_a_tracker_that_gets_thousands_a_day_has_its_own_measure() -> None:
    """1,200 a day in eight hours: 25 in ten minutes are nothing there."""
    days = [
        moment
        for day in range(10)
        for moment in every(timedelta(seconds=24), 1200, MORNING + timedelta(days=day))
    ]
    assert bulk.imports(days) == ()


def test_two_imports_are_apart() -> None:
    first = every(timedelta(seconds=1), 50)
    second = every(timedelta(seconds=1), 50, MORNING + timedelta(days=1))
    spans = bulk.imports([*second, *first])
    assert len(spans) == 2
    assert not bulk.within(spans, MORNING + timedelta(hours=5))
    assert bulk.within(spans, second[-1])


def test_nothing_is_no_import() -> None:
    assert bulk.imports([]) == ()
    assert not bulk.within((), MORNING)
