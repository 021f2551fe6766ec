"""Pages of a search, the next one on its way while this one is used."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from cadence.core.errors import PartialRead, TrackerUnavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    issues: list[Any]
    """As Jira sent them."""
    following: str | None
    """What brings the next page; None on the last."""
    total: int | None = None
    """Of the whole search, where Jira tells (Data Center)."""
    warnings: tuple[str, ...] = ()


ReadPage = Callable[[str | None], Page]
"""Brings the page after this mark; None is the beginning."""


def pages(read: ReadPage) -> Iterator[Page]:
    """All of them, in order, never more than two in memory.

    The first page's error is raised as it is; a later one as PartialRead.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="jira-page")
    try:
        page = read(None)
        while page.following is not None:
            coming = pool.submit(later, read, page.following)
            yield page
            page = coming.result()
        yield page
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def later(read: ReadPage, mark: str) -> Page:
    """A page that is not the first: without it the read is broken off."""
    try:
        page = read(mark)
    except TrackerUnavailable as error:
        raise PartialRead(f"the read broke off in the middle: {error}") from error
    if page.following == mark:
        raise PartialRead("Jira sends the same page again and again")
    return page


def warnings_in(answer: Any) -> tuple[str, ...]:
    """What Jira has to say about a query, in whichever of its shapes."""
    listed = answer.get("warnings") or answer.get("warningMessages") or ()
    told = listed if isinstance(listed, list) else [listed]
    return tuple(words for each in told if (words := _words(each)))


def _words(warning: object) -> str:
    if isinstance(warning, dict):
        warning = warning.get("message") or warning.get("warning")
    return " ".join(warning.split()) if isinstance(warning, str) else ""
