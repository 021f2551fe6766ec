"""Saying things once: jobs that post a message, or put another in the place of one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from cadence.core.errors import MessengerFailed, MessengerUnavailable, NotSent, SlowDown
from cadence.core.message import Form, Message, Note, Place, Posted, Where, line
from cadence.core.ports import Clock, Messenger
from cadence.delivery.clock import SystemClock
from cadence.delivery.job import DONE, Args, GiveUp, Handler, Job, NewJob, Settlement, Wait
from cadence.delivery.wire import MESSAGES

POST = "post"
CHANGE = "change"
FORM = "form"

PACE = timedelta(seconds=1)
"""Between two messages in one channel. Source: Slack's rate limits, "1 per second" with short bursts."""

SKEW = timedelta(minutes=5)
"""How far our clock may be from Slack's when a message is looked for by its time."""

TRIES = 8
"""With the workers' backoff, some four minutes: what Slack keeps failing on holds its channel up no longer."""

AWAY = timedelta(seconds=15)
"""How long to wait where Slack could not be reached: that says nothing against the message, so it waits for as long as
Slack is away."""

FAILING = timedelta(hours=1)
"""How long a message waits while Slack is reached but fails at reading. Then it counts: it may be a channel whose
history can never be read, and whatever else is to be said there waits behind."""

NOT_A_MEMBER = frozenset({"channel_not_found", "not_in_channel", "user_not_in_channel"})
"""Slack's words for a channel that Cadence, or the reader, is not in."""

BAD_FORM = frozenset(
    {
        "block_mismatch",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_schema",
        "markdown_text_conflict",
        "msg_blocks_too_long",
        "msg_too_long",
    }
)
"""Slack's words for a message that may be said, but not in this form."""

OnPosted = Callable[[Job, Posted], Settlement]
"""What is to be stored once a message stands, in the transaction that ends its job."""

OnRefused = Callable[[Job, str], Settlement]
"""What follows where a message will never stand; the reason is in plain words."""


def say(
    place: Place,
    message: Message,
    *,
    key: str,
    about: Args | None = None,
) -> NewJob:
    """A message to be said once, in order with all that is said in its channel.

    `key` is this message's own, such as "answer:<event>"; of two with the same key the second is dropped. `about` comes
    back in the job's `args["about"]` when it stands. The first message of a quiet channel goes out at once; later ones
    keep PACE (none in a direct message, where one person's short exchange is within Slack's burst and 429 is heeded
    anyway).
    """
    return NewJob(
        kind=POST,
        key=key,
        lane=place.lane,
        gap=_pace(place),
        args={
            "place": MESSAGES.dump(place),
            "message": MESSAGES.dump(message),
            "about": dict(about or {}),
        },
    )


def amend(
    place: Place, ts: str, message: Message, *, key: str, instead: NewJob | None = None
) -> NewJob:
    """Another message in the place of ours at `ts`, in order with all that is said in its channel. Where ours is gone
    or can't be changed, `instead` is done, which must be a message (`say`)."""
    return NewJob(
        kind=CHANGE,
        key=key,
        lane=place.lane,
        gap=_pace(place),
        args={
            "place": MESSAGES.dump(place),
            "ts": ts,
            "message": MESSAGES.dump(message),
            "instead": None if instead is None else _as_args(instead),
        },
    )


def show_form(view: str, form: Form, *, key: str, instead: NewJob | None = None) -> NewJob:
    """Another form in the place of the one in this modal, once what it tells is stored. Where the modal was closed
    meanwhile, `instead` is done, which must be a message (`say`)."""
    return NewJob(
        kind=FORM,
        key=key,
        args={
            "view": view,
            "form": MESSAGES.dump(form),
            "instead": None if instead is None else _as_args(instead),
        },
    )


def _as_args(message: NewJob) -> Args:
    return {
        "key": message.key,
        "lane": message.lane,
        "gap_s": message.gap.total_seconds(),
        "args": message.args,
    }


def _pace(place: Place) -> timedelta:
    return timedelta(0) if place.channel.startswith(("D", "U", "W")) else PACE


def _nothing_more(job: Job, posted: Posted) -> Settlement:  # noqa: ARG001 - the shape of OnPosted
    return DONE


