"""A record as a file: MADR 4, with what MADR has no place for under "More Information" and the key `cadence`.

The same record gives the same bytes: nothing depends on when or where it is written.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC
from typing import Any

from cadence.decisions.model.access import told
from cadence.decisions.model.decision import (
    Body,
    Decision,
    Event,
    Option,
    Origin,
    Party,
    Quote,
    Revision,
    Shown,
    Status,
)
from cadence.decisions.model.madr import plain
from cadence.decisions.model.madr.names import Names, ref
from cadence.decisions.model.madr.record import FORMAT, Record
from cadence.decisions.model.madr.text import (
    address,
    block,
    inline,
    item,
    items,
    phrase,
    quoted,
    unescaped,
)

Parts = Iterator[str]
"""Pieces of Markdown; an empty line goes between two."""


def written(record: Record, names: Names) -> str:
    """The file's text. A decision that is not among `names` is not mentioned."""
    record = _without_others(record, names)
    pieces = (
        f"---\n{plain.dumped(_front(record))}---",
        f"# {inline(record.decision.body.title)}",
        *_body(record.decision.body),
        *_more(record, names),
    )
    return "\n\n".join(pieces) + "\n"


def _without_others(record: Record, names: Names) -> Record:
    known = record.decision
    decision = replace(
        known,
        supersedes=tuple(each for each in known.supersedes if each in names),
        superseded_by=known.superseded_by if known.superseded_by in names else None,
    )
    return replace(record, decision=decision, history=told(record.history, names))


# --- the front matter ----------------------------------------------------------------------------


def _front(record: Record) -> dict[str, Any]:
    decision = record.decision
    body = decision.body
    changed_at = max([decision.decided_at, *(each.at for each in record.revisions[1:])])
    return {
        "status": _status(decision),
        "date": changed_at.astimezone(UTC).date(),
        "decision-makers": [plain.party(body.decider)] if body.decider else [],
        "consulted": [plain.party(each) for each in body.consulted],
        "informed": [plain.party(each) for each in body.informed],
        "cadence": {
            "format": FORMAT,
            "decision": decision.ref,
            "decided-at": plain.instant(decision.decided_at),
            "recorded-at": plain.instant(decision.recorded_at),
            "recorded-by": plain.party(decision.recorded_by),
            "origin": _origin(decision.origin),
            **({"shown": [_shown(each) for each in decision.shown]} if decision.shown else {}),
        },
    }


def _status(decision: Decision) -> str:
    if decision.status is Status.SUPERSEDED and decision.superseded_by is not None:
        return f"superseded by D-{decision.superseded_by}"
    return decision.status.value


def _origin(origin: Origin) -> dict[str, str]:
    said = {
        "kind": origin.kind.value,
        "team": origin.team or None,
        "channel": origin.channel,
        "thread": origin.thread,
        "permalink": origin.permalink,
        "source": origin.source,
    }
    return {name: value for name, value in said.items() if value is not None}


def _shown(shown: Shown) -> dict[str, str]:
    return {"board": shown.board.value, "channel": shown.channel, "ts": shown.ts}


# --- what MADR has a place for -------------------------------------------------------------------


def _body(body: Body) -> Parts:
    if body.context:
        yield from ("## Context and Problem Statement", block(body.context))
    if body.reasons:
        yield from ("## Decision Drivers", _list(body.reasons))
    if body.options:
        yield from ("## Considered Options", "\n".join(map(_option, body.options)))
    yield "## Decision Outcome"
    chosen = only_chosen(body.options)
    if chosen:
        yield outcome(chosen)
    if not chosen or chosen.text != body.decided:
        yield block(body.decided)
    if body.consequences:
        yield from ("### Consequences", _list(body.consequences))
    yield from _pros_and_cons(body.options)


def _list(texts: Iterable[str]) -> str:
    return "\n".join(item(block(each)) for each in texts)


def _option(option: Option) -> str:
    text = block(option.text, flowing=True)
    if text.endswith(CHOSEN):
        text = text.removesuffix(CHOSEN) + CHOSEN.replace("(", "\\(")
    return item(text + CHOSEN if option.is_chosen else text)


CHOSEN = " (chosen)"
"""Stands after an option that was chosen. Options of the same words would be confused by MADR's sentence alone."""


def only_chosen(options: Iterable[Option]) -> Option | None:
    chosen = [each for each in options if each.is_chosen]
    return chosen[0] if len(chosen) == 1 else None


def outcome(chosen: Option) -> str:
    """MADR's sentence, with a reason that fits into one. It says what was decided where nothing follows."""
    why = f", because {phrase(chosen.why)}" if _fits(chosen.why) else ""
    return f'Chosen option: "{phrase(chosen.text, also=QUOTE)}"{why}'


def _fits(why: str) -> bool:
    return bool(why) and "\n" not in why


QUOTE = '"'


