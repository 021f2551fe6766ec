"""Who decided, who was heard, and who is to be told."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cadence.decisions.model.decision import Party
from cadence.decisions.model.drafting.cues import Act, Move
from cadence.decisions.model.drafting.following import Matter
from cadence.decisions.model.drafting.text import LONGEST, Turn

_MENTIONED = r"(?P<mention>[@#][\w.-]{1,80}\w)"
_DECIDED = re.compile(
    rf"^{_MENTIONED} (?:has |have |just |finally )*(?:decided|chose|signed off|approved|made the call)\b"
)
_SEVERAL = r"[@#][\w.-]{1,80}\w(?:(?:,| and|,? &)? ?[@#][\w.-]{1,80}\w){0,9}"
_TOLD = re.compile(
    r"\b(?:fyi|/?cc|let|tell|telling|inform|informing|heads[ -]up(?: to| for)?|ping|notify|loop(?:ing)? in)\b"
    rf"[\s:,]{{0,3}}{_SEVERAL}|{_SEVERAL},? (?:fyi|for your information)\b",
    re.IGNORECASE,
)
_TEAM = re.compile(
    r"\b(?:tell|inform|notify|update|let) (?P<team>(?:the )?(?:support|sales|marketing|finance|legal|docs|design|"
    r"product|"
    r"engineering|ops|security|hr|partners|customers|success|qa|data)(?: (?:people|team|folks|leads|guild))?)\b",
    re.IGNORECASE,
)
_EACH = re.compile(r"[@#][\w.-]{1,80}\w")


_USER = re.compile(r"[UW][A-Z0-9]{5,}")

Heard = Sequence[tuple[Turn, Sequence[Move]]]

VIEW = 5
"""Words of a statement from which on whoever makes it counts as heard."""


@dataclass(frozen=True, slots=True)
class People:
    """Display names by user id."""

    names: Mapping[str, str]

    def decider(self, matter: Matter) -> tuple[Party, int] | None:
        """Whoever gave the word; of a proposal that others agreed to, whoever made it. With the message's place."""
        turn = matter.turn
        for sentence in turn.sentences:
            if named := _DECIDED.match(sentence.text):
                return self._mentioned(named["mention"]), turn.place
        if matter.approved_by is not None and matter.settled_by is matter.approved_by:
            turn = matter.approved_by
        return (self._party(turn.user), turn.place) if turn.user else None

    def consulted(self, heard: Heard, decider: Party | None) -> tuple[tuple[Party, int], ...]:
        """Who else took a stand or told something, in the order in which they did."""
        found: dict[str, tuple[Party, int]] = {}
        for turn, moves in heard:
            user = turn.user
            if user is None or user in found or (decider is not None and user == decider.user):
                continue
            if any(_is_a_view(move) for move in moves):
                found[user] = (self._party(user), turn.place)
        return tuple(found.values())

    def informed(self, around: Sequence[Turn]) -> tuple[tuple[Party, int], ...]:
        """Who is to be told, by a mention or as a team."""
        found: dict[str, tuple[Party, int]] = {}
        for turn in around:
            for sentence in turn.sentences:
                text = sentence.text[:LONGEST]
                for told in _TOLD.findall(text):
                    for each in _EACH.findall(told):
                        found.setdefault(each, (self._mentioned(each), turn.place))
                if team := _TEAM.search(text):
                    found.setdefault(team["team"], (Party(name=team["team"]), turn.place))
        return tuple(found.values())

    def _party(self, user: str) -> Party:
        return Party(name=self.names.get(user) or user, user=user)

    def _mentioned(self, mention: str) -> Party:
        """Of "@U123", "@Anna" or "#support"; a channel is a party too."""
        bare = mention[1:]
        if mention.startswith("#"):
            return Party(name=mention)
        is_user = bare in self.names or _USER.fullmatch(bare)
        return self._party(bare) if is_user else Party(name=bare)


def _is_a_view(move: Move) -> bool:
    if move.act in (Act.TELLS, Act.CONCLUDES):
        return len(move.sentence.words) >= VIEW
    return move.act in (Act.AGREES, Act.APPROVES, Act.OBJECTS, Act.PROPOSES, Act.SETTLES)
