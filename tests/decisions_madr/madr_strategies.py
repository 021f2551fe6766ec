"""Records with any text in them."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from cadence.core.message import Kind
from cadence.decisions.model.decision import (
    Board,
    Body,
    Decision,
    Event,
    Happened,
    Option,
    Origin,
    Part,
    Party,
    Quote,
    Reversibility,
    Revision,
    Scope,
    Shown,
    Standing,
    Status,
)
from cadence.decisions.model.madr.names import file_name
from cadence.decisions.model.madr.record import Record

HOSTILE = (
    "---", "---\nstatus: accepted\n---", "# A title", "## Decision Outcome", "### Quotes", "#### Deep", "Title\n=====",
    "Title\n---", "<!-- hidden", "-->", "<script>alert(1)</script>", "<b>", "&amp;", "&#10;", "&#99999999;", "\\",
    "\\#",
    "```", "```yaml\ntitle: x\n```", "~~~", "~~~~\n# x\n~~~~", "* ", "* a\n* b", "  * a", "1. one\n2. two", "> quoted",
    "    code", "\tcode", "[a](javascript:x)", "[a]: http://x", "![](http://x/y.png)", "a | b\n--|--\n1 | 2", "(empty)",
    "(chosen)", "x (chosen)", 'Chosen option: "x", because y', "Good, because z", "by Dana", "words: w", "about D-1",
    " · ", "·", "D-42", "**decided**", "<@U1>", "name <@U1>", "<!channel>", "null", "yes", "2026-01-01", "1e3", "!!x",
    "\x00", "\x07", "\r\n", "\r", "\x85", "\u2028", "\ufeff", "\u202eabc", "שלום", "🎉👩‍👩‍👧", " lead", "trail ",
    "\n\n", "a\n\n\nb", "snake_case_", "*bold*", "~~gone~~", "https://a.test/x_y?z=1&w=2", "C#", "#", "# #",
    "- [ ] todo",     "$x$",
    "It said instead of what stands now or in the next revision:", "* 1 · 2026-01-01T00:00:00Z · by x", "Area: x",
)  # fmt: skip

texts = st.one_of(
    st.text(max_size=30),
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from(HOSTILE), max_size=5).map("\n".join),
    st.lists(st.sampled_from((*HOSTILE, "a", " ", "\n", "word")), max_size=6).map("".join),
)
users = st.none() | st.from_regex(r"[UW][A-Z0-9]{2,10}", fullmatch=True)
parties = st.builds(Party, name=texts, user=users)
instants = st.integers(0, 10**16).map(
    lambda microseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)
numbers = st.integers(1, 12)

bodies = st.builds(
    Body,
    title=texts,
    decided=texts,
    context=texts,
    options=st.lists(
        st.builds(Option, text=texts, is_chosen=st.booleans(), why=texts), max_size=3
    ).map(tuple),
    reasons=st.lists(texts, max_size=2).map(tuple),
    consequences=st.lists(texts, max_size=2).map(tuple),
    decider=st.none() | parties,
    consulted=st.lists(parties, max_size=2).map(tuple),
    informed=st.lists(parties, max_size=2).map(tuple),
    reversibility=st.none() | st.sampled_from(Reversibility),
    review_on=st.none() | st.dates(),
    reopen_if=texts,
    scope=st.builds(
        Scope,
        area=st.none() | texts,
        product=st.none() | texts,
        project=st.none() | texts,
        epic=st.none() | texts,
    ),
    links=st.lists(texts, max_size=2).map(tuple),
)
quotes = st.builds(
    Quote,
    part=st.sampled_from(Part),
    channel=texts,
    ts=texts,
    user=users,
    name=texts,
    text=texts,
    at=instants,
    permalink=st.none() | texts,
    standing=st.sampled_from(Standing),
)
origins = st.builds(
    Origin,
    team=texts,
    channel=st.none() | texts,
    kind=st.sampled_from(Kind),
    thread=st.none() | texts,
    permalink=st.none() | texts,
    source=st.none() | texts,
)


@st.composite
def records(draw: st.DrawFn) -> Record:
    number = draw(numbers)
    count = draw(st.integers(1, 3))
    body = draw(bodies)
    revisions = [
        Revision(
            revision=each,
            body=draw(st.just(body) | bodies),
            at=draw(instants),
            by=draw(parties),
            why=draw(texts),
        )
        for each in range(1, count + 1)
    ]
    decision = Decision(
        number=number,
        body=body,
        revision=count,
        status=draw(st.sampled_from(Status)),
        decided_at=draw(instants),
        recorded_at=draw(instants),
        recorded_by=draw(parties),
        origin=draw(origins),
        quotes=draw(st.lists(quotes, max_size=2).map(tuple)),
        supersedes=draw(st.lists(numbers, max_size=2).map(tuple)),
        superseded_by=draw(st.none() | numbers),
        shown=draw(
            st.lists(
                st.builds(Shown, board=st.sampled_from(Board), channel=texts, ts=texts), max_size=2
            ).map(tuple)
        ),
    )
    events = st.builds(
        Event,
        number=st.just(number),
        at=instants,
        what=st.sampled_from(Happened),
        by=st.none() | parties,
        words=texts,
        other=st.none() | numbers,
    )
    history = draw(st.lists(events, max_size=3).map(tuple))
    return Record(decision=decision, revisions=tuple(revisions), history=history)


NAMES = {number: file_name(number, f"Title {number}") for number in range(1, 13)}
