"""What a sentence puts where: things of which there is one at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cadence.decisions.model.claims.amounts import measured
from cadence.decisions.model.claims.stance import STANCE, UNTIL
from cadence.decisions.model.claims.words import content, names, stem, tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Something that can be filled with one thing at a time: "use Postgres for the ledger" fills the ledger."""

    subject: frozenset[str]
    value: frozenset[str]
    how: str
    """Slots with different verbs are different slots; "" for being somewhere or using something."""
    text: str
    """The value, as it was written."""
    by: str = ""
    """Into what it is put there: "in" or "on", where a preposition says so."""
    is_named: bool = False
    """Whether the value is a name, which fills the same place whatever the preposition."""


_BEING = r"(?:is|are|was|will be|gets?|be|been|being|becomes?|stays?|remains?|lives?|moves?|goes|go|runs?|belongs?)"
_USED = (
    r"(?:use|uses|using|used|go with|goes with|pick|choose|adopt|stay with|stay on|stick with|stick to|keep"
    r"|keep using|run|buy|prefer|take|need|standardi[sz]e on)"
)
_ANY = "keep host live stay move run document hold put go build maintain"
_GENERIC = frozenset(["", *(stem(each) for each in _ANY.split())])
"""Verbs that say no more than that it is there."""
_IS = r"(?:is|are|will be|becomes?|remains?|stays?)"
_DETERMINED = r"(?:our|the|a|an|my) (?:new |only |main |default )*"
_SLOTS = (
    ("", re.compile(rf"\b{_USED} (?P<value>.+?) (?:for|as) (?P<subject>.+)$", re.IGNORECASE)),
    ("", re.compile(r"^(?P<value>[^,]+?) (?:for|as) (?P<subject>[^,]+)$", re.IGNORECASE)),
    (
        "",
        re.compile(
            r"\b(?:mov|migrat|switch|bring|put|keep)(?:e|es|ing)? (?P<subject>.+?) (?:from .+ )?"
            r"(?P<by>to|on|onto|in|into) (?P<value>.+)$",
            re.IGNORECASE,
        ),
    ),
    (
        "verb",
        re.compile(
            rf"^(?P<subject>.+?) (?:will |should |must |shall )?{_BEING}(?: (?:now|all|still|always))*"
            r"(?: (?P<verb>\w+(?:ed|en|t|de|ld|un)))? (?P<by>in|on|to|with|by|from|at|onto|into|as) (?P<value>.+)$",
            re.IGNORECASE,
        ),
    ),
    (
        "verb",
        re.compile(
            r"^(?P<subject>.+?) (?P<verb>authenticate|sign ?in|log ?in|work|communicate|deploy|report|pay|read|write)s?"
            r" (?P<by>in|on|to|with|by|from|via|through) (?P<value>.+)$",
            re.IGNORECASE,
        ),
    ),
    ("is", re.compile(rf"^(?P<value>.+?) {_IS} (?P<subject>{_DETERMINED}.+)$", re.IGNORECASE)),
    ("is", re.compile(rf"^(?P<subject>{_DETERMINED}.+?) {_IS} (?P<value>.+)$", re.IGNORECASE)),
    ("uses", re.compile(r"^(?P<subject>.+?) (?:uses?|relies on|rely on) (?P<value>.+)$", re.IGNORECASE)),
    ("uses", re.compile(r"\buse (?P<value>.+?) (?:in|on|across|at) (?P<subject>.+)$", re.IGNORECASE)),
)  # fmt: skip


def slots(sentence: str) -> Iterator[Slot]:
    brief = UNTIL.split(sentence, maxsplit=1)[0]
    for kind, pattern in _SLOTS:
        found = pattern.search(brief)
        if found is None or (kind == "is" and not _is_a_thing(found["value"])):
            continue
        read = measured(found["value"])
        subject = content(tokens(measured(found["subject"]).rest)) - STANCE
        value = content(tokens(read.rest), begins=False) - STANCE
        if subject and value and not read.days:
            how = stem(found["verb"] or "") if kind == "verb" else kind
            yield Slot(
                subject=subject,
                value=value,
                how="" if how in _GENERIC else how,
                text=found["value"].strip(" .,"),
                by=_put(found),
                is_named=bool(names(tokens(read.rest), begins=False)),
            )


_PUT = {"into": "in", "at": "in", "onto": "on", "to": "on"}


def _put(found: re.Match[str]) -> str:
    by = (found.groupdict().get("by") or "").casefold()
    return _PUT.get(by, by)


def _is_a_thing(value: str) -> bool:
    """A name, with little beside it: "BigQuery", rather than "kept for 30 days"."""
    words = tokens(value)
    return len(words) <= 3 and bool(words) and words[0][0].isupper()
