"""From a form as it was submitted to everything that will be recorded; nothing is stored by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from cadence.core.errors import NotSent
from cadence.core.heard import Submitted
from cadence.core.message import Kind, Said
from cadence.core.ports import Messenger
from cadence.decisions.messages import drafting as messages
from cadence.decisions.model.carried import QUOTES, Carried
from cadence.decisions.model.confirmed import Confirmed
from cadence.decisions.model.decision import Body, Origin, Part, Quote
from cadence.decisions.model.form import Filled, cleared, filled, users_in, with_names
from cadence.decisions.model.naming import by_name
from cadence.decisions.service.people import SOMEBODY, People, instant
from cadence.decisions.service.threads import MOST_MESSAGES

NOON = time(12)
"""Of a day that was chosen by hand: the same day nearly everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """What could be read again of the messages that a draft rests on."""

    said: Mapping[str, Said]
    deleted: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirming:
    messenger: Messenger
    people: People

    def confirmed(self, submitted: Submitted, carried: Carried) -> Confirmed:
        said = filled(dict(submitted.answers))
        body = with_names(said.body, self.people.names(users_in(said.body)))
        sources = self._sources(carried)
        return Confirmed(
            key=submitted.id,
            body=body,
            status=said.status,
            decided_at=self._decided_at(submitted, carried, said),
            origin=self.origin(carried),
            by=self.people.party(submitted.user),
            quotes=tuple(self._quotes(carried, body, sources)),
            carried=_as_filled(carried, said),
            team=submitted.team,
            remarks=tuple(_remarks(sources)),
        )

    def _decided_at(self, submitted: Submitted, carried: Carried, said: Filled) -> datetime:
        """When the decisive message was said, unless another day was chosen."""
        if said.decided_on is None:
            return submitted.at
        if said.decided_on == carried.decided_on and carried.decisive:
            return instant(carried.decisive)
        zone = self.people.zone_of(submitted.user)
        chosen = datetime.combine(said.decided_on, NOON, tzinfo=zone)
        return min(chosen.astimezone(submitted.at.tzinfo), submitted.at)

    def origin(self, carried: Carried) -> Origin:
        """Where it was decided, as Slack knows it now."""
        return Origin(
            team=carried.team,
            channel=carried.channel,
            kind=self._kind_of(carried.channel),
            thread=carried.thread,
            permalink=carried.thread
            and self.messenger.permalink(carried.channel, carried.thread, thread=carried.thread),
        )

    def _kind_of(self, channel: str) -> Kind:
        """Of a channel that we can't see nobody's rights can be told: as in a direct message, whoever recorded it sees
        it, and the channel's members do as soon as we are invited there."""
        try:
            return self.messenger.kind_of(channel)
        except NotSent:
            return Kind.DIRECT

    # --- quotes --------------------------------------------------------------------------------------

    def _sources(self, carried: Carried) -> _Sources:
        if carried.alone:
            return _Sources(said={carried.alone.ts: carried.alone})
        found = self._thread(carried) if carried.support else {}
        deleted = unread = 0
        for ts in carried.quoted:
            if ts in found:
                continue
            try:
                said = self.messenger.said(carried.channel, ts, thread=carried.thread)
            except NotSent:
                unread += 1
                continue
            if said is None:
                deleted += 1
            else:
                found[ts] = said
        return _Sources(said=found, deleted=deleted, unread=unread)

    def _thread(self, carried: Carried) -> dict[str, Said]:
        """The whole thread by one read, so that its messages need not be asked for one by one."""
        if carried.thread is None:
            return {}
        try:
            said = self.messenger.thread(carried.channel, carried.thread, most=MOST_MESSAGES)
        except NotSent:
            return {}
        return {each.ts: each for each in said}

    def _quotes(self, carried: Carried, body: Body, sources: _Sources) -> Iterator[Quote]:
        """Of each field that still says something, the messages it rests on, as they are now."""
        empty = cleared(body)
        kept = {ts: sources.said[ts] for ts in carried.quoted if ts in sources.said}
        names = self.people.names_in(kept.values())
        for part in Part:
            for ts in carried.resting_on(part)[:QUOTES]:
                if part not in empty and ts in kept:
                    yield self._quote(part, kept[ts], carried, names)

    def _quote(self, part: Part, said: Said, carried: Carried, names: Mapping[str, str]) -> Quote:
        return Quote(
            part=part,
            channel=carried.channel,
            ts=said.ts,
            user=said.user,
            name=names.get(said.user or "", SOMEBODY),
            text=by_name(said.text, names),
            at=instant(said.ts),
            permalink=self.messenger.permalink(carried.channel, said.ts, thread=carried.thread),
        )


def _as_filled(carried: Carried, said: Filled) -> Carried:
    """Filled again, the form shows the day that was chosen."""
    same_day = said.decided_on == carried.decided_on
    decisive = carried.decisive if same_day else None
    return replace(carried, decided_on=said.decided_on, decisive=decisive)


def _remarks(sources: _Sources) -> Iterator[str]:
    if sources.deleted:
        yield messages.sources_gone(sources.deleted)
    if sources.unread:
        yield messages.sources_unread(sources.unread)
