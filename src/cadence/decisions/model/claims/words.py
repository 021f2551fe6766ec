"""Words by which claims are compared: stems, without those that say nothing about the subject."""

import re
from collections.abc import Iterable
from functools import lru_cache

from snowballstemmer import stemmer

_TOKEN = re.compile(r"(?<![^\W_])(?!20\d\d\b)[^\W_]+(?:[.'/+-][^\W_]+)*(?:\+\+|\#)?")
_ONE_NAME = (
    (re.compile(r"\binternet explorer (\d+)", re.IGNORECASE), r"IE\1"),
    (re.compile(r"\b(?:multi|two)[- ]factor(?: authentication)?\b|\b2FA\b", re.IGNORECASE), "MFA"),
    (re.compile(r"\bsecond factor\b", re.IGNORECASE), "MFA"),
    (re.compile(r"\bsingle sign[- ]on\b", re.IGNORECASE), "SSO"),
    (re.compile(r"\b(?:sign|log)[- ]?(in|up)s?\b", re.IGNORECASE), r"sign\1"),
)
"""Names of several words, as one."""

_SAME = {
    "kept": "keep", "retent": "keep", "retain": "keep", "store": "keep", "storag": "keep", "releas": "ship",
    "launch": "ship", "rollout": "ship", "tier": "plan", "price": "cost", "paid": "pay", "payment": "pay",
    "repo": "repositori", "doc": "document", "postgresql": "postgr", "synchronis": "sync", "synchron": "sync",
    "synchroniz": "sync", "js": "javascript", "ts": "typescript", "k8s": "kubernet", "verif": "verifi",
    "verific": "verifi", "authent": "auth", "delet": "delete", "suspens": "suspend", "bought": "buy", "built": "build",
    "chosen": "choos", "ran": "run", "written": "write", "wrote": "write", "sent": "send", "sold": "sell",
    "taken": "take", "held": "hold", "queu": "queue", "migrat": "move", "mobil": "app", "customis": "custom",
}  # fmt: skip
"""Stems that mean the same here."""

_COMMON = """
    a about above after again all also am an and any anybody anyone are as at be because been before being below but by
    can could did do doe does during each either every everybody everyone everything few for from had has have having he
    her here his how i if in into is it it'd it'll it's its itself just let let's lot made make many may me might more
    most much must my new now of on once one only onto or other our ours ourselves out over own per quarter same shall
    she should since so some somebody someone such team than that that's the their them then there these they they'll
    this those through to too under until up us use used uses using very via was we we'd we'll we're we've were what
    when where which while who whom whose why will with within would year years yes yet you your month months week weeks
    day days hour hours minute minutes second seconds next this first last least like newer later older instead rather
    always still currently decide decided decision agree agreed go goes going gone went get gets got need needs want try
    able keep keeps stay stays stayed remain remains remained continue continues continued become becomes
"""
_CALENDAR = """
    january february march april may june july august september october november december we i they it
"""
STOP = frozenset([*_COMMON.split(), *_CALENDAR.split()])

_STEMMER = stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    low = word.casefold()
    if any(each.isdigit() for each in low):
        return low
    found: str = _STEMMER.stemWord(low)
    return _SAME.get(found, found)


def plainly(text: str) -> str:
    """One spelling for names of several words, and straight apostrophes."""
    text = text.replace("’", "'").replace("‑", "-").replace("–", " – ")
    for pattern, name in _ONE_NAME:
        text = pattern.sub(name, text)
    return text


def tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text))


def content(words: Iterable[str], *, begins: bool = True) -> frozenset[str]:
    """Stems of the words that say what it is about. `begins`: whether the first one begins a sentence."""
    return frozenset(
        stem(each)
        for place, each in enumerate(words)
        if _says_something(each, begins=begins and place == 0)
    )


def _says_something(word: str, *, begins: bool) -> bool:
    """ "US" is a name and "us" is not; so is "Team" in "the Team plan"."""
    if word.casefold() not in STOP:
        return True
    is_a_name = word.isupper() or (word[0].isupper() and not begins)
    return is_a_name and len(word) > 1 and word.casefold() not in _CALENDAR.split()


def is_name(word: str, *, begins: bool) -> bool:
    """Whether a word names one thing: it holds a digit or capitals inside, or a capital where no sentence begins."""
    if any(each.isdigit() for each in word) or any(each.isupper() for each in word[1:]):
        return True
    return word[:1].isupper() and not begins and word.casefold() not in STOP


def names(words: tuple[str, ...], *, begins: bool = True) -> frozenset[str]:
    """`begins`: whether the first word begins a sentence, where everything has a capital."""
    return frozenset(
        stem(each)
        for place, each in enumerate(words)
        if is_name(each, begins=begins and place == 0)
    )
