"""The forms in which a lead takes a pattern on, hands it on, merges or splits it, or says that it is none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from cadence.core.calendar import day_written
from cadence.core.heard import Answer
from cadence.core.message import Block, Choice, Form, Input, Note, Paragraph, bold, line
from cadence.core.people import Lead
from cadence.core.words import cut
from cadence.patterns.messages import actions
from cadence.patterns.messages.bugs import how_long
from cadence.patterns.messages.words import (
    MOST_SENTENCE,
    day,
    rate_against,
)
from cadence.patterns.model.evidence import Evidence, Exhibit
from cadence.patterns.model.filled import (
    ACTION,
    CAUSE,
    INTO,
    KEYS,
    LOG,
    LOG_IT,
    LONGEST_ACTION,
    LONGEST_WORDS,
    REASON,
    TO,
    UNTIL,
    WORDS,
)
from cadence.patterns.model.pattern import Cause, NoPattern, Pattern

MOST_OFFERED = 100
"""Slack's options of one list: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element"""

CAUSES = {
    Cause.STAFFING: "Too few people, or too many things at once",
    Cause.SKILLS: "Something that has to be learned",
    Cause.CODE_HEALTH: "Code that invites mistakes or is hard to change",
    Cause.CI_CD: "Tests, builds or releases let it through",
    Cause.OBSERVABILITY: "It is seen too late, or by customers first",
    Cause.PROCESS: "How work is planned, reviewed or handed over",
    Cause.REQUIREMENTS: "What is wanted was unclear or changed",
    Cause.DEPENDENCY: "It comes from something that others make",
}

Given = Mapping[str, Answer]
"""What was filled in before, where a form is shown again."""


def own_form(
    pattern: Pattern,
    *,
    earliest: date,
    until: date,
    given: Given | None = None,
    remark: str = "",
) -> Form:
    """`earliest` is the first day on which a test can tell anything, `until` the day that is proposed."""
    held = given if given is not None else _as_owned(pattern)
    return _form(
        actions.OWNED,
        "I own it",
        "Take it on",
        pattern,
        _own(held, earliest, until),
        remark=remark,
    )


def _as_owned(pattern: Pattern) -> Given:
    owned = pattern.ownership
    return {CAUSE: owned.cause.name, ACTION: owned.action} if owned else {}


def _own(held: Given, earliest: date, until: date) -> Iterator[Input]:
    yield Input(
        name=CAUSE,
        label="What in the system brings it about",
        kind="choice",
        choices=tuple(Choice(each.value, each.name, says) for each, says in CAUSES.items()),
        value=_text(held, CAUSE),
        placeholder="A cause that can be changed; never a person",
    )
    yield Input(
        name=ACTION,
        label="What is done about it",
        kind="lines",
        most=LONGEST_ACTION,
        value=_text(held, ACTION),
        placeholder="Retries get one owner and a test that replays last month's failures",
    )
    yield Input(
        name=UNTIL,
        label="When the rate is tested",
        kind="date",
        value=day_written(_text(held, UNTIL)) or until,
        hint=f"On that day it is told whether the rate fell. Before {day(earliest)} too few days have passed to tell.",
    )
    yield Input(
        name=LOG,
        label="Decision log",
        kind="ticks",
        choices=(Choice("Log it as a decision", LOG_IT),),
        value=_several(held, LOG),
        optional=True,
    )


def hand_form(
    pattern: Pattern, leads: Sequence[Lead], *, given: Given | None = None, remark: str = ""
) -> Form:
    """`leads`: of some area, with a user id each."""
    held = given or {}
    offered = [(each.user, each.name) for each in leads if each.user][:MOST_OFFERED]
    if not offered:
        nothing = line("No other lead is named in the settings.")
        return _form(actions.HANDED, "Hand on", None, pattern, (Paragraph(nothing),), remark=remark)
    fields = (
        Input(
            name=TO,
            label="Whose it is instead",
            kind="choice",
            choices=tuple(Choice(name, user) for user, name in offered),
            value=_text(held, TO),
            hint="They are asked to answer in the agreed working time, as from now.",
        ),
        Input(
            name=WORDS,
            label="What they should know",
            kind="lines",
            optional=True,
            most=LONGEST_WORDS,
            value=_text(held, WORDS),
        ),
    )
    return _form(actions.HANDED, "Hand on", "Hand on", pattern, fields, remark=remark)


