"""Follows a discussion: what is put on the table, who backs or opposes it, and what stands at the end.

The rules:
- What settles something weighs by how plainly it says so; a proposal weighs less, until others agree.
- Agreement counts once a person, never of whoever proposed it; approving reactions count like it.
- An objection weakens what is on the table; only plain words carry it further.
- What is taken back or put off is off the table.
- Of two settlements of one matter the later holds: who has the last word wins.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cadence.decisions.model.drafting import chatter
from cadence.decisions.model.drafting.cues import Act, Move
from cadence.decisions.model.drafting.moves import PLAIN
from cadence.decisions.model.drafting.subjects import alike, named_in, subject
from cadence.decisions.model.drafting.text import Turn

SETTLED = 0.6
"""From this score on something counts as decided."""

REACH = 8
"""Messages between something on the table and what is said to it."""

AGREED, DOUBTED = 0.2, 0.35
"""What a person's agreement adds and an objection takes."""

_APPROVING = frozenset(
    [
        "+1",
        "thumbsup",
        "white_check_mark",
        "heavy_check_mark",
        "ballot_box_with_check",
        "100",
        "ok_hand",
        "ok",
        "raised_hands",
        "handshake",
        "heavy_plus_sign",
        "plus1",
        "approved",
        "shipit",
        "ship",
        "rocket",
        "tada",
        "clap",
        "yes",
        "check",
        "thumbs_up",
    ]
)
_REFUSING = frozenset(
    [
        "-1",
        "thumbsdown",
        "x",
        "no_entry",
        "no_entry_sign",
        "no",
        "negative_squared_cross_mark",
        "heavy_minus_sign",
    ]
)


@dataclass(slots=True)
class Matter:
    """Something on the table."""

    move: Move
    turn: Turn
    score: float
    rests: tuple[Turn, ...] = ()
    """Further messages that say what is settled: the proposal behind "let's do that"."""
    texts: tuple[Move, ...] = ()
    """The moves that say it, where it is not `move` that does."""
    settled_by: Turn | None = None
    approved_by: Turn | None = None
    backers: dict[str, Turn] = field(default_factory=dict)
    opposers: dict[str, Turn] = field(default_factory=dict)

    @property
    def saying(self) -> tuple[Move, ...]:
        return self.texts or (self.move,)

    @property
    def evidence(self) -> tuple[Turn, ...]:
        """The messages by which it is decided, in order."""
        all_of_them = {turn.place: turn for turn in (*self.rests, self.turn)}
        if self.settled_by:
            all_of_them[self.settled_by.place] = self.settled_by
        return tuple(all_of_them[place] for place in sorted(all_of_them))

    @property
    def decisive(self) -> Turn:
        return self.settled_by or self.turn

    @property
    def end(self) -> int:
        return self.evidence[-1].place

    @property
    def start(self) -> int:
        return self.evidence[0].place


