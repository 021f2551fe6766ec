"""Lists as people write them: "(a) … (b) …" in one line, "Option 1: …" or a bullet in each of several."""

import re
from dataclasses import dataclass

_CALLED = r"(?:option|plan|variant|proposal|alternative)"
_MARK = r"(?P<mark>[a-h]|[1-9])"
_STYLES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\w)(?P<called>{_CALLED}) ?#?\(?{_MARK}(?: ?[:).=]{{1,2}} ?| [–—-] )",
        rf"(?<![\w(])\({_MARK}\)[:.]? ?",
        rf"(?<![\w(]){_MARK}\) ?",
        rf"(?<![\w.,:€$-]){_MARK}[.:] ",
        rf"(?<![\w.,:€$-]){_MARK} ?[=–—-] ",
    )
)
"""Of one list all marks are written alike."""
_SECOND = re.compile(r"(?<!\w)[b2](?:[).:]| ?[=–—-] )", re.IGNORECASE)
"""Without it no line holds two marks."""
_BULLET = re.compile(r"[-*•–—◦▪] (?=\S)")
_TAIL = re.compile(r"(?:[\s,;.]{1,9}(?:or|and|vs|versus))?[\s,;.?]{0,9}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list, with the letter or number that it is called by; none after a bullet."""

    mark: str
    text: str
    is_called: bool = False
    """It says of itself that it is an option: "Option 1: …"."""


def marks(line: str) -> tuple[re.Match[str], ...]:
    """Those of a list within one line: two or more, in order, written alike, the first an a or a 1."""
    if not _SECOND.search(line):
        return ()
    for style in _STYLES:
        run: list[re.Match[str]] = []
        for found in style.finditer(line):
            if _comes_next(found["mark"].lower(), run):
                run.append(found)
        if len(run) > 1:
            return tuple(run)
    return ()


def _comes_next(mark: str, run: list[re.Match[str]]) -> bool:
    if not run:
        return mark in "a1"
    return ord(mark) == ord(run[-1]["mark"].lower()) + 1


def entries(line: str) -> tuple[Entry, ...]:
    """Those of the list that a line holds or is an entry of."""
    found = marks(line) or _leading(line)
    ends = [*(each.start() for each in found[1:]), len(line)]
    read = [_entry(each, line[each.end() : end]) for each, end in zip(found, ends, strict=False)]
    if not read and (bullet := _BULLET.match(line)):
        read = [Entry(mark="", text=_bare(line[bullet.end() :]))]
    return tuple(each for each in read if each.text)


def _leading(line: str) -> tuple[re.Match[str], ...]:
    start = bullet.end() if (bullet := _BULLET.match(line)) else 0
    return next(((found,) for style in _STYLES if (found := style.match(line, start))), ())


def _entry(found: re.Match[str], text: str) -> Entry:
    return Entry(
        mark=found["mark"].lower(),
        text=_bare(text),
        is_called="called" in found.re.groupindex,
    )


def _bare(text: str) -> str:
    return _TAIL.sub("", text.strip(), count=1)
