"""Patterns in a quality review: where each stands, what is otherwise, what is due to be decided."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from cadence.core.agenda import Call
from cadence.core.message import Block, Bullets, Choice, Header, Line, Note, Paragraph, bold, line
from cadence.core.words import begun, counted, cut
from cadence.patterns.messages.listing import (
    HEADS,
    counts,
    says_area,
    stands,
)
from cadence.patterns.messages.looked import MISSED, STALE, old, scanned, untested
from cadence.patterns.messages.standing import verdict_said
from cadence.patterns.messages.words import MOST_ACTION, Names, day, named, rate_against
from cadence.patterns.model.asks import SOURCE, key_of
from cadence.patterns.model.pattern import Cause, Pattern, Step
from cadence.patterns.model.precision import FEW, Precision
from cadence.patterns.model.review import Changed, Review
from cadence.patterns.model.scan import Looked
from cadence.patterns.model.sentence import percent
from cadence.patterns.model.standing import Standing

MOST_EACH = 10
"""Patterns of one standing in a digest; “/cadence patterns” has the others."""
A_LIST = 5
"""Patterns of one list, so that none is cut by the room of a block."""
MOST_SENTENCE = 250
MOST_NAME = 80

NOT_HERE = "patterns are not shown in a channel that is shared with another company"
NOT_OURS = "patterns are shown to people of the company alone"

NO_PATTERN = "not_a_pattern"
"""The option besides the causes."""

LOOKED_BACK = timedelta(days=182)
"""Over which alarms are reckoned: half a year, so that there are some."""
HALF_A_YEAR = "the last six months"


# --- the digest's part --------------------------------------------------------------------------------


def parts(review: Review, names: Names) -> Iterator[Block]:
    yield Header("Quality patterns")
    yield Paragraph(line(_head(review)))
    for standing, these in review.live.items():
        yield Paragraph(line(bold(f"{HEADS[standing]} ({len(these):,})")))
        yield from _listed(these, names)
    yield Note(line(reckoned(review.precision)))
    if review.looked:
        yield Note(scanned(review.looked, review.at))
        yield from untested(review.looked)
        yield from _not_yet(review.looked)
    if not review.has_areas:
        yield Note(line("No [areas] are set, so nobody is told of patterns: name leads there."))


def _not_yet(looked: Looked) -> Iterator[Block]:
    """In a line: every week they lack much the same."""
    if partly := {each.area for each in looked.kinds_of_areas}:
        areas = counted(len(partly), "area")
        yield Note(
            line(f"Not everything is tested yet in {areas}: “/cadence patterns” says what not.")
        )


def _head(review: Review) -> str:
    if not review.live:
        return "No pattern is live." if review.looked else "Nothing is known of patterns yet."
    live = counted(len(review.patterns), "live pattern")
    return f"{live}: {counts(review.live)}."


def _listed(patterns: Sequence[Pattern], names: Names) -> Iterator[Block]:
    shown = patterns[:MOST_EACH]
    for start in range(0, len(shown), A_LIST):
        part = shown[start : start + A_LIST]
        yield Bullets(tuple(told(each, names) for each in part))
    if left := len(patterns) - len(shown):
        yield Note(line(f"… and {left} more: “/cadence patterns” has them."))


def told(pattern: Pattern, names: Names) -> Line:
    sentence = cut(pattern.sentence, MOST_SENTENCE).rstrip(".")
    area = "" if says_area(pattern) else f" {pattern.area}:"
    return line(bold(pattern.label), f"{area} {sentence}. ", *stands(pattern, names))


def reckoned(found: Precision) -> str:
    """ "In the last six months leads answered 9 alarms: 7 taken on, 2 no pattern. 78 % were worth it."."""
    if not found.answered:
        return f"No alarm was answered by a lead in {HALF_A_YEAR}, so nothing is known of how many were worth it."
    answered = f"In {HALF_A_YEAR} leads answered {counted(found.answered, 'alarm')}"
    said = f"{answered}: {found.taken_on:,} taken on, {found.dismissed:,} no pattern"
    if found.share is None:
        return f"{said}; below {FEW} that says too little for a percentage."
    return f"{said}. {percent(found.share)} were worth it."


def gaps(looked: Looked | None, at: datetime) -> tuple[str, ...]:
    """What keeps "nothing found" from being so."""
    if looked is None:
        return ("bugs were never scanned",)
    behind, gone = looked.at - looked.as_of, at - looked.at
    found = (
        f"the last scan had a copy of Jira that was {old(behind)} old" if behind > STALE else "",
        f"no scan was stored for {old(gone)}" if gone > MISSED else "",
    )
    return tuple(each for each in found if each)


# --- what changed --------------------------------------------------------------------------------------


def changed(each: Changed, names: Names) -> Line:
    """ "P-7 Payment retries: new, 9 in 6 weeks, usually 1.4"."""
    pattern = each.pattern
    title = f"{pattern.label} {cut(pattern.name, MOST_NAME)}"
    return line(bold(title), f": {_what(each, names)}")


_FOUND = {Step.FOUND: "new", Step.AGAIN: "back again", Step.WORSE: "worse"}
_SAID = {
    Step.CLOSED: "closed",
    Step.SNOOZED: "quiet until it gets worse",
    Step.SPLIT: "some of its bugs are a pattern of their own now",
    Step.REOPENED: "open again, by its lead",
}


def _what(each: Changed, names: Names) -> str:
    pattern = each.pattern
    match each.step:
        case step if step in _FOUND:
            return f"{_FOUND[step]}, {rate_against(pattern.finding)}"
        case Step.VERIFIED if pattern.verified:
            return f"tested. {verdict_said(pattern.verified)}"
        case Step.CLOSED if each.is_quiet:
            return "closed, since it was no longer found"
        case Step.OWNED if pattern.ownership:
            owned = pattern.ownership
            action = cut(owned.action, MOST_ACTION)
            return f"{named(owned.by, names)} owns it: {owned.cause}, “{action}”, until {day(owned.until)}"
        case Step.NO_PATTERN if pattern.no_pattern:
            return f"not a pattern, {pattern.no_pattern}"
        case Step.MERGED:
            return f"part of P-{pattern.merged_into} now"
        case step:
            return _SAID.get(step, step.value)


# --- what is due to be decided ---------------------------------------------------------------------------

_WHY = {
    Standing.OVERDUE: "nobody answered",
    Standing.NOBODYS: "nobody owns it",
}
OPTIONS = (
    *(Choice(begun(each.value), each.name.casefold(), "The cause is there") for each in Cause),
    Choice("Not a pattern", NO_PATTERN, "It takes more then before the like is told again"),
)


def call(pattern: Pattern, standing: Standing, *, to: tuple[str, ...], review: Review) -> Call:
    """Whoever answers it with a cause owns it."""
    return Call(
        key=key_of(pattern.number),
        source=SOURCE,
        subject=key_of(pattern.number),
        title=f"{pattern.label} {cut(pattern.name, MOST_NAME)}: {_WHY[standing]}",
        question=(
            "What in the system lets it happen, and what is done about that? Who decides it with a cause owns it; "
            "on the day to look at it again the rate is tested."
        ),
        why=(
            line(cut(pattern.sentence, MOST_SENTENCE)),
            stands(pattern, {}),
            *((scanned(review.looked, review.at),) if review.looked else ()),
        ),
        options=OPTIONS,
        to=to,
    )


# --- what its owner is shown -------------------------------------------------------------------------------


def facts(pattern: Pattern, names: Names) -> tuple[Line, ...]:
    """Above the questions."""
    return (line(cut(pattern.sentence, MOST_SENTENCE)), stands(pattern, names))
