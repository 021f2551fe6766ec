"""What a sentence does in a conversation, and the words by which it is told.

Cues are looked for in the sentence in lower case, without the filler at its beginning. None can be tried in many
divisions of one text: whatever repeats has a bound.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from cadence.decisions.model.drafting.text import Sentence


class Act(StrEnum):
    SETTLES = "settles"
    CONCLUDES = "concludes"
    """States how it will be, as one does who closes a discussion: "ok, releases move to Tuesdays"."""
    PROPOSES = "proposes"
    AGREES = "agrees"
    APPROVES = "approves"
    """Agrees as somebody who gives the word: "do it"."""
    OBJECTS = "objects"
    RETRACTS = "retracts"
    DEFERS = "defers"
    ASKS = "asks"
    TELLS = "tells"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What one sentence does."""

    act: Act
    sentence: Sentence
    weight: float
    """From 0 to 1, how plainly."""
    core: str
    """The sentence without filler and label, as it was said."""
    leans: bool = False
    """It says that something is so without saying what: "let's do that", "consider it settled"."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _weighed(*cues: tuple[float, str]) -> tuple[tuple[float, re.Pattern[str]], ...]:
    """The plainest first, so that the first that is found is the best."""
    return tuple((weight, re.compile(pattern)) for weight, pattern in sorted(cues, reverse=True))


# --- filler --------------------------------------------------------------------------------------

FILLERS = 6
"""So many fillers are taken off at most: "ok so yeah, fine, then …"."""

_OPENER = re.compile(
    r"(?:ok|okay|okey|k|alright|all right|right|well|so|and|but|hm+|um+|uh+|er+|ah|oh|argh|yeah|yep|yes|sure|fine|good|"
    r"great|cool|perfect|wonderful|excellent|nice|thanks|thank you|thx|now|anyway|then|in that case|tbh|imo|imho|"
    r"personally|honestly|everyone|folks|team|all|hey|hi|fyi|update|edit|also|plus|good points?|fair enough|fair|true|"
    r"you're right|you convinced me|agreed|makes sense|sounds good|i guess|i think|i'd say|to sum up|in short|tl;?dr|"
    r"hence|therefore|thus|actually|done|deal)(?:\s*[,;:.!…–—-]+\s*|\s+)"
)
_BULLET = re.compile(r"^\s*(?:[-*•–—]\s+|\(?\d{1,2}[.)]\s+|@\S{1,40}[,:]?\s+)")

CLOSER = re.compile(
    r"^(?:(?:hm+|oh|ah|argh|yeah|well)[,.!]? )?(?:ok|okay|right|alright|all right|agreed|then|so|in that case|fine|good|"
    r"perfect|great|wonderful|excellent|cool|yes|yep|fair enough|fair|good points?|true|to sum up|in short|summary|hence|"
    r"therefore|thus|you convinced me|settled|decided|done|deal|since nobody|result|outcome)\b"
)
"""How somebody begins who closes a discussion."""


def core(text: str) -> str:
    """Without a list's bullet and the filler with which people begin."""
    rest = _BULLET.sub("", text)
    for _ in range(FILLERS):
        opener = _OPENER.match(lowered(rest[:80]))
        if opener is None or opener.end() >= len(rest):
            return rest
        rest = rest[opener.end() :]
    return rest


def lowered(text: str) -> str:
    """As long as the text, so that places in it are places in the text."""
    low = text.lower()
    return (low if len(low) == len(text) else text).replace("’", "'").replace("‘", "'")


# --- it is settled -------------------------------------------------------------------------------

_LABEL = (
    r"(?:(?:(?:the|our|my|final|official|so|team) ){0,3}(?:decision|verdict|outcome|conclusion|resolution)"
    r"(?: (?:here|today|made|taken|(?:from|after|on|of|for) [^:]{1,40}))?"
    r"\s*(?::|is (?:to|that|:)|is\b(?=[^a-z]*[a-z]+ing\b)|-\s|–\s)"
    r"|(?:decided|agreed|resolved|settled|final call|final answer|my call|call made|consensus|approved)"
    r"(?: then)?\s*(?::|-\s|–\s))"
)
_SAID = re.compile(rf"^{_LABEL}\s*")
_WE = r"(?:we|the team|all of us|everyone|product and engineering|eng|engineering|product)"
_HAVE = r"(?:(?:all|now|just|finally|jointly|already|also|have|'ve|then|therefore|both|pretty much|are|basically) ?){0,3}"
_VERB = (
    r"(?:go|use|keep|drop|move|switch|ship|build|make|do|take|have|stay|stick|support|remove|rename|split|merge|cap|"
    r"limit|set|raise|lower|adopt|buy|pay|hire|stop|start|delay|postpone|launch|release|roll|deprecate|migrate|freeze|"
    r"charge|offer|allow|block|require|accept|reject|cut|cancel|close|leave|put|add|replace|retire|sunset|host|run|"
    r"write|store|log|enforce|disable|enable|default|version|standardi[sz]e|pick|choose|implement|focus|target|include|"
    r"exclude|extend|increase|reduce|price|invest|outsource|test|pilot|prune|archive|publish|share|open|reserve|skip)"
)
_GOING = (
    r"(?:go|going|stick|sticking|stay|staying|settle|settling|run|running|proceed|proceeding)"
    r" (?:ahead )?(?:with|for|on|in for)\b"
)

