"""How people end calls: a decision, an owner with a date, or no change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cadence.core.agenda import Call, Ended, Outcome
from cadence.core.calendar import day_written
from cadence.core.heard import Pressed, Submitted
from cadence.core.message import Block, Form
from cadence.core.people import Person
from cadence.core.plain import is_visible, plain_line
from cadence.core.ports import Clock, Messenger
from cadence.core.readers import alone, known
from cadence.core.words import cut
from cadence.delivery import replying
from cadence.delivery.between import DecisionLog, NewDecision, together
from cadence.delivery.desk import Check, Errors, Flow, Press, Submission
from cadence.delivery.job import Settlement
from cadence.delivery.post import show_form
from cadence.rituals.messages import call_forms as forms
from cadence.rituals.messages import calls as messages
from cadence.rituals.model.called import Raised, can_end, is_theirs, may_answer
from cadence.rituals.model.ritual import Ritual
from cadence.rituals.service.ending import Ending
from cadence.rituals.service.names import names_of
from cadence.rituals.service.rights import Rights

FARTHEST = timedelta(days=366)
"""Until when somebody may have a call, or a decision be looked at again at the latest: more is a slip of the pen."""

MOST_TITLE = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling(Flow):
    ending: Ending
    decisions: DecisionLog
    messenger: Messenger
    clock: Clock

    @property
    def presses(self) -> Mapping[str, Press]:
        return {
            messages.DECIDE: self.ask_for_decision,
            messages.GIVE: self.ask_for_owner,
            messages.SAME: self.no_change,
            messages.UNDO: self.take_back,
        }

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {forms.DECIDED: self.decide, forms.GIVEN: self.give}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {forms.DECIDED: self.check_decision, forms.GIVEN: self.check_owner}

    # --- presses ---------------------------------------------------------------------------------------

    def ask_for_decision(self, pressed: Pressed) -> Settlement:
        return self._open(pressed, forms.decide_form)

    def ask_for_owner(self, pressed: Pressed) -> Settlement:
        return self._open(pressed, forms.give_form)

    def _open(self, pressed: Pressed, form: Callable[[Raised], Form]) -> Settlement:
        if pressed.view is None:
            return replying.told(pressed, replying.not_opened())
        found = self._answerable(pressed.value, pressed.user)
        shown = replying.done(found) if isinstance(found, str) else form(found[0])
        return Settlement(jobs=(show_form(pressed.view, shown, key=f"press:{pressed.id}"),))

    def no_change(self, pressed: Pressed) -> Settlement:
        """By one press. In a direct message the message itself says it then."""
        found = self._answerable(pressed.value, pressed.user)
        if isinstance(found, str):
            return replying.told(pressed, replying.short(found))
        raised, _ = found
        outcome = Outcome(ended=Ended.NO_CHANGE, by=pressed.user, at=pressed.at)
        ended = self.ending.ended(raised, outcome, key=pressed.id)
        if pressed.channel.startswith("D"):
            return ended
        return together(ended, replying.told(pressed, messages.noted(raised)))

    def take_back(self, pressed: Pressed) -> Settlement:
        """Of "no change", while the question was not asked anew."""
        found = self._theirs(pressed.value, pressed.user)
        refused = found if isinstance(found, str) else self._why_not_back(found[0])
        if isinstance(found, str) or refused:
            return replying.told(pressed, replying.short(refused))
        outcome = Outcome(ended=Ended.OPEN, by=pressed.user, at=pressed.at)
        back = self.ending.taken_back(found[0], outcome, key=pressed.id)
        if pressed.channel.startswith("D"):
            return back
        return together(back, replying.told(pressed, replying.short(messages.OPEN_AGAIN)))

    def _why_not_back(self, raised: Raised) -> str:
        if can_end(raised):
            return messages.OPEN_ALREADY
        if raised.ended is not Ended.NO_CHANGE:
            return messages.not_taken_back(raised, self.ending.names(raised))
        same = (e for e in self.ending.calls.open(raised.ritual) if e.call.key == raised.call.key)
        anew = next(same, None)
        return messages.asked_anew(anew.number) if anew else ""

    # --- checks: before the acknowledgement ------------------------------------------------------------

    def check_decision(self, submitted: Submitted) -> Errors:
        says_itself = submitted.text("option") in ("", forms.OTHER)
        if says_itself and not is_visible(submitted.text("words")):
            return {"words": "Say what is decided."}
        return self._day_is_wrong(submitted, "review_on")

    def check_owner(self, submitted: Submitted) -> Errors:
        if not submitted.text("due_on"):
            return {"due_on": "Choose a day."}
        return self._day_is_wrong(submitted, "due_on")

    def _day_is_wrong(self, submitted: Submitted, field: str) -> Errors:
        """In no zone of anybody's: what is past everywhere."""
        written = submitted.text(field)
        if not written:
            return {}
        on, now = day_written(written), self.clock.now()
        if on is None:
            return {field: "Choose a day."}
        if on <= (now - timedelta(hours=12)).date():
            return {field: "Choose a day ahead."}
        return {field: "Choose a day within a year."} if on > (now + FARTHEST).date() else {}

    # --- at home ---------------------------------------------------------------------------------------

    def at_home(self, user: str) -> tuple[Block, ...]:
        """The questions that wait for this person."""
        return messages.at_home(tuple(self.ending.waiting_for(user)))

    # --- submissions -----------------------------------------------------------------------------------

    def decide(self, submitted: Submitted) -> Settlement:
        found = self._answerable(submitted.private, submitted.user)
        if isinstance(found, str):
            return replying.ended(submitted, found)
        raised, ritual = found
        option = submitted.text("option")
        outcome = Outcome(
            ended=Ended.DECIDED,
            by=submitted.user,
            at=submitted.at,
            option=None if option in ("", forms.OTHER) else option,
            words=submitted.text("words"),
            due_on=day_written(submitted.text("review_on")),
        )
        if outcome.due_on is None and forms.needs_a_date(raised.call, outcome):
            wrong = "Say until when, below."
            return _shown_again(
                submitted,
                wrong,
                forms.decide_form(raised, remark=wrong, given=_given(submitted)),
            )
        new = self._decision(raised, ritual, outcome, submitted)
        logged = self.decisions.log(new, key=f"call:{submitted.id}")
        numbered = replace(outcome, decision=logged.number)
        return together(
            logged.settlement,
            self.ending.ended(raised, numbered, key=submitted.id),
            replying.ended(submitted, messages.decided(logged.number)),
        )

    def _decision(
        self, raised: Raised, ritual: Ritual, outcome: Outcome, submitted: Submitted
    ) -> NewDecision:
        """In the ritual's channel, whoever was asked: what is decided there all of its people may see. What they may
        not see is decided between us and whoever decides it."""
        call = raised.call
        label = next((each.label for each in call.options if each.value == outcome.option), None)
        about = self.ending.about(raised)
        first = next(iter(outcome.words.splitlines()), "")
        evidence = (plain_line(each, links=False) for each in call.why)
        return NewDecision(
            title=cut(" ".join(f"{_subject(about, call)}: {label or first}".split()), MOST_TITLE),
            decided=messages.chosen(call, outcome),
            context="\n".join((call.question, *evidence)),
            why=submitted.text("why"),
            options=tuple(each.label for each in call.options),
            chosen=label,
            decided_by=submitted.user,
            decided_at=submitted.at,
            channel=submitted.user if call.is_private else ritual.channel,
            thread=None if call.is_private else self.ending.thread(raised),
            team=submitted.team,
            review_on=outcome.due_on,
            about=about,
        )

    def give(self, submitted: Submitted) -> Settlement:
        found = self._answerable(submitted.private, submitted.user)
        if isinstance(found, str):
            return replying.ended(submitted, found)
        raised, ritual = found
        owner, due_on = submitted.text("owner"), day_written(submitted.text("due_on"))
        wrong = self._wrong(owner, due_on, raised, ritual)
        if wrong or due_on is None:
            form = forms.give_form(raised, remark=wrong, given=_given(submitted))
            return _shown_again(submitted, wrong, form)
        outcome = Outcome(
            ended=Ended.GIVEN,
            by=submitted.user,
            at=submitted.at,
            words=submitted.text("words"),
            owner=owner,
            due_on=due_on,
        )
        said = messages.given_to(self.messenger.person(owner).name, due_on)
        return together(
            self.ending.handed(ritual, raised, outcome, key=submitted.id),
            replying.ended(submitted, said),
        )

    def _wrong(self, owner: str, due_on: date | None, raised: Raised, ritual: Ritual) -> str:
        """What no form can tell."""
        today = self.clock.now().astimezone(ritual.schedule.zone).date()
        if due_on is None or due_on <= today:
            return "Choose a day ahead."
        person = known(self.messenger, owner)
        if person is None:
            return "Slack knows nobody by that name. Choose somebody else."
        if person.is_bot or person.is_gone:
            return f"{person.name} can't answer it. Choose somebody else."
        if not self._may_see(person, raised, ritual):
            return f"{person.name} may not see what it is about. Choose somebody else."
        return ""

    def _may_see(self, person: Person, raised: Raised, ritual: Ritual) -> bool:
        """Of an answer, a guest sees what is said in channels that they are in."""
        source = self.ending.sources.get(raised.call.source)
        if source is None:
            return not person.is_guest or ritual.channel in self.messenger.channels_of(person.id)
        audience = alone(self.messenger, person.id, email=person.email)
        return source.is_for(audience, raised.call.subject)

    # --- inside ----------------------------------------------------------------------------------------

    def _answerable(self, value: str, user: str) -> tuple[Raised, Ritual] | str:
        """Or why this person can't answer it, in a plain sentence."""
        found = self._theirs(value, user)
        if isinstance(found, str) or can_end(found[0]):
            return found
        return messages.ended_already(found[0], self.ending.names(found[0]))

    def _theirs(self, value: str, user: str) -> tuple[Raised, Ritual] | str:
        """Whether it is open or not."""
        found = self.ending.found(value)
        if found is None:
            return messages.GONE
        raised, ritual = found
        asked = raised.call.to or ritual.calls_to
        if not asked and not is_theirs(raised, user, ()) and not self._reads(user, ritual):
            return messages.GONE
        if not may_answer(raised, user, ritual.calls_to):
            return messages.not_yours(asked, names_of(asked, self.messenger))
        return found

    def _reads(self, user: str, ritual: Ritual) -> bool:
        return Rights(self.messenger).reads(user, ritual.channel)


def _subject(about: tuple[str, ...], call: Call) -> str:
    """What is decided about: the bet, say, rather than that it was flat."""
    return about[0] if about else call.title


def _given(submitted: Submitted) -> Mapping[str, str]:
    return {name: value for name, value in submitted.answers if isinstance(value, str)}


def _shown_again(submitted: Submitted, wrong: str, form: Form) -> Settlement:
    """With what was filled in, and with what is wrong about it."""
    instead = replying.tell_directly(submitted, replying.short(f"Nothing was changed. {wrong}"))
    return Settlement(
        jobs=(show_form(submitted.view, form, key=f"form:{submitted.id}", instead=instead),)
    )
