"""What can be typed after `/decision`, and what a mention may ask of the decision log."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from cadence.decisions.model.decision import LIVE, Status


class Verb(StrEnum):
    NEW = "new"
    LIST = "list"
    SEARCH = "search"
    SHOW = "show"
    SUPERSEDE = "supersede"
    REVIEW = "review"
    LINK = "link"
    HELP = "help"
    LOG = "log"
    """Draft from this thread; by mention or shortcut, never typed as a command."""
    ASK = "ask"
    """A question in plain words: why, what, who; by mention or direct message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    verb: Verb
    number: int | None = None
    """Of D-42."""
    words: str = ""
    """What was searched for, asked, said after "log decision", linked to, or given as a new review date. Of a link that
    begins at a signal, a learning or a principle: all of it, and `number` is None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misused:
    """It can't be read as a command: what is wrong with it, to be shown with the usage."""

    why: str
    verb: Verb | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What was asked to be listed. What is empty excludes nothing."""

    statuses: frozenset[Status] = frozenset()
    is_mine: bool = False
    """Those that the asker decided."""
    channel: str | None = None
    """A channel's name or id, without "#"."""
    words: str = ""
    """The name of an area, product, project or epic."""


MOST_CHARACTERS = 1000
"""Of what is typed, as much is read: no command is longer, and a question no better for being so."""

_ALIKE = 72
"""From this likeness on (0 to 100), a word counts as one that was meant."""

_WORDS: Mapping[Verb, tuple[str, ...]] = {
    Verb.NEW: ("new", "log", "create", "add", "record", "draft", "make", "write", "start"),
    Verb.LIST: ("list", "ls", "all", "recent", "latest", "mine", "decisions", *Status),
    Verb.SEARCH: ("search", "find", "grep", "look", "about", "query"),
    Verb.SHOW: ("show", "open", "view", "get", "read", "see", "display"),
    Verb.SUPERSEDE: ("supersede", "replace", "supercede", "overturn", "revoke"),
    Verb.REVIEW: ("review", "revisit", "extend", "remind", "reconsider"),
    Verb.LINK: ("link", "connect", "attach", "relate"),
    Verb.HELP: ("help", "usage", "commands", "?", "man"),
    Verb.ASK: ("why", "who", "when", "what", "which", "how", "did", "have", "has", "is"),
}
_VERBS = {word: verb for verb, words in _WORDS.items() for word in words}
_NEAR = tuple(
    word for word in _VERBS if len(word) > 2 and word not in (*Status, "mine", "all", "decisions")
)

