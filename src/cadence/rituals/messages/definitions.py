"""Definitions as people read them: the list, one with all its questions, its history, its ledger."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cadence.core.message import (
    Actions,
    Block,
    Bullets,
    Button,
    Choice,
    Header,
    Line,
    Menu,
    Message,
    Moment,
    Note,
    Paragraph,
    Span,
    Table,
    Text,
    Where,
    bold,
    code,
    line,
)
from cadence.core.words import begun
from cadence.delivery.replying import short
from cadence.rituals.messages.words import day
from cadence.rituals.model.described import (
    ask_said,
    bounds_said,
    closing_said,
    holidays_said,
    reminders_said,
    schedule_said,
    where_defined,
)
from cadence.rituals.model.occurrence import Entry, Occurrence
from cadence.rituals.model.ritual import Origin, Ritual, Standing, State, Version
from cadence.rituals.model.written import Template

SHOW, DO = "rituals.show", "rituals.do"
EDIT, NEW, PAUSE = "rituals.open.edit", "rituals.open.new", "rituals.open.pause"
RESUME, END, BACK = "rituals.resume", "rituals.end", "rituals.rollback"

MOST_LISTED = 20
MOST_VERSIONS = 10
"""Each has a button."""
MOST_ENTRIES = 40

Names = Mapping[str, str]
"""Of people, by user id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A ritual as it stands, for one reader."""

    standing: Standing
    next_at: datetime | None
    """When it will really be held next."""
    names: Names
    hindrance: str | None = None
    """Why this reader may not change it."""
    outside: str | None = None
    """Why this reader may not even pause it."""


# --- the list ------------------------------------------------------------------------------------------


def listed(shown: Sequence[Shown], *, words: str = "") -> Message:
    """In the order given; `words` is what was looked for."""
    if not shown:
        return _none(words)
    counted = f"{len(shown):,} {'ritual' if len(shown) == 1 else 'rituals'}"
    blocks: list[Block] = [Paragraph(line(bold(f"{counted}.")))]
    blocks += [Paragraph(_entry(each), _menu(each)) for each in shown[:MOST_LISTED]]
    if more := len(shown) - MOST_LISTED:
        rest = f"{more:,} more; `/cadence rituals list WORD` finds those with a word in their name."
        blocks += [Note(line(rest))] if more > 0 else []
    blocks.append(Actions((Button(label="New ritual…", action=NEW),)))
    return Message(summary=f"{counted}.", blocks=tuple(blocks))


def no_date(words: str) -> Message:
    return short(
        f"“{words[:60]}” names no day that I can read; write it as in 2027-01-04. Nothing was done."
    )


def _none(words: str) -> Message:
    if words:
        return short(f"There is no ritual “{words[:60]}” that you may see.")
    says = "There is no ritual yet that you may see."
    how = line(
        "Set one up here, or by a section in cadence.toml; ",
        code("/cadence rituals templates"),
        " lists what can be switched on by name.",
    )
    button = Actions((Button(label="New ritual…", action=NEW),))
    return Message(summary=says, blocks=(Paragraph(line(says)), Paragraph(how), button))


def _entry(shown: Shown) -> Line:
    ritual = shown.standing.version.ritual
    return line(
        bold(ritual.title),
        "  ",
        code(ritual.key),
        f"\n{schedule_said(ritual.schedule)} · ",
        Where(ritual.channel),
        " · ",
        *_state(shown),
    )


def _state(shown: Shown) -> tuple[str | Span, ...]:
    standing = shown.standing
    if standing.state is not State.ON:
        return (f"{standing.state} {standing.why}".strip(),)
    if shown.next_at is None:
        return ("not due any more",)
    return ("next ", Moment(shown.next_at))


def _menu(shown: Shown) -> Menu:
    key = shown.standing.version.ritual.key
    wanted = ("Show", "Preview", "History", "Ledger")
    return Menu(
        action=DO, choices=tuple(Choice(each, f"{each.casefold()}:{key}") for each in wanted)
    )


# --- one -----------------------------------------------------------------------------------------------


def whole(shown: Shown) -> Message:
    ritual = shown.standing.version.ritual
    blocks: list[Block] = [Header(ritual.title)]
    if ritual.purpose:
        blocks.append(Paragraph(line(ritual.purpose)))
    blocks += [
        Bullets(tuple(facts(shown))),
        Paragraph(line(bold("Questions"))),
        Bullets(tuple(questions(ritual))),
        Note(line(*_origin(shown))),
        Actions(tuple(_buttons(shown))),
    ]
    return Message(
        summary=f"{ritual.title}: {schedule_said(ritual.schedule)}", blocks=tuple(blocks)
    )


def facts(shown: Shown) -> Iterator[Line]:
    ritual = shown.standing.version.ritual
    yield line(f"{begun(schedule_said(ritual.schedule))}; ", *_state(shown))
    if bounds := bounds_said(ritual.schedule):
        yield line(f"Due {bounds}")
    if off := holidays_said(ritual.schedule):
        yield line(f"Days off: {off}")
    for pause in ritual.schedule.pauses:
        until = day(pause.end) if pause.end else "it is resumed"
        why = f": {pause.why}" if pause.why else ""
        yield line(f"Paused from {day(pause.start)} until {until}{why}")
    yield line(
        f"Closes {closing_said(ritual.closing)}; reminders: {reminders_said(ritual.reminders)}"
    )
    yield line("Digest in ", Where(ritual.channel), *_observed(shown))
    yield line(f"Asked: {_asked(shown)}")
    if ritual.calls_to:
        yield line(f"Calls are answered by {_named(ritual.calls_to, shown.names)}")
    if ritual.sources:
        yield line(f"Filled in from: {', '.join(ritual.sources)}")


def _observed(shown: Shown) -> tuple[str, ...]:
    observers = shown.standing.version.ritual.participants.observers
    return (f"; told of it: {_named(observers, shown.names)}",) if observers else ()


def _asked(shown: Shown) -> str:
    ritual = shown.standing.version.ritual
    who = ritual.participants
    parts = [
        _named(who.people, shown.names),
        ", ".join(who.groups),
        f"the owners of what {' and '.join(ritual.sources)} is about" if who.owners else "",
    ]
    return ", ".join(each for each in parts if each)


def questions(ritual: Ritual) -> Iterator[Line]:
    for at, ask in enumerate(ritual.asks, 1):
        yield line(f"{at}. ", bold(ask.label), f"  {ask_said(ask, ritual.asks)}")


def _origin(shown: Shown) -> Iterator[str | Span]:
    version = shown.standing.version
    yield f"Version {version.number} of "
    yield Moment(version.at)
    if version.origin is Origin.FILE:
        yield f"; defined under {where_defined(version.ritual)}"
    elif version.by:
        yield f", by {shown.names.get(version.by, version.by)}"
    if version.ritual.template:
        yield f"; from the template {version.ritual.template}"


def _buttons(shown: Shown) -> Iterator[Button]:
    key = shown.standing.version.ritual.key
    if shown.hindrance is None:
        yield Button(label="Edit…", action=EDIT, value=key)
    for label in ("Preview", "History", "Ledger"):
        yield Button(label=label, action=f"rituals.{label.casefold()}", value=key)
    if shown.outside is not None:
        return
    if shown.standing.state is State.ON:
        yield Button(label="Pause…", action=PAUSE, value=key)
    else:
        yield Button(label="Resume", action=RESUME, value=key)
    if shown.hindrance is None and shown.standing.state is not State.ENDED:
        title = shown.standing.version.ritual.title
        sure = f"End “{title}”? Nobody is asked any more; its history stays, and it can be resumed."
        yield Button(label="End", action=END, value=key, style="danger", confirm=sure)


def _named(users: Sequence[str], names: Names) -> str:
    return ", ".join(names.get(user, user) for user in users)


# --- what was --------------------------------------------------------------------------------------------


def history(
    shown: Shown, versions: Sequence[Version], occurrences: Sequence[Occurrence]
) -> Message:
    """Versions and occurrences, each the newest first."""
    ritual = shown.standing.version.ritual
    blocks: list[Block] = [Header(ritual.title), Paragraph(line(bold("Versions")))]
    blocks += [_version(shown, each) for each in versions[:MOST_VERSIONS]]
    if (more := len(versions) - MOST_VERSIONS) > 0:
        rest = f"{more:,} older; `cadence rituals history {ritual.key}` has them all."
        blocks.append(Note(line(rest)))
    blocks.append(Paragraph(line(bold("Occurrences"))))
    held = tuple(_occurrence(each) for each in occurrences)
    blocks.append(Bullets(held) if held else Note(line("None yet.")))
    return Message(summary=f"History of “{ritual.title}”", blocks=tuple(blocks))


def _version(shown: Shown, version: Version) -> Paragraph:
    note = f": {version.note}" if version.note else ""
    by = _author(shown, version)
    text = line(bold(f"{version.number}"), "  ", Moment(version.at), *by, note)
    if version.number == shown.standing.version.number:
        return Paragraph((*text, Text("  (counts now)", italic=True)))
    if shown.hindrance is not None:
        return Paragraph(text)
    key = version.ritual.key
    sure = f"Make version {version.number} count again, as a new version?"
    value = f"{key}:{version.number}"
    return Paragraph(text, Button(label="Roll back", action=BACK, value=value, confirm=sure))


def _author(shown: Shown, version: Version) -> tuple[str, ...]:
    if version.origin is Origin.FILE:
        return (", from the file",)
    return (f", by {shown.names.get(version.by, version.by)}",) if version.by else ()


def _occurrence(occurrence: Occurrence) -> Line:
    said = f"{occurrence.stage} {occurrence.why}".strip()
    return line(bold(day(occurrence.on)), f"  {said}; version {occurrence.version}")


def ledger(ritual: Ritual, entries: Sequence[Entry], names: Names) -> Message:
    """Newest first."""
    title = f"Ledger of “{ritual.title}”"
    if not entries:
        return short(f"{title}: nothing has happened yet.")
    shown = entries[:MOST_ENTRIES]
    table = Table(
        caption=f"{title}, newest first.",
        columns=("Occurrence", "When", "Step", "Whom", "How", "Process"),
        rows=tuple(_ledger_row(each, names) for each in shown),
    )
    more = f" Not all of it: `cadence rituals ledger {ritual.key}` has the rest."
    note = Note(line(f"Newest first.{more if len(entries) > len(shown) else ''}"))
    return Message(summary=title, blocks=(Paragraph(line(bold(title))), table, note))


def _ledger_row(entry: Entry, names: Names) -> tuple[Line, ...]:
    how = "done" if entry.done else "failed" if entry.step.value == "failed" else "intended"
    whom = names.get(entry.whom, entry.whom)
    said: tuple[Span, ...] = (Text(f"{how}: {entry.why}" if entry.why else how),)
    where: Span = Where(whom) if entry.whom.startswith(("C", "G")) else Text(whom)
    return (
        line(entry.on.isoformat()),
        (Moment(entry.at),),
        line(entry.step.value),
        (where,) if entry.whom else (),
        said,
        line(entry.process),
    )


def templates(shipped: Sequence[Template]) -> Message:
    says = "Templates: switch one on with “New ritual…”, or with a section of its name in cadence.toml."
    listed = tuple(line(bold(each.name), f": {each.about}") for each in shipped)
    button = Actions((Button(label="New ritual…", action=NEW),))
    return Message(summary=says, blocks=(Paragraph(line(says)), Bullets(listed), button))
