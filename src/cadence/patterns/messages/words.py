"""Small words of what is said about patterns."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cadence.core.calendar import Span
from cadence.core.words import counted, cut, listed
from cadence.patterns.model.finding import Finding, Kind
from cadence.patterns.model.sentence import lasting, percent, usually

Names = Mapping[str, str]
"""Of leads, by user id: they own areas, and are the only people this room names."""

MOST_TITLE = 120
MOST_NAME = 60
"""Of an area, a version, a pattern beside others."""
MOST_SENTENCE = 300
MOST_ACTION = 300

SEARCHED = {
    Kind.RECURRENCE: "Similar bugs coming back",
    Kind.SPIKE: "More new bugs than usual",
    Kind.DRIFT: "A slow rise of new bugs",
    Kind.REOPENED: "Fixes that do not hold",
    Kind.REGRESSED: "Back after a fix",
    Kind.AGEING: "Bugs that grow old",
    Kind.ESCAPES: "Found after the release",
}
"""What each kind is, as a few words on a card."""

IN_SHORT = {
    Kind.RECURRENCE: "similar bugs",
    Kind.SPIKE: "sudden rise",
    Kind.DRIFT: "slow rise",
    Kind.REOPENED: "fixes that do not hold",
    Kind.REGRESSED: "back after a fix",
    Kind.AGEING: "growing old",
    Kind.ESCAPES: "found after a release",
}
"""The same where several stand in one line."""

_COUNTED = {
    Kind.RECURRENCE: ("similar bug", "similar bugs"),
    Kind.SPIKE: ("new bug", "new bugs"),
    Kind.DRIFT: ("new bug", "new bugs"),
    Kind.REOPENED: ("reopened bug", "reopened bugs"),
    Kind.REGRESSED: ("bug back after a fix", "bugs back after a fix"),
    Kind.AGEING: ("bug open past the usual time", "bugs open past the usual time"),
    Kind.ESCAPES: ("bug found after the release", "bugs found after the release"),
}

MANY = 1_000_000
"""One in more than these is said as "less than once in a million"."""


def counted_bugs(kind: Kind, count: int) -> str:
    """ "9 similar bugs", "1 reopened bug"."""
    return counted(count, *_COUNTED[kind])


def bugs_of(kind: Kind) -> str:
    return _COUNTED[kind][1]


def rate_against(finding: Finding) -> str:
    """ "9 in 6 weeks, usually 1.4"; of a share "5 of 14 in 8 weeks, usually 9 %"."""
    tested = finding.tested
    window = lasting(tested.window_days)
    if tested.out_of is not None and tested.share is not None:
        return f"{tested.rate:,} of {tested.out_of:,} in {window}, usually {percent(tested.share)}"
    return f"{tested.rate:,} in {window}, usually {usually(tested.baseline)}"


def chance(p_value: float) -> str:
    """ "about once in 1,200", "less than once in a million", "more often than not"."""
    if p_value < 1 / MANY:
        return "less than once in a million"
    if p_value > 0.5:
        return "more often than not in"
    return f"about once in {one_in(p_value):,}"


def one_in(odds: float) -> int:
    """To two figures, since no test is surer than that."""
    whole = max(1, round(1 / odds))
    return round(whole, 2 - len(str(whole)))


def window(span: Span, zone: ZoneInfo) -> str:
    """ "11 Oct to 21 Nov 2026": the first and last day of what is bounded on both sides."""
    start, end = span.start, span.end
    if start is None or end is None:
        return "all of the time"
    first = start.astimezone(zone).date()
    last = (end.astimezone(zone) - timedelta(microseconds=1)).date()
    if first == last:
        return day(last)
    return f"{short(first) if first.year == last.year else day(first)} to {day(last)}"


def day(on: date) -> str:
    """ "3 Nov 2026"."""
    return f"{on.day} {on:%b %Y}"


def short(on: date) -> str:
    """ "3 Nov"."""
    return f"{on.day} {on:%b}"


def day_of(at: datetime, zone: ZoneInfo) -> str:
    return day(at.astimezone(zone).date())


def old(age: timedelta) -> str:
    """ "41 days", "5 months", "under a day"."""
    days = age.days
    if days < 1:
        return "under a day"
    if days < 60:
        return counted(days, "day")
    if days < 730:
        return counted(round(days / 30.44), "month")
    return counted(round(days / 365.25), "year")


def versions(found: tuple[tuple[str, int], ...], *, most: int = 3) -> str:
    """ "4.2 (5), 4.1 (2) and 3 more versions"; "" for none."""
    shown = [
        f"{cut(name, MOST_NAME)} ({count})" if count > 1 else cut(name, MOST_NAME)
        for name, count in found[:most]
    ]
    if len(found) > most:
        shown.append(f"{len(found) - most} more")
    return listed(shown)


def keys(found: tuple[str, ...], *, most: int = 3) -> str:
    """ "PAY-1, PAY-2 and 4 more"."""
    shown = list(found[:most])
    if len(found) > most:
        shown.append(f"{len(found) - most} more")
    return listed(shown)


def named(user: str | None, names: Names) -> str:
    """A lead's name; of whom nothing is known, "somebody"."""
    return names.get(user or "", "") or "somebody"


def quoted(words: str, most: int = MOST_ACTION) -> str:
    """ "“One owner for retries”": in a sentence of ours, without a full stop of its own."""
    return f"“{cut(' '.join(words.split()).rstrip('.'), most)}”"