def _pros_and_cons(options: tuple[Option, ...]) -> Parts:
    chosen = only_chosen(options)
    told = [bool(each.why) and not (each is chosen and _fits(each.why)) for each in options]
    if not any(told):
        return
    yield "## Pros and Cons of the Options"
    for option, has_more in zip(options, told, strict=True):
        yield f"### {phrase(option.text)}"
        if has_more:
            yield _argument(option)


def _argument(option: Option) -> str:
    """As MADR has it; arguments that are Markdown already stand as they are."""
    several = block(option.why)
    if "\n" in option.why and argument_in(several) == option.why:
        return several
    speaks = "Good" if option.is_chosen else "Bad"
    return item(f"{speaks}, because {block(option.why, flowing=True)}")


def argument_in(written: str) -> str:
    """What `_argument` made of it."""
    one = items(written.split("\n"))
    if len(one) == 1 and written.startswith("* ") and _PRO_OR_CON.match(one[0]):
        return unescaped(_PRO_OR_CON.sub("", one[0], count=1))
    return unescaped(written)


_PRO_OR_CON = re.compile(r"(?:Good|Bad|Neutral), because ")


# --- what it has none for ------------------------------------------------------------------------


def _more(record: Record, names: Names) -> Parts:
    facts = "\n".join(_facts(record.decision, names))
    pieces = (
        *([facts] if facts else []),
        *_quotes(record.decision.quotes),
        *_revisions(record),
        *_history(record.history, names),
    )
    if pieces:
        yield from ("## More Information", *pieces)


def _facts(decision: Decision, names: Names) -> Parts:
    body = decision.body
    for name, value in plain.scope(body.scope).items():
        if value is not None:
            yield f"* {name.capitalize()}: {inline(value)}"
    if body.reversibility:
        yield f"* Reversibility: {body.reversibility.value}"
    if body.review_on:
        yield f"* Review on: {body.review_on.isoformat()}"
    if body.reopen_if:
        yield item(f"Reopen if: {block(body.reopen_if, flowing=True)}")
    for link in body.links:
        yield f"* Link: {address(link)}"
    for number in decision.supersedes:
        yield f"* Supersedes: {ref(number, names)}"
    if decision.superseded_by is not None:
        yield f"* Superseded by: {ref(decision.superseded_by, names)}"


def _quotes(quotes: tuple[Quote, ...]) -> Parts:
    if quotes:
        yield "### Quotes"
    for quote in quotes:
        yield between(
            f"**{quote.part}**",
            inline(plain.party(_author(quote)), also=DOT),
            plain.instant(quote.at),
            f"{inline(quote.channel, also=DOT)}{DOT}{inline(quote.ts, also=DOT)}",
            quote.standing.value,
            *([address(quote.permalink, also=DOT)] if quote.permalink is not None else []),
        )
        yield quoted(block(quote.text))


def _author(quote: Quote) -> Party:
    return Party(name=quote.name, user=quote.user)


def _revisions(record: Record) -> Parts:
    """Earlier ones by what they said otherwise than the next."""
    decision, revisions = record.decision, record.revisions
    nexts = (*(each.body for each in revisions[1:]), decision.body)
    if revisions == (first_revision(decision),):
        return
    yield "### Revisions"
    for revision, after in zip(revisions, nexts, strict=True):
        why = [f"words: {inline(revision.why, also=DOT)}"] if revision.why else []
        by = f"by {inline(plain.party(revision.by), also=DOT)}"
        yield item(between(str(revision.revision), plain.instant(revision.at), by, *why))
        before = plain.changed(revision.body, after)
        if before:
            yield f"{SAID}:"
            yield fenced(plain.dumped(before))


SAID = "It said instead of what stands now or in the next revision"


def first_revision(decision: Decision) -> Revision:
    """As it is where nothing was ever corrected."""
    return Revision(
        revision=1, body=decision.body, at=decision.recorded_at, by=decision.recorded_by
    )


def fenced(yaml: str) -> str:
    longest = max((len(run) for run in _runs(yaml, "`")), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}yaml\n{yaml}{fence}"


def _runs(text: str, character: str) -> Iterator[str]:
    return (run for run in "".join(c if c == character else " " for c in text).split() if run)


def _history(history: tuple[Event, ...], names: Names) -> Parts:
    if history:
        yield "### History"
        yield "\n".join(_event(each, names) for each in history)


def _event(event: Event, names: Names) -> str:
    return item(
        between(
            plain.instant(event.at),
            event.what.value,
            *([f"by {inline(plain.party(event.by), also=DOT)}"] if event.by else []),
            *([f"about {ref(event.other, names)}"] if event.other is not None else []),
            *([f"words: {inline(event.words, also=DOT)}"] if event.words else []),
        )
    )


DOT = "·"
"""Stands between the facts of one line; a fact that holds one has it escaped."""


def between(*facts: str) -> str:
    return f" {DOT} ".join(facts)
