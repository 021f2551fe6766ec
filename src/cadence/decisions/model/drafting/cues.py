"""What a sentence does in a conversation: it settles, proposes, agrees, objects, takes back, puts off, or only tells.

A cue is a pattern over the sentence in lower case, without filler at its beginning. None of them can be tried in many
divisions of one text: what repeats has a bound.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from cadence.decisions.model.drafting.text import Sentence


class Act(StrEnum):
    SETTLES = "settles"
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
    """It says that something is so without saying what: "let's do that", "agreed"."""


_OPENER = re.compile(
    r"(?:(?:ok|okay|k|alright|all right|right|well|so|and|but|hm+|um+|uh+|er+|ah|oh|yeah|yep|yes|sure|fine|good|great|"
    r"cool|perfect|thanks|thank you|now|anyway|then|in that case|tbh|imo|imho|personally|honestly|everyone|folks|team|"
    r"all|hey|hi|fyi|update|edit|also|plus|good point|fair enough|fair|true|you're right|you convinced me|agreed|"
    r"makes sense|sounds good|i guess|i think|i'd say|to sum up|in short|tl;?dr|summary|great discussion)"
    r"(?:\s*[,;:.!–—-]+\s*|\s+))"
)
FILLERS = 6
"""So many fillers are taken off: "ok so yeah, fine, then …"."""

_BULLET = re.compile(r"^\s*(?:[-*•–—]\s+|\(?\d{1,2}[.)]\s+|@\S{1,40}[,:]?\s+)")

_LABEL = (
    r"(?:(?:the |our |my |final |official |so the )*(?:decision|verdict|outcome|conclusion|resolution)"
    r"(?: (?:here|today|made|taken|from [^:]{1,40}|after [^:]{1,40}|on [^:]{1,40}))?\s*(?::|is\b|-\s|–\s)"
    r"|(?:decided|agreed|resolved|settled|final call|final answer|my call|call made|consensus|approved)\s*(?::|-\s|–\s))"
)
_SAID = re.compile(rf"^{_LABEL}\s*")

_WE = r"(?:we|the team|all of us|everyone|product and engineering|eng|engineering|product)"
_ADVERB = r"(?:(?:all|now|just|finally|jointly|already|also|have|then|therefore|both|hereby|unanimously|'ve) ?){0,3}"
_VERB = (
    r"(?:go|use|keep|drop|move|switch|ship|build|make|do|take|have|stay|stick|support|remove|rename|split|merge|cap|"
    r"limit|set|raise|lower|adopt|buy|pay|hire|stop|start|delay|postpone|launch|release|roll|deprecate|migrate|freeze|"
    r"charge|offer|allow|block|require|accept|reject|cut|cancel|close|leave|put|add|replace|retire|sunset|host|run|"
    r"write|store|log|enforce|disable|enable|default|version|standardi[sz]e|be|only|not|no longer|never|always|pick|"
    r"choose|implement|focus|target|include|exclude|extend|increase|reduce|price|invest|outsource|test|pilot|try)"
)

_SETTLING: tuple[tuple[float, str], ...] = (
    (0.95, rf"^{_LABEL}"),
    (
        0.9,
        rf"\b{_WE}(?:'ve| have)? ?{_ADVERB}(?:decided|agreed|settled|concluded|resolved|opted|chosen)\b(?! (?:with|if|whether|what|which|who|how|why|when)\b)",
    ),
    (
        0.9,
        r"\b(?:it's|it is|that's|that is|this is|consider it|all) (?:now |then |officially )?(?:decided|settled|final)\b",
    ),
    (
        0.9,
        r"\b(?:i'll|i will|i'm going to|let me) (?:take|make) (?:the|that|this) (?:call|decision)\b",
    ),
    (0.85, r"^(?:my|the|final) (?:call|decision|verdict)\b"),
    (0.85, r"\b(?:decision|call) (?:was|has been|is) (?:made|taken|final)\b"),
    (0.85, r"\bthe (?:decision|consensus|agreement) (?:is|was) (?:to|that|for|against)\b"),
    (0.7, r"\bi(?:'ve| have)? (?:now |finally )?decided (?:to|that|on|against|we)\b"),
    (
        0.75,
        r"\b(?:let's|let us|we|we'll|we will|we shall|we're|we are|i'll|i will|i'm|i am)(?: (?:just|all|then|now|definitely|simply))? (?:go|going|stick|sticking|stay|staying|settle|settling|run|running|proceed|proceeding) (?:ahead )?(?:with|for|on)\b",
    ),
    (0.7, r"^(?:going|sticking|staying|settling|proceeding) (?:ahead )?(?:with|for|on)\b"),
    (0.6, r"^(?:go|stick|stay|proceed) with\b"),
    (0.7, r"^[^,;:]{2,60} it is\b(?! \w)"),
    (
        0.6,
        r"\b(?:i'll|i will|we'll|we will|we) (?:take|pick|choose) (?:option|the|number|plan|variant|proposal|a\b|b\b|c\b|\d)",
    ),
    (
        0.6,
        r"\b(?:becomes?|will become|is now|will be|is going to be) (?:the|our) (?:new )?(?:default|standard|rule|policy|owner|official)\b",
    ),
    (
        0.45,
        rf"\b(?:we'll|we will|we won't|we shall|we're (?:not )?going to|we are (?:not )?going to|we're (?:not )?gonna|we aren't going to|we're not) {_VERB}\b",
    ),
    (0.4, r"^(?:[^,;:]{2,60}),? then$"),
    (0.35, rf"^we (?:don't|do not|no longer|only|always|never|{_VERB})\b"),
)
_PROPOSING: tuple[tuple[float, str], ...] = (
    (0.55, r"^(?:my |new |counter-?|revised )?(?:proposal|suggestion|rfc|recommendation)\b"),
    (0.55, r"\b(?:i|we) (?:would |'d )?(?:hereby )?(?:propose|suggest|recommend|move that)\b"),
    (0.55, r"\bi'd (?:propose|suggest|recommend)\b"),
    (0.5, r"\b(?:let's|let us)\b"),
    (
        0.5,
        r"\bi(?:'d| would) (?:go|vote|opt|prefer|pick|take|say|rather|like to|keep|drop|use|choose)\b",
    ),
    (0.5, r"\bi(?:'m| am) (?:for|in favou?r of|leaning|voting|inclined)\b"),
    (0.5, r"\b(?:my vote|i vote|vote for|my preference|i prefer)\b"),
    (0.5, r"\bwe (?:should|ought to|need to|have to|must|had better)\b"),
    (0.45, r"\bwe'd better\b"),
    (
        0.4,
        r"\b(?:how about|what about|what if we|why don't we|why not|shall we|should we|can we|could we|may we|are we ok)\b",
    ),
    (0.4, r"\bwe (?:could|can|might|may)\b"),
    (0.4, r"^(?:option|alternative|plan|variant) (?:\d|[a-d])\b"),
    (0.4, r"^(?:maybe|perhaps) (?:we|just|the)\b"),
    (0.4, r"\?$(?<=then\?)"),
    (0.4, r"\bany(?:one|body) (?:against|opposed|objects?)\b|\bany objections\b|\bobjections\?"),
)
_APPROVING = (
    r"^(?:(?:please )?(?:do it|go ahead|go for it|ship it|make it so|approved|merge it|let's do (?:it|that|this)|"
    r"let's go(?: for it| ahead)?|you have my (?:ok|go|blessing)|green light|signed off|yes,? (?:please )?do)\b)"
)
_AGREEING = (
    r"^(?:\+ ?1|agreed?|i agree|sounds? (?:good|great|fine|right|reasonable|like a plan)|works? for (?:me|us)|(?:that )?works|"
    r"(?:all )?(?:good|fine|ok|okay) (?:by|with|for) (?:me|us)|i'm (?:ok|fine|good|happy|in|on board|sold|for it)|"
    r"(?:i )?like (?:it|that)|love it|makes sense|(?:that )?makes (?:perfect |total )?sense|lgtm|no objections?|none from me|"
    r"no,? (?:go ahead|objections)|deal|done|yes|yep|yup|yeah|ya|sure|ok|okay|k|right|exactly|absolutely|definitely|"
    r"of course|perfect|great|good|cool|nice|fine|alright|all right|same here|me too|seconded|second that|"
    r"(?:that's|that is) (?:fine|good|ok|okay|right|great|a good idea|better)|good (?:idea|call|plan|point)|fair(?: enough)?|"
    r"as you say|will do|on it|both work|can live with (?:it|that)|not me|nope,? (?:go ahead|all good)|👍|💯|✅|🙌|👌|"
    r"mm-?hmm?|uh-huh|true|i think so|think so|i'd agree|totally|yay)\b|^(?:\+1|👍|💯|✅|🙌|👌)"
)
_OBJECTING = (
    r"^(?:no\b(?!,? (?:objections?|problem|worries|go ahead|that's fine))|nope|-1\b|nah\b|wait\b|hold on|hang on|stop\b)|"
    r"\b(?:i (?:strongly |really |still )?(?:disagree|object|oppose)|i(?:'d| would| am|'m) (?:be )?(?:strongly )?(?:against|opposed)|"
    r"i don't (?:agree|think|like)|i do not agree|i'm not (?:sure|convinced|happy|comfortable|ok|sold)|not convinced|not sure|"
    r"not a fan|i(?:'m| am) blocking|blocker|veto|please don't|let's not|can't agree|over my dead body|bad idea|"
    r"not so fast|before we decide|can we wait|not happy with|doesn't work for (?:me|us)|won't work|will not work)\b"
)
_RETRACTING = (
    r"\b(?:scratch that|never ?mind|forget (?:it|that|what i said)|strike that|on second thought|i take (?:it|that) back|"
    r"changed? (?:my|our) mind|disregard|ignore (?:my|that|the)|cancel that|undo that|i was wrong|let's undo|"
    r"we(?:'re| are) (?:reversing|reverting|rolling back)|overturn|not (?:going|doing) (?:that|with that|it) (?:any ?more|after all)|"
    r"(?:is|that's|it's) off(?: the table)?$|no longer (?:going|doing)|reopening this|back to square one|after all\b.{0,20}\bnot|withdrawn?|"
    r"belay that|take that back|stand corrected)\b"
)
_DEFERRING = (
    r"\b(?:let me (?:think|ask|check|look|see|sleep|talk|get back|dig|find out)|i'll (?:think|ask|check|get back|look into|sleep|find out|bring it)|"
    r"parking (?:it|this|that)|park (?:it|this|that)|table (?:it|this|that)|tbd|to be (?:decided|discussed)|undecided|not (?:yet )?decided|"
    r"(?:haven't|have not|nothing(?:'s| is| has been)?|hasn't been|isn't|not been) (?:yet )?(?:decided|agreed|settled)|no decision|"
    r"(?:decide|discuss|revisit|talk about|pick (?:it|this) up|continue|take) (?:it |this |that )?(?:later|tomorrow|next (?:week|time|sprint|month)|"
    r"on (?:monday|tuesday|wednesday|thursday|friday)|offline|in (?:the|our) (?:planning|retro|meeting|sync|standup|grooming))|"
    r"bring (?:it|this|that) (?:up|to)|sleep on it|need more (?:data|input|time|info)|wait for|too early|not (?:now|today)|"
    r"depends on|we'll see|let's see|don't know yet|leave it open|still open)\b"
)
_REPORTING = (
    r"\b(?:last (?:year|month|week|quarter|time|sprint|spring|summer|autumn|fall|winter)|years? ago|months? ago|weeks? ago|back (?:then|in)|"
    r"in (?:19|20)\d\d,? (?:we|they|the)|(?:19|20)\d\d (?:we|they)|at the time|used to|originally|historically|ages ago|"
    r"they (?:'ve |have )?(?:decided|agreed|went)|(?:he|she|who|somebody|someone|competitor|customer|client|github|google|apple|amazon|"
    r"microsoft|stripe|netflix) (?:has |have )?(?:decided|agreed|went)|did we (?:decide|agree|settle)|"
    r"we(?:'d| had) (?:decided|agreed|settled)|(?:remember|recall|why|what|where|when|who|whether|if) (?:\w+ ){0,3}we (?:decided|agreed|settled|went)|"
    r"was (?:it )?decided|as (?:we )?(?:decided|agreed)|once we(?:'ve| have)? (?:decided|agreed)|until we(?:'ve| have)? (?:decided|agreed)|"
    r"when we(?:'ve| have)? (?:decided|agreed)|before we (?:decide|agree))\b"
)
_SUPPOSING = (
    r"^(?:if (?:we|i|they|you)\b(?! (?:all )?agree)|imagine|suppose|assuming we|what if|had we|in theory|hypothetically|theoretically|one day)|"
    r"\b(?:if we (?:went|go|had|did|were|decided|decide|chose|choose|used|use|took|take)|would have|could have|should have|wish we|"
    r"we'd have|in an ideal world|dreaming|if only|some ?day|one day)\b"
)
_JOKING = (
    r"\b(?:lol|lmao|rofl|haha+|hehe+|jk|just kidding|kidding|joking|/s|obviously not|yeah right|as if)\b|🙃|😂|🤣|😜|😝|"
    r"(?:over the weekend|to the moon|blockchain everything|rewrite (?:everything|it all|the world) in)"
)
JOKING_EMOJI = frozenset(
    [
        "joy",
        "rolling_on_the_floor_laughing",
        "rofl",
        "upside_down_face",
        "stuck_out_tongue",
        "stuck_out_tongue_winking_eye",
        "zany_face",
        "laughing",
        "lol",
        "clown_face",
        "troll",
        "trollface",
        "sweat_smile",
    ]
)
LEANING = re.compile(
    r"^(?:let's (?:do|go with|go for|take|stick with|keep|ship|run with) |(?:i'll|we'll|we|i|we're|we are)? ?(?:do|doing|go with|going with|go for|take|ship|shipping) |)"
    r"(?:it|that|this|that one|this one|that then|this then|the (?:former|latter|first|second|third|last|other)(?: one| option)?|"
    r"yours|your (?:proposal|suggestion|idea|version|plan)|(?:@?\w+'s|\w+s') (?:proposal|suggestion|idea|version|plan)|"
    r"(?:option|plan|variant|proposal|number|alternative)? ?#?(?:[a-e]|\d|one|two|three))(?: then| it is| for now| please)?$"
)


def _any(patterns: tuple[tuple[float, str], ...]) -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple((weight, re.compile(pattern)) for weight, pattern in patterns)


SETTLING = _any(_SETTLING)
PROPOSING = _any(_PROPOSING)
APPROVING, AGREEING, OBJECTING, RETRACTING = map(
    re.compile, (_APPROVING, _AGREEING, _OBJECTING, _RETRACTING)
)
DEFERRING, REPORTING, SUPPOSING, JOKING = map(
    re.compile, (_DEFERRING, _REPORTING, _SUPPOSING, _JOKING)
)


def core(text: str) -> str:
    """Without a list's bullet and the filler with which people begin."""
    rest = _BULLET.sub("", text)
    for _ in range(FILLERS):
        low = rest[:80].replace("’", "'").lower()
        opener = _OPENER.match(low)
        if opener is None or opener.end() >= len(rest):
            return rest
        rest = rest[opener.end() :]
    return rest


def unlabelled(text: str) -> str:
    """Without "Decision:" and its like in front."""
    label = _SAID.match(text[:100].replace("’", "'").lower())
    rest = text[label.end() :] if label else ""
    return rest or text
