"""The front desk: what people type, press and submit, kept as jobs and handed to the flow that deals with it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from cadence.core import heard as values
from cadence.core import message
from cadence.core.heard import Answer, Closed, Heard, Pressed, Submitted
from cadence.delivery import replying
from cadence.delivery.job import DONE, Handler, Job, NewJob, Settlement
from cadence.delivery.post import patiently, show_form
from cadence.delivery.wire import Wire, types_in

Errors = Mapping[str, str]
"""What is wrong with a form, by its fields; empty where nothing is."""

Said = Callable[[Heard, str], Settlement]
"""What somebody typed: all of it, and what follows the verb."""

Press = Callable[[Pressed], Settlement]
Submission = Callable[[Submitted], Settlement]
Closing = Callable[[Closed], Settlement]
Check = Callable[[Submitted], Errors]
"""Pure and quick: it runs before the acknowledgement."""

OPENS = ".open."
"""What stands in the action of a button that opens a modal: "rituals.open.edit"."""

HELP = frozenset({"", "help", "?"})
"""What is typed to learn what can be."""

T = TypeVar("T")
K = TypeVar("K", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """A line of help."""

    typed: str
    """What follows `/cadence`."""
    does: str


class Flow:
    """One subject of a room. What it names is its own alone.

    Verbs are the first words that may be typed after `/cadence`. A button whose action holds ".open." opens a modal: a
    waiting form is opened before the press is worked on, and `Pressed.view` names it. None: it could not be opened,
    which has to be said, with a way to try again. So is one for what `opens` says. A submitted form that passes its
    check turns into a waiting one too, until the flow changes it.
    """

    __slots__ = ()

    @property
    def usage(self) -> tuple[Usage, ...]:
        return ()

    @property
    def verbs(self) -> Mapping[str, Said]:
        return {}

    def opens(self, verb: str, words: str) -> bool:  # noqa: ARG002 - the shape
        """Whether this is answered by a form, which is opened at once; pure and quick."""
        return False

    @property
    def presses(self) -> Mapping[str, Press]:
        """By the action; "<room>.<verb>"."""
        return {}

    @property
    def submissions(self) -> Mapping[str, Submission]:
        """By the form's callback; "<room>.<name>"."""
        return {}

    @property
    def checks(self) -> Mapping[str, Check]:
        """By the same callbacks; a form without one has nothing to check."""
        return {}

    @property
    def closings(self) -> Mapping[str, Closing]:
        return {}


@dataclass(frozen=True, slots=True)
class Desk:
    """Every flow, by what it answers to. Raises ValueError where two answer to the same."""

    flows: tuple[Flow, ...]
    verbs: Mapping[str, tuple[Flow, Said]] = field(init=False)
    presses: Mapping[str, Press] = field(init=False)
    submissions: Mapping[str, Submission] = field(init=False)
    checks: Mapping[str, Check] = field(init=False)
    closings: Mapping[str, Closing] = field(init=False)

    def __post_init__(self) -> None:
        owned = ({verb: (flow, do) for verb, do in flow.verbs.items()} for flow in self.flows)
        object.__setattr__(self, "verbs", joined(owned))
        for name in ("presses", "submissions", "checks", "closings"):
            object.__setattr__(self, name, joined(getattr(flow, name) for flow in self.flows))

    @property
    def rooms(self) -> frozenset[str]:
        """What the actions and callbacks of these flows begin with, up to the first dot."""
        named = (*self.presses, *self.submissions, *self.closings)
        return frozenset(name.partition(".")[0] for name in named)

    # --- before the acknowledgement: pure, and quick -------------------------------------------------

    def knows(self, text: str) -> bool:
        """Whether what was typed is answered here; help is."""
        verb, _ = told(text)
        return verb in self.verbs or verb in HELP

    def opens_form(self, heard: Heard) -> bool:
        """Whether a form is to be opened before this is worked on."""
        verb, words = told(heard.text)
        flow, _ = self.verbs.get(verb, (None, None))
        return flow is not None and flow.opens(verb, words)

    def errors(self, submitted: Submitted) -> Errors:
        check = self.checks.get(submitted.callback)
        return check(submitted) if check else {}

    # --- the jobs ------------------------------------------------------------------------------------

    def hear(self, heard: Heard) -> Settlement:
        verb, words = told(heard.text)
        if verb not in self.verbs:
            return replying.answered(heard, replying.usage(self._usage(), unknown=verb))
        _, do = self.verbs[verb]
        return do(heard, words)

    def press(self, pressed: Pressed) -> Settlement:
        do = self.presses.get(pressed.action)
        return do(pressed) if do else replying.told(pressed, replying.old_button())

    def submit(self, submitted: Submitted) -> Settlement:
        do = self.submissions.get(submitted.callback)
        return do(submitted) if do else replying.ended(submitted, replying.OLD_BUTTON)

    def close(self, closed: Closed) -> Settlement:
        do = self.closings.get(closed.callback)
        return do(closed) if do else DONE

    def _usage(self) -> tuple[Usage, ...]:
        return tuple(each for flow in self.flows for each in flow.usage)

    # --- what could not be dealt with at all: the person is told ---------------------------------------

    def gave_up(self, heard: Heard, reference: str) -> Settlement:
        return failed(replying.answer(heard, replying.failed(reference)), heard.view, reference)

    def gave_up_press(self, pressed: Pressed, reference: str) -> Settlement:
        return failed(replying.tell(pressed, replying.failed(reference)), pressed.view, reference)

    def gave_up_form(self, submitted: Submitted, reference: str) -> Settlement:
        message = replying.tell_directly(submitted, replying.failed(reference))
        return failed(message, submitted.view, reference)


