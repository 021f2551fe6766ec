"""What can be seen of a turn in a transcribed meeting: what it says, what is said around it, and where it stands.

Speech has no punctuation to rely on, and what is decided is seldom said in one sentence. So nothing here settles
anything by itself: each trait is only a figure, mostly 0 or 1, and meetings.py weighs them.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from math import log1p

from cadence.decisions.model.drafting.text import LONGEST, Turn
from cadence.decisions.model.drafting.words import COMMON, listed, stem

UNWRITTEN = listed("uh uhh uhm umm erm mm-hmm uh-huh uh-hmm")
"""Sounds that people make and hardly ever write. "Um" and "er" are none: they are words in other languages."""

HESITATING = UNWRITTEN | listed("um er")

WORDS = 80
"""Of a turn that are heard; one who says more in one turn reads something out."""

NEARBY = 40
"""Turns within which a word that comes again belongs to the same talk."""

LONG_AGO = 150
"""Turns after which a word that comes again takes up an earlier talk."""

SOON = 60
"""Turns after which a word still comes: it lasts longer than the talk it was first said in."""

PARTS = 10
"""Into so many a meeting is cut to say where in it a turn stands."""

_FILLING = HESITATING | listed(
    "hmm mm hm ah oh eh yeah yep yes okay ok right sure cool well so like you know just 'kay kay alright no nah "
    "and but"
)
_EMPTY = COMMON | listed(
    "gonna gotta wanna kay cause dunno that'd it'd it'll they'll they're there're haven't couldn't wouldn't shouldn't "
    "didn't doesn't guys guy stuff sorta kinda mean first last time people person point actually quite bit big come "
    "coming came goes went gets getting got done says said saying tell ask talk call called start end part whole "
    "different whatever even though through every many each another why yourself true bad nice able wanted "
    "needs need needed wants"
)
_CUES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "we are going to": r"\b(?:we're|we are|we were) (?:all |just |basically |definitely |pretty much |still |"
        r"also )?(?:gonna|going|having|doing|looking at|sticking|using|aiming|keeping|planning)\b|\bwe(?:'ll| will)\b",
        "go for": r"\b(?:go|going|gone|went|stick|stay|sticking) (?:in )?(?:for|with|to)\b",
        "decided": r"\b(?:decided|agreed|settled|chosen|chose|picked|definite|definitely|for sure|finali[sz]ed|"
        r"conclusion|favou?red)\b",
        "deciding": r"\b(?:decide|decisions?|agree|choose|pick|vote|choice|options?|leaning)\b",
        "let's": r"\blet(?:'s| us)\b|\bwhy don't we\b|\b(?:how|what) about\b",
        "we want": r"\bwe(?:'d|'ll)? (?:\w{1,12} )?(?:want|need|like|wanna|prefer)\b",
        "must": r"\b(?:has to|have to|had to|gotta|should|must|needs? to|supposed to)\b",
        "could": r"\b(?:could|can|might)\b",
        "we could": r"\bwe (?:could|can|might|should)\b",
        "maybe": r"\b(?:maybe|perhaps|possibly|possibility)\b",
        "I think": r"\bi (?:think|guess|reckon|suppose|would say|say|mean)\b|\bi'd (?:say|go|like)\b",
        "so": r"^(?:(?:okay|right|well|and|yeah) )*so\b",
        "and": r"^(?:and|plus)\b",
        "because": r"\b(?:because|cause|since)\b",
        "but": r"^(?:\w{1,12} )?but\b",
        "summing up": r"\b(?:so far|basically|recap|summar\w{1,8}|just to|in other words|concept|overall|"
        r"essentially)\b",
        "not": r"\b(?:not|no|don't|won't|doesn't|never|without|isn't|forget|scrap|rid|drop)\b",
        "number": r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|fifty|hundred|"
        r"thousand|million|percent|euros?|pounds|dollars|\d{1,9})\b",
        "liking": r"\b(?:good|great|nice|cool|brilliant|excellent|attractive|like|love|happy|awesome|best|better)\b",
        "idea": r"\b(?:ideas?|suggest\w{0,4}|propos\w{1,5}|recommend\w{0,6})\b",
        "asking": r"^(?:\w{1,12} )?(?:what|how|why|who|where|when|which|do|does|did|is|are|can|could|"
        r"should|shall|would)\b",
        "if": r"\b(?:if|unless|depend\w{0,4})\b",
        "would": r"\b(?:would|wouldn't|it'd|i'd)\b",
        "I": r"\b(?:i|i've|my|me|i'm)\b",
        "you": r"\b(?:you|your|you're|you've|you'd)\b",
        "we": r"\b(?:we|our|us|we've|we're|we'd|we'll)\b",
        "they": r"\b(?:they|their|them|they're)\b",
        "past": r"\b(?:was|were|did|said|found|looked|had|been)\b",
        "is": r"\b(?:is|are|it's|that's|there's|be)\b",
        "vague": r"\b(?:something|some|things?|kind of|sort of|stuff)\b",
        "about the meeting": r"\b(?:meetings?|minutes|presentation|slides?|next|e-?mail|agenda|questionnaire|write|"
        r"draw|click|screen|powerpoint|pen|notes|project)\b",
        "aims": r"\b(?:target|costs?|price|budget|users?|customers?|market|company|corporate|features?|"
        r"requirement\w?|aim\w{0,3}|possible|simple|basic|keep|also|main|all)\b",
        "manners": r"\b(?:sorry|oh|thanks|thank|bye|hello|hi|please|wow)\b",
    }.items()
}
_LEADING = ("so", "let's", "about the meeting")
"""Cues of whoever leads through a meeting."""

_AGREEING = re.compile(
    r"^(?:(?:oh|well|and|so) )*(?:yeah|yep|yes|okay|ok|mm-hmm|right|sure|alright|exactly|definitely|good|great|cool|"
    r"fine|absolutely|perfect|mm|uh-huh|true|'?kay|i agree|that's)\b"
)

Traits = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A turn without hesitations and words said twice."""

    turn: Turn
    low: str
    filled: int
    """Words other than filler."""
    about: frozenset[str]
    """Stems that say what it is about."""
    agrees: bool
    asks: bool

    @property
    def is_short(self) -> bool:
        return self.filled < 3


