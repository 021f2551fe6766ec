"""Reviews: a decision is looked at again on its date, when what reopens it comes about, or when somebody asks."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cadence.core.calendar import WorkingTime, midnight
from cadence.core.errors import IssueNotFound, TrackerError
from cadence.core.issue import Issue
from cadence.core.message import Form, Line, Message, Place, Posted
from cadence.core.ports import Bugs, Change, Clock
from cadence.decisions.messages import reviews as messages
from cadence.decisions.messages.otherwise import no_such, not_opened, short
from cadence.decisions.model.access import Seen
from cadence.decisions.model.commands import Command, Verb
from cadence.decisions.model.decision import Body, Decision, Event, Happened, Party
from cadence.decisions.model.drafting.dates import day_ahead
from cadence.decisions.model.heard import Answer, Heard, Pressed, Submitted
from cadence.decisions.model.review import (
    Armed,
    Asked,
    Due,
    Outcome,
    Review,
    Role,
    Subject,
    Why,
    begun,
    key_of_date,
    triggers_in,
)
from cadence.decisions.service.flow import Check, Closing, Errors, Press, Submission
from cadence.decisions.service.flow import Said as Hearing
from cadence.decisions.service.people import People
from cadence.decisions.service.replying import answered, tell, tell_directly, told
from cadence.decisions.service.seeing import Seeing
from cadence.decisions.service.whom import Asking, Whom
from cadence.decisions.store.records import Records
from cadence.decisions.store.reviews import Reviews
from cadence.delivery.job import DONE, Again, Args, Job, NewJob, Settlement, Wait
from cadence.delivery.post import amend, say, show_form
from cadence.delivery.wire import MESSAGES

ASK, HAND_ON, OVER = "decision review", "decision review handed on", "decision review over"
"""Kinds of jobs: somebody is asked; it goes to the owner; nothing is left to be asked."""

AT_ONCE = 1_000
"""Reviews that one beat brings of each kind; the next one goes on from there."""

FURTHEST = timedelta(days=5 * 366)
"""A review that lies further ahead is a slip of the pen."""

JIRA_AWAY = timedelta(minutes=1)
"""How long to wait before Jira is asked again what a reader may know of an issue."""

EVERYTHING = Seen(everything=True)

Redraw = Callable[[Decision, str], tuple[NewJob, ...]]
"""Every message that shows the decision, as it now is, under a key that is this change's own."""


