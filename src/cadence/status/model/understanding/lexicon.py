"""The English that questions about bugs are made of: phrases and what each contributes."""

from enum import StrEnum
from functools import cache
from importlib.resources import files


class Tag(StrEnum):
    """What a phrase contributes to a question."""

    COUNT = "count"
    LIST = "list"
    WHAT = "what"
    """Asks for things without saying whether they are to be counted or shown."""
    CHANGES = "changes"
    NEW = "new"
    NEWS = "news"
    BLOCKS = "blocks"
    BLOCKERS = "blockers"
    READY = "ready"
    LEFT = "left"
    WHEN = "when"
    HOW_LONG = "how long"
    WHO = "who"
    OWNER = "owner"
    HELP = "help"
    GREETING = "greeting"
    STATUS_OF = "status of"
    UPDATE = "update"
    BREAKDOWN = "breakdown"
    BY = "by"
    MOST = "most"
    FEWEST = "fewest"

    BUGS = "bugs"
    ISSUES = "issues"
    PROBLEMS = "problems"
    CRASHES = "crashes"
    REGRESSIONS = "regressions"

    OPEN = "open"
    CLOSED = "closed"
    OVERDUE = "overdue"
    IN_PROGRESS = "in progress"
    TO_DO = "to do"
    ALL = "all"

    CREATED = "created"
    UPDATED = "updated"
    RESOLVED = "resolved"
    FIXED = "fixed"
    REOPENED = "reopened"
    MOVED = "moved"
    DUE = "due"
    TOUCHED_NOT = "untouched"
    STALE = "stale"
    OLDER = "older"
    YOUNGER = "younger"

    OLDEST = "oldest"
    NEWEST = "newest"
    TOP = "top"
    RECENTLY = "recently"
    LEAST_RECENTLY = "least recently"
    SORTED = "sorted"
    FIRST = "first"

    FIX_CUE = "fix cue"
    AFFECTED_CUE = "affected cue"
    COMPONENT_CUE = "component cue"
    PROJECT_CUE = "project cue"
    VERSION_CUE = "version cue"
    LABEL_CUE = "label cue"
    PRIORITY_CUE = "priority cue"
    STATUS_CUE = "status cue"
    TYPE_CUE = "type cue"
    RESOLUTION_CUE = "resolution cue"
    SPRINT_CUE = "sprint cue"
    AGE_CUE = "age cue"
    ASSIGNEE_CUE = "assignee cue"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    REPORTED_BY = "reported by"
    MINE = "mine"
    ME = "me"
    ABOUT = "about"
    TITLE = "title"
    OPEN_SPRINT = "open sprint"
    NEXT_RELEASE = "next release"
    LAST_RELEASE = "last release"
    CHILDREN = "children"
    WATCH = "watch"

    AND_ABOVE = "and above"
    AND_BELOW = "and below"
    ABOVE = "above"
    BELOW = "below"

    NOT = "not"
    WITH = "with"
    BOTH = "both"
    AND = "and"
    OR = "or"
    IN = "in"
    ON = "on"
    FOR = "for"
    DET = "det"
    BE = "be"
    ONLY = "only"
    THOSE = "those"
    AGAIN = "again"
    INSTEAD = "instead"
    ALSO = "also"
    FILLER = "filler"
    YET = "yet"
    EACH = "each"
    MONTHLY = "monthly"
    WEEKLY = "weekly"


Words = tuple[str, ...]


@cache
def phrases() -> dict[Words, tuple[Tag, ...]]:
    """Every phrase of phrases.txt with its tags, in the order of that file."""
    text = (files(__package__) / "phrases.txt").read_text(encoding="utf-8")
    out: dict[Words, tuple[Tag, ...]] = {}
    for tag, body in _sections(text):
        for phrase in body.split("|"):
            words = tuple(phrase.split())
            if words and tag not in out.get(words, ()):
                out[words] = (*out.get(words, ()), tag)
    return out


def _sections(text: str) -> list[tuple[Tag, str]]:
    out: list[tuple[Tag, str]] = []
    for line in text.splitlines():
        if line.startswith("["):
            out.append((Tag(line.strip("[] ")), ""))
        elif line and not line.startswith("#"):
            tag, body = out[-1]
            out[-1] = (tag, f"{body} {line}")
    return out


@cache
def longest() -> int:
    """The most words that a phrase has."""
    return max(len(words) for words in phrases())


@cache
def known_words() -> frozenset[str]:
    return frozenset(word for words in phrases() for word in words)
