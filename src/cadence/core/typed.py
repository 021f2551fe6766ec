"""What is typed after a command: a verb, or what names a thing."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

V = TypeVar("V", bound=StrEnum)
T = TypeVar("T")


def verb_in(words: str, verbs: type[V], same: Mapping[str, V]) -> tuple[V | None, str]:
    """The verb that the words begin with, by its own word or another one for the same, and what follows it; None and
    all the words where they begin with none."""
    first, _, rest = words.strip().partition(" ")
    word = first.casefold()
    try:
        return same.get(word) or verbs(word), rest.strip()
    except ValueError:
        return None, words.strip()


def called(words: str, things: Iterable[T], name: Callable[[T], str]) -> tuple[T, ...]:
    """Those of that name, or else those whose name holds the words; of nothing, none."""
    wanted = _folded(words)
    names = [(_folded(name(each)), each) for each in things] if wanted else []
    whole = tuple(each for known, each in names if known == wanted)
    return whole or tuple(each for known, each in names if wanted in known)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