class Table:
    """The discussion so far."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = turns
        self._matters: list[Matter] = []

    def hear(self, turn: Turn, moves: Iterable[Move]) -> None:
        for move in moves:
            match move.act:
                case Act.SETTLES:
                    self._settle(turn, move)
                case Act.PROPOSES:
                    self._propose(turn, move)
                case Act.AGREES | Act.APPROVES:
                    self._agree(turn, move)
                case Act.OBJECTS:
                    self._object(turn)
                case Act.RETRACTS:
                    self._retract(turn)
                case Act.DEFERS:
                    self._put_off(turn)
                case Act.ASKS | Act.TELLS:
                    pass

    def settled(self) -> tuple[Matter, ...]:
        """What stands at the end, in the order in which it was settled."""
        standing: list[Matter] = []
        for matter in sorted(self._matters, key=lambda each: each.end):
            if matter.score < SETTLED or self._is_chatter(matter):
                continue
            standing = [each for each in standing if not _replaces(matter, each)]
            standing.append(matter)
        return tuple(standing)

    # --- what is said ------------------------------------------------------------------------------

    def _settle(self, turn: Turn, move: Move) -> None:
        if move.leans:
            self._lean(turn, move)
            return
        score = move.weight + (
            0.2 if move.weight < PLAIN and self._was_discussed(turn, move) else 0.0
        )
        self._matters.append(_reacted(Matter(move=move, turn=turn, score=min(score, 1.0))))

    def _propose(self, turn: Turn, move: Move) -> None:
        self._matters.append(_reacted(Matter(move=move, turn=turn, score=move.weight)))

    def _lean(self, turn: Turn, move: Move) -> None:
        """ "Let's do that", "option 2": what it points to is settled."""
        pointed = named_in(move, self._turns[: turn.place])
        if pointed is not None:
            named_turn, named_move = pointed
            self._matters.append(
                _reacted(
                    Matter(
                        move=move,
                        turn=turn,
                        score=0.75,
                        rests=(named_turn,),
                        texts=(named_move, move),
                    )
                )
            )
            return
        matter = self._latest(turn)
        if matter is None:
            return
        self._matters.append(
            _reacted(
                Matter(
                    move=move,
                    turn=turn,
                    score=max(0.7, matter.score),
                    rests=matter.evidence,
                    texts=matter.saying,
                    backers=dict(matter.backers),
                )
            )
        )
        matter.score = 0.0

    def _agree(self, turn: Turn, move: Move) -> None:
        matter = self._latest(turn, of_another=True)
        if matter is None or turn.user is None or turn.user in matter.backers:
            return
        matter.backers[turn.user] = turn
        matter.opposers.pop(turn.user, None)
        gained = 0.3 if move.act is Act.APPROVES else move.weight
        was = matter.score
        matter.score = min(1.0, matter.score + gained)
        if move.act is Act.APPROVES:
            matter.approved_by = matter.approved_by or turn
        if was < SETTLED <= matter.score and matter.settled_by is None:
            matter.settled_by = turn

    def _object(self, turn: Turn) -> None:
        matter = self._latest(turn, of_another=True)
        if matter is None:
            return
        if turn.user:
            matter.opposers[turn.user] = turn
        matter.score -= 0.15 if matter.move.weight >= PLAIN else DOUBTED

    def _retract(self, turn: Turn) -> None:
        if matter := self._latest(turn):
            matter.score = 0.0

    def _put_off(self, turn: Turn) -> None:
        for matter in self._within_reach(turn):
            if matter.score < 0.75:
                matter.score = min(matter.score, 0.2)

    # --- what it is said to ------------------------------------------------------------------------

    def _within_reach(self, turn: Turn) -> Iterable[Matter]:
        for matter in reversed(self._matters):
            if turn.place - matter.end > REACH:
                return
            yield matter

    def _latest(self, turn: Turn, *, of_another: bool = False) -> Matter | None:
        for matter in self._within_reach(turn):
            if matter.score <= 0:
                continue
            if of_another and matter.turn.user == turn.user:
                continue
            return matter
        return None

    def _was_discussed(self, turn: Turn, move: Move) -> bool:
        """Whether what it settles was on the table or in question before."""
        own = subject(move)
        before = self._turns[max(0, turn.place - REACH) : turn.place]
        return any(
            own & set(sentence.words)
            for each in before
            for sentence in each.sentences
            if each.user != turn.user
        )

    def _is_chatter(self, matter: Matter) -> bool:
        words = [word for move in matter.saying for word in move.sentence.words]
        before = self._turns[max(0, matter.start - 3) : matter.end]
        return chatter.is_leisure(
            words, (w for turn in before for s in turn.sentences for w in s.words)
        )


def _reacted(matter: Matter) -> Matter:
    for reaction in matter.turn.said.reactions:
        others = max(reaction.count, len(reaction.users)) - (matter.turn.user in reaction.users)
        if reaction.name in _APPROVING:
            matter.score = min(1.0, matter.score + AGREED * min(others, 2))
        elif reaction.name in _REFUSING:
            matter.score -= DOUBTED * min(others, 2)
    return matter


def _replaces(later: Matter, earlier: Matter) -> bool:
    return alike(later.saying, earlier.saying)
