"""Decisions to measure with, in the words of a real export of Jira where there is one, else of the sample company."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from benchmarks.data import has_export, issues
from cadence.core.message import Kind
from cadence.decisions.model.decision import (
    Body,
    Decision,
    Option,
    Origin,
    Part,
    Party,
    Quote,
    Scope,
    Status,
)

BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
PUBLIC, PRIVATE = 40, 20
"""Channels."""
A_PRIVATE_ONE = 0.25
"""The share of decisions that were made in a private channel."""
_PLAIN = 0.9
"""The share of letters and spaces in a sentence, rather than a log."""
_STATUSES = (Status.ACCEPTED,) * 8 + (Status.PROPOSED, Status.DEPRECATED)


def source() -> str:
    return "a real export" if has_export() else "the sample company"


def decisions(most: int, *, seed: int = 7) -> Iterator[Decision]:
    chance = Random(seed)  # noqa: S311 - a benchmark's
    titles, sentences = _said()
    for number in range(1, most + 1):
        yield _decision(number, chance, titles, sentences)


def _said() -> tuple[Sequence[str], Sequence[str]]:
    fields: list[dict[str, Any]] = [each["fields"] for each in issues()]
    texts = (
        text
        for each in fields
        for text in (each["description"], *_comments(each))
        if isinstance(text, str)
    )
    sentences = {
        sentence
        for text in texts
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", text)
        if 30 <= len(sentence) <= 220 and _is_plain(sentence)
    }
    return [each["summary"] for each in fields], sorted(sentences)


def _comments(fields: dict[str, Any]) -> list[Any]:
    held = fields.get("comment") or {}
    return [each["body"] for each in held.get("comments", ())]


def _is_plain(sentence: str) -> bool:
    plain = sum(each.isalpha() or each == " " for each in sentence)
    return plain / len(sentence) > _PLAIN


def _decision(
    number: int, chance: Random, titles: Sequence[str], sentences: Sequence[str]
) -> Decision:
    def said(fewest: int, most: int) -> str:
        return " ".join(chance.choices(sentences, k=chance.randint(fewest, most)))

    at = BEGINNING + timedelta(minutes=10 * number)
    decider = f"U{chance.randrange(200)}"
    origin = _origin(chance)
    return Decision(
        number=number,
        body=Body(
            title=chance.choice(titles),
            decided=said(1, 2),
            context=said(1, 4),
            options=tuple(
                Option(text=said(1, 1), why=said(0, 1), is_chosen=place == 0)
                for place in range(chance.randrange(4))
            ),
            reasons=tuple(said(1, 1) for _ in range(chance.randint(1, 3))),
            consequences=tuple(said(1, 1) for _ in range(chance.randrange(3))),
            decider=Party(name=decider.title(), user=decider),
            scope=Scope(area=f"Area {chance.randrange(60)}"),
        ),
        status=chance.choice(_STATUSES),
        decided_at=at,
        recorded_at=at,
        recorded_by=Party(name=decider.title(), user=decider),
        origin=origin,
        quotes=tuple(
            _quote(said(1, 2), at, origin, place) for place in range(chance.randint(1, 4))
        ),
    )


def _origin(chance: Random) -> Origin:
    if chance.random() < A_PRIVATE_ONE:
        return Origin(channel=f"P{chance.randrange(PRIVATE)}", kind=Kind.PRIVATE)
    return Origin(channel=f"C{chance.randrange(PUBLIC)}", kind=Kind.PUBLIC)


def _quote(text: str, at: datetime, origin: Origin, place: int) -> Quote:
    return Quote(
        part=Part.DECIDED,
        channel=str(origin.channel),
        ts=f"{at.timestamp() + place:.6f}",
        user="U1",
        name="Kim",
        text=text,
        at=at,
    )
