"""A pattern as its lead reads it: the sentence, the figures, the picture, a few bugs, and what can be done."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from cadence.core.agenda import Drawn
from cadence.core.message import (
    Actions,
    Block,
    Bullets,
    Line,
    Message,
    Note,
    Paragraph,
    Picture,
    Text,
    bold,
    line,
)
from cadence.core.words import cut
from cadence.patterns.messages.bugs import few_bugs
from cadence.patterns.messages.figures import figures, small_print
from cadence.patterns.messages.presses import presses
from cadence.patterns.messages.standing import (
    VERDICTS,
    asked,
    opening,
    standing,
    untested_since,
)
from cadence.patterns.messages.words import (
    MOST_NAME,
    MOST_SENTENCE,
    MOST_TITLE,
    SEARCHED,
    Names,
    day_of,
    keys,
    named,
    quoted,
)
from cadence.patterns.model.evidence import Evidence, Past
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Pattern, State

MOST_PAST = 3
MOST_DECISIONS = 5
A_DAY = timedelta(days=1)

_FIRST = {
    Occasion.WORSE: "Worse: ",
    Occasion.AGAIN: "Again: ",
    Occasion.ONE_UP: "One level up: ",
    Occasion.HANDED: "Handed on: ",
}
"""What a notification begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """For whom and why a pattern is shown."""

    occasion: Occasion = Occasion.SHOWN
    zone: ZoneInfo
    """Of the company: windows and weeks are cut by it."""
    names: Names = field(default_factory=dict)
    pressable: bool = True
    """Whether whoever reads it may press anything."""
    by: str | None = None
    """Who handed it on, by user id."""
    words: str = ""
    """Theirs."""


def card(
    pattern: Pattern, evidence: Evidence, setting: Setting, *, picture: Picture | Drawn | None
) -> Message:
    """A `Drawn` stands there in its words, where it was not painted."""
    return Message(
        summary=f"{_FIRST.get(setting.occasion, '')}{pattern.label} {cut(pattern.sentence, MOST_SENTENCE)}",
        blocks=tuple(_blocks(pattern, evidence, setting, picture)),
    )


def _blocks(
    pattern: Pattern, evidence: Evidence, setting: Setting, picture: Picture | Drawn | None
) -> Iterator[Block]:
    yield Note(line(head(pattern)))
    yield Paragraph(line(bold(cut(pattern.sentence, MOST_SENTENCE)), *_told(pattern)))
    handed = (named(setting.by, setting.names), setting.words)
    yield from _lines(opening(pattern, setting.occasion, handed))
    yield from _lines(standing(pattern, setting.names))
    yield from _lines(untested_since(pattern))
    if pattern.state is State.MERGED:
        yield from _pressed(pattern, setting)
        return
    yield Bullets(figures(pattern, evidence))
    yield from drawn_block(picture)
    yield from _since(evidence, setting.zone)
    yield from few_bugs(pattern, evidence)
    yield from _past(evidence.past, setting.zone)
    yield from _decisions(evidence.decisions)
    is_asked = setting.pressable or pattern.escalated is None
    yield from _lines(asked(pattern, setting.occasion) if is_asked else ())
    yield from small_print(pattern, evidence, setting.zone)
    yield from _pressed(pattern, setting)


def head(pattern: Pattern) -> str:
    """ "P-12 · Payments · similar bugs coming back"."""
    return f"{pattern.label} · {cut(pattern.area, MOST_NAME)} · {SEARCHED[pattern.kind].lower()}"


def _told(pattern: Pattern) -> Line:
    return line(f"\n{cut(pattern.told, MOST_SENTENCE)}") if pattern.told else ()


def _lines(said: Line) -> Iterator[Block]:
    if said:
        yield Paragraph(said)


def drawn_block(picture: Picture | Drawn | None) -> Iterator[Block]:
    """What was not painted in its words."""
    if isinstance(picture, Picture):
        yield picture
    elif picture is not None:
        yield Note(line(picture.alt))


def _since(evidence: Evidence, zone: ZoneInfo) -> Iterator[Block]:
    """What was told just now is not told again as what did not change."""
    since = evidence.since
    if since is None or (since.is_nothing and evidence.read_at - since.at < A_DAY):
        return
    told = f"Since it was told on {day_of(since.at, zone)}: "
    parts = [
        f"{len(found):,} {what} ({keys(found)})"
        for what, found in (
            ("new", since.new),
            ("resolved", since.resolved),
            ("reopened", since.reopened),
        )
        if found
    ]
    yield Paragraph(line(f"{told}{', '.join(parts) or 'no bug is new, resolved or reopened'}."))


def _past(past: tuple[Past, ...], zone: ZoneInfo) -> Iterator[Block]:
    if not past:
        return
    yield Paragraph(line(bold("Similar patterns")))
    yield Bullets(tuple(_past_line(each, zone) for each in past[:MOST_PAST]))


def _past_line(past: Past, zone: ZoneInfo) -> Line:
    state = f"{past.state.value} since {day_of(past.changed_at, zone)}"
    parts = [state, VERDICTS[past.verdict].lower()] if past.verdict else [state]
    if past.cause:
        parts.append(f"cause: {past.cause.value}")
    if past.action:
        parts.append(quoted(past.action, MOST_TITLE))
    return line(bold(f"{past.label} {cut(past.name, MOST_NAME)}"), f": {'; '.join(parts)}")


def _decisions(decisions: tuple[tuple[int, str], ...]) -> Iterator[Block]:
    """Without a title that its readers may see, by number alone."""
    titled = [each for each in decisions if each[1]]
    untitled = [f"D-{number}" for number, title in decisions if not title]
    if titled:
        yield Paragraph(line(bold("Decisions")))
        yield Bullets(
            tuple(
                line(f"D-{number} {cut(title, MOST_TITLE)}")
                for number, title in titled[:MOST_DECISIONS]
            )
        )
    untitled += [f"D-{number}" for number, _ in titled[MOST_DECISIONS:]]
    if untitled:
        also = "Also decided" if titled else "Decided"
        yield Paragraph(line(f"{also}: {keys(tuple(untitled), most=MOST_DECISIONS)}."))


def _pressed(pattern: Pattern, setting: Setting) -> Iterator[Block]:
    if setting.pressable and (found := presses(pattern, setting.occasion)):
        yield Actions(found)


def brief(pattern: Pattern, setting: Setting) -> Message:
    """What stays of a card that is told anew in another message: its sentence and how it stands."""
    said = line(bold(cut(pattern.sentence, MOST_SENTENCE)))
    return Message(
        summary=f"{pattern.label} {cut(pattern.sentence, MOST_SENTENCE)}",
        blocks=(
            Note(line(head(pattern))),
            Paragraph(said),
            *_lines(standing(pattern, setting.names)),
            Note((Text("A newer message has its figures."),)),
        ),
    )
