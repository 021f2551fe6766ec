"""Which decisions that hold say otherwise than a new one: by rules, and by Claude where the rules are not sure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from cadence.core.errors import WriterError
from cadence.core.ports import Clock, Writer
from cadence.decisions.model.access import Seen
from cadence.decisions.model.clash import Clash
from cadence.decisions.model.conflict import Judgement, Overlap, Verdict, judge_each, overlap
from cadence.decisions.model.decision import Body, Decision
from cadence.decisions.prompts import contradiction_request, judgement_in
from cadence.decisions.store.records import Records

log = structlog.get_logger(__name__)

CANDIDATES = 50
"""Decisions that are held against a new one: those nearest to it by scope and words."""

SURE = 0.85
"""From this score on the rules need nobody else's opinion."""

ASKED = 4
"""Decisions at most about which Claude is asked."""

WITHIN = timedelta(seconds=12)
"""For all of them together: somebody looks at a form that waits."""

EACH_WITHIN = timedelta(seconds=6)
LEAST = timedelta(seconds=1)
"""With less time left nobody is asked."""

FLOOR_OF_CLAUDE = 0.7
"""What Claude is less sure of is not shown: a false alarm teaches people to click through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    records: Records
    clock: Clock
    writer: Writer | None = None

    def clashes(self, body: Body, seen: Seen, *, besides: Sequence[int] = ()) -> tuple[Clash, ...]:
        """Decisions that hold, may be seen and say otherwise, the surest first. `besides` are not held against it."""
        near = self.records.near(body, seen, limit=CANDIDATES)
        decisions = [hit.decision for hit in near if hit.decision.number not in besides]
        words = judge_each(body, (each.body for each in decisions))
        judged = list(zip(decisions, words, strict=True))
        if self.writer is not None:
            judged = self._asked(self.writer, body, judged)
        found = [Clash(decision=each, judgement=how) for each, how in judged if _is_one(how)]
        return tuple(sorted(found, key=lambda each: -each.judgement.score))

    def _asked(
        self, writer: Writer, body: Body, judged: list[tuple[Decision, Judgement]]
    ) -> list[tuple[Decision, Judgement]]:
        """The same, with Claude's word on those of which the rules aren't sure. Where it gives none, theirs holds."""
        until = self.clock.now() + WITHIN
        words: dict[int, Judgement] = {}
        try:
            for decision in _unsure(body, judged):
                if found := self._word(writer, body, decision, until):
                    words[decision.number] = found
        except WriterError as error:
            log.info("the rules judge alone", why=str(error))
        return [(each, words.get(each.number, how)) for each, how in judged]

    def _word(
        self, writer: Writer, body: Body, decision: Decision, until: datetime
    ) -> Judgement | None:
        left = until - self.clock.now()
        if left < LEAST:
            return None
        request = replace(contradiction_request(body, decision.body), within=min(left, EACH_WITHIN))
        found = judgement_in(writer.write(request), body, decision.body)
        if found and found.verdict is Verdict.CONTRADICT and found.score < FLOOR_OF_CLAUDE:
            return replace(found, verdict=Verdict.COMPATIBLE)
        return found


def _is_one(how: Judgement) -> bool:
    return how.verdict is Verdict.CONTRADICT


def _unsure(body: Body, judged: Sequence[tuple[Decision, Judgement]]) -> Iterator[Decision]:
    """First what the rules hold to contradict without being sure, then what is nearest of the rest."""
    flagged = [each for each, how in judged if _is_one(how) and how.score < SURE]
    rest = [
        each
        for each, how in judged
        if not _is_one(how) and overlap(body.scope, each.body.scope) is not Overlap.APART
    ]
    yield from [*flagged, *rest][:ASKED]
