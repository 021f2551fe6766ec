"""Records of other tools: what they say, and what they don't."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from madr_samples import LOG4BRAINS, MADR_2, MADR_4, NYGARD, SETEXT
from madr_strategies import texts

from cadence.decisions.model.decision import Option, Party, Status
from cadence.decisions.model.madr.foreign import Foreign, foreign
from cadence.decisions.model.madr.record import NotReadable
from cadence.decisions.model.madr.sections import page


def read(text: str, file: str = "0001-x.md") -> Foreign:
    return foreign(page(text), file)


def test_nygards_form_is_read() -> None:
    name = "0012-keep-sessions-in-redis.md"
    found = read(NYGARD[name], name)
    assert (found.number, found.status) == (12, Status.SUPERSEDED)
    assert found.body.title == "Keep sessions in Redis"
    assert found.body.decided == "We will keep sessions in Redis."
    assert found.body.consequences == ("Redis has to be watched.", "A login survives a restart.")
    assert found.decided_at == datetime(2023, 4, 3, tzinfo=UTC)
    assert found.replaced_by == ("0013-keep-sessions-in-signed-cookies.md",)
    assert "Two web servers have to know" in found.body.context
    assert "Amends [4. Run two web servers]" in found.body.context


def test_a_successor_names_what_it_replaces() -> None:
    name = "0013-keep-sessions-in-signed-cookies.md"
    found = read(NYGARD[name], name)
    assert (found.number, found.status) == (13, Status.ACCEPTED)
    assert found.replaces == ("0012-keep-sessions-in-redis.md",)
    assert found.body.consequences[0] == "Nothing to watch."
    assert found.body.context == "Redis fell over twice."


def test_madr_2_is_read() -> None:
    found = read(MADR_2)
    body = found.body
    assert body.title == "Draw charts in the browser"
    assert body.decider == Party(name="Ana, Bo")
    assert body.reasons == ("Speed", "One language")
    why = "it is declarative.\n\n* Good, because declarative\n* Bad, because large"
    assert body.options[0] == Option(text="Vega", is_chosen=True, why=why)
    assert body.options[1] == Option(text="Pictures", why="* Bad, because slow")
    assert body.options[2].text == "[Plotly](https://plotly.test)"
    assert body.decided == "Vega"
    assert body.consequences == ("Good: Charts can be tested.", "Bad: A large bundle.")
    assert body.links == ("[Vega](https://vega.test)", "CHART-7")


def test_madr_4_is_read_and_what_has_no_place_is_kept_under_the_context() -> None:
    found = read(MADR_4)
    body = found.body
    assert (found.status, found.replaced_by) == (Status.SUPERSEDED, ("8",))
    assert body.decider == Party(name="Ana")
    assert body.consulted == (Party(name="Bo"), Party(name="Cy"))
    assert body.options[0].is_chosen
    assert body.options[0].why == "audits come once a year."
    assert body.consequences[1] == "Bad, because one outage stops us"
    assert "**Confirmation**\n\nThe audit of March." in body.context
    assert "**More Information**\n\nLooked at again when fees change." in body.context
    assert [note.line for note in found.notes] == [31, 35]


def test_log4brains_is_read_with_the_date_in_its_file_name() -> None:
    found = read(LOG4BRAINS.replace("- Date: 2021-02-03\n", ""), "20210203-publish-a-site.md")
    assert found.number is None
    assert found.status is Status.PROPOSED
    assert found.decided_at == datetime(2021, 2, 3, tzinfo=UTC)
    assert found.body.decided == "A site"
    assert found.body.options[0].why == "- it can be searched\n- it can be linked"


def test_underlined_headings_are_headings() -> None:
    found = read(SETEXT, "use-tabs.md")
    assert (found.number, found.body.title, found.body.decided) == (7, "Use tabs", "Tabs.")
    assert found.status is Status.ACCEPTED
    assert any("no date" in note.words for note in found.notes)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Accepted", Status.ACCEPTED),
        ("accepted (2024-01-02)", Status.ACCEPTED),
        ("Superceded by ADR 9", Status.SUPERSEDED),
        ("rejected", Status.REJECTED),
        ("Deprecated", Status.DEPRECATED),
        ("RFC", Status.PROPOSED),
        ("on ice", Status.PROPOSED),
    ],
)
def test_a_status_is_read_in_the_words_people_use(said: str, status: Status) -> None:
    found = read(f"# A\n\n## Status\n\n{said}\n\n## Decision\n\nB\n")
    assert found.status is status
    assert any("unknown" in note.words for note in found.notes) is (said == "on ice")


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 1, "no title"),
        ("# How to build\n\nRun make.\n", 1, "no decision record"),
        ("# {short title}\n\n## Decision Outcome\n", 1, "a template"),
        ("---\nstatus: [\n---\n# A\n", 2, "front matter"),
        ("---\nstatus: a\n", 1, "no end"),
        ("---\n- a\n---\n# A\n", 1, "no list of keys"),
    ],
)
def test_what_is_no_record_is_named_with_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(NotReadable) as caught:
        read(text)
    assert why in caught.value.note.words
    assert caught.value.note.line == line


def test_front_matter_that_is_nested_without_end_is_refused() -> None:
    with pytest.raises(NotReadable):
        read("---\na: " + "[" * 20_000 + "\n---\n# A\n")


@given(texts, texts, texts)
def test_any_file_is_read_or_refused(front: str, title: str, rest: str) -> None:
    try:
        found = read(f"---\nstatus: {front}\n---\n# {title}\n\n## Decision\n\n{rest}\n")
    except NotReadable:
        return
    assert found.body.title
