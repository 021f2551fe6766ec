"""Calls as a ritual keeps them: from the occurrence that raised each to the one in which it ended."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from cadence.core.agenda import Call, Ended, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """Unique by ritual and number; of one key, only one is open at a time."""

    ritual: str
    number: int
    call: Call
    raised_on: date
    """The occurrence that raised it."""
    raised_at: datetime
    carried: int = 0
    """In how many later digests it stood open."""
    ended: Ended = Ended.OPEN
    outcome: Outcome | None = None
    """The last one: a call that was given to somebody is open again once its date has come."""
    shown: tuple[tuple[str, str], ...] = ()
    """Channel and `ts` of the direct messages with its buttons."""


def can_end(raised: Raised) -> bool:
    """Whether it is still to be answered: also by whoever it was given to, before its date."""
    return raised.ended in (Ended.OPEN, Ended.GIVEN)


def is_due(raised: Raised, on: date) -> bool:
    """Open, or given to somebody until this day or an earlier one."""
    if raised.ended is Ended.OPEN:
        return True
    due = raised.outcome.due_on if raised.outcome else None
    return raised.ended is Ended.GIVEN and (due is None or due <= on)


def carried(raised: Raised, anew: Call | None) -> Raised:
    """As it stands in a later digest, by what is known now where its source raises it again."""
    return replace(
        raised,
        call=raised.call if anew is None else anew,
        carried=raised.carried + 1,
        ended=Ended.OPEN,
    )


def may_answer(raised: Raised, user: str, to: tuple[str, ...]) -> bool:
    """`to` are those whom the ritual names for all its calls. Whoever it was given to may, too."""
    asked = raised.call.to or to
    owner = raised.outcome.owner if raised.outcome else None
    return not asked or user in asked or user == owner


def is_theirs(raised: Raised, user: str, to: tuple[str, ...]) -> bool:
    """Whether this person by name is the one to answer it now: who has it, or else who is asked."""
    if raised.ended is Ended.GIVEN and raised.outcome:
        return raised.outcome.owner == user
    return user in (raised.call.to or to)


_WORDS = re.compile(r"[^\W_]+")
_NO = frozenset({"no", "none", "nothing", "nope", "na", "nil", "not", "nichts", "nein", "keine"})
_FILLING = frozenset(
    """
    a any at call calls change changes decide decided decision decisions far for from is me moment my n needed new now
    open right side so the there this to today us week yet
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


def says_nothing(words: str) -> bool:
    """Whether an answer to "what has to be decided?" says that nothing has: "none", "n/a", "nothing new this week"."""
    found = _WORDS.findall(words.casefold())
    is_no = not found or found == ["n", "a"] or bool(_NO.intersection(found))
    return is_no and _NO.union(_FILLING).issuperset(found)


def answer_key(ask: str, subject: str | None, by: str, words: str) -> str:
    """The same where the same person writes the same again, as by confirming what was filled in from last time."""
    same = " ".join(words.casefold().split())
    digest = sha256(same.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"answer:{ask}:{subject or ''}:{by}:{digest}"
