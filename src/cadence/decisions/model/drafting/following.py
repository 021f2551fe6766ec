"""Follows a discussion: what is put on the table, who backs or opposes it, and what stands at the end.

The rules:
- What settles something weighs by how plainly it says so; a proposal weighs less, until others agree.
- Agreement counts once a person, never of whoever proposed it; approving reactions count like it.
- What closes a discussion ("ok, releases move to Tuesdays") settles only what was in question before.
- An objection weakens what is on the table; only plain words carry it further.
- What is taken back or put off is off the table.
- Of two settlements of one matter the later holds: who has the last word wins.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from cadence.decisions.model.drafting import chatter
from cadence.decisions.model.drafting.cues import BARE, CHOICE, Act, Move, core
from cadence.decisions.model.drafting.discussion import Turned
from cadence.decisions.model.drafting.moves import LABELLED, PLAIN
from cadence.decisions.model.drafting.pointing import named_in, names_only
from cadence.decisions.model.drafting.subjects import Subjects, alike, subject
from cadence.decisions.model.drafting.text import Sentence, Turn
from cadence.decisions.model.drafting.words import listed

SETTLED = 0.6
"""From this score on something counts as decided."""

REACH = 8
"""Messages between something on the table and what is said to it."""

FAR = 60
"""Messages between a list of options and "option 2"."""

AGREED, DOUBTED, DISCUSSED, REASONED = 0.2, 0.35, 0.2, 0.1
"""What a person's agreement adds, an objection takes, and what it adds that a matter was spoken of before, or that its
message goes on after it."""

REASONABLE = 0.45
"""From this weight on reasons in the same message add to it."""

OPTIONAL = 0.4
"""From this weight on what did not come to be is told as an option."""

ANSWERED = 0.4
"""What a short answer to a choice weighs as a proposal."""

_APPROVING = listed(
    "+1 thumbsup thumbs_up white_check_mark heavy_check_mark ballot_box_with_check 100 ok_hand ok "
    "raised_hands handshake heavy_plus_sign plus1 approved shipit ship rocket tada clap yes check"
)
_AGREED = re.compile(r"^(?:(?:ok|yes|yeah|right),? )?(?:agreed|yes|i agree)\b")
_REFUSING = listed(
    "-1 thumbsdown thumbs_down x no_entry no_entry_sign no negative_squared_cross_mark heavy_minus_sign"
)


@dataclass(slots=True)
class Matter:
    """Something on the table."""

    turn: Turn
    said: list[Move]
    """The moves that say it, in one message or in several."""
    score: float
    rests: tuple[Turn, ...] = ()
    """Earlier messages that say what is settled: the proposal behind "let's do that"."""
    settled_by: Turn | None = None
    """The message of another by which it came to be settled."""
    approved_by: Turn | None = None
    backers: set[str] = field(default_factory=set)
    against: Move | None = None
    """The first thing that was said against it."""
    is_over: bool = False
    """Taken back."""
    turned_down: tuple[Turned, ...] = ()
    """What was on the table beside it and did not come to be."""

    @property
    def weight(self) -> float:
        return max(move.weight for move in self.said)

    @property
    def evidence(self) -> tuple[Turn, ...]:
        """The messages by which it is decided, in order."""
        by_place = {each.place: each for each in (*self.rests, self.turn, self.settled_by) if each}
        return tuple(by_place[place] for place in sorted(by_place))

    @property
    def decisive(self) -> Turn:
        return self.settled_by or self.turn

    @property
    def start(self) -> int:
        return self.evidence[0].place

    @property
    def end(self) -> int:
        return self.evidence[-1].place


class Table:
    """The discussion so far."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = turns
        self._matters: list[Matter] = []
        self._choices: list[Sentence] = []
        """Those that ask what to do."""

    def hear(self, turn: Turn, moves: Iterable[Move]) -> None:
        told: Move | None = None
        if not turn.sentences and turn.emoji & _APPROVING:
            self._back(turn, AGREED)
        for move in moves:
            match move.act:
                case Act.SETTLES if move.leans:
                    self._lean(turn, move, told)
                case Act.SETTLES | Act.CONCLUDES:
                    self._settle(turn, move)
                case Act.PROPOSES:
                    self._propose(turn, move)
                case Act.AGREES | Act.APPROVES:
                    self._agree(turn, move)
                case Act.OBJECTS:
                    self._object(turn, move)
                case Act.RETRACTS:
                    self._retract(turn)
                case Act.DEFERS:
                    self._put_off(turn)
                case Act.ASKS | Act.TELLS:
                    self._go_on(turn, move)
                    told = move
        self._choices.extend(sentence for sentence in turn.sentences if _is_choice(sentence))

    def settled(self) -> tuple[Matter, ...]:
        """What stands at the end, in the order in which it was settled."""
        ordered = sorted(self._matters, key=lambda each: each.end)
        settled = [each for each in ordered if each.score >= SETTLED and not self._is_chatter(each)]
        later = Subjects()
        standing = []
        for matter in reversed(settled):
            about = subject(matter.said)
            if not later.holds(about):
                standing.append(matter)
            later.add(about)
        standing.reverse()
        since = -1
        for matter in standing:
            matter.turned_down = tuple(self._turned_down(matter, since))
            since = matter.end
        return tuple(standing)

    def _turned_down(self, matter: Matter, since: int) -> Iterator[Turned]:
        """What was objected to or taken back on the way to it."""
        first = bisect_right(self._matters, since, key=lambda each: each.turn.place)
        evidence = {turn.place for turn in matter.evidence}
        about = subject(matter.said)
        for other in self._matters[first:]:
            if other.turn.place >= matter.end:
                return
            is_down = other.weight >= OPTIONAL and (other.is_over or other.against is not None)
            if (
                is_down
                and other.turn.place not in evidence
                and not alike(about, subject(other.said))
            ):
                yield Turned(move=other.said[0], against=other.against)

    # --- what is said ------------------------------------------------------------------------------

    def _put(self, matter: Matter) -> None:
        """On the table, with the reactions to its message."""
        for reaction in matter.turn.said.reactions:
            others = max(reaction.count, len(reaction.users)) - (matter.turn.user in reaction.users)
            if reaction.name in _APPROVING:
                matter.score = min(1.0, matter.score + AGREED * min(others, 2))
            elif reaction.name in _REFUSING:
                matter.score -= DOUBTED * min(others, 2)
        self._matters.append(matter)

    def _propose(self, turn: Turn, move: Move) -> None:
        """One proposal a message: the plainest."""
        last = self._matters[-1] if self._matters else None
        if last is None or last.turn is not turn or last.score <= 0:
            self._put(Matter(turn=turn, said=[move], score=move.weight))
        elif last.said[0].act is Act.PROPOSES and move.weight > last.weight:
            last.score += move.weight - last.weight
            last.said = [move]

    def _settle(self, turn: Turn, move: Move) -> None:
        if names_only(move.core) and self._point(turn, move):
            return
        rests = self._echoed(turn, move)
        if move.act is Act.CONCLUDES and not rests and not self._was_in_question(turn, move):
            return
        is_known = move.act is Act.CONCLUDES or self._was_spoken_of(turn, move)
        score = min(1.0, move.weight + (DISCUSSED if move.weight < PLAIN and is_known else 0.0))
        last = self._matters[-1] if self._matters else None
        if last is not None and last.turn is turn and last.score > 0:
            self._add(last, move, score)
        else:
            self._put(Matter(turn=turn, said=[move], score=score, rests=rests))

    def _echoed(self, turn: Turn, move: Move) -> tuple[Turn, ...]:
        """The message before, where somebody else said what is now agreed: "agreed, logs are kept for a year"."""
        before = self._turns[turn.place - 1] if turn.place else None
        if before is None or before.user == turn.user or not _AGREED.match(turn.sentences[0].low):
            return ()
        own = move.sentence.telling
        return (before,) if any(own & each.telling for each in before.sentences) else ()

    def _add(self, matter: Matter, move: Move, score: float) -> None:
        """Another sentence of the same message settles: a plainer one takes the place of what is only proposed."""
        if matter.said[0].act is Act.PROPOSES and move.act is not Act.PROPOSES:
            matter.said.clear()
        matter.said.append(move)
        matter.score = max(matter.score, score)

    def _lean(self, turn: Turn, move: Move, told: Move | None) -> None:
        """What "let's do that" or "option 2" points to is settled."""
        if self._point(turn, move) or BARE.match(move.core.lower().rstrip(" .!")):
            return
        if told is not None and move.weight >= PLAIN:
            self._put(Matter(turn=turn, said=[told, move], score=move.weight))
            return
        matter = self._latest(turn)
        if matter is None and move.weight >= PLAIN:
            self._answer(turn, move)
            return
        if matter is None or matter.turn is turn:
            return
        if matter.score >= SETTLED and matter.said[0].act is not Act.PROPOSES:
            self._agree(turn, move)
            return
        self._matters.remove(matter)
        self._put(
            Matter(
                turn=turn,
                said=[*matter.said, move],
                score=min(1.0, max(0.7, move.weight, matter.score)),
                rests=(*matter.rests, matter.turn),
                backers=matter.backers,
            )
        )

    def _point(self, turn: Turn, move: Move) -> bool:
        """Whether an option of a list was meant, which then is settled."""
        found = named_in(move, self._turns[max(0, turn.place - FAR) : turn.place])
        if not found:
            return False
        said = [*(each.move for each in found), move]
        self._put(Matter(turn=turn, said=said, score=0.75, rests=(found[0].turn,)))
        return True

    def _answer(self, turn: Turn, move: Move) -> None:
        """What "decision: no" means is in the question before, if there was one."""
        asked = self._choices[-1] if self._choices else None
        if asked is None or turn.place - asked.place > REACH:
            self._put(Matter(turn=turn, said=[move], score=move.weight))
            return
        question = Move(act=Act.ASKS, sentence=asked, weight=0.0, core=core(asked.text))
        rests = (self._turns[asked.place],)
        self._put(Matter(turn=turn, said=[question, move], score=move.weight, rests=rests))

    def _agree(self, turn: Turn, move: Move) -> None:
        matter = self._back(turn, AGREED if move.act is Act.SETTLES else move.weight)
        if matter is not None and move.act is Act.APPROVES:
            matter.approved_by = matter.approved_by or turn

    def _back(self, turn: Turn, weight: float) -> Matter | None:
        """What somebody else put on the table last gains by this person's agreement, once."""
        matter = self._latest(turn, of_another=True)
        if matter is None or turn.user is None or turn.user in matter.backers:
            return None
        matter.backers.add(turn.user)
        matter.score = min(1.0, matter.score + weight)
        is_proposal = matter.said[0].act is Act.PROPOSES
        if is_proposal and weight >= AGREED and matter.score >= SETTLED:
            matter.settled_by = matter.settled_by or turn
        return matter

    def _object(self, turn: Turn, move: Move) -> None:
        if matter := self._latest(turn, of_another=True):
            matter.against = matter.against or move
            matter.score -= 0.15 if matter.weight >= PLAIN else DOUBTED

    def _retract(self, turn: Turn) -> None:
        if matter := self._latest(turn):
            matter.score = 0.0
            matter.is_over = True

    def _put_off(self, turn: Turn) -> None:
        for matter in self._within_reach(turn):
            if matter.score < 0.75:
                matter.score = min(matter.score, 0.2)

    def _go_on(self, turn: Turn, move: Move) -> None:
        """A message that goes on after it settled something gives its reasons; a short answer to a choice proposes."""
        last = self._matters[-1] if self._matters else None
        if move.act is Act.ASKS:
            return
        if last and last.turn is turn:
            is_settling = last.said[0].act is Act.SETTLES and last.weight >= REASONABLE
            if is_settling and last.score > 0 and len(move.sentence.words) > 3:
                last.score = min(1.0, last.score + REASONED)
        elif (
            move.sentence is turn.sentences[0]
            and len(move.sentence.words) <= 3
            and self._was_in_question(turn, move)
        ):
            answer = replace(move, act=Act.PROPOSES, weight=ANSWERED)
            self._put(Matter(turn=turn, said=[answer], score=ANSWERED))

    # --- what it is said to ------------------------------------------------------------------------

    def _within_reach(self, turn: Turn) -> Iterator[Matter]:
        for matter in reversed(self._matters):
            if turn.place - matter.end > REACH:
                return
            yield matter

    def _latest(self, turn: Turn, *, of_another: bool = False) -> Matter | None:
        for matter in self._within_reach(turn):
            if matter.score > 0 and not (of_another and matter.turn.user == turn.user):
                return matter
        return None

    def _before(self, turn: Turn) -> Sequence[Turn]:
        return self._turns[max(0, turn.place - REACH) : turn.place]

    def _was_spoken_of(self, turn: Turn, move: Move) -> bool:
        """Whether others spoke of it before."""
        own = move.sentence.telling
        return any(
            own & sentence.telling
            for each in self._before(turn)
            if each.user != turn.user
            for sentence in each.sentences
        )

    def _was_in_question(self, turn: Turn, move: Move) -> bool:
        """Whether there was a choice before, or a proposal, and it was about this."""
        own = move.sentence.telling
        before = self._before(turn)
        open_ = [
            each.turn.place
            for each in self._within_reach(turn)
            if each.score > 0 and each.turn is not turn
        ]
        asked = [
            each.place
            for each in self._choices[-3 * REACH :]
            if turn.place - REACH <= each.place < turn.place
        ] + open_
        first = min(asked, default=turn.place)
        return any(
            own & sentence.telling
            for each in before
            if each.place >= first
            for sentence in each.sentences
        )

    def _is_chatter(self, matter: Matter) -> bool:
        if matter.weight >= LABELLED:
            return False
        words = [word for move in matter.said for word in move.sentence.words]
        before = self._turns[max(0, matter.start - 3) : matter.end + 2]
        around = (word for turn in before for each in turn.sentences for word in each.words)
        return chatter.is_leisure(words, around)


_LISTING = listed("either option options candidates")


def _is_choice(sentence: Sentence) -> bool:
    return bool(
        (sentence.is_question and CHOICE.found(sentence.low, sentence.known))
        or sentence.known & _LISTING
    )
