"""A file of our own as the record it was written from.

What was edited by hand since is read too, as far as it can be understood; what can't be is named with its line.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import yaml

from cadence.core.message import Kind
from cadence.decisions.model.decision import (
    Board,
    Body,
    Decision,
    Event,
    Happened,
    Option,
    Origin,
    Part,
    Quote,
    Reversibility,
    Revision,
    Shown,
    Standing,
    Status,
)
from cadence.decisions.model.madr import plain
from cadence.decisions.model.madr.names import number_in
from cadence.decisions.model.madr.record import FORMAT, NotReadable, Record
from cadence.decisions.model.madr.sections import LONGEST_FRONT, Page, Section
from cadence.decisions.model.madr.text import items, unaddressed, unescaped, unquoted
from cadence.decisions.model.madr.writing import CHOSEN, DOT, argument_in, first_revision

Value = TypeVar("Value")

_OUTCOME = re.compile(r'Chosen option: "((?:\\.|[^"\\])*)"(?:, because (.*))?')
_FENCED = re.compile(r"(`{3,})yaml\s*")


def is_ours(page: Page) -> bool:
    """Whether we wrote it, by its front matter."""
    return isinstance(page.front.get("cadence"), dict) and "decision" in page.front["cadence"]


def is_ours_at_a_glance(text: str) -> bool:
    """The same without reading it whole, and whatever became of the rest of it."""
    front = text.replace("\r\n", "\n")[:LONGEST_FRONT].split("\n---\n", 1)[0]
    return bool(
        front.startswith("---\n") and re.search(r"^cadence:\n  format: \d", front, re.MULTILINE)
    )


def record_in(page: Page) -> Record:
    """Raises NotReadable."""
    ours: Mapping[str, Any] = page.front["cadence"]
    if ours.get("format") != FORMAT:
        raise NotReadable(f"it was written by another version (format {ours.get('format')})", 1)
    read = _Reading(page.front, ours, _Places.of(page))
    return read.record()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """The sections by what they hold."""

    title: Section
    context: Section | None
    drivers: Section | None
    options: Section | None
    outcome: Section | None
    consequences: Section | None
    arguments: tuple[Section, ...]
    more: Section | None
    quotes: Section | None
    revisions: Section | None
    history: Section | None

    @classmethod
    def of(cls, page: Page) -> "_Places":
        titles = [each for each in page.sections if each.level == 1]
        if len(titles) != 1:
            line = titles[1].line if titles else 1
            raise NotReadable(f"it has {len(titles)} titles instead of one", line)
        known: dict[str, Section] = {}
        arguments, above = [], ""
        for each in page.sections:
            if each.level == 2:
                above = each.title
            if each.level == 3 and above == "Pros and Cons of the Options":
                arguments.append(each)
            elif each.level in (2, 3) and each.title in _HEADINGS and each.title not in known:
                known[each.title] = each
            elif each.level > 1 and each.title != "Pros and Cons of the Options":
                raise NotReadable(
                    f"a record has no place for a section “{each.title:.60}”", each.line
                )
        return cls(
            title=titles[0],
            arguments=tuple(arguments),
            **{place: known.get(heading) for heading, place in _HEADINGS.items()},
        )


_HEADINGS = {
    "Context and Problem Statement": "context",
    "Decision Drivers": "drivers",
    "Considered Options": "options",
    "Decision Outcome": "outcome",
    "Consequences": "consequences",
    "More Information": "more",
    "Quotes": "quotes",
    "Revisions": "revisions",
    "History": "history",
}


@dataclass(frozen=True, slots=True)
class _Reading:
    front: Mapping[str, Any]
    ours: Mapping[str, Any]
    places: _Places

    def record(self) -> Record:
        facts = tuple(self._facts())
        body = self._body(facts)
        number = _at(1, lambda: _number(self.ours["decision"]))
        decision = Decision(
            number=number,
            body=body,
            status=self._status(),
            decided_at=_at(1, lambda: plain.instant_of(self.ours["decided-at"])),
            recorded_at=_at(1, lambda: plain.instant_of(self.ours["recorded-at"])),
            recorded_by=_at(1, lambda: plain.party_of(self.ours["recorded-by"])),
            origin=_at(1, lambda: _origin(self.ours["origin"])),
            quotes=tuple(self._quotes()),
            supersedes=tuple(_number(value) for name, value in facts if name == "Supersedes"),
            superseded_by=next(
                (_number(value) for name, value in facts if name == "Superseded by"), None
            ),
            shown=_at(1, lambda: tuple(map(_shown, self.ours.get("shown", ())))),
        )
        revisions = tuple(self._revisions(decision)) or (first_revision(decision),)
        return Record(
            decision=replace(decision, revision=revisions[-1].revision),
            revisions=revisions,
            history=tuple(self._history(number)),
        )

    def _status(self) -> Status:
        word = str(self.front.get("status", "")).split(" by ")[0]
        return _at(1, lambda: Status(word))

    # --- the body --------------------------------------------------------------------------------

    def _body(self, facts: Sequence[tuple[str, str]]) -> Body:
        said = dict(reversed(facts))
        review_on = said.get("Review on")
        makers = _at(1, lambda: [plain.party_of(each) for each in self._people("decision-makers")])
        line = self.places.more.line if self.places.more else 1
        title = self.places.title
        if title.lines:
            raise NotReadable(
                "nothing may stand between the title and the first section", title.first_line
            )
        decided, options = self._outcome()
        return Body(
            title=unescaped(title.title),
            decided=decided,
            context=_text(self.places.context),
            options=options,
            reasons=_list(self.places.drivers),
            consequences=_list(self.places.consequences),
            decider=makers[0] if makers else None,
            consulted=_at(1, lambda: tuple(map(plain.party_of, self._people("consulted")))),
            informed=_at(1, lambda: tuple(map(plain.party_of, self._people("informed")))),
            reversibility=_at(line, lambda: Reversibility(said["Reversibility"]))
            if "Reversibility" in said
            else None,
            review_on=_at(line, lambda: date.fromisoformat(review_on)) if review_on else None,
            reopen_if=unescaped(said.get("Reopen if", "")),
            scope=plain.scope_of(
                {
                    name: unescaped(said[name.capitalize()])
                    for name in ("area", "product", "project", "epic")
                    if name.capitalize() in said
                }
            ),
            links=tuple(unaddressed(value) for name, value in facts if name == "Link"),
        )

    def _people(self, key: str) -> Sequence[str]:
        """Raises ValueError."""
        said = self.front.get(key) or []
        if isinstance(said, str):
            return [said]
        if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
            raise ValueError(f"{key} is no list of names")
        if key == "decision-makers" and len(said) > 1:
            raise ValueError("a record has one decision-maker")
        return said

    def _outcome(self) -> tuple[str, tuple[Option, ...]]:
        texts = items(self.places.options.lines) if self.places.options else []
        options = [
            Option(text=unescaped(each.removesuffix(CHOSEN)), is_chosen=each.endswith(CHOSEN))
            for each in texts
        ]
        options = self._argued(options)
        lines = list(self.places.outcome.lines) if self.places.outcome else []
        chosen = [index for index, each in enumerate(options) if each.is_chosen]
        found = _OUTCOME.fullmatch(lines[0]) if lines and len(chosen) == 1 else None
        if found:
            if found[2]:
                options[chosen[0]] = replace(options[chosen[0]], why=unescaped(found[2]))
            lines = lines[2:]
            if not lines:
                return options[chosen[0]].text, tuple(options)
        return unescaped("\n".join(lines)), tuple(options)

    def _argued(self, options: list[Option]) -> list[Option]:
        """By place where every option has its heading, by name otherwise."""
        sections = self.places.arguments
        by_place = len(sections) == len(options)
        for index, each in enumerate(sections):
            name = unescaped(each.title)
            place = next((i for i, option in enumerate(options) if option.text == name), None)
            place = index if by_place else place
            if place is None:
                raise NotReadable(f"“{name:.60}” is none of the considered options", each.line)
            if each.lines:
                options[place] = replace(options[place], why=argument_in(each.text))
        return options

    # --- more information ------------------------------------------------------------------------

    def _facts(self) -> Iterator[tuple[str, str]]:
        for each in items(self.places.more.lines) if self.places.more else ():
            name, _, value = each.partition(": ")
            yield name, value

    def _quotes(self) -> Iterator[Quote]:
        for line, head, said in _quoted(self.places.quotes):
            yield _at(line, lambda: _quote(head, said))  # noqa: B023 - called at once

    def _revisions(self, decision: Decision) -> Iterator[Revision]:
        section = self.places.revisions
        if section is None:
            return
        heads = list(_headed(section))
        bodies, after = [], decision.body
        for line, _, block in reversed(heads):
            after = _at(line, lambda: _before(after, block))  # noqa: B023 - called at once
            bodies.append(after)
        for (line, head, _), body in zip(heads, reversed(bodies), strict=True):
            yield _at(line, lambda: _revision(head, body))  # noqa: B023 - called at once

    def _history(self, number: int) -> Iterator[Event]:
        section = self.places.history
        if section:
            for line, each in enumerate(items(section.lines), start=section.first_line):
                yield _at(line, lambda: _event(each, number))  # noqa: B023 - called at once


def _at(line: int, read: Callable[[], Value]) -> Value:
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        missing = isinstance(error, KeyError)
        raise NotReadable(f"{error} is missing" if missing else str(error), line) from error


def _number(text: object) -> int:
    number = number_in(str(text))
    if number is None:
        raise ValueError(f"{text!r:.60} is no decision's number")
    return number


def _origin(said: Mapping[str, Any]) -> Origin:
    def text(name: str) -> str | None:
        return None if said.get(name) is None else str(said[name])

    return Origin(
        team=text("team") or "",
        channel=text("channel"),
        kind=Kind(said["kind"]),
        thread=text("thread"),
        permalink=text("permalink"),
        source=text("source"),
    )


def _shown(said: Mapping[str, Any]) -> Shown:
    return Shown(board=Board(said["board"]), channel=str(said["channel"]), ts=str(said["ts"]))


def _text(section: Section | None) -> str:
    return unescaped(section.text) if section else ""


def _list(section: Section | None) -> tuple[str, ...]:
    return tuple(map(unescaped, items(section.lines))) if section else ()


def _facts_of(line: str) -> list[str]:
    return line.split(f" {DOT} ")


def _named(facts: Sequence[str], name: str) -> str | None:
    return next((each.removeprefix(name) for each in facts if each.startswith(name)), None)


def _quote(head: str, lines: Sequence[str]) -> Quote:
    part, author, at, place, standing, *permalink = _facts_of(head)
    channel, ts = place.split(DOT)
    who = plain.party_of(unescaped(author))
    return Quote(
        part=Part(part.strip("*")),
        channel=unescaped(channel),
        ts=unescaped(ts),
        user=who.user,
        name=who.name,
        text=unescaped(unquoted(lines)),
        at=plain.instant_of(at),
        permalink=unaddressed(permalink[0]) if permalink else None,
        standing=Standing(standing),
    )


def _quoted(section: Section | None) -> Iterator[tuple[int, str, list[str]]]:
    """The facts about each quote, with their line, and its words."""
    if section is None:
        return
    head, said, begins = "", list[str](), section.first_line
    for number, each in enumerate(section.lines, start=section.first_line):
        if each.startswith(">"):
            said.append(each)
        elif each:
            if head:
                yield begins, head, said
            head, said, begins = each, [], number
    if head or said:
        yield begins, head, said


def _headed(section: Section) -> Iterator[tuple[int, str, str]]:
    """The head of each revision, with its line, and the YAML under it."""
    head, begins, fence, block = "", 0, "", []
    for number, each in enumerate(section.lines, start=section.first_line):
        opened = _FENCED.fullmatch(each)
        if fence:
            if each == fence:
                fence = ""
            else:
                block.append(each)
        elif opened:
            fence = opened[1]
        elif each.startswith("* "):
            if head:
                yield begins, head, "\n".join(block)
            head, begins, block = each[2:], number, []
    if head:
        yield begins, head, "\n".join(block)


def _before(after: Body, block: str) -> Body:
    try:
        said = yaml.safe_load(block) or {}
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError("what this revision said can't be read") from error
    return plain.body_of({**plain.body(after), **said})


def _revision(head: str, body: Body) -> Revision:
    number, at, *rest = _facts_of(head)
    by, why = _named(rest, "by "), _named(rest, "words: ")
    return Revision(
        revision=int(number),
        body=body,
        at=plain.instant_of(at),
        by=plain.party_of(unescaped(by or "")),
        why=unescaped(why or ""),
    )


def _event(line: str, number: int) -> Event:
    at, what, *rest = _facts_of(line)
    by, other, words = (_named(rest, name) for name in ("by ", "about ", "words: "))
    return Event(
        number=number,
        at=plain.instant_of(at),
        what=Happened(what),
        by=None if by is None else plain.party_of(unescaped(by)),
        words=unescaped(words or ""),
        other=None if other is None else _number(other),
    )
