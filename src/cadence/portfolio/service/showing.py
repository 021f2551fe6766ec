"""Bets and the board as people look at them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cadence.core.errors import NotPainted, NotSent
from cadence.core.heard import Heard, Pressed
from cadence.core.message import (
    Actions,
    Audience,
    Block,
    Form,
    Header,
    Message,
    Note,
    Paragraph,
    Picture,
    line,
)
from cadence.core.ports import Clock, Messenger, Painter
from cadence.delivery import replying
from cadence.delivery.desk import Flow, Press, Said, Usage
from cadence.delivery.job import Settlement
from cadence.delivery.post import show_form
from cadence.portfolio.messages import bets as messages
from cadence.portfolio.messages.board import board_message
from cadence.portfolio.messages.chart import drawn
from cadence.portfolio.model.bet import Bet, Stage
from cadence.portfolio.model.board import Board, Standing
from cadence.portfolio.model.commands import FORMS, Command, Verb, command, named
from cadence.portfolio.model.trend import NOT_KNOWN
from cadence.portfolio.service.keeping import NOT_OURS, Keeping
from cadence.portfolio.service.looking import Looking
from cadence.portfolio.service.readers import Readers

USAGE = (
    Usage(typed="board", does="where every bet stands, by horizon"),
    Usage(typed="bets", does="the bets; `mine` yours, `ended` those that are over"),
    Usage(typed="bets NAME", does="one bet, by its number or a part of its name"),
    Usage(
        typed="bets new", does="make one; also `edit`, `read`, `criteria`, `stage`, `history` NAME"
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing(Flow):
    looking: Looking
    keeping: Keeping
    readers: Readers
    messenger: Messenger
    painter: Painter
    clock: Clock

    # --- what this flow answers to --------------------------------------------------------------------

    @property
    def usage(self) -> tuple[Usage, ...]:
        return USAGE

    @property
    def verbs(self) -> Mapping[str, Said]:
        return {"bets": self.bets, "bet": self.bets, "board": self.board}

    def opens(self, verb: str, words: str) -> bool:
        return verb != "board" and command(words).verb in FORMS

    @property
    def presses(self) -> Mapping[str, Press]:
        return {
            messages.SHOW: self.show,
            messages.BOARD: self.show_board,
            messages.PICTURE: self.show_picture,
            messages.HISTORY: self.open_history,
        }

    # --- typed -------------------------------------------------------------------------------------

    def bets(self, heard: Heard, words: str) -> Settlement:
        asked = command(words)
        if asked.verb in FORMS:
            return self.keeping.typed(heard, asked.verb, asked.named)
        audience = self.readers.alone(heard.user)
        message = self._answer(asked, audience) if audience else replying.short(NOT_OURS)
        return replying.answered(heard, message)

    def board(self, heard: Heard, words: str) -> Settlement:  # noqa: ARG002 - it takes none
        return replying.answered(heard, self._board_for(heard.user))

    # --- pressed -----------------------------------------------------------------------------------

    def show(self, pressed: Pressed) -> Settlement:
        audience = self.readers.alone(pressed.user)
        asked = Command(Verb.SHOW, pressed.value)
        message = self._answer(asked, audience) if audience else replying.short(NOT_OURS)
        return replying.told(pressed, message)

    def show_board(self, pressed: Pressed) -> Settlement:
        return replying.told(pressed, self._board_for(pressed.user))

    def show_picture(self, pressed: Pressed) -> Settlement:
        audience = self.readers.alone(pressed.user)
        if audience is None:
            return replying.told(pressed, replying.short(NOT_OURS))
        return replying.told(pressed, self._picture(audience))

    def open_history(self, pressed: Pressed) -> Settlement:
        if pressed.view is None:
            return replying.told(pressed, replying.not_opened())
        found = named(pressed.value, self.looking.bets.all(ended=True))
        form = replying.done(messages.no_such(pressed.value))
        if self.readers.alone(pressed.user) is None:
            form = replying.done(NOT_OURS)
        elif found:
            form = self._history(found[0], pressed.user)
        instead = replying.tell(pressed, replying.not_opened())
        shown = show_form(pressed.view, form, key=f"form:{pressed.id}", instead=instead)
        return Settlement(jobs=(shown,))

    # --- at home -----------------------------------------------------------------------------------

    def at_home(self, user: str) -> tuple[Block, ...]:
        """This person's bets, and the way to the board. Jira is not asked: a Home tab is to be there at once."""
        if self.readers.alone(user) is None:
            return ()
        now = self.clock.now()
        board = self.looking.board(at=now, audience=None)
        own = [each for each in board.standings if each.bet.owner == user]
        shown = messages.mine(own, self.looking.day(now))
        none = (Note(line("You own no bet.")),)
        buttons = Actions((messages.BOARD_BUTTON, messages.NEW_BUTTON))
        return (Header("Your bets"), *(shown or none), buttons)

    # --- answers -----------------------------------------------------------------------------------

    def _answer(self, asked: Command, audience: Audience) -> Message:
        user = audience.user or ""
        name = self.readers.name
        match asked.verb:
            case Verb.MINE:
                own = self.looking.bets.owned_by(user)
                return messages.listed(own, "Your bets", "You own no bet.", name=name)
            case Verb.ENDED:
                everything = self.looking.bets.all(ended=True)
                over = tuple(each for each in everything if each.stage is Stage.ENDED)
                return messages.listed(over, "Ended", "No bet has ended yet.", name=name)
            case Verb.LIST:
                known = self.looking.bets.all()
                return messages.listed(known, "Bets", "There are no bets yet.", name=name)
            case Verb.HELP:
                return replying.usage(USAGE)
            case _:
                return self._named(asked, audience)

    def _named(self, asked: Command, audience: Audience) -> Message:
        found = named(asked.named, self.looking.bets.all(ended=True))
        if len(found) != 1:
            return messages.several(found, asked.named, name=self.readers.name)
        if asked.verb is Verb.HISTORY:
            told = self._history(found[0], audience.user or "")
            blocks = tuple(each for each in told.blocks if isinstance(each, Block))
            return Message(summary=f"The history of {found[0].name}.", blocks=blocks)
        return self._card(found[0], audience)

    def _history(self, bet: Bet, user: str) -> Form:
        return messages.history(
            bet,
            self.looking.bets.history(bet.number),
            name=self.readers.name,
            decisions=self.readers.titles(bet, user),
        )

    def _card(self, bet: Bet, audience: Audience) -> Message:
        now = self.clock.now()
        board = self.looking.board(at=now, audience=None)
        standing = board.standing(bet.number) or self._ended(bet)
        loaded = self.looking.loaded((bet,), at=now, audience=audience)
        standing = replace(standing, load=loaded.bets.get(bet.number))
        board = replace(board, gaps=loaded.gaps)
        user = audience.user or ""
        return messages.card(
            standing,
            board,
            on=self.looking.day(now),
            name=self.readers.name,
            decisions=self.readers.titles(bet, user),
            asked=self.readers.is_asked(user),
            can_change=self.readers.may_change(bet, user),
        )

    def _ended(self, bet: Bet) -> Standing:
        readings = self.looking.bets.readings([bet.number])[bet.number]
        return Standing(bet=bet, readings=readings, motion=NOT_KNOWN)

    def _board_for(self, user: str) -> Message:
        audience = self.readers.alone(user)
        if audience is None:
            return replying.short(NOT_OURS)
        board = self._board(audience)
        pressed = (
            (messages.PICTURE_BUTTON, messages.NEW_BUTTON)
            if board.standings
            else (messages.NEW_BUTTON,)
        )
        return board_message(
            board,
            self.looking.policy,
            self.looking.day(board.read_at),
            asked=self.readers.is_asked(user),
            below=(Actions(pressed),),
        )

    def _board(self, audience: Audience) -> Board:
        return self.looking.board(at=self.clock.now(), audience=audience)

    def _picture(self, audience: Audience) -> Message:
        """In words, where it can't be painted or Slack does not take it."""
        board = self._board(audience)
        shown = drawn(board, self.looking.policy, self.looking.day(board.read_at))
        try:
            picture = self.painter.paint(shown.chart)
            file = self.messenger.upload(
                picture, name="board.png", title=shown.title, alt=shown.alt
            )
        except (NotPainted, NotSent):
            sorry = "The picture could not be made, so here is what it would show."
            told = (Paragraph(line(sorry)), Note(line(shown.alt)))
            return Message(summary=sorry, blocks=told)
        return Message(
            summary=shown.title, blocks=(Picture(file=file, title=shown.title, alt=shown.alt),)
        )