_NUMBER = re.compile(
    r"""(?:\W{0,3}\bd\s?[-‐‑‒–—−#]?\s?|\W{0,3}\#\s?|["'“`*(]{0,3})  # "D-", "d", "#", or nothing
        (?P<number>[0-9]{1,9})(?![0-9\w-])[\])"'”`*,:;.!?]*\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_ALONE = re.compile(r"\W{0,3}(?:d\s?[-‐‑‒–—−#]?|\#)?\s?[0-9]{1,9}\W{0,3}", re.IGNORECASE)
_MEANT_AS_ONE = re.compile(r"\W{0,3}(?:d\s?[-‐‑‒–—−#]|d|\#)?\s?[0-9]", re.IGNORECASE)
_NODE = re.compile(r"[SLP]-[1-9][0-9]{0,8}\b", re.IGNORECASE)
_FILLER = re.compile(
    r"^(?:(?:me|the|a|an|for|decisions?|number|no\.?|about|up)\s+)+", re.IGNORECASE
)


def command(text: str) -> Command | Misused:
    """What follows `/decision`; nothing is a call for help."""
    said = " ".join(text[:MOST_CHARACTERS].split())
    if said.casefold().startswith("/decision"):
        said = said[len("/decision") :].removeprefix("s").lstrip(" :")
    if _ALONE.fullmatch(said):
        return _on_one(Verb.SHOW, said)
    first, _, rest = said.partition(" ")
    word = first.casefold().rstrip(":,.!")
    verb = Verb.HELP if not said.strip("?!. ") else _VERBS.get(word)
    return _unknown(said, first) if verb is None else _read(verb, word, rest.strip(), said)


def listing(words: str) -> Listing:
    """The words of a `list`: a status, "mine", "in #channel", and whatever else is the name of what it is about."""
    statuses, left, mine, channel = set[Status](), list[str](), False, None
    for word in words.split():
        bare = word.casefold().strip(",.;:")
        if bare in _STATUSES:
            statuses |= _STATUSES[bare]
        elif bare in ("mine", "my", "me"):
            mine = True
        elif word.startswith("#") and len(word) > 1:
            channel = word[1:]
        elif bare not in _EMPTY:
            left.append(word)
    return Listing(
        statuses=frozenset(statuses), is_mine=mine, channel=channel, words=" ".join(left)
    )


_STATUSES: Mapping[str, frozenset[Status]] = {
    **{status.value: frozenset({status}) for status in Status},
    "live": LIVE,
    "pending": frozenset({Status.PROPOSED}),
    "replaced": frozenset({Status.SUPERSEDED}),
}
_EMPTY = frozenset(
    {"all", "about", "the", "in", "by", "of", "for", "on", "and", "decisions", "decision"}
)


def number_in(text: str) -> tuple[int, str] | None:
    """The number that the text begins with, as "D-42", "d42", "#42" or "42", and what follows it."""
    found = _NUMBER.match(text)
    if found is None or int(found["number"]) == 0:
        return None
    return int(found["number"]), text[found.end() :].strip()


def _read(verb: Verb, word: str, rest: str, said: str) -> Command | Misused:
    if verb is Verb.ASK:
        return Command(verb=verb, words=said)
    if verb is Verb.LIST:
        words = rest if word in ("list", "ls", "all", "decisions") else f"{word} {rest}"
        return Command(verb=verb, words=words.strip())
    if verb in (Verb.SHOW, Verb.SUPERSEDE, Verb.REVIEW, Verb.LINK):
        return _on_one(verb, rest)
    if verb is Verb.SEARCH:
        return _search(rest)
    return Command(verb=verb, words=rest)


def _search(rest: str) -> Command | Misused:
    words = _FILLER.sub("", rest) or rest
    if not words:
        why = "Say what to search for, as in “search retention of logs”."
        return Misused(why=why, verb=Verb.SEARCH)
    return Command(verb=Verb.SEARCH, words=words)


def _on_one(verb: Verb, rest: str) -> Command | Misused:
    """A verb that is about one decision."""
    asked = _FILLER.sub("", rest)
    if verb is Verb.SHOW and rest.casefold() in ("all", "decisions", "all decisions", "mine"):
        return Command(verb=Verb.LIST, words="mine" if rest.casefold() == "mine" else "")
    if verb is Verb.LINK and _NODE.match(asked):
        return Command(verb=verb, words=asked)
    found = number_in(asked)
    if found is None:
        return Misused(why=_no_number(verb, asked), verb=verb)
    number, words = found
    if verb is Verb.LINK and not _linked(words):
        return Misused(why=f"Say what to link D-{number} to, as in “{_EXAMPLES[verb]}”.", verb=verb)
    return Command(verb=verb, number=number, words=_linked(words) if verb is Verb.LINK else words)


def _linked(words: str) -> str:
    return re.sub(r"^(?:to|with|and|->|→)\s+", "", words, flags=re.IGNORECASE).strip()


_EXAMPLES = {
    Verb.SHOW: "show D-42",
    Verb.SUPERSEDE: "supersede D-42",
    Verb.REVIEW: "review D-42 on 1 March",
    Verb.LINK: "link D-42 PAY-123",
}


def _no_number(verb: Verb, asked: str) -> str:
    example = _EXAMPLES[verb]
    if not asked:
        return f"Which decision? Give its number, as in “{example}”."
    if _MEANT_AS_ONE.match(asked):
        return f"“{_short(asked)}” is no decision's number: they look like D-42, as in “{example}”."
    return (
        f"“{verb}” needs a decision's number, as in “{example}”. "
        f"To find one by its words: “search {_short(asked)}”."
    )


def _unknown(said: str, word: str) -> Misused:
    near = process.extractOne(word[:30].casefold(), _NEAR, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if near is None:
        return Misused(
            why=f"I don't know “{_short(word)}”. To look for words: “search {_short(said)}”."
        )
    verb = _VERBS[near[0]]
    meant = verb.value if verb is not Verb.ASK else near[0]
    return Misused(why=f"I don't know “{_short(word)}”. Did you mean “{meant}”?", verb=verb)


def _short(text: str) -> str:
    """Of what somebody typed, as much as is needed to recognise it."""
    plain = "".join(each for each in text if each.isprintable())
    return plain if len(plain) <= 40 else f"{plain[:39].rstrip()}…"
