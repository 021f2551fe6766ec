"""Issue keys as they are asked for, and the issues that came for them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from cadence.core.errors import IssueNotFound

_KEY = re.compile(r"[^\W\d_]\w*-\d{1,18}")

Raw = dict[str, Any]


def is_key(text: str) -> bool:
    """Whether it could be an issue's key: nothing else goes into an address or a query as one."""
    return _KEY.fullmatch(text) is not None


def chunks(keys: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def askable(keys: Iterable[str]) -> list[str]:
    """Each once, in order, without what is no key."""
    return list(dict.fromkeys(key for key in keys if is_key(key)))


def paired(
    asked: Sequence[str], issues: Sequence[Raw], alone: Callable[[str], Raw]
) -> dict[str, Raw]:
    """Which issue came for which key, in the order of the keys.

    An issue that was moved comes under its new key. Where it is not plain which of several keys it answers, `alone`
    asks for each of them again; it raises IssueNotFound.
    """
    by_key = {str(issue.get("key", "")).upper(): issue for issue in issues}
    matched = {key: by_key[key.upper()] for key in asked if key.upper() in by_key}
    taken = {id(issue) for issue in matched.values()}
    moved = [issue for issue in issues if id(issue) not in taken]
    open_keys = [key for key in asked if key not in matched]
    if len(moved) == 1 and len(open_keys) == 1:
        matched[open_keys[0]] = moved[0]
    elif moved:
        matched |= dict(_found_alone(open_keys, alone))
    return {key: matched[key] for key in asked if key in matched}


def _found_alone(keys: Sequence[str], alone: Callable[[str], Raw]) -> Iterator[tuple[str, Raw]]:
    for key in keys:
        try:
            yield key, alone(key)
        except IssueNotFound:
            continue
