"""What a scan makes of the patterns that are known: what is news, what gathers, what is over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from cadence.core.calendar import Span
from cadence.patterns.model import joining, life
from cadence.patterns.model.finding import Finding, Kind
from cadence.patterns.model.passing import Passed, passed
from cadence.patterns.model.pattern import NoPattern, Pattern, State, Step
from cadence.patterns.model.policy import Policy
from cadence.patterns.model.scan import Unlooked
from cadence.patterns.model.sentence import sentence
from pattern_builders import DAY, NIGHT, a_finding, a_pattern, a_scan

POLICY = Policy()


def scanned(
    known: Sequence[Pattern], *findings: Finding, at: datetime = NIGHT + DAY, **scan: object
) -> Passed:
    numbers = count(max((each.number for each in known), default=0) + 1)
    plain: dict[str, object] = {"projects": (("Checkout", ("PAY",)),)}
    return passed(
        a_scan(*findings, at=at, **(plain | scan)),
        known,
        POLICY,
        new=lambda finding: life.begun(
            next(numbers), finding, name="Payment retries", sentence=sentence("n", finding), at=at
        ),
        says=sentence,
    )


def keys(first: int, last: int) -> tuple[str, ...]:
    """Latest first."""
    return tuple(f"PAY-{number}" for number in range(last, first - 1, -1))


def told(**fields: object) -> Pattern:
    plain = {"told_rate": 9, "told_days": 42, "told_at": NIGHT}
    return a_pattern(**(plain | fields))


# --- what is new -----------------------------------------------------------------------------------


def test_the_same_bugs_that_look_otherwise_the_next_night_are_no_news() -> None:
    storm = a_finding(kind=Kind.SPIKE, keys=keys(1, 12), rate=12, baseline=3.0)
    known = told(number=4, finding=storm)
    alike = a_finding(keys=keys(2, 13), rate=12)
    done = scanned([known], alike)
    assert done.news == ()
    assert [each.number for each in done.patterns] == [4]
    assert set(done.patterns[0].keys) == set(keys(1, 13))


def test_a_group_within_a_larger_inflow_is_told_for_itself() -> None:
    rising = a_finding(kind=Kind.DRIFT, keys=keys(1, 40), rate=40, baseline=10.0)
    group = a_finding(keys=keys(20, 28))
    done = scanned([told(number=4, finding=rising)], group)
    assert [(each.number, step) for each, step in done.news] == [(5, Step.FOUND)]


def test_what_a_lead_said_is_no_pattern_does_not_come_back_in_another_dress() -> None:
    spike = a_finding(kind=Kind.SPIKE, keys=keys(1, 12), rate=12, baseline=3.0)
    said = told(number=4, finding=spike, state=State.NO_PATTERN, no_pattern=NoPattern.EXPECTED)
    old = a_finding(kind=Kind.AGEING, keys=keys(1, 9))
    assert scanned([said], old).patterns == (said,)


def test_bugs_that_a_closed_pattern_had_can_be_a_new_one() -> None:
    over = told(number=4, state=State.CLOSED)
    done = scanned([over], a_finding(kind=Kind.AGEING))
    assert [(each.number, step) for each, step in done.news] == [(5, Step.FOUND)]


def test_what_nobody_knew_is_news_and_gets_a_number() -> None:
    others = a_finding(kind=Kind.AGEING, keys=keys(1, 9))
    done = scanned([a_pattern(4)], a_finding(), others)
    assert [(each.number, step) for each, step in done.news] == [(5, Step.FOUND)]
    assert [each.number for each in done.patterns] == [4, 5]
    (line,) = done.moved[-1].entries
    assert (line.pattern, line.step, line.by) == (5, Step.FOUND, None)
    assert line.facts["rate"] == "9"


def test_a_spike_and_a_drift_of_one_area_are_one_pattern() -> None:
    spike, drift = a_finding(kind=Kind.SPIKE), a_finding(kind=Kind.DRIFT)
    done = scanned([], spike, drift)
    assert [each.kind for each in done.patterns] == [Kind.SPIKE]
    later = scanned(done.patterns, drift, at=NIGHT + 2 * DAY)
    assert [(each.number, each.kind) for each in later.patterns] == [(1, Kind.DRIFT)]
    assert later.news == ()


def test_of_two_findings_a_pattern_goes_on_with_that_of_its_kind() -> None:
    drift = a_pattern(finding=a_finding(kind=Kind.DRIFT))
    done = scanned([drift], a_finding(kind=Kind.SPIKE), a_finding(kind=Kind.DRIFT, rate=12))
    assert [(each.kind, each.finding.tested.rate) for each in done.patterns] == [(Kind.DRIFT, 12)]


# --- what is known ---------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.OPEN, State.OWNED, State.SNOOZED])
def test_what_is_found_again_gathers_without_a_word(state: State) -> None:
    done = scanned([told(state=state)], a_finding(keys=keys(103, 112), rate=10))
    (after,) = done.patterns
    assert (done.news, done.moved[0].entries) == ((), ())
    assert (after.state, after.found_at, len(after.keys)) == (state, NIGHT + DAY, 12)
    assert after.sentence.startswith("Payment retries: 10 similar bugs in 6 weeks")


@pytest.mark.parametrize(
    ("state", "then"),
    [
        (State.OPEN, State.OPEN),
        (State.OWNED, State.OWNED),
        (State.SNOOZED, State.OPEN),
        (State.NO_PATTERN, State.OPEN),
    ],
)
def test_what_got_worse_is_told_once_whoever_has_it(state: State, then: State) -> None:
    worse = a_finding(rate=27)
    done = scanned([told(state=state)], worse)
    assert [(each.state, step) for each, step in done.news] == [(then, Step.WORSE)]
    (line,) = done.moved[0].entries
    assert line.says == (
        "Payment retries: 27 similar bugs in 6 weeks, usually 1.4; it was 9 in 6 weeks when it was told."
    )
    assert scanned(done.patterns, worse, at=NIGHT + 2 * DAY).news == ()


def test_what_was_never_told_is_not_worse() -> None:
    assert scanned([a_pattern()], a_finding(rate=40)).news == ()


def test_what_is_no_pattern_stays_none_while_it_is_no_worse() -> None:
    dismissed = life.dismissed(told(), NoPattern.EXPECTED, at=NIGHT)
    done = scanned([dismissed], a_finding(rate=11))
    assert (done.moved, done.patterns) == ((), (dismissed,))


# --- what was closed -------------------------------------------------------------------------------


def closed(**fields: object) -> Pattern:
    """At the night of the tests, with nine bugs."""
    return told(state=State.CLOSED, changed_at=NIGHT, **fields)


def test_the_bugs_that_were_there_when_it_was_closed_do_not_bring_it_back() -> None:
    same = a_finding(at=NIGHT + DAY)
    assert scanned([closed()], same).moved == ()
    two_more = a_finding(keys=keys(103, 111), rate=9)
    assert scanned([closed()], two_more, at=NIGHT + 10 * DAY).moved == ()


def test_it_is_again_when_as_many_came_since_as_chance_hardly_brings() -> None:
    back = a_finding(keys=keys(106, 114), rate=9)
    done = scanned([closed()], back, at=NIGHT + 20 * DAY)
    assert [(each.number, each.state, each.again, step) for each, step in done.news] == [
        (1, State.OPEN, 1, Step.AGAIN)
    ]
    assert done.patterns[0].told_rate == 0


def test_the_usual_rate_alone_brings_nothing_back() -> None:
    many = {"baseline": 20.0, "rate": 24}
    before = a_finding(keys=keys(100, 123), **many)
    was = closed(finding=before, keys=before.tested.keys)
    ten_more = a_finding(keys=keys(110, 133), **many)
    assert scanned([was], ten_more, at=NIGHT + 21 * DAY).moved == ()
    twenty_two_more = a_finding(keys=keys(122, 145), **many)
    assert scanned([was], twenty_two_more, at=NIGHT + 21 * DAY).news != ()


# --- what is no longer found -----------------------------------------------------------------------

LONG = POLICY.quiet_after


@pytest.mark.parametrize("state", [State.OPEN, State.SNOOZED])
def test_what_nobody_owns_and_is_not_found_for_long_is_closed_without_a_word(state: State) -> None:
    quiet = told(state=state)
    assert scanned([quiet], at=NIGHT + LONG - timedelta(seconds=1)).moved == ()
    done = scanned([quiet], at=NIGHT + LONG)
    assert (done.patterns[0].state, done.news) == (State.CLOSED, ())
    assert [each.step for each in done.moved[0].entries] == [Step.CLOSED]


def test_what_is_owned_waits_for_its_date() -> None:
    assert scanned([told(state=State.OWNED)], at=NIGHT + 2 * LONG).moved == ()


def test_what_somebody_touched_lately_is_not_closed() -> None:
    touched = told(changed_at=NIGHT + LONG - DAY)
    assert scanned([touched], at=NIGHT + LONG).moved == ()


def test_an_area_that_could_not_be_looked_at_says_nothing_of_its_patterns() -> None:
    def at_last(kind: Kind, *unlooked: Unlooked) -> tuple[State, ...]:
        quiet = told(finding=a_finding(kind=kind))
        done = scanned([quiet], at=NIGHT + LONG, unlooked=unlooked)
        return tuple(each.state for each in done.patterns)

    whole = Unlooked(area="Checkout", why="Only 3 weeks of history.")
    part = replace(whole, kinds=frozenset({Kind.REOPENED}))
    other = replace(whole, area="Wallet")
    assert at_last(Kind.RECURRENCE, whole) == (State.OPEN,)
    assert at_last(Kind.REOPENED, part) == (State.OPEN,)
    assert at_last(Kind.RECURRENCE, part, other) == (State.CLOSED,)


def test_what_could_not_be_tested_is_not_closed_and_its_silence_counts_from_when_it_can_be() -> (
    None
):
    part = Unlooked(area="Checkout", why="needs 46 weeks, has 20", kinds=frozenset({Kind.DRIFT}))
    known: tuple[Pattern, ...] = (told(finding=a_finding(kind=Kind.DRIFT)),)
    first = scanned(known, at=NIGHT + DAY, unlooked=(part,))
    ((line,),) = (each.entries for each in first.moved)
    assert (line.step, line.says) == (
        Step.UNTESTED,
        "Its test needs 46 weeks, has 20. Whether it is still there is not known, so it stays as it is.",
    )
    again = scanned(first.patterns, at=NIGHT + LONG, unlooked=(part,))
    assert again.moved == (), "it is said once"
    back = scanned(again.patterns, at=NIGHT + LONG + DAY)
    assert [each.entries[0].step for each in back.moved] == [Step.TESTABLE]
    assert scanned(back.patterns, at=NIGHT + 2 * LONG).moved == ()
    over = scanned(back.patterns, at=NIGHT + 2 * LONG + DAY)
    assert [each.state for each in over.patterns] == [State.CLOSED]


def test_what_is_found_again_could_be_tested() -> None:
    lost = life.untested(told(), "its test needs 32 weeks, has 30", at=NIGHT)
    (after,) = scanned([lost], a_finding()).patterns
    assert after.untested is None


def test_a_project_that_left_the_copy_with_its_bugs_does_not_close_what_they_were_counted_in() -> (
    None
):
    both = told(keys=("PAY-101", "SHOP-7"), projects=("PAY", "SHOP"))
    trimmed = life.without(both, {"SHOP-7"})
    (after,) = scanned([trimmed], at=NIGHT + LONG).patterns
    assert after.state is State.OPEN
    assert after.untested is not None
    assert after.untested.why == "SHOP is not in the copy any more"


def test_figures_are_of_all_projects_of_the_area_for_as_long_as_anything_tells_of_them() -> None:
    two = (("Checkout", ("PAY", "SEC")),)
    ((new, _),) = scanned([], a_finding(), projects=two).news
    assert (new.projects, new.counted_in, new.tells_of) == (
        ("PAY",),
        ("PAY", "SEC"),
        ("PAY", "SEC"),
    )
    (later,) = scanned([new], a_finding(), at=NIGHT + 2 * DAY).patterns
    assert later.tells_of == ("PAY", "SEC"), "its ledger has the figures of before"


# --- what was merged, and areas of another name -----------------------------------------------------


def test_what_is_merged_feeds_the_pattern_that_it_is_part_of() -> None:
    spike = a_finding(kind=Kind.SPIKE, keys=keys(200, 230), rate=31)
    part, whole = joining.merged(a_pattern(2, finding=spike), told(), at=NIGHT)
    done = scanned([whole, part], replace(spike, tested=replace(spike.tested, rate=99)))
    assert done.news == ()
    after = done.patterns[0]
    assert (after.finding, after.found_at) == (whole.finding, NIGHT + DAY)
    assert set(after.keys) == {*whole.keys, *part.keys}
    assert done.patterns[1] == part


def test_a_chain_of_merges_ends_at_what_lives() -> None:
    one, two = joining.merged(a_pattern(1), a_pattern(2, finding=a_finding(subject="8")), at=NIGHT)
    two, three = joining.merged(two, a_pattern(3, finding=a_finding(subject="9")), at=NIGHT)
    done = scanned([one, two, three], a_finding(keys=keys(300, 308)))
    assert [each.pattern.number for each in done.moved] == [3]


def test_similar_bugs_keep_their_pattern_when_their_area_gets_another_name() -> None:
    renamed = a_finding(area="Payments")
    done = scanned([told()], renamed, projects=(("Payments", ("PAY",)),))
    assert [(each.number, each.area) for each in done.patterns] == [(1, "Payments")]
    assert done.news == ()


def test_one_group_in_two_areas_has_a_pattern_in_each() -> None:
    both = (("Checkout", ("PAY",)), ("Payments", ("PAY",)))
    done = scanned([told()], a_finding(area="Payments"), projects=both)
    assert [(each.number, each.area) for each in done.patterns] == [
        (1, "Checkout"),
        (2, "Payments"),
    ]


def test_what_counts_all_bugs_of_an_area_is_said_of_the_area_whatever_its_name_is() -> None:
    spike = told(finding=a_finding(kind=Kind.SPIKE), name="Card declines", told="Cards fail.")
    (after,) = scanned([spike], a_finding(kind=Kind.SPIKE, rate=10)).patterns
    assert after.sentence == "Checkout: 10 new bugs in 6 weeks, usually 1.4"
    assert (after.name, after.told) == ("Card declines", "Cards fail.")


def test_windows_are_said_of_both_rates() -> None:
    span = Span(start=NIGHT - 14 * DAY, end=NIGHT)
    done = scanned(
        [told(finding=a_finding(kind=Kind.SPIKE))],
        a_finding(kind=Kind.SPIKE, rate=20, window=span),
    )
    (line,) = done.moved[0].entries
    assert "20 new bugs in 2 weeks" in line.says
    assert "it was 9 in 6 weeks" in line.says


def test_an_old_copy_or_a_project_that_left_it_says_nothing_of_what_is_quiet() -> None:
    quiet = told()
    stale = scanned([quiet], at=NIGHT + LONG, as_of=NIGHT + DAY)
    left = scanned([quiet], at=NIGHT + LONG, projects=(("Checkout", ("MOB",)),))
    renamed = scanned([quiet], at=NIGHT + LONG, projects=(("Cart", ("PAY",)),))
    assert stale.moved == ()
    assert [each.state for each in left.patterns] == [State.OPEN]
    assert [each.pattern.state for each in renamed.moved] == [State.CLOSED]
