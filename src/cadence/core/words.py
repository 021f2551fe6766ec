"""Small words that the messages of every room are made of."""

from collections.abc import Sequence


def cut(text: str, most: int) -> str:
    """At most `most` characters; "…" stands for what was cut."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def listed(names: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"; "" for none."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def counted(count: int, one: str, several: str | None = None) -> str:
    """ "1 account", "1,204 accounts", "2 people"."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def begun(text: str) -> str:
    """As a sentence begins."""
    return text[:1].upper() + text[1:]
