"""People of a thread by a name that is theirs alone, in both directions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cadence.core.message import Said
from cadence.core.plain import clean
from cadence.decisions.model.decision import Party
from cadence.decisions.model.naming import by_name, mentioned

NOBODY = "somebody"
"""Who wrote a message whose author is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    label_of: Mapping[str, str]
    """By user id. Two of the same name are told apart by a number."""
    names: Mapping[str, str]

    def label(self, user: str | None) -> str:
        return self.label_of.get(user, NOBODY) if user else NOBODY

    def text(self, said: Said) -> str:
        """What was said, with labels for mentions."""
        return by_name(clean(said.text), self.label_of)

    def party(self, label: str) -> Party | None:
        """Who is meant; the user's own name, without the number. None for a label of nobody's."""
        wanted = _folded(label)
        for user, each in self.label_of.items():
            if _folded(each) == wanted:
                return Party(name=self.names.get(user) or each, user=user)
        return None


def people_in(thread: Sequence[Said], names: Mapping[str, str]) -> People:
    """Of those who wrote, reacted or are mentioned; whoever has no name goes by their id."""
    users = dict.fromkeys(
        user
        for said in thread
        for user in (
            said.user,
            *sorted(mentioned([said.text])),
            *(user for reaction in said.reactions for user in reaction.users),
        )
        if user
    )
    labels: dict[str, str] = {}
    taken: set[str] = set()
    for user in users:
        plain = " ".join(clean(names.get(user) or user).split()) or user
        label, number = plain, 2
        while _folded(label) in taken:
            label, number = f"{plain} ({number})", number + 1
        labels[user] = label
        taken.add(_folded(label))
    return People(label_of=labels, names=dict(names))


def _folded(label: str) -> str:
    return " ".join(label.split()).removeprefix("@").casefold()