SETTLING = _weighed(
    (0.95, rf"^{_LABEL}"),
    (
        0.9,
        rf"\b{_WE}(?:'ve| have)? ?{_HAVE}(?:decided|agreed|settled|concluded|opted|chosen)\b"
        r"(?! (?:with(?! [\w' ]{1,30} (?:that|to|on)\b)|without|if|whether|what|which|who|how|why|when|yesterday to meet)\b)",
    ),
    (0.9, r"\b(?:it's|it is|that's|that is|this is|consider (?:it|this)|all) (?:now |then )?(?:decided|settled|final)\b"),
    (0.9, r"\b(?:i'll|i will|i'm going to|let me) (?:take|make) (?:the|that|this) (?:call|decision)\b"),
    (0.9, r"\b(?:that's|that is|this is|is) (?:now |hereby )?(?:the|our) (?:new )?(?:rule|policy|decision)\b"),
    (0.85, r"^(?:my|the|final) (?:call|decision|verdict)\b(?! (?:was|has|is (?:fine|good|ok|due|up|still|pending)))"),
    (0.85, r"\bthe (?:decision|consensus|agreement|majority) (?:is|was) (?:to|that|for|against)\b"),
    (0.85, r"\b(?:majority|consensus|vote) (?:says|is for|wins|went for)\b"),
    (0.5, r"\bi(?:'ve| have)? (?:now |finally )?decided (?:to|that|on|against|we)\b"),
    (
        0.75,
        r"\b(?:let's|let us|we|we'll|we will|we shall|we're|we are|i'll|i will)"
        rf"(?: (?:just|all|then|now|definitely|simply|not))? {_GOING}",
    ),
    (0.7, rf"^(?!run|proceed)(?:definitely |so )?{_GOING}"),
    (0.7, r"^(?!here|there|what|how|where|as|since|because|so|that)[^,;:]{2,40} it is(?: then)?(?:$|[,.!:–—-])(?<!what it is)(?<!as it is)"),
    (0.6, r"^[^,;:.]{2,40} wins$"),
    (
        0.6,
        r"\b(?:i'll|i will|we'll|we will|we) (?:take|pick|choose) "
        r"(?:option|number|plan|variant|proposal|the (?:first|second|third|former|latter)|[abc\d]\b)",
    ),
    (
        0.6,
        r"\b(?:becomes?|will become|is now|will be|is going to be) (?:the|our) (?:new )?"
        r"(?:default|standard|rule|policy|owner|official)\b",
    ),
    (0.6, r"\bfrom (?:now|today|here|next \w{4,7}) on\b|\beffective (?:immediately|today|from)\b"),
    (0.5, r"\b(?:is|are) (?:hereby |now )?(?:adopted|cancelled|canceled|discontinued|abandoned|retired|sunset)\b"),
    (
        0.45,
        r"\b(?:we'll|we will|we won't|we shall|we're (?:not )?going to|we are (?:not )?going to|"
        rf"we're (?:not )?gonna|we aren't going to) (?:not |no longer |only |always |never )?{_VERB}\b",
    ),
    (0.4, r"^(?:[^,;:]{2,60}),? then$"),
    (0.3, rf"^we (?:(?:don't|do not|won't|no longer|only|always|never|now) )?(?!have|do|test|run|include|implement|share){_VERB}\b"),
)

# --- it is proposed ------------------------------------------------------------------------------

