"""Patterns in a quality review: whom it asks, what it fills in, what it tells to whom, and what answers change."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cadence.core.agenda import Call, Edition, Ended, Given, Outcome, Told
from cadence.core.message import Audience, Kind, Message
from cadence.core.plain import plain, plain_line
from cadence.patterns.messages.review import NO_PATTERN, NOT_HERE, NOT_OURS
from cadence.patterns.model.finding import Kind as Sort
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
from cadence.patterns.service.source import PatternsSource
from pattern_builders import NIGHT, a_finding, a_pattern, an_entry
from patterns_surfaces import CHECKOUT, ELSE, GUEST, LENA, MARK, MORNING, Room, a_source, in_a

DUE = date(2026, 12, 15)
PUBLIC = in_a("C0QUALITY")
WEEK = timedelta(days=7)


def told(to: str | None = LENA, *, hours: int = 5) -> Escalated:
    return Escalated(to=to, name="Lena Ito", at=NIGHT, answer_by=MORNING + timedelta(hours=hours))


def owned(until: date = DUE, **fields: Any) -> Ownership:
    plain = {"by": LENA, "at": NIGHT, "cause": Cause.CODE_HEALTH, "action": "Contract tests"}
    return Ownership(until=until, **(plain | fields))


def other(number: int, **fields: Any) -> Pattern:
    finding = a_finding(kind=Sort.AGEING, rate=12, subject=str(number))
    plain = {"finding": finding, "name": "Old bugs", "sentence": "Old bugs: 12, usually 4"}
    return a_pattern(number, **(plain | fields))


@pytest.fixture
def room() -> Room:
    made = Room()
    made.scanned()
    made.patterns.put_in(a_pattern(1, state=State.OWNED, ownership=owned(), escalated=told()))
    return made


@pytest.fixture
def source(room: Room) -> PatternsSource:
    return a_source(room.patterns, room.messenger, room.clock, bugs=room.bugs)


def edition(audience: Audience = PUBLIC, *, is_first: bool = False, at: Any = MORNING) -> Edition:
    return Edition(
        ritual="quality-review",
        on=at.date(),
        at=at,
        since=None if is_first else at - WEEK,
        audience=audience,
    )


def words(found: Told) -> str:
    return plain(Message(summary="", blocks=found.parts))


def changes(found: Told) -> list[str]:
    return [plain_line(each) for each in found.changes]


# --- asking -------------------------------------------------------------------------------------------


def test_owners_are_asked_about_what_they_took_on(room: Room, source: PatternsSource) -> None:
    room.patterns.put_in(other(2, escalated=told()), other(3, state=State.SNOOZED))
    (subject,) = source.subjects(MORNING)
    assert (subject.key, subject.owner, subject.name) == (
        "pattern:1",
        LENA,
        "P-1 Payment retries",
    )
    facts = [plain_line(each) for each in subject.facts]
    assert facts[0] == "Payment retries: 9 similar bugs in 6 weeks, usually 1.4"
    assert "“Contract tests”" in facts[1]
    assert "15 Dec 2026" in facts[1]


def test_the_day_that_was_named_is_filled_in_while_it_is_ahead(
    room: Room, source: PatternsSource
) -> None:
    alone = Audience(user=LENA, channel=None, kind=Kind.DIRECT)
    (known,) = source.known(source.subjects(MORNING), at=MORNING, audience=alone)
    assert (known.ask, known.value, known.source) == ("until", DUE, "taken on 23 Nov 2026")
    room.patterns.put_in(a_pattern(1, state=State.OWNED, ownership=owned(date(2026, 11, 23))))
    assert source.known(source.subjects(MORNING), at=MORNING, audience=alone) == ()


def test_a_subject_is_only_for_those_who_may_see_it(room: Room, source: PatternsSource) -> None:
    room.hidden("PAY", LENA)
    assert source.is_for(PUBLIC)
    assert not source.is_for(PUBLIC, "pattern:1")
    assert source.is_for(Audience(user=LENA, channel=None, kind=Kind.DIRECT), "pattern:1")
    assert not source.is_for(PUBLIC, "pattern:9")
    assert not source.is_for(Audience(user=GUEST, channel=None, kind=Kind.DIRECT))
    assert not source.is_for(in_a("C0PARTNERS", Kind.SHARED))


@pytest.mark.parametrize(
    ("value", "is_wrong"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 24), False),
        (date(2029, 1, 1), True),
    ],
)
def test_a_day_that_is_over_or_far_is_no_answer(
    source: PatternsSource, value: date, is_wrong: bool
) -> None:
    assert (source.wrong("pattern:1", "until", value) is not None) == is_wrong
    assert source.wrong("pattern:1", "progress", "stuck") is None


def given(value: Any, **fields: Any) -> Given:
    plain = {"subject": "pattern:1", "ask": "until", "by": LENA, "at": MORNING}
    return Given(value=value, **(plain | fields))


def test_another_day_is_the_day_of_the_test(room: Room, source: PatternsSource) -> None:
    room.patterns.cards["D1", "1.1"] = 1
    settlement = source.taken((given(date(2027, 1, 8)),), key="checkin:1")
    room.commit(settlement)
    pattern = room.patterns.held[1]
    assert pattern.ownership is not None
    assert (pattern.ownership.until, pattern.ownership.at) == (date(2027, 1, 8), NIGHT)
    assert pattern.owned_with == a_pattern(1).finding
    assert [each.key for each in settlement.jobs] == ["1:2027-01-08", "1:D1:1.1:checkin:1"]
    (line,) = room.patterns.written
    assert (line.step, line.by) == (Step.OWNED, LENA)
    assert line.says == "New date 8 Jan 2027, it was 15 Dec 2026."


@pytest.mark.parametrize(
    "answer",
    [
        given(DUE),
        given(date(2026, 1, 1)),
        given("under_way", ask="progress"),
        given(date(2027, 1, 8), subject="pattern:9"),
        given(date(2027, 1, 8), subject="bet:1"),
    ],
)
def test_what_is_no_other_day_changes_nothing(
    room: Room, source: PatternsSource, answer: Given
) -> None:
    settlement = source.taken((answer,), key="checkin:1")
    assert (settlement.changes, settlement.jobs) == ((), ())


def test_who_no_longer_owns_it_changes_nothing(room: Room, source: PatternsSource) -> None:
    room.patterns.put_in(a_pattern(1))
    assert source.taken((given(date(2027, 1, 8)),), key="checkin:1").changes == ()


# --- telling ------------------------------------------------------------------------------------------


def test_the_digest_says_where_each_stands(room: Room, source: PatternsSource) -> None:
    room.patterns.put_in(
        other(2, escalated=told(hours=-1)),
        other(3),
        other(4, escalated=told(hours=9)),
        other(5, state=State.SNOOZED),
        other(6, state=State.OWNED, ownership=owned(date(2026, 11, 20))),
        other(7, state=State.CLOSED),
    )
    text = words(source.told(edition()))
    assert "6 live patterns: 1 unanswered, 1 waiting for an answer, 1 nobody’s" in text
    for part in (
        "Unanswered (1)\n\n• P-2 Checkout: Old bugs: 12, usually 4.",
        "Nobody’s (1)\n\n• P-3",
        "Past the date of its action (1)\n\n• P-6",
        "Waiting for an answer (1)\n\n• P-4",
        "Owned (1)\n\n• P-1",
        "Quiet until it gets worse (1)\n\n• P-5",
    ):
        assert part in text
    assert "P-7" not in text
    assert "Owned by Lena Ito" in text


def test_what_changed_is_told_once_a_pattern_by_what_is_most_telling(
    room: Room, source: PatternsSource
) -> None:
    fell = Verified(
        at=MORNING,
        verdict=Verdict.FELL,
        before=9,
        before_days=42,
        after=1,
        after_days=28,
        p_value=0.01,
    )
    room.patterns.put_in(
        other(2, escalated=told()),
        other(3, again=1),
        other(4, state=State.CLOSED, verified=fell),
        other(5, state=State.CLOSED),
        other(6, state=State.NO_PATTERN, no_pattern=NoPattern.EXPECTED),
        other(7, state=State.MERGED, merged_into=2),
    )
    steps = {
        1: (Step.FOUND, Step.TOLD, Step.OWNED),
        2: (Step.FOUND, Step.TOLD),
        3: (Step.AGAIN,),
        4: (Step.VERIFIED, Step.CLOSED),
        5: (Step.CLOSED,),
        6: (Step.FOUND, Step.NO_PATTERN),
        7: (Step.MERGED,),
    }
    room.patterns.written += [
        an_entry(number, step=step, at=NIGHT) for number, these in steps.items() for step in these
    ]
    assert changes(source.told(edition())) == [
        "P-3 Old bugs: back again, 12 in 6 weeks, usually 1.4",
        "P-1 Payment retries: new, 9 in 6 weeks, usually 1.4",
        "P-2 Old bugs: new, 12 in 6 weeks, usually 1.4",
        (
            "P-4 Old bugs: tested. The rate fell: 1 in 4 weeks since it was taken on, "
            "6 in as long (9 in 6 weeks) before."
        ),
        "P-5 Old bugs: closed, since it was no longer found",
        "P-6 Old bugs: not a pattern, we expected this many",
        "P-7 Old bugs: part of P-2 now",
    ]


def test_what_happened_before_the_last_review_is_told_no_more(
    room: Room, source: PatternsSource
) -> None:
    room.patterns.written.append(an_entry(1, at=MORNING - WEEK - timedelta(hours=1)))
    assert changes(source.told(edition())) == []
    assert changes(source.told(edition(is_first=True))) == []


def test_alarms_are_reckoned_by_what_leads_said(room: Room, source: PatternsSource) -> None:
    room.patterns.put_in(*(other(n, state=State.NO_PATTERN) for n in (2, 3)))
    room.patterns.put_in(*(other(n, state=State.OWNED, ownership=owned()) for n in (4, 5, 6)))
    room.patterns.written += [
        an_entry(n, step=Step.OWNED if n in (1, 4, 5, 6) else Step.NO_PATTERN) for n in range(1, 7)
    ]
    assert "6 alarms: 4 taken on, 2 no pattern. 67 % were worth it." in words(
        source.told(edition())
    )


def test_an_untested_area_is_named_and_is_no_gap(room: Room, source: PatternsSource) -> None:
    room.scanned(
        at=NIGHT + timedelta(hours=1), unlooked=(Unlooked(area="Checkout", why="too new"),)
    )
    found = source.told(edition())
    assert "Checkout: too new" in words(found)
    assert found.gaps == ()


def test_what_was_not_scanned_is_a_gap() -> None:
    room = Room()
    source = a_source(room.patterns, room.messenger, room.clock)
    assert source.told(edition()).gaps == ("bugs were never scanned",)
    assert "Nothing is known of patterns yet." in words(source.told(edition()))
    room.scanned(as_of=NIGHT - timedelta(days=3))
    assert source.told(edition()).gaps == ("the last scan had a copy of Jira that was 3 days old",)
    later = edition(at=MORNING + timedelta(days=4))
    assert "no scan was stored for 4 days" in source.told(later).gaps


# --- who sees what --------------------------------------------------------------------------------------


def test_a_channel_is_told_only_of_what_it_may_see(room: Room, source: PatternsSource) -> None:
    room.patterns.put_in(
        replace(other(2, name="Leaks", sentence="Leaks: 4"), area="SEC", projects=("SEC",))
    )
    room.patterns.written += [
        an_entry(2, step=Step.FOUND),
        *(an_entry(2, step=Step.NO_PATTERN, at=NIGHT) for _ in range(3)),
    ]
    room.scanned(
        at=NIGHT + timedelta(hours=1),
        areas=2,
        projects=(("Checkout", ("PAY",)), ("SEC", ("SEC",))),
        unlooked=(Unlooked(area="SEC", why="too new"),),
    )
    room.hidden("SEC", LENA)
    found = source.told(edition())
    everything = " ".join((words(found), *changes(found), *(each.title for each in found.calls)))
    assert "Leaks" not in everything
    assert "SEC" not in everything
    assert "P-2" not in everything
    assert "1 area scanned" in everything
    assert "No alarm was answered" in everything
    assert found.waiting == {"pattern:2"}, "what can't be looked at here stays as it is"


def test_another_company_and_a_guest_are_told_nothing(source: PatternsSource) -> None:
    shared = source.told(edition(in_a("C0PARTNERS", Kind.SHARED)))
    assert (shared.gaps, shared.parts, shared.calls, shared.changes) == ((NOT_HERE,), (), (), ())
    alone = Audience(user=GUEST, channel=None, kind=Kind.DIRECT)
    assert source.told(edition(alone)).gaps == (NOT_OURS,)


# --- calls ----------------------------------------------------------------------------------------------


def test_what_nobody_owns_is_due_to_be_decided(room: Room, source: PatternsSource) -> None:
    room.patterns.put_in(
        other(2, escalated=told(hours=-1)), other(3, area="MOB"), other(4, escalated=told())
    )
    found = source.told(edition())
    assert [(each.key, each.to, each.title) for each in found.calls] == [
        ("pattern:2", (LENA,), "P-2 Old bugs: nobody answered"),
        ("pattern:3", (), "P-3 Old bugs: nobody owns it"),
    ]
    assert found.waiting == {"pattern:4"}
    call = found.calls[0]
    assert [each.label for each in call.options][:2] == ["Staffing", "Skills"]
    assert call.options[-1].value == NO_PATTERN
    assert "Lena Ito was told" in plain_line(call.why[1])
    assert "1 area scanned" in plain_line(call.why[2])


def test_a_lead_who_may_not_see_it_is_not_asked(room: Room) -> None:
    area = replace(CHECKOUT, next_level=None)
    source = a_source(room.patterns, room.messenger, room.clock, bugs=room.bugs, areas=(area,))
    room.patterns.put_in(other(2, escalated=told(hours=-1)))
    room.bugs.may_see = lambda audience, _: audience.user != LENA
    (call,) = source.told(edition()).calls
    assert call.to == ()


def ended(room: Room, source: PatternsSource, *, number: int = 2, **fields: Any) -> Pattern:
    """The pattern after its call ended so."""
    call = Call(key=f"pattern:{number}", source="patterns", title="", question="")
    plain = {"ended": Ended.DECIDED, "by": MARK, "at": MORNING}
    settlement = source.ended(call, Outcome(**(plain | fields)), key="call:1")
    room.commit(settlement)
    return room.patterns.held[number]


def test_a_call_that_is_decided_with_a_cause_is_owned(room: Room, source: PatternsSource) -> None:
    room.patterns.put_in(other(2, escalated=told()))
    call = Call(key="pattern:2", source="patterns", title="", question="")
    outcome = Outcome(
        ended=Ended.DECIDED,
        by=MARK,
        at=MORNING,
        option="observability",
        words="Alert on retries",
        due_on=DUE,
        decision=12,
    )
    settlement = source.ended(call, outcome, key="call:1")
    room.commit(settlement)
    pattern = room.patterns.held[2]
    assert pattern.state is State.OWNED
    assert pattern.ownership == Ownership(
        by=MARK,
        at=MORNING,
        cause=Cause.OBSERVABILITY,
        action="Alert on retries",
        until=DUE,
        finding=pattern.finding,
    )
    assert pattern.decisions == (12,)
    assert [each.kind for each in settlement.jobs] == ["patterns verify"]
    assert [(each.step, each.by) for each in room.patterns.written] == [
        (Step.OWNED, MARK),
        (Step.DECIDED, MARK),
    ]


def test_without_a_day_the_rate_is_tested_after_four_weeks(
    room: Room, source: PatternsSource
) -> None:
    room.patterns.put_in(other(2))
    pattern = ended(room, source, option="skills")
    assert pattern.ownership is not None
    assert pattern.ownership.until == date(2026, 12, 21)
    assert pattern.ownership.action == "As it was decided in the review"


def test_a_call_may_say_that_it_is_none(room: Room, source: PatternsSource) -> None:
    room.patterns.put_in(other(2))
    pattern = ended(room, source, option=NO_PATTERN, words="We moved a team")
    assert (pattern.state, pattern.no_pattern) == (State.NO_PATTERN, NoPattern.OTHER)
    assert room.patterns.written[0].says == "We moved a team"


def test_no_change_is_quiet_until_worse(room: Room, source: PatternsSource) -> None:
    room.patterns.put_in(other(2))
    assert ended(room, source, ended=Ended.NO_CHANGE).state is State.SNOOZED


def test_no_change_that_is_taken_back_opens_it_again(room: Room, source: PatternsSource) -> None:
    room.patterns.put_in(other(2))
    ended(room, source, ended=Ended.NO_CHANGE)
    assert ended(room, source, ended=Ended.OPEN).state is State.OPEN
    assert room.patterns.written[-1].says == "“No change” was taken back."


def test_a_decision_in_other_words_is_linked(room: Room, source: PatternsSource) -> None:
    room.patterns.put_in(other(2))
    pattern = ended(room, source, option="other", words="Wait for the rewrite", decision=7)
    assert (pattern.state, pattern.decisions) == (State.OPEN, (7,))


def test_what_somebody_was_given_stays_open_and_is_in_the_ledger(
    room: Room, source: PatternsSource
) -> None:
    room.patterns.put_in(other(2))
    pattern = ended(room, source, ended=Ended.GIVEN, owner=ELSE, due_on=DUE)
    assert pattern.state is State.OPEN
    assert room.patterns.written[0].says == "The review gave it to Els Else until 15 Dec 2026."


@pytest.mark.parametrize("state", [State.OWNED, State.SNOOZED, State.CLOSED, State.MERGED])
def test_what_was_answered_meanwhile_is_left_as_it_is(
    room: Room, source: PatternsSource, state: State
) -> None:
    before = other(2, state=state, ownership=owned())
    room.patterns.put_in(before)
    assert ended(room, source, option="skills", decision=3) == before
    assert ended(room, source, ended=Ended.SETTLED) == before
