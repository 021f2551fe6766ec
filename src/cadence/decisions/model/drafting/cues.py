"""What a sentence does in a conversation, and the words by which it is told.

Cues are looked for in the sentence in lower case, without the filler at its beginning. None can be tried in many
divisions of one text: whatever repeats has a bound.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from cadence.decisions.model.drafting.text import Sentence
from cadence.decisions.model.drafting.words import listed, lowered


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


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern, and words of which a sentence must hold one for it to be worth looking: most sentences hold none."""

    pattern: re.Pattern[str]
    words: frozenset[str]
    weight: float = 0.0

    def found(self, low: str, words: frozenset[str]) -> re.Match[str] | None:
        if self.words and self.words.isdisjoint(words):
            return None
        return self.pattern.search(low)


@dataclass(frozen=True, slots=True)
class Cues:
    """Cues of one kind, the plainest first."""

    cues: tuple[Cue, ...]
    words: frozenset[str]
    """All of theirs; empty where one of them needs none."""

    @classmethod
    def of(cls, cues: tuple[Cue, ...]) -> "Cues":
        together = frozenset[str]().union(*(cue.words for cue in cues))
        return cls(cues, together if all(cue.words for cue in cues) else frozenset())

    def found(self, low: str, words: frozenset[str]) -> re.Match[str] | None:
        """The first cue's match. `words` are those of the whole sentence that `low` is in."""
        if self.words and self.words.isdisjoint(words):
            return None
        for cue in self.cues:
            if match := cue.found(low, words):
                return match
        return None

    def weight(self, low: str, words: frozenset[str]) -> float:
        """Of the plainest cue that is there; 0 for none."""
        if self.words and self.words.isdisjoint(words):
            return 0.0
        for cue in self.cues:
            if cue.found(low, words):
                return cue.weight
        return 0.0


def _cues(*cues: tuple[str, str]) -> Cues:
    return Cues.of(tuple(Cue(re.compile(pattern), listed(words)) for words, pattern in cues))


def _weighed(*cues: tuple[float, str, str]) -> Cues:
    ordered = sorted(cues, key=lambda each: -each[0])
    return Cues.of(
        tuple(Cue(re.compile(pattern), listed(words), weight) for weight, words, pattern in ordered)
    )


# --- filler --------------------------------------------------------------------------------------

FILLERS = 6
"""So many fillers are taken off at most: "ok so yeah, fine, then …"."""

_OPENER = re.compile(
    r"(?:ok|okay|okey|k|alright|all right|right(?! now)|well|so|and|but|"
    r"hm+|um+|uh+|er+|ah|oh|argh|yeah|yep|yes|sure|fine|"
    r"good|"
    r"great|cool|perfect|wonderful|excellent|nice|thanks|thank you|thx|now|anyway|then|in that case|tbh|imo|imho|"
    r"personally|honestly|everyone|folks|team|all|hey|hi|fyi|update|edit|also|plus|good points?|fair enough|fair|"
    r"true|"
    r"you're right|you convinced me|agreed|makes sense|sounds good|i guess|i think|i'd say|to sum up|in short|"
    r"tl;?dr|"
    r"hence|therefore|thus|actually|done|deal)(?:\s*[,;:.!…–—-]+\s*|\s+)"
)
_BULLET = re.compile(r"^\s*(?:[-*•–—]\s+|\(?\d{1,2}[.)]\s+|@\S{1,40}[,:]?\s+)")

