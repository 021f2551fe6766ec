"""What was said around a decision: context, options, reasons, consequences, when to look again, where it counts.

Every function takes the sentences that belong to the decision and gives back people's own words, each with the sentence
that holds it. What nobody said is not there.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cadence.decisions.model.decision import Option, Reversibility
from cadence.decisions.model.drafting.cues import Act, Move, core, unlabelled
from cadence.decisions.model.drafting.dates import day_ahead
from cadence.decisions.model.drafting.subjects import subject
from cadence.decisions.model.drafting.text import Sentence, ordinary

_BECAUSE = re.compile(
    r"\b(?:because|since (?!yesterday|monday|tuesday|wednesday|thursday|friday|last|the (?:start|beginning)|\d)|so that|otherwise|"
    r"due to|the (?:main |only )?reason|thanks to|in order to|given (?:that|the|how)|saves?(?: us)?|costs?(?: us)?|avoids?|"
    r"reduces?|cheaper|faster|easier|simpler|safer|cleaner|slower|pays off|already (?:have|pay|use|run|know)|worth it|not worth|too (?:expensive|slow|risky|complex|much|late|big|hard)|"
    r"enough|no need|nobody|hasn't|isn't|eol|end of life|deprecated|less (?:work|risk|code)|makes (?:it|sense)|fewer|overkill|boring|proven|"
    r"complain|breaks?|kills?|settles? it|numbers|results?|risk|wins?)\b"
)
_SO = re.compile(
    r"\b(?:(?:this|that|which|it) (?:also )?means|meaning (?:that|we)|as a (?:consequence|result)|consequences?|trade-?offs?|downsides?|the price is|"
    r"we(?:'ll| will) (?:have|need) to|(?:has|have|needs?|will have|will need) to (?:be )?(?:migrat|chang|rewrit|updat|mov|tell|inform|remov|adapt)|"
    r"breaking change|in return|at the (?:cost|expense|price) of|we (?:lose|give up|accept)|will break|won't be able|can stay on|"
    r"existing (?:customers|users|clients|data))\b|^(?:i'll|i will) (?:flip|update|tell|change|write|migrate|remove|announce|let|inform|create|open|file|move|adapt)\b"
)
_AGAIN = re.compile(
    r"\b(?:revisit|re-?visit|review (?:it|this|that|the|in|again|on)|look(?:ing)? (?:at (?:it|this|that|the [^.]{1,40}) )?again|re-?evaluate|reconsider|reassess|re-?open|"
    r"re-?think|think again|check (?:again|back|in again)|come back to (?:it|this|that)|take another look|another look|see (?:again )?how it|look at (?:it|this|the|making|how)|evaluate (?:it|this|again)?|"
    r"decide again|talk again|retrospect|time-?box(?:ed)?)\b"
)
_ONLY_IF = re.compile(r"\b(?:if|when|once|after|as soon as|unless|should)\b")
_HARD = re.compile(
    r"\b(?:can't|cannot|can not|won't be able to|hard to|impossible to|difficult to|no way to) (?:easily )?(?:undo|reverse|revert|go back|roll (?:it |this )?back|take (?:it|this|that) back|change (?:it|this|that)? ?(?:later|back|again|afterwards))|"
    r"\b(?:irreversible|one-?way door|no way back|no going back|point of no return|not reversible|burn(?:ing|s)? (?:the|our) (?:bridges|boats|ships))\b"
)
_EASY = re.compile(
    r"\b(?:easy to|easily|can (?:always |still |easily )?(?:just )?|could always|simple to|trivial to|cheap to) ?(?:undo|undone|reverse|reversed|revert|reverted|go back|roll (?:it |this )?back|rolled back|switch back|turn (?:it )?off|flip (?:it )?back|change (?:it|this|that|our mind)? ?(?:later|back|again))|"
    r"\b(?:two-?way door|reversible|nothing is set in stone|not set in stone)\b"
)
_EITHER = re.compile(
    r"\b(?:either )?(?P<one>[\w.#+-]+(?: [\w.#+-]+){0,4}?) (?:or|vs\.?|versus) (?P<other>[\w.#+-]+(?: [\w.#+-]+){0,4})\s*\?"
)
_LISTED = re.compile(
    r"^\W{0,3}(?:(?:option|plan|variant|proposal|alternative) ?#?(?P<named>[a-e]|\d)\b\s*[:).–—-]?\s*|\(?(?P<mark>[a-e]|\d)(?:\)|[:.](?=\s))\s*)(?P<text>\S.*)"
)
_RATHER = re.compile(
    r"\b(?:instead of|rather than|and not|, not|over|not)\s+(?P<other>[\w.#+@%/-]+(?: [\w.#+@%/-]+){0,5})"
)
_INSTEAD = re.compile(
    r"\b(?:instead of|rather than)\s+(?P<other>[\w.#+@%/'-]+(?: [\w.#+@%/'-]+){0,5})"
)
_URL = re.compile(r"https?://[^\s<>|\"]{3,500}")
KEY = re.compile(r"(?<![\w/.-])(?P<project>[A-Z][A-Z0-9_]{1,9})-(?P<number>[1-9]\d{0,6})(?![\w-])")
_NO_PROJECT = frozenset(
    [
        "UTF",
        "SHA",
        "ISO",
        "RFC",
        "CVE",
        "TLS",
        "SSL",
        "GPT",
        "COVID",
        "HTTP",
        "IPV",
        "ES",
        "PEP",
        "ECMA",
        "IEEE",
        "MP",
        "MD",
        "AES",
        "RSA",
        "WIN",
        "UTC",
        "GMT",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Somebody's words, and the message they stand in."""

    text: str
    place: int


