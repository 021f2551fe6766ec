"""The digest as people read it."""

from collections.abc import Iterator, Mapping, Sequence

from cadence.core.agenda import Drawn, Sort
from cadence.core.message import (
    Block,
    Header,
    Line,
    Link,
    Message,
    Moment,
    Note,
    Paragraph,
    Picture,
    Quoted,
    Text,
    Where,
    bold,
    line,
)
from cadence.core.words import counted, listed
from cadence.rituals.messages.pages import split_lines
from cadence.rituals.messages.words import Names, day, said
from cadence.rituals.model.digest import Digest, Part, Roll, Statement

SHORT = 300
"""Characters of an answer that stands in a line; a longer one is set apart as a quotation."""

Pictures = Mapping[Drawn, Picture]
"""What could be uploaded."""


def title_of(digest: Digest) -> str:
    return f"{digest.ritual.title} · {day(digest.on)}"


def headline(digest: Digest, *, calls: int) -> str:
    """What a notification says."""
    changes = len(digest.moved) + sum(len(each.told.changes) for each in digest.parts if each.told)
    said_of = [counted(changes, "change"), *_answers(digest.roll)]
    if calls:
        said_of.append(f"{counted(calls, 'call')} due")
    return f"{title_of(digest)}: {', '.join(said_of)}"


def _answers(roll: Roll) -> Iterator[str]:
    if roll.asked:
        yield f"{len(roll.answered) + len(roll.late)} of {roll.asked} answered"


def digest_blocks(
    digest: Digest,
    names: Names,
    *,
    above: Sequence[Block] = (),
    pictures: Pictures | None = None,
) -> tuple[Block, ...]:
    """All that does not change after it is published; `above` stands under the title."""
    return (
        Header(title_of(digest)),
        *above,
        *_changes(digest, names),
        *(block for part in digest.parts for block in _part(part, pictures or {})),
        *_unanswered(digest, names),
    )


# --- what changed ----------------------------------------------------------------------------------


def _changes(digest: Digest, names: Names) -> Iterator[Block]:
    yield Header("What changed")
    for part in digest.parts:
        yield from _told_changes(part, is_first=digest.is_first)
    if digest.moved:
        yield from split_lines([moved(each, names) for each in digest.moved])
    yield from quoted(digest.words, names)
    if digest.unchanged:
        yield Note(line(_as_last_time(digest.unchanged, names)))
    if not _says_anything(digest):
        yield Paragraph(line("Nobody answered, so nothing is known to have changed."))


def _says_anything(digest: Digest) -> bool:
    return bool(digest.parts or digest.moved or digest.words or digest.unchanged)


def _told_changes(part: Part, *, is_first: bool) -> Iterator[Block]:
    """What could not be read stands first."""
    name = part.source.capitalize()
    for gap in part.gaps:
        yield Paragraph(line(bold(f"{name}, not complete: "), gap))
    if part.told is None:
        return
    if part.told.changes:
        yield Paragraph(line(bold(name), ", as of ", Moment(part.told.read_at)))
        yield from split_lines(part.told.changes)
    elif not part.gaps:
        said = NOTHING_BEFORE if is_first else "nothing is otherwise than last time"
        yield Paragraph(line(bold(name), f": {said}, as of ", Moment(part.told.read_at), "."))


NOTHING_BEFORE = "this is the first digest, so there is nothing to hold it against"


def moved(statement: Statement, names: Names) -> Line:
    """ "Checkout · Confidence: 60 % → 40 % (Dana)"."""
    now = said(statement.ask, statement.value, names)
    before = "" if statement.was is None else f"{said(statement.ask, statement.was, names)} → "
    return line(bold(_about(statement)), f": {before}{now} ({_name(statement.by, names)})")


def quoted(statements: Sequence[Statement], names: Names) -> Iterator[Block]:
    """People's own words, under the question that they answer."""
    by_question: dict[str, list[Statement]] = {}
    for each in statements:
        by_question.setdefault(each.ask.label, []).append(each)
    for label, answers in by_question.items():
        yield Paragraph((bold(label),))
        yield from _quotes(answers, names)


def _quotes(answers: Sequence[Statement], names: Names) -> Iterator[Block]:
    short: list[Line] = []
    for each in answers:
        words = said(each.ask, each.value, names)
        if len(words) <= SHORT:
            short.append(line(f"{_whose(each, names)}: “{words}”"))
            continue
        yield from split_lines(short)
        short = []
        yield Paragraph(line(f"{_whose(each, names)}:"))
        yield Quoted(words)
    yield from split_lines(short)


def _whose(statement: Statement, names: Names) -> str:
    who = _name(statement.by, names)
    return f"{statement.subject} ({who})" if statement.subject else who


