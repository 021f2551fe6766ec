"""What a finding says in one sentence, for each kind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cadence.core.calendar import Span
from cadence.patterns.model.finding import Finding, Kind
from cadence.patterns.model.sentence import (
    lasting,
    opening,
    plain_name,
    renamed,
    sentence,
    usually,
)
from pattern_builders import NIGHT, a_finding, a_pattern

SAID = {
    Kind.RECURRENCE: "Payment retries: 9 similar bugs in 6 weeks, usually 1.4",
    Kind.SPIKE: "Checkout: 9 new bugs in 6 weeks, usually 1.4",
    Kind.DRIFT: "Checkout: 9 new bugs in 6 weeks, usually 1.4",
    Kind.REOPENED: "Checkout: 9 of 31 resolved bugs (29 %) were reopened in 6 weeks, usually 9 %",
    Kind.REGRESSED: "Checkout: 9 bugs back after a fix in 6 weeks, usually 1.4",
    Kind.AGEING: (
        "Checkout: 9 of 31 bugs that turned 23 days old in 6 weeks are still open (29 %), usually 9 %"
    ),
    Kind.ESCAPES: "Checkout: 9 bugs found in 6 weeks after 4.2, usually 1.4",
}
SHARES = frozenset({Kind.REOPENED, Kind.AGEING})


def found(kind: Kind, **fields: object) -> Finding:
    share = {"out_of": 31, "share": 0.09, "past_days": 23} if kind in SHARES else {}
    return a_finding(kind=kind, **(share | fields))


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_says_its_rate_against_what_is_usual(kind: Kind) -> None:
    begins = "Payment retries" if kind is Kind.RECURRENCE else "Checkout"
    assert sentence(begins, found(kind), release="4.2") == SAID[kind]


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_a_plain_name(kind: Kind) -> None:
    name = plain_name(found(kind).tested, release="4.2")
    assert "Checkout" in name
    assert ("4.2" in name) is (kind is Kind.ESCAPES)


def test_one_is_one_and_a_release_without_a_name_is_a_release() -> None:
    one = found(Kind.ESCAPES, rate=1, baseline=0.01)
    assert sentence("web", one) == "Web: 1 bug found in 6 weeks after a release, usually none"


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "a day"), (7, "a week"), (10, "10 days"), (14, "2 weeks"), (98, "14 weeks")],
)
def test_windows_are_said_in_weeks_where_they_are_whole(days: int, said: str) -> None:
    assert lasting(days) == said
    span = Span(start=NIGHT - timedelta(days=days), end=NIGHT)
    assert f"in {said}," in sentence("Web", found(Kind.SPIKE, window=span))


@pytest.mark.parametrize(
    ("baseline", "said"),
    [(0.04, "none"), (0.05, "0.1"), (2.0, "2"), (9.96, "10"), (1234.4, "1,234")],
)
def test_the_usual_is_said_as_finely_as_it_is_known(baseline: float, said: str) -> None:
    assert usually(baseline) == said


def test_a_long_name_is_cut() -> None:
    assert len(sentence("x" * 500, found(Kind.SPIKE))) < 140


@pytest.mark.parametrize("name", ["Payment retries", "Checkout: retries, again"])
def test_a_pattern_that_gets_another_name_says_the_same_figures(name: str) -> None:
    similar = a_pattern(name=name, sentence=sentence(name, a_finding()))
    assert renamed(similar, "Cards: declines") == (
        "Cards: declines: 9 similar bugs in 6 weeks, usually 1.4"
    )


def test_what_counts_all_bugs_of_an_area_begins_with_it_whatever_it_is_called() -> None:
    said = sentence("Checkout", a_finding(kind=Kind.SPIKE))
    spike = a_pattern(finding=a_finding(kind=Kind.SPIKE), name="New bugs", sentence=said)
    assert opening(spike) == opening(replace(spike, told="Cards fail.")) == "Checkout"
    assert renamed(spike, "Card declines") == said
