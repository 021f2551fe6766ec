"""The form of a decision: a body as what its fields hold, and back, and what can be wrong with them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from cadence.core.heard import Answer
from cadence.core.plain import is_visible
from cadence.decisions.model import options
from cadence.decisions.model.decision import (
    Body,
    Part,
    Party,
    Reversibility,
    Scope,
    Status,
)


class Field(StrEnum):
    """What can be filled in, in the order of the form."""

    TITLE = "title"
    DECIDED = "decided"
    CONTEXT = "context"
    OPTIONS = "options"
    REASONS = "reasons"
    CONSEQUENCES = "consequences"
    DECIDER = "decider"
    CONSULTED = "consulted"
    INFORMED = "informed"
    REVERSIBILITY = "reversibility"
    REVIEW_ON = "review_on"
    REOPEN_IF = "reopen_if"
    AREA = "area"
    OWN_AREA = "own_area"
    PRODUCT = "product"
    JIRA = "jira"
    LINKS = "links"
    STATUS = "status"
    DECIDED_ON = "decided_on"


Value = str | tuple[str, ...] | date | None
"""What a field holds: people are user ids."""

NOT_SAID = "-"
"""What is chosen where nothing is: a menu can't be left without a choice once one was made."""

MOST_TITLE = 120
"""With its number a title is the header of a message, of which Slack shows 150 characters."""
MOST_TEXT = 3_000
"""Characters of one field: https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element"""
MOST_SHORT = 200
MOST: Mapping[Field, int] = {
    Field.TITLE: MOST_TITLE,
    Field.OWN_AREA: MOST_SHORT,
    Field.PRODUCT: MOST_SHORT,
    Field.JIRA: 100,
}
"""Characters of the fields that hold less than MOST_TEXT."""

FARTHEST = timedelta(days=3653)
"""A review later than ten years from now is a slip of the finger."""
EARLIEST = date(1970, 1, 1)
DAY = timedelta(days=1)
"""Somewhere it is yesterday, or tomorrow: whose date it is isn't known while a form is checked."""

