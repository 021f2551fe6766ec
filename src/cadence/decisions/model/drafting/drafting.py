"""From a thread to its drafts."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from cadence.core.message import Said
from cadence.decisions.model.decision import Body, Part, Scope
from cadence.decisions.model.draft import Draft, Support
from cadence.decisions.model.drafting import fields, people
from cadence.decisions.model.drafting.cues import Move
from cadence.decisions.model.drafting.following import Matter, Table
from cadence.decisions.model.drafting.moves import moves
from cadence.decisions.model.drafting.text import Turn, turns

AROUND = 40
"""Messages before a decision that are read for what belongs to it."""

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
    `products` and `projects` (keys) are those a scope may name. Texts are people's own words with mentions as
    "@U123"; a field without support is empty. Reads each message once, and never raises.
    """
    read = turns(thread)
    moved = {turn.place: moves(turn) for turn in read}
    table = Table(read)
    for turn in read:
        table.hear(turn, moved[turn.place])
    settled = table.settled()
    vocabulary = _Vocabulary(areas, products, projects)
    bounds = _bounds(settled, len(read))
    return tuple(
        _draft(matter, read[start:end], moved, zone, names, vocabulary)
        for matter, (start, end) in zip(settled, bounds, strict=True)
    )


def _bounds(settled: Sequence[Matter], count: int) -> list[tuple[int, int]]:
    """Which messages belong to each: from the end of the decision before to the beginning of the next."""
    found = []
    for at, matter in enumerate(settled):
        before = settled[at - 1].end + 1 if at else 0
        after = settled[at + 1].start if at + 1 < len(settled) else count
        start = min(max(before, matter.start - AROUND), matter.start)
        found.append((start, min(max(after, matter.end + 1), matter.end + AROUND)))
    return found


class _Vocabulary:
    """Names of areas, products and projects that can be told apart in a text."""

    def __init__(
        self, areas: Sequence[str], products: Sequence[str], projects: Sequence[str]
    ) -> None:
        self.areas, self.products = _named(areas), _named(products)
        self.projects = frozenset(projects)

    def scope(self, texts: Sequence[tuple[int, str]]) -> tuple[Scope, tuple[int, ...]]:
        area, at_area = _first(self.areas, texts)
        product, at_product = _first(self.products, texts)
        project, epic, at_key = self._keys(texts)
        places = {place for place in (at_area, at_product, at_key) if place is not None}
        return Scope(area=area, product=product, project=project, epic=epic), tuple(sorted(places))

    def _keys(self, texts: Sequence[tuple[int, str]]) -> tuple[str | None, str | None, int | None]:
        """The first key's project; the key itself where it is called an epic."""
        for place, text in texts:
            for found in fields.links([(place, text)]):
                key = fields.KEY.fullmatch(found.text)
                if key and (not self.projects or key["project"] in self.projects):
                    is_epic = re.search(rf"\bepic[:,]? ?{re.escape(key[0])}", text, re.IGNORECASE)
                    return key["project"], key[0] if is_epic else None, place
        return None, None, None


def _named(names: Sequence[str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE))
        for name in names
        if name.strip()
    )


def _first(
    names: Sequence[tuple[str, re.Pattern[str]]], texts: Sequence[tuple[int, str]]
) -> tuple[str | None, int | None]:
    for place, text in texts:
        for name, pattern in names:
            if pattern.search(text):
                return name, place
    return None, None


def _draft(
    matter: Matter,
    around: Sequence[Turn],
    moved: Mapping[int, Sequence[Move]],
    zone: ZoneInfo,
    names: Mapping[str, str],
    vocabulary: _Vocabulary,
) -> Draft:
    said = [move for turn in around for move in moved[turn.place]]
    days = {turn.place: local_day(turn.ts, zone) for turn in around}
    heard = [(turn, moved[turn.place]) for turn in around]
    saying = matter.said
    decided_by = people.decider(matter, moved, names)
    asked = people.consulted(heard, decided_by[0] if decided_by else None, names)
    told = people.informed(heard, names)
    background = fields.context(saying, said)
    options, option_places = fields.options(saying, said)
    why = fields.reasons(saying, said)
    so = fields.consequences(saying, said, since=matter.start)
    after = [move for move in said if move.sentence.place >= matter.start]
    again = fields.review(after, days)
    reopen = None if again else fields.reopening(after)
    undoing = fields.reversibility(after)
    own = [(turn.place, "\n".join(s.text for s in turn.sentences)) for turn in around]
    raw = [(turn.place, turn.said.text[:4000]) for turn in around]
    first = [(place, text) for place, text in own if place in {t.place for t in matter.evidence}]
    scope, scope_places = vocabulary.scope([*first, *own])
    links = fields.links(raw)
    evidence = [turn.place for turn in matter.evidence]
    places: dict[Part, Sequence[int]] = {
        Part.TITLE: [move.sentence.place for move in saying],
        Part.DECIDED: evidence,
        Part.CONTEXT: [each.place for each in background],
        Part.OPTIONS: option_places,
        Part.REASONS: [each.place for each in why],
        Part.CONSEQUENCES: [each.place for each in so],
        Part.DECIDER: [decided_by[1]] if decided_by else [],
        Part.CONSULTED: [place for _, place in asked],
        Part.INFORMED: [place for _, place in told],
        Part.REVERSIBILITY: [undoing[1]] if undoing else [],
        Part.REVIEW_ON: [again[1]] if again else [],
        Part.REOPEN_IF: [reopen.place] if reopen else [],
        Part.SCOPE: scope_places,
        Part.LINKS: [each.place for each in links],
    }
    body = Body(
        title=fields.title(saying),
        decided=fields.decided(saying),
        context="\n".join(each.text for each in background),
        options=options,
        reasons=tuple(each.text for each in why),
        consequences=tuple(each.text for each in so),
        decider=decided_by[0] if decided_by else None,
        consulted=tuple(who for who, _ in asked),
        informed=tuple(who for who, _ in told),
        reversibility=undoing[0] if undoing else None,
        review_on=again[0] if again else None,
        reopen_if=reopen.text if reopen else "",
        scope=scope,
        links=tuple(each.text for each in links),
    )
    return Draft(
        body=body,
        support=_supports(places, {turn.place: turn.ts for turn in around}),
        decisive=matter.decisive.ts,
        score=round(matter.score, 2),
    )


def _supports(
    places: Mapping[Part, Sequence[int]], ts_of: Mapping[int, str]
) -> tuple[Support, ...]:
    return tuple(
        Support(part=part, said=tuple(ts_of[place] for place in sorted(set(at)) if place in ts_of))
        for part, at in places.items()
        if at
    )


def local_day(ts: str, zone: ZoneInfo) -> date:
    """Of a message; the first day of Unix time where its `ts` is no time at all."""
    try:
        return datetime.fromtimestamp(float(ts), UTC).astimezone(zone).date()
    except (ValueError, OverflowError, OSError):
        return date(1970, 1, 1)