def reasons(saying: Sequence[Move], around: Sequence[Move]) -> tuple[Words, ...]:
    """What was said for it: beside the decision in its own message, and by what says "because" anywhere around."""
    own = {move.sentence.place for move in saying}
    said = {id(move.sentence) for move in saying}
    about = set[str]().union(*(subject(move) for move in saying))
    found = []
    for move in around:
        sentence = move.sentence
        if id(sentence) in said:
            if clause := _because_in(sentence):
                found.append(Words(text=clause, place=sentence.place))
            continue
        if (
            sentence.is_question
            or move.act in (Act.ASKS, Act.DEFERS, Act.RETRACTS)
            or _is_other(sentence)
        ):
            continue
        beside = sentence.place in own and move.act is Act.TELLS and len(sentence.words) >= 3
        because = bool(_BECAUSE.search(sentence.low)) and (
            len(about & sentence.telling) > 0 or "because" in sentence.low
        )
        if beside or because:
            found.append(Words(text=core(sentence.text), place=sentence.place))
    return tuple(found)


def _because_in(sentence: Sentence) -> str:
    found = re.search(
        r"\b(?:because|since|due to|given that|so that|as (?=it|we|they|this|that|the))\b",
        sentence.low,
    )
    return (
        sentence.text[found.start() :]
        if found and found.start() > 8 and len(sentence.text) - found.start() > 12
        else ""
    )


def _is_other(sentence: Sentence) -> bool:
    """Whether it belongs to another field: what follows, or when to look again."""
    return bool(
        _SO.search(sentence.low) or _AGAIN.search(sentence.low) or _LISTED.match(sentence.low)
    ) or bool(_HARD.search(sentence.low) or _EASY.search(sentence.low))


def consequences(
    saying: Sequence[Move], around: Sequence[Move], *, since: int
) -> tuple[Words, ...]:
    said = {id(move.sentence) for move in saying}
    return tuple(
        Words(text=core(move.sentence.text), place=move.sentence.place)
        for move in around
        if move.sentence.place >= since
        and id(move.sentence) not in said
        and not move.sentence.is_question
        and _SO.search(core(move.sentence.text).lower())
        and not _AGAIN.search(move.sentence.low)
    )