def heard(turn: Turn) -> Heard:
    every = (word for sentence in turn.sentences for word in sentence.words)
    said = list(islice(every, WORDS))
    words = [word for word, _ in groupby(word for word in said if word not in HESITATING)]
    low = " ".join(words)[:LONGEST]
    return Heard(
        turn=turn,
        low=low,
        filled=sum(word not in _FILLING for word in words),
        about=frozenset(stem(word) for word in words if len(word) > 2 and word not in _EMPTY),
        agrees=len(words) <= 6 and _AGREEING.match(low) is not None,
        asks=len(words) > 3 and _CUES["asking"].search(low) is not None,
    )


def traits(spoken: Sequence[Heard]) -> Iterator[Traits]:
    """Of each turn, in order: its own, by name; those of all that is said in one breath with it; where it stands."""
    own = _own(spoken)
    breaths = _breaths(spoken)
    together = _most(own, breaths)
    for place, each in enumerate(own):
        breath = {f"{name}, in one breath": most for name, most in together[breaths[place]].items()}
        yield each | breath | _standing(place / len(own))


def _own(spoken: Sequence[Heard]) -> list[Traits]:
    cued = [
        {name: float(cue.search(each.low) is not None) for name, cue in _CUES.items()}
        for each in spoken
    ]
    talk = _Talk(spoken)
    leading = _leading(spoken, cued)
    return [
        cues
        | _length(each)
        | talk.traits(place)
        | _answers(spoken, place)
        | {"said by who leads": leading[each.turn.user], "agreeing": float(each.agrees)}
        for place, (each, cues) in enumerate(zip(spoken, cued, strict=True))
    ]


