"""Whole lives of patterns, in whatever order things happen to them: what holds throughout."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.pattern_cases import SqlCases
from cadence.adapters.db.patterns import SqlPatterns
from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.patterns.model import life
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.identity import of_pattern, survivor
from cadence.patterns.model.keys import EVIDENCE
from cadence.patterns.model.pattern import (
    Cause,
    Entry,
    Escalated,
    NoPattern,
    Ownership,
    Pattern,
    State,
    Step,
    Verdict,
    Verified,
)
from cadence.patterns.model.version import Refusal
from fakes.pattern_cases import FakeCases
from fakes.patterns import FakePatterns
from pattern_builders import DAY, NIGHT, a_finding, a_scan
from pattern_keeping import OWNED, KeptRoom

LENA = "ULENA"
GROUPS = 4
PER_GROUP = 12
AREAS = {"projects": (("Checkout", ("PAY",)),)}

LEADS_TO = {
    Step.FOUND: State.OPEN,
    Step.AGAIN: State.OPEN,
    Step.OWNED: State.OWNED,
    Step.SNOOZED: State.SNOOZED,
    Step.HANDED: State.OPEN,
    Step.NO_PATTERN: State.NO_PATTERN,
    Step.REOPENED: State.OPEN,
    Step.CLOSED: State.CLOSED,
}


def read_back(lines: tuple[Entry, ...]) -> State | None:
    """The state of a pattern, by its ledger alone."""
    state: State | None = None
    for line in lines:
        if line.step is Step.WORSE:
            state = State.OWNED if state is State.OWNED else State.OPEN
        elif line.step is Step.MERGED and "into" in line.facts:
            state = State.MERGED
        else:
            state = LEADS_TO.get(line.step, state)
    return state


def group_keys(group: int, most: int = PER_GROUP) -> tuple[str, ...]:
    return tuple(f"PAY-{group * 100 + place}" for place in range(most, 0, -1))


Make = Callable[..., None]
Opened = tuple[object, object, Make, Callable[[], None]]


class Lives(RuleBasedStateMachine):
    """Scans of four groups of similar bugs and of the inflow, and leads who answer as they like."""

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        patterns, cases, make, self.close = opened
        self.room = KeptRoom(patterns, make, cases=cases)  # type: ignore[arg-type] # either store
        self.now = NIGHT
        self.forms = 0
        self.news: list[tuple[int, Step, float]] = []
        self.versions: dict[int, int] = {}
        for group in range(1, GROUPS + 1):
            self.room.bugs(group_keys(group), group=-1)
        self.room.bugs(group_keys(9, 40))

    def teardown(self) -> None:
        self.close()

    # --- what happens ----------------------------------------------------------------------------

    @rule(
        counts=st.lists(st.integers(0, PER_GROUP), min_size=GROUPS, max_size=GROUPS),
        inflow=st.sampled_from(
            [(Kind.SPIKE, 0), (Kind.SPIKE, 9), (Kind.DRIFT, 12), (Kind.DRIFT, 40)]
        ),
        after=st.sampled_from([1, 7, 30, 57]),
    )
    def scan(self, counts: list[int], inflow: tuple[Kind, int], after: int) -> None:
        self.now += after * DAY
        findings = [
            a_finding(
                subject=str(group), keys=self.members(group)[-count:], rate=count, at=self.now
            )
            for group, count in enumerate(counts, 1)
            if count >= 3 and len(self.members(group)) >= count
        ]
        kind, rate = inflow
        if rate:
            keys = group_keys(9, rate)
            findings.append(a_finding(kind=kind, rate=rate, keys=keys, at=self.now))
        scan = a_scan(*findings, at=self.now, **AREAS)
        before = {each.number: each for each in self.room.patterns.all()}
        kept = self.room.scan(scan)
        for pattern, step in kept.news:
            self.heard(pattern, step, before.get(pattern.number))
        assert self.room.keeping.kept(scan).news == (), "the same scan has no news"

    def members(self, group: int) -> tuple[str, ...]:
        return self.room.cases.members(group)

    def heard(self, pattern: Pattern, step: Step, before: Pattern | None) -> None:
        pace = pattern.finding.tested.rate / pattern.finding.tested.window_days
        if step is Step.FOUND:
            assert before is None
        else:
            assert before is not None
        if step is Step.WORSE:
            assert before is not None
            assert pace >= 1.5 * before.told_rate / before.told_days
            if before.worse_rate:
                assert pace >= 1.5 * before.worse_rate / before.worse_days
        if step is Step.AGAIN:
            assert before is not None
            assert before.state is State.CLOSED
        self.news.append((pattern.number, step, pace))

    @rule(data=st.data())
    def tell(self, data: st.DataObject) -> None:
        untold = [each for each in self.live() if each.state is State.OPEN and not each.told_at]
        if untold:
            pattern = data.draw(st.sampled_from(untold))
            told = Escalated(to=LENA, name="Lena", at=self.now, answer_by=self.now + 2 * DAY)
            self.put(life.told(pattern, told), Step.TOLD)

    @rule(data=st.data(), what=st.sampled_from(["own", "snooze", "dismiss", "up", "hand", "close"]))
    def answer(self, data: st.DataObject, what: str) -> None:
        pattern = self.any(data)
        if pattern is None:
            return
        own = Ownership(
            by=LENA,
            at=self.now,
            cause=Cause.PROCESS,
            action="Pin it",
            until=(self.now + 28 * DAY).date(),
        )
        does: dict[str, tuple[Step, Callable[[], Pattern]]] = {
            "own": (Step.OWNED, lambda: life.owned(pattern, own)),
            "snooze": (Step.SNOOZED, lambda: life.snoozed(pattern, at=self.now)),
            "dismiss": (
                Step.NO_PATTERN,
                lambda: life.dismissed(pattern, NoPattern.UNRELATED, at=self.now),
            ),
            "up": (Step.REOPENED, lambda: life.taken_up(pattern, at=self.now)),
            "hand": (Step.HANDED, lambda: life.handed(pattern, self.otto(), at=self.now)),
            "close": (Step.CLOSED, lambda: life.closed(pattern, at=self.now)),
        }
        step, do = does[what]
        with suppress(Refusal):
            self.put(do(), step)

    @rule(data=st.data(), verdict=st.sampled_from(Verdict))
    def verify(self, data: st.DataObject, verdict: Verdict) -> None:
        owned = [each for each in self.live() if each.state is State.OWNED]
        if owned:
            pattern = data.draw(st.sampled_from(owned))
            found = Verified(
                at=self.now,
                verdict=verdict,
                before=9,
                before_days=42,
                after=2,
                after_days=40,
                p_value=0.03,
            )
            steps = (Step.VERIFIED, Step.CLOSED) if verdict is Verdict.FELL else (Step.VERIFIED,)
            self.put(life.verified(pattern, found), *steps)

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        live = self.live()
        if len(live) > 1:
            one, other = data.draw(st.permutations(live))[:2]
            self.room.settle(self.room.changing.merged(one, other, by=LENA, at=self.now))

    @rule(data=st.data())
    def unmerge(self, data: st.DataObject) -> None:
        merged = self.room.patterns.all(states=frozenset({State.MERGED}))
        if merged:
            pattern = data.draw(st.sampled_from(merged))
            self.room.settle(self.room.changing.unmerged(pattern, by=LENA, at=self.now))

    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        groups = [each for each in self.live() if each.kind is Kind.RECURRENCE]
        if groups:
            pattern = data.draw(st.sampled_from(groups))
            self.forms += 1
            try:
                settlement = self.room.changing.split(
                    pattern, pattern.keys[:2], by=LENA, at=self.now, key=f"form:{self.forms}"
                )
            except Refusal:
                return
            self.room.settle(settlement)

    @rule(data=st.data())
    def press_twice_at_once(self, data: st.DataObject) -> None:
        live = self.live()
        if live:
            pattern = data.draw(st.sampled_from(live))
            self.put(life.handed(pattern, self.otto(), at=self.now), Step.HANDED)
            with pytest.raises(Overtaken):
                self.put(life.closed(pattern, at=self.now), Step.CLOSED)

    # --- what holds ------------------------------------------------------------------------------

    @invariant()
    def no_two_that_are_not_merged_are_about_the_same(self) -> None:
        apart = [each for each in self.room.patterns.all() if each.state is not State.MERGED]
        assert max(Counter(map(of_pattern, apart)).values(), default=1) == 1

    @invariant()
    def the_ledger_alone_says_how_each_stands(self) -> None:
        for each in self.room.patterns.all():
            lines = self.room.patterns.ledger(each.number)
            assert read_back(lines) is each.state
            assert lines[0].step is Step.FOUND

    @invariant()
    def each_is_told_as_new_once_and_as_again_as_often_as_it_came_back(self) -> None:
        told = Counter((number, step) for number, step, _ in self.news)
        for each in self.room.patterns.all():
            assert told[each.number, Step.FOUND] == 1
            assert told[each.number, Step.AGAIN] == each.again

    @invariant()
    def versions_only_grow_and_numbers_stay(self) -> None:
        now = {each.number: each.version for each in self.room.patterns.all()}
        assert self.versions.keys() <= now.keys()
        assert all(now[number] >= version for number, version in self.versions.items())
        self.versions = now

    @invariant()
    def evidence_is_bounded_without_doubles_and_of_its_project(self) -> None:
        for each in self.room.patterns.all():
            assert 0 < len(each.keys) <= EVIDENCE
            assert len(set(each.keys)) == len(each.keys)
            assert each.projects == ("PAY",)

    @invariant()
    def what_is_merged_ends_in_one_that_is_not(self) -> None:
        known = {each.number: each for each in self.room.patterns.all()}
        for each in known.values():
            assert (each.merged_into is not None) is (each.state is State.MERGED)
            assert survivor(each, known).state is not State.MERGED

    @invariant()
    def what_is_owned_has_an_owner_and_what_is_dismissed_a_reason(self) -> None:
        for each in self.room.patterns.all():
            if each.state is State.OWNED:
                assert each.ownership is not None
            assert (each.no_pattern is not None) is (each.state is State.NO_PATTERN)

    # --- inside ----------------------------------------------------------------------------------

    def live(self) -> list[Pattern]:
        return [each for each in self.room.patterns.all() if each.is_live]

    def any(self, data: st.DataObject) -> Pattern | None:
        known = self.room.patterns.all()
        return data.draw(st.sampled_from(known)) if known else None

    def otto(self) -> Escalated:
        return Escalated(to="UOTTO", name="Otto", at=self.now)

    def put(self, pattern: Pattern, *steps: Step) -> None:
        lines = (Entry(pattern=pattern.number, at=self.now, step=each, by=LENA) for each in steps)
        self.room.make(self.room.patterns.put(pattern, *lines))


def in_memory() -> Opened:
    def make(*changes: Change) -> None:
        for change in changes:
            change(None)

    return FakePatterns(), FakeCases(owned=OWNED), make, lambda: None


def in_files(migrated: Path, folder: Path) -> Callable[[], Opened]:
    """A new database for each life."""
    names: Iterator[Path] = (folder / f"{number}.sqlite3" for number in range(10_000))

    def opened() -> Opened:
        file = next(names)
        copyfile(migrated, file)
        engine = make_engine(f"sqlite:///{file}", connections=1)

        def make(*changes: Change) -> None:
            with writing(engine) as connection:
                for change in changes:
                    change(connection)

        return SqlPatterns(engine), SqlCases(engine, owned=OWNED), make, engine.dispose

    return opened


def live_through(opened: Callable[[], Opened], *, lives: int, steps: int) -> None:
    run_state_machine_as_test(
        lambda: Lives(opened()),
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_lives_in_memory() -> None:
    live_through(in_memory, lives=20, steps=30)


def test_lives_in_a_database(migrated_sqlite: Path, tmp_path: Path) -> None:
    live_through(in_files(migrated_sqlite, tmp_path), lives=2, steps=20)
