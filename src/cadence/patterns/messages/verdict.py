"""What the test on the action's date says, with the figures before and after."""

from collections.abc import Iterator

from cadence.core.agenda import Drawn
from cadence.core.message import (
    Actions,
    Beside,
    Block,
    Button,
    Line,
    Message,
    Note,
    Paragraph,
    Picture,
    bold,
    line,
)
from cadence.core.words import cut
from cadence.patterns.messages.actions import BUGS, SHOW, value_of
from cadence.patterns.messages.card import Setting, drawn_block, head
from cadence.patterns.messages.presses import presses
from cadence.patterns.messages.standing import NEXT, VERDICTS, in_as_long
from cadence.patterns.messages.words import MOST_TITLE, chance, counted_bugs, day, quoted
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Ownership, Pattern, Verdict, Verified
from cadence.patterns.model.sentence import figure, lasting
from cadence.patterns.model.verifying import SURE


def verdict(pattern: Pattern, setting: Setting, *, picture: Picture | Drawn | None) -> Message:
    """Of a pattern that was tested; without a test, as it stands."""
    tested = pattern.verified
    if tested is None:
        raise ValueError("it was never tested")
    said = f"{cut(pattern.name, MOST_TITLE)}: {VERDICTS[tested.verdict].lower()}"
    return Message(
        summary=f"{pattern.label} {said}.",
        blocks=tuple(_blocks(pattern, tested, said, setting, picture)),
    )


def untested(pattern: Pattern, owned: Ownership, why: str) -> Message:
    """To its owner, where the rate can't be tested; `why` is a clause."""
    said = f"{cut(pattern.name, MOST_TITLE)}: its rate could not be tested"
    show = Button(label="Show it", action=SHOW, value=value_of(pattern.number))
    return Message(
        summary=f"{pattern.label} {said}.",
        blocks=(
            Note(line(head(pattern))),
            Paragraph(line(bold(f"{said}."), f" It was due on {day(owned.until)}, but {why}.")),
            Paragraph(
                line(
                    "That says nothing of the rate. It is tested as soon as it can be; ",
                    "where that will never be, close it on its card.",
                )
            ),
            Actions((show,)),
        ),
    )


def _blocks(
    pattern: Pattern,
    tested: Verified,
    said: str,
    setting: Setting,
    picture: Picture | Drawn | None,
) -> Iterator[Block]:
    yield Note(line(head(pattern)))
    yield Paragraph(line(bold(f"{said}.")))
    yield Beside(_before(pattern, tested), _after(pattern, tested))
    if owned := pattern.ownership:
        done = f"Since {day(owned.at.date())}: {quoted(owned.action)} ({owned.cause.value})."
        yield Paragraph(line(done))
    yield from drawn_block(picture)
    yield Paragraph(line(NEXT[tested.verdict]))
    yield Note(line(_sure(tested)))
    bugs = Button(label="Its bugs", action=BUGS, value=value_of(pattern.number))
    yield Actions((*(presses(pattern, Occasion.DUE) if setting.pressable else ()), bugs))


def _before(pattern: Pattern, tested: Verified) -> Line:
    counted = counted_bugs(pattern.kind, tested.before)
    like = (
        f"\nthat is {figure(in_as_long(tested))} in {lasting(tested.after_days)}"
        if tested.before_days != tested.after_days
        else ""
    )
    return line(bold("Before"), f"\n{counted} in {lasting(tested.before_days)}{like}")


def _after(pattern: Pattern, tested: Verified) -> Line:
    counted = counted_bugs(pattern.kind, tested.after)
    return line(bold("Since then"), f"\n{counted} in {lasting(tested.after_days)}")


def _sure(tested: Verified) -> str:
    odds = chance(tested.p_value)
    match tested.verdict:
        case Verdict.FELL:
            return f"Had nothing changed, this few would come {odds} such times."
        case Verdict.WORSE:
            return f"Had nothing changed, this many would come {odds} such times."
        case Verdict.UNCHANGED if tested.p_value <= SURE:
            return (
                f"Had nothing changed, this few would come {odds} such times. But more than half of what was beyond "
                "the usual is left, and some fall by itself is to be expected."
            )
        case Verdict.UNCHANGED:
            return (
                f"Had nothing changed, this few would come {odds} such times: too often to say that it fell. "
                "That is not to say that it did not."
            )
