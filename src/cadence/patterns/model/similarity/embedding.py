"""A bug as it is compared: hashed terms with their weights, and what else ties it to others. Made once, kept as bytes.

What depends on all other bugs (how rare a term is) is not in it, so that nothing is ever made anew because others came.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from struct import pack
from zlib import crc32

from cadence.core.issue import Link
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.text import MOST, terms_of, words

MADE = 1
"""Counts the ways in which embeddings were made. Raise it with every change of these rules or of the text's: all are
made anew, page by page."""

BUCKETS = 1 << 20
"""Terms are known by a number below this. Of 90,000 different ones, 8 in 100 share theirs with another."""

TITLE, COMMENTS = 3.0, 0.5
"""What a term counts in the title and in comments, against one in the description (Robertson et al. 2004, BM25F)."""
USUAL = 150.0
"""The usual number of terms of a bug, counted so. A constant: an average would change with every bug."""
USUAL_TITLE = 8.5
LONG, LONG_TITLE = 0.7, 0.3
"""BM25's `b`: how much a longer text counts less."""
OFTEN, OFTEN_TITLE = 2.0, 1.2
"""BM25's `k1`: how soon a term that is said often counts no more."""
FULL = 255 / (1 + OFTEN)
"""A weight is kept in a byte."""

COMPONENT, VERSION, TIE = range(3)
"""Kinds of traits."""
_KNOWN_AS_SAME = ("duplic", "clone")
"""Kinds of links that say themselves that two are alike; they are nothing that likeness may be found by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedding:
    id: str
    """The tracker's."""
    key: str
    project: str
    day: float
    """When it was created, in days since 1970, UTC."""
    title: str
    terms: bytes
    """Buckets of its different terms, rising; four bytes each, the lowest first."""
    weights: bytes
    """Two bytes a term: in all of its text, and in its title."""
    traits: bytes
    """What it shares with others besides words, as `trait` numbers them; four bytes each, the lowest first."""
    digest: str
    """Of what it was made from: equal where nothing changed."""


def embedded(bug: Bug) -> Embedding:
    title = Counter(_buckets(bug.summary))
    whole = _counted(title, bug)
    of_all = _Weigher(sum(whole.values()) / USUAL, often=OFTEN, long=LONG)
    of_title = _Weigher(title.total() / USUAL_TITLE, often=OFTEN_TITLE, long=LONG_TITLE)
    return Embedding(
        id=bug.id,
        key=bug.key,
        project=bug.project,
        day=bug.created_at.timestamp() / 86_400,
        title=bug.summary,
        terms=packed(whole),
        weights=bytes(
            weight
            for each, count in whole.items()
            for weight in (of_all[count], of_title[title[each]])
        ),
        traits=packed(sorted(set(_traits(bug)))),
        digest=digest(bug),
    )


def digest(bug: Bug) -> str:
    parts = (
        MADE, bug.key, bug.created_at.isoformat(), bug.summary, bug.description, bug.comments, bug.components,
        tuple(each.name for each in bug.affects), bug.parent, tuple(_tied_to(bug.links)),
    )  # fmt: skip
    return blake2b(repr(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def packed(numbers: Collection[int]) -> bytes:
    return pack(f"<{len(numbers)}I", *numbers)


def trait(kind: int, name: str) -> int:
    """Its bucket, and in the bits above which kind it is."""
    return _bucket(f"{kind}:{name.casefold()}") + kind * BUCKETS


# --- inside -------------------------------------------------------------------------------------------


def _counted(title: Counter[int], bug: Bug) -> dict[int, float]:
    """Of each bucket, rising, how much it counts in all of the text."""
    whole: defaultdict[int, float] = defaultdict(float, Counter(_buckets(bug.description)))
    for each, count in title.items():
        whole[each] += TITLE * count
    for each, count in Counter(_buckets("\n".join(bug.comments))).items():
        whole[each] += COMMENTS * count
    return dict(sorted(whole.items()))


def _buckets(text: str) -> list[int]:
    """Of its terms, in their order."""
    found: list[int] = []
    for word in words(text):
        found += _buckets_of(word)
        if len(found) > MOST:
            break
    return found[:MOST]


@lru_cache(maxsize=50_000)
def _buckets_of(word: str) -> tuple[int, ...]:
    return tuple(map(_bucket, terms_of(word)))


def _bucket(term: str) -> int:
    return crc32(term.encode("utf-8", "replace")) % BUCKETS


class _Weigher(dict[float, int]):
    """BM25's weight of a term that stands there so often; never 0 for one that does. Most stand there once or twice,
    so it is reckoned once for each count."""

    def __init__(self, longer: float, *, often: float, long: float) -> None:
        super().__init__({0: 0})
        self._often = often
        self._base = often * (1 - long + long * longer)

    def __missing__(self, count: float) -> int:
        self[count] = weight = max(
            1, round(FULL * count * (1 + self._often) / (self._base + count))
        )
        return weight


def _traits(bug: Bug) -> Iterator[int]:
    yield from (trait(COMPONENT, f"{bug.project}/{each}") for each in bug.components)
    yield from (trait(VERSION, f"{bug.project}/{each.name}") for each in bug.affects)
    yield from (trait(TIE, each) for each in _tied_to(bug.links))
    if bug.parent:
        yield trait(TIE, bug.parent)


def _tied_to(links: Iterable[Link]) -> Iterator[str]:
    for link in links:
        told = f"{link.kind} {link.wording}".casefold()
        if not any(each in told for each in _KNOWN_AS_SAME):
            yield link.key