PROPOSING = _weighed(
    (0.55, r"^(?:(?:my|new|counter|revised) ?-?)?(?:proposal|suggestion|rfc|recommendation)\b"),
    (0.55, r"\b(?:i|we)(?: would|'d)? (?:hereby )?(?:propose|suggest|recommend|move that)\b"),
    (0.5, r"\b(?:let's|let us)\b"),
    (0.5, r"\bi(?:'d| would) (?:go|vote|opt|pick|take|keep|drop|use|choose|do|stay|stick|try)\b"),
    (0.5, r"\bi(?:'m| am) (?:for|in favou?r of|leaning|voting|inclined)\b"),
    (0.5, r"\b(?:my vote|i vote|vote for|my preference)\b"),
    (0.5, r"\bwe (?:should|ought to|must|had better)\b|\bwe'd better\b|\bwe shouldn't\b"),
    (0.4, r"\bi(?:'d| would) (?:prefer|say|rather|call|like us)\b|\bi prefer\b"),
    (0.4, r"\b(?:how about|what about|what if we|why don't we|why not|shall we|should we|are we ok|who is in favou?r)\b"),
    (0.4, r"\bhow do (?:you|we) (?:all )?feel about\b|\bwhat do (?:you|we) (?:all )?think (?:about|of) \w{3,}ing\b"),
    (0.4, r"^(?:maybe|perhaps) (?:we|just|the)\b"),
    (0.35, r"\bany(?:one|body) (?:against|opposed|objects?)\b|\bany objections\b|\bobjections\?"),
    (0.3, r"\bwe (?:could|can|might|may|need to|have to)\b|\b(?:can|could|may) we\b|\bdo we\b"),
)
CHOICE = _any(
    r"\b(?:or|either|whether|which|versus|vs)\b",
    r"\b(?:should|shall|do|can|could) we\b",
    r"\b(?:what do you|what should|what's our|what is our|how do (?:you|we)|how should|who is in favou?r|how about|what about)\b",
    r"\b(?:option|candidates|alternatives?)\b",
)
"""A question to which the answer is a decision."""

# --- what is said to it --------------------------------------------------------------------------

APPROVING = _any(
    r"^(?:please )?(?:do it|go ahead|go for it|ship it|make it so|approved|merge it)\b",
    r"^(?:let's do (?:it|that|this)|you have my (?:ok|go|blessing)|green light|signed off)\b|^let's go(?: for it| ahead)?[.!]?$",
)
STRONG = _any(
    r"^(?:\+ ?1|agreed?|i agree|sounds? (?:good|great|fine|right|reasonable|like a plan)|(?:that )?works(?: for (?:me|us))?)\b|^\+1",
    r"\b(?:good|fine|ok|okay) (?:by|with|for) (?:me|us)\b",
    r"^(?:i'm (?:ok|fine|good|happy|in|on board|sold|for it)|(?:i )?(?:like|love) (?:it|that))\b",
    r"^(?:makes (?:perfect |total )?sense|lgtm|no objections?|none from me|deal|same here|me too|seconded|second that)\b",
    r"^(?:(?:that's|that is) (?:fine|a good idea|better)|good (?:idea|call|plan)|can live with (?:it|that)|both work)\b",
    r"^(?:yes|yeah|yep)[,!]? (?:please|let's|agreed|do|definitely|absolutely)\b|^(?:not me|i'd agree|absolutely|definitely)\b",
    r"^(?:perfect|works)[.!]?$|^(?:👍|💯|✅|🙌|👌)",
    r"\bno objections\b|\bi(?:'d| would)? (?:fully |totally )?agree\b|\bcan live with (?:it|that)\b|^[\w ]{1,30} agrees$",
)
WEAK = _any(
    r"^(?:yes|yep|yup|yeah|ya|sure|ok|okay|k|right|exactly|of course|perfect|great|good|cool|nice|fine|alright|all right)\b",
    r"^(?:fair(?: enough)?|will do|on it|mm-?hmm?|uh-huh|true|i think so|think so|totally|yay|done|makes sense|better)\b",
)
OBJECTING = _any(
    r"^(?:(?:actually|ok|but|hm+|oh)[,.]? )?(?:no(?:$|[,.!;–—-](?! (?:objections?|problem|worries|go ahead|that's fine))| (?:we|i|that|it|this|way|please|let's|the|but|not|sorry)\b)|nope\b(?!,? go)"
    r"|-1\b|nah\b|wait\b|hold on|hang on|stop\b)",
    r"\bi (?:(?:strongly|really|still) )?(?:disagree|object|oppose)\b",
    r"\bi(?:'d| would| am|'m) (?:strongly )?(?:be )?(?:strongly )?(?:against|opposed|object)\b",
    r"\bi (?:don't|do not) (?:agree|think|like)\b|\bi'm not (?:sure|convinced|happy|comfortable|ok|sold)\b",
    r"\b(?:not convinced|not sure|not a fan|i'm blocking|i am blocking|veto|please don't|bad idea|not so fast|won't work)\b",
    r"\b(?:can we wait|not happy with|doesn't work for (?:me|us)|will not work|over my dead body)\b",
)
RETRACTING = _any(
    r"\b(?:scratch that|never ?mind|forget (?:it|that|what i said)|strike that|on second thought|i take (?:it|that) back)\b",
    r"\b(?:changed? (?:my|our) mind|disregard|cancel that|i was wrong|let's undo|belay that|i stand corrected)\b",
    r"\b(?:we(?:'re| are) (?:reversing|reverting|rolling) (?:that|this|it|the decision)|overturned)\b",
    r"\bnot (?:going|doing) (?:with )?(?:that|it) (?:any ?more|after all)\b|\b(?:back to square one|reopening this)\b",
    r"^(?:hm+,? )?withdrawn\b|\bi withdraw\b",
)
DEFERRING = _any(
    r"\blet me (?:think|ask|check|look|see|sleep|talk|get back|dig|find out)\b",
    r"\bi'll (?:think|ask|check|get back|look into|sleep|find out|bring it|set up a)\b",
    r"\b(?:park(?:ing)? (?:it|this|that)|table (?:it|this|that)|tbd|to be (?:decided|discussed)|undecided|not (?:yet )?decided)\b",
    r"\b(?:haven't|have not|hasn't been|isn't|not been|nothing(?:'s| is| has been)?) (?:yet )?(?:decided|agreed|settled)\b",
    r"\b(?:no decision|bring (?:it|this|that) (?:up|to)|sleep on it|need more (?:data|input|time|info|than)|wait for|too early)\b",
    r"\b(?:decide|discuss|talk about|pick (?:it|this) up|continue) (?:it |this |that )?(?:later|tomorrow|next \w{4,6}|offline)\b",
    r"\b(?:depends on|we'll see|let's see|don't know yet|leave it open|still open|not again|not urgent)\b",
)

