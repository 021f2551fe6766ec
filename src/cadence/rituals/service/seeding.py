"""At a start: what the file defines becomes what counts."""

from collections.abc import Iterable
from datetime import datetime

import structlog

from cadence.rituals.model.differences import differences
from cadence.rituals.model.due import next_at_after_change
from cadence.rituals.model.ritual import Origin, Ritual, Standing, Version
from cadence.rituals.store.definitions import Definitions

log = structlog.get_logger(__name__)

FIRST = "from cadence.toml"


def seed(definitions: Definitions, rituals: Iterable[Ritual], *, at: datetime) -> tuple[str, ...]:
    """Each as a new version where it differs from what stands; those of the file that are not among them end. Brings
    the keys that changed. Safe on replicas; raises StoreUnavailable."""
    known = {each.version.ritual.key: each for each in definitions.all()}
    versions = [_version(each, known.get(each.key), at) for each in rituals]
    changed = definitions.seed(versions)
    if changed:
        log.info("rituals were defined anew", rituals=list(changed))
    return changed


def _version(
    ritual: Ritual, standing: Standing | None, at: datetime
) -> tuple[Version, datetime | None]:
    last = standing.version if standing else None
    version = Version(
        number=last.number + 1 if last else 1,
        ritual=ritual,
        origin=Origin.FILE,
        by=None,
        at=at,
        note=_note(last, ritual),
    )
    was = standing.next_at if standing else None
    return version, next_at_after_change(ritual.schedule, was=was, now=at)


def _note(last: Version | None, ritual: Ritual) -> str:
    if last is None:
        return FIRST
    if last.origin is not Origin.FILE:
        return f"{FIRST}, in the place of what was set up in Slack"
    return "; ".join(differences(last.ritual, ritual)) or FIRST
