"""What a digest holds: what is otherwise than last time, who has not answered, and in whose words. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cadence.core.agenda import Ask, Call, Drawn, Given, Sort, Subject, Told, Value
from cadence.rituals.model.checkin import Answering, CheckIn, Response
from cadence.rituals.model.questions import in_unit
from cadence.rituals.model.ritual import Ritual


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One answer, and what the same question was answered with last time."""

    ask: Ask
    about: str | None = None
    """The key of the subject; None for what is asked once a person."""
    subject: str | None = None
    """The subject's name."""
    by: str
    """A user id."""
    value: Value
    was: Value | None = None
    """None where there was no answer last time."""
    at: datetime
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one source tells, or why it could not be asked."""

    source: str
    told: Told | None
    why: str = ""
    """Why nothing is told, in plain words."""

    @property
    def gaps(self) -> tuple[str, ...]:
        return self.told.gaps if self.told else (self.why,)

    @property
    def calls(self) -> tuple[Call, ...]:
        return self.told.calls if self.told else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Who was asked, and how they stand. By user id; of those out of reach also a user group."""

    answered: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    away: tuple[tuple[str, str], ...] = ()
    """With what is known of it."""
    unreached: tuple[tuple[str, str], ...] = ()
    """With the reason."""

    @property
    def asked(self) -> int:
        """Of whom an answer could be expected."""
        return len(self.answered) + len(self.late) + len(self.missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """All of one occurrence but its calls and what came late, which change after it is published."""

    ritual: Ritual
    on: date
    at: datetime
    """When it was put together."""
    is_first: bool = False
    """Whether nothing came before it that it could be held against."""
    parts: tuple[Part, ...] = ()
    moved: tuple[Statement, ...] = ()
    """Figures, choices, people and days that are otherwise than last time, or were asked for the first time."""
    words: tuple[Statement, ...] = ()
    """What people wrote anew."""
    unchanged: tuple[Statement, ...] = ()
    roll: Roll = Roll()
    unasked: tuple[Subject, ...] = ()
    """Nobody was asked about these."""

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """The pictures that are yet to be painted."""
        parts = (part for each in self.parts if each.told for part in each.told.parts)
        return tuple(each for each in parts if isinstance(each, Drawn))


# --- answers ---------------------------------------------------------------------------------------


def statements(
    ritual: Ritual,
    responses: Sequence[Response],
    *,
    subjects: Mapping[str, Subject],
    before: Sequence[Response] = (),
) -> Iterator[Statement]:
    """Every answer in the order of the questions; `before` are the responses to the occurrence before. What a question
    about a subject was answered with last time counts whoever answered it: its owner may have changed."""
    earlier = {_slot(each): each.value for response in before for each in response.given}
    given = [each for response in responses for each in response.given]
    for ask in ritual.asks:
        for each in given:
            if each.ask == ask.name:
                yield Statement(
                    ask=in_unit(ask, subjects.get(each.subject or "")),
                    about=each.subject,
                    subject=_name(each.subject, subjects),
                    by=each.by,
                    value=each.value,
                    was=earlier.get(_slot(each)),
                    at=each.at,
                    is_late=each.is_late,
                )


def _slot(given: Given) -> tuple[str, str]:
    return (given.subject or given.by, given.ask)


def _name(key: str | None, subjects: Mapping[str, Subject]) -> str | None:
    if key is None:
        return None
    return subjects[key].name if key in subjects else key


def is_same(statement: Statement) -> bool:
    """Whether it was answered alike last time; space around a text counts for nothing."""
    value, was = statement.value, statement.was
    if isinstance(value, str) and isinstance(was, str):
        return value.split() == was.split()
    return value == was


def is_late(response: Response) -> bool:
    """Whether all of it was given after the check-in closed."""
    return bool(response.given) and all(each.is_late for each in response.given)


# --- who -------------------------------------------------------------------------------------------


def roll(checkins: Sequence[CheckIn], responses: Sequence[Response]) -> Roll:
    """`checkins` as they stand once the occurrence is closed. Who answered in time and corrected it later answered;
    somebody away who answered all the same did too."""
    given = {each.person: is_late(each) for each in responses}
    late = tuple(each.person for each in checkins if given.get(each.person) is True)
    answered = tuple(each.person for each in checkins if given.get(each.person) is False)
    silent = [each for each in checkins if each.person not in given]
    return Roll(
        answered=answered,
        late=late,
        missing=tuple(each.person for each in silent if each.standing in _MISSING),
        away=tuple((each.person, each.why) for each in silent if each.standing is Answering.AWAY),
        unreached=tuple(
            (each.person, each.why) for each in silent if each.standing is Answering.UNREACHED
        ),
    )


_MISSING = frozenset({Answering.ASKED, Answering.MISSED})


# --- putting it together -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that was read for one digest."""

    ritual: Ritual
    on: date
    at: datetime
    is_first: bool = False
    checkins: tuple[CheckIn, ...] = ()
    responses: tuple[Response, ...] = ()
    before: tuple[Response, ...] = ()
    """To the occurrence before."""
    parts: tuple[Part, ...] = ()
    unasked: tuple[Subject, ...] = ()
    """Without an owner, or with one who was not asked."""
    told_by_source: frozenset[tuple[str, str]] = frozenset()
    """Source and name of the questions whose answers the source itself tells of."""

    @property
    def subjects(self) -> Mapping[str, Subject]:
        return {subject.key: subject for each in self.checkins for subject in each.subjects}


def composed(material: Material) -> Digest:
    """Late answers and calls aside. Of the answers to what a source asked itself, only words are quoted: the source
    tells the rest."""
    said = [
        each
        for each in all_statements(material)
        if not each.is_late and not each.ask.is_call and not _is_told(each.ask, material)
    ]
    return Digest(
        ritual=material.ritual,
        on=material.on,
        at=material.at,
        is_first=material.is_first,
        parts=material.parts,
        moved=tuple(each for each in said if not _is_text(each) and not is_same(each)),
        words=tuple(each for each in said if _is_text(each) and not is_same(each)),
        unchanged=tuple(each for each in said if is_same(each)),
        roll=roll(material.checkins, material.responses),
        unasked=material.unasked,
    )


def late_statements(material: Material) -> tuple[Statement, ...]:
    """What was answered after the check-in closed."""
    return tuple(each for each in all_statements(material) if each.is_late)


def all_statements(material: Material) -> Iterator[Statement]:
    return statements(
        material.ritual, material.responses, subjects=material.subjects, before=material.before
    )


def _is_text(statement: Statement) -> bool:
    return statement.ask.sort is Sort.TEXT


def _is_told(ask: Ask, material: Material) -> bool:
    is_source = ask.each is not None and (ask.each, ask.name) in material.told_by_source
    return is_source and ask.sort is not Sort.TEXT
