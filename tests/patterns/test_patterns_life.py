"""What can happen to a pattern, and what can't."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from cadence.patterns.model import joining, life
from cadence.patterns.model.keys import EVIDENCE, has_more
from cadence.patterns.model.pattern import (
    Cause,
    Escalated,
    NoPattern,
    Ownership,
    Pattern,
    State,
    Verdict,
    Verified,
)
from cadence.patterns.model.version import Refusal
from pattern_builders import DAY, NIGHT, a_finding, a_pattern

LATER = NIGHT + 3 * DAY
OWNS = Ownership(
    by="ULENA", at=LATER, cause=Cause.CODE_HEALTH, action="Pin it", until=date(2026, 12, 18)
)
TOLD = Escalated(to="ULENA", name="Lena Ito", at=LATER, answer_by=LATER + 2 * DAY)
OTHER = a_pattern(2, finding=a_finding(subject="8"), name="Card declines")


def a_test(verdict: Verdict) -> Verified:
    return Verified(
        at=LATER,
        verdict=verdict,
        before=9,
        before_days=42,
        after=2,
        after_days=40,
        p_value=0.03,
    )


DOES: dict[str, Callable[[Pattern], Pattern]] = {
    "gathered": lambda p: life.gathered(p, a_finding(rate=10), sentence="s", at=LATER),
    "worse": lambda p: life.worse(p, a_finding(rate=30), sentence="s", at=LATER),
    "again": lambda p: life.again(p, a_finding(rate=10), sentence="s", at=LATER),
    "told": lambda p: life.told(p, TOLD),
    "owned": lambda p: life.owned(p, OWNS),
    "snoozed": lambda p: life.snoozed(p, at=LATER),
    "handed": lambda p: life.handed(p, TOLD, at=LATER),
    "dismissed": lambda p: life.dismissed(p, NoPattern.EXPECTED, at=LATER),
    "taken up": lambda p: life.taken_up(p, at=LATER),
    "fell": lambda p: life.verified(p, a_test(Verdict.FELL)),
    "unchanged": lambda p: life.verified(p, a_test(Verdict.UNCHANGED)),
    "closed": lambda p: life.closed(p, at=LATER),
    "merged": lambda p: joining.merged(p, OTHER, at=LATER)[0],
    "unmerged": lambda p: joining.unmerged(p, OTHER, took=(), at=LATER)[0],
    "split": lambda p: joining.split(p, ("PAY-109",), at=LATER),
}
"""Everything that can be done."""

LEADS: dict[State, dict[str, State]] = {
    State.OPEN: {
        "gathered": State.OPEN,
        "worse": State.OPEN,
        "told": State.OPEN,
        "owned": State.OWNED,
        "snoozed": State.SNOOZED,
        "handed": State.OPEN,
        "dismissed": State.NO_PATTERN,
        "closed": State.CLOSED,
        "merged": State.MERGED,
        "split": State.OPEN,
    },
    State.OWNED: {
        "gathered": State.OWNED,
        "worse": State.OWNED,
        "told": State.OWNED,
        "owned": State.OWNED,
        "handed": State.OPEN,
        "dismissed": State.NO_PATTERN,
        "taken up": State.OPEN,
        "fell": State.CLOSED,
        "unchanged": State.OWNED,
        "closed": State.CLOSED,
        "merged": State.MERGED,
        "split": State.OWNED,
    },
    State.SNOOZED: {
        "gathered": State.SNOOZED,
        "worse": State.OPEN,
        "owned": State.OWNED,
        "handed": State.OPEN,
        "dismissed": State.NO_PATTERN,
        "taken up": State.OPEN,
        "closed": State.CLOSED,
        "merged": State.MERGED,
        "split": State.SNOOZED,
    },
    State.CLOSED: {"again": State.OPEN, "taken up": State.OPEN},
    State.NO_PATTERN: {"worse": State.OPEN, "taken up": State.OPEN},
    State.MERGED: {"unmerged": State.OPEN},
}
"""From each state, what can be done and where it leads. All else is refused."""


def in_state(state: State) -> Pattern:
    return a_pattern(
        state=state,
        ownership=OWNS if state is State.OWNED else None,
        merged_into=2 if state is State.MERGED else None,
        no_pattern=NoPattern.KNOWN if state is State.NO_PATTERN else None,
    )


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("what", DOES)
def test_each_state_is_left_only_as_it_may_be(state: State, what: str) -> None:
    before = in_state(state)
    leads = LEADS[state].get(what)
    if leads is None:
        with pytest.raises(Refusal, match="P-1"):
            DOES[what](before)
        return
    after = DOES[what](before)
    assert after.state is leads
    assert (after.number, after.version, after.changed_at) == (1, before.version + 1, LATER)


def test_every_state_is_reached() -> None:
    reached = {State.OPEN}
    for _ in State:
        reached |= {to for state in reached for to in LEADS[state].values()}
    assert reached == set(State)


def test_gathering_puts_the_latest_first_and_forgets_nothing() -> None:
    before = a_pattern()
    now = a_finding(keys=("PAY-120", "PAY-109"), rate=2)
    after = life.gathered(before, now, sentence="Payment retries: 2", at=LATER)
    assert after.keys[:3] == ("PAY-120", "PAY-109", "PAY-108")
    assert set(before.keys) < set(after.keys)
    assert (after.finding, after.found_at, after.told_rate) == (now, LATER, 0)


def test_evidence_is_bounded_and_says_so() -> None:
    many = tuple(f"PAY-{number}" for number in range(1000, 1199))
    before = a_pattern(keys=many)
    assert not has_more(before)
    after = life.gathered(before, a_finding(), sentence="s", at=LATER)
    assert len(after.keys) == EVIDENCE == 200
    assert after.keys[0] == "PAY-109"
    assert has_more(after)


def test_what_got_worse_remembers_what_was_told_until_that_is_told_too() -> None:
    after = life.worse(a_pattern(told_rate=9), a_finding(rate=30), sentence="s", at=LATER)
    assert (after.told_rate, after.worse_rate, after.worse_days) == (9, 30, 42)
    heard = life.told(after, TOLD)
    assert (heard.told_rate, heard.told_days, heard.worse_rate, heard.worse_days) == (30, 42, 0, 0)


def test_again_is_a_new_bout_under_the_old_number() -> None:
    closed = life.verified(life.owned(life.told(a_pattern(), TOLD), OWNS), a_test(Verdict.FELL))
    assert closed.state is State.CLOSED
    assert closed.ownership == replace(OWNS, tested=1, finding=a_finding())
    back = life.again(closed, a_finding(rate=12), sentence="s", at=LATER + 90 * DAY)
    assert (back.number, back.again, back.opened_at) == (1, 1, LATER + 90 * DAY)
    assert (back.told_rate, back.told_at, back.escalated, back.ownership) == (0, None, None, None)
    assert back.verified == a_test(Verdict.FELL)


def test_an_owner_is_held_to_the_rate_that_it_was_owned_with_whatever_scans_count_later() -> None:
    owned = life.owned(a_pattern(), OWNS)
    grown = life.gathered(owned, a_finding(rate=3), sentence="s", at=LATER)
    assert (grown.finding.tested.rate, grown.owned_with.tested.rate) == (3, 9)
    on = life.owned(grown, replace(OWNS, at=LATER + DAY, action="Another way"))
    assert on.owned_with.tested.rate == 9
    left = life.owned(life.taken_up(on, at=LATER), OWNS)
    assert left.owned_with.tested.rate == 3


def test_whoever_snoozes_hears_of_it_when_it_gets_worse_than_then() -> None:
    told = life.told(a_pattern(), TOLD)
    grown = life.gathered(told, a_finding(rate=12), sentence="s", at=LATER)
    assert life.snoozed(grown, at=LATER).told_rate == 12


def test_a_merge_takes_evidence_and_decisions_along_and_its_undoing_gives_them_back() -> None:
    part = a_pattern(1, decisions=(3,), projects=("PAY",))
    whole = replace(OTHER, keys=("SHOP-9",), projects=("SHOP",), decisions=(7,))
    merged, both = joining.merged(part, whole, at=LATER)
    assert (merged.merged_into, both.projects, both.decisions) == (2, ("PAY", "SHOP"), (7, 3))
    assert both.keys == ("SHOP-9", *part.keys)
    again, left = joining.unmerged(merged, both, took=part.keys, at=LATER)
    assert (again.state, again.merged_into, again.keys) == (State.OPEN, None, part.keys)
    assert (left.keys, left.projects) == (("SHOP-9",), ("SHOP",))


def test_nothing_is_merged_into_itself_or_into_what_is_over() -> None:
    with pytest.raises(Refusal, match="into itself"):
        joining.merged(a_pattern(), a_pattern(), at=LATER)
    with pytest.raises(Refusal, match="P-2 is closed"):
        joining.merged(a_pattern(), replace(OTHER, state=State.CLOSED), at=LATER)


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ((), "have to go"),
        (a_pattern().keys, "some to stay"),
        (("PAY-109", "PAY-7"), "PAY-7 is no bug of P-1"),
    ],
)
def test_a_split_needs_bugs_of_it_and_leaves_some(keys: tuple[str, ...], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        joining.split(a_pattern(), keys, at=LATER)


def test_a_decision_is_linked_once_and_moves_nothing_else() -> None:
    once = life.decided(a_pattern(), 12)
    twice = life.decided(once, 12)
    assert (twice.decisions, twice.changed_at, twice.version) == ((12,), NIGHT, 3)


def test_it_is_of_every_project_whose_bugs_are_counted_though_not_all_are_kept() -> None:
    many = tuple(f"MOB-{number}" for number in range(EVIDENCE))
    finding = a_finding(keys=(*many, "PAY-1"), rate=EVIDENCE + 1)
    assert life.gathered(a_pattern(), finding, sentence="", at=NIGHT).projects == ("MOB", "PAY")
