"""Asking whether a decision is still right: whom, when, once; and what becomes of each question."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cadence.core.calendar import WorkingTime, midnight
from cadence.core.errors import IssueNotFound, TrackerError
from cadence.core.issue import Issue
from cadence.core.message import Line, Message, Place, Posted
from cadence.core.ports import Bugs, Change, Clock
from cadence.decisions.messages import reviews as messages
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Decision, Event, Happened, Party
from cadence.decisions.model.review import (
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
from cadence.decisions.service.whom import Asking, Whom
from cadence.decisions.store.records import Records
from cadence.decisions.store.reviews import Reviews
from cadence.delivery.job import DONE, Again, Args, Job, NewJob, Settlement, Wait
from cadence.delivery.post import amend, say
from cadence.delivery.wire import MESSAGES

ASK, HAND_ON, OVER = "decision review", "decision review handed on", "decision review over"
"""Kinds of jobs: somebody is asked; it goes to the owner; nothing is left to be asked."""

AT_ONCE = 1_000
"""Reviews that one beat brings of each kind; the next one goes on from there."""

JIRA_AWAY = timedelta(minutes=1)
"""How long to wait before Jira is asked again what a reader may know of an issue."""

EVERYTHING = Seen(everything=True)


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
class Questions:
    records: Records
    reviews: Reviews
    asking: Asking
    bugs: Bugs
    clock: Clock
    office: WorkingTime
    patience: int = 3
    """Working days that it waits for an answer before it goes to the owner."""
    browse: str = ""
    """Where people open issues."""

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
        on = day_in(job.args["on"])
        return None if on and decision.body.review_on != on else decision

    def _later(self, job: Job, zone: ZoneInfo) -> datetime | None:
        """When to ask, if that is not now."""
        now = self.clock.now()
        if Why(job.args["why"]) is Why.ASKED:
            return None
        on = day_in(job.args["on"])
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
            on=day_in(job.args["on"]),
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
        return Settlement(changes=(stands,), jobs=self.put_right(review, decision, (here,)))

    def refused(self, job: Job, why: str) -> Settlement:  # noqa: ARG002 - the shape of Handler.give_up
        """Slack did not take the question: it goes to the owner at once."""
        return Settlement(jobs=(handing_on(job.args["about"]["review"]),))

    def over(self, job: Job) -> Settlement:
        """The decision is no longer live: nothing is left to be answered, and the questions say so."""
        review = self.reviews.review(job.args["key"])
        decision = None if review is None else self.records.decision(review.number, EVERYTHING)
        if review is None or not review.is_open or decision is None or decision.is_live:
            return DONE
        return self.closed(review, decision, Outcome.OVER, None)

    # --- what follows of it ---------------------------------------------------------------------------

    def closed(
        self, review: Review, after: Decision, outcome: Outcome, by: Party | None
    ) -> Settlement:
        """Every open question about it is answered, and says so wherever it stands."""
        now = self.clock.now()
        questions = [
            job
            for each in self.reviews.open_of(review.number)
            for job in self.put_right(as_closed(each, outcome, by, now), after, each.asked)
        ]
        closed = self.reviews.close(review, outcome, by=by, at=now)
        return Settlement(changes=(closed,), jobs=tuple(questions))

    def put_right(
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
        return messages.closed(with_date(seen, after.body.review_on), review)


_BEFORE_OWNERS = (Role.DECIDER, Role.RECORDER)


def handing_on(key: str) -> NewJob:
    return NewJob(kind=HAND_ON, key=key, args={"key": key})


def day_in(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _told(job: Job) -> Line:
    told: Line = MESSAGES.load(job.args["told"])
    return told


def with_date(decision: Decision, on: date | None) -> Decision:
    return replace(decision, body=replace(decision.body, review_on=on))


def _unasked(review: Review) -> Review:
    """As it was before the one who is asked now: nobody was asked first."""
    return replace(review, asked=())


def as_closed(review: Review, outcome: Outcome, by: Party | None, at: datetime) -> Review:
    return replace(review, outcome=outcome, closed_by=by, closed_at=at)
