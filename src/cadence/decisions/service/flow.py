"""How the room's verbs are found: each flow says what it answers to, and `hearing` puts them together."""

from collections.abc import Callable, Mapping

from cadence.core.heard import Heard
from cadence.decisions.model.commands import Command, Verb
from cadence.delivery import desk
from cadence.delivery.job import Settlement

Said = Callable[[Heard, Command], Settlement]


class Flow(desk.Flow):
    """One subject of the room. What it names is its own alone; its actions and callbacks begin with "decisions."."""

    __slots__ = ()

    @property
    def commands(self) -> Mapping[Verb, Said]:
        """What of `/decision`, and of what is said, it answers."""
        return {}
