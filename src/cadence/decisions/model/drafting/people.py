"""Who decided, who was heard, and who is to be told."""

import re
from collections.abc import Mapping, Sequence

from cadence.decisions.model.decision import Party
from cadence.decisions.model.drafting.cues import Act, Move
from cadence.decisions.model.drafting.following import Matter
from cadence.decisions.model.drafting.text import Turn

_MENTIONED = r"(?P<mention>[@#][\w.-]{1,80}\w)"
_DECIDED = re.compile(
    rf"^{_MENTIONED} (?:has |have |just |finally )*(?:decided|chose|signed off|approved|made the call)\b"
)
_TOLD = re.compile(
    rf"\b(?:fyi|cc|/cc|let|tell|telling|inform|informing|heads[ -]up(?: to| for)?|ping|notify|loop(?:ing)? in)\b[\s:,]{{0,3}}{_MENTIONED}(?:(?:,| and|,? &)? ?[@#][\w.-]{{1,80}}\w){{0,9}}|{_MENTIONED.replace('mention', 'before')} (?:fyi|for your information)\b",
    re.IGNORECASE,
)
_EACH = re.compile(r"[@#][\w.-]{1,80}\w")


def party(user: str, names: Mapping[str, str]) -> Party:
    return Party(name=names.get(user) or user, user=user)


def decider(
    matter: Matter, moves: Mapping[int, Sequence[Move]], names: Mapping[str, str]
) -> tuple[Party, int] | None:
    """Whoever gave the word; of a proposal that others agreed to, whoever made it."""
    turn = matter.turn
    for sentence in turn.sentences:
        if named := _DECIDED.match(sentence.text):
            return mentioned(named["mention"], names), turn.place
    if matter.approved_by is not None and matter.settled_by is matter.approved_by:
        turn = matter.approved_by
    return (party(turn.user, names), turn.place) if turn.user else None


def consulted(
    around: Sequence[tuple[Turn, Sequence[Move]]],
    decided_by: Party | None,
    names: Mapping[str, str],
) -> tuple[tuple[Party, int], ...]:
    """Who else took a stand or told something that matters, in the order in which they did."""
    found: dict[str, tuple[Party, int]] = {}
    for turn, moves in around:
        user = turn.user
        if user is None or user in found or (decided_by is not None and user == decided_by.user):
            continue
        if any(_is_a_view(move) for move in moves):
            found[user] = (party(user, names), turn.place)
    return tuple(found.values())


def _is_a_view(move: Move) -> bool:
    if move.act in (Act.AGREES, Act.APPROVES, Act.OBJECTS, Act.PROPOSES, Act.SETTLES):
        return True
    return move.act is Act.TELLS and len(move.sentence.words) >= 5


def informed(
    around: Sequence[tuple[Turn, Sequence[Move]]], names: Mapping[str, str]
) -> tuple[tuple[Party, int], ...]:
    found: dict[str, tuple[Party, int]] = {}
    for turn, _ in around:
        for sentence in turn.sentences:
            for told in _TOLD.finditer(sentence.text[:400]):
                for each in _EACH.findall(told[0]):
                    found.setdefault(each, (mentioned(each, names), turn.place))
    return tuple(found.values())


def mentioned(mention: str, names: Mapping[str, str]) -> Party:
    """Of "@U123", "@Anna" or "#support"; a channel is a party too."""
    bare = mention[1:]
    if mention.startswith("@") and bare in names:
        return Party(name=names[bare], user=bare)
    if mention.startswith("@") and re.fullmatch(r"[UW][A-Z0-9]{5,}", bare):
        return Party(name=bare, user=bare)
    return Party(name=bare if mention.startswith("@") else mention)