# --- it is not now, not us, not meant -----------------------------------------------------------------

REPORTING = _any(
    r"\b(?:last (?:year|month|quarter|time|sprint|spring|summer|autumn|fall|winter)|(?:years?|months?|weeks?) ago|back then)\b",
    r"\b(?:in|back in|since) (?:19|20)\d\d,? (?:we|they|the)\b|\b(?:19|20)\d\d (?:we|they)\b",
    r"\b(?:at the time|used to|originally|historically)\b",
    r"\b(?:they|he|she|who|somebody|someone|competitors?|(?:the )?(?:customer|client|vendor)|github|google|apple|amazon|microsoft)"
    r" (?:'ve |has |have )?(?:decided|agreed|went)\b",
    r"\bdid (?:we|you) (?:\w+ )?(?:decide|agree|settle)\b|\bwe(?:'d| had) (?:decided|agreed|settled)\b",
    r"\b(?:remember|recall|why|what|where|when|who|whether|if|once|until|as|after) (?:\w+ ){0,2}we(?:'ve| have)? (?:decided|agreed|settled|went)\b",
    r"\bbefore we (?:decide|agree)\b|\bwas (?:it )?decided\b|\bas (?:decided|agreed)\b",
)
SUPPOSING = _any(
    r"^(?:if (?:we|i|they|you)\b(?! (?:all )?agree)|imagine|suppose|assuming we|what if|had we|in theory|hypothetically|theoretically)",
    r"\bif we (?:went|go|had|did|were|decided|decide|chose|choose|used|use|took|take)\b",
    r"\b(?:would have|could have|should have|wish we|we'd have|in an ideal world|dreaming|if only|some ?day|one day)\b",
)
JOKING = _any(
    r"\b(?:lol|lmao|rofl|haha+|hehe+|jk|just kidding|kidding|joking)\b|(?<!\S)/s(?!\S)|🙃|😂|🤣|😜|😝",
    r"\bto the moon\b|\brewrite (?:everything|it all|the world) in\b",
)
JOKING_EMOJI = frozenset(
    "joy rolling_on_the_floor_laughing rofl upside_down_face stuck_out_tongue stuck_out_tongue_winking_eye zany_face "
    "laughing lol clown_face troll trollface".split()
)
_POINTED = (
    r"(?:it|that|this|that one|this one|the (?:former|latter|first|second|third|last|other)(?: one| option)?|"
    r"yours|(?:your|@?\w{1,40}'s|\w{1,40}s') (?:proposal|suggestion|idea|version|plan)|"
    r"(?:option |plan |variant |proposal |number |alternative )?#?(?:[a-e]|\d|one|two|three))"
)
LEANING = re.compile(
    r"^(?:let's (?:do|go with|go for|take|stick with|keep|ship|run with) |"
    r"(?:i'll |we'll |we |i |we're |we are )?(?:do|doing|go with|going with|go for|take|ship|shipping|stick with) |)"
    rf"{_POINTED}(?: (?:then|it is|for now|please|wins)){{0,2}}$"
)


def unlabelled(text: str) -> str:
    """Without "Decision:" and its like in front."""
    label = _SAID.match(lowered(text[:100]))
    rest = text[label.end() :] if label else ""
    return rest or text