_REASONS = {
    NoPattern.UNRELATED: "It takes more such bugs to be told of them again",
    NoPattern.EXPECTED: "A launch, a test week: it takes more to be told again",
    NoPattern.DATA: "An import, a sweep, a label",
    NoPattern.KNOWN: "It is told again only if it gets clearly worse",
    NoPattern.OTHER: "Say it below",
}


def dismiss_form(pattern: Pattern) -> Form:
    fields = (
        Input(
            name=REASON,
            label="Why it is none",
            kind="choice",
            choices=tuple(Choice(each.value, each.name, says) for each, says in _REASONS.items()),
        ),
        Input(
            name=WORDS,
            label="In a few words",
            kind="lines",
            optional=True,
            most=LONGEST_WORDS,
        ),
        Note(line("What is said here is learned: it takes more to be told of the like again.")),
    )
    return _form(actions.DISMISSED, "Not a pattern", "It is none", pattern, fields)


def merge_form(pattern: Pattern, others: Sequence[Pattern]) -> Form:
    """`others`: the live patterns of the same area, of whatever kind; it is left out itself."""
    fit = [each for each in others if each.number != pattern.number and each.is_live]
    if not fit:
        nothing = line(f"There is no other pattern in {pattern.area} that it could be merged with.")
        return _form(actions.MERGED, "Merge", None, pattern, (Paragraph(nothing),))
    offered = fit[:MOST_OFFERED]
    fields: tuple[Block | Input, ...] = (
        Input(
            name=INTO,
            label="It is part of",
            kind="choice",
            choices=tuple(
                Choice(f"{each.label} {each.name}", str(each.number), rate_against(each.finding))
                for each in offered
            ),
        ),
        *_more(len(fit), len(offered), f"patterns of {pattern.area}"),
        Note(
            line(
                f"The bugs of {pattern.label} go there and stay there in later scans; "
                f"{pattern.label} keeps its number and leads there."
            )
        ),
    )
    return _form(actions.MERGED, "Merge", "Merge", pattern, fields)


def split_form(pattern: Pattern, evidence: Evidence) -> Form:
    """Offers the latest bugs, those that are counted now first."""
    bugs = (*_latest(evidence.counted), *_latest(evidence.earlier))
    offered = bugs[:MOST_OFFERED]
    if len(bugs) < 2:
        nothing = line(f"{pattern.label} has no two bugs that could be told apart.")
        return _form(actions.SPLITTED, "Split", None, pattern, (Paragraph(nothing),))
    fields: tuple[Block | Input, ...] = (
        Input(
            name=KEYS,
            label="Bugs that are something else",
            kind="choices",
            choices=tuple(_bug(each, evidence) for each in offered),
        ),
        *_more(len(bugs), len(offered), "bugs"),
        Note(
            line(
                "They become a group of their own, and stay one in later scans. "
                f"{pattern.label} goes on with the others."
            )
        ),
    )
    return _form(actions.SPLITTED, "Split", "Split off", pattern, fields)


def _latest(bugs: Sequence[Exhibit]) -> list[Exhibit]:
    return sorted(bugs, key=lambda each: (each.created_at, each.key), reverse=True)


def _bug(bug: Exhibit, evidence: Evidence) -> Choice:
    return Choice(f"{bug.key} {bug.title}", bug.key, how_long(bug, evidence.read_at))


def _more(all_: int, offered: int, what: str) -> tuple[Block, ...]:
    if all_ <= offered:
        return ()
    return (Note(line(f"The latest {offered:,} of {all_:,} {what} are offered here.")),)


# --- what all of them have --------------------------------------------------------------------------


def _form(
    callback: str,
    title: str,
    submit: str | None,
    pattern: Pattern,
    fields: Iterable[Block | Input],
    *,
    remark: str = "",
) -> Form:
    return Form(
        callback=callback,
        title=title,
        submit=submit,
        close="Cancel" if submit else "Close",
        private=actions.value_of(pattern.number),
        blocks=(
            *((Paragraph(line(bold(cut(remark, MOST_SENTENCE)))),) if remark else ()),
            *_above(pattern),
            *fields,
        ),
    )


def _above(pattern: Pattern) -> Iterator[Block]:
    yield Paragraph(line(bold(pattern.label), f" {cut(pattern.sentence, MOST_SENTENCE)}"))


def _text(held: Given, name: str) -> str | None:
    found = held.get(name)
    return found if isinstance(found, str) and found else None


def _several(held: Given, name: str) -> tuple[str, ...]:
    found = held.get(name)
    return found if isinstance(found, tuple) else ()
