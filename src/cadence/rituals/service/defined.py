"""The definitions that somebody may see, and how each stands for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from cadence.core.ports import Clock, Messenger
from cadence.rituals.messages.definitions import Shown
from cadence.rituals.model.due import next_held
from cadence.rituals.model.ritual import Standing, State
from cadence.rituals.service.names import names_of
from cadence.rituals.service.rights import Rights
from cadence.rituals.store.definitions import Definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    definitions: Definitions
    rights: Rights
    messenger: Messenger
    clock: Clock

    def seen_by(self, user: str) -> tuple[Standing, ...]:
        """By title, the ended ones last."""
        found = (each for each in self.definitions.all() if self._sees(user, each))
        return tuple(sorted(found, key=_order))

    def one(self, words: str, user: str) -> Standing | None:
        """By its key, its title, or the beginning of either, if that fits one alone; not there and not to be seen are
        the same."""
        standing = self.definitions.standing(words.casefold())
        if standing is not None and self._sees(user, standing):
            return standing
        return only(words, self.seen_by(user))

    def shown(self, standing: Standing, user: str, *more: str | None) -> Shown:
        """`more` are people who are named beside those of the definition."""
        ritual = standing.version.ritual
        who = ritual.participants
        users = (*who.people, *who.observers, *ritual.calls_to, standing.version.by, *more)
        due = next_held(ritual.schedule, self.clock.now()) if standing.state is State.ON else None
        return Shown(
            standing=standing,
            next_at=due.at if due else None,
            names=names_of((each for each in users if each), self.messenger),
            hindrance=self.rights.hindrance(user, standing),
            outside=self.rights.outside(user, standing),
        )

    def listed(self, standing: Standing) -> Shown:
        """Without names, which a list has no use for."""
        ritual = standing.version.ritual
        due = next_held(ritual.schedule, self.clock.now()) if standing.state is State.ON else None
        return Shown(standing=standing, next_at=due.at if due else None, names={})

    def name(self, user: str) -> str:
        return names_of((user,), self.messenger).get(user, user)

    def _sees(self, user: str, standing: Standing) -> bool:
        return user == standing.version.by or self.rights.sees(user, standing.version.ritual)


def only(words: str, standings: Iterable[Standing]) -> Standing | None:
    """The one that these words name; None where they name none or several."""
    wanted = words.casefold().strip()
    among = tuple(standings)
    for fits in (str.__eq__, str.startswith):
        found = [each for each in among if any(fits(name, wanted) for name in _names(each))]
        if wanted and len(found) == 1:
            return found[0]
    return None


def _names(standing: Standing) -> tuple[str, str]:
    ritual = standing.version.ritual
    return ritual.key, ritual.title.casefold()


def _order(standing: Standing) -> tuple[bool, str]:
    return standing.state is State.ENDED, standing.version.ritual.title.casefold()
