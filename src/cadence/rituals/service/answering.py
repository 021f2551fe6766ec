"""Check-ins as people answer them: confirmed by a press, corrected in a form, late where they are closed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from cadence.core.agenda import Given
from cadence.core.errors import NotSent
from cadence.core.heard import Pressed, Submitted
from cadence.core.message import Place
from cadence.core.ports import Change, Messenger
from cadence.delivery import replying
from cadence.delivery.between import Source, together
from cadence.delivery.desk import Check, Errors, Flow, Press, Submission
from cadence.delivery.job import DONE, NewJob, Settlement
from cadence.delivery.post import amend, show_form
from cadence.rituals.messages.checkin import ANSWER, CONFIRM, Card, card
from cadence.rituals.messages.form import FORM, WATCH, form, opened
from cadence.rituals.model.checkin import Answering, Response
from cadence.rituals.model.occurrence import Step
from cadence.rituals.model.pages import Fields, pages
from cadence.rituals.model.questions import (
    Answers,
    Group,
    by_slot,
    missing,
    relevant,
)
from cadence.rituals.service.cards import Cards, redrawing
from cadence.rituals.service.ledger import Ledger
from cadence.rituals.service.steps import late_answer
from cadence.rituals.store.checkins import CheckIns
from cadence.rituals.store.occurrences import Occurrences

log = structlog.get_logger(__name__)

NO_SUCH = "There is no such check-in of yours."
ANSWERED_ALREADY = "You have answered this one already. Nothing was changed."
CLOSED = "This check-in is closed, and your answers are in the digest. Nothing was changed."
PAST = "There is a newer check-in of this ritual by now. Please answer that one: “/cadence checkin” shows it."
NOT_COMPLETE = (
    "Not everything is filled in, so it can't be confirmed. Please answer it in the form."
)
FOLLOWS = "Something more follows from your answers. What you sent is kept."
LEFT = "This still needs an answer. What you sent is kept."
THANKS = "Thank you. You can change your answers until it closes."
THANKS_LATE = "Thank you. Your answers are added to the digest as late ones."


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringCheckIns(Flow):
    cards: Cards
    checkins: CheckIns
    occurrences: Occurrences
    sources: Mapping[str, Source]
    messenger: Messenger
    ledger: Ledger

    @property
    def presses(self) -> Mapping[str, Press]:
        return {CONFIRM: self.confirm, ANSWER: self.open, WATCH: self.follow}

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {FORM: self.answer}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {FORM: self.check}

    # --- one press ---------------------------------------------------------------------------------

    def confirm(self, pressed: Pressed) -> Settlement:
        shown = self._answerable(pressed.value, pressed.user)
        if isinstance(shown, str):
            return replying.told(pressed, replying.short(shown))
        if shown.is_answered:
            return replying.told(pressed, replying.short(ANSWERED_ALREADY))
        if not shown.can_confirm:
            return replying.told(pressed, replying.short(NOT_COMPLETE))
        kept = self._kept(shown, shown.answers, at=pressed.at, confirmed=True)
        return together(kept.settlement, Settlement(jobs=_redrawn(pressed, kept.after)))

    # --- the form ----------------------------------------------------------------------------------

    def open(self, pressed: Pressed) -> Settlement:
        if pressed.view is None:
            return replying.told(pressed, replying.not_opened())
        shown = self._answerable(pressed.value, pressed.user)
        key = f"form:{pressed.id}"
        if isinstance(shown, str):
            return Settlement(jobs=(show_form(pressed.view, replying.done(shown), key=key),))
        first = form(shown, shown.answers, page=0)
        return Settlement(jobs=(show_form(pressed.view, first, key=key),))

    def follow(self, pressed: Pressed) -> Settlement:
        """An answer on which others depend was given: the form asks what follows from it. Presses of a form come one
        after the other, so it is changed here rather than by a job of its own."""
        at = self._opened(pressed.view_private, pressed.user)
        if at is None or pressed.view is None:
            return DONE
        read = at.fields.read(dict(pressed.answers), at.groups)
        # Slack leaves out fields that nobody has touched since a form was changed (slackapi/bolt-js#1258).
        untouched = {slot: v for slot, v in at.shown.answers.items() if slot not in read.blank}
        answers = untouched | dict(read.answers)
        try:
            self.messenger.change_form(pressed.view, form(at.shown, answers, page=at.page))
        except NotSent as error:
            log.info("a form was closed meanwhile", error=error.reason)
        return DONE

    def check(self, submitted: Submitted) -> Errors:
        """Reads the check-in, since what it asks stands there."""
        at = self._opened(submitted.private, submitted.user)
        if at is None:
            return {}
        read = at.fields.read(dict(submitted.answers), at.groups)
        return {**read.wrong, **dict(self._refused(at, read.answers))}

    def _refused(self, at: "_Page", answers: Answers) -> Iterator[tuple[str, str]]:
        """What the sources don't take, by field."""
        for group in at.groups:
            source = self.sources.get(group.subject.source) if group.subject else None
            for ask in group.asks:
                value = answers.get((group.key, ask.name))
                if source is None or value is None:
                    continue
                if why := source.wrong(group.key, ask.name, value):
                    yield at.fields.name(group, ask), why

    def answer(self, submitted: Submitted) -> Settlement:
        at = self._opened(submitted.private, submitted.user)
        if at is None:
            return replying.ended(submitted, NO_SUCH)
        if wrong := self._why_not(at.shown):
            return replying.ended(submitted, wrong)
        read = at.fields.read(dict(submitted.answers), at.groups)
        answers = _with(by_slot(at.shown.given), read.answers, at.groups)
        kept = self._kept(at.shown, answers, at=submitted.at)
        jobs = redrawing(kept.after, key=f"answered:{submitted.id}")
        return together(
            kept.settlement, Settlement(jobs=jobs), _following(submitted, at.page, kept.after)
        )

    # --- inside ------------------------------------------------------------------------------------

    def _answerable(self, occurrence: str, user: str) -> "Card | str":
        """Or why it can't be answered."""
        shown = self.cards.card(occurrence, user)
        if shown is None:
            return NO_SUCH
        return self._why_not(shown) or shown

    def _why_not(self, shown: Card) -> str:
        if shown.is_open:
            return ""
        if shown.is_answered:
            return CLOSED
        newest = self.occurrences.occurrences(shown.occurrence.ritual, limit=1)
        is_past = any(each.on > shown.occurrence.on and each.opened_at for each in newest)
        return PAST if is_past else ""

    def _opened(self, private: str, user: str) -> "_Page | None":
        held = opened(private)
        shown = self.cards.card(held.occurrence, user) if held else None
        if held is None or shown is None or held.page >= len(pages(shown.groups)):
            return None
        return _Page(shown=shown, page=held.page)

    def _kept(
        self, shown: Card, answers: Answers, *, at: datetime, confirmed: bool = False
    ) -> "_Kept":
        """All that these answers change, here and in the rooms that they are about."""
        person, key = shown.checkin.person, shown.occurrence.key
        given = _given(shown, answers, at)
        before = shown.response
        response = Response(
            occurrence=key,
            person=person,
            given=given,
            at=at,
            edits=before.edits + 1 if before else 0,
            confirmed=confirmed,
        )
        after = replace(shown, response=response)
        is_late = not shown.is_open
        changes: list[Change] = [self.checkins.respond(response)]
        if not is_late:
            # Raises Overtaken where it was closed meanwhile: tried again, the answers are late ones.
            changes.append(self.occurrences.move(shown.occurrence, was=shown.occurrence.stage))
        if after.is_answered:
            standing = Answering.LATE if is_late and before is None else Answering.ANSWERED
            changes.append(self.checkins.put(key, person, standing, was=tuple(Answering)))
            after = replace(after, checkin=replace(after.checkin, standing=standing, why=""))
        step = Step.LATE if is_late else Step.ANSWERED
        how = "confirmed" if confirmed else "changed" if before else ""
        changes.append(self.ledger.line(key, step, whom=person, done=True, why=how))
        late = (late_answer(shown.occurrence, person, response.edits),) if is_late else ()
        settlement = together(
            Settlement(changes=tuple(changes), jobs=late), *self._taken(shown, response)
        )
        return _Kept(settlement=settlement, after=after)

    def _taken(self, shown: Card, response: Response) -> Iterator[Settlement]:
        """By the rooms, each what was answered anew about its own subjects."""
        source_of = {each.key: each.source for each in shown.checkin.subjects}
        fresh = [each for each in response.given if each not in shown.given]
        key = f"given:{response.occurrence}:{response.person}:{response.edits}"
        for name in dict.fromkeys(source_of.values()):
            mine = [each for each in fresh if source_of.get(each.subject or "") == name]
            if mine and name in self.sources:
                yield self.sources[name].taken(mine, key=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    settlement: Settlement
    after: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """Where somebody is in the form."""

    shown: Card
    page: int

    @property
    def fields(self) -> Fields:
        return Fields(self.shown.groups)

    @property
    def groups(self) -> tuple[Group, ...]:
        return pages(self.shown.groups)[self.page]


def _given(shown: Card, answers: Answers, at: datetime) -> tuple[Given, ...]:
    """What was not changed stays as it was given."""
    known = {(each.subject, each.ask): each for each in shown.checkin.known}
    before = {(each.subject, each.ask): each for each in shown.given}
    return tuple(
        before[slot]
        if slot in before and before[slot].value == value
        else Given(
            subject=slot[0],
            ask=slot[1],
            value=value,
            by=shown.checkin.person,
            at=at,
            known=known.get(slot),
            is_late=not shown.is_open,
        )
        for slot, value in relevant(shown.groups, answers).items()
    )


def _with(answers: Answers, anew: Answers, page: Sequence[Group]) -> Answers:
    """Those of a page as they are on it now, the others as they were."""
    keys = {group.key for group in page}
    return {slot: value for slot, value in answers.items() if slot[0] not in keys} | dict(anew)


def _redrawn(pressed: Pressed, after: Card) -> tuple[NewJob, ...]:
    """In the place of what was pressed, and of the check-in itself where that is another message."""
    message = card(after)
    places = {(after.checkin.channel, after.checkin.ts)}
    if pressed.ts and not pressed.private:
        places.add((pressed.channel, pressed.ts))
    changed = tuple(
        amend(Place(channel=channel), ts, message, key=f"answered:{pressed.id}:{ts}")
        for channel, ts in sorted(places, key=str)
        if channel and ts
    )
    is_seen = changed and not pressed.private and not pressed.at_home
    return changed if is_seen else (*changed, replying.tell(pressed, message))


def _following(submitted: Submitted, page: int, after: Card) -> Settlement:
    """This page again where its answers lead to questions it did not show, else the next one, else one with something
    left to answer; after the last, thanks."""
    all_pages = pages(after.groups)
    left = [bool(missing(each, by_slot(after.given))) for each in all_pages]
    if left[page]:
        return _shown(submitted, after, page, FOLLOWS)
    if page + 1 < len(all_pages):
        return _shown(submitted, after, page + 1)
    if any(left):
        return _shown(submitted, after, left.index(True), LEFT)
    return replying.ended(submitted, THANKS if after.is_open else THANKS_LATE)


def _shown(submitted: Submitted, after: Card, page: int, note: str = "") -> Settlement:
    shown = form(after, after.answers, page=page, note=note)
    return Settlement(jobs=(show_form(submitted.view, shown, key=f"form:{submitted.id}"),))
