"""A digest as it stands now: what never changes of it, its calls, and what came late."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from cadence.core.agenda import Sort
from cadence.core.message import Message
from cadence.rituals.messages.calls import calls_section
from cadence.rituals.messages.digest import late_section
from cadence.rituals.messages.pages import pages
from cadence.rituals.messages.words import Names
from cadence.rituals.model.called import Raised
from cadence.rituals.model.digest import Material, late_statements
from cadence.rituals.store.digests import Said


def whole(
    said: Said,
    material: Material,
    calls: Sequence[Raised],
    names: Names,
    *,
    asked_again: Collection[int] = (),
) -> tuple[Message, ...]:
    """Its messages; `calls` are the digest's own as they are now, `asked_again` those that a later one shows."""
    blocks = (
        *said.blocks,
        *calls_section(material.ritual, calls, names, on=said.on, asked_again=asked_again),
        *late_section(late_statements(material), names),
    )
    return pages(said.title, said.headline, blocks)


def users_in(material: Material) -> frozenset[str]:
    """Whoever a digest may name."""
    people = {ask.name for ask in material.ritual.asks if ask.sort is Sort.PERSON}
    responses = (*material.responses, *material.before)
    said = (each for response in responses for each in response.given)
    named = {str(each.value) for each in said if each.ask in people}
    asked = {each.person for each in material.checkins}
    answered = {each.by for response in responses for each in response.given}
    return frozenset(named | asked | answered)


def users_of(calls: Iterable[Raised]) -> frozenset[str]:
    return frozenset(user for each in calls for user in _users(each) if user)


def _users(raised: Raised) -> Iterator[str]:
    yield from raised.call.to
    yield raised.call.raised_by or ""
    if raised.outcome:
        yield from (raised.outcome.by, raised.outcome.owner or "")
