"""Finds duplicates of a real tracker again: the later bug of a labelled pair asks, all earlier issues answer.

python -m evals --set similar [--check]
"""

import gzip
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.likenesses import SqlLikenesses
from cadence.adapters.db.pattern_feed import bug_of
from cadence.adapters.db.pattern_people import people_of
from cadence.adapters.db.schema import upgrade
from cadence.adapters.jira.fields import FieldIds
from cadence.adapters.jira.parse import Parser
from cadence.core.issue import Issue
from cadence.core.ports import Detail
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.masking import Mask
from cadence.patterns.model.similarity.likeness import JOINS, alike
from cadence.patterns.model.similarity.near import Near
from cadence.patterns.service.likening import Likening
from cadence.patterns.service.seen_before import ENOUGH
from cadence.patterns.service.similar import Similar
from cadence.patterns.store.feed import Page
from evals import sites

HERE = Path(__file__).parent
FOLDER = sites.SHARED / "jira"
FILES = ("timob", "aloy")
AT = (1, 5, 10, 50)
DEEP = 100
"""How many answers are looked at."""
WINDOW = timedelta(days=90)
RANDOM_BUGS = 200
"""How many bugs that nobody called duplicates are compared with their area, and asked about."""

Pair = tuple[Bug, Bug]
"""The later one, which asks, and the earlier, which is to be found."""


