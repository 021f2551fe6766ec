"""Reviews: a decision is looked at again on its date, when what reopens it comes about, or when somebody asks."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cadence.core.heard import Answer, Heard, Pressed, Submitted
from cadence.core.message import Form
from cadence.core.ports import Change, Clock
from cadence.decisions.messages import reviews as messages
from cadence.decisions.messages.otherwise import no_such
from cadence.decisions.model.access import Seen
from cadence.decisions.model.commands import Command, Verb
from cadence.decisions.model.decision import Body, Decision, Event, Happened, Party
from cadence.decisions.model.drafting.dates import day_ahead
from cadence.decisions.model.numbers import number_of
from cadence.decisions.model.review import Armed, Due, Outcome, Review, Why, triggers_in
from cadence.decisions.service.flow import Flow
from cadence.decisions.service.flow import Said as Hearing
from cadence.decisions.service.people import People
from cadence.decisions.service.questions import Questions, as_closed, asking, day_in, with_date
from cadence.decisions.service.seeing import Seeing
from cadence.decisions.store.records import Records
from cadence.decisions.store.reviews import Reviews
from cadence.delivery.desk import Check, Errors, Press, Submission, of_answers
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.post import show_form
from cadence.delivery.replying import answered, done, not_opened, short, tell, tell_directly, told

FURTHEST = timedelta(days=5 * 366)
"""A review that lies further ahead is a slip of the pen."""

Redraw = Callable[[Decision, str], tuple[NewJob, ...]]
"""Every message that shows the decision, as it now is, under a key that is this change's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing(Flow):
    records: Records
    reviews: Reviews
    questions: Questions
    seeing: Seeing
    people: People
    clock: Clock
    redraw: Redraw

    # --- what this flow answers to --------------------------------------------------------------------

    @property
    def commands(self) -> Mapping[Verb, Hearing]:
        return {Verb.REVIEW: self.review}

    @property
    def presses(self) -> Mapping[str, Press]:
        return {messages.RIGHT: self.still_right, messages.OPEN: self.show_dates}

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {messages.FORM: self.set_date}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {messages.FORM: of_answers(self.check)}

    def overdue(self, seen: Seen, *, limit: int = 50) -> tuple[tuple[Decision, Due], ...]:
        """Those that this audience may see, longest overdue first. Nothing falls out of this list by itself."""
        found = {
            each.number: each
            for each in self.reviews.overdue(before=self.clock.now().date(), limit=1000)
        }
        decisions = self.records.decisions(list(found), seen)
        return tuple((each, found[each.number]) for each in decisions[:limit])

    def armed(self, number: int, body: Body, by: Party, at: datetime) -> tuple[Change, ...]:
        """What is to be watched for a new decision: the states that its own words name."""
        return tuple(
            self.reviews.arm(Armed(number=number, trigger=trigger, by=by, at=at))
            for trigger in triggers_in(body.reopen_if)
        )

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
            return self.questions.closed(review, decision, Outcome.OVER, None)
        by = self.people.party(pressed.user)
        now = self.clock.now()
        on = decision.body.review_on
        is_past = on is not None and on <= now.astimezone(self.people.zone_of(pressed.user)).date()
        after = with_date(decision, None if is_past else on)
        dropped = self.records.extend(number, None, revision=decision.revision)
        settlement = self.questions.closed(review, after, Outcome.STILL_RIGHT, by)
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
        number = review.number if review else number_of(pressed.value)
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
        on = day_in(said if isinstance(said, str) else None)
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
        on = day_in(words) or day_ahead(words, today=today)
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
        whom = self.questions.asking.first(decision)
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
        after = with_date(decision, on)
        said = f"to {on.isoformat()}" + (f": {why}" if why else "")
        event = Event(number=after.number, at=now, what=Happened.EXTENDED, by=by, words=said)
        questions = [
            job
            for each in self.reviews.open_of(after.number)
            for job in self.questions.put_right(
                as_closed(each, Outcome.AGAIN, by, now), after, each.asked
            )
        ]
        return Settlement(
            changes=(
                self.records.extend(after.number, on, revision=decision.revision),
                self.records.happened(event),
                self.reviews.close_all(after.number, Outcome.AGAIN, by=by, at=now),
            ),
            jobs=(*questions, *self.redraw(after, f"review:{after.number}:{key}")),
        )

    def _today(self, user: str) -> date:
        return self.clock.now().astimezone(self.people.zone_of(user)).date()


_NOW = frozenset({"", "now", "today", "at once", "right now"})


def _in_form(view: str, key: str, text: str) -> Settlement:
    return Settlement(jobs=(show_form(view, _done(text), key=f"review form:{key}"),))


def _ended(submitted: Submitted, text: str) -> Settlement:
    instead = tell_directly(submitted, short(text))
    shown = show_form(
        submitted.view, _done(text), key=f"review set:{submitted.id}", instead=instead
    )
    return Settlement(jobs=(shown,))


def _done(text: str) -> Form:
    return done(text, title="Look again")