def context(saying: Sequence[Move], around: Sequence[Move]) -> tuple[Words, ...]:
    """How the discussion began: the first message, as far as it doesn't yet decide."""
    said = {id(move.sentence) for move in saying}
    if not around:
        return ()
    first = around[0].sentence.place
    start = min(move.sentence.place for move in saying)
    found = []
    for move in around:
        if move.sentence.place != first or id(move.sentence) in said:
            break
        if move.act in (Act.TELLS, Act.ASKS, Act.PROPOSES):
            found.append(move.sentence)
    if sum(len(each.words) for each in found) < 5 or (first == start and not found):
        return ()
    return tuple(Words(text=core(each.text), place=each.place) for each in found[:3])


def options(
    saying: Sequence[Move], around: Sequence[Move]
) -> tuple[tuple[Option, ...], tuple[int, ...]]:
    """What could have been decided, with the messages it was named in; nothing where there was no choice."""
    named = _listed(around) or _either(around)
    named += [
        each
        for each in _instead(saying)
        if ordinary(each.text) not in {ordinary(n.text) for n in named}
    ]
    decided = set[str]().union(*(subject(move) for move in saying))
    low = " ".join(ordinary(move.sentence.text) for move in saying)
    chosen = [_is_chosen(each, low, decided) for each in named]
    if not named or (len(named) < 2 and any(chosen)):
        return (), ()
    if sum(chosen) > 1:
        chosen = [
            _words_in(each.text) <= set(re.findall(r"\w+", low)) and mark
            for each, mark in zip(named, chosen, strict=True)
        ]
    found, places = [], set[int]()
    for each, is_chosen in zip(named, chosen, strict=True):
        why = _why(each, around, saying, is_chosen=is_chosen)
        found.append(Option(text=each.text, is_chosen=is_chosen, why=why.text if why else ""))
        places |= {each.place} | ({why.place} if why else set())
    return tuple(found), tuple(sorted(places))


