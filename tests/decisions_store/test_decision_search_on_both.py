"""Searches that the contract can't state: what happens at the limits, and that both databases agree to the letter."""

from collections.abc import Iterator, Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from builders import a_decision, a_quote, an_origin
from cadence.adapters.db.decision_search import searched
from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.finding import Limits, asked, beginning, matched, numbers_in
from cadence.adapters.db.full_text import mark, spelt, unspelt
from cadence.adapters.db.schema import upgrade
from cadence.adapters.db.spelling import clues, is_spelt, nearest
from cadence.core.message import Kind
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Decision, Status

MEMBER = Seen(public=True, channels=frozenset({"P1"}), user="UDANA")
_SYLLABLES = ("ka", "fe", "lo", "mi", "dru", "sta", "ver", "zen", "qua", "pim")
WORDS = tuple(a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES[:4])


def a_library(count: int) -> list[Decision]:
    """Words by Zipf's law, as people use them."""
    chance = Random(5)  # noqa: S311 - a test's
    weights = [1 / (place + 1) for place in range(len(WORDS))]

    def said(most: int) -> str:
        return " ".join(chance.choices(WORDS, weights, k=chance.randint(1, most)))

    return [
        a_decision(
            number,
            title=said(5),
            decided=said(12),
            context=said(30),
            quotes=(a_quote(text=said(12)),),
            status=chance.choice([Status.ACCEPTED, Status.ACCEPTED, Status.DEPRECATED]),
            origin=chance.choice(
                [
                    an_origin("C1"),
                    an_origin("P1", kind=Kind.PRIVATE),
                    an_origin("P2", kind=Kind.PRIVATE),
                    an_origin("D1", kind=Kind.DIRECT),
                ]
            ),
        )
        for number in range(1, count + 1)
    ]


@pytest.fixture(scope="module")
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, SqlRecords]]:
    """The same library in each database, with limits that it exceeds."""
    server = request.getfixturevalue("postgres")
    name = server.create()
    urls = {
        "sqlite": f"sqlite:///{tmp_path_factory.mktemp('both') / 'cadence.sqlite3'}",
        "postgresql": server.url(name),
    }
    limits = Limits(candidates=30, near=20, weighed=10)
    made = {kind: SqlRecords(make_engine(url), limits) for kind, url in urls.items()}
    for records in made.values():
        upgrade(records.engine)
        with writing(records.engine) as connection:
            for each in a_library(120):
                records.record(each, key=f"k{each.number}")(connection)
    yield made
    for records in made.values():
        records.engine.dispose()
    server.drop(name)


def test_both_databases_find_the_same_in_the_same_order(both: Mapping[str, SqlRecords]) -> None:
    chance = Random(6)  # noqa: S311 - as above
    for _ in range(40):
        words = " ".join(chance.choices(WORDS[:80], k=chance.randint(1, 4)))
        words += chance.choice(["", "", " D-7", " kafelx"])
        live = chance.random() < 0.3
        one, other = (each.search(words, MEMBER, live=live) for each in both.values())
        assert one == other, words


def test_both_databases_find_the_same_near(both: Mapping[str, SqlRecords]) -> None:
    for each in a_library(10):
        one, other = (records.near(each.body, MEMBER) for records in both.values())
        assert one == other
        assert one


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_of_common_words_those_are_found_that_hold_them_all(
    both: Mapping[str, SqlRecords], kind: str
) -> None:
    records = both[kind]
    common = f"{WORDS[0]} {WORDS[1]}"
    held = [
        each.number for each in records.every(MEMBER) if {WORDS[0], WORDS[1]} <= set(_said(each))
    ]
    found = records.search(common, MEMBER, limit=1000)
    assert found.total == len(held) > 30
    assert {each.decision.number for each in found.hits} <= set(held)
    titled = [each for each in found.hits if WORDS[0] in each.decision.body.title]
    assert titled


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_rare_word_is_found_among_common_ones(both: Mapping[str, SqlRecords], kind: str) -> None:
    records = both[kind]
    rare = next(
        word
        for word in WORDS[40:]
        if 0 < sum(word in _said(each) for each in records.every(MEMBER)) < 10
    )
    found = records.search(f"{WORDS[0]} {rare} {WORDS[1]}", MEMBER)
    assert all(rare in _said(each.decision) for each in found.hits)


def _said(decision: Decision) -> list[str]:
    words = searched(decision.body, decision.quotes, decision.origin, decision.recorded_by)
    return [*words.title, *words.text]


# --- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("why do we use postgres for the ledger?", ("postgres", "ledger")),
        ("What's our error budget", ("error", "budget")),
        ("we don't ship on Fridays, we’ve said", ("ship", "fridays", "said")),
        ("D-42 and d42: kafka", ("kafka",)),
        ("kafka Kafka KAFKA", ("kafka",)),
        ("C R 台", ("台",)),
    ],
)
def test_a_question_is_cut_to_the_words_that_tell(text: str, words: tuple[str, ...]) -> None:
    assert asked(text) == words


def test_numbers_are_read_as_people_write_them() -> None:
    assert numbers_in("D-42, d-7 (D9) D-42 PAY-3 XD-5 D-4000000000") == (42, 7, 9)


@pytest.mark.parametrize(
    ("word", "begins"),
    [
        ("databases", "databas"),
        ("caching", "cach"),
        ("deployed", "deploy"),
        ("this", "this"),
        ("bus", "bus"),
        ("größe", "gr_0000f6sse"),
    ],
)
def test_a_word_is_looked_for_by_what_its_forms_share(word: str, begins: str) -> None:
    assert beginning(word.casefold()) == begins


def test_matched_words_stand_as_they_were_written() -> None:
    texts = ("PostgreSQL, POSTGRES-like", "postgresql; Höhe xpostgres")
    assert matched(texts, ["postgres", "h_0000f6"]) == ("PostgreSQL", "POSTGRES", "Höhe")
    assert matched(("straße İstanbul Kafka",), ["kafka"]) == ("kafka",)
    assert matched(texts, []) == ()


@given(st.text(max_size=40))
def test_a_word_comes_back_from_its_spelling(text: str) -> None:
    for word in asked(text):
        assert unspelt(spelt(word)) == word


@given(st.text(), st.text())
def test_a_mark_is_no_word_and_no_other_mark(one: str, other: str) -> None:
    assert mark(one).startswith("_m")
    assert (mark(one) == mark(other)) == (one == other)


@given(st.text(alphabet="abcdefgh", min_size=4, max_size=12), st.data())
def test_a_word_with_one_slip_shares_a_clue_and_is_near(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefghz"))
    slips = [
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :] if place else word,
    ]
    for slip in slips:
        if is_spelt(slip):
            assert OSA.distance(word, slip) <= 1
            assert clues(word) & clues(slip)
            assert word in {each for _, each in nearest(slip, [word])}


def test_short_words_and_numbers_are_never_corrected() -> None:
    assert not any(map(is_spelt, ["abc", "1234", "pay1", "x" * 40, ""]))


def test_the_nearest_comes_first_and_a_beginning_after_it() -> None:
    near = nearest("postgers", ["postgresql", "postgres", "posters", "oyster"])
    assert [each for _, each in near] == ["posters", "postgres", "postgresql"]
