"""Parts of a decision as the plain values of YAML, and back."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

import yaml

from cadence.decisions.model.decision import (
    ANYTHING,
    Body,
    Option,
    Party,
    Reversibility,
    Scope,
)
from cadence.decisions.model.madr.text import HIDDEN

_PARTY = re.compile(r"(.*) <@([^<>\s]*)>", re.DOTALL)

FIELDS = tuple(each.name for each in fields(Body))


class _Dumper(yaml.SafeDumper):
    """Text of several lines as such, and every odd character by its number: PyYAML would write some of them bare and
    not read them back."""


def _represented(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if HIDDEN.search(text):
        is_plain = text == text.strip() and not HIDDEN.search(text.replace("\n", ""))
        style = "|" if is_plain else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represented)


def dumped(values: Mapping[str, Any]) -> str:
    """The same bytes wherever it is written: the order is the given one, and no line is folded."""
    text: str = yaml.dump(
        dict(values), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**31, indent=2
    )
    return text


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def instant_of(value: object) -> datetime:
    """Raises ValueError for what is no instant with a zone."""
    read = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if read.tzinfo is None:
        raise ValueError(f"{value} has no time zone")
    return read.astimezone(UTC)


def party(who: Party) -> str:
    """The name, and the id in the way Slack writes it."""
    if who.user is not None:
        return f"{who.name} <@{who.user}>"
    return f"{who.name} <@>" if _PARTY.fullmatch(who.name) else who.name


def party_of(text: object) -> Party:
    found = _PARTY.fullmatch(str(text))
    return Party(name=found[1], user=found[2] or None) if found else Party(name=str(text))


def body(of: Body) -> dict[str, Any]:
    """Every field by its name."""
    return {
        "title": of.title,
        "decided": of.decided,
        "context": of.context,
        "options": [
            {"text": each.text, "chosen": each.is_chosen, "why": each.why} for each in of.options
        ],
        "reasons": list(of.reasons),
        "consequences": list(of.consequences),
        "decider": party(of.decider) if of.decider else None,
        "consulted": [party(each) for each in of.consulted],
        "informed": [party(each) for each in of.informed],
        "reversibility": of.reversibility.value if of.reversibility else None,
        "review_on": of.review_on,
        "reopen_if": of.reopen_if,
        "scope": scope(of.scope),
        "links": list(of.links),
    }


def body_of(plain: Mapping[str, Any]) -> Body:
    """Raises KeyError, TypeError or ValueError for what `body` does not make."""
    decider, review_on = plain["decider"], plain["review_on"]
    if review_on is not None and type(review_on) is not date:
        raise ValueError(f"{review_on} is no date")
    return Body(
        title=_text(plain["title"]),
        decided=_text(plain["decided"]),
        context=_text(plain["context"]),
        options=tuple(map(_option, plain["options"])),
        reasons=tuple(map(_text, plain["reasons"])),
        consequences=tuple(map(_text, plain["consequences"])),
        decider=None if decider is None else party_of(_text(decider)),
        consulted=tuple(party_of(_text(each)) for each in plain["consulted"]),
        informed=tuple(party_of(_text(each)) for each in plain["informed"]),
        reversibility=Reversibility(plain["reversibility"]) if plain["reversibility"] else None,
        review_on=review_on,
        reopen_if=_text(plain["reopen_if"]),
        scope=scope_of(plain["scope"]),
        links=tuple(map(_text, plain["links"])),
    )


def changed(older: Body, newer: Body) -> dict[str, Any]:
    """What `older` says where `newer` says otherwise."""
    before, after = body(older), body(newer)
    return {name: before[name] for name in FIELDS if before[name] != after[name]}


def scope(of: Scope) -> dict[str, str | None]:
    return {} if of == ANYTHING else {each.name: getattr(of, each.name) for each in fields(Scope)}


def scope_of(plain: Mapping[str, Any]) -> Scope:
    return Scope(**{name: None if value is None else _text(value) for name, value in plain.items()})


def _option(plain: Mapping[str, Any]) -> Option:
    return Option(
        text=_text(plain["text"]), is_chosen=plain["chosen"] is True, why=_text(plain["why"])
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.80} is no text")
    return value
