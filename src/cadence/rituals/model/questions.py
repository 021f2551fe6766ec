"""Which questions somebody is asked, about what, and which of them follow from what was answered so far."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cadence.core.agenda import Ask, Comparison, Condition, Given, Known, Sort, Subject, Value

Slot = tuple[str | None, str]
"""A subject's key, or None for what is asked once a person, and the name of the question."""

Answers = Mapping[Slot, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What belongs together: all that is asked about one subject, or once a person."""

    subject: Subject | None
    asks: tuple[Ask, ...]
    """Never empty; each may yet depend on an earlier answer."""

    @property
    def key(self) -> str | None:
        return self.subject.key if self.subject else None


def groups(asks: Sequence[Ask], subjects: Sequence[Subject]) -> tuple[Group, ...]:
    """In the order of the definition: what is asked once a person stands first or last, as its first question does."""
    alone = tuple(each for each in asks if each.each is None)
    once = (Group(subject=None, asks=alone),) if alone else ()
    about = tuple(
        Group(subject=subject, asks=mine)
        for subject in subjects
        if (mine := tuple(in_unit(each, subject) for each in asks if each.each == subject.source))
    )
    return (*once, *about) if asks and asks[0].each is None else (*about, *once)


def in_unit(ask: Ask, subject: Subject | None) -> Ask:
    """The question as it is asked about this subject: a number in its unit, unless the question names one."""
    takes = ask.sort is Sort.NUMBER and not ask.unit and subject is not None and subject.unit
    return replace(ask, unit=subject.unit) if subject is not None and takes else ask


def asked(group: Group, answers: Answers) -> tuple[Ask, ...]:
    """Those whose condition holds. An answer to what is itself not asked counts for nothing; a condition looks for its
    answer in the same group first, then in what was asked once a person."""
    found: list[Ask] = []
    names = {each.name for each in group.asks}
    shown: set[str] = set()
    for ask in group.asks:
        on = ask.only_if
        if on is not None:
            slot = (group.key if on.ask in names else None, on.ask)
            answer = answers.get(slot) if on.ask in shown or on.ask not in names else None
            if not holds(on, answer):
                continue
        found.append(ask)
        shown.add(ask.name)
    return tuple(found)


def holds(condition: Condition, answer: Value | None) -> bool:
    """Without an answer nothing holds, not even "is not". Texts are the same in capitals and small letters; what can't
    be ordered is neither below nor above."""
    if answer is None:
        return False
    match condition.comparison:
        case Comparison.ANSWERED:
            return True
        case Comparison.IS:
            return _same(answer, condition.value)
        case Comparison.IS_NOT:
            return not _same(answer, condition.value)
        case Comparison.BELOW:
            return _order(answer, condition.value) < 0
        case Comparison.ABOVE:
            return _order(answer, condition.value) > 0


def _same(answer: Value, value: Value | None) -> bool:
    if isinstance(answer, str) and isinstance(value, str):
        return answer.strip().casefold() == value.strip().casefold()
    return answer == value


def _order(answer: Value, value: Value | None) -> int:
    """-1, 0 or 1; 0 too where the two can't be compared."""
    if isinstance(answer, Decimal) and isinstance(value, Decimal):
        return (answer > value) - (answer < value)
    if isinstance(answer, date) and isinstance(value, date):
        return (answer > value) - (answer < value)
    return 0


def branches(group: Group) -> frozenset[str]:
    """The names of the questions on whose answers others of any group may depend."""
    return frozenset(each.only_if.ask for each in group.asks if each.only_if)


# --- answers ---------------------------------------------------------------------------------------


def by_slot(values: Iterable[Given | Known]) -> dict[Slot, Value]:
    return {(each.subject, each.ask): each.value for each in values}


def missing(groups: Iterable[Group], answers: Answers) -> tuple[Slot, ...]:
    """What has to be answered, follows from what is, and has no answer."""
    return tuple(
        (group.key, ask.name)
        for group in groups
        for ask in asked(group, answers)
        if not ask.optional and (group.key, ask.name) not in answers
    )


def relevant(groups: Iterable[Group], answers: Answers) -> dict[Slot, Value]:
    """Without the answers to questions that, by the others, are not asked."""
    return {
        (group.key, ask.name): answers[group.key, ask.name]
        for group in groups
        for ask in asked(group, answers)
        if (group.key, ask.name) in answers
    }
