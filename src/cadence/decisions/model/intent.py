"""Whether something said to Cadence in plain words concerns decisions, and what it asks for.

Everything else is the status room's. What could be either goes to the room that can answer: why an issue is blocked or
why there are so many bugs stands in the tracker, why the team works as it does stands in the log.
"""

import re

from cadence.decisions.model.commands import (
    MOST_CHARACTERS,
    Command,
    Misused,
    Verb,
    command,
    number_in,
)


def intent(text: str) -> Command | None:
    """None for what is not about decisions. Pure, and quick whatever is said: an acknowledgement waits for it.

    `words` of a question are what it is about ("use Kafka" of "why do we use Kafka?"), empty where it says only "that".
    A "/decision …" that was typed as text and can't be read is a call for help, with what is wrong as its words.
    """
    said = " ".join(text[:MOST_CHARACTERS].replace("’", "'").split())
    if said.casefold().startswith("/decision"):
        return _typed(said)
    bare = _POLITE.sub("", said)
    return _to_log(bare) or _about_one(bare) or _about_the_log(bare) or _asked(bare)


def _typed(said: str) -> Command:
    told = command(said)
    return Command(verb=Verb.HELP, words=told.why) if isinstance(told, Misused) else told


_POLITE = re.compile(
    r"""^(?:(?:hey|hi|hello|ok|okay|so|and|but|please|pls|thanks|thx|@?cadence|team|quick\ question|question
        |(?:can|could|would|will)\ (?:you|we|u)|i(?:'d|\ would)\ like\ (?:you\ )?to(?:\ know)?
        |i\ (?:want|need)\ (?:you\ )?to(?:\ know)?|let'?s|remind\ (?:me|us)|tell\ (?:me|us)
        |explain(?:\ to)?(?:\ (?:me|us))?|do\ you\ (?:know|remember)|does\ any(?:one|body)\ (?:know|remember)
        |just|also|again|actually)\b[\s,:;.!–—-]*)+""",
    re.IGNORECASE | re.VERBOSE,
)

# --- to log ----------------------------------------------------------------------------------------

_TO_LOG = r"(?:log|record|capture|document|save|note(?: down)?|write down|register|minute)"
_THIS = r"(?:this|that|it|these|the above|(?:this |the )?(?:thread|conversation|discussion))"
_A_DECISION = r"(?:(?:a|an|the|this|that|our|my|these) )?(?:new )?decisions?"
_HERE = (
    r"(?:(?:down|here|please|pls|now|then|too|for (?:us|me|later|the record)"
    r"|(?:to|in|into) the (?:decision )?log))"
)
_LOG = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_TO_LOG} (?:{_THIS} )?(?:as )?{_A_DECISION}(?![\w'-])(?P<words>.*)",
        rf"{_TO_LOG} {_THIS}(?: {_HERE})*(?=$|[\s]?[,.:;!?–—]|\s-\s)(?P<words>.*)",
        rf"{_TO_LOG} what (?:we|was|we've|has been)(?: just)? (?:decided|agreed)(?P<words>.*)",
        rf"(?:make|turn|draft|create|add|start) (?:{_THIS} )?(?:into )?{_A_DECISION}(?![\w'-])(?P<words>.*)",
        r"new decision(?![\w'-])(?P<words>.*)",
        r"deci(?:sion|ded)\s?[:–—](?P<words>.*\w.*)",
        (
            r"(?:we|the team|team)(?:'ve| have| has)?(?: just| now| all| finally)*"
            r" (?:decided|agreed) (?:to|that|on|against|not to) (?P<words>.*[^?])"
        ),
    )
)
_LOG_AT_ITS_END = re.compile(
    rf"[,.;:!?–—]\s?(?:and |so )?(?:please |pls |can you |could you )*"
    rf"{_TO_LOG} (?:{_THIS}|(?:this|that|the) decision)(?:,? (?:please|pls|thanks))?[\s.!?]*$",
    re.IGNORECASE,
)


def _to_log(said: str) -> Command | None:
    for pattern in _LOG:
        if found := pattern.fullmatch(said):
            return Command(verb=Verb.LOG, words=_tidy(found["words"]))
    if found := _LOG_AT_ITS_END.search(said):
        return Command(verb=Verb.LOG, words=_tidy(said[: found.start()]))
    return None


def _tidy(words: str) -> str:
    bare = words.strip(" ,.:;!?–—-")
    return "" if bare.casefold() in ("please", "pls", "thanks") else bare


