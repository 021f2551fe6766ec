import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.decisions.model.commands import Command, Listing, Misused, Verb, command, listing
from cadence.decisions.model.decision import LIVE, Status


@pytest.mark.parametrize(
    ("typed", "verb", "number", "words"),
    [
        ("", Verb.HELP, None, ""),
        ("  ", Verb.HELP, None, ""),
        ("help", Verb.HELP, None, ""),
        ("?", Verb.HELP, None, ""),
        ("new", Verb.NEW, None, ""),
        ("New we keep Kafka", Verb.NEW, None, "we keep Kafka"),
        ("list", Verb.LIST, None, ""),
        ("ls proposed", Verb.LIST, None, "proposed"),
        ("mine", Verb.LIST, None, "mine"),
        ("list in #payments", Verb.LIST, None, "in #payments"),
        ("search  retention\nof logs", Verb.SEARCH, None, "retention of logs"),
        ("find retention", Verb.SEARCH, None, "retention"),
        ("look for retention", Verb.SEARCH, None, "retention"),
        ("show D-42", Verb.SHOW, 42, ""),
        ("show decision #42", Verb.SHOW, 42, ""),
        ("D-42", Verb.SHOW, 42, ""),
        ("show all", Verb.LIST, None, ""),
        ("supersede D-42 with D-50", Verb.SUPERSEDE, 42, "with D-50"),
        ("review D-42", Verb.REVIEW, 42, ""),
        ("review D-42 in six weeks", Verb.REVIEW, 42, "in six weeks"),
        ("link D-42 PAY-12", Verb.LINK, 42, "PAY-12"),
        ("link D-42 to D-17", Verb.LINK, 42, "D-17"),
        ('link 42 "open P1 bugs" above 20', Verb.LINK, 42, '"open P1 bugs" above 20'),
        ("link L-2 S-3", Verb.LINK, None, "L-2 S-3"),
        ("why do we keep Kafka?", Verb.ASK, None, "why do we keep Kafka?"),
        ("/decision show D-4", Verb.SHOW, 4, ""),
    ],
)
def test_a_command_is_read(typed: str, verb: Verb, number: int | None, words: str) -> None:
    assert command(typed) == Command(verb=verb, number=number, words=words)


@pytest.mark.parametrize("meant", ["D-42", "d-42", "D42", "42", "#42", "D–42", "*D-42*", "D-42,"])
def test_a_number_is_meant_however_it_is_written(meant: str) -> None:
    assert command(f"show {meant}") == Command(verb=Verb.SHOW, number=42)


@pytest.mark.parametrize(
    ("typed", "verb", "says"),
    [
        ("show", Verb.SHOW, "show D-42"),
        ("show PAY-12", Verb.SHOW, "search PAY-12"),
        ("show D-0", Verb.SHOW, "“D-0” is no decision's number"),
        ("show 99999999999999999999", Verb.SHOW, "is no decision's number"),
        ("supersede the ledger", Verb.SUPERSEDE, "supersede D-42"),
        ("link D-42", Verb.LINK, "what to link D-42 to"),
        ("find", Verb.SEARCH, "what to search for"),
        ("shwo D-42", Verb.SHOW, "Did you mean “show”?"),
        ("SUPERSEED D-42", Verb.SUPERSEDE, "Did you mean “supersede”?"),
        ("ledger on Kafka", None, "search ledger on Kafka"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_would_do(
    typed: str, verb: Verb | None, says: str
) -> None:
    misused = command(typed)
    assert isinstance(misused, Misused)
    assert misused.verb is verb
    assert says in misused.why


@given(st.text(max_size=300))
def test_any_text_is_a_command_or_is_told_why_not(typed: str) -> None:
    read = command(typed)
    if isinstance(read, Misused):
        assert read.why.isprintable()
        assert len(read.why) < 300
    elif read.number is not None:
        assert 0 < read.number < 10**9


@given(st.sampled_from(["show", "supersede", "review", "link"]), st.integers(1, 10**9 - 1))
def test_every_number_comes_back(verb: str, number: int) -> None:
    read = command(f"{verb} D-{number} PAY-1")
    assert isinstance(read, Command)
    assert (read.verb, read.number, read.words) == (verb, number, "PAY-1")


def test_a_list_is_narrowed_by_status_by_channel_by_name_and_to_mine() -> None:
    assert listing("proposed in #payments") == Listing(
        statuses=frozenset({Status.PROPOSED}), channel="payments"
    )
    assert listing("mine, live") == Listing(statuses=LIVE, is_mine=True)
    assert listing("for Mobile Web") == Listing(words="Mobile Web")
    assert listing("") == Listing()
