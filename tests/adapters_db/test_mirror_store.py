"""What the copy's database does beyond the contract."""

from dataclasses import replace
from datetime import datetime
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from builders import a_site, an_issue
from cadence.adapters.db.archive import SqlArchive
from cadence.adapters.db.engine import reading
from cadence.adapters.db.full_text import LONGEST, spelt, words
from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.core.issue import StatusChange
from cadence.core.query import IssueQuery
from fakes.archive import a_standing
from fakes.clock import NOON, FakeClock


def test_a_page_is_kept_with_its_place_or_not_at_all(database: Engine) -> None:
    store = SqlMirrorStore(database)
    nowhere = StatusChange(at=datetime(2026, 1, 1), before=None, after="Done")  # noqa: DTZ001 - what no column takes
    with pytest.raises(Exception, match="without a zone"):
        store.keep([an_issue("PAY-1")], {"PAY-1": (nowhere,)}, a_standing("PAY", NOON))
    assert store.standings() == {}
    assert store.held(["PAY"]) == {}


def test_nothing_of_a_removed_issue_is_left_in_any_table(database: Engine) -> None:
    store = SqlMirrorStore(database)
    issue = an_issue("PAY-1", components=("iOS",), description="some words")
    store.keep([issue], {"PAY-1": (StatusChange(at=NOON, before="A", after="B"),)})
    store.remove([issue.id])
    with reading(database) as connection:
        for table in ("issues", "bodies", "names", "changes", "words"):
            counted = connection.execute(text(f"SELECT count(*) FROM mirrored_{table}"))  # noqa: S608 - our own names
            assert counted.scalar() == 0, table


def test_two_syncs_at_once_keep_the_later_reading(database: Engine) -> None:
    store = SqlMirrorStore(database)
    old = [an_issue(f"PAY-{n}", summary="old") for n in range(1, 60)]
    new = [replace(each, summary="new", read_at=NOON) for each in old]
    together = Barrier(2)

    def keep(page: list) -> None:
        together.wait()
        for start in range(0, len(page), 10):
            store.keep(page[start : start + 10], {})

    threads = [Thread(target=keep, args=(page,)) for page in (old, new)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.stand([a_standing("PAY", NOON)], a_site())
    kept = SqlArchive(database, FakeClock()).every(IssueQuery())
    assert [each.summary for each in kept] == ["new"] * 59


@given(st.text(max_size=80), st.text(max_size=80))
def test_spelling_keeps_beginnings_and_nothing_but_them(one: str, other: str) -> None:
    for word in words(one):
        assert all(c.isascii() and (c.isalnum() or c == "_") for c in spelt(word))
        for begun in words(other):
            if len(begun) <= LONGEST:
                assert word.startswith(begun) == spelt(word).startswith(spelt(begun))


@given(st.text())
def test_words_are_cut_as_the_rule_cuts_them(said: str) -> None:
    assert words(said) == "".join(c if c.isalnum() else " " for c in said.casefold()).split()
