"""Ordinary English words, which are never taken for a misspelt name."""

from functools import cache
from importlib.resources import files


@cache
def ordinary() -> frozenset[str]:
    return frozenset((files(__package__) / "ordinary.txt").read_text(encoding="utf-8").split())
