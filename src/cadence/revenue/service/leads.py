"""Leads for expansion: each is raised once, told to who should take it, and answered by a press."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

import structlog

from cadence.core.heard import Pressed, Submitted
from cadence.core.message import Place
from cadence.core.ports import Change, Clock
from cadence.delivery import replying
from cadence.delivery.clock import every, rounds
from cadence.delivery.desk import Flow, Press, Submission
from cadence.delivery.job import DONE, Handler, Job, NewJob, Settlement
from cadence.delivery.post import amend, patiently, say, show_form
from cadence.revenue.messages import leads as messages
from cadence.revenue.model.customer import Customer, Suggested
from cadence.revenue.model.expansion import Lead, LeadState, leads, ready
from cadence.revenue.model.refused import ReportRefused
from cadence.revenue.service.looking import Looking
from cadence.revenue.service.people import People
from cadence.revenue.store.leads import Leads

log = structlog.get_logger(__name__)

ROUND = "revenue leads"
"""The job that looks for new ones, and is never done."""
EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leading(Flow):
    looking: Looking
    leads: Leads
    people: People
    clock: Clock

    @property
    def presses(self) -> Mapping[str, Press]:
        return {
            messages.TAKE: self.take,
            messages.DECLINE: self.decline,
            messages.OPEN: self.show,
        }

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {messages.FORM: self.give}

    def handlers(self) -> Mapping[str, Handler]:
        return {ROUND: rounds(self.look, after=every(EVERY), clock=self.clock)}

    # --- raising -------------------------------------------------------------------------------------

    def look(self, _job: Job) -> Settlement:
        """Raises what was not raised before. Without figures nobody is known to pay, so nothing is raised."""
        now = self.clock.now()
        on = now.astimezone(self.people.zone).date()
        try:
            found = ready(self.looking.customers(on), on)
        except ReportRefused as error:
            log.info("no leads were looked for", why=str(error))
            return DONE
        with patiently():
            new = self._new(leads(found, whose=self._suggested, at=now))
        if not new:
            return DONE
        told = [each for each in new if each.told_to]
        return Settlement(changes=(self.leads.raise_(*new),), jobs=tuple(self._messages(told)))

    def _suggested(self, customer: Customer) -> Suggested:
        person, why = self.people.taker(customer)
        return Suggested(owner=person.id if person else "", why=why)

    def _new(self, found: tuple[Lead, ...]) -> tuple[Lead, ...]:
        """At most one message's for each person; the next round goes on from there."""
        raised = self.leads.raised([each.key for each in found])
        new = sorted(
            (replace(each, told_to=each.owner) for each in found if each.key not in raised),
            key=lambda each: each.told_to or "",
        )
        return tuple(
            each
            for _, mine in groupby(new, key=lambda each: each.told_to)
            for each in list(mine)[: messages.MOST]
        )

    def _messages(self, told: Iterable[Lead]) -> Iterator[NewJob]:
        for person, mine in groupby(told, key=lambda each: each.told_to):
            together = sorted(mine, key=lambda each: each.key)
            yield say(
                Place(channel=person or ""),
                messages.told(together, {}),
                key=f"leads:{person}:{together[0].raised_at.isoformat()}",
                about={"room": "revenue", "what": "leads", "lead": together[0].key},
            )

    def refused(self, job: Job, _why: str) -> Settlement:
        """Slack never took the message: the leads are open and nobody's, which the review says."""
        about = job.args["about"]
        if about.get("room") != "revenue" or about.get("what") != "leads":
            return DONE
        lead = self.leads.lead(about["lead"])
        lost = self.leads.told_with(lead) if lead else ()
        return Settlement(
            changes=tuple(
                self.leads.answer(
                    replace(each, owner=None, why_owner="could not be reached in Slack"),
                    was=LeadState.OPEN,
                )
                for each in lost
                if each.state is LeadState.OPEN
            )
        )

    # --- answering -----------------------------------------------------------------------------------

    def take(self, pressed: Pressed) -> Settlement:
        return self._answered(pressed, LeadState.TAKEN, owner=pressed.user)

    def decline(self, pressed: Pressed) -> Settlement:
        return self._answered(pressed, LeadState.DECLINED, owner=None)

    def _answered(self, pressed: Pressed, state: LeadState, *, owner: str | None) -> Settlement:
        lead = self._known(pressed.value, pressed.user)
        if lead is None:
            return replying.told(pressed, replying.short(messages.NO_LEAD))
        if lead.state is not LeadState.OPEN:
            said = messages.was_answered(lead, self._names((lead,)))
            return replying.told(pressed, replying.short(said))
        answers = self._answers(lead, state, owner, by=pressed.user, at=pressed.at)
        return Settlement(changes=self._stored(answers), jobs=self._redrawn(pressed, answers))

    def _answers(
        self, lead: Lead, state: LeadState, owner: str | None, *, by: str, at: datetime
    ) -> tuple[Lead, ...]:
        """All that is open about this account and was told together is answered by one press."""
        beside = (
            each
            for each in self.leads.told_with(lead)
            if each.account == lead.account and each.state is LeadState.OPEN
        )
        open_ones = {each.key: each for each in (lead, *beside)}
        return tuple(_answer(each, state, owner, by=by, at=at) for each in open_ones.values())

    def _stored(self, answers: Sequence[Lead]) -> tuple[Change, ...]:
        return tuple(self.leads.answer(each, was=LeadState.OPEN) for each in answers)

    def _known(self, key: str, user: str) -> Lead | None:
        """What somebody may not see is not there for them."""
        return self.leads.lead(key) if self.people.alone(user).accounts else None

    def _redrawn(self, pressed: Pressed, answers: Sequence[Lead]) -> tuple[NewJob, ...]:
        if pressed.ts is None:
            return ()
        place = Place(channel=pressed.channel, team=pressed.team)
        return (self._redraw(place, pressed.ts, answers, key=pressed.id),)

    def _redraw(self, place: Place, ts: str, answers: Sequence[Lead], *, key: str) -> NewJob:
        first, given = answers[0], {each.key: each for each in answers}
        together = {each.key: each for each in self.leads.told_with(first)} | given
        now = [together[each] for each in sorted(together)]
        message = messages.told(now, self._names(now))
        return amend(place, ts, message, key=f"lead:{first.key}:{key}")

    def _names(self, found: Iterable[Lead]) -> Mapping[str, str]:
        users = {user for each in found for user in (each.owner, each.answered_by) if user}
        known = {user: self.people.known(user) for user in users}
        return {user: person.name for user, person in known.items() if person}

    def show(self, pressed: Pressed) -> Settlement:
        lead = self._known(pressed.value, pressed.user)
        if lead is None or lead.state is not LeadState.OPEN or pressed.view is None:
            said = self._why_not(lead)
            instead = replying.tell(pressed, replying.short(said))
            if pressed.view is None:
                return Settlement(jobs=(instead,))
            shown = replying.done(said)
            return Settlement(
                jobs=(show_form(pressed.view, shown, key=instead.key, instead=instead),)
            )
        form = replace(messages.form(lead), private=_carried(pressed))
        instead = replying.tell(pressed, replying.short(messages.NOT_OPENED))
        return Settlement(
            jobs=(show_form(pressed.view, form, key=f"lead form:{pressed.id}", instead=instead),)
        )

    def _why_not(self, lead: Lead | None) -> str:
        if lead is None:
            return messages.NO_LEAD
        if lead.state is LeadState.OPEN:
            return messages.NOT_OPENED
        return messages.was_answered(lead, self._names((lead,)))

    def give(self, submitted: Submitted) -> Settlement:
        key, channel, ts = submitted.private.rsplit("|", 2)
        lead = self._known(key, submitted.user)
        to = submitted.text("to")
        if lead is None or lead.state is not LeadState.OPEN:
            return replying.ended(submitted, self._why_not(lead))
        if self.people.known(to) is None or not self.people.alone(to).accounts:
            return replying.ended(submitted, messages.MAY_NOT_SEE)
        answers = self._answers(lead, LeadState.TAKEN, to, by=submitted.user, at=submitted.at)
        answer, names = answers[0], self._names(answers)
        told = say(
            Place(channel=to, team=submitted.team),
            messages.given(answers, names.get(submitted.user, "Somebody")),
            key=f"lead:{lead.key}:given",
        )
        place = Place(channel=channel, team=submitted.team)
        redrawn = (self._redraw(place, ts, answers, key=submitted.id),) if ts else ()
        ended = replying.ended(submitted, messages.was_answered(answer, names))
        return Settlement(
            changes=self._stored(answers),
            jobs=(told, *redrawn, *ended.jobs),
        )


def _carried(pressed: Pressed) -> str:
    """The lead, and where the message stands in which it was pressed."""
    return f"{pressed.value}|{pressed.channel}|{pressed.ts or ''}"


def _answer(lead: Lead, state: LeadState, owner: str | None, *, by: str, at: datetime) -> Lead:
    return replace(
        lead,
        state=state,
        owner=owner,
        why_owner="took it" if owner == by else "was given it",
        answered_by=by,
        answered_at=at,
    )
