"""What somebody wants a decision to be linked to, read from their words."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from cadence.core.calendar import day_written
from cadence.decisions.model.chain import Ref, Sort, Threshold
from cadence.decisions.model.review import Subject, Trigger, triggers_in


class LinkKind(StrEnum):
    """What can be chosen in the form."""

    ISSUE = "issue"
    REF = "ref"
    MESSAGE = "message"
    FILTER = "filter"
    FIGURE = "figure"
    LEARNING = "learning"
    PRINCIPLE = "principle"


LONGEST = 2_000
"""Characters of a learning or principle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToIssue:
    key: str
    trigger: Trigger | None = None
    """Its state that reopens the decision, where one was named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToVersion:
    trigger: Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class ToNode:
    ref: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMessage:
    channel: str
    ts: str
    thread: str | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToFilter:
    words: str
    """What is counted: "open P1 bugs in Checkout"."""
    threshold: Threshold | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToFigure:
    name: str
    value: Decimal
    unit: str
    on: date
    threshold: Threshold | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAnswer:
    """What somebody answered in a check-in. Nobody types this: whoever runs the check-in links it."""

    reference: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToLearning:
    text: str
    rests_on: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPrinciple:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReading:
    """A later reading of a figure that is linked already."""

    ref: Ref
    value: Decimal
    on: date | None


Added = (
    ToIssue
    | ToVersion
    | ToNode
    | ToMessage
    | ToFilter
    | ToFigure
    | ToAnswer
    | ToLearning
    | ToPrinciple
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What is no longer linked."""

    what: ToIssue | ToVersion | ToNode


Linked = Added | NewReading | Removed


@dataclass(frozen=True, slots=True)
class Unread:
    """It can't be read as something to link to."""

    why: str


