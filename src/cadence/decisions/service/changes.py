"""What every change of a decision brings with it: its messages follow, its thread is told, and whoever did it."""

from dataclasses import dataclass

from cadence.core.heard import Submitted
from cadence.core.message import Button, Message, Place
from cadence.decisions.messages import changing
from cadence.decisions.model.decision import Board, Decision
from cadence.decisions.service.boards import Boards
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.post import say, show_form
from cadence.delivery.replying import tell_directly


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    boards: Boards

    def follow(
        self,
        decision: Decision,
        key: str,
        *,
        did: str,
        words: str = "",
        beside: tuple[Decision, ...] = (),
    ) -> tuple[NewJob, ...]:
        """`decision` is as it will be; `did` tells the thread what somebody did, and names nothing that its readers
        may not see; `beside` are other decisions that change with it."""
        redrawn = self.boards.redraw(decision, key, beside=beside)
        return (*redrawn, *self._notice(decision, key, changing.notice(decision, did, words)))

    def _notice(self, decision: Decision, key: str, message: Message) -> tuple[NewJob, ...]:
        """Only where a message of ours shows it in its thread: elsewhere we may not write."""
        thread = decision.origin.thread
        shown = next((each for each in decision.shown if each.board is Board.THREAD), None)
        if shown is None or thread is None:
            return ()
        place = Place(channel=shown.channel, thread=thread, team=decision.origin.team)
        return (say(place, message, key=f"{key}:told"),)


def ended(submitted: Submitted, text: str, *, undo: Button | None = None) -> NewJob:
    """In the modal; where it was closed meanwhile, directly."""
    form = changing.ended(text, undo)
    instead = tell_directly(submitted, changing.ended_message(text, undo))
    return show_form(submitted.view, form, key=instead.key, instead=instead)


def nothing_done(submitted: Submitted, text: str) -> Settlement:
    return Settlement(jobs=(ended(submitted, text),))