# --- about a decision or the log -------------------------------------------------------------------

_ONE = re.compile(r"(?<![\w/#-])d[-‐‑‒–—−]\s?[0-9]{1,9}(?![\w-])", re.IGNORECASE)
_KEY = re.compile(r"(?<![\w/-])[A-Za-z][A-Za-z0-9_]{1,9}-[1-9][0-9]{0,8}(?![\w-])")
_ON_ONE = {
    "supersede": Verb.SUPERSEDE,
    "replace": Verb.SUPERSEDE,
    "review": Verb.REVIEW,
    "revisit": Verb.REVIEW,
    "extend": Verb.REVIEW,
    "link": Verb.LINK,
    "connect": Verb.LINK,
    "attach": Verb.LINK,
}


def _about_one(said: str) -> Command | None:
    """Of "D-42": what the first word says, else it is shown. Beside a Jira key it is asked for only by such a word."""
    found = _ONE.search(said)
    if found is None:
        return None
    first = said.partition(" ")[0].casefold()
    if first in _ON_ONE and (told := _on_one(said)):
        return told
    if _KEY.search(said):
        return None
    named = number_in(found[0])
    return Command(verb=Verb.SHOW, number=named[0]) if named else None


def _on_one(said: str) -> Command | None:
    told = command(said)
    return None if isinstance(told, Misused) else told


_LOG_ITSELF = tuple(
    (verb, re.compile(pattern, re.IGNORECASE | re.VERBOSE))
    for verb, pattern in (
        (
            Verb.HELP,
            r"""(?:help(?:\ me)?(?:\ with)?|how\ do\ i\ (?:log|record|use))\ (?:(?:the|a|your)\ )?decisions?(?:\ log)?
                |decisions?(?:\ log)?\ help|what(?:'s|\ is)\ (?:the|a)\ decision\ log""",
        ),
        (
            Verb.LIST,
            r"""(?:(?:list|show|give\ me|what\ are|which\ are|see)\ )?(?:(?:me|all|of|the|our)\ )*
                (?P<words>(?:(?:my|open|live|recent|latest|last|proposed|accepted|rejected|superseded|deprecated)\ )*)
                (?:decision\ log|decisions)(?P<rest>(?:\ (?:in|of|for|by)\ [^?]+)?)""",
        ),
        (
            Verb.SEARCH,
            r"""(?:(?:search|find|look\ for|look\ up|show|list|get)\ )?
                (?:(?:me|for|all|any|the|a|our|past|earlier|previous)\ )*decisions?(?:\ log)?
                \ (?:about|on|regarding|concerning|around|for|with|to)\ (?P<words>.+)""",
        ),
    )
)


def _about_the_log(said: str) -> Command | None:
    bare = said.rstrip(" ?.!")
    for verb, pattern in _LOG_ITSELF:
        if found := pattern.fullmatch(bare):
            parts = found.groupdict("")
            words = f"{parts.get('words', '')} {parts.get('rest', '')}"
            return Command(verb=verb, words=" ".join(words.split()))
    return None


# --- asked -----------------------------------------------------------------------------------------

_BUG = (
    r"(?:bugs?|issues?|tickets?|defects?|crash(?:es)?|regressions?|blockers?|incidents?|p[0-9]s?|errors?|failures?"
    r"|stories|epics?|sub-?tasks?|backlog)"
)
_PIECES = {
    "aux": r"(?:did|have|had|has|do|does|is|are|was|were|'s|'d|'ve)",
    "we": r"(?:the team|our team|[\w-]+)",
    "ever": (
        r"(?: (?:ever|all|already|been|just|actually|really|exactly|currently|still|not|always|never|only|even"
        r"|also))*"
    ),
    "decided": r" (?:decid(?:ed|ing|e)|agreed|agree|settled|settle|concluded|conclude)(?![\w-])",
    "about": (
        r"(?: (?:about|on|upon|regarding|concerning|around|for|with|to|behind|that|whether)(?![\w-]))?"
    ),
    "is": r"(?:'s| is| was| are| were)",
    "a": r"(?: (?:an?|the|our|any|some|this|that|earlier|previous|existing|logged|recorded|final))*",
    "made": r"(?: (?:made|taken|recorded|logged))?",
    "do": (
        r"(?:did|do|don't|didn't|are|aren't|were|weren't|have|haven't|had|must|can't|won't|would|wouldn't"
        r"|shouldn't|should|'d)"
    ),
    "picked": (
        r"(?:chosen|picked|selected|adopted|abandoned|deprecated|ruled out|turned down|favou?red|preferred"
        r"|rejected|dropped|retired|phased out)"
    ),
    "took": (
        r"(?:use|chose|picked|went|dropped|moved|switched|adopted|rejected|stopped|started|have|do|are|don't"
        r"|didn't)"
    ),
}


