"""What a correction makes of a body."""

import dataclasses
from dataclasses import replace
from typing import Any, TypeVar

from cadence.core.plain import clean
from cadence.decisions.model.decision import Body, Option, Part, Party, Scope
from cadence.decisions.model.form import Field

T = TypeVar("T", Body, Scope)

KEPT = frozenset({Field.REVIEW_ON, Field.STATUS, Field.DECIDED_ON})
"""What no correction changes: these have ways of their own."""

_SCOPE = {
    Field.AREA: "area",
    Field.OWN_AREA: "area",
    Field.PRODUCT: "product",
    Field.JIRA: "project",
}


def corrected(old: Body, new: Body, fields: frozenset[Field]) -> Body:
    """The old body with what these fields say in the new one. Somebody who is nobody's account stays: no form holds
    them."""
    names = {field.value for field in fields if field not in KEPT and field not in _SCOPE}
    body = replace(old, **{name: getattr(new, name) for name in names})
    if "decider" in names and body.decider is None and old.decider and old.decider.user is None:
        body = replace(body, decider=old.decider)
    return replace(
        body,
        consulted=_with_unknown(body.consulted, old.consulted),
        informed=_with_unknown(body.informed, old.informed),
        scope=_scope(old.scope, new.scope, fields),
    )


def _with_unknown(parties: tuple[Party, ...], before: tuple[Party, ...]) -> tuple[Party, ...]:
    unknown = (each for each in before if each.user is None and each not in parties)
    return (*parties, *unknown)


def _scope(old: Scope, new: Scope, fields: frozenset[Field]) -> Scope:
    names = {_SCOPE[field] for field in fields if field in _SCOPE}
    names |= {"epic"} if "project" in names else set()
    return replace(old, **{name: getattr(new, name) for name in names})


def unseen_kept(old: Body, new: Body) -> Body:
    """The new body, but what reads as it did is as it was: a form shows a text without what can't be seen of it."""
    return replace(_kept(old, new), scope=_kept(old.scope, new.scope))


def _kept(old: T, new: T) -> T:
    alike = {
        each.name: getattr(old, each.name)
        for each in dataclasses.fields(old)
        if _read(getattr(old, each.name)) == _read(getattr(new, each.name))
    }
    return replace(new, **alike)


def _read(value: Any) -> Any:
    match value:
        case str():
            return clean(value).strip()
        case tuple():
            return tuple(map(_read, value))
        case Option():
            return replace(value, text=_read(value.text), why=_read(value.why))
        case _:
            return value


def parts_changed(before: Body, after: Body) -> tuple[Part, ...]:
    return tuple(part for part in Part if getattr(before, part.value) != getattr(after, part.value))