CLOSER = re.compile(
    r"^(?:(?:hm+|oh|ah|argh|yeah|well)[,.!]? )?(?:ok|okay|right(?! now)|alright|all right|agreed|then|so(?=,| then|"
    r" in the end)|in that case|fine|good|"
    r"perfect|great|wonderful|excellent|cool|yes|yep|fair enough|fair|good points?|true|to sum up|in short|"
    r"summary|hence|"
    r"therefore|thus|you convinced me|settled|decided|done|deal|since nobody|result|outcome|having (?:slept|"
    r"thought)|"
    r"after (?:\w{1,12} ){0,3}(?:discussions?|talks?|debate|thought|thinking|weighing|discussing))\b"
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
_HAVE = (
    r"(?:(?:all|now|just|finally|jointly|already|also|have|'ve|then|therefore|both|pretty much|are|basically) ?)"
    r"{0,3}"
)
_VERB = (
    r"(?:go(?! (?:into|over|through|back|on|home|out))|use|keep|drop|move|switch|ship|build|make|do|"
    r"take(?! a look)|have(?! to\b)|"
    r"stay|stick|support|remove|rename|split|merge|cap|"
    r"limit|set|raise|lower|adopt|buy|pay|hire|stop|start|delay|postpone|launch|release|roll|deprecate|migrate|"
    r"freeze|"
    r"charge|offer|allow|block|require|accept|reject|cut|cancel|close|leave|put|add|replace|retire|sunset|host|run|"
    r"write|store|log|enforce|disable|enable|default|version|standardi[sz]e|pick|choose|implement|focus|target|"
    r"include|"
    r"exclude|extend|increase|reduce|price|invest|outsource|test|pilot|prune|archive|publish|share|open|reserve|"
    r"skip)"
)
_GOING = (
    r"(?:go|going|stick|sticking|stay|staying|settle|settling|run(?= with)|running(?= with)|proceed|proceeding)"
    r" (?:ahead )?(?:with|for|on|in for)\b"
)

_GOES = "go going stick sticking stay staying settle settling run running proceed proceeding"

SETTLING = _weighed(
    (
        0.95,
        "decision verdict outcome conclusion resolution decided agreed resolved settled final call consensus approved",
        rf"^{_LABEL}",
    ),
    (
        0.9,
        "decided agreed settled concluded opted chosen",
        (
            rf"\b{_WE}(?:'ve| have)? ?{_HAVE}(?:decided|agreed|settled|concluded|opted|chosen)\b"
            r"(?! (?:with(?! [\w' ]{1,30} (?:that|to|on)\b)|without|to disagree|if|whether|what|which|who|how|why|"
            r"when)\b)"
        ),
    ),
    (
        0.9,
        "decided settled final",
        (
            r"\b(?:it's|it is|that's|that is|this is|consider (?:it|this)|all) (?:now |then )?(?:decided|settled|"
            r"final)\b"
        ),
    ),
    (
        0.9,
        "call decision",
        r"\b(?:i'll|i will|i'm going to|let me) (?:take|make) (?:the|that|this) (?:call|decision)\b",
    ),
    (
        0.9,
        "rule policy decision",
        r"\b(?:that's|that is|this is|is) (?:now |hereby )?(?:the|our) (?:new )?(?:rule|policy|decision)\b",
    ),
    (
        0.85,
        "call decision verdict",
        r"^(?:my|the|final) (?:call|decision|verdict)\b(?! (?:was|has|is (?:fine|good|ok|due|up|still|pending)))",
    ),
    (
        0.85,
        "decision consensus agreement majority",
        r"\bthe (?:decision|consensus|agreement|majority) (?:is|was) (?:to|that|for|against)\b",
    ),
    (
        0.85,
        "majority consensus vote",
        r"\b(?:majority|consensus|vote) (?:says|is for|wins|went for)\b",
    ),
    (
        0.75,
        _GOES,
        (
            r"\b(?:let's|let us|we|we'll|we will|we shall|we're|we are|i'll|i will)"
            rf"(?: (?:just|all|then|now|definitely|simply|not))? {_GOING}"
        ),
    ),
    (0.7, _GOES, rf"^(?!run|proceed)(?:definitely |so )?{_GOING}"),
    (
        0.7,
        "it",
        (
            r"^(?!here|there|what|how|where|as|since|because|so|that)[^,;:]{2,40} it is(?: then)?(?:$|[,.!:–—-])"
            r"(?<!what it is)(?<!think it is)(?<!sure it is)"
            r"(?<!hope it is)(?<!recently it is)(?<!know it is)(?<!how it is)(?<!as it is)"
        ),
    ),
    (0.6, "wins", r"^[^,;:.]{2,40} wins$"),
    (
        0.6,
        "take pick choose",
        (
            r"\b(?:i'll|i will|we'll|we will|we) (?:take|pick|choose) "
            r"(?:option|number|plan|variant|proposal|the (?:first|second|third|former|latter)|[abc\d]\b)"
        ),
    ),
    (
        0.6,
        "default standard rule policy owner official",
        (
            r"\b(?:becomes?|will become|is now|will be|is going to be) (?:the|our) (?:new )?"
            r"(?:default|standard|rule|policy|owner|official)\b"
        ),
    ),
    (
        0.6,
        "from effective",
        r"\bfrom (?:now|today|here|next \w{4,7}) on\b|\beffective (?:immediately|today|from)\b",
    ),
    (0.5, "decided", r"\bi(?:'ve| have)? (?:now |finally )?decided (?:to|that|on|against|we)\b"),
    (
        0.5,
        "adopted cancelled canceled discontinued abandoned retired sunset",
        r"\b(?:is|are) (?:hereby |now )?(?:adopted|cancelled|canceled|discontinued|abandoned|retired|sunset)\b",
    ),
    (
        0.45,
        "we we'll we're",
        (
            r"\b(?:we'll|we will|we won't|we shall|we're (?:not )?going to|we are (?:not )?going to|"
            rf"we're (?:not )?gonna|we aren't going to) (?:not |no longer |only |always |never )?{_VERB}\b"
        ),
    ),
    (0.4, "then", r"^(?:[^,;:]{2,60}),? then$"),
    (
        0.4,
        "we're we",
        (
            r"\b(?:we're|we are) (?:not |no longer )?(?:doing|dropping|keeping|moving|switching|killing|"
            r"buying|"
            r"cutting|removing|replacing|retiring|postponing|cancelling|adopting|shipping) "
        ),
    ),
    (0.5, "overruling overrule", r"\bi(?:'m| am) overruling\b|\bi overrule\b"),
    (
        0.3,
        "we",
        (
            r"^we (?:(?:don't|do not|won't|no longer|only|always|never|now) )?"
            rf"(?!have|do|test|run|include|implement|share){_VERB}\b"
        ),
    ),
)

# --- it is proposed ------------------------------------------------------------------------------

PROPOSING = _weighed(
    (
        0.55,
        "proposal suggestion rfc recommendation counter-proposal counterproposal",
        r"^(?:(?:my|new|counter|revised)[ -]?)?(?:proposal|suggestion|rfc|recommendation)\b",
    ),
    (
        0.55,
        "propose suggest recommend move",
        r"\b(?:i|we)(?: would|'d)? (?:hereby )?(?:propose|suggest|recommend|move that)\b",
    ),
    (0.5, "let's let", r"\b(?:let's|let us)\b"),
    (
        0.5,
        "i i'd",
        r"\bi(?:'d| would) (?:go|vote|opt|pick|take|keep|drop|use|choose|do|stay|stick|try)\b",
    ),
    (0.5, "i i'm", r"\bi(?:'m| am) (?:for|in favou?r of|leaning|voting|inclined)\b"),
    (0.5, "vote preference", r"\b(?:my vote|i vote|vote for|my preference)\b"),
    (
        0.5,
        "we we'd",
        r"\bwe (?:should|ought to|must|had better)\b|\bwe'd better\b|\bwe shouldn't\b",
    ),
    (0.4, "i i'd", r"\bi(?:'d| would) (?:prefer|say|rather|call|like us)\b|\bi prefer\b"),
    (
        0.4,
        "about if don't not we who",
        (
            r"\b(?:how about|what about|what if we|why don't we|why not|shall we|should we|are we (?:all )?(?:ok|"
            r"agreed|good)|"
            r"who is in favou?r)\b"
        ),
    ),
    (
        0.4,
        "feel think",
        r"\bhow do (?:you|we) (?:all )?feel about\b|\bwhat do (?:you|we) (?:all )?think (?:about|of) \w{3,}ing\b",
    ),
    (0.4, "maybe perhaps", r"^(?:maybe|perhaps) (?:we|just|the)\b"),
    (
        0.35,
        "against opposed objects objections",
        r"\bany(?:one|body) (?:against|opposed|objects?)\b|\bany objections\b|\bobjections\?",
    ),
    (
        0.3,
        "we",
        r"\bwe (?:could|can|might|may|need to|have to)\b|\b(?:can|could|may) we\b|\bdo we\b",
    ),
)
CHOICE = _cues(
    ("or either whether which versus vs", r"\b(?:or|either|whether|which|versus|vs)\b"),
    ("we", r"\b(?:should|shall|do|can|could) we\b"),
    (
        "what what's how who",
        (
            r"\b(?:what do you|what should|what's our|what is our|how do (?:you|we)|how should|who is in favou?r|"
            r"how about|what about)\b"
        ),
    ),
    ("option candidates alternative alternatives", ""),
)
"""In a question: the answer to it is a decision."""

# --- what is said to it --------------------------------------------------------------------------

APPROVING = _cues(
    (
        "do go ship make approved merge",
        r"^(?:please )?(?:do it|go ahead|go for it|ship it|make it so|approved|merge it)\b",
    ),
    (
        "let's you green signed",
        (
            r"^(?:let's do (?:it|that|this)|you have my (?:ok|go|blessing)|green light|signed off)\b|"
            r"^let's go(?: for it| ahead)?[.!]?$"
        ),
    ),
)
STRONG = _cues(
    (
        "",
        (
            r"^(?:(?:\+ ?1|👍|💯|✅|🙌|👌)|(?:agreed?|i agree|sounds? (?:good|great|fine|right|reasonable|like a plan)|"
            r"(?:that )?works(?: for (?:me|us))?|i'm (?:ok|fine|good|happy|in|on board|sold|for it)|"
            r"(?:i )?(?:like|love) (?:it|that)|"
            r"makes (?:perfect |total )?sense|lgtm|no objections?|none from me|deal|same here|me too|seconded|"
            r"second that|"
            r"(?:that's|that is) (?:fine|a good idea|better)|good (?:idea|call|plan)|can live with (?:it|that)|"
            r"both work|"
            r"(?:yes|yeah|yep)[,!]? (?:please|let's|agreed|do|definitely|absolutely)|not me|i'd agree|absolutely|"
            r"definitely)\b|"
            r"(?:perfect|works)[.!]?$|[\w ]{1,30} agrees$)"
        ),
    ),
    ("me us", r"\b(?:good|fine|ok|okay) (?:by|with|for) (?:me|us)\b"),
    (
        "objections agree live",
        r"\bno objections\b|\bi(?:'d| would)? (?:fully |totally )?agree\b|\bcan live with (?:it|that)\b",
    ),
)
WEAK = _cues(
    (
        "",
        (
            r"^(?:yes|yep|yup|yeah|ya|sure|ok|okay|k|right(?! now)|exactly|of course|perfect|great|good|cool|nice|fine|"
            r"alright|all right|"
            r"fair(?: enough)?|will do|on it|mm-?hmm?|uh-huh|true|i think so|think so|totally|yay|done|"
            r"makes sense|better)\b"
        ),
    ),
)
OBJECTING = _cues(
    (
        "no nope 1 nah wait hold hang stop",
        (
            r"^(?:(?:actually|ok|but|hm+|oh)[,.]? )?"
            r"(?:no(?:$|[,.!;–—-](?! (?:objections?|problem|worries|go ahead|that's fine))| "
            r"(?:we|i|that|it|this|way|please|let's|the|but|not|sorry)\b)|nope\b(?!,? go)|-1\b|nah\b|wait\b|"
            r"hold on|hang on|stop\b)"
        ),
    ),
    ("disagree object oppose", r"\bi (?:(?:strongly|really|still) )?(?:disagree|object|oppose)\b"),
    (
        "against opposed object",
        r"\bi(?:'d| would| am|'m) (?:strongly )?(?:be )?(?:strongly )?(?:against|opposed|object)\b",
    ),
    (
        "agree think like sure convinced happy comfortable ok sold",
        (
            r"\bi (?:don't|do not) (?:agree|think|like)\b|\bi'm not (?:sure|convinced|happy|comfortable|ok|sold)\b|"
            r"\b(?:not convinced|not sure|not happy with)\b"
        ),
    ),
    (
        "fan blocking veto please bad fast won't wait doesn't work body",
        (
            r"\b(?:not a fan|i'm blocking|i am blocking|veto|please don't|bad idea|not so fast|won't work|"
            r"can we wait|"
            r"doesn't work for (?:me|us)|will not work|over my dead body)\b"
        ),
    ),
)
RETRACTING = _cues(
    (
        "scratch never nevermind forget strike second take",
        (
            r"\b(?:scratch that|never ?mind|forget (?:it|that|what i said)|strike that|on second thought|"
            r"i take (?:it|that) back)\b"
        ),
    ),
    (
        "mind disregard cancel wrong undo belay corrected",
        (
            r"\b(?:changed? (?:my|our) mind|disregard|cancel that|i was wrong|let's undo|belay that|"
            r"i stand corrected)\b"
        ),
    ),
    (
        "reversing reverting rolling overturned more all square reopening",
        (
            r"\b(?:we(?:'re| are) (?:reversing|reverting|rolling) (?:that|this|it|the decision)|overturned|"
            r"not (?:going|doing) (?:with )?(?:that|it) (?:any ?more|after all)|back to square one|"
            r"reopening this)\b"
        ),
    ),
    ("withdrawn withdraw", r"^(?:hm+,? )?withdrawn\b|\bi withdraw\b"),
)
DEFERRING = _cues(
    ("let", r"\blet me (?:think|ask|check|look|see|sleep|talk|get back|dig|find out)\b"),
    ("now", r"\bleave (?:it|this|that)\b.{0,20}\bfor now\b"),
    ("i'll", r"\bi'll (?:think|ask|check|get back|look into|sleep|find out|bring it|set up a)\b"),
    (
        "park parking table tbd decided undecided discussed agreed settled",
        (
            r"\b(?:park(?:ing)? (?:it|this|that)|table (?:it|this|that)|tbd|to be (?:decided|discussed)|undecided|"
            r"not (?:yet )?decided|"
            r"(?:haven't|have not|hasn't been|isn't|not been|nothing(?:'s| is| has been)?) (?:yet )?(?:decided|"
            r"agreed|settled))\b"
        ),
    ),
    (
        "decision bring sleep need wait early",
        (
            r"\b(?:no decision|bring (?:it|this|that) (?:up|to)|sleep on it|need more (?:data|input|time|info|"
            r"than)|wait for|"
            r"too early)\b"
        ),
    ),
    (
        "later tomorrow next offline",
        (
            r"\b(?:decide|discuss|talk about|pick (?:it|this) up|continue) (?:it |this |that )?"
            r"(?:later|tomorrow|next \w{4,6}|offline)\b"
        ),
    ),
    (
        "depends see know open again urgent",
        r"\b(?:depends on|we'll see|let's see|don't know yet|leave it open|still open|not again|not urgent)\b",
    ),
)

# --- it is not now, not us, not meant -----------------------------------------------------------------

REPORTING = _cues(
    (
        "last ago then",
        (
            r"\b(?:last (?:year|month|quarter|time|sprint|spring|summer|autumn|fall|winter)|(?:years?|months?|"
            r"weeks?) ago|"
            r"back then)\b"
        ),
    ),
    (
        "we they the",
        r"\b(?:in|back in|since) (?:19|20)\d\d,? (?:we|they|the)\b|\b(?:19|20)\d\d (?:we|they)\b",
    ),
    ("time used originally historically", r"\b(?:at the time|used to|originally|historically)\b"),
    (
        "decided agreed went",
        (
            r"\b(?:they|he|she|who|somebody|someone|competitors?|(?:the )?(?:customer|client|vendor)|github|"
            r"google|apple|amazon|"
            r"microsoft) (?:'ve |has |have )?(?:decided|agreed|went)\b"
        ),
    ),
    (
        "decided agreed settled went decide agree settle",
        (
            r"\bdid (?:we|you) (?:\w+ )?(?:decide|agree|settle)\b|\bwe(?:'d| had) (?:decided|agreed|settled)\b|"
            r"\b(?:remember|recall|why|what|where|when|who|whether|if|once|until|as|after) (?:\w+ ){0,2}we(?:'ve|"
            r" have)? "
            r"(?:decided|agreed|settled|went)\b|\bbefore we (?:decide|agree)\b|\bwas (?:it )?decided\b|"
            r"\bas (?:decided|agreed)\b"
        ),
    ),
)
SUPPOSING = _cues(
    (
        "if imagine suppose assuming had theory hypothetically theoretically",
        (
            r"^(?:if (?:we|i|they|you)\b(?! (?:all )?agree)|imagine|suppose|assuming we|what if|had we|in theory|"
            r"hypothetically|"
            r"theoretically)|\bif we (?:went|go|had|did|were|decided|decide|chose|choose|used|use|took|take)\b|"
            r"\bif only\b"
        ),
    ),
    (
        "have wish world dreaming day someday",
        r"\b(?:would have|could have|should have|wish we|we'd have|in an ideal world|dreaming|some ?day|one day)\b",
    ),
)
JOKING = _cues(
    ("lol lmao rofl jk kidding joking", ""),
    ("", r"🙃|😂|🤣|😜|😝|\bhaha|\bhehe|(?:^|\s)/s(?:$|\s)"),
    ("moon rewrite", r"\bto the moon\b|\brewrite (?:everything|it all|the world) in\b"),
)
JOKING_EMOJI = listed(
    "joy rolling_on_the_floor_laughing rofl upside_down_face stuck_out_tongue stuck_out_tongue_winking_eye "
    "zany_face laughing lol clown_face troll trollface"
)
_POINTED = (
    r"(?:it|that|this|that one|this one|the (?:former|latter|first|second|third|last|other)(?: one| option)?|"
    r"yours|(?:your|@?\w{1,40}'s|\w{1,40}s') (?:proposal|suggestion|idea|version|plan)|"
    r"(?:option |plan |variant |proposal |number |alternative )?#?(?:[a-h]|\d|\((?:[a-h]|\d)\)|one|two|three))"
)
BARE = re.compile(r"^(?:[a-h]|\((?:[a-h]|[1-9])\))$")
"""Nothing but an option's label."""
LEANING = re.compile(
    r"^(?:let's (?:do|go with|go for|take|stick with|keep|ship|run with)|"
    r"(?:i'll |we'll |we |i |we're |we are )?(?:do|doing|go with|going with|go for|take|ship|shipping|stick with))"
    rf" {_POINTED}(?: (?:then|it is|for now|please|wins)){{0,2}}$|"
    rf"^{_POINTED} (?:then|it is|wins|please)(?: (?:then|it is|for now|please|wins))?$|"
    r"^(?:option |plan |variant |proposal |number |alternative )#?(?:[a-h]|\d|one|two|three)$|"
    r"^the (?:former|latter|first one|second one|third one|last one|(?:first|second|third|last) option)$|"
    r"^(?:it's |that's )?(?:decided|settled|agreed) then$"
)


def unlabelled(text: str) -> str:
    """Without "Decision:" and its like in front."""
    label = _SAID.match(lowered(text[:100]))
    rest = text[label.end() :] if label else ""
    return rest or text
