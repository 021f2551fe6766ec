"""A scan, whole: what it stores and when, in a real database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from builders import a_project, a_site, an_issue
from cadence import config
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.assembly.scans import Scans, scans
from cadence.core.errors import ArchiveEmpty, Overtaken
from cadence.core.issue import StatusChange
from cadence.delivery.job import Settlement
from cadence.mirror.model import Standing
from cadence.patterns.model.pattern import Step
from cadence.patterns.model.scan import Progress
from fakes.clock import FakeClock

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
"""A Monday night."""


@dataclass
class Night:
    engine: Engine
    clock: FakeClock
    parts: Scans

    def copied(self, created: list[datetime]) -> None:
        """A bug each, all of one project and each about something else."""
        store = SqlMirrorStore(self.engine)
        issues = [
            an_issue(
                f"PAY-{n}",
                summary=" ".join(f"{word}{n}" for word in ("left", "turn", "stop")),
                created_at=at,
                updated_at=at,
                read_at=self.clock.now(),
            )
            for n, at in enumerate(sorted(created), start=1)
        ]
        told: dict[str, tuple[StatusChange, ...]] = {}
        store.keep(issues, told)
        whole = self.clock.now() + timedelta(minutes=1)
        store.stand(
            [Standing(project="PAY", begun_at=whole, as_of=whole)],
            a_site(projects=(a_project("PAY"),)),
        )

    def settle(self, settlement: Settlement) -> None:
        with writing(self.engine) as connection:
            for change in settlement.changes:
                change(connection)


@pytest.fixture
def night(sqlite_url: str) -> Iterator[Night]:
    engine, clock = make_engine(sqlite_url), FakeClock(NOW)
    yield Night(engine, clock, scans(config.read({}), engine, clock))
    engine.dispose()


def usual() -> list[datetime]:
    return [NOW - timedelta(days=7 * week - week % 5) for week in range(1, 60)]


def storm() -> list[datetime]:
    return [*usual(), *(NOW - timedelta(hours=11 * n) for n in range(1, 21))]


def test_without_a_copy_nothing_is_looked_at(night: Night) -> None:
    with pytest.raises(ArchiveEmpty):
        night.parts.scanning.scanned(key="night")
    assert night.parts.patterns.scanned_at() is None


def test_a_scan_that_found_no_copy_does_not_go_on(night: Night) -> None:
    with pytest.raises(ArchiveEmpty):
        night.parts.scanning.scanned(key="night")
    assert night.parts.scanning.progress() is None


def test_a_calm_night_stores_that_it_was_looked(night: Night) -> None:
    night.copied(usual())
    done = night.parts.scanning.scanned(key="night")
    assert (done.scan.findings, done.settlement.jobs) == ((), ())
    night.settle(done.settlement)
    assert night.parts.patterns.scanned_at() == NOW


def test_a_storm_is_a_pattern_of_its_area_with_a_job_to_tell_it(night: Night) -> None:
    night.copied(storm())
    done = night.parts.scanning.scanned(key="night")
    assert night.parts.patterns.all() == (), "nothing is stored before the settlement"
    night.settle(done.settlement)
    assert [(each.area, each.label) for each in night.parts.patterns.all()] == [("PAY", "P-1")]
    assert [each.kind for each in done.settlement.jobs] == ["patterns card"]
    assert [each.step for each in night.parts.patterns.ledger(1)] == [Step.FOUND]


def test_a_scan_that_was_killed_before_it_settled_says_the_same_again(night: Night) -> None:
    night.copied(storm())
    first = night.parts.scanning.scanned(key="night")
    second = night.parts.scanning.scanned(key="night")
    assert second.scan.findings == first.scan.findings
    assert second.settlement.jobs == first.settlement.jobs
    night.settle(second.settlement)
    assert [each.label for each in night.parts.patterns.all()] == ["P-1"]


def test_of_two_scans_at_once_one_is_stored(night: Night) -> None:
    night.copied(storm())
    first = night.parts.scanning.scanned(key="night")
    second = night.parts.scanning.scanned(key="asked")
    night.settle(first.settlement)
    with pytest.raises(Overtaken):
        night.settle(second.settlement)
    assert len(night.parts.patterns.ledger(1)) == 1


def test_the_night_after_tells_nothing_twice(night: Night) -> None:
    night.copied(storm())
    night.settle(night.parts.scanning.scanned(key="first").settlement)
    night.clock.advance(timedelta(days=1))
    done = night.parts.scanning.scanned(key="second")
    assert done.kept.news == ()


def test_where_a_scan_stands_can_be_asked_while_it_goes_on(night: Night) -> None:
    night.copied(usual())
    seen: list[Progress | None] = []
    scanning = night.parts.scanning
    scanning.scanned(key="night", watcher=lambda _progress: seen.append(scanning.progress()))
    assert any(each is not None for each in seen)
    assert scanning.progress() is None


def test_a_scan_that_said_nothing_for_long_goes_on_no_more(night: Night) -> None:
    night.parts.cases.stand(Progress(step="reading bugs", done=5, total=9), at=NOW)
    assert night.parts.scanning.progress() is not None
    night.clock.advance(timedelta(minutes=6))
    assert night.parts.scanning.progress() is None


def test_nothing_that_happened_after_a_moment_counts_in_it(night: Night) -> None:
    night.copied(storm())
    night.parts.scanning.taken_in()
    before = night.parts.looking.looked(NOW - timedelta(days=14))
    assert before.findings == ()
    assert night.parts.looking.looked(NOW).findings != ()


def test_cards_that_show_what_was_hidden_meanwhile_are_drawn_without_it(night: Night) -> None:
    night.copied(storm())
    night.settle(night.parts.scanning.scanned(key="night").settlement)
    (found,) = night.parts.patterns.all()
    night.settle(Settlement(changes=(night.parts.patterns.stands(1, "D1", "1.0"),)))
    night.clock.advance(timedelta(days=1))
    hidden = an_issue(found.keys[0], level="Board", read_at=night.clock.now())
    SqlMirrorStore(night.engine).keep([hidden], {})
    whole = Standing(project="PAY", begun_at=night.clock.now(), as_of=night.clock.now())
    SqlMirrorStore(night.engine).stand([whole], a_site(projects=(a_project("PAY"),)))
    jobs = night.parts.scanning.scanned(key="next night").settlement.jobs
    assert [(each.kind, each.args["ts"]) for each in jobs] == [("patterns redraw", "1.0")]
