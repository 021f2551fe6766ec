"""The form of a check-in: its pages, since a modal takes so many blocks, and its fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cadence.core.agenda import Ask, Value
from cadence.core.heard import Answer
from cadence.rituals.model.answers import Wrong, value_of
from cadence.rituals.model.questions import Group, Slot

MOST = 90
"""Blocks of a page, every branch counted. Slack takes 100 (https://docs.slack.dev/reference/views/modal-views), and
some are the form's own."""

HEADS = 3
"""Blocks at the head of a group at most: its name, the facts about it, and a line between it and the one before."""


def pages(groups: Sequence[Group]) -> tuple[tuple[Group, ...], ...]:
    """As many groups on each as fit; a group is never torn apart."""
    found: list[list[Group]] = []
    room = 0
    for group in groups:
        needs = HEADS + len(group.asks)
        if not found or needs > room:
            found.append([])
            room = MOST
        found[-1].append(group)
        room -= needs
    return tuple(tuple(page) for page in found)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a whole check-in. A group is told by its number, since a subject's key may be of any length."""

    groups: Sequence[Group]

    def name(self, group: Group, ask: Ask) -> str:
        return f"{self.groups.index(group)}.{ask.name}"

    def read(self, filled_in: Mapping[str, Answer], page: Sequence[Group]) -> "Read":
        """What was put into the fields of a page; those that it did not show are not answered."""
        answers: dict[Slot, Value] = {}
        blank: set[Slot] = set()
        wrong: dict[str, str] = {}
        for group in page:
            for ask in group.asks:
                name = self.name(group, ask)
                try:
                    value = value_of(ask, filled_in.get(name))
                except Wrong as error:
                    wrong[name] = str(error)
                    continue
                if value is not None:
                    answers[group.key, ask.name] = value
                elif name in filled_in:
                    blank.add((group.key, ask.name))
        return Read(answers=answers, blank=frozenset(blank), wrong=wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    answers: Mapping[Slot, Value]
    blank: frozenset[Slot]
    """Shown, and left or made empty."""
    wrong: Mapping[str, str]
    """What is no answer, by field, in plain sentences."""
