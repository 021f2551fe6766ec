"""Where something stands in a TOML file."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.core.toml_lines import line_of

TEXT = """# a comment: [a] b = 1
top = 1

[rituals.weekly]
title = '''
[rituals.other]
channel = "no"
'''
people = [
  "U1",  # the first
  "U2",
]

[[rituals.weekly.asks]]
name = "one"

[[rituals.weekly.asks]]
name = "two"
only_if = { ask = "one", is = "x" }

["odd.name"]
"a key" = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("rituals", "weekly"), 4),
        (("rituals", "weekly", "title"), 5),
        (("rituals", "weekly", "people", 1), 9),
        (("rituals", "weekly", "asks", 0, "name"), 15),
        (("rituals", "weekly", "asks", 1, "only_if", "is"), 19),
        (("odd.name", "a key"), 22),
    ],
)
def test_a_key_is_where_its_statement_begins(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(TEXT, path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("rituals", "weekly", "zone"), 4),
        (("rituals", "weekly", "asks", 1, "label"), 17),
        (("rituals", "weekly", "asks", 7), 14),
    ],
)
def test_a_key_that_is_missing_is_told_by_the_section_around_it(
    path: tuple[str | int, ...], line: int
) -> None:
    assert line_of(TEXT, path) == line


def test_what_stands_nowhere_in_the_file_has_no_line() -> None:
    assert line_of(TEXT, ("nowhere", "x")) is None
    assert line_of("", ("x",)) is None
    assert line_of("this is no TOML", ("this",)) is None


KEYS = st.text("abcdef", min_size=1, max_size=3)
VALUES = st.integers() | st.text("ab\n\"'[]=#", max_size=6)


@given(st.lists(st.tuples(KEYS, VALUES), unique_by=lambda pair: pair[0], min_size=1))
def test_each_of_any_keys_is_found_on_its_line(pairs: list[tuple[str, Any]]) -> None:
    lines = [f"{key} = {_written(value)}" for key, value in pairs]
    text = "\n".join(lines)
    assert tomllib.loads(text) == dict(pairs)
    assert [line_of(text, (key,)) for key, _ in pairs] == list(range(1, len(pairs) + 1))


def _written(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
