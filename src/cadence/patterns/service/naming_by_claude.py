"""Gives a pattern Claude's name and sentence, where Claude is there and says nothing that its bugs don't."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from cadence.core.errors import WriterError
from cadence.core.ports import Request, Writer
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.model.sentence import renamed
from cadence.patterns.prompts.naming import PURPOSE, Named, named_in, naming_request, shown

log = structlog.get_logger(__name__)

REMEMBERED = 200
"""Answers, so that a card that is composed once more asks no second time."""
LEAST_BUGS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingByClaude:
    writer: Writer | None
    masked: Callable[[], Callable[[str], str]]
    """Brings what takes everybody known by name out of a text, as of now."""
    dropped: Callable[[str, str], None]
    """Told, with its purpose, of what Claude wrote and the bugs don't say."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _known: OrderedDict[str, Named | None] = field(default_factory=OrderedDict)

    def named(self, pattern: Pattern, bugs: Sequence[Bug]) -> Pattern:
        """`bugs` are its own, the most telling first. Where Claude is away, declines, or says what does not hold, the
        pattern stays as it is: with the name that rules gave it."""
        if self.writer is None or len(shown(bugs)) < LEAST_BUGS:
            return pattern
        request = naming_request(pattern, bugs)
        key = hashlib.sha256(f"{request.material}\n{pattern.sentence}".encode()).hexdigest()
        try:
            found = self._remembered(key, lambda: self._asked(request, pattern, bugs))
        except WriterError as error:
            log.warning("Claude named no pattern", why=str(error), kind=type(error).__name__)
            return pattern
        if found is None:
            return pattern
        said = renamed(pattern, found.name)
        return replace(pattern, name=found.name, told=found.sentence, sentence=said)

    def _asked(self, request: Request, pattern: Pattern, bugs: Sequence[Bug]) -> Named | None:
        assert self.writer is not None  # noqa: S101 - it is asked for first
        found = named_in(self.writer.write(request), pattern, bugs, masked=self.masked())
        if isinstance(found, Named):
            return found
        self.dropped(PURPOSE, found.value)
        return None

    def _remembered(self, key: str, ask: Callable[[], Named | None]) -> Named | None:
        with self._lock:
            if key in self._known:
                return self._known[key]
        found = ask()
        with self._lock:
            self._known[key] = found
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found