_PROJECT = re.compile(r"[A-Za-z][A-Za-z0-9_]+")
_ISSUE = re.compile(r"[A-Za-z][A-Za-z0-9_]+-[1-9][0-9]*")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_ITEM = re.compile(r"^\s*(?:[-*•–]\s+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a form says that passed its check. Of people it knows the user ids alone, which stand as their names."""

    body: Body
    status: Status
    decided_on: date | None


# --- a body as fields ------------------------------------------------------------------------------


def values(body: Body, areas: tuple[str, ...]) -> Mapping[Field, Value]:
    """What the fields hold for this body. `areas` are those that can be chosen: another one is in the team's words."""
    scope = body.scope
    configured = next((each for each in areas if _same(each, scope.area)), None)
    return {
        Field.TITLE: body.title,
        Field.DECIDED: body.decided,
        Field.CONTEXT: body.context,
        Field.OPTIONS: options.written(body.options),
        Field.REASONS: _items(body.reasons),
        Field.CONSEQUENCES: _items(body.consequences),
        Field.DECIDER: _ids((body.decider,) if body.decider else ()),
        Field.CONSULTED: _ids(body.consulted),
        Field.INFORMED: _ids(body.informed),
        Field.REVERSIBILITY: body.reversibility.value if body.reversibility else NOT_SAID,
        Field.REVIEW_ON: body.review_on,
        Field.REOPEN_IF: body.reopen_if,
        Field.AREA: configured or NOT_SAID,
        Field.OWN_AREA: scope.area if scope.area and not configured else "",
        Field.PRODUCT: scope.product or "",
        Field.JIRA: ", ".join(key for key in (scope.project, scope.epic) if key),
        Field.LINKS: _items(body.links),
    }


def unmatched(body: Body, part: Part) -> tuple[str, ...]:
    """Names that a body has for this part and a form can't hold, since they are nobody's in Slack."""
    people = {
        Part.DECIDER: (body.decider,) if body.decider else (),
        Part.CONSULTED: body.consulted,
        Part.INFORMED: body.informed,
    }
    return tuple(each.name for each in people.get(part, ()) if each.user is None)


def _ids(people: tuple[Party, ...]) -> tuple[str, ...]:
    return tuple(each.user for each in people if each.user)


def _items(items: tuple[str, ...]) -> str:
    return "\n".join(" ".join(each.split()) for each in items if each.strip())


def _same(one: str, other: str | None) -> bool:
    return other is not None and one.casefold() == other.casefold()


# --- names of fields -------------------------------------------------------------------------------


def name(field: Field, turn: int) -> str:
    """What a field is called in a form that is filled for the `turn`th time.

    Slack keeps what was typed into a field of the same name, whatever else the form is filled with: another draft needs
    other names.
    """
    return f"{field}.{turn}"


def _by_field(answers: Mapping[str, Answer]) -> Mapping[Field, tuple[str, Answer]]:
    """Each field's name and answer; of several turns, those of the last one."""
    found: dict[Field, tuple[int, str, Answer]] = {}
    for named, answer in answers.items():
        field, _, turn = named.partition(".")
        if field in _FIELDS and turn.isdecimal():
            known = found.get(Field(field))
            if known is None or known[0] < int(turn):
                found[Field(field)] = (int(turn), named, answer)
    return {field: (named, answer) for field, (_, named, answer) in found.items()}


_FIELDS = frozenset(Field)


# --- reading -----------------------------------------------------------------------------------------


def filled(answers: Mapping[str, Answer]) -> Filled:
    """What a form says that passed `check`."""
    fields = {field: answer for field, (_, answer) in _by_field(answers).items()}
    project, epic = _keys(_text(fields, Field.JIRA))
    reversibility = _chosen(fields, Field.REVERSIBILITY)
    body = Body(
        title=" ".join(_text(fields, Field.TITLE).split()),
        decided=_text(fields, Field.DECIDED),
        context=_text(fields, Field.CONTEXT),
        options=options.read(_text(fields, Field.OPTIONS)),
        reasons=_listed(fields, Field.REASONS),
        consequences=_listed(fields, Field.CONSEQUENCES),
        decider=next(iter(_people(fields, Field.DECIDER)), None),
        consulted=_people(fields, Field.CONSULTED),
        informed=_people(fields, Field.INFORMED),
        reversibility=Reversibility(reversibility) if reversibility else None,
        review_on=_date(fields, Field.REVIEW_ON),
        reopen_if=_text(fields, Field.REOPEN_IF),
        scope=Scope(
            area=_text(fields, Field.OWN_AREA) or _chosen(fields, Field.AREA) or None,
            product=_text(fields, Field.PRODUCT) or None,
            project=project,
            epic=epic,
        ),
        links=_listed(fields, Field.LINKS),
    )
    status = _chosen(fields, Field.STATUS) or Status.ACCEPTED
    return Filled(body=body, status=Status(status), decided_on=_date(fields, Field.DECIDED_ON))


Fields = Mapping[Field, Answer]


def _text(fields: Fields, field: Field) -> str:
    found = fields.get(field)
    return found.strip() if isinstance(found, str) else ""


def _chosen(fields: Fields, field: Field) -> str:
    found = _text(fields, field)
    return "" if found == NOT_SAID else found


def _listed(fields: Fields, field: Field) -> tuple[str, ...]:
    lines = (" ".join(_ITEM.sub("", each).split()) for each in _text(fields, field).splitlines())
    return tuple(each for each in lines if each)


def _people(fields: Fields, field: Field) -> tuple[Party, ...]:
    found = fields.get(field)
    ids = found if isinstance(found, tuple) else (found,) if found else ()
    return tuple(Party(name=each, user=each) for each in ids)


def _date(fields: Fields, field: Field) -> date | None:
    """None where nothing was chosen. Raises ValueError for what is no date."""
    written = _text(fields, field)
    return date.fromisoformat(written) if written else None


def _keys(written: str) -> tuple[str | None, str | None]:
    """A project's key and an issue's, one of each at most; an issue names its project by itself."""
    found = [each.upper() for each in re.split(r"[\s,]+", written) if each]
    epic = next((each for each in found if _ISSUE.fullmatch(each)), None)
    project = next((each for each in found if each != epic), None)
    return project, epic


# --- checking ----------------------------------------------------------------------------------------


def check(answers: Mapping[str, Answer], *, today: date) -> Mapping[str, str]:
    """What is wrong, by the field's name; empty where nothing is. `today` is in UTC."""
    named = _by_field(answers)
    fields = {field: answer for field, (_, answer) in named.items()}
    wrong: dict[str, str] = {}
    for field, why in _problems(fields, today):
        if field in named:
            wrong.setdefault(named[field][0], why)
    return wrong


def _problems(fields: Fields, today: date) -> Iterator[tuple[Field, str]]:
    if not is_visible(_text(fields, Field.TITLE)):
        yield Field.TITLE, "Give it a title by which it is found again."
    if not is_visible(_text(fields, Field.DECIDED)):
        yield Field.DECIDED, "Say what was decided."
    yield from _too_long(fields)
    if lines := options.unread(_text(fields, Field.OPTIONS)):
        yield (
            Field.OPTIONS,
            f"“{_brief(lines[0])}” doesn't say whether it was chosen. {options.HOW}",
        )
    if len(_people(fields, Field.DECIDER)) > 1:
        yield Field.DECIDER, "Name one decider; the others can be consulted or informed."
    if _chosen(fields, Field.AREA) and _text(fields, Field.OWN_AREA):
        yield Field.OWN_AREA, "Choose an area above or write one here, not both."
    yield from _wrong_keys(_text(fields, Field.JIRA))
    for each in _listed(fields, Field.LINKS):
        if not (_ADDRESS.fullmatch(each) or _ISSUE.fullmatch(each)):
            why = f"“{_brief(each)}” is neither a web address nor a Jira key. Write one a line."
            yield Field.LINKS, why
    yield from _wrong_dates(fields, today)


def _too_long(fields: Fields) -> Iterator[tuple[Field, str]]:
    for field in fields:
        most, written = MOST.get(field, MOST_TEXT), _text(fields, field)
        if len(written) > most:
            yield field, f"This is {len(written):,} characters long; {most:,} fit here."


def _wrong_keys(written: str) -> Iterator[tuple[Field, str]]:
    found = [each for each in re.split(r"[\s,]+", written) if each]
    issues = [each for each in found if _ISSUE.fullmatch(each)]
    projects = [each for each in found if _PROJECT.fullmatch(each)]
    odd = [each for each in found if each not in issues and each not in projects]
    if odd:
        yield Field.JIRA, f"“{_brief(odd[0])}” is no Jira key. Keys look like PAY or PAY-123."
    elif len(issues) > 1 or len(projects) > 1:
        yield Field.JIRA, "Name one project and one epic at most, such as PAY or PAY-123."


def _wrong_dates(fields: Fields, today: date) -> Iterator[tuple[Field, str]]:
    for field in (Field.REVIEW_ON, Field.DECIDED_ON):
        try:
            _date(fields, field)
        except ValueError:
            yield field, "This is no date."
            return
    review, decided = _date(fields, Field.REVIEW_ON), _date(fields, Field.DECIDED_ON)
    if review and review < today - DAY:
        yield Field.REVIEW_ON, "This date is past. Choose one to come, or none."
    if review and review > today + FARTHEST:
        yield Field.REVIEW_ON, "This is more than ten years away. Choose an earlier date, or none."
    if decided and not EARLIEST <= decided <= today + DAY:
        yield Field.DECIDED_ON, "It can't have been decided on that day. Choose today or earlier."


def _brief(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


# --- what was changed ----------------------------------------------------------------------------


def cleared(body: Body) -> frozenset[Part]:
    """Parts that say nothing: a quote can't be what they rest on."""
    empty = {
        Part.TITLE: not body.title,
        Part.DECIDED: not body.decided,
        Part.CONTEXT: not body.context,
        Part.OPTIONS: not body.options,
        Part.REASONS: not body.reasons,
        Part.CONSEQUENCES: not body.consequences,
        Part.DECIDER: body.decider is None,
        Part.CONSULTED: not body.consulted,
        Part.INFORMED: not body.informed,
        Part.REVERSIBILITY: body.reversibility is None,
        Part.REVIEW_ON: body.review_on is None,
        Part.REOPEN_IF: not body.reopen_if,
        Part.SCOPE: body.scope.is_empty,
        Part.LINKS: not body.links,
    }
    return frozenset(part for part, is_empty in empty.items() if is_empty)


def with_names(body: Body, names: Mapping[str, str]) -> Body:
    """The body with people's names, from user ids. Who has none is nobody whom Slack knows, and stays by name alone."""

    def named(party: Party) -> Party:
        if party.user is None:
            return party
        known = names.get(party.user)
        return replace(party, name=known or party.name, user=party.user if known else None)

    return replace(
        body,
        decider=named(body.decider) if body.decider else None,
        consulted=tuple(named(each) for each in body.consulted),
        informed=tuple(named(each) for each in body.informed),
    )


def users_in(body: Body) -> frozenset[str]:
    people = (body.decider, *body.consulted, *body.informed)
    return frozenset(each.user for each in people if each and each.user)