def _words_in(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _is_chosen(option: Words, low: str, decided: set[str]) -> bool:
    if (
        ordinary(option.text) in low
        and f"instead of {ordinary(option.text)}" not in low
        and f"rather than {ordinary(option.text)}" not in low
    ):
        return True
    own = {word for word in _words_in(option.text) if len(word) > 2}
    return (
        bool(own)
        and len(own & decided) * 2 >= len(own)
        and f"instead of {ordinary(option.text)}" not in low
    )


def _listed(around: Sequence[Move]) -> list[Words]:
    found = []
    for move in around:
        if listed := _LISTED.match(move.sentence.text[:400].lower()):
            text = move.sentence.text[listed.start("text") :].strip()
            found.append(Words(text=text.rstrip("."), place=move.sentence.place))
    return found if len(found) >= 2 else []


def _either(around: Sequence[Move]) -> list[Words]:
    for move in around:
        sentence = move.sentence
        if sentence.is_question and (found := _EITHER.search(sentence.text[:400])):
            return [
                Words(text=_shortest(found["one"]), place=sentence.place),
                Words(text=found["other"], place=sentence.place),
            ]
    return []


def _shortest(text: str) -> str:
    """What stands before "or" begins after the verb or article that both share."""
    words = text.split()
    for at in range(len(words) - 1, -1, -1):
        if words[at].lower() in _BEGINS:
            return " ".join(words[at + 1 :]) or text
    return text


_BEGINS = frozenset(
    [
        "use",
        "want",
        "take",
        "do",
        "is",
        "a",
        "the",
        "with",
        "for",
        "go",
        "pick",
        "choose",
        "need",
        "have",
        "keep",
        "be",
        "it",
        "prefer",
        "between",
        "either",
        "we",
        "on",
        "to",
        "should",
        "buy",
        "make",
    ]
)


def _instead(saying: Sequence[Move]) -> list[Words]:
    return [
        Words(
            text=move.sentence.text[found.start("other") : found.end("other")],
            place=move.sentence.place,
        )
        for move in saying
        if (found := _INSTEAD.search(move.sentence.text[:400]))
    ]


def _why(
    option: Words, around: Sequence[Move], saying: Sequence[Move], *, is_chosen: bool
) -> Words | None:
    """The first sentence beside the list that names the option and tells something of it."""
    own = {word for word in _words_in(option.text) if len(word) > 2}
    said = {id(move.sentence) for move in saying}
    for move in around:
        sentence = move.sentence
        if (
            id(sentence) in said
            or sentence.is_question
            or _LISTED.match(sentence.low)
            or sentence.place < option.place
        ):
            continue
        if move.act not in (Act.TELLS, Act.OBJECTS, Act.AGREES) or len(sentence.words) < 4:
            continue
        first = set(sentence.words[:6])
        if own & first:
            return Words(text=core(sentence.text), place=sentence.place)
    return None


def review(around: Sequence[Move], today_of: "dict[int, date]") -> tuple[date, int] | None:
    """The last day on which somebody wants to look again."""
    for move in reversed(around):
        sentence = move.sentence
        again = _AGAIN.search(sentence.low)
        if (
            again
            and not sentence.is_question
            and (day := day_ahead(sentence.low, today=today_of[sentence.place]))
        ):
            return day, sentence.place
    return None


def reopening(around: Sequence[Move]) -> Words | None:
    for move in reversed(around):
        sentence = move.sentence
        if (
            not sentence.is_question
            and _AGAIN.search(sentence.low)
            and _ONLY_IF.search(sentence.low)
        ):
            return Words(text=core(sentence.text), place=sentence.place)
    return None


def reversibility(around: Sequence[Move]) -> tuple[Reversibility, int] | None:
    for move in reversed(around):
        low = move.sentence.low
        if move.sentence.is_question:
            continue
        if _HARD.search(low):
            return Reversibility.IRREVERSIBLE, move.sentence.place
        if _EASY.search(low):
            return Reversibility.REVERSIBLE, move.sentence.place
    return None


def links(texts: Iterable[tuple[int, str]]) -> tuple[Words, ...]:
    """Addresses and Jira keys, each once, as they were first written."""
    found: dict[str, Words] = {}
    for place, text in texts:
        for match in _URL.finditer(text):
            url = match[0].rstrip(".,;:!?)'")
            found.setdefault(url, Words(text=url, place=place))
        bare = _URL.sub(" ", text)
        for match in KEY.finditer(bare):
            if match["project"] not in _NO_PROJECT:
                found.setdefault(match[0], Words(text=match[0], place=place))
    return tuple(found.values())


def decided(saying: Sequence[Move]) -> str:
    """What was decided, in the words of who said it, a line a sentence."""
    return "\n".join(_tidy(unlabelled(move.core)) for move in saying)


_TITLED = re.compile(
    r"^(?:(?:let's|let us|we(?:'ll| will| shall|'re going to| are going to|'re| are|'ve decided to| have decided to| decided to|'ve agreed to| agreed to| should| could)?|"
    r"i(?:'ll| will)|i(?:'d)? (?:propose|suggest|recommend)(?: that| to)?(?: we)?|proposal ?: ?(?:we )?|suggestion ?: ?(?:we )?|how about|what about|should we|shall we)\s+)"
)
_CLAUSE = re.compile(
    r"\s*(?:[;:–—(]|, (?:because|since|so|but|and|as|which|with)\b|\b(?:because|since|so that)\b|\. )"
)
LONGEST_TITLE = 80


def title(saying: Sequence[Move]) -> str:
    """The heart of it in one line: of the sentence that says most, its first clause."""
    fullest = max(saying, key=lambda move: (min(len(subject(move)), 3), -move.sentence.place))
    text = _tidy(unlabelled(fullest.core))
    begun = _TITLED.match(text.replace("’", "'").lower())
    if begun and begun.end() < len(text):
        text = text[begun.end() :]
    if len(text) > LONGEST_TITLE // 2 and (cut := _CLAUSE.search(text, 20)):
        text = text[: cut.start()]
    if len(text) > LONGEST_TITLE:
        text = text[: LONGEST_TITLE + 1].rsplit(" ", 1)[0][:LONGEST_TITLE]
    text = text.strip(" .,;:!?–—-") or fullest.sentence.text[:LONGEST_TITLE]
    return text[:1].upper() + text[1:]


def _tidy(text: str) -> str:
    return text.strip(" ,;–—-") or text