def asking(
    number: int, why: Why, key: str, *, words: str = "", on: date | None = None, told: Line = ()
) -> NewJob:
    """Somebody is to be asked whether this decision is still right; once for each key. `told` is why, where words
    alone don't say it."""
    return NewJob(
        kind=ASK,
        key=key,
        args={
            "number": number,
            "why": why.value,
            "words": words,
            "on": on.isoformat() if on else None,
            "told": MESSAGES.dump(told),
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    records: Records
    reviews: Reviews
    asking: Asking
    seeing: Seeing
    people: People
    bugs: Bugs
    clock: Clock
    office: WorkingTime
    redraw: Redraw
    patience: int = 3
    """Working days that it waits for an answer before it goes to the owner."""
    browse: str = ""
    """Where people open issues."""

    # --- what this flow answers to --------------------------------------------------------------------

    @property
    def verbs(self) -> Mapping[Verb, Hearing]:
        return {Verb.REVIEW: self.review}

    @property
    def presses(self) -> Mapping[str, Press]:
        return {messages.RIGHT: self.still_right, messages.OPEN: self.show_dates}

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {messages.FORM: self.set_date}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {messages.FORM: self.check}

    @property
    def closings(self) -> Mapping[str, Closing]:
        return {}

    # --- the clock ------------------------------------------------------------------------------------

    def beat(self, now: datetime) -> tuple[NewJob, ...]:
        """What fell due: dates that have begun somewhere on earth, patience that has ended, and open questions about
        what is no longer live."""
        dated = (
            self._on_its_date(each) for each in self.reviews.due(until=begun(now), limit=AT_ONCE)
        )
        late = self.reviews.to_hand_on(at=now, limit=AT_ONCE)
        over = self.reviews.over(limit=AT_ONCE)
        return (
            *dated,
            *(handing_on(each.key) for each in late),
            *(NewJob(kind=OVER, key=each.key, args={"key": each.key}) for each in over),
        )

    def _on_its_date(self, due: Due) -> NewJob:
        return asking(due.number, Why.DATE, key_of_date(due.number, due.on), on=due.on)

    def overdue(self, seen: Seen, *, limit: int = 50) -> tuple[tuple[Decision, Due], ...]:
        """Those that this audience may see, longest overdue first. Nothing falls out of this list by itself."""
        found = {
            each.number: each
            for each in self.reviews.overdue(before=self.clock.now().date(), limit=1000)
        }
        decisions = self.records.decisions(list(found), seen)
        return tuple((each, found[each.number]) for each in decisions[:limit])

    # --- asking ---------------------------------------------------------------------------------------

    def ask(self, job: Job) -> Settlement:
        """In the working hours of whoever is asked; at once where somebody asked for it by hand."""
        decision = self._still_to_be_asked(job)
        if decision is None:
            return DONE
        whom = self.asking.first(decision)
        if later := self._later(job, whom.zone if whom else self.asking.zone):
            return Settlement(again=Again(due_at=later))
        now = self.clock.now()
        review = self._review(job, whom, now)
        return Settlement(
            changes=(self.reviews.open(review), *self._reopened(review, now)),
            jobs=() if whom is None else (self._question(decision, review, whom, _told(job)),),
        )

    def could_not_ask(self, job: Job, why: str) -> Settlement:  # noqa: ARG002 - the shape of Handler.give_up
        """Nobody was asked, for a fault of ours: it stays open, so that it is listed as overdue."""
        if self.reviews.review(job.key) is not None:
            return DONE
        return Settlement(changes=(self.reviews.open(self._review(job, None, self.clock.now())),))

    def _still_to_be_asked(self, job: Job) -> Decision | None:
        if self.reviews.review(job.key) is not None:
            return None
        decision = self.records.decision(job.args["number"], EVERYTHING)
        if decision is None or not decision.is_live:
            return None
        on = _date(job.args["on"])
        return None if on and decision.body.review_on != on else decision

    def _later(self, job: Job, zone: ZoneInfo) -> datetime | None:
        """When to ask, if that is not now."""
        now = self.clock.now()
        if Why(job.args["why"]) is Why.ASKED:
            return None
        on = _date(job.args["on"])
        earliest = max(now, midnight(on, zone)) if on else now
        moment = self.office.first_moment(earliest, zone)
        return moment if moment > now else None

    def _review(self, job: Job, whom: Whom | None, now: datetime) -> Review:
        why = Why(job.args["why"])
        waits = whom is not None and why is not Why.SIGNAL and whom.role in _BEFORE_OWNERS
        return Review(
            key=job.key,
            number=job.args["number"],
            why=why,
            words=job.args["words"],
            on=_date(job.args["on"]),
            opened_at=now,
            hand_on_at=self.office.after(now, self.patience, whom.zone) if whom and waits else None,
            asked=(Asked(to=whom.to, role=whom.role, at=now),) if whom else (),
        )

    def _reopened(self, review: Review, now: datetime) -> tuple[Change, ...]:
        if review.why not in (Why.REOPENED, Why.SIGNAL):
            return ()
        event = Event(
            number=review.number, at=now, what=Happened.REOPENED, by=None, words=review.words
        )
        return (self.records.happened(event),)

    def _question(self, decision: Decision, review: Review, whom: Whom, told: Line) -> NewJob:
        before = None
        if whom.role in (Role.OWNER, Role.LOG):
            before = self._name_before(decision)
        message = messages.asked(
            self._as_seen(decision, whom.to),
            review if whom.role in _BEFORE_OWNERS or len(review.asked) > 1 else _unasked(review),
            whom.role,
            now=told or self._what_came(review, whom.to),
            before=before,
        )
        return say(
            Place(channel=whom.to, team=decision.origin.team),
            message,
            key=f"review:{review.key}:{whom.to}",
            about={"room": "decisions", "review": review.key, "to": whom.to},
        )

    def _name_before(self, decision: Decision) -> str:
        return (decision.body.decider or decision.recorded_by).name

    def _as_seen(self, decision: Decision, to: str) -> Decision:
        return self.records.decision(decision.number, self.asking.seen(to)) or decision

    def _what_came(self, review: Review, to: str) -> Line:
        """What came about, as far as this reader may know it: the rights are asked for anew."""
        if review.why is not Why.REOPENED:
            return ()
        trigger = next(iter(triggers_in(review.words)), None)
        if trigger is None:
            return ()
        if trigger.subject is Subject.ISSUE:
            issue = self._issue(trigger.name, to)
            return messages.came_about(review.words, issue, self.browse)
        if self.bugs.sees(trigger.project, self.asking.audience(to)):
            return ()
        return messages.came_about(review.words, None, self.browse)

    def _issue(self, key: str, to: str) -> Issue | None:
        try:
            return self.bugs.issue(key, self.asking.audience(to))
        except IssueNotFound:
            return None
        except TrackerError as error:
            raise Wait(JIRA_AWAY, str(error)) from error

    # --- handing on -----------------------------------------------------------------------------------

    def hand_on(self, job: Job) -> Settlement:
        """Nobody answered, or nobody could be reached: once, to the owner, in their working hours."""
        review = self.reviews.review(job.args["key"])
        if review is None or not review.is_open or review.hand_on_at is None:
            return DONE
        decision = self.records.decision(review.number, EVERYTHING)
        if decision is None or not decision.is_live:
            return DONE
        whom = self.asking.owner(decision, besides=frozenset(each.to for each in review.asked))
        if whom is None:
            return Settlement(changes=(self.reviews.hand_on(review.key, None),))
        now = self.clock.now()
        later = self.office.first_moment(now, whom.zone)
        if later > now:
            return Settlement(again=Again(due_at=later))
        asked = Asked(to=whom.to, role=whom.role, at=now)
        both = replace(review, asked=(*review.asked, asked))
        return Settlement(
            changes=(self.reviews.hand_on(review.key, asked),),
            jobs=(self._question(decision, both, whom, ()),),
        )

    def posted(self, job: Job, posted: Posted) -> Settlement:
        """The question stands. Where it was answered meanwhile, it is put right."""
        about: Args = job.args["about"]
        if posted.ts is None:
            return DONE
        key, to = about["review"], about["to"]
        stands = self.reviews.stands(key, to, channel=posted.channel, ts=posted.ts)
        review = self.reviews.review(key)
        if review is None or review.is_open:
            return Settlement(changes=(stands,))
        here = Asked(
            to=to, role=Role.OWNER, at=self.clock.now(), channel=posted.channel, ts=posted.ts
        )
        decision = self.records.decision(review.number, EVERYTHING)
        return Settlement(changes=(stands,), jobs=self._put_right(review, decision, (here,)))

    def refused(self, job: Job, why: str) -> Settlement:  # noqa: ARG002 - the shape of Handler.give_up
        """Slack did not take the question: it goes to the owner at once."""
        return Settlement(jobs=(handing_on(job.args["about"]["review"]),))

    def over(self, job: Job) -> Settlement:
        """The decision is no longer live: nothing is left to be answered, and the questions say so."""
        review = self.reviews.review(job.args["key"])
        decision = None if review is None else self.records.decision(review.number, EVERYTHING)
        if review is None or not review.is_open or decision is None or decision.is_live:
            return DONE
        return self._closed(review, decision, Outcome.OVER, None)

    # --- answers --------------------------------------------------------------------------------------

    def still_right(self, pressed: Pressed) -> Settlement:
        review = self.reviews.review(pressed.value)
        number = review.number if review else 0
        decision = self.records.decision(number, self.seeing.alone(pressed.user))
        if review is None or decision is None:
            return told(pressed, short(no_such(number)))
        if not review.is_open:
            return self._answered_before(pressed, review, decision)
        if not decision.is_live:
            return self._closed(review, decision, Outcome.OVER, None)
        by = self.people.party(pressed.user)
        now = self.clock.now()
        on = decision.body.review_on
        is_past = on is not None and on <= now.astimezone(self.people.zone_of(pressed.user)).date()
        after = _with_date(decision, None if is_past else on)
        dropped = self.records.extend(number, None, revision=decision.revision)
        settlement = self._closed(review, after, Outcome.STILL_RIGHT, by)
        event = Event(number=number, at=now, what=Happened.CONFIRMED, by=by)
        return replace(
            settlement,
            changes=(
                *settlement.changes,
                *((dropped,) if is_past else ()),
                self.records.happened(event),
            ),
            jobs=(*settlement.jobs, *self.redraw(after, f"review:{review.key}:closed")),
        )

    def _answered_before(self, pressed: Pressed, review: Review, decision: Decision) -> Settlement:
        """Somebody else was quicker; the message that was pressed may not have been changed yet."""
        return told(pressed, messages.closed(decision, review))

    def show_dates(self, pressed: Pressed) -> Settlement:
        """The button brings a review's key, or a decision's number."""
        if pressed.view is None:
            return told(pressed, messages.could_not_open(pressed.value))
        review = self.reviews.review(pressed.value)
        number = review.number if review else _number(pressed.value)
        decision = self.records.decision(number, self.seeing.alone(pressed.user))
        if decision is None:
            return _in_form(pressed.view, pressed.id, no_such(number))
        if not decision.is_live:
            return _in_form(pressed.view, pressed.id, messages.is_not_live(decision).summary)
        today = self._today(pressed.user)
        private = json.dumps({"number": number, "key": review.key if review else None})
        form = messages.form(decision, private, today=today)
        instead = tell(pressed, not_opened())
        return Settlement(
            jobs=(show_form(pressed.view, form, key=f"review form:{pressed.id}", instead=instead),)
        )

    def check(self, answers: Mapping[str, Answer]) -> Errors:
        """Before the acknowledgement, so in no zone of anybody's: what is past everywhere."""
        said = answers.get("on")
        on = _date(said if isinstance(said, str) else None)
        if on is None:
            return {"on": "Choose a day."}
        wrong = self._wrong(on, (self.clock.now() - timedelta(hours=12)).date())
        return {"on": wrong} if wrong else {}

    def _wrong(self, on: date, today: date) -> str | None:
        if on <= today:
            return messages.is_not_ahead(on)
        return messages.is_too_far(on) if on > today + FURTHEST else None

    def set_date(self, submitted: Submitted) -> Settlement:
        held = json.loads(submitted.private)
        on = date.fromisoformat(submitted.text("on"))
        number: int = held["number"]
        decision = self.records.decision(number, self.seeing.alone(submitted.user))
        if decision is None:
            return _ended(submitted, no_such(number))
        if not decision.is_live:
            return _ended(submitted, messages.is_not_live(decision).summary)
        if wrong := self._wrong(on, self._today(submitted.user)):
            return _ended(submitted, wrong)
        by = self.people.party(submitted.user)
        put_off = self._put_off(decision, on, by, f"form:{submitted.id}", submitted.text("why"))
        shown = _ended(submitted, messages.date_is_set(decision, on))
        return replace(put_off, jobs=(*put_off.jobs, *shown.jobs))

    def review(self, heard: Heard, command: Command) -> Settlement:
        """`/decision review D-42 [when]`."""
        number = command.number or 0
        decision = self.records.decision(number, self.seeing.answering(heard))
        if decision is None:
            return answered(heard, short(no_such(number)))
        if not decision.is_live:
            return answered(heard, messages.is_not_live(decision))
        words = command.words.strip()
        if words.casefold().rstrip(".!?") in _NOW:
            return self._ask_now(heard, decision)
        today = self._today(heard.user)
        on = _date(words) or day_ahead(words, today=today)
        if on is None:
            return answered(heard, messages.misused(f"“{words[:60]}” names no day ahead."))
        if wrong := self._wrong(on, today):
            return answered(heard, messages.misused(wrong))
        by = self.people.party(heard.user)
        put_off = self._put_off(decision, on, by, f"command:{heard.id}", "")
        reply = answered(heard, short(messages.date_is_set(decision, on)))
        return replace(put_off, jobs=(*put_off.jobs, *reply.jobs))

    def _ask_now(self, heard: Heard, decision: Decision) -> Settlement:
        waiting = [each for each in self.reviews.open_of(decision.number) if each.asked]
        unanswered = next((each for each in waiting if each.why is not Why.SIGNAL), None)
        if unanswered:
            names = " and ".join(self._name(each.to) for each in unanswered.asked)
            return answered(heard, messages.was_asked_already(decision, unanswered, names))
        whom = self.asking.first(decision)
        asker = self.people.party(heard.user)
        key = f"{decision.number}:asked:{heard.id}"
        job = asking(decision.number, Why.ASKED, key, words=asker.name)
        if whom is None:
            return self._nobody_to_ask(heard, decision, key, asker.name)
        reply = answered(heard, messages.has_asked(decision, self._name(whom.to)))
        return Settlement(jobs=(job, *reply.jobs))

    def _nobody_to_ask(self, heard: Heard, decision: Decision, key: str, words: str) -> Settlement:
        now = self.clock.now()
        review = Review(key=key, number=decision.number, why=Why.ASKED, words=words, opened_at=now)
        reply = answered(heard, messages.nobody_to_ask(decision, review))
        return Settlement(changes=(self.reviews.open(review),), jobs=reply.jobs)

    def _name(self, to: str) -> str:
        return self.people.party(to).name if to.startswith(("U", "W")) else "the log channel"

    def _put_off(self, decision: Decision, on: date, by: Party, key: str, why: str) -> Settlement:
        """Another date, which answers every question that is open."""
        now = self.clock.now()
        after = _with_date(decision, on)
        said = f"to {on.isoformat()}" + (f": {why}" if why else "")
        event = Event(number=after.number, at=now, what=Happened.EXTENDED, by=by, words=said)
        questions = [
            job
            for each in self.reviews.open_of(after.number)
            for job in self._put_right(_closed(each, Outcome.AGAIN, by, now), after, each.asked)
        ]
        return Settlement(
            changes=(
                self.records.extend(after.number, on, revision=decision.revision),
                self.records.happened(event),
                self.reviews.close_all(after.number, Outcome.AGAIN, by=by, at=now),
            ),
            jobs=(*questions, *self.redraw(after, f"review:{after.number}:{key}")),
        )

    # --- what follows of it ---------------------------------------------------------------------------

    def _closed(
        self, review: Review, after: Decision, outcome: Outcome, by: Party | None
    ) -> Settlement:
        """Every open question about it is answered, and says so wherever it stands."""
        now = self.clock.now()
        questions = [
            job
            for each in self.reviews.open_of(review.number)
            for job in self._put_right(_closed(each, outcome, by, now), after, each.asked)
        ]
        closed = self.reviews.close(review, outcome, by=by, at=now)
        return Settlement(changes=(closed,), jobs=tuple(questions))

    def _put_right(
        self, review: Review, after: Decision | None, asked: tuple[Asked, ...]
    ) -> tuple[NewJob, ...]:
        """What stands of one that is closed, as each reader may see it now. One that doesn't stand yet is put right
        when it does (`posted`)."""
        return tuple(
            amend(
                Place(channel=each.channel, team=after.origin.team if after else ""),
                each.ts,
                self._what_became(review, after, each.to),
                key=f"review:{review.key}:closed:{each.to}",
            )
            for each in asked
            if each.channel and each.ts
        )

    def _what_became(self, review: Review, after: Decision | None, to: str) -> Message:
        seen = self.records.decision(review.number, self.asking.seen(to))
        if seen is None or after is None:
            return messages.closed(None, review)
        return messages.closed(_with_date(seen, after.body.review_on), review)

    def armed(self, number: int, body: Body, by: Party, at: datetime) -> tuple[Change, ...]:
        """What is to be watched for a new decision: the states that its own words name."""
        return tuple(
            self.reviews.arm(Armed(number=number, trigger=trigger, by=by, at=at))
            for trigger in triggers_in(body.reopen_if)
        )

    def _today(self, user: str) -> date:
        return self.clock.now().astimezone(self.people.zone_of(user)).date()


_BEFORE_OWNERS = (Role.DECIDER, Role.RECORDER)
_NOW = frozenset({"", "now", "today", "at once", "right now"})


def handing_on(key: str) -> NewJob:
    return NewJob(kind=HAND_ON, key=key, args={"key": key})


def _date(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def _told(job: Job) -> Line:
    told: Line = MESSAGES.load(job.args["told"])
    return told


def _with_date(decision: Decision, on: date | None) -> Decision:
    return replace(decision, body=replace(decision.body, review_on=on))


def _unasked(review: Review) -> Review:
    """As it was before the one who is asked now: nobody was asked first."""
    return replace(review, asked=())


def _closed(review: Review, outcome: Outcome, by: Party | None, at: datetime) -> Review:
    return replace(review, outcome=outcome, closed_by=by, closed_at=at)


def _in_form(view: str, key: str, text: str) -> Settlement:
    return Settlement(jobs=(show_form(view, _done(text), key=f"review form:{key}"),))


def _ended(submitted: Submitted, text: str) -> Settlement:
    instead = tell_directly(submitted, short(text))
    shown = show_form(
        submitted.view, _done(text), key=f"review set:{submitted.id}", instead=instead
    )
    return Settlement(jobs=(shown,))


def _done(text: str) -> Form:
    return messages.ended("Look again", text)
