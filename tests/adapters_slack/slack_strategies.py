"""Arbitrary messages and forms, full of hostile text."""

import re
from datetime import UTC, datetime

from hypothesis import strategies as st

from cadence.core.message import (
    Actions,
    Beside,
    Block,
    Bullets,
    Button,
    Card,
    Choice,
    Feedback,
    Form,
    Header,
    Input,
    Link,
    Menu,
    Message,
    Moment,
    Note,
    Paragraph,
    Preformatted,
    Quoted,
    Rule,
    Table,
    Text,
    Where,
    Who,
)

HOSTILE = (
    "<!channel>",
    "<!here|here>",
    "<@U0HOSTILE>",
    "<#C0HOSTILE|general>",
    "<!subteam^S0HOSTILE|@all>",
    "<!date^0^{date}|never>",
    "<https://evil.example|PAY-1>",
    "https://evil.example",
    "@here @channel #general",
    "*bold* _slanted_ ~struck~ `code`",
    "```\nblock\n```",
    "> quoted",
    "&lt;!channel&gt;",
    ":tada:",
    'x" OR project = SECRET ORDER BY "',
    "\x1b[31mred\x07\x00",
    "\u202etxt.exe",
    "\ud800",
    "👨‍👩‍👧‍👦" * 30,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́" * 5,
    "日本語の概要",
    "\n\n\n",
    "   ",
    "",
)

brief = st.sampled_from(HOSTILE) | st.text(max_size=30)
"""For what is repeated: a failing example must stay small enough to be shown."""
texts = st.one_of(
    brief,
    st.just("a" * 3_500),
    st.builds("{} {}".format, st.sampled_from(HOSTILE), st.sampled_from(HOSTILE)),
)
urls = st.one_of(
    st.sampled_from(
        [
            "https://jira.example/browse/PAY-1",
            "http://x.example/?a=1&b=<2>",
            "javascript:alert(1)",
            "https://x.example/" + "p" * 4_000,
            "https://x.example/a|b",
            "not an address",
            "",
        ]
    ),
    texts,
)
no_ids = texts.filter(lambda text: not re.fullmatch(r"[A-Z][A-Z0-9]+", text))
"""What can't be taken for somebody's id by chance."""
moments = st.integers(0, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
flags = st.booleans()
spans = st.one_of(
    st.builds(Text, texts, flags, flags, flags, flags),
    st.builds(Text, texts),
    st.builds(Link, texts, urls, flags),
    st.builds(Moment, moments),
    st.builds(Moment, moments, texts),
    st.builds(Who, st.sampled_from(["U0KNOWN", "W0KNOWN"]) | no_ids),
    st.builds(Where, st.sampled_from(["C0KNOWN", "G0KNOWN"]) | no_ids),
)
lines = st.lists(spans, max_size=4).map(tuple)
cells = st.lists(
    st.builds(Text, brief | st.just("cell " * 120))
    | st.builds(Link, brief, st.just("https://x.example/")),
    max_size=2,
).map(tuple)
actions = st.sampled_from(["status.watch", "status.history", "a" * 300])
choices = st.builds(Choice, texts, texts, st.none() | texts)
buttons = st.builds(
    Button,
    label=texts,
    action=actions,
    value=texts,
    url=st.none() | urls,
    style=st.sampled_from([None, "primary", "danger", "blinking"]),
    confirm=st.none() | texts,
)
menus = st.builds(
    Menu,
    action=actions,
    choices=st.lists(choices, max_size=8).map(tuple)
    | st.integers(90, 230).map(lambda n: tuple(Choice(f"c{i}", f"v{i}") for i in range(n))),
    placeholder=st.none() | texts,
)
pressables = st.one_of(buttons, menus)


def _table(caption: str, columns: int, rows: int, cells: list[tuple]) -> Table:
    """A big table from a few cells, repeated."""
    names = tuple(f"Column {place}" for place in range(columns))
    grid = tuple(
        tuple(cells[(row + place) % len(cells)] for place in range(columns + row % 2))
        for row in range(rows)
    )
    return Table(caption=caption, columns=names, rows=grid, right=frozenset({1}))


tables = st.builds(
    _table,
    texts,
    st.integers(0, 25),
    st.integers(0, 5) | st.just(150),
    st.lists(cells, min_size=1, max_size=4),
)
small: st.SearchStrategy[Block] = st.one_of(
    st.builds(Header, texts),
    st.builds(Paragraph, lines, st.none() | pressables),
    st.builds(
        Bullets,
        st.lists(lines, max_size=5).map(tuple) | brief.map(lambda text: ((Text(text),),) * 80),
    ),
    st.builds(Note, lines),
    st.builds(Quoted, texts),
    st.builds(Preformatted, texts),
    st.builds(
        Card,
        key=texts,
        url=st.none() | urls,
        title=texts,
        facts=lines,
        button=st.none() | pressables,
    ),
    st.builds(
        Actions,
        st.lists(pressables, max_size=4).map(tuple)
        | brief.map(lambda text: (Button(label=text, action="a.b", value=text),) * 60),
    ),
    st.builds(Feedback, action=actions, value=texts, good=texts, bad=texts),
    st.builds(Beside, lines, lines),
    st.just(Rule()),
)
blocks: st.SearchStrategy[Block] = small | tables


def _seventy(text: str) -> tuple[Block, ...]:
    """More blocks than a message takes, and some of them two of Slack's."""
    button = Button(label="Watch", action="status.watch")
    card = Card(key="PAY-1", url=None, title=text, facts=(), button=button)
    return (Paragraph((Text(text),)), card) * 35


messages = st.builds(
    Message,
    summary=texts,
    blocks=st.lists(blocks, max_size=6).map(tuple) | brief.map(_seventy),
)
inputs = st.builds(
    Input,
    name=st.from_regex(r"[a-z]{8}", fullmatch=True),
    label=texts,
    kind=st.sampled_from(
        [
            "text",
            "lines",
            "number",
            "choice",
            "choices",
            "ticks",
            "date",
            "user",
            "users",
            "channel",
        ]
    ),
    choices=st.lists(choices, max_size=4).map(tuple),
    value=st.none() | texts | st.dates() | st.lists(texts, max_size=3).map(tuple),
    hint=st.none() | texts,
    placeholder=st.none() | texts,
    optional=flags,
    most=st.none() | st.integers(-1, 9_000),
    watched=st.none() | st.just("rituals.watch"),
)
forms = st.builds(
    Form,
    callback=st.sampled_from(["status.ask", "c" * 255]),
    title=texts,
    blocks=st.lists(blocks | inputs, max_size=6)
    .map(tuple)
    .filter(lambda each: _distinct([block.name for block in each if isinstance(block, Input)])),
    submit=st.none() | texts,
    close=texts,
    private=texts.filter(lambda text: len(text) < 3_000),
    tells_when_closed=flags,
)


def _distinct(names: list[str]) -> bool:
    return len(names) == len(set(names))