def _length(each: Heard) -> Traits:
    return {
        "length": min(log1p(each.filled), 3.5),
        "short": float(each.is_short),
        "of middle length": float(5 <= each.filled <= 15),
        "long": float(each.filled > 15),
        "telling words": min(len(each.about), 5) / 5,
        "no telling word": float(not each.about),
    }


def _leading(spoken: Sequence[Heard], cued: Sequence[Traits]) -> Mapping[str | None, float]:
    """How much each person leads, 1 for whoever does most."""
    led = Counter({each.turn.user: 0 for each in spoken})
    led.update(
        each.turn.user
        for each, cues in zip(spoken, cued, strict=True)
        if any(cues[name] for name in _LEADING)
    )
    most = max(led.values(), default=0) or 1
    return {user: count / most for user, count in led.items()}


def _answers(spoken: Sequence[Heard], place: int) -> Traits:
    mine = spoken[place].turn.user
    after = [other.agrees for other in spoken[place + 1 : place + 6] if other.turn.user != mine]
    at_once = any(
        other.agrees for other in spoken[place + 1 : place + 3] if other.turn.user != mine
    )
    before = any(other.asks for other in spoken[max(0, place - 4) : place])
    return {
        "agreed at once": float(at_once),
        "agreed after": sum(after) / 5,
        "asked before": float(before),
    }


class _Talk:
    """Where the words of a meeting come again. Of each word only the turns nearby are looked at."""

    def __init__(self, spoken: Sequence[Heard]) -> None:
        self._spoken = spoken
        self._places: dict[str, list[int]] = {}
        for place, each in enumerate(spoken):
            for word in each.about:
                self._places.setdefault(word, []).append(place)

    def traits(self, place: int) -> Traits:
        about = self._spoken[place].about
        at = [self._places[word] for word in about]
        near = [self._near(each, place) for each in at]
        again = sum(place - each[0] > LONG_AGO for each in at)
        return {
            "talked of": max((min(len(each) - 1, 8) / 8 for each in near), default=0.0),
            "talked of by several": max((self._people(each, place) for each in near), default=0.0),
            "talked of long ago": min(again, 5) / 5,
            "taken up again": float(again >= 2),
            "talked of later": min(sum(each[-1] - place > SOON for each in at), 5) / 5,
            "talked of often": min(log1p(max(map(len, at), default=0)) / 5, 1.0),
        }

    @staticmethod
    def _near(places: Sequence[int], place: int) -> Sequence[int]:
        first = bisect_left(places, place - NEARBY)
        return places[first : bisect_right(places, place + NEARBY)]

    def _people(self, near: Sequence[int], place: int) -> float:
        people = {self._spoken[each].turn.user for each in near if each != place}
        return min(len(people), 4) / 4


def _breaths(spoken: Sequence[Heard]) -> list[int]:
    """Which turns one person says in one breath: only short ones of others stand between them."""
    breaths: list[int] = []
    count = current = -1
    speaker: str | None = None
    for each in spoken:
        goes_on = current >= 0 and each.turn.user == speaker
        if not goes_on:
            count += 1
        if not goes_on and (current < 0 or not each.is_short):
            current, speaker = count, each.turn.user
        breaths.append(current if goes_on else count)
    return breaths


def _most(own: Sequence[Traits], breaths: Sequence[int]) -> Mapping[int, Traits]:
    """Of each trait the most that is seen of it in one breath."""
    found: dict[int, Traits] = {}
    for each, breath in zip(own, breaths, strict=True):
        sofar = found.setdefault(breath, each)
        found[breath] = {name: max(most, sofar[name]) for name, most in each.items()}
    return found


def _standing(share: float) -> Traits:
    """How near a turn is to each tenth of the meeting."""
    return {
        f"at {part} of {PARTS}": max(0.0, 1 - abs(share * PARTS - part))
        for part in range(PARTS + 1)
    }