def _about(statement: Statement) -> str:
    label = statement.ask.label.rstrip("?:")
    return f"{statement.subject} · {label}" if statement.subject else label


def _as_last_time(statements: Sequence[Statement], names: Names) -> str:
    """ "As last time: 3 answers of Dana and Owen."."""
    who = listed([_name(each, names) for each in dict.fromkeys(each.by for each in statements)])
    return f"As last time: {counted(len(statements), 'answer')} of {who}."


def _name(user: str, names: Names) -> str:
    return names.get(user, user)


# --- parts -----------------------------------------------------------------------------------------


def _part(part: Part, pictures: Pictures) -> Iterator[Block]:
    for each in part.told.parts if part.told else ():
        yield shown(each, pictures) if isinstance(each, Drawn) else each


def shown(drawn: Drawn, pictures: Pictures) -> Block:
    """The picture, or where there is none all that it shows in words."""
    found = pictures.get(drawn)
    return found or Note((Text(f"{drawn.title}: ", bold=True), Text(drawn.alt)))


# --- who -------------------------------------------------------------------------------------------


def _unanswered(digest: Digest, names: Names) -> Iterator[Block]:
    lines = tuple(_missing(digest, names))
    if lines:
        yield Header("Unanswered")
        yield from split_lines(lines)
    elif digest.roll.asked:
        yield Note(line("Everybody who was asked has answered."))


def _missing(digest: Digest, names: Names) -> Iterator[Line]:
    roll = digest.roll
    if roll.missing:
        yield line(
            bold("No answer by closing: "), listed([_name(each, names) for each in roll.missing])
        )
    if roll.late:
        yield line(bold("Answered late: "), listed([_name(each, names) for each in roll.late]))
    if roll.away:
        yield line(bold("Away: "), "; ".join(_because(each, names) for each in roll.away))
    if roll.unreached:
        reasons = "; ".join(_because(each, names) for each in roll.unreached)
        yield line(bold("Could not be asked: "), reasons)
    without = [each.name for each in digest.unasked if each.owner is None]
    if without:
        yield line(bold("Without an owner, so nobody was asked: "), listed(without))
    if others := [each.name for each in digest.unasked if each.owner is not None]:
        yield line(bold("Their owners were not asked: "), listed(others))


def _because(who: tuple[str, str], names: Names) -> str:
    user, why = who
    return f"{_name(user, names)} ({why})" if why else _name(user, names)


# --- late ------------------------------------------------------------------------------------------


def late_section(statements: Sequence[Statement], names: Names) -> Iterator[Block]:
    """What came after the check-in had closed."""
    if not statements:
        return
    yield Header("Late")
    figures = [each for each in statements if each.ask.sort is not Sort.TEXT]
    yield from split_lines([moved(each, names) for each in figures])
    yield from quoted([each for each in statements if each.ask.sort is Sort.TEXT], names)
    last = max(each.at for each in statements)
    yield Note(line("Added after the check-in closed, last ", Moment(last), "."))


# --- by Claude -------------------------------------------------------------------------------------


def summed_up(sentences: Sequence[str]) -> tuple[Block, ...]:
    """Above everything else."""
    return (
        Paragraph(line(" ".join(sentences))),
        Note(
            line(
                "Summed up by Claude. Each figure, name and key of it stands in what follows; the rest may err."
            )
        ),
    )


# --- around it -------------------------------------------------------------------------------------


def is_out(title: str, permalink: str | None) -> Message:
    """To observers."""
    return Message(
        summary=f"{title}: the digest is out.",
        blocks=(
            Paragraph(
                line(
                    bold(title),
                    ": the digest is out.",
                    *((" ", Link("Read it", permalink)) if permalink else ()),
                )
            ),
        ),
    )


def not_taken(title: str, channel: str, why: str) -> Message:
    """To those whose ritual it is."""
    said = f"{title}: I could not post the digest"
    return Message(
        summary=f"{said}. {why}",
        blocks=(
            Paragraph(line(bold(said), " in ", Where(channel), f". {why}")),
            Paragraph(
                line(
                    "Please invite me there, or give the ritual another channel; the next digest goes there."
                )
            ),
        ),
    )


def stands_above(title: str) -> Message:
    """In the place of a page that is no longer needed."""
    text = f"{title}: all of it stands above."
    return Message(summary=text, blocks=(Note(line(text)),))


def preview_note(on: str, *, filled: bool) -> Block:
    answers = "the answers that would be filled in" if filled else "no answers"
    return Note(line(f"Preview for {on}, with the data of now and {answers}. Nothing was sent."))
