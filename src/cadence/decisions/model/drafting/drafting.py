"""From a thread to its drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from cadence.core.message import Said
from cadence.decisions.model.decision import Body, Part
from cadence.decisions.model.draft import Draft, Support
from cadence.decisions.model.drafting import meetings
from cadence.decisions.model.drafting.cues import Move
from cadence.decisions.model.drafting.discussion import Discussion, Words
from cadence.decisions.model.drafting.following import Matter, Table
from cadence.decisions.model.drafting.later import reopening, reversibility, review
from cadence.decisions.model.drafting.moves import moves
from cadence.decisions.model.drafting.options import choices, options
from cadence.decisions.model.drafting.people import People
from cadence.decisions.model.drafting.reasons import consequences, context, reasons
from cadence.decisions.model.drafting.references import Texts, Vocabulary, links
from cadence.decisions.model.drafting.text import READ, Turn, turns
from cadence.decisions.model.drafting.titles import decided, title

AROUND = 40
"""Messages before and after a decision that are read for what belongs to it."""

NOBODY: Mapping[str, str] = MappingProxyType({})


def drafts(
    thread: tuple[Said, ...],
    *,
    zone: ZoneInfo,
    names: Mapping[str, str] = NOBODY,
    areas: Sequence[str] = (),
    products: Sequence[str] = (),
    projects: Sequence[str] = (),
) -> tuple[Draft, ...]:
    """Every decision that a thread seems to hold, in the order in which they were made; none where it holds none.

    `thread` is oldest first; `names` are display names by user id; `zone` is where "next Monday" is reckoned; `areas`,
    `products` and `projects` (keys) are those that a scope may name. Texts are people's own words, with mentions as
    "@U123". A field without support is empty. Never raises, whatever people wrote.
    """
    read = turns(thread)
    moved = tuple(moves(turn) for turn in read)
    settled = meetings.settled(read) if meetings.is_spoken(read) else _followed(read, moved)
    drafting = _Drafting(
        read=read,
        moved=moved,
        zone=zone,
        people=People(names),
        vocabulary=Vocabulary.of(areas, products, projects),
    )
    bounds = _bounds(settled, len(read))
    return tuple(
        drafting.draft(matter, start, end)
        for matter, (start, end) in zip(settled, bounds, strict=True)
    )


def _followed(read: Sequence[Turn], moved: Sequence[Sequence[Move]]) -> tuple[Matter, ...]:
    table = Table(read)
    for turn, made in zip(read, moved, strict=True):
        table.hear(turn, made)
    return table.settled()


def _bounds(settled: Sequence[Matter], count: int) -> list[tuple[int, int]]:
    """Which messages belong to each: from the end of the decision before to the beginning of the next."""
    found = []
    for at, matter in enumerate(settled):
        before = settled[at - 1].end + 1 if at else 0
        after = settled[at + 1].start if at + 1 < len(settled) else count
        start = min(max(before, matter.start - AROUND), matter.start)
        found.append((start, min(max(after, matter.end + 1), matter.end + AROUND)))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drafting:
    """One thread, read."""

    read: Sequence[Turn]
    moved: Sequence[tuple[Move, ...]]
    zone: ZoneInfo
    people: People
    vocabulary: Vocabulary

    def draft(self, matter: Matter, start: int, end: int) -> Draft:
        around = self.read[start:end]
        talk = Discussion(
            saying=tuple(matter.said),
            moves=tuple(move for made in self.moved[start:end] for move in made),
            start=matter.start,
            end=matter.end,
            turned_down=matter.turned_down,
            listed=tuple(item for turn in around for item in turn.listed),
        )
        body, places = self._body(talk, matter, around)
        return Draft(
            body=body,
            support=tuple(
                Support(part=part, said=tuple(self.read[place].ts for place in sorted(set(at))))
                for part, at in places.items()
                if at
            ),
            decisive=matter.decisive.ts,
            score=round(matter.score, 2),
        )

    def _body(
        self, talk: Discussion, matter: Matter, around: Sequence[Turn]
    ) -> tuple[Body, Mapping[Part, Sequence[int]]]:
        """The fields, with the places of the messages that each rests on."""
        heard = [(turn, self.moved[turn.place]) for turn in around]
        decider = self.people.decider(matter)
        consulted = self.people.consulted(heard, decider[0] if decider else None)
        informed = self.people.informed([turn for turn in around if turn.place >= matter.start])
        among = choices(talk)
        background, why, so = context(talk), reasons(talk, among), consequences(talk)
        offered, at_choices = options(talk, among)
        again = review(talk, {turn.place: local_day(turn.ts, self.zone) for turn in around})
        reopen, undoing = reopening(talk), reversibility(talk)
        scope, at_scope = self.vocabulary.scope(_texts(matter.evidence) + _texts(around))
        linked = links([(turn.place, turn.said.text[:READ]) for turn in around])
        body = Body(
            title=title(talk.saying),
            decided=decided(talk.saying),
            context="\n".join(each.text for each in background),
            options=offered,
            reasons=_texts_of(why),
            consequences=_texts_of(so),
            decider=decider[0] if decider else None,
            consulted=tuple(who for who, _ in consulted),
            informed=tuple(who for who, _ in informed),
            reversibility=undoing[0] if undoing else None,
            review_on=again[0] if again else None,
            reopen_if=reopen.text if reopen else "",
            scope=scope,
            links=_texts_of(linked),
        )
        return body, {
            Part.TITLE: [move.sentence.place for move in talk.saying],
            Part.DECIDED: [turn.place for turn in matter.evidence],
            Part.CONTEXT: _places(background),
            Part.OPTIONS: at_choices,
            Part.REASONS: _places(why),
            Part.CONSEQUENCES: _places(so),
            Part.DECIDER: [decider[1]] if decider else [],
            Part.CONSULTED: [place for _, place in consulted],
            Part.INFORMED: [place for _, place in informed],
            Part.REVERSIBILITY: [undoing[1]] if undoing else [],
            Part.REVIEW_ON: [again[1]] if again else [],
            Part.REOPEN_IF: [reopen.place] if reopen else [],
            Part.SCOPE: at_scope,
            Part.LINKS: _places(linked),
        }


def _texts(around: Sequence[Turn]) -> Texts:
    return [(turn.place, "\n".join(each.text for each in turn.sentences)) for turn in around]


def _texts_of(found: Sequence[Words]) -> tuple[str, ...]:
    return tuple(each.text for each in found)


def _places(found: Sequence[Words]) -> list[int]:
    return [each.place for each in found]


def local_day(ts: str, zone: ZoneInfo) -> date:
    """Of a message; the first day of Unix time where its `ts` is no time at all."""
    try:
        return datetime.fromtimestamp(float(ts), UTC).astimezone(zone).date()
    except (ValueError, OverflowError, OSError):
        return date(1970, 1, 1)