@dataclass(frozen=True, slots=True)
class Export:
    """What the copy of the tracker would hand on, oldest first: the `Feed` of it."""

    bugs: tuple[Bug, ...]
    types: Mapping[str, str]
    """By key."""
    pairs: tuple[Pair, ...]
    """By when it was asked."""

    def waiting(self, mark: str | None) -> int:
        return len(self.bugs) - int(mark or 0)

    def changed(self, mark: str | None, *, limit: int) -> Page:
        end = int(mark or 0) + limit
        some = self.bugs[end - limit : end]
        return Page(bugs=some, mark=str(end), is_last=end >= len(self.bugs))

    @property
    def halves(self) -> tuple[Sequence[Pair], Sequence[Pair]]:
        """The weights were learnt from the first, and never saw the second. No bug asks in both."""
        middle = self.pairs[len(self.pairs) // 2][0].key
        cut = next(at for at, (later, _) in enumerate(self.pairs) if later.key == middle)
        return self.pairs[:cut], self.pairs[cut:]


def run() -> list[str]:
    """What lies below the floors."""
    if not has_pairs():
        print(
            "\nsimilar: there is no export with labelled duplicates here, so nothing was measured"
        )
        return []
    began = perf_counter()
    export = read()
    with TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/likenesses.sqlite3")
        upgrade(engine)
        kept = SqlLikenesses(engine)
        Likening(feed=export, likenesses=kept).catch_up()  # type: ignore[arg-type] # of a Feed, what it reads
        found = _asked(Similar(likenesses=kept), export)
        ranks = _ranks(export.pairs, found)
        _show_recall(export, ranks)
        joined = _joined(export, kept)
        offered = _offered(export, Similar(likenesses=kept), found)
        engine.dispose()
    print(f"  took {perf_counter() - began:.0f} s")
    learnt, held_out = (_recall([ranks[pair] for pair in half], 10) for half in export.halves)
    return _failing(learnt=learnt, held_out=held_out, joined=joined, offered=offered)


def has_pairs() -> bool:
    return _pairs_file().exists() and all((FOLDER / f"{each}.jsonl.gz").exists() for each in FILES)


def read() -> Export:
    """Each issue as Jira tells it, read and masked as the copy hands it on."""
    read_at = datetime.now(UTC)
    ids = FieldIds(sprint="customfield_10020", epic="customfield_10014")
    parser = Parser(ids=ids, detail=Detail.FULL)
    issues = [parser.issue(raw, read_at) for raw in _lines()]
    mask = Mask({name for issue in issues for name in people_of(issue)})
    bugs = sorted(
        (bug_of(issue, None, mask, frozenset()) for issue in issues),
        key=lambda bug: (bug.created_at, int(bug.id)),
    )
    return _labelled(bugs, issues)


def _labelled(bugs: Sequence[Bug], issues: Sequence[Issue]) -> Export:
    place = {bug.key: at for at, bug in enumerate(bugs)}
    labelled = json.loads(_pairs_file().read_text(encoding="utf-8"))
    places = sorted(
        (max(place[one], place[other]), min(place[one], place[other])) for one, other in labelled
    )
    return Export(
        bugs=tuple(bugs),
        types={issue.key: issue.type for issue in issues},
        pairs=tuple((bugs[later], bugs[earlier]) for later, earlier in places),
    )


def _pairs_file() -> Path:
    return FOLDER / "duplicate_pairs_timob_aloy.json"


def _lines() -> Iterator[object]:
    for file in FILES:
        with gzip.open(FOLDER / f"{file}.jsonl.gz", "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


# --- finding them again ---------------------------------------------------------------------------

Found = Mapping[str, Sequence[Near]]
Ranks = dict[Pair, int]
"""How many stand before the right one; `DEEP` where it is not among them."""


def _asked(similar: Similar, export: Export) -> Found:
    keys = list(dict.fromkeys(later.key for later, _ in export.pairs))
    return {key: found or () for key, found in similar.of_each(keys, DEEP)}


def _ranks(pairs: Sequence[Pair], found: Found, among: frozenset[str] | None = None) -> Ranks:
    """`among`: the keys of those that count; None: all."""
    ranks: Ranks = {}
    for later, earlier in pairs:
        told = [near.key for near in found[later.key] if among is None or near.key in among]
        ranks[later, earlier] = told.index(earlier.key) if earlier.key in told else DEEP
    return ranks


def _recall(ranks: Sequence[int], at: int) -> float:
    return sum(rank < at for rank in ranks) / max(1, len(ranks))


def _show_recall(export: Export, ranks: Ranks) -> None:
    learnt, held_out = export.halves
    print(f"\nsimilar: {len(export.pairs)} labelled pairs among {len(export.bugs):,} issues")
    print(f"  {'':34}{'pairs':>6}" + "".join(f"{f'@{at}':>8}" for at in AT))
    _row("all", ranks.values())
    _row("the half the weights were learnt on", (ranks[pair] for pair in learnt))
    _row("the later half, held out", (ranks[pair] for pair in held_out))
    for project in sorted({earlier.project for _, earlier in export.pairs}):
        of = [pair for pair in export.pairs if {each.project for each in pair} == {project}]
        _row(f"within {project}", (ranks[pair] for pair in of))
    _row("across", (rank for (a, b), rank in ranks.items() if a.project != b.project))


def _row(name: str, ranks: object) -> None:
    told = list(ranks)  # type: ignore[call-overload]
    print(f"  {name:35}{len(told):>5}" + "".join(f"{_recall(told, at):>8.3f}" for at in AT))


# --- joining groups -------------------------------------------------------------------------------


def _joined(export: Export, kept: SqlLikenesses) -> float:
    """Of pairs of one component within the window that nobody called duplicates, the part that would be joined."""
    chance = Random("similar")  # noqa: S311 - seeded
    same = {frozenset((later.key, earlier.key)) for later, earlier in export.pairs}
    bugs = [bug for bug in export.bugs if export.types[bug.key] == "Bug" and bug.components]
    rarity = kept.rarity()
    strangers: list[float] = []
    finding = 0
    for bug in chance.sample(bugs, RANDOM_BUGS):
        near = [each for each in _before(bug, bugs) if frozenset((bug.key, each.key)) not in same]
        embeddings = kept.of([bug.id, *(each.id for each in near)])
        scores = alike(embeddings[bug.id], [embeddings[each.id] for each in near], rarity)
        strangers += scores
        finding += any(score >= JOINS for score in scores)
    pairs = [(later, earlier) for later, earlier in export.pairs if earlier in _before(later, bugs)]
    embeddings = kept.of([bug.id for pair in pairs for bug in pair])
    true = [
        alike(embeddings[later.id], [embeddings[earlier.id]], rarity)[0] for later, earlier in pairs
    ]
    print(f"\n  of one component within {WINDOW.days} days, as groups are made:")
    print(f"  {'score from':>12}{'duplicates':>12}{'others':>10}")
    for least in (0.3, 0.4, JOINS, 0.6, 0.7, 0.8, 0.9):
        print(f"  {least:>12.1f}{_reach(true, least):>12.3f}{_reach(strangers, least):>10.5f}")
    print(
        f"  {len(true)} labelled pairs, {len(strangers):,} others; {finding / RANDOM_BUGS:.0%} of bugs "
        f"find one of their area from {JOINS} on that nobody called a duplicate"
    )
    return _reach(strangers, JOINS)


def _before(bug: Bug, bugs: Sequence[Bug]) -> list[Bug]:
    components = set(bug.components)
    return [
        each
        for each in bugs
        if bug.created_at - WINDOW <= each.created_at < bug.created_at
        and each.project == bug.project
        and components & set(each.components)
    ]


def _reach(scores: Sequence[float], least: float) -> float:
    return sum(score >= least for score in scores) / max(1, len(scores))


def _offered(export: Export, similar: Similar, found: Found) -> float:
    """The part of bugs, nobody's duplicates, of which a status answer says that something like it was seen before."""
    chance = Random("offered")  # noqa: S311 - seeded
    paired = {each.key for pair in export.pairs for each in pair}
    bugs = [each for each in export.bugs if export.types[each.key] == "Bug"]
    keys = [each.key for each in chance.sample(bugs, RANDOM_BUGS) if each.key not in paired]
    shown = [told for _, told in similar.of_each(keys, 1) if told and told[0].score >= ENOUGH]
    right = sum(
        any(near.key == earlier.key and near.score >= ENOUGH for near in found[later.key][:3])
        for later, earlier in export.pairs
    )
    part = len(shown) / len(keys)
    print(
        f"\n  “Seen before?” stands under {part:.0%} of answers about other bugs, and names the right one for "
        f"{right / len(export.pairs):.0%} of duplicates"
    )
    return part


# --- floors ---------------------------------------------------------------------------------------


def _failing(*, learnt: float, held_out: float, joined: float, offered: float) -> list[str]:
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["similar"]
    out = []
    for name, recall in (("learnt", learnt), ("held_out", held_out)):
        if recall < floors[f"{name}_at_least"]:
            out.append(
                f"similar: recall@10 {recall:.3f} {name}, at least {floors[f'{name}_at_least']} wanted"
            )
    for name, part in (("joined", joined), ("offered", offered)):
        if part > floors[f"{name}_at_most"]:
            out.append(f"similar: {part:.4f} {name}, at most {floors[f'{name}_at_most']} allowed")
    return out
