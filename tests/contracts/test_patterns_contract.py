"""What every store of patterns does: both databases, and the fake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.patterns import SqlPatterns
from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.patterns.model.case import Learned
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.pattern import (
    Cause,
    Escalated,
    NoPattern,
    Ownership,
    Pattern,
    State,
    Step,
    Verdict,
    Verified,
)
from cadence.patterns.model.scan import Unlooked
from cadence.patterns.store.patterns import Patterns
from fakes.patterns import FakePatterns
from kept_stores import STORES, kept_in
from pattern_builders import DAY, NIGHT, a_finding, a_pattern, a_scan, an_entry


@dataclass
class Kept:
    store: Patterns
    make: Callable[..., None]

    def put_in(self, subject: str = "7", area: str = "Checkout", **fields: object) -> Pattern:
        """A new pattern of this group of similar bugs."""
        number = self.store.number_for(area, Kind.RECURRENCE, subject)
        finding = a_finding(subject=subject, area=area)
        new = a_pattern(number, finding=finding, **fields)
        self.make(self.store.put(new, an_entry(number)))
        return new


@pytest.fixture(params=STORES)
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    for store, make in kept_in(request, FakePatterns, SqlPatterns):
        yield Kept(store, make)


# --- patterns --------------------------------------------------------------------------------------


def test_a_pattern_comes_back_as_it_was_put(kept: Kept) -> None:
    whole = kept.put_in(
        name="Zoë's \0 \u202e <!channel> \ud83d",
        told="One sentence of Claude's.",
        state=State.OWNED,
        told_rate=9,
        told_at=NIGHT,
        again=2,
        escalated=Escalated(to="UMARA", name="Mara", at=NIGHT, answer_by=NIGHT + 2 * DAY),
        ownership=Ownership(
            by="UMARA",
            at=NIGHT,
            cause=Cause.CI_CD,
            action="Pin it",
            until=date(2026, 12, 18),
            finding=a_finding(kind=Kind.AGEING, out_of=31, share=0.09, past_days=23),
        ),
        verified=Verified(
            at=NIGHT,
            verdict=Verdict.UNCHANGED,
            before=9,
            before_days=42,
            after=8,
            after_days=40,
            p_value=0.4,
        ),
        no_pattern=NoPattern.KNOWN,
        decisions=(3, 12),
    )
    assert kept.store.pattern(whole.number) == whole
    assert kept.store.pattern(whole.number + 1) is None


def test_patterns_are_listed_by_number_state_and_area(kept: Kept) -> None:
    one = kept.put_in("1")
    two = kept.put_in("2", state=State.SNOOZED)
    three = kept.put_in("3", area="Wallet", state=State.CLOSED)
    assert kept.store.all() == (one, two, three)
    assert kept.store.all(states=frozenset({State.OPEN, State.CLOSED})) == (one, three)
    assert kept.store.all(area="Wallet") == (three,)
    assert kept.store.all(states=frozenset({State.OPEN}), area="Wallet") == ()


def test_a_change_made_for_an_older_version_is_refused_whole(kept: Kept) -> None:
    first = kept.put_in()
    snoozed = replace(first, state=State.SNOOZED, version=2)
    kept.make(kept.store.put(snoozed, an_entry(first.number, step=Step.SNOOZED)))
    owned = replace(first, state=State.OWNED, version=2)
    with pytest.raises(Overtaken):
        kept.make(kept.store.put(owned, an_entry(first.number, step=Step.OWNED)))
    assert kept.store.pattern(first.number) == snoozed
    assert [each.step for each in kept.store.ledger(first.number)] == [Step.FOUND, Step.SNOOZED]


def test_several_changes_of_one_pattern_are_made_in_one_go(kept: Kept) -> None:
    first = kept.put_in()
    second, third = replace(first, version=2), replace(first, version=3, told_rate=9)
    kept.make(kept.store.put(second), kept.store.put(third))
    assert kept.store.pattern(first.number) == third


def test_a_new_pattern_is_made_once(kept: Kept) -> None:
    first = kept.put_in()
    with pytest.raises(Overtaken):
        kept.make(kept.store.put(first, an_entry(first.number)))
    assert len(kept.store.ledger(first.number)) == 1


def test_one_identity_has_one_pattern_that_is_not_merged(kept: Kept) -> None:
    first, other = kept.put_in("1"), kept.put_in("2")
    same = replace(other, subject="1", version=2)
    with pytest.raises(Overtaken):
        kept.make(kept.store.put(same))
    gone = replace(first, state=State.MERGED, merged_into=other.number, version=2)
    kept.make(kept.store.put(gone), kept.store.put(same))
    assert kept.store.pattern(other.number) == same


def test_a_spike_and_a_drift_of_an_area_are_one(kept: Kept) -> None:
    number = kept.store.number_for("Checkout", Kind.SPIKE, "")
    assert kept.store.number_for("Checkout", Kind.DRIFT, "") == number
    assert kept.store.number_for("Checkout", Kind.AGEING, "") != number


# --- numbers ---------------------------------------------------------------------------------------


def test_what_is_new_has_one_number_however_often_it_is_asked_for(kept: Kept) -> None:
    first = kept.store.number_for("Checkout", Kind.RECURRENCE, "7")
    assert kept.store.number_for("Checkout", Kind.RECURRENCE, "7") == first
    assert kept.store.number_for("Wallet", Kind.RECURRENCE, "7") != first
    assert kept.store.number_for("Checkout", Kind.RECURRENCE, "8") != first


def test_a_number_never_comes_back(kept: Kept) -> None:
    first = kept.put_in("7")
    kept.make(kept.store.put(replace(first, subject="8", version=2)))
    second = kept.put_in("7")
    assert second.number > first.number
    assert kept.store.number_for("Checkout", Kind.RECURRENCE, "7") > second.number


@pytest.mark.parametrize("database", ["sqlite_url", "postgres_url"])
def test_replicas_that_find_the_same_at_once_give_it_one_number_and_one_pattern(
    request: pytest.FixtureRequest, database: str
) -> None:
    engine = make_engine(request.getfixturevalue(database))
    store, together = SqlPatterns(engine), Barrier(3)
    found: list[int] = []
    refused: list[Overtaken] = []

    def scan() -> None:
        together.wait()
        number = store.number_for("Checkout", Kind.RECURRENCE, "7")
        found.append(number)
        together.wait()
        try:
            with writing(engine) as connection:
                store.put(a_pattern(number), an_entry(number))(connection)
        except Overtaken as overtaken:
            refused.append(overtaken)

    threads = [Thread(target=scan) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(set(found)), len(found), len(refused)) == (1, 3, 2)
    assert len(store.ledger(found[0])) == 1
    engine.dispose()


# --- the ledger ------------------------------------------------------------------------------------


def test_the_ledger_is_read_oldest_first_and_the_last_lines_only(kept: Kept) -> None:
    number = kept.put_in().number
    told = an_entry(number, step=Step.TOLD, by="UMARA", facts={"to": "UMARA"}, at=NIGHT + DAY)
    snoozed = an_entry(number, step=Step.SNOOZED, at=NIGHT + 2 * DAY)
    kept.make(kept.store.noted(told, snoozed))
    assert kept.store.ledger(number) == (an_entry(number), told, snoozed)
    assert kept.store.ledger(number, limit=2) == (told, snoozed)
    assert kept.store.ledger(number + 1) == ()


def test_what_happened_since_is_of_all_patterns_in_order(kept: Kept) -> None:
    one, two = kept.put_in("1").number, kept.put_in("2").number
    late = an_entry(one, step=Step.WORSE, at=NIGHT + 3 * DAY)
    early = an_entry(two, step=Step.TOLD, at=NIGHT + DAY)
    kept.make(kept.store.noted(late, early))
    assert kept.store.since(NIGHT + DAY) == (early, late)


def test_lines_of_the_ledger_are_counted_by_step(kept: Kept) -> None:
    assert kept.store.steps() == {}
    one, two = kept.put_in("1").number, kept.put_in("2").number
    kept.make(kept.store.noted(an_entry(one, step=Step.TOLD), an_entry(two, step=Step.TOLD)))
    kept.make(kept.store.noted(an_entry(one, step=Step.WORSE)))
    assert kept.store.steps() == {Step.FOUND: 2, Step.TOLD: 2, Step.WORSE: 1}


@pytest.mark.parametrize("database", ["sqlite_url", "postgres_url"])
@pytest.mark.parametrize(
    "act", ["UPDATE pattern_ledger SET step = 'x'", "DELETE FROM pattern_ledger"]
)
def test_the_database_itself_keeps_the_ledger_as_it_was_written(
    request: pytest.FixtureRequest, database: str, act: str
) -> None:
    engine = make_engine(request.getfixturevalue(database))
    store = SqlPatterns(engine)
    number = store.number_for("Checkout", Kind.RECURRENCE, "7")
    with writing(engine) as connection:
        store.put(a_pattern(number), an_entry(number))(connection)
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(text(act))
    assert store.ledger(number) == (an_entry(number),)
    engine.dispose()


# --- what leads said, scans, cards -----------------------------------------------------------------


def test_what_is_dismissed_is_learned_with_its_rate_and_day(kept: Kept) -> None:
    first = kept.put_in()
    assert kept.store.learned("Checkout") == ()
    later = NIGHT + DAY
    dismissed = replace(
        first, state=State.NO_PATTERN, no_pattern=NoPattern.EXPECTED, changed_at=later, version=2
    )
    kept.make(kept.store.put(dismissed))
    assert kept.store.learned("Wallet") == ()
    (learned,) = kept.store.learned("Checkout")
    assert learned == Learned(
        kind=Kind.RECURRENCE,
        subject="7",
        rate=9,
        reason=NoPattern.EXPECTED,
        at=later,
        window_days=42,
    )


def test_the_last_scan_is_kept_with_what_it_could_not_test(kept: Kept) -> None:
    assert (kept.store.looked(), kept.store.scanned_at()) == (None, None)
    unlooked = (Unlooked(area="Wallet", why="Only 3 weeks of history."),)
    first = a_scan(a_finding()).looked
    last = a_scan(at=NIGHT + DAY, unlooked=unlooked).looked
    kept.make(kept.store.scanned(first))
    kept.make(kept.store.scanned(last))
    assert (kept.store.looked(), kept.store.scanned_at()) == (last, NIGHT + DAY)


def test_a_scan_of_an_earlier_moment_is_refused(kept: Kept) -> None:
    kept.make(kept.store.scanned(a_scan().looked))
    kept.make(kept.store.scanned(a_scan(tested=13).looked))
    with pytest.raises(Overtaken):
        kept.make(kept.store.scanned(a_scan(at=NIGHT - DAY).looked))
    looked = kept.store.looked()
    assert looked is not None
    assert looked.tested == 13


def test_a_card_stands_once_where_it_was_posted(kept: Kept) -> None:
    number = kept.put_in().number
    kept.make(kept.store.stands(number, "D1", "2.0"), kept.store.stands(number, "C1", "1.0"))
    kept.make(kept.store.stands(number, "D1", "2.0"))
    assert kept.store.messages(number) == (("C1", "1.0"), ("D1", "2.0"))
    assert kept.store.messages(number + 1) == ()


def test_a_store_that_is_away_says_so() -> None:
    with pytest.raises(StoreUnavailable):
        FakePatterns(is_down=True).all()
