"""Several reads at the same time."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from cadence.core.errors import PartialRead, TrackerError, TrackerUnavailable

T = TypeVar("T")


def outcomes(reads: Sequence[Callable[[], T]], *, most: int) -> list[T | TrackerError]:
    """What each brought, in order; at most `most` run at once."""
    if len(reads) == 1:
        return [_tried(reads[0])]
    if not reads:
        return []
    with ThreadPoolExecutor(min(most, len(reads)), thread_name_prefix="jira") as pool:
        futures: list[Future[T | TrackerError]] = [pool.submit(_tried, read) for read in reads]
        return [future.result() for future in futures]


def all_of(reads: Sequence[Callable[[], T]], *, most: int) -> list[T]:
    """What each brought, or the error; PartialRead where some came and Jira went away then."""
    told = outcomes(reads, most=most)
    failed = [each for each in told if isinstance(each, TrackerError)]
    if not failed:
        return [each for each in told if not isinstance(each, TrackerError)]
    first = failed[0]
    if len(failed) < len(told) and isinstance(first, TrackerUnavailable):
        raise PartialRead(
            f"{len(failed)} of {len(told)} parts could not be read: {first}"
        ) from first
    raise first


def _tried(read: Callable[[], T]) -> T | TrackerError:
    try:
        return read()
    except TrackerError as error:
        return error