def told(text: str) -> tuple[str, str]:
    """The verb, in small letters, and what follows it."""
    verb, _, words = text.strip().partition(" ")
    return verb.casefold(), words.strip()


def joined(parts: Iterable[Mapping[K, T]]) -> Mapping[K, T]:
    """Raises ValueError where two name the same."""
    whole: dict[K, T] = {}
    for part in parts:
        if both := whole.keys() & part.keys():
            raise ValueError(f"two flows answer to {', '.join(sorted(both))}")
        whole |= part
    return whole


def of_answers(check: Callable[[Mapping[str, Answer]], Errors]) -> Check:
    """A check that needs no more than what was filled in."""
    return lambda submitted: check(dict(submitted.answers))


def failed(message: NewJob, view: str | None, reference: str) -> Settlement:
    """In the modal that waits, where there is one, else beside what was said or pressed."""
    if view is None:
        return Settlement(jobs=(message,))
    form = replying.failed_form(reference)
    return Settlement(jobs=(show_form(view, form, key=message.key, instead=message),))


# --- jobs ------------------------------------------------------------------------------------------

HEARD = "said"
PRESSED = "pressed"
SUBMITTED = "submitted"
CLOSED = "closed"

WIRE = Wire(*types_in(message, values))
"""Every type that what people did may hold."""


def hear(heard: Heard) -> NewJob:
    """Of what is delivered twice the second is dropped."""
    return NewJob(kind=HEARD, key=heard.id, args={"it": WIRE.dump(heard)})


def press(pressed: Pressed) -> NewJob:
    """What is pressed in one modal is dealt with in order."""
    lane = f"modal:{pressed.view}" if pressed.view else None
    return NewJob(kind=PRESSED, key=pressed.id, lane=lane, args={"it": WIRE.dump(pressed)})


def submit(submitted: Submitted) -> NewJob:
    lane = f"modal:{submitted.view}"
    return NewJob(kind=SUBMITTED, key=submitted.id, lane=lane, args={"it": WIRE.dump(submitted)})


def close(closed: Closed) -> NewJob:
    return NewJob(kind=CLOSED, key=closed.id, args={"it": WIRE.dump(closed)})


def handlers(desk: Desk) -> Mapping[str, Handler]:
    return {
        HEARD: handler(desk.hear, desk.gave_up),
        PRESSED: handler(desk.press, desk.gave_up_press),
        SUBMITTED: handler(desk.submit, desk.gave_up_form),
        CLOSED: handler(desk.close, lambda _closed, _reference: DONE),
    }


def handler(do: Callable[[T], Settlement], give_up: Callable[[T, str], Settlement]) -> Handler:
    def run(job: Job) -> Settlement:
        with patiently():
            return do(WIRE.load(job.args["it"]))

    def gave_up(job: Job, why: str) -> Settlement:  # noqa: ARG001 - the reason is logged, the person gets a reference
        return give_up(WIRE.load(job.args["it"]), job.reference)

    return Handler(run=run, give_up=gave_up)
