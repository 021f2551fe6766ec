"""What a pattern rests on, read anew: its bugs, what changed, what is similar, what was decided."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.core.errors import ArchiveEmpty
from cadence.core.issue import Version
from cadence.delivery.between import NewDecision
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.evidence import Evidence, share
from cadence.patterns.model.pattern import Cause, Ownership, Pattern, State, Verdict, Verified
from cadence.patterns.model.policy import Policy
from cadence.patterns.service.evidence import MOST_PAST, Evidencing
from fakes.between import FakeDecisionLog
from fakes.pattern_feed import FakeFeed
from fakes.patterns import FakePatterns
from pattern_bugs import a_bug
from pattern_builders import DAY, NIGHT, a_finding, a_pattern
from pattern_evidence import MORNING, an_exhibit, some_exhibits


class Likes:
    """Of others, those that are like anything."""

    def __init__(self, **known: float) -> None:
        self.known = {key.replace("_", "-"): score for key, score in known.items()}
        self.asked: list[tuple[str, ...]] = []

    def alike(self, keys: Sequence[str], others: Sequence[str]) -> Mapping[str, float]:
        self.asked.append(tuple(keys))
        return {key: self.known[key] for key in others if key in self.known}


def nine(**fields: Any) -> list[Bug]:
    return [
        a_bug(f"PAY-{number}", created_at=NIGHT - (110 - number) * DAY, **fields)
        for number in range(101, 110)
    ]


def room(
    *bugs: Bug, others: tuple[Pattern, ...] = (), likes: Likes | None = None, **fields: Any
) -> Evidencing:
    feed = FakeFeed(read_at=NIGHT)
    feed.put(*(bugs or nine()))
    patterns = FakePatterns()
    for each in others:
        patterns.put_in(each)
    return Evidencing(
        feed=feed,
        patterns=patterns,
        decisions=fields.pop("decisions", FakeDecisionLog()),
        policy=Policy(),
        likes=likes,
        browse="https://acme.example",
    )


def found(evidencing: Evidencing, pattern: Pattern, user: str | None = "U1") -> Evidence:
    return evidencing.evidence(pattern, user=user, at=MORNING)


# --- its bugs ---------------------------------------------------------------------------------------


def test_the_bugs_that_were_counted_come_apart_from_earlier_ones() -> None:
    old = a_bug("PAY-50", created_at=NIGHT - 90 * DAY)
    pattern = a_pattern(keys=(*a_finding().tested.keys, "PAY-50"))
    shown = found(room(*nine(), old), pattern)
    assert [each.key for each in shown.counted] == [f"PAY-{n}" for n in range(109, 100, -1)]
    assert [each.key for each in shown.earlier] == ["PAY-50"]


def test_what_is_gone_from_the_copy_is_known_by_its_key_alone() -> None:
    shown = found(room(*nine()[1:]), a_pattern())
    assert shown.unseen == ("PAY-101",)
    assert len(shown.counted) == 8


def test_a_bug_is_shown_as_it_is_now() -> None:
    version = Version(id="1", name="4.2")
    bug = a_bug(
        "PAY-109",
        summary="Card declined",
        created_at=NIGHT - 3 * DAY,
        resolved_at=NIGHT - DAY,
        resolution="Fixed",
        priority="High",
        affects=(version,),
        fix_versions=(Version(id="2", name="4.3"),),
        reopened_at=(NIGHT - 2 * DAY,),
        labels=("Customer-Escalation", "payments"),
    )
    (first,) = (each for each in found(room(bug), a_pattern()).counted)
    assert (first.title, first.resolution, first.priority) == ("Card declined", "Fixed", "High")
    assert (first.affects, first.fixed_in) == (("4.2",), ("4.3",))
    assert first.is_customers
    assert first.age(MORNING) == 2 * DAY


def test_a_label_that_only_holds_the_word_is_no_escalation() -> None:
    shown = found(room(*nine(labels=("customer-facing",))), a_pattern())
    assert not any(each.is_customers for each in shown.all)


def test_nothing_is_said_from_a_copy_that_was_never_made() -> None:
    evidencing = room()
    assert isinstance(evidencing.feed, FakeFeed)
    evidencing.feed.read_at = None
    with pytest.raises(ArchiveEmpty):
        found(evidencing, a_pattern())


def test_projects_that_are_not_copied_any_more_are_named() -> None:
    assert found(room(), a_pattern(projects=("PAY", "IOS"))).uncovered == ("IOS",)


def test_addresses_are_the_trackers_own() -> None:
    assert found(room(), a_pattern()).address("PAY-1") == "https://acme.example/browse/PAY-1"


# --- what changed -----------------------------------------------------------------------------------


def test_without_a_telling_nothing_is_said_of_changes() -> None:
    assert found(room(), a_pattern()).since is None


def test_new_resolved_and_reopened_bugs_are_those_since_it_was_told() -> None:
    bugs = (
        a_bug("PAY-109", created_at=NIGHT - DAY),
        a_bug("PAY-108", created_at=NIGHT - 20 * DAY, resolved_at=NIGHT, resolution="Fixed"),
        a_bug("PAY-107", created_at=NIGHT - 21 * DAY, reopened_at=(NIGHT - DAY,)),
        a_bug("PAY-106", created_at=NIGHT - 22 * DAY, reopened_at=(NIGHT - 15 * DAY,)),
        a_bug("PAY-105", created_at=NIGHT - DAY, resolved_at=NIGHT, resolution="Fixed"),
    )
    since = found(room(*bugs), a_pattern(told_at=NIGHT - 11 * DAY, told_rate=6)).since
    assert since is not None
    assert since.new == ("PAY-109", "PAY-105")
    assert since.resolved == ("PAY-108",)
    assert since.reopened == ("PAY-107",)


# --- similar patterns -------------------------------------------------------------------------------


def an_earlier(number: int, *keys: str, **fields: Any) -> Pattern:
    plain: dict[str, Any] = {"subject": str(number), "state": State.CLOSED, "keys": keys}
    return a_pattern(number, **(plain | fields))


def test_a_pattern_with_bugs_that_are_alike_is_similar_the_most_alike_first() -> None:
    likes = Likes(PAY_20=0.95, PAY_30=0.5, PAY_31=0.4)
    others = (an_earlier(2, "PAY-20"), an_earlier(3, "PAY-30", "PAY-31"), an_earlier(4, "PAY-40"))
    shown = found(room(others=others, likes=likes), a_pattern(9))
    assert [each.number for each in shown.past] == [2, 3]


def test_a_similar_pattern_comes_with_what_was_done_about_it() -> None:
    owned = Ownership(
        by="U2",
        at=NIGHT - 99 * DAY,
        cause=Cause.CI_CD,
        action="A test in CI",
        until=(NIGHT - 60 * DAY).date(),
    )
    fell = Verified(
        at=NIGHT - 60 * DAY,
        verdict=Verdict.FELL,
        before=5,
        before_days=42,
        after=0,
        after_days=39,
        p_value=0.01,
    )
    other = an_earlier(2, "PAY-101", ownership=owned, verified=fell)
    (past,) = found(room(others=(other,)), a_pattern(9)).past
    assert (past.cause, past.action, past.verdict) == (
        Cause.CI_CD,
        "A test in CI",
        Verdict.FELL,
    )


@pytest.mark.parametrize(
    "other",
    [
        an_earlier(9, "PAY-101"),
        an_earlier(2, "PAY-101", state=State.MERGED, merged_into=9),
        an_earlier(2, "PAY-101", projects=("PAY", "SEC")),
        an_earlier(2, "PAY-101", area="Search"),
    ],
)
def test_not_itself_nor_one_that_its_readers_may_not_see(other: Pattern) -> None:
    assert found(room(others=(other,)), a_pattern(9)).past == ()


def test_few_similar_ones_are_shown_and_few_bugs_asked_for() -> None:
    likes = Likes()
    others = tuple(an_earlier(number, "PAY-101") for number in range(20, 30))
    shown = found(room(others=others, likes=likes), a_pattern(9))
    assert [each.number for each in shown.past] == [29, 28, 27]
    assert len(shown.past) == MOST_PAST
    assert [len(each) for each in likes.asked] == [9]


def test_without_another_pattern_nothing_is_compared() -> None:
    likes = Likes()
    found(room(likes=likes), a_pattern(9))
    assert likes.asked == []


# --- decisions --------------------------------------------------------------------------------------


def a_log() -> FakeDecisionLog:
    log = FakeDecisionLog()
    new = NewDecision(
        title="Retries are idempotent",
        decided="…",
        decided_by="U1",
        decided_at=NIGHT,
        channel="C1",
    )
    for change in log.log(new, key="k").settlement.changes:
        change(None)
    return log


def test_decisions_have_titles_for_who_may_see_them_and_numbers_for_others() -> None:
    pattern = a_pattern(decisions=(1, 2))
    assert found(room(decisions=a_log()), pattern).decisions == (
        (1, "Retries are idempotent"),
        (2, ""),
    )
    in_a_channel = found(room(decisions=a_log()), pattern, user=None)
    assert in_a_channel.decisions == ((1, ""), (2, ""))


# --- figures ----------------------------------------------------------------------------------------


def test_of_no_bugs_there_is_no_age() -> None:
    parts = share((), MORNING)
    assert (parts.bugs, parts.oldest, parts.usual) == (0, None, None)


@given(st.lists(st.integers(1, 900), min_size=1, max_size=30))
def test_half_of_the_open_ones_are_as_old_as_the_usual_age(ages: list[int]) -> None:
    bugs = [an_exhibit(f"PAY-{number}", days=age) for number, age in enumerate(ages)]
    parts = share(bugs, MORNING)
    assert parts.usual is not None
    assert parts.oldest == max(ages) * DAY
    assert sum(each.age(MORNING) >= parts.usual for each in bugs) * 2 >= len(bugs)


def test_a_copy_of_more_than_a_day_ago_is_old() -> None:
    fresh = found(room(), a_pattern())
    assert not fresh.is_stale
    late = Evidence(counted=some_exhibits(1), as_of=MORNING - timedelta(hours=25), read_at=MORNING)
    assert late.is_stale
