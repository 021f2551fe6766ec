"""Patterns as a list, and what is said where there are none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cadence.core.message import (
    Actions,
    Block,
    Button,
    Line,
    Message,
    Moment,
    Note,
    Paragraph,
    bold,
    line,
)
from cadence.core.words import counted, cut, listed
from cadence.patterns.messages.actions import LIST, SCAN, SHOW, value_of
from cadence.patterns.messages.looked import not_yet, scanned, untested
from cadence.patterns.messages.standing import ordinal, standing, untested_since
from cadence.patterns.messages.words import MOST_SENTENCE, Names
from cadence.patterns.model.pattern import Pattern, State
from cadence.patterns.model.scan import Looked
from cadence.patterns.model.standing import Standing, by_standing

MOST_LISTED = 20
"""A message has room for fifty blocks."""

HEADS = {
    Standing.OVERDUE: "Unanswered",
    Standing.ASKED: "Waiting for an answer",
    Standing.NOBODYS: "Nobody’s",
    Standing.LATE: "Past the date of its action",
    Standing.OWNED: "Owned",
    Standing.QUIET: "Quiet until it gets worse",
    Standing.OVER: "Over",
}

UNTOLD = "Nobody could be told: the settings name no lead of this area who can be reached."

LIST_BUTTON = Button(label="All live patterns", action=LIST)
SCAN_BUTTON = Button(label="Scan now", action=SCAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """By whom and when a list is read."""

    at: datetime
    on: date
    """That day, where dates of actions are set."""
    names: Names
    looked: Looked | None
    """The last scan, as far as the reader may know of it; None: there was none."""
    has_areas: bool
    """Whether the settings name leads at all."""
    is_copied: bool = True
    """Whether any project is copied from the tracker: nothing else is scanned."""


OF_YOURS = " of yours"


# --- lists -----------------------------------------------------------------------------------------


def live(patterns: Sequence[Pattern], view: View, *, where: str = "") -> Message:
    """By what has to be done about each. `where`: " in Checkout", of what was asked for."""
    if not patterns:
        return nothing(view, where=where)
    summary = f"{counted(len(patterns), 'live pattern')}{where}"
    return Message(
        summary=f"{summary}.",
        blocks=(
            Paragraph((bold(summary),)),
            *_grouped(patterns, view),
            *below(view),
            Actions((SCAN_BUTTON,)),
        ),
    )


def everything(patterns: Sequence[Pattern], view: View) -> Message:
    """Also what is over: the latest first."""
    if not patterns:
        return nothing(view)
    latest = sorted(patterns, key=lambda each: (each.changed_at, each.number), reverse=True)
    summary = f"{counted(len(patterns), 'pattern')}, what changed last first"
    return Message(
        summary=f"{summary}.",
        blocks=(
            Paragraph((bold(summary),)),
            *_rows(latest[:MOST_LISTED], view, with_state=True),
            *_more(len(latest) - MOST_LISTED),
            *below(view),
            Actions((LIST_BUTTON,)),
        ),
    )


def several(patterns: Sequence[Pattern], words: str, view: View) -> Message:
    summary = f"“{words[:60]}” may be one of these"
    blocks = (Paragraph((bold(summary),)), *_rows(patterns[:MOST_LISTED], view))
    return Message(summary=summary, blocks=(*blocks, *_more(len(patterns) - MOST_LISTED)))


def no_such(words: str) -> str:
    """The same whether there is none or it may not be seen."""
    return (
        f"There is no pattern “{words[:60]}” that I may show you. “/cadence patterns” lists those that are live, "
        "“/cadence patterns all” every one."
    )


def no_such_area(words: str, areas: Sequence[str]) -> str:
    known = f" There are: {listed(areas[:MOST_LISTED])}." if areas else ""
    said = f"There is no area “{words[:60]}”" if words else "Say which area, as in “area Checkout”"
    return f"{said} that I may show you.{known}" if words else f"{said}.{known}"


def _grouped(patterns: Sequence[Pattern], view: View) -> Iterator[Block]:
    left = MOST_LISTED
    for kind, these in by_standing(patterns, view.at, view.on).items():
        if left > 0:
            yield Paragraph((bold(HEADS[kind]),))
            yield from _rows(these[:left], view)
        left -= len(these)
    yield from _more(-left)


def _rows(patterns: Sequence[Pattern], view: View, *, with_state: bool = False) -> Iterator[Block]:
    for each in patterns:
        yield Paragraph(
            row(each, view.names, with_state=with_state),
            Button(label="Show", action=SHOW, value=value_of(each.number)),
        )


def row(pattern: Pattern, names: Names, *, with_state: bool = False) -> Line:
    """Number, area unless the sentence begins with it, the sentence with its figures, and where it stands."""
    parts = (
        "" if says_area(pattern) else f" · {pattern.area}",
        f" · {pattern.state}" if with_state else "",
        f" · back for the {ordinal(pattern.again)} time" if pattern.again else "",
    )
    head = "".join(parts)
    between = "\n" if head else " "
    sentence = cut(pattern.sentence, MOST_SENTENCE)
    return line(bold(pattern.label), f"{head}{between}{sentence}\n", *stands(pattern, names))


def says_area(pattern: Pattern) -> bool:
    return pattern.sentence.casefold().startswith(f"{pattern.area.casefold()}:")


def without_copy(pattern: Pattern, names: Names) -> Message:
    """Where there is nothing to read its bugs from."""
    missing = "Its bugs can’t be shown, since there is no copy of Jira’s bugs now."
    return Message(
        summary=f"{pattern.label} {pattern.sentence}",
        blocks=(Paragraph(row(pattern, names)), Note(line(missing))),
    )


def stands(pattern: Pattern, names: Names) -> Line:
    """What came of it; of an open one, who was told and what is waited for; and that it could not be tested."""
    stood = _stands(pattern, names)
    since = untested_since(pattern)
    return line(*stood, " " if stood and since else "", *since)


def _stands(pattern: Pattern, names: Names) -> Line:
    if pattern.state is not State.OPEN:
        return standing(pattern, names)
    told = pattern.escalated
    if told is None:
        return line(UNTOLD)
    where = "was told" if told.to else "was told in the area’s channel"
    said = f"{told.name} {where}{', one level up,' if told.level else ''} "
    waits = (", an answer is awaited until ", Moment(told.answer_by)) if told.answer_by else ()
    return line(said, Moment(told.at), *waits, ".")


def _more(left: int) -> Iterator[Block]:
    if left > 0:
        yield Note(
            line(f"… and {left} more: “/cadence patterns area NAME” shows those of an area.")
        )


def counts(found: Mapping[Standing, Sequence[Pattern]]) -> str:
    """ "2 unanswered, 1 owned"."""
    return listed([f"{len(these):,} {HEADS[kind].lower()}" for kind, these in found.items()])


# --- below a list, or instead of it ----------------------------------------------------------------


def below(view: View) -> Iterator[Block]:
    """When was scanned, what could not be tested, and whether anybody can be told."""
    if view.looked is None:
        yield Note(line(never(view)))
    else:
        yield Note(scanned(view.looked, view.at))
        yield from untested(view.looked)
        yield from not_yet(view.looked)
    if not view.has_areas:
        yield Note(
            line("No [areas] are set, so nobody is told of patterns: name leads in cadence.toml.")
        )


def nothing(view: View, *, where: str = "") -> Message:
    """There is nothing to list: since nothing was found, or since it was never looked."""
    if view.looked is None:
        said = never(view)
    elif view.looked.areas == 0:
        said = f"No area{where} that I may show you was scanned."
    elif where == OF_YOURS:
        said = "No live pattern is of an area that you lead, or was told to you."
    else:
        said = f"No live pattern{where}: nothing that was tested stands out from what is usual."
    is_known = view.looked is not None
    return Message(
        summary=said,
        blocks=(
            Paragraph(line(said)),
            *(below(view) if is_known else ()),
            *((Actions((SCAN_BUTTON,)),) if view.is_copied else ()),
        ),
    )


def never(view: View) -> str:
    if not view.is_copied:
        return (
            "Bugs were never scanned: no project is copied from Jira. Name some under [mirror] projects in "
            "cadence.toml."
        )
    return "Bugs were never scanned yet. A scan runs every night; “/cadence patterns scan” begins one now."
