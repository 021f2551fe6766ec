"""What the ledger says, without the keys of bugs that whoever reads it may not see now: lines are never changed, but
what is shown of them is."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from itertools import chain

from cadence.core.words import listed
from cadence.patterns.model.keys import project_of
from cadence.patterns.model.pattern import Entry

_KEY = r"(?<![\w-])[A-Za-z][A-Za-z0-9_]*-[0-9]+(?![\w-])"
_SEVERAL = re.compile(rf"{_KEY}(?:(?:, | and ){_KEY})*")
_ONE = re.compile(_KEY)

IsBug = Callable[[str], bool]


def keys_in(entries: Iterable[Entry], projects: Collection[str]) -> tuple[str, ...]:
    """Each once, in capitals: what looks like a key and is of one of these projects."""
    is_bug = _of(projects)
    said = chain.from_iterable(_ONE.findall(each.says) for each in entries)
    return tuple(dict.fromkeys(key.upper() for key in said if is_bug(key)))


def shown(
    entries: Iterable[Entry], *, seen: Collection[str], projects: Collection[str]
) -> tuple[Entry, ...]:
    """Of keys of these projects those that are `seen`; the others are counted, where several stand together."""
    is_hidden = _hidden(frozenset(seen), _of(projects))
    return tuple(
        replace(each, says=_SEVERAL.sub(lambda keys: _shown(keys[0], is_hidden), each.says))
        for each in entries
    )


def _of(projects: Collection[str]) -> IsBug:
    known = frozenset(each.upper() for each in projects)
    return lambda key: project_of(key.upper()) in known


def _hidden(seen: frozenset[str], is_bug: IsBug) -> IsBug:
    return lambda key: is_bug(key) and key.upper() not in seen


def _shown(several: str, is_hidden: IsBug) -> str:
    keys = _ONE.findall(several)
    left = [key for key in keys if not is_hidden(key)]
    gone = len(keys) - len(left)
    if not gone:
        return several
    if left:
        return listed([*left, f"{gone} you can’t see"])
    return "a bug you can’t see" if gone == 1 else f"{gone} bugs you can’t see"