_NUMBER = r"[-+−]?[0-9][0-9,]*(?:\.[0-9]+)?"
_REF = re.compile(r"(?P<sort>[SLDP])-(?P<number>[1-9][0-9]{0,8})", re.IGNORECASE)
_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,9}-[1-9][0-9]{0,8}")
_BROWSE = re.compile(
    r"https?://\S+/browse/(?P<key>[A-Z][A-Z0-9_]{1,9}-[1-9][0-9]{0,8})(?:[?#]\S*)?"
)
_ARCHIVES = re.compile(
    r"/archives/(?P<channel>[CGD][A-Z0-9]{2,})/p(?P<ts>[0-9]{10})(?P<micro>[0-9]{6})/?"
)
_THRESHOLD = re.compile(
    rf"\s*,?\s*(?:tell (?:me|us) )?(?:when |if )?(?:it )?(?:is |goes |gets |rises |falls )?"
    rf"(?P<way>above|over|more than|>|below|under|less than|<)\s*(?P<value>{_NUMBER})\s*[%€$£]?\s*[.!]?",
    re.IGNORECASE,
)
_ABOVE = frozenset({"above", "over", "more than", ">"})
_FIGURE = re.compile(
    rf"(?P<name>.*?\S)[\s:=]+(?:is |was |at )?(?P<value>{_NUMBER})\s*(?P<unit>[%€$£]|[A-Za-z]{{1,12}})?"
    r"\s+on\s+(?P<on>20[0-9]{2}-[0-9]{2}-[0-9]{2})",
)
_READING = re.compile(
    rf"(?:is |was |now |at )*(?P<value>{_NUMBER})\s*(?:[%€$£]|[A-Za-z]{{1,12}})??"
    r"(?:\s+on\s+(?P<on>20[0-9]{2}-[0-9]{2}-[0-9]{2}))?\s*\.?",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“„](?P<text>[^\"“”„]{1,2000})[\"”“]")
_REMOVE = re.compile(
    r"(?:remove|unlink|without|drop|not)\s+(?P<rest>.+)", re.IGNORECASE | re.DOTALL
)
_KINDS = re.compile(
    r"(?P<kind>figure|learning|principle|filter)\b:?\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_FROM = re.compile(
    r"\s*(?:,?\s*(?:from|resting on|rests on|because of|by)\s+)(?P<refs>.+)", re.IGNORECASE
)


def linked(words: str) -> Linked | Unread:
    """`PAY-12`, `PAY-12 is done`, `PAY 4.2 is released`, `D-17`, `S-3`, a message's link, `"open P1 bugs" above 20`,
    `figure "activation 41 % on 2026-11-01" below 38`, `learning "…" from S-1`, `principle "…"`, `S-5 36 on
    2026-12-01`, `remove PAY-12`."""
    said = words.strip()
    if not said:
        return Unread("Say what to link it to.")
    if removing := _REMOVE.fullmatch(said):
        return _removed(removing["rest"].strip())
    if kind := _KINDS.fullmatch(said):
        return _of_kind(kind["kind"].lower(), kind["rest"].strip())
    return _of_a_key(said) or _of_a_ref(said) or _of_an_address(said) or _filter(said)


def _removed(said: str) -> Removed | Unread:
    what = linked(said) if not _REMOVE.fullmatch(said) else Unread("")
    if isinstance(what, ToIssue | ToVersion | ToNode):
        return Removed(what=what)
    return Unread(
        "Name what to remove by its key or number, as in “remove PAY-12” or “remove S-3”."
    )


def _of_a_key(said: str) -> ToIssue | ToVersion | None:
    bare = _BROWSE.fullmatch(said)
    key = bare["key"] if bare else said.rstrip(".")
    if _KEY.fullmatch(key):
        return ToIssue(key=key)
    if not re.match(r"[A-Z][A-Z0-9_]{1,9}[- ]", said):
        return None
    triggers = triggers_in(said)
    if len(triggers) != 1 or len(said) > 200:
        return None
    (trigger,) = triggers
    if trigger.subject is Subject.VERSION:
        return ToVersion(trigger=trigger)
    return ToIssue(key=trigger.name, trigger=trigger)


def _of_a_ref(said: str) -> ToNode | NewReading | Unread | None:
    found = _REF.match(said)
    if found is None or said[found.end() :][:1].isalnum():
        return None
    ref = Ref(Sort(found["sort"].upper()), int(found["number"]))
    rest = said[found.end() :].strip(" .:=")
    if not rest:
        return ToNode(ref=ref)
    reading = _READING.fullmatch(rest)
    if ref.sort is not Sort.SIGNAL or reading is None:
        return Unread(f"I can't read “{_short(rest)}” behind {ref}.")
    on = day_written(reading["on"])
    if reading["on"] and on is None:
        return Unread(f"“{reading['on']}” is no day.")
    return NewReading(ref=ref, value=_number(reading["value"]), on=on)


def _of_an_address(said: str) -> ToMessage | Unread | None:
    if not said.startswith(("https://", "http://")):
        return None
    parts = urlsplit(said)
    found = _ARCHIVES.fullmatch(parts.path)
    if found is None:
        return Unread(
            "I can link messages of Slack and issues of Jira by their address, and no other page."
        )
    asked = parse_qs(parts.query).get("thread_ts", [""])[0]
    thread = asked if re.fullmatch(r"[0-9]{10}\.[0-9]{6}", asked) else None
    ts = f"{found['ts']}.{found['micro']}"
    return ToMessage(
        channel=found["channel"], ts=ts, thread=None if thread == ts else thread, url=said
    )


def _filter(said: str) -> ToFilter | Unread:
    quoted = _QUOTED.match(said)
    if quoted is None:
        return Unread(f"I can't read “{_short(said)}” as something to link to.")
    threshold = _threshold(said[quoted.end() :])
    if isinstance(threshold, Unread):
        return threshold
    return ToFilter(words=quoted["text"].strip(), threshold=threshold)


def _of_kind(kind: str, rest: str) -> Linked | Unread:
    quoted = _QUOTED.match(rest)
    text, after = (quoted["text"].strip(), rest[quoted.end() :]) if quoted else (rest, "")
    if not text:
        return Unread(f"Say what the {kind} is, in quotation marks.")
    if len(text) > LONGEST:
        return Unread(f"That is longer than {LONGEST:,} characters.")
    match kind:
        case "filter":
            return _filter(f'"{text}"{after}')
        case "figure":
            return figure(text, after)
        case "learning":
            return _learning(text, after)
        case _:
            return ToPrinciple(text=text)


def figure(text: str, after: str) -> ToFigure | Unread:
    """A figure with its day, and what stands behind it: "activation 41 % on 2026-11-01", "below 38"."""
    found = _FIGURE.fullmatch(text)
    on = day_written(found["on"]) if found else None
    if found is None or on is None:
        return Unread(
            "A figure needs its value and its day, as in “activation 41 % on 2026-11-01”."
        )
    threshold = _threshold(after)
    if isinstance(threshold, Unread):
        return threshold
    return ToFigure(
        name=found["name"].strip(" :="),
        value=_number(found["value"]),
        unit=found["unit"] or "",
        on=on,
        threshold=threshold,
    )


def _learning(text: str, after: str) -> ToLearning | Unread:
    if not after.strip(" ."):
        return ToLearning(text=text)
    found = _FROM.fullmatch(after)
    refs = refs_in(found["refs"]) if found else None
    if not refs:
        return Unread('Name the signals that it rests on, as in “learning "…" from S-1, S-2”.')
    return ToLearning(text=text, rests_on=refs)


def refs_in(text: str) -> tuple[Ref, ...] | None:
    """ "S-1, S-2 and S-3"; None where there is anything else, or what is no signal."""
    if _REF.sub("", text).replace("and", "").strip(" ,;.&") or not text.strip():
        return None
    found = [Ref(Sort(each["sort"].upper()), int(each["number"])) for each in _REF.finditer(text)]
    return tuple(dict.fromkeys(found)) if all(r.sort is Sort.SIGNAL for r in found) else None


def threshold(said: str) -> Threshold | Unread | None:
    """ "above 20", "below 38 %"; None for nothing."""
    return _threshold(said)


def _threshold(said: str) -> Threshold | Unread | None:
    if not said.strip(" ."):
        return None
    found = _THRESHOLD.fullmatch(said)
    if found is None:
        return Unread(
            f"I can't read “{_short(said)}” as a threshold: say “above 20” or “below 38”."
        )
    return Threshold(above=found["way"].lower() in _ABOVE, value=_number(found["value"]))


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


def _short(text: str) -> str:
    plain = "".join(each for each in text.strip() if each.isprintable())
    return plain if len(plain) <= 60 else f"{plain[:59].rstrip()}…"
