"""The decision log for the command line: whose rights a command has, and the parts it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from cadence.adapters.db.decision_chain import SqlChain
from cadence.adapters.db.decision_conflicts import SqlConflicts
from cadence.adapters.db.decision_reviews import SqlReviews
from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import writing
from cadence.adapters.files import DiskFolder
from cadence.assembly import parts
from cadence.assembly.existing import existing_engine
from cadence.config import Settings
from cadence.core.errors import SettingsError
from cadence.core.message import Kind
from cadence.core.ports import Change, Clock
from cadence.decisions.model.access import Seen, seen_in
from cadence.decisions.service.chaining import Chaining
from cadence.decisions.service.exporting import Exporting
from cadence.decisions.service.importing import Importing
from cadence.decisions.service.seeing import Seeing


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    engine: Engine
    records: SqlRecords
    chain: SqlChain
    clock: Clock

    @property
    def chaining(self) -> Chaining:
        return Chaining(records=self.records, reviews=SqlReviews(self.engine), store=self.chain)

    def exporting(self, folder: Path) -> Exporting:
        return Exporting(
            records=self.records,
            chain=self.chain,
            reviews=SqlReviews(self.engine),
            conflicts=SqlConflicts(self.engine),
            folder=DiskFolder(folder),
        )

    def importing(self, folder: Path) -> Importing:
        return Importing(
            records=self.records,
            chain=self.chain,
            folder=DiskFolder(folder),
            clock=self.clock,
            commit=self._commit,
        )

    def _commit(self, changes: Sequence[Change]) -> None:
        with writing(self.engine) as connection:
            for change in changes:
                change(connection)


def existing_log(settings: Settings, clock: Clock) -> Log:
    """Raises NoDatabase and StoreUnavailable."""
    engine = existing_engine(settings)
    return Log(engine=engine, records=SqlRecords(engine), chain=SqlChain(engine), clock=clock)


def seen_as(settings: Settings, clock: Clock, *, email: str | None, channel: str | None) -> Seen:
    """What one person may see alone, or what everyone in a channel may; with neither, what everybody may see.

    Without Slack the channel's id alone decides. Raises SettingsError for a person who can't be looked up.
    """
    if email is not None:
        person = parts.messenger(settings, clock).person_by_email(email)
        if person is None:
            raise SettingsError(f"--as: Slack knows nobody with the address {email}")
        return Seeing(messenger=parts.messenger(settings, clock)).alone(person.id)
    if channel is None:
        return Seen(public=True)
    if settings.slack_bot_token is None:
        return seen_in(channel, Kind.PRIVATE)
    return Seeing(messenger=parts.messenger(settings, clock)).in_channel(channel)
