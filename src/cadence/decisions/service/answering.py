"""Finding decisions by their words, and answering "why do we…?" with the one that holds."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cadence.core.heard import Heard, Pressed
from cadence.core.message import Message
from cadence.decisions.messages import answers, records
from cadence.decisions.messages.records import Found
from cadence.decisions.model.access import Seen
from cadence.decisions.model.commands import Command, Verb
from cadence.decisions.model.decision import Decision
from cadence.decisions.model.intent import intent
from cadence.decisions.model.passages import coverage, passage
from cadence.decisions.service.flow import Flow, Said
from cadence.decisions.service.reading import around_of
from cadence.decisions.service.seeing import Seeing
from cadence.decisions.store.records import Hit, Records, Searched, Wanted
from cadence.delivery import replying
from cadence.delivery.desk import Press
from cadence.delivery.job import Settlement
from cadence.delivery.replying import answered, told

FEW, MANY = 5, 20
LOOKED_AT = 12
"""Hits among which an answer is looked for."""
OF_A_CHANNEL = 200
"""The newest decisions of a channel, among which those of one thread are looked for."""
NEAREST = 3

ENOUGH = 0.6
"""The share of the telling words that an answer must hold."""
APART = 0.75
"""How near to the best one's score another may come before it is said that either may be meant."""
OVER = 0.5
"""What a decision that no longer holds counts beside one that does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """The end of a chain of supersessions, and by which of its members it was found."""

    head: Decision
    hit: Hit
    score: float
    covers: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering(Flow):
    records: Records
    seeing: Seeing

    @property
    def commands(self) -> Mapping[Verb, Said]:
        return {Verb.SEARCH: self.search, Verb.ASK: self.ask}

    @property
    def presses(self) -> Mapping[str, Press]:
        return {records.MORE: self.more}

    # --- a search ------------------------------------------------------------------------------------

    def search(self, heard: Heard, command: Command) -> Settlement:
        """By its words; what is put as a question is answered."""
        asked = intent(command.words)
        if asked is not None and asked.verb is Verb.ASK and asked.words:
            return self.ask(heard, asked)
        return answered(heard, self._found(command.words, self.seeing.answering(heard), FEW))

    def more(self, pressed: Pressed) -> Settlement:
        words = _words(pressed.value)
        if words is None:
            return told(pressed, replying.old_button())
        return told(pressed, self._found(words, self.seeing.alone(pressed.user), MANY))

    def _found(self, words: str, seen: Seen, limit: int) -> Message:
        result = self.records.search(words, seen, limit=limit)
        if not result.hits:
            return records.nothing_found(words, result.instead)
        is_more = limit < MANY and result.total > len(result.hits)
        return records.found(
            words,
            [_shown(hit) for hit in result.hits],
            total=result.total,
            instead=result.instead,
            more=json.dumps([words]) if is_more else None,
        )

    # --- a question ----------------------------------------------------------------------------------

    def ask(self, heard: Heard, command: Command) -> Settlement:
        asked = intent(command.words)
        words = asked.words if asked is not None and asked.verb is Verb.ASK else command.words
        seen = self.seeing.answering(heard)
        if not words:
            return answered(heard, self._of_this_thread(heard, seen))
        return answered(heard, self._answer(words, seen))

    def _answer(self, words: str, seen: Seen) -> Message:
        result = self.records.search(words, seen, limit=LOOKED_AT)
        candidates = self._candidates(words, result, seen)
        if not candidates:
            return records.nothing_found(words, result.instead)
        best, *others = candidates
        if not _is_sure(best, others):
            return answers.not_sure(
                words,
                [_shown(replace(each.hit, decision=each.head)) for each in candidates[:NEAREST]],
                result.instead,
            )
        also = [each.head for each in others if each.covers >= ENOUGH][: NEAREST - 1]
        around = around_of(best.head, self.records, seen)
        return answers.answer(best.head, around, instead=result.instead, others=also)

    def _candidates(self, words: str, result: Searched, seen: Seen) -> list[_Candidate]:
        """Best first; each chain once, by the member that was found best."""
        best: dict[int, _Candidate] = {}
        for hit in result.hits:
            head = self._head(hit.decision, seen)
            candidate = _Candidate(
                head=head,
                hit=hit,
                score=hit.score * (1 if head.is_live else OVER),
                covers=coverage(words, hit.matched, dict(result.instead)),
            )
            known = best.get(head.number)
            if known is None or candidate.score > known.score:
                best[head.number] = candidate
        return sorted(best.values(), key=lambda each: (-each.score, -each.head.number))

    def _head(self, decision: Decision, seen: Seen) -> Decision:
        """The end of its chain, as far as it may be seen."""
        passed = {decision.number}
        while decision.superseded_by is not None and decision.superseded_by not in passed:
            successor = self.records.decision(decision.superseded_by, seen)
            if successor is None:
                break
            passed.add(successor.number)
            decision = successor
        return decision

    def _of_this_thread(self, heard: Heard, seen: Seen) -> Message:
        """ "Why did we decide that?" means what was logged from the thread it is asked in."""
        if heard.thread is None:
            return answers.nothing_of_this_thread()
        listed = self.records.listed(Wanted(channel=heard.channel), seen, limit=OF_A_CHANNEL)
        here = list(_of_thread(listed.decisions, heard.thread))
        if not here:
            return answers.nothing_of_this_thread()
        heads = {each.number: each for each in (self._head(one, seen) for one in here)}
        first, *others = heads.values()
        return answers.answer(first, around_of(first, self.records, seen), others=others[:NEAREST])


def _is_sure(best: _Candidate, others: list[_Candidate]) -> bool:
    if best.covers < ENOUGH:
        return False
    return not others or others[0].score <= APART * best.score


def _shown(hit: Hit) -> Found:
    return Found(
        decision=hit.decision,
        passage=passage(hit.decision, hit.matched),
        matched=hit.matched,
    )


def _of_thread(decisions: tuple[Decision, ...], thread: str) -> Iterator[Decision]:
    return (each for each in decisions if each.origin.thread == thread)


def _words(value: str) -> str | None:
    """None for what no button of ours carries."""
    try:
        (words,) = json.loads(value)
    except (ValueError, TypeError):
        return None
    return words if isinstance(words, str) else None
