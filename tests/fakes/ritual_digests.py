"""Digests of rituals in memory."""

from dataclasses import dataclass, field, replace

from cadence.core.errors import StoreUnavailable
from cadence.core.message import Message
from cadence.core.ports import Change
from cadence.rituals.store.digests import Page, Said


@dataclass
class FakeDigests:
    """`Digests`. While it `is_down`, every read raises StoreUnavailable."""

    is_down: bool = False
    held: dict[str, Said] = field(default_factory=dict)

    def digest(self, occurrence: str) -> Said | None:
        self._reach()
        return self.held.get(occurrence)

    def showing(self, ritual: str, number: int) -> tuple[str, ...]:
        self._reach()
        found = [
            each for each in self.held.values() if each.ritual == ritual and number in each.calls
        ]
        found.sort(key=lambda each: each.on, reverse=True)
        return tuple(each.occurrence for each in found)

    def keep(self, said: Said) -> Change:
        return lambda _: self.held.setdefault(said.occurrence, said) and None

    def stands(self, occurrence: str, page: int, *, ts: str) -> Change:
        def change(_: object) -> None:
            known = self.held.get(occurrence)
            if known and page <= len(known.pages):
                self._put(known, page, replace(known.pages[page - 1], ts=ts))

        return change

    def put(self, occurrence: str, page: int, message: Message) -> Change:
        def change(_: object) -> None:
            known = self.held[occurrence]
            ts = known.pages[page - 1].ts if page <= len(known.pages) else None
            self._put(known, page, Page(message=message, ts=ts))

        return change

    def _put(self, said: Said, number: int, page: Page) -> None:
        pages = (*said.pages[: number - 1], page, *said.pages[number:])
        self.held[said.occurrence] = replace(said, pages=pages)

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")
