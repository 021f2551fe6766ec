"""A new decision that collides with earlier ones, what is done about each, and disputes that somebody else settles."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from cadence.core.calendar import day_written
from cadence.core.heard import Answer
from cadence.decisions.model.confirmed import Confirmed
from cadence.decisions.model.conflict import Judgement
from cadence.decisions.model.decision import Decision, Party, Scope

SHOWN = 3
"""At most so many clashes are chosen about at once, the surest ones."""

FARTHEST = timedelta(days=92)
"""A dispute is time-boxed: who can wait longer has nothing to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """An earlier decision that holds and says otherwise."""

    decision: Decision
    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Faced:
    """A clash as it is kept: which decision, and why it was held to collide."""

    number: int
    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What was confirmed and is not recorded yet, since it collides. Kept until it is chosen about or dismissed."""

    confirmed: Confirmed
    faced: tuple[Faced, ...]
    """Surest first."""
    at: datetime

    @property
    def key(self) -> str:
        return self.confirmed.key


class Way(StrEnum):
    """What can be done about one clash."""

    SUPERSEDE = "supersede"
    NARROW_THIS = "narrow this"
    NARROW_OTHER = "narrow other"
    KEEP = "keep"
    ARBITER = "arbiter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was chosen about the clash with one decision."""

    number: int
    way: Way
    words: str = ""
    """Why both are kept, or the point in dispute."""
    scope: str = ""
    """In words, the narrower scope."""
    arbiter: str | None = None
    """A user id."""
    until: date | None = None


# --- the form ----------------------------------------------------------------------------------------


def name(field: str, number: int) -> str:
    """What a field about one clash is called: "way.17"."""
    return f"{field}.{number}"


def numbers_in(answers: Mapping[str, Answer]) -> tuple[int, ...]:
    """Which decisions a form asked about, in its order."""
    fields = (each.partition(".") for each in answers)
    return tuple(int(number) for field, _, number in fields if field == "way" and number.isdigit())


def chosen(answers: Mapping[str, Answer]) -> tuple[Chosen, ...]:
    """Of a form that passed `check`."""
    return tuple(_chosen(answers, number) for number in numbers_in(answers))


def _chosen(answers: Mapping[str, Answer], number: int) -> Chosen:
    return Chosen(
        number=number,
        way=Way(_text(answers, "way", number)),
        words=_text(answers, "words", number),
        scope=" ".join(_text(answers, "scope", number).split()),
        arbiter=_text(answers, "arbiter", number) or None,
        until=day_written(_text(answers, "until", number)),
    )


def check(answers: Mapping[str, Answer], *, today: date) -> Mapping[str, str]:
    """What is missing, by field. `today` is in UTC."""
    found: dict[str, str] = {}
    for number in numbers_in(answers):
        for field, why in _problems(answers, number, today):
            found.setdefault(name(field, number), why)
    return found


def _problems(answers: Mapping[str, Answer], number: int, today: date) -> Iterator[tuple[str, str]]:
    way = _text(answers, "way", number)
    if way not in _WAYS:
        yield "way", "Choose what to do about it."
    if way in (Way.NARROW_THIS, Way.NARROW_OTHER) and not _text(answers, "scope", number):
        yield "scope", "Say what it is to hold for."
    if way == Way.KEEP and not _text(answers, "words", number):
        yield "words", "Say why both can hold."
    if way == Way.ARBITER:
        yield from _unarbitrated(answers, number, today)
    others = {_text(answers, "way", each) for each in numbers_in(answers)}
    if way == Way.SUPERSEDE and Way.ARBITER in others:
        yield (
            "way",
            "While one is with an arbiter this is only proposed, and takes no place yet. Choose another way here.",
        )
    scopes = {
        _text(answers, "scope", each).casefold()
        for each in numbers_in(answers)
        if _text(answers, "way", each) == Way.NARROW_THIS
    }
    if way == Way.NARROW_THIS and len(scopes) > 1:
        yield "scope", "The new decision has one scope. Write the same here as above."


def _unarbitrated(
    answers: Mapping[str, Answer], number: int, today: date
) -> Iterator[tuple[str, str]]:
    until = day_written(_text(answers, "until", number))
    if not _text(answers, "words", number):
        yield "words", "Write down the point in dispute, and nothing else."
    if not _text(answers, "arbiter", number):
        yield "arbiter", "Say who decides."
    if until is None:
        yield "until", "Say by when."
    elif not today <= until <= today + FARTHEST:
        yield "until", f"Choose a day to come, within {FARTHEST.days} days."


_WAYS = frozenset(Way)


def _text(answers: Mapping[str, Answer], field: str, number: int) -> str:
    found = answers.get(name(field, number))
    return found.strip() if isinstance(found, str) else ""


_ISSUE = re.compile(r"[A-Za-z][A-Za-z0-9_]+-[1-9][0-9]*")


def narrowed(scope: Scope, words: str) -> Scope:
    """A scope and what narrows it: an epic by its key, anything else as a part of the product, in words."""
    if _ISSUE.fullmatch(words):
        return replace(scope, epic=words.upper())
    product = words if scope.product is None else f"{scope.product}, {words}"
    return replace(scope, product=product)


# --- disputes ----------------------------------------------------------------------------------------


class Outcome(StrEnum):
    NEW = "new"
    """The new one stands and takes the earlier one's place."""
    EARLIER = "earlier"
    BOTH = "both"
    MOOT = "moot"
    """One of the two came to nothing before somebody decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A time-boxed disagreement about two decisions, of which the new one is only proposed."""

    key: str
    new: int
    old: int
    point: str
    """What is in dispute, and nothing else."""
    arbiter: Party
    until: date
    """The last day for an answer, in the arbiter's zone."""
    by: Party
    """Who handed it on."""
    at: datetime
    team: str = ""
    replaces: tuple[int, ...] = ()
    """What the new decision takes the place of besides, as soon as it is accepted."""
    asked_again_at: datetime | None = None
    outcome: Outcome | None = None
    settled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.outcome is None

    @property
    def binds(self) -> bool:
        """Whether its arbiter alone decides. Once its day has come and its owner was told, anyone may."""
        return self.is_open and self.asked_again_at is None


def dispute_key(confirmed: str, old: int) -> str:
    return f"{confirmed}:{old}"