def _nothing_instead(job: Job, why: str) -> Settlement:  # noqa: ARG001 - the shape of OnRefused
    return DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHandler:
    """Posts a message, and on every later try looks whether an earlier one got through before it posts again.

    Where it may not look (Cadence reads no history there), a message of unknown outcome is set aside: in a channel, one
    too many is worse than one that an operator is told of.

    An ephemeral message can't be looked for. It is sent again after an unknown outcome: a second copy is seen by one
    person and gone when they reload, whereas silence would leave them without an answer.

    What Slack refuses is not tried again. An ephemeral message in a channel that we or its reader are not in goes to
    the reader directly; one whose form is refused is said by its summary alone; anything else is set aside. A thread
    that is gone is one of these: who deleted the question wants no answer in the open channel.
    """

    messenger: Messenger
    on_posted: OnPosted = _nothing_more
    on_refused: OnRefused = _nothing_instead
    clock: Clock = field(default_factory=SystemClock)

    def run(self, job: Job) -> Settlement:
        place, message = _place(job), _message(job)
        try:
            with patiently(failing=self.clock.now() - job.enqueued_at < FAILING):
                posted = self._already(job, place)
                if posted is None:
                    posted = self.messenger.post(place, message, key=job.key)
        except NotSent as error:
            other = _another_way(job, place, message, error.reason)
            if other is None:
                raise GiveUp(str(error)) from error
            return Settlement(jobs=(other,))
        return self.on_posted(job, posted)

    def _already(self, job: Job, place: Place) -> Posted | None:
        if job.tries == 0 or place.only_for is not None:
            return None
        return self.messenger.posted(place, key=job.key, since=job.enqueued_at - SKEW)

    def handler(self) -> Handler:
        return Handler(run=self.run, give_up=self.on_refused, tries=TRIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeHandler:
    """Puts a message in the place of ours. Twice is as good as once, so an unknown outcome is just tried again."""

    messenger: Messenger

    def run(self, job: Job) -> Settlement:
        try:
            with patiently():
                self.messenger.change(_place(job).channel, job.args["ts"], _message(job))
        except NotSent as error:
            if job.args.get("instead"):
                return _instead(job)
            raise GiveUp(str(error)) from error
        return DONE

    def handler(self) -> Handler:
        return Handler(run=self.run, tries=TRIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormHandler:
    """Changes a modal, or where it is no longer there, says instead what it would have told."""

    messenger: Messenger

    def run(self, job: Job) -> Settlement:
        try:
            with patiently():
                self.messenger.change_form(job.args["view"], MESSAGES.load(job.args["form"]))
        except NotSent:
            return _instead(job)
        return DONE

    def give_up(self, job: Job, why: str) -> Settlement:  # noqa: ARG002 - the shape of Handler.give_up
        return _instead(job)

    def handler(self) -> Handler:
        return Handler(run=self.run, give_up=self.give_up, tries=TRIES)


def _instead(job: Job) -> Settlement:
    held = job.args["instead"]
    if held is None:
        return DONE
    message = NewJob(
        kind=POST,
        key=held["key"],
        lane=held["lane"],
        gap=timedelta(seconds=held["gap_s"]),
        args=held["args"],
    )
    return Settlement(jobs=(message,))


@contextmanager
def patiently(*, failing: bool = False) -> Iterator[None]:
    """What stands in the way for a while, and posted nothing, counts as no try; `failing`: nor does a failed read."""
    try:
        yield
    except SlowDown as error:
        raise Wait(error.wait, str(error)) from error
    except MessengerFailed as error:
        if not failing:
            raise
        raise Wait(AWAY, str(error)) from error
    except MessengerUnavailable as error:
        raise Wait(AWAY, str(error)) from error


def _place(job: Job) -> Place:
    place: Place = MESSAGES.load(job.args["place"])
    return place


def _message(job: Job) -> Message:
    message: Message = MESSAGES.load(job.args["message"])
    return message


def _another_way(job: Job, place: Place, message: Message, reason: str) -> NewJob | None:
    """How to say it after all; each way is taken once, as what it leads to is not ephemeral, or has no blocks."""
    about = job.args["about"]
    if place.only_for is not None and reason in NOT_A_MEMBER:
        there = Note(
            line("Asked in ", Where(place.channel), ", which I can't write to, so it comes here.")
        )
        direct = Place(channel=place.only_for, team=place.team)
        fuller = replace(message, blocks=(*message.blocks, there)) if message.blocks else message
        return say(direct, fuller, key=f"{job.key}:direct", about=about)
    if message.blocks and reason in BAD_FORM:
        plain = (
            f"{message.summary[:2000]}\n(Slack did not take the full form of this. {job.reference})"
        )
        return say(place, Message(summary=plain), key=f"{job.key}:plain", about=about)
    return None
