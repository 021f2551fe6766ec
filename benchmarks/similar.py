"""Comparing bugs: taking them in, and asking for the nearest earlier ones, beside the TF-IDF of scikit-learn."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sqlalchemy import Engine

from benchmarks import data
from benchmarks.bench import Bench
from benchmarks.measuring import Spread, by_turns, ratio, say, seconds, show
from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.likenesses import SqlLikenesses
from cadence.adapters.db.pattern_feed import bug_of
from cadence.adapters.db.pattern_people import people_of
from cadence.adapters.db.schema import upgrade
from cadence.adapters.jira.fields import FieldIds
from cadence.adapters.jira.parse import Parser
from cadence.core.ports import Detail
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.masking import Mask
from cadence.patterns.service.likening import Likening
from cadence.patterns.service.similar import Similar
from cadence.patterns.store.feed import Page

MANY, FEW = 20_000, 1_000
ROUNDS = 12
TOGETHER = 64
LIMIT = 10


class Pages:
    """A `Feed` of what is there."""

    def __init__(self, bugs: Sequence[Bug]) -> None:
        self._bugs = tuple(bugs)

    def waiting(self, mark: str | None) -> int:
        return len(self._bugs) - int(mark or 0)

    def changed(self, mark: str | None, *, limit: int) -> Page:
        end = int(mark or 0) + limit
        return Page(
            bugs=self._bugs[end - limit : end], mark=str(end), is_last=end >= len(self._bugs)
        )


def run(bench: Bench) -> None:
    bugs = _bugs(FEW if bench.quick else MANY)
    engines = {kind: _engine(bench, kind) for kind in ("SQLite", "PostgreSQL")}
    stores = {kind: SqlLikenesses(engine) for kind, engine in engines.items()}
    taken = {
        kind: seconds(Likening(feed=Pages(bugs), likenesses=store).catch_up)  # type: ignore[arg-type] # of a Feed, what it reads
        for kind, store in stores.items()
    }
    theirs = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    texts = [_text(bug) for bug in bugs]
    made: list[Any] = []
    fitted = seconds(lambda: made.append(theirs.fit_transform(texts)))
    show(
        f"Taking in {len(bugs):,} bugs",
        ("", "s", "bugs a second", "of TF-IDF's time"),
        [
            (kind, f"{took:.1f}", f"{len(bugs) / took:,.0f}", f"{took / fitted:.2f}")
            for kind, took in taken.items()
        ]
        + [
            ("scikit-learn's TF-IDF, in memory", f"{fitted:.1f}", f"{len(bugs) / fitted:,.0f}", "1")
        ],
        "ours are kept in the database, each once; TF-IDF begins anew with every new word",
    )
    asked = [bug.key for bug in bugs[-ROUNDS * 8 :]]
    for how, number in (("one", 1), (f"{TOGETHER} together", TOGETHER)):
        measures = {
            kind: partial(seconds, partial(_ask, Similar(likenesses=store), asked, number))
            for kind, store in stores.items()
        }
        measures["TF-IDF"] = partial(
            seconds, partial(_ask_theirs, theirs, made[0], texts[-number:])
        )
        times = by_turns(bench.rounds(ROUNDS), measures)
        show(
            f"The nearest of {len(bugs):,}, asked about {how}",
            ("", "ms", "ratio to TF-IDF in memory"),
            [
                (kind, Spread(each).shown(), ratio(each, times["TF-IDF"]))
                for kind, each in times.items()
            ],
            "ours read the database each time and hold no more than a chunk of it",
        )
    for engine in engines.values():
        engine.dispose()


def _ask(similar: Similar, keys: Sequence[str], number: int) -> None:
    assert all(found is not None for _, found in similar.of_each(keys[-number:], LIMIT))


def _ask_theirs(vectorizer: TfidfVectorizer, matrix: Any, texts: Sequence[str]) -> None:
    for scores in (vectorizer.transform(texts) @ matrix.T).toarray():
        scores.argpartition(-LIMIT)[-LIMIT:]


def _text(bug: Bug) -> str:
    return "\n".join((bug.summary, bug.description, *bug.comments))


def _engine(bench: Bench, kind: str) -> Engine:
    engine = make_engine(bench.database(kind, "similar"))
    upgrade(engine)
    return engine


def _bugs(most: int) -> list[Bug]:
    ids = FieldIds(sprint="customfield_10020", epic="customfield_10014")
    parser, read_at = Parser(ids=ids, detail=Detail.FULL), datetime.now(UTC)
    issues = [parser.issue(raw, read_at) for raw in islice(data.issues(), most)]
    mask = Mask({name for issue in issues for name in people_of(issue)})
    bugs = [bug_of(issue, None, mask, frozenset()) for issue in issues]
    say(f"{len(bugs):,} issues of {'a real export' if data.has_export() else 'the sample company'}")
    return sorted(bugs, key=lambda bug: (bug.created_at, bug.id))
