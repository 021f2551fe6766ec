"""A Markdown file as its front matter and its headings with what stands under each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

from cadence.decisions.model.madr.record import NotReadable
from cadence.decisions.model.madr.text import markdown

LONGEST = 2_000_000
"""Characters of a file that is read at all. The longest record that Slack's limits allow is far below."""

DEEPEST = 3
"""Of headings: what stands deeper is part of the text."""

LONGEST_FRONT = 100_000
"""Characters of front matter that is read at all: deep nesting costs a YAML reader dearly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and the lines down to the next heading of any level."""

    title: str = ""
    """As it is written."""
    level: int = 0
    """0 for what stands before the first heading."""
    line: int
    lines: tuple[str, ...]
    """Without empty ones at either end."""
    first_line: int
    """Where `lines` begin, counted from 1."""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    front: Mapping[str, Any]
    """Empty where there is none."""
    sections: tuple[Section, ...]


def page(text: str) -> Page:
    """Raises NotReadable."""
    if len(text) > LONGEST:
        raise NotReadable(f"it is longer than {LONGEST:,} characters")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    begin = _end_of_front(lines)
    front = _front("\n".join(lines[1 : begin - 1])) if begin else {}
    return Page(front=front, sections=tuple(_sections(lines, begin)))


def _end_of_front(lines: list[str]) -> int:
    """The index of the first line after the front matter; 0 where there is none."""
    if lines[0].rstrip() != "---":
        return 0
    for index, each in enumerate(lines[1:], start=1):
        if each.rstrip() in ("---", "..."):
            return index + 1
    raise NotReadable("its front matter has no end", 1)


def _front(text: str) -> Mapping[str, Any]:
    if len(text) > LONGEST_FRONT:
        raise NotReadable(f"its front matter is longer than {LONGEST_FRONT:,} characters", 1)
    try:
        read = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is no YAML"
        line = mark.line + 2 if mark else 1
        raise NotReadable(f"its front matter can't be read: {problem}", line) from error
    except (RecursionError, ValueError) as error:  # nested too deep; the 31st of February
        raise NotReadable(f"its front matter can't be read: {error}", 1) from error
    if read is None:
        return {}
    if not isinstance(read, dict):
        raise NotReadable("its front matter is no list of keys and values", 1)
    return {str(key): value for key, value in read.items()}


def _sections(lines: list[str], begin: int) -> Iterator[Section]:
    title, level, line, first = "", 0, begin + 1, begin
    for heading, depth, (start, end) in _headings("\n".join(lines[begin:])):
        yield _section(lines, first, begin + start, title=title, level=level, line=line)
        title, level, line, first = heading, depth, begin + start + 1, begin + end
    yield _section(lines, first, len(lines), title=title, level=level, line=line)


def _headings(text: str) -> Iterator[tuple[str, int, tuple[int, int]]]:
    lines, tokens = text.split("\n"), markdown.parse(text)
    for token, inside in pairwise(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            depth = int(token.tag[1:])
            if depth <= DEEPEST:
                start, end = token.map
                yield _title(lines[start], inside.content), depth, (start, end)


def _title(line: str, content: str) -> str:
    """As it stands in the file, where it stands on one line: a parser takes off more than spaces."""
    found = re.fullmatch(r" {0,3}#{1,6} +(.*?)(?: +#+)? *", line)
    return found[1] if found else content


def _section(
    lines: list[str], start: int, end: int, *, title: str, level: int, line: int
) -> Section:
    while start < end and not lines[start].strip(" \t"):
        start += 1
    while start < end and not lines[end - 1].strip(" \t"):
        end -= 1
    return Section(
        title=title, level=level, line=line, lines=tuple(lines[start:end]), first_line=start + 1
    )
