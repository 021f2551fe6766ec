"""A finding in one plain sentence with its figures, and the small words that such a sentence is made of."""

from cadence.core.words import begun, counted, cut
from cadence.patterns.model.finding import Finding, Kind, Tested
from cadence.patterns.model.pattern import Pattern

LONGEST_OPENING = 80

_BUGS = {
    Kind.RECURRENCE: ("similar bug", "similar bugs"),
    Kind.SPIKE: ("new bug", "new bugs"),
    Kind.DRIFT: ("new bug", "new bugs"),
    Kind.REOPENED: ("bug reopened", "bugs reopened"),
    Kind.REGRESSED: ("bug back after a fix", "bugs back after a fix"),
    Kind.AGEING: ("bug too old", "bugs too old"),
    Kind.ESCAPES: ("bug found", "bugs found"),
}
"""What was counted, where it is no share."""

_NAMES = {
    Kind.RECURRENCE: "Similar bugs in {area}",
    Kind.SPIKE: "New bugs in {area}",
    Kind.DRIFT: "New bugs in {area}",
    Kind.REOPENED: "Reopened bugs in {area}",
    Kind.REGRESSED: "Bugs back after a fix in {area}",
    Kind.AGEING: "Bugs growing old in {area}",
    Kind.ESCAPES: "Bugs after {release} in {area}",
}


def plain_name(tested: Tested, *, release: str = "") -> str:
    """Of what has no words of its own: by its kind and area."""
    return _NAMES[tested.kind].format(area=tested.area, release=release or "a release")


def sentence(opening: str, finding: Finding, *, release: str = "") -> str:
    """ "Payment retries: 9 similar bugs in 6 weeks, usually 1.4"; without a full stop, since it stands as a line.

    `opening` is a name of its own, or the area; `release` the name of the one that an escape was found after.
    """
    tested = finding.tested
    return f"{begun(cut(opening, LONGEST_OPENING))}: {_rate(tested, release)}, usually {_usual(tested)}"


def opening(pattern: Pattern) -> str:
    """By what its sentence is begun: similar bugs by their name; what counts every bug of an area by the area, even
    where it has a name, since the figures are of all of them."""
    return pattern.name if pattern.kind is Kind.RECURRENCE else pattern.area


def renamed(pattern: Pattern, name: str) -> str:
    """Its sentence, where it gets another name."""
    if pattern.kind is not Kind.RECURRENCE:
        return pattern.sentence
    was = begun(cut(pattern.name, LONGEST_OPENING))
    figures = pattern.sentence.removeprefix(f"{was}: ")
    return f"{begun(cut(name, LONGEST_OPENING))}: {figures}"


def lasting(days: int) -> str:
    """ "6 weeks", "a week", "10 days", "a day"."""
    if days in {1, 7}:
        return "a day" if days == 1 else "a week"
    return f"{days // 7} weeks" if days % 7 == 0 and days else counted(days, "day")


def usually(baseline: float) -> str:
    """ "1.4", "12", "none"."""
    return figure(baseline) if baseline >= 0.05 else "none"


def figure(value: float) -> str:
    """With one decimal below 10, without one from there on."""
    return f"{round(value, 1):g}" if value < 10 else f"{round(value):,}"


def percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _rate(tested: Tested, release: str) -> str:
    window = lasting(tested.window_days)
    if tested.out_of and tested.share is not None:
        return _part(tested, tested.out_of, window)
    after = f" after {release or 'a release'}" if tested.kind is Kind.ESCAPES else ""
    return f"{counted(tested.rate, *_BUGS[tested.kind])} in {window}{after}"


def _part(tested: Tested, of: int, window: str) -> str:
    """What a share is of: a percentage is held against a percentage."""
    part, are = percent(tested.rate / of), "is" if tested.rate == 1 else "are"
    if tested.kind is Kind.AGEING:
        bugs = f"{tested.rate:,} of {counted(of, 'bug')} that turned {_age(tested)} old in {window}"
        return f"{bugs} {are} still open ({part})"
    were = "was" if tested.rate == 1 else "were"
    return f"{tested.rate:,} of {counted(of, 'resolved bug')} ({part}) {were} reopened in {window}"


def _age(tested: Tested) -> str:
    """ "23 days": the age that bugs are past."""
    return counted(tested.past_days, "day") if tested.past_days else "too"


def _usual(tested: Tested) -> str:
    if not tested.out_of or tested.share is None:
        return usually(tested.baseline)
    return percent(tested.share)
