"""Bets as people read them: a list, one of them, and its history."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from cadence.core.message import (
    Actions,
    Block,
    Bullets,
    Button,
    Form,
    Line,
    Message,
    Moment,
    Note,
    Paragraph,
    Text,
    bold,
    line,
)
from cadence.core.words import counted
from cadence.delivery.replying import WAITING
from cadence.portfolio.messages.words import (
    STAGES,
    capacity,
    confidence,
    course,
    outcome,
    read_on,
    work,
)
from cadence.portfolio.model.bet import Bet, Changed, Event, Happened
from cadence.portfolio.model.board import Board, Standing
from cadence.portfolio.model.columns import TITLES
from cadence.portfolio.model.figures import day

SHOW, BOARD, PICTURE = "portfolio.show", "portfolio.board", "portfolio.picture"
NEW, EDIT, READ, CRITERIA, STAGE, HISTORY = (
    "portfolio.open.new",
    "portfolio.open.edit",
    "portfolio.open.reading",
    "portfolio.open.criteria",
    "portfolio.open.stage",
    "portfolio.open.history",
)

NEW_BUTTON = Button(label="New bet…", action=NEW)
BOARD_BUTTON = Button(label="The board", action=BOARD)
PICTURE_BUTTON = Button(label="As a picture", action=PICTURE)

MOST_LISTED = 30
"""A message has room for fifty blocks."""

Name = Callable[[str], str]
"""Of a person, by user id."""


# --- a list ------------------------------------------------------------------------------------------


def listed(bets: Sequence[Bet], title: str, none: str, *, name: Name) -> Message:
    actions = Actions((NEW_BUTTON, BOARD_BUTTON))
    if not bets:
        return Message(summary=none, blocks=(Paragraph(line(none)), actions))
    summary = f"{title}: {counted(len(bets), 'bet')}."
    shown = tuple(_row(each, name) for each in bets[:MOST_LISTED])
    left = len(bets) - MOST_LISTED
    more = (
        (Note(line(f"… and {left} more: “/cadence bets NAME” finds each by a part of its name.")),)
        if left > 0
        else ()
    )
    return Message(summary=summary, blocks=(Paragraph(line(summary)), *shown, *more, actions))


def _row(bet: Bet, name: Name) -> Paragraph:
    owner = name(bet.owner) if bet.owner else "no owner"
    facts = f"{bet.horizon}, {STAGES[bet.stage]}, {capacity(bet.capacity)}, {owner}"
    return Paragraph(
        line(bold(bet.name), f"\n#{bet.number} · {facts}"),
        Button(label="Show", action=SHOW, value=str(bet.number)),
    )


def several(bets: Iterable[Bet], words: str, *, name: Name) -> Message:
    found = tuple(bets)
    return listed(found, f"“{words[:60]}” may be one of these", no_such(words), name=name)


def no_such(words: str) -> str:
    return f"There is no bet “{words[:60]}”. “/cadence bets” lists them."


# --- one bet ----------------------------------------------------------------------------------------


def card(
    standing: Standing,
    board: Board,
    *,
    on: date,
    name: Name,
    decisions: Mapping[int, str],
    asked: bool,
    can_change: bool,
) -> Message:
    """`decisions` are those that the reader may see, by number; `asked`: whether questions go to the reader."""
    bet = standing.bet
    owner = name(bet.owner) if bet.owner else "nobody"
    facts = (
        f"{TITLES[bet.horizon]} · {STAGES[bet.stage]} since {day(bet.stage_since)} · {capacity(bet.capacity)} · "
        f"owned by {owner}"
    )
    found = standing.findings if asked else ()
    return Message(
        summary=f"{bet.name}: {outcome(standing)}.",
        blocks=(
            Paragraph(line(bold(f"{bet.name}  "), f"#{bet.number}\n{facts}")),
            Bullets((*_told(standing, on), *_criteria(bet))),
            *(Paragraph(line(bold("To decide: "), _asked(each.says, each.why))) for each in found),
            *_decided(decisions),
            *(Note(line(f"Not read: {each}")) for each in board.gaps),
            Actions(tuple(_buttons(bet, can_change=can_change))),
        ),
    )


def _asked(says: str, why: Iterable[str]) -> str:
    return " ".join((f"{says}.", *why))


def _told(standing: Standing, on: date) -> Iterator[Line]:
    moves = course(standing, on)
    parts = (outcome(standing), moves, read_on(standing))
    yield line("; ".join(part for part in parts if part))
    yield line(confidence(standing).capitalize())
    if load := standing.load:
        yield line("Jira: ", work(load), " (read ", Moment(load.read_at), ")")
    if standing.bet.jira:
        yield line("Its work in Jira: ", Text(str(standing.bet.jira), code=True))


def _criteria(bet: Bet) -> Iterator[Line]:
    for what, criteria in (("Exit", bet.exits), ("Success", bet.successes)):
        if criteria:
            yield line(f"{what} criteria: ", "; ".join(map(str, criteria)))


def _decided(decisions: Mapping[int, str]) -> Iterator[Block]:
    if decisions:
        titles = (f"D-{number} {title}" for number, title in decisions.items())
        yield Note(line("Decisions: ", "; ".join(titles)))


def _buttons(bet: Bet, *, can_change: bool) -> Iterator[Button]:
    value = str(bet.number)
    if can_change:
        yield Button(label="New reading…", action=READ, value=value, style="primary")
        yield Button(label="Edit…", action=EDIT, value=value)
        yield Button(label="Criteria…", action=CRITERIA, value=value)
        yield Button(label="Stage…", action=STAGE, value=value)
    yield Button(label="History…", action=HISTORY, value=value)


# --- its history --------------------------------------------------------------------------------------

HAPPENED = {
    Happened.MADE: "made",
    Happened.CHANGED: "changed",
    Happened.IMPORTED: "taken from a file",
    Happened.STAGE: "stage changed",
    Happened.ANSWERED: "question answered",
    Happened.LINKED: "linked to a decision",
}
MOST_EVENTS = 40


def history(bet: Bet, events: Sequence[Event], *, name: Name, decisions: Collection[int]) -> Form:
    """In a form, which has room for it. `decisions` are those that the reader may know of."""
    lines = tuple(_event(each, name, decisions) for each in events[:MOST_EVENTS])
    none = (Note(line("Nothing was changed since it was made.")),)
    cut = (Note(line(f"The last {MOST_EVENTS}.")),) if len(events) > MOST_EVENTS else ()
    return Form(
        callback=WAITING,
        title="History",
        blocks=(Paragraph(line(bold(bet.name))), *((Bullets(lines),) if lines else none), *cut),
    )


def _event(event: Event, name: Name, decisions: Collection[int]) -> Line:
    by = f", {name(event.by)}" if event.by else ""
    told = [_change(each, name, decisions) for each in event.changes]
    changes = "".join(f"\n{each}" for each in told if each)
    words = f"\n“{event.words}”" if event.words else ""
    return line(Moment(event.at), f"{by}: {HAPPENED[event.what]}{words}{changes}")


def _change(change: Changed, name: Name, decisions: Collection[int]) -> str:
    """ "" where the reader may not know of it."""
    sides = [change.before, change.after]
    if change.field == "owner":
        sides = [name(each) if each else "" for each in sides]
    if change.field == "decisions":
        sides = [_those(each, decisions) for each in sides]
    before, after = sides
    return "" if before == after else f"{change.field}: {before or '–'} → {after or '–'}"


def _those(numbers: str, decisions: Collection[int]) -> str:
    seen = {f"D-{each}" for each in decisions}
    return ", ".join(each for each in numbers.split(", ") if each in seen)


# --- at home ----------------------------------------------------------------------------------------


def mine(standings: Sequence[Standing], on: date) -> tuple[Block, ...]:
    """For the Home tab: without Jira, which nobody there waits for."""
    return tuple(
        Paragraph(
            line(bold(each.bet.name), f"\n{_brief(each, on)}"),
            Button(label="Show", action=SHOW, value=str(each.bet.number)),
        )
        for each in standings
    )


def _brief(standing: Standing, on: date) -> str:
    parts = (outcome(standing), course(standing, on), confidence(standing))
    return "; ".join(part for part in parts if part)
