"""Searching the decision log on both databases, beside the bare full-text index under it."""

import gc
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import partial
from random import Random

from sqlalchemy import Engine, insert, text

from benchmarks import minutes
from benchmarks.bench import Bench
from benchmarks.measuring import ratio, say, seconds, show
from cadence.adapters.db.decision_rows import WIRE, quote_rows, row
from cadence.adapters.db.decision_search import searched, write
from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.finding import asked, beginning
from cadence.adapters.db.schema import upgrade
from cadence.adapters.db.tables import (
    decision_numbers,
    decision_quotes,
    decision_revisions,
    decisions,
)
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Decision, Revision
from cadence.mirror.model import batched

MANY, FEW = 100_000, 5_000
A_BATCH = 1000
ASKED = 100
"""Different questions of each kind; each is asked once."""
MEMBER = Seen(
    public=True, channels=frozenset({"C1", *(f"P{each}" for each in range(5))}), user="U1"
)
"""Sees what is public and a quarter of what is private."""

_BARE = {
    "SQLite": (
        "SELECT rowid FROM decision_words WHERE decision_words MATCH ? ORDER BY rank LIMIT 10",
        lambda begun: (" OR ".join(f'"{each}"*' for each in begun),),
    ),
    "PostgreSQL": (
        (
            "SELECT decision FROM decision_words, to_tsquery('simple', %s) AS asked"
            " WHERE words @@ asked ORDER BY ts_rank(words, asked) DESC LIMIT 10"
        ),
        lambda begun: (" | ".join(f"{each}:*" for each in begun),),
    ),
}
"""The same words put to the index alone: whatever may be seen, no typos, nothing read but numbers."""


def run(bench: Bench) -> None:
    many = FEW if bench.quick else MANY
    say(f"{many:,} decisions made of the words of {minutes.source()}")
    every = many // bench.rounds(ASKED)
    chosen = [each for each in minutes.decisions(many) if each.number % every == 0]
    for kind in _BARE:
        engine = make_engine(bench.database(kind, "decisions"))
        upgrade(engine)
        took = seconds(partial(_fill, engine, minutes.decisions(many)))
        say(f"{kind}: written in {took:.0f} s")
        _measure(kind, engine, chosen)
        engine.dispose()


def _measure(kind: str, engine: Engine, chosen: Sequence[Decision]) -> None:
    records, rows = SqlRecords(engine), []
    for name, questions in _questions(chosen).items():
        with closing(_Bare(kind, engine)) as index:
            taken = [_both(index, records, question) for question in questions]
        ours, bare = ([each[side] for each in taken] for side in (0, 1))
        rows.append((name, *_shown(ours), *_shown(bare), ratio(ours, bare)))
    near = [seconds(partial(records.near, each.body, MEMBER)) for each in chosen]
    rows.append(("50 that may conflict", *_shown(near), "", "", ""))
    columns = ("", "p50", "p95", "bare p50", "bare p95", "ratio")
    show(f"Searching the decisions, {kind}", columns, rows)


def _both(index: "_Bare", records: SqlRecords, question: str) -> tuple[float, float]:
    """Ours, then the bare index, which so has the warmer pages."""
    gc.collect()
    ours = seconds(partial(records.search, question, MEMBER))
    return ours, seconds(partial(index.ask, question))


def _shown(taken: Sequence[float]) -> tuple[str, str]:
    ordered = sorted(taken)
    half, most = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95))
    return f"{half * 1e3:.1f} ms", f"{most * 1e3:.1f} ms"


class _Bare:
    def __init__(self, kind: str, engine: Engine) -> None:
        self._statement, self._given = _BARE[kind]
        self._connection = engine.raw_connection()

    def ask(self, question: str) -> Sequence[object]:
        cursor = self._connection.cursor()
        cursor.execute(self._statement, self._given([beginning(each) for each in asked(question)]))
        return cursor.fetchall()

    def close(self) -> None:
        self._connection.rollback()
        self._connection.close()


def _questions(chosen: Iterable[Decision]) -> dict[str, list[str]]:
    """What people may ask about these: words of theirs, as they are and with a slip."""
    chance = Random(11)  # noqa: S311 - a benchmark's
    made: dict[str, list[str]] = {
        "two to four words": [],
        "one of them misspelt": [],
        "one word": [],
    }
    for each in chosen:
        told = [*asked(each.body.title), *asked(each.body.decided)]
        some = chance.sample(told, k=min(len(told), chance.randint(2, 4)))
        long = [word for word in told if len(word) > 5 and word.isalpha()] or ["decision"]
        made["two to four words"].append(f"why do we {' '.join(some)}?")
        made["one of them misspelt"].append(
            f"why {' '.join(some[1:])} {_slip(chance.choice(long), chance)}?"
        )
        made["one word"].append(chance.choice(told))
    return made


def _slip(word: str, chance: Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


# --- filling ---------------------------------------------------------------------------------------


def _fill(engine: Engine, made: Iterable[Decision]) -> None:
    """As `Records.record` writes, many in a statement."""
    for some in batched(made, A_BATCH):
        with writing(engine) as connection:
            keys = [{"key": f"b{each.number}", "number": each.number} for each in some]
            connection.execute(insert(decision_numbers), keys)
            connection.execute(insert(decisions), [row(each, f"b{each.number}") for each in some])
            connection.execute(insert(decision_revisions), [_revision(each) for each in some])
            quotes = [line for each in some for line in quote_rows(each.number, each.quotes)]
            connection.execute(insert(decision_quotes), quotes)
            write(
                connection,
                {
                    each.number: searched(each.body, each.quotes, each.origin, each.recorded_by)
                    for each in some
                },
            )
    with writing(engine) as connection:
        connection.execute(text("ANALYZE"))


def _revision(decision: Decision) -> dict[str, object]:
    first = Revision(
        revision=1, body=decision.body, at=decision.recorded_at, by=decision.recorded_by
    )
    return {"decision": decision.number, "revision": 1, "body": WIRE.dump(first)}
