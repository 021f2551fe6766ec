"""Conditions of every kind, for property tests."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from cadence.core.calendar import Span
from cadence.core.query import (
    AllOf,
    Among,
    AnyOf,
    Condition,
    Empty,
    Field,
    InOpenSprint,
    IssueQuery,
    Moment,
    Moved,
    Order,
    OrderBy,
    Says,
    Unresolved,
    Was,
    Within,
)

unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
"""How long an example takes says more of the machine than of the code."""

text = st.text(min_size=1, max_size=20) | st.sampled_from(
    [
        '" OR project = SECRET --',
        "\\",
        '\\" OR 1=1',
        "EMPTY",
        "a\nb",
        "currentUser()",
        "<!channel>",
        "ORDER BY",
        "\u2028",
        "it's",
        "(x)",
        "{y}",
        "AND",
    ]
)
names = st.lists(text, max_size=3).map(tuple)
some_names = st.lists(text, min_size=1, max_size=3).map(tuple)
instants = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.just(UTC),
)


@st.composite
def _spans(draw: st.DrawFn) -> Span:
    start = draw(st.none() | instants)
    length = draw(st.none() | st.integers(1, 10**7))
    end = None if length is None else (start or datetime(2020, 1, 1, tzinfo=UTC))
    return Span(start=start, end=end and end + timedelta(seconds=length or 0))


spans = _spans()
flags = st.booleans()

simple: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Among, st.sampled_from(list(Field)), names, flags),
    st.builds(Empty, st.sampled_from(list(Field)), flags),
    st.builds(Within, st.sampled_from(list(Moment)), spans, flags, st.just("Europe/Berlin")),
    st.builds(Unresolved, flags),
    st.builds(Says, names, flags, flags),
    st.builds(Moved, spans, names, names),
    st.builds(Was, some_names, flags),
    st.builds(InOpenSprint, flags),
)


def _groups(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    some = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.builds(AnyOf, some) | st.builds(AllOf, some)


conditions = st.recursive(simple, _groups, max_leaves=5)
orders = st.lists(st.builds(Order, st.sampled_from(list(OrderBy)), flags), max_size=3).map(tuple)
queries = st.builds(IssueQuery, st.lists(conditions, max_size=3).map(tuple), orders)