def _phrases(*phrases: str) -> tuple[re.Pattern[str], ...]:
    """Patterns with the pieces above in braces; "..." is what was asked about."""
    spelt = (each.format(**_PIECES).replace("...", "(?P<words>.*)") for each in phrases)
    return tuple(re.compile(each, re.IGNORECASE) for each in spelt)


_DECISIVE = _phrases(
    r"(?:what|which|when|where|how|who|why)(?: exactly| else)? ?{aux}(?: {we})?{ever}{decided}{about}...",
    r"(?:what|who|when|where|why)(?:'s| was| were)?(?: it| this| that)?{ever}{decided}{about}...",
    r"what{is}{ever}{a} decisions?{made}{about}...",
    r"(?:(?:is|was|are|were) there|(?:do|did|have) we (?:have|got)|have we|any){ever}{a} decisions?{made}{about}...",
    r"(?:did|have|had|has) {we}{ever}{decided}{about}...",
    r"(?:what|which) decisions? (?:did|have|do) we (?:make|take|made|taken|have){about}...",
    r"(?:what|which) decisions? (?:(?:was|were) made|is there|are there|led to|covers?){about}...",
    r"who (?:made|took) (?:the|that|this) (?:decision|call){about}...",
    r"(?:what{is}|is there){a} (?:rationale|reasoning|reasons?|thinking) (?:behind|for|that we)...",
    r"(?:how come|since when (?:do|are|have)) we...",
)
_PRACTICE = _phrases(
    r"why ?{do} (?:we|our team|the team){ever}(?P<words> .+)",
    r"why (?:do|don't|didn't|did|must|can't) our(?P<words> .+)",
    r"why (?:was|were|is|are)(?P<words> .+ {picked}(?![\w-]).*)",
    r"why we(?P<words> {took} .+)",
)
_TRACKED = re.compile(
    rf"""(?:so|that|this|too|how)\ (?:many|few)\b|\bmore\ (?:\w+\ )?{_BUG}\b|\b[0-9]+\ (?:\w+\ )?{_BUG}\b
        |\b(?:open|unresolved|critical|reopened|unassigned|overdue|stale|new|outstanding|unfixed)
         \ (?:\w+\ ){{0,2}}{_BUG}\b
        |\b(?:get|getting|see|seeing|have|having|got)\ (?:\w+\ ){{0,3}}{_BUG}\b
        |\b(?:this|that|the|these|those)\ (?:\w+\ ){{0,2}}{_BUG}\b
        |\bp[0-9]s?\b|\b(?:blocked|stuck|delayed|late|behind|slipping|slipped|failing|waiting)\b|\breopened?\b
        |\b(?:fix|fixed|fixing)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""What the tracker can tell: how many there are, how one of them stands, what holds a release up."""


def _asked(said: str) -> Command | None:
    bare = said.rstrip(" ?.!")
    if found := next(filter(None, (pattern.fullmatch(bare) for pattern in _DECISIVE)), None):
        return Command(verb=Verb.ASK, words=_subject(found["words"]))
    if _KEY.search(bare) or _TRACKED.search(bare):
        return None
    found = next(filter(None, (pattern.fullmatch(bare) for pattern in _PRACTICE)), None)
    return Command(verb=Verb.ASK, words=_subject(found["words"])) if found else None


_AROUND = re.compile(
    r"^(?:(?:about|on|regarding|for|to|that|whether|if|the question of)\s+)+"
    r"|[\s,]+(?:please|again|yet|back then|in the end|anyway|by the way|btw|now|then)$",
    re.IGNORECASE,
)
_ONLY_THAT = frozenset(
    {"", "that", "this", "it", "so", "do that", "do this", "do it", "there", "here"}
)


def _subject(words: str) -> str:
    bare = _AROUND.sub("", words.strip(" ,.:;!?–—-")).strip(" ,.:;!?–—-")
    return "" if bare.casefold() in _ONLY_THAT else bare
